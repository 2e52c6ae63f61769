from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("platform", "0012_offline")]
    operations = [
        migrations.AddField(
            model_name="note",
            name="is_private",
            field=models.BooleanField(default=False, verbose_name="private note"),
        ),
    ]
