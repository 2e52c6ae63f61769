from django.db import migrations


class Migration(migrations.Migration):
    """Targets by seven methods, declarations, retrospectives."""

    dependencies = [("planning", "0001_plans")]

    operations = []
