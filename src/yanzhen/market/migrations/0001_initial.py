import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Market figures and competitors."""

    initial = True
    dependencies = [("organization", "0001_initial"), ("products", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Competitor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, default="", max_length=120, verbose_name="English name")),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("note", models.CharField(blank=True, default="", max_length=500, verbose_name="note")),
            ],
            options={
                "verbose_name": "competitor",
                "verbose_name_plural": "competitors",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="MarketSetting",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="name")),
                ("value", models.DecimalField(decimal_places=4, max_digits=9, verbose_name="value")),
            ],
            options={
                "verbose_name": "bound of the market's reading",
                "verbose_name_plural": "bounds of the market's reading",
            },
        ),
        migrations.CreateModel(
            name="MarketFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("industry_sales", "industry sales"),
                            ("competitor_sales", "competitor sales"),
                            ("competitor_price", "competitor price"),
                            ("households", "households"),
                            ("income", "income of a household"),
                            ("spending", "spending of a household"),
                            ("shops", "shops"),
                            ("shop_power", "selling power of a shop"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day")),
                (
                    "length",
                    models.CharField(
                        choices=[("month", "month"), ("quarter", "quarter"), ("year", "year")],
                        default="month",
                        max_length=8,
                        verbose_name="period",
                    ),
                ),
                ("value", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="value")),
                (
                    "currency",
                    models.CharField(
                        blank=True,
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
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("found_on", models.DateField(verbose_name="found on")),
                ("is_open", models.BooleanField(default=False, verbose_name="for everybody")),
                ("note", models.CharField(blank=True, default="", max_length=500, verbose_name="note")),
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
                    "competitor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="market.competitor",
                        verbose_name="competitor",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="found by",
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
                "verbose_name": "market figure",
                "verbose_name_plural": "market figures",
                "ordering": ["-starts_on", "-id"],
                "indexes": [
                    models.Index(fields=["kind", "starts_on"], name="market_figure_by_kind"),
                    models.Index(fields=["-starts_on", "-id"], name="market_figure_by_date"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", 0)),
                        name="market_figure_not_negative",
                        violation_error_message="A figure of the market is not below zero.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("starts_on__day", 1)),
                        name="market_figure_starts_with_a_month",
                        violation_error_message="A period starts on the first day of a month.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("competitor__isnull", False), ("kind__in", ["competitor_price", "competitor_sales"])
                            ),
                            models.Q(
                                models.Q(("kind__in", ["competitor_price", "competitor_sales"]), _negated=True),
                                ("competitor__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="market_figure_names_its_competitor",
                        violation_error_message="Sales and prices of a competitor name it; other figures name none.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("currency", ""), ("kind__in", ["households", "shops"])),
                            models.Q(
                                models.Q(("kind__in", ["households", "shops"]), _negated=True),
                                models.Q(("currency", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="market_figure_of_money_has_currency",
                        violation_error_message="Amounts of money have a currency; counts have none.",
                    ),
                ],
            },
        ),
    ]
