from django.db import migrations


class Migration(migrations.Migration):
    """Action and collection plans, improvement cards, pipeline figures."""

    dependencies = [("planning", "0005_quotas")]

    operations = []
