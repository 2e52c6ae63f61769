import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Count, Min

BATCH = 500
OLDER = "entered before numbers had to be different"


def mark_shared(apps, schema_editor):
    """Of customers with one telephone number the first keeps it as its own; the others are marked as sharing it."""
    customers = apps.get_model("crm", "Customer")._base_manager.using(schema_editor.connection.alias)
    repeated = (
        customers.exclude(phone_key="")
        .filter(shares_phone=False)
        .order_by()
        .values("phone_key")
        .annotate(first=Min("pk"), rows=Count("pk"))
        .filter(rows__gt=1)
    )
    found = list(repeated.values_list("phone_key", "first"))
    for start in range(0, len(found), BATCH):
        part = found[start : start + BATCH]
        later = customers.filter(phone_key__in=[key for key, _first in part]).exclude(pk__in=[pk for _key, pk in part])
        later.update(shares_phone=True, shares_phone_because=OLDER)


class Migration(migrations.Migration):
    dependencies = [
        ("crm", "0004_stakeholders"),
        ("organization", "0002_calendar"),
        ("platform", "0010_keeping"),
    ]
    operations = [
        migrations.CreateModel(
            name="CaseShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("percent", models.DecimalField(decimal_places=2, max_digits=5)),
            ],
        ),
        migrations.CreateModel(
            name="CollisionCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("number", models.CharField(editable=False, max_length=40, unique=True, verbose_name="number")),
                ("said", models.CharField(blank=True, default="", max_length=200, verbose_name="entered as")),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("panel", "Claimed while entering"),
                            ("entry", "Entered in spite of the warning"),
                            ("clean_up", "Found by the clean-up"),
                        ],
                        max_length=10,
                        verbose_name="how it arose",
                    ),
                ),
                ("claim", models.CharField(blank=True, default="", max_length=500, verbose_name="claim")),
                ("chance", models.FloatField(blank=True, null=True, verbose_name="chance that it is one firm")),
                ("working", models.JSONField(default=list, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("decided", "Decided"), ("withdrawn", "Withdrawn")],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("owner", "One owner"),
                            ("split", "One owner, shared credit"),
                            ("apart", "Two different firms"),
                        ],
                        default="",
                        max_length=8,
                        verbose_name="outcome",
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=500, verbose_name="reason")),
                ("decided_by", models.CharField(blank=True, default="", max_length=150, verbose_name="decided by")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                ("user_id", models.BigIntegerField(editable=False, null=True)),
                ("who", models.CharField(blank=True, default="", max_length=150, verbose_name="opened by")),
            ],
            options={
                "verbose_name": "collision case",
                "verbose_name_plural": "collision cases",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="DuplicateGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("employee_id", models.BigIntegerField(editable=False, null=True)),
                ("user_id", models.BigIntegerField(editable=False, null=True)),
                (
                    "who",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=150, verbose_name="searched by"
                    ),
                ),
                ("title", models.CharField(editable=False, max_length=400, verbose_name="customers")),
                ("size", models.PositiveIntegerField(default=0, editable=False, verbose_name="records")),
                (
                    "score",
                    models.DecimalField(
                        decimal_places=2, default=0, editable=False, max_digits=8, verbose_name="score"
                    ),
                ),
                (
                    "chance",
                    models.DecimalField(
                        decimal_places=6, default=0, editable=False, max_digits=7, verbose_name="chance"
                    ),
                ),
                ("pairs", models.JSONField(default=list, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "To look at"), ("merged", "Merged"), ("apart", "Not the same")],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
            ],
            options={
                "verbose_name": "group of duplicates",
                "verbose_name_plural": "groups of duplicates",
                "ordering": ["-score", "-id"],
            },
        ),
        migrations.CreateModel(
            name="DuplicateMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
        ),
        migrations.CreateModel(
            name="KnownApart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(blank=True, default="", max_length=200)),
                ("who", models.CharField(max_length=150)),
                ("said_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("title", models.CharField(editable=False, max_length=400, verbose_name="merged records")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Being merged"),
                            ("done", "Merged"),
                            ("failed", "Not merged"),
                            ("undoing", "Being undone"),
                            ("undone", "Undone"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=300, verbose_name="reason")),
                ("chosen", models.JSONField(default=dict, editable=False)),
                ("before", models.JSONField(default=dict, editable=False)),
                ("after", models.JSONField(default=dict, editable=False)),
                ("counts", models.JSONField(default=dict, editable=False)),
                ("moved", models.PositiveBigIntegerField(default=0, verbose_name="rows moved")),
                ("left", models.PositiveBigIntegerField(default=0, verbose_name="rows left")),
                ("undone", models.JSONField(default=dict, editable=False)),
                ("user_id", models.BigIntegerField(editable=False, null=True)),
                ("who", models.CharField(blank=True, default="", max_length=150, verbose_name="merged by")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="merged")),
                ("undone_by", models.CharField(blank=True, default="", max_length=150, verbose_name="undone by")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone")),
            ],
            options={
                "verbose_name": "merge of customers",
                "verbose_name_plural": "merges of customers",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="MergedRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("before", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="MergeMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("noun_name", models.CharField(max_length=80)),
                ("field", models.CharField(max_length=80)),
                ("origin_id", models.BigIntegerField()),
                ("target_id", models.BigIntegerField(null=True)),
                ("keys", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="PossibleAsk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user_id", models.BigIntegerField()),
                ("day", models.DateField()),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="customer",
            name="one_customer_per_credit_code",
        ),
        migrations.AddField(
            model_name="customer",
            name="former_codes",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=400, verbose_name="codes of merged records"
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="crm.customer",
                verbose_name="merged into",
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="shares_phone",
            field=models.BooleanField(
                default=False,
                help_text="A switchboard of several firms, or a branch that is a customer of its own: say why below.",
                verbose_name="shares its telephone number",
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="shares_phone_because",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="why it shares the number"),
        ),
        migrations.RunPython(mark_shared, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("credit_code", ""), _negated=True), ("merged_into", None)),
                fields=("credit_code",),
                name="one_customer_per_credit_code",
                violation_error_message="A customer with this credit code exists already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("phone_key", ""), _negated=True), ("merged_into", None), ("shares_phone", False)
                ),
                fields=("phone_key",),
                name="one_customer_per_phone",
                violation_error_message="A customer with this telephone number exists already.",
            ),
        ),
        migrations.AddField(
            model_name="caseshare",
            name="employee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organization.employee"
            ),
        ),
        migrations.AddField(
            model_name="collisioncase",
            name="claimant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organization.employee",
                verbose_name="claimed by",
            ),
        ),
        migrations.AddField(
            model_name="collisioncase",
            name="claimant_unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organization.unit",
                verbose_name="unit of the claimant",
            ),
        ),
        migrations.AddField(
            model_name="collisioncase",
            name="holder",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organization.employee",
                verbose_name="owner then",
            ),
        ),
        migrations.AddField(
            model_name="collisioncase",
            name="holder_unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organization.unit",
                verbose_name="unit then",
            ),
        ),
        migrations.AddField(
            model_name="collisioncase",
            name="one",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="crm.customer",
                verbose_name="customer",
            ),
        ),
        migrations.AddField(
            model_name="collisioncase",
            name="other",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="crm.customer",
                verbose_name="second record",
            ),
        ),
        migrations.AddField(
            model_name="collisioncase",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organization.employee",
                verbose_name="owner decided",
            ),
        ),
        migrations.AddField(
            model_name="caseshare",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="crm.collisioncase"
            ),
        ),
        migrations.AddField(
            model_name="duplicategroup",
            name="job",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="platform.job",
            ),
        ),
        migrations.AddField(
            model_name="duplicatemember",
            name="customer",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crm.customer"),
        ),
        migrations.AddField(
            model_name="duplicatemember",
            name="group",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="members", to="crm.duplicategroup"
            ),
        ),
        migrations.AddField(
            model_name="knownapart",
            name="one",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crm.customer"),
        ),
        migrations.AddField(
            model_name="knownapart",
            name="other",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crm.customer"),
        ),
        migrations.AddField(
            model_name="merge",
            name="case",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="merges",
                to="crm.collisioncase",
                verbose_name="collision case",
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="job",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="platform.job",
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="survivor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="crm.customer",
                verbose_name="kept customer",
            ),
        ),
        migrations.AddField(
            model_name="mergedrecord",
            name="customer",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="crm.customer"),
        ),
        migrations.AddField(
            model_name="mergedrecord",
            name="merge",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="records", to="crm.merge"
            ),
        ),
        migrations.AddField(
            model_name="mergemove",
            name="merge",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="crm.merge"),
        ),
        migrations.AddField(
            model_name="possibleask",
            name="customer",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crm.customer"
            ),
        ),
        migrations.AddIndex(
            model_name="collisioncase",
            index=models.Index(fields=["state", "-id"], name="case_by_state"),
        ),
        migrations.AddConstraint(
            model_name="collisioncase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("other", None), models.Q(("other", models.F("one")), _negated=True), _connector="OR"
                ),
                name="case_of_two_customers",
                violation_error_message="A case is between two different records.",
            ),
        ),
        migrations.AddConstraint(
            model_name="collisioncase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("one", "claimant"),
                name="one_open_case_per_claim",
                violation_error_message="This claim is open already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseshare",
            constraint=models.UniqueConstraint(fields=("case", "employee"), name="one_share_per_case_and_person"),
        ),
        migrations.AddConstraint(
            model_name="caseshare",
            constraint=models.CheckConstraint(
                condition=models.Q(("percent__gt", 0), ("percent__lte", 100)), name="share_of_a_whole"
            ),
        ),
        migrations.AddIndex(
            model_name="duplicategroup",
            index=models.Index(fields=["employee_id", "state", "-score"], name="duplicates_by_person"),
        ),
        migrations.AddConstraint(
            model_name="duplicatemember",
            constraint=models.UniqueConstraint(fields=("group", "customer"), name="once_in_a_group"),
        ),
        migrations.AddConstraint(
            model_name="knownapart",
            constraint=models.UniqueConstraint(fields=("one", "other"), name="said_apart_once"),
        ),
        migrations.AddConstraint(
            model_name="mergedrecord",
            constraint=models.UniqueConstraint(fields=("merge", "customer"), name="merged_once"),
        ),
        migrations.AddConstraint(
            model_name="possibleask",
            constraint=models.UniqueConstraint(fields=("user_id", "day", "customer"), name="one_ask_a_day"),
        ),
    ]
