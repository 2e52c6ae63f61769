import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("crm", "0009_handovers"),
        ("field", "0004_coaching"),
        ("orders", "0001_initial"),
        ("organization", "0002_calendar"),
        ("products", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("number", models.CharField(editable=False, max_length=40, unique=True, verbose_name="number")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_until", models.DateField(verbose_name="valid until")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("in_force", "In force"), ("ended", "Ended")],
                        default="draft",
                        editable=False,
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("edition", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="edition")),
                ("is_amending", models.BooleanField(default=False, editable=False, verbose_name="supplement in draft")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signed on")),
                ("currency", models.CharField(default="CNY", max_length=3, verbose_name="currency")),
                ("remark", models.CharField(blank=True, default="", max_length=500, verbose_name="remark")),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.customer",
                        verbose_name="key account",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="key-account manager",
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
                "verbose_name": "agreement",
                "verbose_name_plural": "agreements",
                "ordering": ["-valid_from", "-id"],
                "indexes": [
                    models.Index(fields=["state", "valid_until"], name="agreements_by_state"),
                    models.Index(fields=["-valid_from", "-id"], name="agreements_by_start"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gt", models.F("valid_from"))),
                        name="agreement_period_in_order",
                        violation_error_message="An agreement ends after it begins.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountKpi",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, default="", max_length=120, verbose_name="English name")),
                ("unit", models.CharField(blank=True, default="", max_length=20, verbose_name="unit of measure")),
                ("is_better_high", models.BooleanField(default=True, verbose_name="more is better")),
                (
                    "goal",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="goal"),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kpis",
                        to="keyaccounts.agreement",
                        verbose_name="agreement",
                    ),
                ),
            ],
            options={
                "verbose_name": "KPI of a customer",
                "verbose_name_plural": "KPIs of customers",
                "ordering": ["agreement_id", "id"],
            },
        ),
        migrations.CreateModel(
            name="AgreementCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("edition", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="edition")),
                ("checked_on", models.DateField(verbose_name="checked on")),
                ("month", models.DateField(blank=True, editable=False, null=True, verbose_name="check of the month")),
                ("broken", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="broken")),
                ("risk", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="at risk")),
                ("kept", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="kept")),
                ("unknown", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="not measurable")),
                (
                    "who",
                    models.CharField(blank=True, default="", editable=False, max_length=150, verbose_name="checked by"),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checks",
                        to="keyaccounts.agreement",
                        verbose_name="agreement",
                    ),
                ),
            ],
            options={
                "verbose_name": "self-check",
                "verbose_name_plural": "self-checks",
                "ordering": ["-checked_on", "-id"],
                "indexes": [models.Index(fields=["-checked_on", "-id"], name="checks_by_day")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("month__isnull", False)),
                        fields=("agreement", "month"),
                        name="one_check_a_month",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementEdition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="edition")),
                ("from_on", models.DateField(verbose_name="in force from")),
                ("who", models.CharField(blank=True, default="", max_length=150, verbose_name="put in force by")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="editions", to="keyaccounts.agreement"
                    ),
                ),
            ],
            options={
                "verbose_name": "edition of an agreement",
                "verbose_name_plural": "editions of agreements",
                "ordering": ["agreement_id", "number"],
                "constraints": [models.UniqueConstraint(fields=("agreement", "number"), name="one_edition_per_number")],
            },
        ),
        migrations.CreateModel(
            name="AgreementTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edition", models.PositiveSmallIntegerField(default=1, verbose_name="edition")),
                ("line_no", models.PositiveSmallIntegerField(verbose_name="line")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("target", "target amount"),
                            ("rebate", "rebate tiers"),
                            ("payment", "payment days"),
                            ("listing", "listing of goods"),
                            ("display", "display and promotion share"),
                            ("fill", "fill rate"),
                            ("age", "goods age at delivery"),
                            ("lead", "delivery lead time"),
                            ("order", "order standard"),
                            ("reconcile", "reconciliation standard"),
                            ("free", "other term"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "figure",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="figure"),
                ),
                ("unit", models.CharField(blank=True, default="", max_length=12, verbose_name="unit of measure")),
                ("tiers", models.CharField(blank=True, default="", max_length=200, verbose_name="tiers")),
                ("note", models.CharField(blank=True, default="", max_length=300, verbose_name="note")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="terms",
                        to="keyaccounts.agreement",
                        verbose_name="agreement",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="products.product",
                        verbose_name="product",
                    ),
                ),
            ],
            options={
                "verbose_name": "term of an agreement",
                "verbose_name_plural": "terms of agreements",
                "ordering": ["agreement_id", "edition", "line_no"],
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "edition", "line_no"), name="one_term_per_number"),
                    models.CheckConstraint(
                        condition=models.Q(("figure__isnull", True), ("figure__gte", 0), _connector="OR"),
                        name="term_not_negative",
                        violation_error_message="The figure of a term cannot be negative.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementCheckLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("broken", "Broken"),
                            ("risk", "At risk"),
                            ("kept", "Kept"),
                            ("unknown", "Not measurable"),
                        ],
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("wanted", models.DecimalField(decimal_places=2, max_digits=18, null=True, verbose_name="agreed")),
                ("actual", models.DecimalField(decimal_places=2, max_digits=18, null=True, verbose_name="actual")),
                ("working", models.JSONField(default=dict, verbose_name="working")),
                (
                    "self_check",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="keyaccounts.agreementcheck",
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="keyaccounts.agreementterm",
                        verbose_name="term",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a self-check",
                "verbose_name_plural": "lines of self-checks",
                "ordering": ["self_check_id", "term__line_no"],
            },
        ),
        migrations.CreateModel(
            name="KpiValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(verbose_name="month")),
                ("value", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="value")),
                (
                    "kpi",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="values",
                        to="keyaccounts.accountkpi",
                        verbose_name="KPI",
                    ),
                ),
            ],
            options={
                "verbose_name": "value of a KPI",
                "verbose_name_plural": "values of KPIs",
                "ordering": ["kpi_id", "month"],
                "constraints": [models.UniqueConstraint(fields=("kpi", "month"), name="one_kpi_value_a_month")],
            },
        ),
        migrations.CreateModel(
            name="MonthlyReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("month", models.DateField(help_text="Any day of the month.", verbose_name="month")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed")],
                        default="open",
                        editable=False,
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("finding", models.TextField(blank=True, default="", max_length=2000, verbose_name="what we found")),
                ("remark", models.CharField(blank=True, default="", max_length=300, verbose_name="remark")),
                ("figures", models.JSONField(default=dict, editable=False, verbose_name="figures")),
                ("closed_on", models.DateField(blank=True, editable=False, null=True, verbose_name="closed on")),
                (
                    "who",
                    models.CharField(blank=True, default="", editable=False, max_length=150, verbose_name="closed by"),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="keyaccounts.agreement",
                        verbose_name="agreement",
                    ),
                ),
            ],
            options={
                "verbose_name": "monthly review",
                "verbose_name_plural": "monthly reviews",
                "ordering": ["-month", "-id"],
                "indexes": [models.Index(fields=["-month", "-id"], name="reviews_by_month")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "month"),
                        name="one_review_a_month",
                        violation_error_message="There is a review of this month already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RollingPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "month",
                    models.DateField(
                        help_text="Any day of the month; it plans the three after it.", verbose_name="made in"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("submitted", "Submitted"), ("accepted", "Accepted")],
                        default="draft",
                        editable=False,
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("opens_on", models.DateField(editable=False, verbose_name="ready from")),
                ("due_on", models.DateField(editable=False, verbose_name="ready by")),
                ("ready_on", models.DateField(blank=True, editable=False, null=True, verbose_name="ready on")),
                ("accepted_on", models.DateField(blank=True, editable=False, null=True, verbose_name="accepted on")),
                ("told", models.CharField(blank=True, default="", editable=False, max_length=40)),
                ("promotions", models.CharField(blank=True, default="", max_length=300, verbose_name="promotions")),
                ("shops", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="shops")),
                ("remark", models.CharField(blank=True, default="", max_length=300, verbose_name="remark")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="keyaccounts.agreement",
                        verbose_name="agreement",
                    ),
                ),
            ],
            options={
                "verbose_name": "rolling plan",
                "verbose_name_plural": "rolling plans",
                "ordering": ["-month", "-id"],
                "indexes": [models.Index(fields=["-month", "-id"], name="rolling_plans_by_month")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "month"),
                        name="one_rolling_plan_a_month",
                        violation_error_message="There is a plan of this month already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RollingPlanLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(verbose_name="month")),
                ("quantity", models.DecimalField(decimal_places=3, default=0, max_digits=16, verbose_name="quantity")),
                ("amount", models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="amount")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="keyaccounts.rollingplan",
                        verbose_name="plan",
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
                "verbose_name": "line of a rolling plan",
                "verbose_name_plural": "lines of rolling plans",
                "ordering": ["plan_id", "month", "product_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "month", "product"), name="one_plan_line_per_product"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0), ("quantity__gte", 0)),
                        name="plan_line_not_negative",
                        violation_error_message="A plan is not below zero.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Store",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, default="", max_length=120, verbose_name="English name")),
                ("number", models.CharField(max_length=40, verbose_name="store number")),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("flagship", "flagship store"),
                            ("mall", "shop in a mall"),
                            ("super", "hypermarket"),
                            ("street", "street shop"),
                            ("project", "project site"),
                            ("depot", "distribution centre"),
                        ],
                        default="mall",
                        max_length=12,
                        verbose_name="format",
                    ),
                ),
                ("province", models.CharField(blank=True, default="", max_length=60, verbose_name="province")),
                ("city", models.CharField(blank=True, default="", max_length=60, verbose_name="city")),
                ("address", models.CharField(blank=True, default="", max_length=255, verbose_name="address")),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="longitude"
                    ),
                ),
                (
                    "latitude",
                    models.DecimalField(blank=True, decimal_places=6, max_digits=8, null=True, verbose_name="latitude"),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stores",
                        to="keyaccounts.agreement",
                        verbose_name="agreement",
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.customer",
                        verbose_name="orders as customer",
                    ),
                ),
            ],
            options={
                "verbose_name": "store",
                "verbose_name_plural": "stores",
                "ordering": ["number", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "number"),
                        name="one_store_per_number",
                        violation_error_message="This account has a store with this number already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                            _connector="OR",
                        ),
                        name="store_place_whole",
                        violation_error_message="A place has a longitude from -180 to 180 and a latitude from -90 to 90.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StoreOpportunity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("number", models.CharField(editable=False, max_length=40, unique=True, verbose_name="number")),
                ("week", models.DateField(verbose_name="week")),
                ("since", models.DateField(editable=False, verbose_name="since week")),
                ("carried", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="carried over")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("out_of_stock", "out of stock"),
                            ("not_listed", "not listed"),
                            ("aged", "aged stock"),
                            ("display", "display"),
                            ("new_shop", "new shop"),
                            ("promotion", "promotion"),
                            ("price", "price"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=300, verbose_name="why")),
                (
                    "potential",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="potential amount"
                    ),
                ),
                ("currency", models.CharField(default="CNY", editable=False, max_length=3, verbose_name="currency")),
                ("due_on", models.DateField(verbose_name="due on")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("done", "Done"), ("dropped", "Dropped")],
                        default="open",
                        editable=False,
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "result",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="result amount"
                    ),
                ),
                ("remark", models.CharField(blank=True, default="", max_length=300, verbose_name="remark")),
                ("fact_key", models.CharField(blank=True, default="", editable=False, max_length=80)),
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
                    "product",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="products.product",
                        verbose_name="product",
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opportunities",
                        to="keyaccounts.store",
                        verbose_name="store",
                    ),
                ),
            ],
            options={
                "verbose_name": "store opportunity",
                "verbose_name_plural": "store opportunities",
                "ordering": ["-week", "-potential", "-id"],
                "indexes": [models.Index(fields=["week", "state"], name="chances_by_week")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open"), models.Q(("fact_key", ""), _negated=True)),
                        fields=("fact_key",),
                        name="one_open_chance_per_fact",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("potential__isnull", True), ("potential__gte", 0), _connector="OR"),
                        name="chance_not_negative",
                        violation_error_message="A potential cannot be negative.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountDelivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("number", models.CharField(editable=False, max_length=40, unique=True, verbose_name="number")),
                ("delivered_on", models.DateField(verbose_name="arrived on")),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=16, verbose_name="quantity")),
                ("produced_on", models.DateField(blank=True, null=True, verbose_name="produced on")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="best before")),
                ("remark", models.CharField(blank=True, default="", max_length=200, verbose_name="remark")),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.order",
                        verbose_name="order",
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
                "verbose_name": "arrival at a key account",
                "verbose_name_plural": "arrivals at key accounts",
                "ordering": ["-delivered_on", "-id"],
                "indexes": [models.Index(fields=["-delivered_on", "-id"], name="arrivals_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)),
                        name="arrival_above_zero",
                        violation_error_message="The quantity is above zero.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_on__isnull", True),
                            ("produced_on__isnull", True),
                            ("expires_on__gt", models.F("produced_on")),
                            _connector="OR",
                        ),
                        name="arrival_dates_in_order",
                        violation_error_message="Goods are best before a day after they were produced.",
                    ),
                ],
            },
        ),
    ]
