from django.db import migrations


class Migration(migrations.Migration):
    """Market figures and competitors."""

    initial = True
    dependencies = [("organization", "0001_initial"), ("products", "0001_initial")]

    operations = []
