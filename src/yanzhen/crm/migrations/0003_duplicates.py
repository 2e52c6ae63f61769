import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("crm", "0002_search")]
    operations = [
        migrations.AddField(
            model_name="customer",
            name="name_key",
            field=models.CharField(blank=True, db_index=True, default="", editable=False, max_length=120),
        ),
        migrations.AddField(
            model_name="customer",
            name="phone_key",
            field=models.CharField(blank=True, db_index=True, default="", editable=False, max_length=20),
        ),
        migrations.AddField(
            model_name="customer",
            name="possible_duplicate_of",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="crm.customer",
                verbose_name="perhaps the same as",
            ),
        ),
    ]
