from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organization", "0001_initial"),
        ("planning", "0004_boards"),
    ]

    operations = [
        migrations.CreateModel(
            name="QuotaTalk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for an answer"),
                            ("accepted", "Accepted"),
                            ("countered", "Other figure named"),
                            ("fixed", "Fixed"),
                            ("signed", "Signed"),
                        ],
                        default="waiting",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "metric",
                    models.CharField(
                        blank=True,
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
                        default="",
                        max_length=16,
                        verbose_name="metric",
                    ),
                ),
                (
                    "figure",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="own figure"
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=500, verbose_name="reason")),
                ("note", models.CharField(blank=True, default="", max_length=500, verbose_name="manager's note")),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="opened")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                ("fixed_at", models.DateTimeField(blank=True, null=True, verbose_name="fixed")),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True, verbose_name="acknowledged")),
                (
                    "acknowledged_by",
                    models.CharField(blank=True, default="", max_length=150, verbose_name="acknowledged by"),
                ),
                ("objection", models.CharField(blank=True, default="", max_length=500, verbose_name="objection")),
                ("reminded_at", models.DateTimeField(blank=True, null=True, verbose_name="reminded")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quota_talks",
                        to="organization.employee",
                        verbose_name="salesperson",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="talks",
                        to="planning.plan",
                        verbose_name="plan",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "quota talk",
                "verbose_name_plural": "quota talks",
                "ordering": ["plan_id", "person_id", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "person"),
                        name="one_talk_per_person",
                        violation_error_message="There is a talk with this person already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("figure__isnull", True), ("figure__gte", 0), _connector="OR"),
                        name="own_figure_not_negative",
                        violation_error_message="A quota is zero or more.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TalkEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("open", "quota shown"),
                            ("accept", "accepts"),
                            ("counter", "names another figure"),
                            ("note", "notes"),
                            ("fix", "fixes the quota"),
                            ("sign", "acknowledges"),
                            ("object", "acknowledges with an objection"),
                        ],
                        max_length=12,
                        verbose_name="what was said",
                    ),
                ),
                ("by", models.CharField(max_length=150, verbose_name="by")),
                ("user_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                (
                    "metric",
                    models.CharField(
                        blank=True,
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
                        default="",
                        max_length=16,
                        verbose_name="metric",
                    ),
                ),
                (
                    "before",
                    models.DecimalField(decimal_places=2, max_digits=18, null=True, verbose_name="figure before"),
                ),
                ("figure", models.DecimalField(decimal_places=2, max_digits=18, null=True, verbose_name="figure")),
                ("text", models.CharField(blank=True, default="", max_length=500, verbose_name="words")),
                (
                    "talk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="planning.quotatalk",
                        verbose_name="quota talk",
                    ),
                ),
            ],
            options={
                "verbose_name": "word in a quota talk",
                "verbose_name_plural": "words in a quota talk",
                "ordering": ["talk_id", "id"],
            },
        ),
        migrations.CreateModel(
            name="PlanStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepare", "Prepare"),
                            ("talk", "Talk"),
                            ("fix", "Fix"),
                            ("meeting", "Team meeting"),
                            ("published", "Published"),
                            ("replaced", "Replaced"),
                        ],
                        max_length=12,
                        verbose_name="step",
                    ),
                ),
                ("planned_on", models.DateField(blank=True, null=True, verbose_name="planned for")),
                ("entered_at", models.DateTimeField(blank=True, null=True, verbose_name="entered")),
                ("by", models.CharField(blank=True, default="", max_length=150, verbose_name="by")),
                ("note", models.CharField(blank=True, default="", max_length=500, verbose_name="note")),
                (
                    "people",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="organization.employee", verbose_name="people"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="planning.plan",
                        verbose_name="plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a plan",
                "verbose_name_plural": "steps of a plan",
                "ordering": ["plan_id", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("entered_at__isnull", True)),
                        fields=("plan", "state"),
                        name="one_coming_step",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Quota",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
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
                ("starts_on", models.DateField(verbose_name="first month")),
                ("months", models.PositiveSmallIntegerField(default=12, verbose_name="months")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="quota")),
                (
                    "measured_in",
                    models.CharField(blank=True, default="", max_length=20, verbose_name="unit of measure"),
                ),
                (
                    "weight",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("100"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="weight",
                    ),
                ),
                (
                    "cap",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        default=Decimal("150"),
                        max_digits=6,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="cap",
                    ),
                ),
                (
                    "floor",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="floor",
                    ),
                ),
                ("basis", models.CharField(blank=True, default="", max_length=200, verbose_name="basis")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quotas",
                        to="organization.employee",
                        verbose_name="salesperson",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="quotas",
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
                "verbose_name": "quota",
                "verbose_name_plural": "quotas",
                "ordering": ["plan_id", "person_id", "metric", "starts_on", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "person", "metric", "starts_on"),
                        name="one_quota_per_measure_and_start",
                        violation_error_message="This person has a quota of this measure from that month already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)),
                        name="quota_not_negative",
                        violation_error_message="A quota is zero or more.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("months__gte", 1), ("months__lte", 36), ("starts_on__day", 1)),
                        name="quota_of_whole_months",
                        violation_error_message="A quota covers whole months of its plan.",
                    ),
                ],
            },
        ),
    ]
