from django.db import migrations


class Migration(migrations.Migration):
    """The calendar of working days."""

    dependencies = [("organization", "0001_initial")]

    operations = []
