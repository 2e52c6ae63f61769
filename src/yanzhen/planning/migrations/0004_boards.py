from django.db import migrations


class Migration(migrations.Migration):
    """Drafts of the allocation board."""

    dependencies = [("planning", "0003_forecasts")]

    operations = []
