from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("platform", "0007_trail")]
    operations: list[migrations.operations.base.Operation] = []
