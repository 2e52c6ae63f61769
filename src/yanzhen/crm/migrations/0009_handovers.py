from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("crm", "0008_playbooks"), ("accounts", "0004_rights")]
    operations = []
