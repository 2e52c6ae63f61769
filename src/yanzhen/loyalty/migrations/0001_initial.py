from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = [("crm", "0005_matching"), ("products", "0001_initial")]
    operations = []
