from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("crm", "0005_matching"), ("products", "0001_initial")]
    operations = []
