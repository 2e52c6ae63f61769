from django.db import migrations


class Migration(migrations.Migration):
    """Forecasts and how they did."""

    dependencies = [("planning", "0002_targets")]

    operations = []
