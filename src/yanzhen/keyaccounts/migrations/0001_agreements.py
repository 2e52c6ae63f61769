from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = [("field", "0004_coaching")]
    operations = []  # type: ignore[var-annotated]
