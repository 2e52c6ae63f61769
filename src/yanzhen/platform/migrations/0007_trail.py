from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("platform", "0006_go_live")]
    operations: list[migrations.operations.base.Operation] = []
