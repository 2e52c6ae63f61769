from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("platform", "0008_approvals")]
    operations: list[migrations.operations.base.Operation] = []
