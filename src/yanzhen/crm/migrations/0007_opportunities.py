from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("crm", "0006_leads"), ("products", "0001_initial")]
    operations = []
