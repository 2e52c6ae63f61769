from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organization", "0001_initial"),
        ("planning", "0001_plans"),
        ("products", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("whole", "the whole plan"),
                            ("unit", "unit"),
                            ("region", "region"),
                            ("category", "product category"),
                        ],
                        default="whole",
                        max_length=8,
                        verbose_name="part",
                    ),
                ),
                ("part", models.CharField(default="whole", editable=False, max_length=32)),
                ("edition", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="edition")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("decided", "Decided"), ("replaced", "Replaced")],
                        default="draft",
                        editable=False,
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "realistic",
                    models.DecimalField(
                        decimal_places=2, editable=False, max_digits=18, null=True, verbose_name="realistic target"
                    ),
                ),
                (
                    "ideal",
                    models.DecimalField(
                        decimal_places=2, editable=False, max_digits=18, null=True, verbose_name="ideal target"
                    ),
                ),
                (
                    "reason",
                    models.CharField(blank=True, default="", editable=False, max_length=500, verbose_name="reason"),
                ),
                (
                    "decided_by",
                    models.CharField(blank=True, default="", editable=False, max_length=150, verbose_name="decided by"),
                ),
                (
                    "approved_by",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=300, verbose_name="approved by"
                    ),
                ),
                ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="decided")),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="products.category",
                        verbose_name="product category",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="targets",
                        to="planning.plan",
                        verbose_name="plan",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.region",
                        verbose_name="region",
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
                "verbose_name": "target",
                "verbose_name_plural": "targets",
                "ordering": ["-plan_id", "part", "-edition", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "part", "edition"), name="target_edition_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "draft")), fields=("plan", "part"), name="one_draft_of_a_target"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "decided")), fields=("plan", "part"), name="one_target_in_force"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ideal__isnull", True), ("ideal__gte", models.F("realistic")), _connector="OR"
                        ),
                        name="ideal_target_not_below_realistic",
                        violation_error_message="The ideal target is not below the realistic one.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TargetMethod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("growth", "Growth rate"),
                            ("share", "Market share"),
                            ("expansion", "Market expansion rate"),
                            ("break_even", "Break-even point"),
                            ("expense", "Expense budget"),
                            ("purchasing_power", "Purchasing power"),
                            ("declarations", "Declarations of the salespeople"),
                        ],
                        max_length=20,
                        verbose_name="method",
                    ),
                ),
                ("inputs", models.JSONField(blank=True, default=list, verbose_name="inputs")),
                (
                    "realistic",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="realistic"
                    ),
                ),
                (
                    "ideal",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="ideal"),
                ),
                (
                    "problem",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="why there is no result"),
                ),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        default=1, validators=[django.core.validators.MaxValueValidator(100)], verbose_name="weight"
                    ),
                ),
                ("is_left_out", models.BooleanField(default=False, verbose_name="left out")),
                (
                    "left_out_reason",
                    models.CharField(blank=True, default="", max_length=300, verbose_name="reason for leaving out"),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="methods",
                        to="planning.target",
                        verbose_name="target",
                    ),
                ),
            ],
            options={
                "verbose_name": "target method",
                "verbose_name_plural": "target methods",
                "ordering": ["target_id", "id"],
                "constraints": [models.UniqueConstraint(fields=("target", "method"), name="target_method_once")],
            },
        ),
        migrations.CreateModel(
            name="TargetRules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "timid_below",
                    models.DecimalField(
                        decimal_places=4,
                        default=Decimal("0.9"),
                        help_text="Share of what trend and potential lead to expect, such as 0.90",
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1),
                        ],
                        verbose_name="timid below",
                    ),
                ),
                (
                    "boastful_above",
                    models.DecimalField(
                        decimal_places=4,
                        default=Decimal("1.2"),
                        help_text="Share of what trend and potential lead to expect, such as 1.20",
                        max_digits=5,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="boastful above",
                    ),
                ),
                (
                    "plan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="target_rules",
                        to="planning.plan",
                        verbose_name="plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "thresholds of declarations",
                "verbose_name_plural": "thresholds of declarations",
            },
        ),
        migrations.CreateModel(
            name="Declaration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="declared figure",
                    ),
                ),
                ("note", models.CharField(blank=True, default="", max_length=300, verbose_name="note")),
                ("declared_at", models.DateTimeField(editable=False, verbose_name="declared")),
                (
                    "corrected",
                    models.DecimalField(
                        decimal_places=2,
                        editable=False,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="corrected figure",
                    ),
                ),
                (
                    "correction_reason",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=300, verbose_name="reason for correcting"
                    ),
                ),
                (
                    "corrected_by",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=150, verbose_name="corrected by"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="salesperson",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="declarations",
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
                "verbose_name": "declaration",
                "verbose_name_plural": "declarations",
                "ordering": ["-plan_id", "person_id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "person"),
                        name="declared_once",
                        violation_error_message="There is a declaration of this person for this plan already; change it.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RetrospectiveAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "question",
                    models.CharField(
                        choices=[
                            ("result", "What will the result be by the end of the year?"),
                            ("obstacles", "What stands in the way of the target?"),
                            ("territory", "Where is the territory strong, and where are its gaps?"),
                            ("missed", "What does a missed quarter do to the year?"),
                            (
                                "progress",
                                "Which results of the last period were progress, and how did they come about?",
                            ),
                            ("other_way", "Which other way leads to what was missed?"),
                        ],
                        max_length=12,
                        verbose_name="question",
                    ),
                ),
                ("answer", models.TextField(max_length=4000, verbose_name="answer")),
                ("answered_by", models.CharField(editable=False, max_length=150, verbose_name="answered by")),
                ("answered_at", models.DateTimeField(editable=False, verbose_name="answered")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="retrospective",
                        to="planning.plan",
                        verbose_name="plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "retrospective answer",
                "verbose_name_plural": "retrospective answers",
                "ordering": ["plan_id", "id"],
                "constraints": [models.UniqueConstraint(fields=("plan", "question"), name="retrospective_answer_once")],
            },
        ),
    ]
