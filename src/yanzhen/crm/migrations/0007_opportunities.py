import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("crm", "0006_leads"),
        ("products", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="LossReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, default="", max_length=120, verbose_name="English name")),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("lost", "Why one loses"), ("won", "Why one wins")],
                        default="lost",
                        max_length=8,
                        verbose_name="outcome",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "reason for winning or losing",
                "verbose_name_plural": "reasons for winning or losing",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Process",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, default="", max_length=120, verbose_name="English name")),
                ("is_default", models.BooleanField(default=False, verbose_name="the usual one")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("note", models.CharField(blank=True, default="", max_length=500, verbose_name="note")),
            ],
            options={
                "verbose_name": "sales process",
                "verbose_name_plural": "sales processes",
                "ordering": ["name", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("name",),
                        name="one_process_per_name",
                        violation_error_message="A sales process with this name exists already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("is_default",),
                        name="one_usual_process",
                        violation_error_message="Another sales process is the usual one.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Stage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, default="", max_length=120, verbose_name="English name")),
                ("position", models.PositiveIntegerField(default=0, editable=False, verbose_name="position")),
                ("goal", models.CharField(blank=True, default="", max_length=300, verbose_name="goal")),
                (
                    "documents",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="One a line.",
                        max_length=1000,
                        verbose_name="documents wanted",
                    ),
                ),
                (
                    "usual_days",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="An opportunity that stays longer is shown as stuck.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="usual days",
                    ),
                ),
                (
                    "probability",
                    models.PositiveSmallIntegerField(
                        default=50,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="probability, %",
                    ),
                ),
                (
                    "learnt_probability",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        editable=False,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="learnt probability, %",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stages",
                        to="crm.process",
                        verbose_name="sales process",
                    ),
                ),
            ],
            options={
                "verbose_name": "stage",
                "verbose_name_plural": "stages",
                "ordering": ["process_id", "position", "id"],
                "indexes": [models.Index(fields=["process", "position", "id"], name="stage_by_process")],
            },
        ),
        migrations.CreateModel(
            name="Opportunity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("won", "Won"), ("lost", "Lost")],
                        default="open",
                        editable=False,
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="amount")),
                (
                    "currency",
                    models.CharField(
                        default="CNY",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[A-Z]{3}\\Z", "A currency has three capital letters."
                            )
                        ],
                        verbose_name="currency",
                    ),
                ),
                (
                    "probability",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="probability, %",
                    ),
                ),
                (
                    "weighted_amount",
                    models.DecimalField(
                        decimal_places=2, default=0, editable=False, max_digits=18, verbose_name="weighted amount"
                    ),
                ),
                ("expected_on", models.DateField(verbose_name="expected close")),
                ("source", models.CharField(blank=True, default="", max_length=60, verbose_name="source")),
                ("next_step", models.CharField(blank=True, default="", max_length=200, verbose_name="next step")),
                ("next_on", models.DateField(blank=True, null=True, verbose_name="next step on")),
                ("competitor", models.CharField(blank=True, default="", max_length=120, verbose_name="competitor")),
                (
                    "price",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        editable=False,
                        max_digits=18,
                        null=True,
                        verbose_name="winning price",
                    ),
                ),
                ("closed_on", models.DateField(blank=True, editable=False, null=True, verbose_name="closed on")),
                ("stage_since", models.DateField(editable=False, verbose_name="in this stage since")),
                ("stuck_from", models.DateField(blank=True, editable=False, null=True, verbose_name="stuck from")),
                ("note", models.CharField(blank=True, default="", max_length=1000, verbose_name="note")),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="crm.contact",
                        verbose_name="contact",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opportunities",
                        to="crm.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="opportunities",
                        to="crm.lead",
                        verbose_name="lead",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="owner",
                    ),
                ),
                (
                    "reason",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.lossreason",
                        verbose_name="reason",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.process",
                        verbose_name="sales process",
                    ),
                ),
                (
                    "stage",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.stage",
                        verbose_name="stage",
                    ),
                ),
            ],
            options={
                "verbose_name": "opportunity",
                "verbose_name_plural": "opportunities",
                "ordering": ["expected_on", "id"],
                "indexes": [
                    models.Index(
                        fields=["process", "state", "stage", "currency", "amount", "weighted_amount"], name="opp_board"
                    ),
                    models.Index(
                        fields=["owner", "process", "state", "stage", "currency", "amount", "weighted_amount"],
                        name="opp_board_by_owner",
                    ),
                    models.Index(fields=["stage", "state", "expected_on", "id"], name="opp_cards"),
                    models.Index(fields=["owner", "stage", "state", "expected_on", "id"], name="opp_cards_by_owner"),
                    models.Index(fields=["owner", "state", "expected_on", "id"], name="opp_by_owner"),
                    models.Index(fields=["unit", "state", "stage", "expected_on", "id"], name="opp_by_unit"),
                    models.Index(fields=["customer", "state", "expected_on", "id"], name="opp_by_customer"),
                    models.Index(fields=["expected_on", "id"], name="opp_by_expected"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)),
                        name="opportunity_amount_not_negative",
                        violation_error_message="An amount cannot be negative.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("probability__gte", 0), ("probability__lte", 100)),
                        name="opportunity_probability_percent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExitTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, default="", max_length=120, verbose_name="English name")),
                ("position", models.PositiveIntegerField(default=0, editable=False, verbose_name="position")),
                (
                    "stage",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exit_tasks",
                        to="crm.stage",
                        verbose_name="stage",
                    ),
                ),
            ],
            options={
                "verbose_name": "exit task",
                "verbose_name_plural": "exit tasks",
                "ordering": ["stage_id", "position", "id"],
                "indexes": [models.Index(fields=["stage", "position", "id"], name="exit_task_by_stage")],
            },
        ),
        migrations.CreateModel(
            name="StageEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entered_at", models.DateTimeField(verbose_name="entered")),
                ("left_at", models.DateTimeField(blank=True, null=True, verbose_name="left")),
                ("amount", models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="amount")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="moved by",
                    ),
                ),
                (
                    "opportunity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="crm.opportunity",
                        verbose_name="opportunity",
                    ),
                ),
                (
                    "stage",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.stage",
                        verbose_name="stage",
                    ),
                ),
            ],
            options={
                "verbose_name": "stay in a stage",
                "verbose_name_plural": "stays in stages",
                "ordering": ["opportunity_id", "entered_at", "id"],
                "indexes": [
                    models.Index(fields=["opportunity", "entered_at", "id"], name="stage_entry_by_opportunity"),
                    models.Index(fields=["stage", "entered_at"], name="stage_entry_by_stage"),
                    models.Index(fields=["entered_at"], name="stage_entry_by_day"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("left_at__isnull", True)),
                        fields=("opportunity",),
                        name="one_stay_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskDone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("done_at", models.DateTimeField(auto_now_add=True, verbose_name="done")),
                ("who", models.CharField(max_length=150, verbose_name="ticked off by")),
                (
                    "opportunity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tasks_done",
                        to="crm.opportunity",
                        verbose_name="opportunity",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crm.exittask",
                        verbose_name="exit task",
                    ),
                ),
            ],
            options={
                "verbose_name": "exit task done",
                "verbose_name_plural": "exit tasks done",
                "ordering": ["opportunity_id", "id"],
                "constraints": [models.UniqueConstraint(fields=("opportunity", "task"), name="one_tick_per_exit_task")],
            },
        ),
        migrations.CreateModel(
            name="OpportunityLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line_no", models.PositiveIntegerField(verbose_name="line")),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=16, verbose_name="quantity")),
                ("unit_price", models.DecimalField(decimal_places=4, max_digits=18, verbose_name="unit price")),
                (
                    "discount",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="discount, %",
                    ),
                ),
                ("net_amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="net amount")),
                (
                    "opportunity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="crm.opportunity",
                        verbose_name="opportunity",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="products.product",
                        verbose_name="product",
                    ),
                ),
            ],
            options={
                "verbose_name": "opportunity line",
                "verbose_name_plural": "opportunity lines",
                "ordering": ["opportunity_id", "line_no"],
                "constraints": [
                    models.UniqueConstraint(fields=("opportunity", "line_no"), name="one_opportunity_line_per_number"),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)),
                        name="opportunity_quantity_positive",
                        violation_error_message="A line has a quantity.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OpportunityMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "share",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="share, %",
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="employee",
                    ),
                ),
                (
                    "opportunity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="crm.opportunity",
                        verbose_name="opportunity",
                    ),
                ),
            ],
            options={
                "verbose_name": "opportunity team member",
                "verbose_name_plural": "opportunity team members",
                "ordering": ["opportunity_id", "-share", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("opportunity", "employee"),
                        name="one_share_per_member",
                        violation_error_message="Nobody is in a team twice.",
                    )
                ],
            },
        ),
    ]
