import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Action and collection plans, improvement cards, pipeline figures."""

    dependencies = [
        ("planning", "0005_quotas"),
        ("organization", "0002_calendar"),
    ]

    operations = [
        migrations.CreateModel(
            name="ActionItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "span",
                    models.CharField(
                        choices=[("week", "Week"), ("month", "Month")],
                        default="week",
                        max_length=8,
                        verbose_name="plan of the",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="begins")),
                ("task", models.CharField(max_length=200, verbose_name="what")),
                (
                    "measure",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="By what one sees that it is done",
                        max_length=200,
                        verbose_name="done when",
                    ),
                ),
                ("is_done", models.BooleanField(default=False, verbose_name="done")),
                ("result", models.CharField(blank=True, default="", max_length=300, verbose_name="what came of it")),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="salesperson",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "action item",
                "verbose_name_plural": "action items",
                "ordering": ["-starts_on", "person_id", "id"],
                "indexes": [models.Index(fields=["person", "starts_on"], name="actions_by_person")],
            },
        ),
        migrations.CreateModel(
            name="Improvement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "metric",
                    models.CharField(
                        choices=[
                            ("revenue", "net sales"),
                            ("quantity", "quantity"),
                            ("orders", "orders"),
                            ("margin", "gross margin"),
                            ("collection", "receipts"),
                            ("new_customers", "new customers"),
                            ("visits", "visits"),
                            ("proposals", "proposals"),
                            ("expense", "expenses"),
                        ],
                        default="revenue",
                        max_length=16,
                        verbose_name="metric",
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unit", "unit"),
                            ("region", "region"),
                            ("category", "product category"),
                            ("person", "salesperson"),
                            ("customer", "customer"),
                        ],
                        default="",
                        max_length=8,
                        verbose_name="side",
                    ),
                ),
                ("key", models.BigIntegerField(blank=True, null=True, verbose_name="key of the side")),
                ("gap_from", models.DateField(blank=True, null=True, verbose_name="gap from")),
                ("gap_to", models.DateField(blank=True, null=True, verbose_name="gap until")),
                (
                    "due_then",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        editable=False,
                        max_digits=18,
                        null=True,
                        verbose_name="due at opening",
                    ),
                ),
                (
                    "actual_then",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        editable=False,
                        max_digits=18,
                        null=True,
                        verbose_name="reached at opening",
                    ),
                ),
                ("what", models.TextField(max_length=2000, verbose_name="What exactly is the problem?")),
                ("why", models.TextField(blank=True, default="", max_length=2000, verbose_name="Why is it so?")),
                (
                    "how",
                    models.TextField(blank=True, default="", max_length=2000, verbose_name="How can it be solved?"),
                ),
                (
                    "worth",
                    models.TextField(
                        blank=True, default="", max_length=2000, verbose_name="Is the answer worth carrying out?"
                    ),
                ),
                ("measure", models.CharField(blank=True, default="", max_length=300, verbose_name="measure")),
                ("check_on", models.DateField(blank=True, null=True, verbose_name="to be checked")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("doing", "Being carried out"),
                            ("checked", "Checked"),
                            ("closed", "Closed"),
                        ],
                        default="open",
                        editable=False,
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("checked_on", models.DateField(blank=True, editable=False, null=True, verbose_name="checked")),
                (
                    "due_checked",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        editable=False,
                        max_digits=18,
                        null=True,
                        verbose_name="due at the check",
                    ),
                ),
                (
                    "actual_checked",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        editable=False,
                        max_digits=18,
                        null=True,
                        verbose_name="reached at the check",
                    ),
                ),
                (
                    "result",
                    models.TextField(blank=True, default="", editable=False, max_length=2000, verbose_name="result"),
                ),
                (
                    "standard",
                    models.TextField(
                        blank=True, default="", editable=False, max_length=2000, verbose_name="standard kept"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="owner",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="planning.plan",
                        verbose_name="plan",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "improvement card",
                "verbose_name_plural": "improvement cards",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["state", "check_on"], name="improvements_by_check")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("gap_from__isnull", True),
                            ("gap_to__isnull", True),
                            ("gap_to__gte", models.F("gap_from")),
                            _connector="OR",
                        ),
                        name="gap_ends_after_it_starts",
                        violation_error_message="The period ends before it starts.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PaceBound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "percent",
                    models.PositiveSmallIntegerField(
                        default=60,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="red under a chance of",
                    ),
                ),
                (
                    "plan",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pace_bound",
                        to="planning.plan",
                        verbose_name="plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "bound of the chance",
                "verbose_name_plural": "bounds of the chance",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("percent__lte", 100)), name="bound_is_a_percentage")
                ],
            },
        ),
        migrations.CreateModel(
            name="PipelineFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("month", models.DateField(verbose_name="month")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("prospect", "Prospect"),
                            ("qualified", "Qualified"),
                            ("proposal", "Proposal"),
                            ("negotiation", "Negotiation"),
                        ],
                        default="prospect",
                        max_length=12,
                        verbose_name="stage",
                    ),
                ),
                (
                    "held",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MaxValueValidator(1000000)], verbose_name="held now"
                    ),
                ),
                (
                    "wanted",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=8,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="wins wanted a month",
                    ),
                ),
                (
                    "cycle_months",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="months to the win",
                    ),
                ),
                (
                    "won",
                    models.PositiveIntegerField(
                        default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name="won"
                    ),
                ),
                (
                    "tried",
                    models.PositiveIntegerField(
                        default=3, validators=[django.core.validators.MinValueValidator(1)], verbose_name="out of"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="salesperson",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "pipeline figure",
                "verbose_name_plural": "pipeline figures",
                "ordering": ["-month", "person_id", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "month", "stage"),
                        name="one_figure_per_stage",
                        violation_error_message="This person has figures of this stage and month already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("won__gte", 1), ("won__lte", models.F("tried"))),
                        name="win_rate_between_none_and_all",
                        violation_error_message="A win rate lies above 0 and is at most 1: how many were won out of how many.",
                    ),
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="pipeline_figure_of_a_month"),
                ],
            },
        ),
    ]
