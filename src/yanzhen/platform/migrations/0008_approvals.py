from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("platform", "0007_trail")]
    operations = [
        migrations.CreateModel(
            name="ApprovalRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("matter", models.CharField(max_length=80, verbose_name="for")),
                ("rank", models.PositiveIntegerField(default=100, verbose_name="rank")),
                (
                    "amount_from",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="amount from",
                    ),
                ),
                ("currency", models.CharField(blank=True, default="", max_length=3, verbose_name="currency")),
                (
                    "discount_from",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="discount from (%)",
                    ),
                ),
                ("unit_id", models.BigIntegerField(blank=True, null=True, verbose_name="unit and those below")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "approval rule",
                "verbose_name_plural": "approval rules",
                "ordering": ["matter", "rank", "id"],
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("matter", models.CharField(max_length=80, verbose_name="for")),
                ("title", models.CharField(max_length=200, verbose_name="what")),
                ("reason", models.CharField(blank=True, default="", max_length=500, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                            ("recalled", "Recalled"),
                            ("expired", "Expired"),
                            ("changed", "Content changed"),
                            ("failed", "Could not be carried out"),
                            ("used", "Used"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("asked_by_id", models.BigIntegerField(editable=False, blank=True, null=True)),
                ("asked_by", models.CharField(max_length=150, verbose_name="asked by")),
                ("employee_id", models.BigIntegerField(editable=False, blank=True, null=True)),
                ("unit_id", models.BigIntegerField(editable=False, blank=True, null=True)),
                ("noun_name", models.CharField(blank=True, default="", max_length=80)),
                ("object_id", models.BigIntegerField(blank=True, null=True)),
                ("content", models.JSONField(default=dict, verbose_name="content")),
                ("content_hash", models.CharField(max_length=64, verbose_name="fingerprint")),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=18, blank=True, null=True, verbose_name="amount"),
                ),
                ("currency", models.CharField(blank=True, default="", max_length=3, verbose_name="currency")),
                (
                    "discount",
                    models.DecimalField(decimal_places=2, max_digits=5, blank=True, null=True, verbose_name="discount"),
                ),
                ("step_no", models.PositiveIntegerField(default=1, verbose_name="step")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                ("valid_until", models.DateTimeField(blank=True, null=True, verbose_name="valid until")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="used")),
                ("outcome", models.CharField(blank=True, default="", max_length=500, verbose_name="outcome")),
            ],
            options={
                "verbose_name": "approval",
                "verbose_name_plural": "approvals",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["state", "-id"], name="approval_by_state"),
                    models.Index(fields=["matter", "content_hash"], name="approval_by_content"),
                    models.Index(fields=["noun_name", "object_id"], name="approval_by_record"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApprovalRuleStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step_no", models.PositiveIntegerField(verbose_name="step")),
                (
                    "approver",
                    models.CharField(
                        choices=[
                            ("manager", "The asker's manager"),
                            ("holders", "Those who may decide on this"),
                            ("person", "A certain person"),
                        ],
                        max_length=8,
                        verbose_name="approver",
                    ),
                ),
                ("person_id", models.BigIntegerField(blank=True, null=True, verbose_name="person")),
                ("is_joint", models.BooleanField(default=False, verbose_name="all of them")),
                ("hours", models.PositiveIntegerField(default=48, verbose_name="hours to decide")),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="platform.approvalrule"
                    ),
                ),
            ],
            options={
                "verbose_name": "approval step",
                "verbose_name_plural": "approval steps",
                "ordering": ["step_no", "id"],
            },
        ),
        migrations.CreateModel(
            name="ApprovalSeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step_no", models.PositiveIntegerField(verbose_name="step")),
                ("group", models.PositiveIntegerField()),
                ("is_joint", models.BooleanField(default=False)),
                ("user_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=150, verbose_name="who")),
                ("hours", models.PositiveIntegerField(default=48)),
                ("asked_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True, verbose_name="until")),
                ("reminded_at", models.DateTimeField(null=True)),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("approved", "Approved"), ("refused", "Refused")],
                        default="",
                        max_length=8,
                        verbose_name="decision",
                    ),
                ),
                ("comment", models.CharField(blank=True, default="", max_length=500, verbose_name="comment")),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, default="", max_length=150)),
                (
                    "approval",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="seats", to="platform.approval"
                    ),
                ),
            ],
            options={
                "ordering": ["step_no", "group", "id"],
                "indexes": [models.Index(fields=["user_id", "decision"], name="seat_by_person")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("approval", "step_no", "group", "user_id"), name="one_seat_per_person"
                    )
                ],
            },
        ),
    ]
