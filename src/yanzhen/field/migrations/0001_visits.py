import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("crm", "0009_handovers"),
        ("market", "0001_initial"),
        ("organization", "0002_calendar"),
        ("platform", "0011_triggers"),
        ("products", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="VisitTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, default="", max_length=120, verbose_name="English name")),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
                (
                    "customer_type",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="crm.customertype",
                        verbose_name="customer type",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=45,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(720),
                        ],
                        verbose_name="minutes",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("note", models.CharField(blank=True, default="", max_length=300, verbose_name="note")),
            ],
            options={
                "verbose_name": "visit template",
                "verbose_name_plural": "visit templates",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="VisitTemplateStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, default="", max_length=120, verbose_name="English name")),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="field.visittemplate",
                        verbose_name="visit template",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="position")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("check", "Tick off"),
                            ("text", "Words"),
                            ("stock", "Stock and age of goods"),
                            ("photo", "Photo"),
                            ("order", "Order"),
                            ("report", "Result and next step"),
                        ],
                        default="check",
                        max_length=8,
                        verbose_name="answered by",
                    ),
                ),
                ("help_text", models.CharField(blank=True, default="", max_length=300, verbose_name="what to look at")),
            ],
            options={
                "verbose_name": "step of a visit template",
                "verbose_name_plural": "steps of visit templates",
                "ordering": ["template_id", "position", "id"],
                "constraints": [models.UniqueConstraint(fields=("template", "position"), name="one_step_per_position")],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("number", models.CharField(editable=False, max_length=40, unique=True, verbose_name="number")),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.customer",
                        verbose_name="customer",
                    ),
                ),
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
                    "opportunity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="crm.opportunity",
                        verbose_name="opportunity",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="who visits",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                        verbose_name="unit",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("first_day", models.DateField(editable=False, verbose_name="first planned for")),
                ("starts_at", models.TimeField(blank=True, null=True, verbose_name="hour")),
                ("is_fixed", models.BooleanField(default=False, verbose_name="fixed appointment")),
                ("is_planned", models.BooleanField(default=True, editable=False, verbose_name="planned ahead")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(720),
                        ],
                        verbose_name="minutes",
                    ),
                ),
                ("sequence", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="place in the day")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("routine", "Routine"),
                            ("first", "First visit"),
                            ("deal", "Negotiation"),
                            ("collect", "Collection"),
                            ("service", "Service"),
                            ("store", "Store visit"),
                        ],
                        default="routine",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="visits",
                        to="field.visittemplate",
                        verbose_name="visit template",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("under_way", "Under way"),
                            ("done", "Done"),
                            ("missed", "Missed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "why",
                    models.CharField(blank=True, default="", editable=False, max_length=300, verbose_name="why not"),
                ),
                (
                    "reason",
                    models.TextField(blank=True, default="", max_length=600, verbose_name="valid business reason"),
                ),
                (
                    "reason_sent_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="sent ahead"),
                ),
                (
                    "reason_way",
                    models.CharField(
                        blank=True,
                        choices=[("mail", "By mail"), ("message", "By message"), ("phone", "By telephone")],
                        default="",
                        editable=False,
                        max_length=8,
                        verbose_name="sent by",
                    ),
                ),
                (
                    "reason_confirmed",
                    models.CharField(
                        choices=[("unknown", "No answer yet"), ("yes", "Confirmed"), ("no", "Does not suit")],
                        default="unknown",
                        editable=False,
                        max_length=8,
                        verbose_name="confirmed",
                    ),
                ),
                ("best", models.CharField(blank=True, default="", max_length=300, verbose_name="best commitment")),
                ("least", models.CharField(blank=True, default="", max_length=300, verbose_name="least commitment")),
                ("material", models.CharField(blank=True, default="", max_length=300, verbose_name="what to bring")),
                ("experts", models.CharField(blank=True, default="", max_length=300, verbose_name="who comes along")),
                ("arrived_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="arrived")),
                ("left_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="left")),
                (
                    "stated_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="by the phone's clock"),
                ),
                (
                    "received_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="check-in received"),
                ),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True, decimal_places=6, editable=False, max_digits=8, null=True, verbose_name="latitude"
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True, decimal_places=6, editable=False, max_digits=9, null=True, verbose_name="longitude"
                    ),
                ),
                (
                    "accuracy_m",
                    models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="accurate to (m)"),
                ),
                (
                    "distance_m",
                    models.PositiveIntegerField(
                        blank=True, editable=False, null=True, verbose_name="distance to the customer (m)"
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[("best", "Best commitment"), ("least", "Least commitment"), ("none", "Neither")],
                        default="",
                        editable=False,
                        max_length=8,
                        verbose_name="result",
                    ),
                ),
                (
                    "needs",
                    models.TextField(blank=True, default="", editable=False, max_length=1000, verbose_name="needs"),
                ),
                (
                    "remark",
                    models.TextField(blank=True, default="", editable=False, max_length=1000, verbose_name="remark"),
                ),
                (
                    "next_step",
                    models.CharField(blank=True, default="", editable=False, max_length=200, verbose_name="next step"),
                ),
                ("next_on", models.DateField(blank=True, editable=False, null=True, verbose_name="next step on")),
                (
                    "next_visit",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="field.visit",
                        verbose_name="next visit",
                    ),
                ),
                (
                    "order_number",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=40, verbose_name="order number"
                    ),
                ),
                ("reported_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="reported")),
                (
                    "client_key",
                    models.UUIDField(
                        blank=True, editable=False, null=True, unique=True, verbose_name="key of the phone"
                    ),
                ),
            ],
            options={
                "verbose_name": "visit",
                "verbose_name_plural": "visits",
                "ordering": ["-day", "-id"],
                "indexes": [
                    models.Index(fields=["owner", "-day", "-id"], name="visit_by_owner"),
                    models.Index(fields=["unit", "-day", "-id"], name="visit_by_unit"),
                    models.Index(fields=["-day", "-id"], name="visit_by_day"),
                    models.Index(fields=["customer", "-day", "-id"], name="visit_by_customer"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(
                                ("latitude__isnull", False),
                                ("latitude__range", (-90, 90)),
                                ("longitude__isnull", False),
                                ("longitude__range", (-180, 180)),
                            ),
                            _connector="OR",
                        ),
                        name="visit_on_the_globe",
                        violation_error_message="A place has a longitude from -180 to 180 and a latitude from -90 to 90.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_at__isnull", True),
                            ("arrived_at__isnull", True),
                            ("left_at__gte", models.F("arrived_at")),
                            _connector="OR",
                        ),
                        name="visit_left_after_arrival",
                        violation_error_message="Nobody leaves before having come.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_fixed", False), ("starts_at__isnull", False), _connector="OR"),
                        name="fixed_visit_has_an_hour",
                        violation_error_message="A fixed appointment has an hour.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="field.visit",
                        verbose_name="visit",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, default="", max_length=120, verbose_name="English name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("check", "Tick off"),
                            ("text", "Words"),
                            ("stock", "Stock and age of goods"),
                            ("photo", "Photo"),
                            ("order", "Order"),
                            ("report", "Result and next step"),
                        ],
                        default="check",
                        max_length=8,
                    ),
                ),
                ("help_text", models.CharField(blank=True, default="", max_length=300, verbose_name="what to look at")),
                ("is_done", models.BooleanField(default=False, verbose_name="done")),
                ("answer", models.CharField(blank=True, default="", max_length=600, verbose_name="answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
            ],
            options={
                "verbose_name": "step of a visit",
                "verbose_name_plural": "steps of visits",
                "ordering": ["visit_id", "position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("visit", "position"), name="one_visit_step_per_position")
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitStock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stock",
                        to="field.visit",
                        verbose_name="visit",
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
                (
                    "quantity",
                    models.DecimalField(
                        decimal_places=3,
                        max_digits=12,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="quantity",
                    ),
                ),
                ("produced_on", models.DateField(blank=True, null=True, verbose_name="produced on")),
                (
                    "shelf_days",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(36500),
                        ],
                        verbose_name="shelf life in days",
                    ),
                ),
                ("counted_on", models.DateField(verbose_name="counted on")),
            ],
            options={
                "verbose_name": "stock counted",
                "verbose_name_plural": "stock counted",
                "ordering": ["visit_id", "id"],
                "indexes": [models.Index(fields=["product", "-counted_on"], name="visit_stock_by_product")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("produced_on__isnull", True), ("produced_on__lte", models.F("counted_on")), _connector="OR"
                        ),
                        name="goods_made_before_counted",
                        violation_error_message="Goods are not counted before they are made.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="field.visit",
                        verbose_name="visit",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("need", "Need"),
                            ("rival", "Competitor"),
                            ("price", "Competitor's price"),
                            ("stock", "Competitor's stock"),
                            ("buyers", "Their customers"),
                        ],
                        default="rival",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "words",
                    models.CharField(blank=True, default="", max_length=300, verbose_name="what was seen or heard"),
                ),
                (
                    "competitor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="market.competitor",
                        verbose_name="competitor",
                    ),
                ),
                (
                    "rival",
                    models.CharField(blank=True, default="", max_length=120, verbose_name="competitor not on the list"),
                ),
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
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="amount",
                    ),
                ),
                ("currency", models.CharField(blank=True, default="CNY", max_length=3, verbose_name="currency")),
                (
                    "figure",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="market.marketfigure",
                        verbose_name="market figure",
                    ),
                ),
            ],
            options={
                "verbose_name": "finding of a visit",
                "verbose_name_plural": "findings of visits",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["visit", "kind"], name="findings_by_visit")],
            },
        ),
    ]
