import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organization", "0001_initial"),
        ("planning", "0002_targets"),
        ("platform", "0010_keeping"),
    ]

    operations = [
        migrations.CreateModel(
            name="ForecastRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "cutoff",
                    models.DateField(
                        help_text="The last month that counts; only whole months do.", verbose_name="books up to"
                    ),
                ),
                ("horizon", models.PositiveSmallIntegerField(default=18, verbose_name="months ahead")),
                ("currency", models.CharField(default="CNY", max_length=3, verbose_name="currency")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Being made"),
                            ("done", "Finished"),
                            ("failed", "Failed"),
                            ("cancelled", "Stopped"),
                        ],
                        default="waiting",
                        editable=False,
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[("asked", "asked for"), ("monthly", "every month")],
                        default="asked",
                        editable=False,
                        max_length=12,
                        verbose_name="occasion",
                    ),
                ),
                ("is_late", models.BooleanField(default=False, editable=False, verbose_name="made afterwards")),
                ("who", models.CharField(default="", editable=False, max_length=150, verbose_name="started by")),
                ("series_count", models.PositiveIntegerField(default=0, editable=False, verbose_name="series")),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="ended")),
                (
                    "job",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="platform.job",
                        verbose_name="job",
                    ),
                ),
            ],
            options={
                "verbose_name": "forecast",
                "verbose_name_plural": "forecasts",
                "ordering": ["-cutoff", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("horizon__gte", 1), ("horizon__lte", 24)),
                        name="forecast_of_1_to_24_months",
                        violation_error_message="A forecast looks 1 to 24 months ahead.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cutoff__day", 1)),
                        name="forecast_cuts_off_a_month",
                        violation_error_message="Name a month by its first day.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "running"])),
                        fields=("currency",),
                        name="one_open_forecast_per_currency",
                        violation_error_message="A forecast in this currency is being made; wait until it has ended.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ForecastSeries",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "side",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("region", "region"),
                            ("unit", "unit"),
                            ("person", "salesperson"),
                            ("category", "product category"),
                            ("product", "product"),
                        ],
                        max_length=8,
                        verbose_name="side",
                    ),
                ),
                ("key", models.BigIntegerField(null=True)),
                (
                    "model",
                    models.CharField(
                        choices=[
                            ("ensemble", "mean of ETS, Theta and CES"),
                            ("partial", "mean of the models that could be fitted"),
                            ("seasonal", "seasonal naive"),
                            ("mean", "mean"),
                            ("naive", "last value"),
                            ("zero", "zero"),
                        ],
                        max_length=16,
                        verbose_name="model",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("empty", "No sales in the books."),
                            ("single", "Fewer than five months of history: the mean of what there is."),
                            ("young", "Less than a year of history: the mean of what there is."),
                            ("short", "Less than two years of history: the same month a year ago."),
                            ("constant", "Every month is the same, so the next ones are too."),
                            ("stopped", "No sales in the last twelve months."),
                            ("left", "This person has left; the sales are expected of others."),
                            ("sparse", "Sales in fewer than half of the months: the mean of the last twelve."),
                            (
                                "small",
                                "Beyond the largest series, which the full models take: the same month a year ago.",
                            ),
                            ("negative", "Some months are negative: returns were larger than sales."),
                            ("failed", "The full models could not be fitted: the same month a year ago."),
                        ],
                        default="",
                        max_length=16,
                        verbose_name="note",
                    ),
                ),
                ("history", models.PositiveIntegerField(default=0, verbose_name="months of history")),
                ("held_out", models.PositiveSmallIntegerField(default=0, verbose_name="months held out")),
                ("smape", models.FloatField(null=True)),
                ("mase", models.FloatField(null=True)),
                ("naive_smape", models.FloatField(null=True)),
                ("naive_mase", models.FloatField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.employee",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="series",
                        to="planning.forecastrun",
                        verbose_name="forecast",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organization.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "forecast series",
                "verbose_name_plural": "forecast series",
                "ordering": ["run_id", "id"],
                "constraints": [models.UniqueConstraint(fields=("run", "side", "key"), name="one_series_per_key")],
            },
        ),
        migrations.CreateModel(
            name="ForecastPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(verbose_name="month")),
                ("mean", models.BigIntegerField(verbose_name="forecast")),
                ("low80", models.BigIntegerField()),
                ("high80", models.BigIntegerField()),
                ("low95", models.BigIntegerField()),
                ("high95", models.BigIntegerField()),
                ("base_mean", models.BigIntegerField()),
                ("naive", models.BigIntegerField()),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="points", to="planning.forecastseries"
                    ),
                ),
            ],
            options={
                "verbose_name": "forecast figure",
                "verbose_name_plural": "forecast figures",
                "ordering": ["series_id", "month"],
                "constraints": [models.UniqueConstraint(fields=("series", "month"), name="one_point_per_month")],
            },
        ),
        migrations.CreateModel(
            name="PersonalForecast",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("month", models.DateField(verbose_name="month")),
                ("said_in", models.DateField(editable=False, verbose_name="said in")),
                ("currency", models.CharField(default="CNY", max_length=3, verbose_name="currency")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=16, verbose_name="expected sales")),
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
            ],
            options={
                "verbose_name": "own forecast",
                "verbose_name_plural": "own forecasts",
                "ordering": ["-said_in", "person_id", "month"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "currency", "month", "said_in"), name="said_once_a_month"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)),
                        name="expects_no_loss",
                        violation_error_message="Expected sales are zero or more.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1), ("said_in__day", 1)), name="said_for_whole_months"
                    ),
                ],
            },
        ),
    ]
