from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("platform", "0010_keeping")]
    operations = []
