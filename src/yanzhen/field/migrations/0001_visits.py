from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = [("crm", "0009_handovers"), ("organization", "0002_calendar"), ("platform", "0011_triggers")]
    operations = []  # type: ignore[var-annotated]
