from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("platform", "0004_collaboration")]
    operations: list[migrations.operations.base.Operation] = []
