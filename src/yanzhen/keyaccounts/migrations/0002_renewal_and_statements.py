import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("keyaccounts", "0001_agreements")]

    operations = [
        migrations.AddField(
            model_name="agreement",
            name="renews",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="renewals",
                to="keyaccounts.agreement",
                verbose_name="renews",
            ),
        ),
        migrations.AddField(
            model_name="monthlyreview",
            name="reconciled_on",
            field=models.DateField(
                blank=True,
                help_text="The day on which the customer signed back the statement of this month.",
                null=True,
                verbose_name="statement signed back on",
            ),
        ),
        migrations.AlterField(
            model_name="agreement",
            name="state",
            field=models.CharField(
                choices=[("draft", "Draft"), ("in_force", "In force"), ("expired", "Expired"), ("ended", "Ended")],
                default="draft",
                editable=False,
                max_length=8,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="agreementterm",
            name="kind",
            field=models.CharField(
                choices=[
                    ("target", "target amount"),
                    ("rebate", "rebate tiers"),
                    ("payment", "payment days"),
                    ("listing", "listing of goods"),
                    ("display", "display and promotion share"),
                    ("fill", "fill rate"),
                    ("age", "goods age at delivery"),
                    ("lead", "delivery lead time"),
                    ("order", "order standard"),
                    ("reconcile", "reconciliation standard"),
                    ("gift", "free goods"),
                    ("free", "other term"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
    ]
