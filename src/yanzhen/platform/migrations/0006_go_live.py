from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("platform", "0005_imports")]
    operations: list[migrations.operations.base.Operation] = []
