from django.db import migrations


class Migration(migrations.Migration):
    """Quotas and their procedure."""

    dependencies = [("planning", "0004_boards")]

    operations = []
