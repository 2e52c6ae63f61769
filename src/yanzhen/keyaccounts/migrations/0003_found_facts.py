from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("keyaccounts", "0002_renewal_and_statements")]

    operations = [
        migrations.AddField(
            model_name="storeopportunity",
            name="facts",
            field=models.JSONField(default=dict, editable=False),
        ),
    ]
