from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("crm", "0006_leads"),
        ("organization", "0002_calendar"),
        ("platform", "0010_keeping"),
        ("products", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PurchaseRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("as_of", models.DateField(verbose_name="as of")),
                ("customers", models.PositiveIntegerField(default=0, verbose_name="customers")),
                ("tested", models.PositiveIntegerField(default=0, verbose_name="tested")),
                ("inside", models.PositiveIntegerField(default=0, verbose_name="within the interval")),
                ("days_off", models.FloatField(null=True, verbose_name="days off")),
                ("own_days_off", models.FloatField(null=True, verbose_name="days off by the own mean")),
                ("model", models.JSONField(default=dict, verbose_name="model")),
                ("segments", models.JSONField(default=dict, verbose_name="segments")),
                ("seconds", models.FloatField(default=0, verbose_name="seconds")),
            ],
            options={
                "verbose_name": "working out of next purchases",
                "verbose_name_plural": "workings out of next purchases",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="EvaluationRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("starts_on", models.DateField(verbose_name="period from")),
                ("ends_on", models.DateField(editable=False, verbose_name="period until")),
                ("edition", models.PositiveIntegerField(default=0, editable=False, verbose_name="edition")),
                ("is_current", models.BooleanField(default=False, editable=False, verbose_name="current edition")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("running", "running"),
                            ("done", "finished"),
                            ("same", "nothing changed"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        editable=False,
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("graded", models.PositiveIntegerField(default=0, editable=False, verbose_name="graded")),
                ("unrated", models.PositiveIntegerField(default=0, editable=False, verbose_name="not rated")),
                ("dropped", models.PositiveIntegerField(default=0, editable=False, verbose_name="worse than before")),
                ("fingerprint", models.CharField(blank=True, default="", editable=False, max_length=64)),
                (
                    "reason",
                    models.CharField(blank=True, default="", editable=False, max_length=300, verbose_name="why not"),
                ),
                (
                    "who",
                    models.CharField(blank=True, default="", editable=False, max_length=150, verbose_name="started by"),
                ),
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
                "verbose_name": "evaluation run",
                "verbose_name_plural": "evaluation runs",
                "ordering": ["-starts_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))), name="evaluated_period_in_order"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(editable=False, verbose_name="period from")),
                ("is_current", models.BooleanField(default=False, editable=False, verbose_name="current edition")),
                (
                    "grade",
                    models.CharField(
                        choices=[("A", "A"), ("B", "B"), ("C", "C"), ("D", "D"), ("-", "not rated")],
                        default="-",
                        editable=False,
                        max_length=1,
                        verbose_name="grade",
                    ),
                ),
                (
                    "before",
                    models.CharField(
                        choices=[("A", "A"), ("B", "B"), ("C", "C"), ("D", "D"), ("-", "not rated")],
                        default="-",
                        editable=False,
                        max_length=1,
                        verbose_name="grade before",
                    ),
                ),
                (
                    "change",
                    models.CharField(
                        choices=[
                            ("up", "↑ better"),
                            ("same", "→ as before"),
                            ("down", "↓ worse"),
                            ("new", "first grade"),
                            ("none", "not comparable"),
                        ],
                        default="new",
                        editable=False,
                        max_length=4,
                        verbose_name="change",
                    ),
                ),
                (
                    "points",
                    models.DecimalField(
                        blank=True, decimal_places=2, editable=False, max_digits=5, null=True, verbose_name="points"
                    ),
                ),
                (
                    "volume_points",
                    models.DecimalField(
                        blank=True, decimal_places=2, editable=False, max_digits=5, null=True, verbose_name="Volume"
                    ),
                ),
                (
                    "margin_points",
                    models.DecimalField(
                        blank=True, decimal_places=2, editable=False, max_digits=5, null=True, verbose_name="Margin"
                    ),
                ),
                (
                    "payment_points",
                    models.DecimalField(
                        blank=True, decimal_places=2, editable=False, max_digits=5, null=True, verbose_name="Payment"
                    ),
                ),
                (
                    "growth_points",
                    models.DecimalField(
                        blank=True, decimal_places=2, editable=False, max_digits=5, null=True, verbose_name="Growth"
                    ),
                ),
                (
                    "loyalty_points",
                    models.DecimalField(
                        blank=True, decimal_places=2, editable=False, max_digits=5, null=True, verbose_name="Loyalty"
                    ),
                ),
                (
                    "potential_points",
                    models.DecimalField(
                        blank=True, decimal_places=2, editable=False, max_digits=5, null=True, verbose_name="Potential"
                    ),
                ),
                ("working", models.JSONField(default=dict, editable=False, verbose_name="working")),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evaluations",
                        to="loyalty.evaluationrun",
                        verbose_name="evaluation run",
                    ),
                ),
            ],
            options={
                "verbose_name": "customer evaluation",
                "verbose_name_plural": "customer evaluations",
                "ordering": ["-starts_on", "-id"],
                "indexes": [
                    models.Index(fields=["customer", "-starts_on", "-id"], name="evaluation_by_customer"),
                    models.Index(fields=["-starts_on", "-id"], name="evaluation_by_period"),
                    models.Index(fields=["run", "grade", "change"], name="evaluation_by_grade"),
                ],
            },
        ),
        migrations.CreateModel(
            name="EvaluationScheme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, default="", max_length=120, verbose_name="English name")),
                (
                    "span",
                    models.CharField(
                        choices=[("quarter", "Quarter"), ("half", "Half-year"), ("year", "Year")],
                        default="quarter",
                        max_length=8,
                        verbose_name="graded every",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("currency", models.CharField(default="CNY", max_length=3, verbose_name="currency")),
                (
                    "weight_volume",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="weight of volume",
                    ),
                ),
                (
                    "weight_margin",
                    models.PositiveSmallIntegerField(
                        default=20,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="weight of margin",
                    ),
                ),
                (
                    "weight_payment",
                    models.PositiveSmallIntegerField(
                        default=20,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="weight of payment",
                    ),
                ),
                (
                    "weight_growth",
                    models.PositiveSmallIntegerField(
                        default=10,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="weight of growth",
                    ),
                ),
                (
                    "weight_loyalty",
                    models.PositiveSmallIntegerField(
                        default=10,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="weight of loyalty",
                    ),
                ),
                (
                    "weight_potential",
                    models.PositiveSmallIntegerField(
                        default=10,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="weight of potential",
                    ),
                ),
                (
                    "from_a",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("75"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="A from",
                    ),
                ),
                (
                    "from_b",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("55"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="B from",
                    ),
                ),
                (
                    "from_c",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("35"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="C from",
                    ),
                ),
            ],
            options={
                "verbose_name": "evaluation scheme",
                "verbose_name_plural": "evaluation schemes",
                "ordering": ["-valid_from", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "weight_volume",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    models.Value(100), "-", models.F("weight_margin")
                                                ),
                                                "-",
                                                models.F("weight_payment"),
                                            ),
                                            "-",
                                            models.F("weight_growth"),
                                        ),
                                        "-",
                                        models.F("weight_loyalty"),
                                    ),
                                    "-",
                                    models.F("weight_potential"),
                                ),
                            )
                        ),
                        name="weights_make_a_hundred",
                        violation_error_message="The six weights make 100 together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_a__gt", models.F("from_b")), ("from_b__gt", models.F("from_c"))),
                        name="grades_in_order",
                        violation_error_message="A begins above B, and B above C.",
                    ),
                    models.UniqueConstraint(
                        fields=("span", "currency", "valid_from"),
                        name="one_scheme_from_a_day",
                        violation_error_message="There is a scheme from this day already.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="evaluationrun",
            name="scheme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="runs",
                to="loyalty.evaluationscheme",
                verbose_name="evaluation scheme",
            ),
        ),
        migrations.CreateModel(
            name="ItemPair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("segment", models.CharField(blank=True, default="", max_length=120)),
                ("customers", models.PositiveIntegerField()),
                ("with_item", models.PositiveIntegerField()),
                ("with_other", models.PositiveIntegerField()),
                ("both", models.PositiveIntegerField()),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="products.product"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="products.product"
                    ),
                ),
            ],
            options={
                "verbose_name": "products bought together",
                "verbose_name_plural": "products bought together",
                "constraints": [
                    models.UniqueConstraint(fields=("segment", "item", "other"), name="one_row_per_pair"),
                    models.CheckConstraint(condition=models.Q(("both__gt", 0)), name="pair_was_seen"),
                ],
            },
        ),
        migrations.CreateModel(
            name="NextPurchase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("as_of", models.DateField(verbose_name="as of")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "from its own rhythm"),
                            ("few", "few purchases: mostly its segment"),
                            ("first", "one purchase: only its segment"),
                            ("no_basis", "no statement"),
                        ],
                        default="",
                        max_length=8,
                        verbose_name="basis",
                    ),
                ),
                ("purchases", models.PositiveIntegerField(verbose_name="purchase days")),
                ("last_on", models.DateField(null=True, verbose_name="last order")),
                ("expected_on", models.DateField(null=True, verbose_name="expected")),
                ("low_on", models.DateField(null=True, verbose_name="80 % from")),
                ("high_on", models.DateField(null=True, verbose_name="80 % until")),
                ("due_on", models.DateField(null=True, verbose_name="due to buy")),
                ("overdue_days", models.PositiveIntegerField(default=0, verbose_name="days overdue")),
                ("is_late", models.BooleanField(default=False, verbose_name="later than usual")),
                (
                    "alive",
                    models.DecimalField(
                        decimal_places=1, max_digits=5, null=True, verbose_name="chance of being alive, %"
                    ),
                ),
                (
                    "ahead",
                    models.DecimalField(
                        decimal_places=2, max_digits=8, null=True, verbose_name="orders expected in 90 days"
                    ),
                ),
                (
                    "expected_days",
                    models.DecimalField(
                        decimal_places=1, max_digits=8, null=True, verbose_name="expected interval, days"
                    ),
                ),
                (
                    "own_days",
                    models.DecimalField(
                        decimal_places=1, max_digits=8, null=True, verbose_name="own usual interval, days"
                    ),
                ),
                (
                    "segment_days",
                    models.DecimalField(
                        decimal_places=1, max_digits=8, null=True, verbose_name="usual interval of the segment, days"
                    ),
                ),
                (
                    "weight",
                    models.DecimalField(
                        decimal_places=3, max_digits=5, null=True, verbose_name="weight of the own intervals"
                    ),
                ),
                ("segment", models.CharField(blank=True, default="", max_length=120, verbose_name="segment")),
                ("is_borrowed", models.BooleanField(default=False, verbose_name="figures of all customers")),
                ("intervals", models.JSONField(default=list, verbose_name="past intervals")),
                ("items", models.JSONField(default=list, verbose_name="items")),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crm.customer",
                        verbose_name="customer",
                    ),
                ),
            ],
            options={
                "verbose_name": "next purchase",
                "verbose_name_plural": "next purchases",
                "ordering": ["due_on", "id"],
                "indexes": [
                    models.Index(fields=["due_on", "id"], name="purchases_by_due"),
                    models.Index(fields=["expected_on", "id"], name="purchases_by_expected"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("number", models.CharField(editable=False, max_length=40, unique=True, verbose_name="number")),
                ("referred_on", models.DateField(verbose_name="referred on")),
                ("remark", models.CharField(blank=True, default="", max_length=300, verbose_name="remark")),
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
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="crm.lead",
                        verbose_name="referred lead",
                    ),
                ),
                (
                    "referred",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.customer",
                        verbose_name="referred customer",
                    ),
                ),
                (
                    "referrer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.customer",
                        verbose_name="referred by",
                    ),
                ),
            ],
            options={
                "verbose_name": "referral",
                "verbose_name_plural": "referrals",
                "ordering": ["-referred_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("referred__isnull", True),
                            models.Q(("referred", models.F("referrer")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_refers_themselves",
                        violation_error_message="Nobody refers themselves.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RememberedDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "kind",
                    models.CharField(
                        choices=[("birthday", "Birthday"), ("other", "Another day")],
                        default="birthday",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "month",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="month",
                    ),
                ),
                (
                    "day",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(31),
                        ],
                        verbose_name="day",
                    ),
                ),
                ("remark", models.CharField(blank=True, default="", max_length=120, verbose_name="remark")),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crm.contact",
                        verbose_name="contact",
                    ),
                ),
            ],
            options={
                "verbose_name": "remembered day",
                "verbose_name_plural": "remembered days",
                "ordering": ["month", "day", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("day__lte", 29),
                            models.Q(("day", 30), models.Q(("month", 2), _negated=True)),
                            models.Q(("day", 31), ("month__in", (1, 3, 5, 7, 8, 10, 12))),
                            _connector="OR",
                        ),
                        name="day_is_in_the_month",
                        violation_error_message="This month has no such day.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RewardEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("number", models.CharField(editable=False, max_length=40, unique=True, verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[("points", "points"), ("money", "money")],
                        default="points",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[("grant", "granted"), ("redeem", "redeemed"), ("reverse", "taken back")],
                        default="grant",
                        max_length=8,
                        verbose_name="what",
                    ),
                ),
                ("currency", models.CharField(blank=True, default="", max_length=3, verbose_name="currency")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="amount")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("booked_on", models.DateField(editable=False, verbose_name="booked on")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for approval"),
                            ("booked", "booked"),
                            ("dropped", "not carried out"),
                        ],
                        default="booked",
                        editable=False,
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "who",
                    models.CharField(blank=True, default="", editable=False, max_length=150, verbose_name="entered by"),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rewards",
                        to="loyalty.referral",
                        verbose_name="referral",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="loyalty.rewardentry",
                        verbose_name="takes back",
                    ),
                ),
            ],
            options={
                "verbose_name": "reward entry",
                "verbose_name_plural": "reward entries",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["customer", "kind", "state"], name="rewards_by_customer")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True),
                        name="reward_not_zero",
                        violation_error_message="A reward has an amount.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("currency", ""), ("kind", "points")),
                            models.Q(("kind", "money"), models.Q(("currency", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="reward_money_has_currency",
                        violation_error_message="Money has a currency, points have none.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("act", "grant"), ("amount__gt", 0)),
                            models.Q(("act", "redeem"), ("amount__lt", 0)),
                            ("act", "reverse"),
                            _connector="OR",
                        ),
                        name="reward_sign_of_its_act",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ThanksRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, default="", max_length=120, verbose_name="English name")),
                (
                    "occasion",
                    models.CharField(
                        choices=[
                            ("birthday", "Birthday of a contact"),
                            ("anniversary", "Anniversary as a customer"),
                            ("first_order", "First order"),
                            ("large_order", "Large order"),
                        ],
                        default="anniversary",
                        max_length=12,
                        verbose_name="occasion",
                    ),
                ),
                (
                    "days_before",
                    models.PositiveSmallIntegerField(
                        default=3, validators=[django.core.validators.MaxValueValidator(60)], verbose_name="days before"
                    ),
                ),
                (
                    "amount_from",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="orders from",
                    ),
                ),
                ("currency", models.CharField(default="CNY", max_length=3, verbose_name="currency")),
                (
                    "task",
                    models.CharField(
                        help_text="{customer}, {contact} and {years} are filled in.",
                        max_length=160,
                        verbose_name="task",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "thanks rule",
                "verbose_name_plural": "thanks rules",
                "ordering": ["occasion", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("occasion", "large_order"), _negated=True),
                            ("amount_from__isnull", False),
                            _connector="OR",
                        ),
                        name="large_order_has_amount",
                        violation_error_message="Say from which amount an order is large.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ThanksGiven",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("occasion_key", models.CharField(max_length=80)),
                ("task_id", models.BigIntegerField(null=True)),
                ("given_at", models.DateTimeField(auto_now_add=True)),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="given", to="loyalty.thanksrule"
                    ),
                ),
            ],
            options={
                "verbose_name": "thanks given",
                "verbose_name_plural": "thanks given",
                "constraints": [models.UniqueConstraint(fields=("rule", "occasion_key"), name="thanked_once")],
            },
        ),
        migrations.CreateModel(
            name="CauseAnalysis",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "from_grade",
                    models.CharField(
                        choices=[("A", "A"), ("B", "B"), ("C", "C"), ("D", "D"), ("-", "not rated")],
                        default="-",
                        editable=False,
                        max_length=1,
                        verbose_name="grade before",
                    ),
                ),
                (
                    "to_grade",
                    models.CharField(
                        choices=[("A", "A"), ("B", "B"), ("C", "C"), ("D", "D"), ("-", "not rated")],
                        default="-",
                        editable=False,
                        max_length=1,
                        verbose_name="grade now",
                    ),
                ),
                ("causes", models.JSONField(blank=True, default=list, verbose_name="causes")),
                (
                    "finding",
                    models.TextField(blank=True, default="", max_length=2000, verbose_name="what was found out"),
                ),
                (
                    "action",
                    models.CharField(blank=True, default="", max_length=300, verbose_name="what is done about it"),
                ),
                ("due_on", models.DateField(verbose_name="due on")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "to be found out"), ("acting", "being acted on"), ("done", "closed")],
                        default="open",
                        editable=False,
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("result", models.CharField(blank=True, default="", max_length=300, verbose_name="what came of it")),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.customer",
                        verbose_name="customer",
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
                    "unit",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "evaluation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="analyses",
                        to="loyalty.evaluation",
                        verbose_name="customer evaluation",
                    ),
                ),
            ],
            options={
                "verbose_name": "cause analysis",
                "verbose_name_plural": "cause analyses",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["state", "due_on"], name="analyses_by_due")],
            },
        ),
        migrations.AddConstraint(
            model_name="evaluationrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)), fields=("scheme", "starts_on"), name="one_current_edition"
            ),
        ),
    ]
