from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("field", "0002_planner")]
    operations = []  # type: ignore[var-annotated]
