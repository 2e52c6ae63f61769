from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_end_sessions_by_epoch")]
    operations: list[migrations.operations.base.Operation] = []
