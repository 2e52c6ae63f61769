import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("organization", "0001_initial"),
        ("planning", "0003_forecasts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Board",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
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
                    "basis",
                    models.CharField(
                        choices=[
                            ("history", "history"),
                            ("potential", "potential"),
                            ("equal", "equal parts"),
                            ("plan", "last plan"),
                            ("forecast", "forecast"),
                        ],
                        default="history",
                        max_length=12,
                        verbose_name="basis",
                    ),
                ),
                ("sides", models.JSONField(verbose_name="sides")),
                ("keys", models.JSONField(verbose_name="places")),
                ("notes", models.JSONField(blank=True, default=list, verbose_name="notes")),
                ("facts", models.JSONField(blank=True, default=dict)),
                ("cells", models.BinaryField()),
                ("locks", models.BinaryField()),
                ("floors", models.BinaryField()),
                ("weights", models.BinaryField()),
                ("last_year", models.BinaryField()),
                ("touched", models.BinaryField()),
                ("moves", models.PositiveIntegerField(default=0, editable=False, verbose_name="acts")),
                (
                    "total",
                    models.DecimalField(
                        decimal_places=2, default=0, editable=False, max_digits=18, verbose_name="total"
                    ),
                ),
                ("is_chosen", models.BooleanField(default=False, editable=False, verbose_name="chosen")),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="owner",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="boards",
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
                "verbose_name": "board",
                "verbose_name_plural": "boards",
                "ordering": ["plan_id", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_chosen", True)),
                        fields=("plan", "unit", "metric"),
                        name="one_chosen_board",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BoardMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("kind", models.CharField(max_length=12, verbose_name="kind")),
                ("words", models.JSONField(default=dict)),
                ("who", models.CharField(max_length=150, verbose_name="who")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="moment")),
                ("is_undone", models.BooleanField(default=False)),
                ("is_closed", models.BooleanField(default=False)),
                ("places", models.BinaryField()),
                ("before", models.BinaryField()),
                ("after", models.BinaryField()),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="history",
                        to="planning.board",
                        verbose_name="board",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "act on a board",
                "verbose_name_plural": "acts on boards",
                "ordering": ["board_id", "-number"],
                "constraints": [models.UniqueConstraint(fields=("board", "number"), name="board_acts_in_order")],
            },
        ),
    ]
