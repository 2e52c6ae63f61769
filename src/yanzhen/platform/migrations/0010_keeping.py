from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("platform", "0009_exports")]
    operations: list[migrations.operations.base.Operation] = []
