from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("field", "0003_canvassing")]
    operations = []  # type: ignore[var-annotated]
