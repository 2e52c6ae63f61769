from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("field", "0001_visits")]
    operations = []  # type: ignore[var-annotated]
