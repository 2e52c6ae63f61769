from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("crm", "0005_matching"),
        ("organization", "0002_calendar"),
        ("products", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Lead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("number", models.CharField(editable=False, max_length=40, unique=True, verbose_name="lead number")),
                ("company", models.CharField(max_length=200, verbose_name="company")),
                ("person", models.CharField(blank=True, default="", max_length=120, verbose_name="person")),
                ("title", models.CharField(blank=True, default="", max_length=120, verbose_name="job title")),
                ("phone", models.CharField(blank=True, default="", max_length=32, verbose_name="phone")),
                ("email", models.EmailField(blank=True, default="", max_length=254, verbose_name="e-mail")),
                ("province", models.CharField(blank=True, default="", max_length=60, verbose_name="province")),
                ("city", models.CharField(blank=True, default="", max_length=60, verbose_name="city")),
                ("industry", models.CharField(blank=True, default="", max_length=80, verbose_name="industry")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("web", "Web form"),
                            ("ad", "Advertisement"),
                            ("fair", "Trade fair"),
                            ("referral", "Referral"),
                            ("call", "Called us"),
                            ("canvassing", "Canvassing"),
                            ("partner", "Partner"),
                            ("list", "Bought or found list"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=12,
                        verbose_name="source",
                    ),
                ),
                ("campaign", models.CharField(blank=True, default="", max_length=120, verbose_name="campaign")),
                (
                    "budget",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="estimated budget",
                    ),
                ),
                (
                    "currency",
                    models.CharField(
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
                ("note", models.TextField(blank=True, default="", max_length=2000, verbose_name="note")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("assigned", "Assigned"),
                            ("working", "Being worked on"),
                            ("pool", "In the pool"),
                            ("qualified", "Qualified"),
                            ("lost", "Lost"),
                        ],
                        default="new",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "received_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="received"),
                ),
                ("assigned_at", models.DateTimeField(editable=False, null=True, verbose_name="with the owner since")),
                ("followed_at", models.DateTimeField(editable=False, null=True, verbose_name="last followed up")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="next step due")),
                ("pooled_at", models.DateTimeField(editable=False, null=True, verbose_name="in the pool since")),
                ("warned_at", models.DateTimeField(editable=False, null=True)),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="closed")),
                (
                    "lost_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unreachable", "Could not be reached"),
                            ("no_need", "No need"),
                            ("no_budget", "No budget"),
                            ("competitor", "Bought from a competitor"),
                            ("not_for_us", "Not for us"),
                            ("double", "There already"),
                            ("spam", "Spam"),
                            ("other", "Other"),
                        ],
                        default="",
                        editable=False,
                        max_length=12,
                        verbose_name="reason for losing it",
                    ),
                ),
                (
                    "lost_note",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=300, verbose_name="note on losing it"
                    ),
                ),
                (
                    "bant_budget",
                    models.CharField(
                        choices=[("unknown", "Unknown"), ("weak", "Weak"), ("confirmed", "Confirmed")],
                        default="unknown",
                        max_length=10,
                        verbose_name="budget",
                    ),
                ),
                (
                    "bant_budget_evidence",
                    models.CharField(blank=True, default="", max_length=300, verbose_name="evidence of the budget"),
                ),
                (
                    "bant_authority",
                    models.CharField(
                        choices=[("unknown", "Unknown"), ("weak", "Weak"), ("confirmed", "Confirmed")],
                        default="unknown",
                        max_length=10,
                        verbose_name="authority",
                    ),
                ),
                (
                    "bant_authority_evidence",
                    models.CharField(blank=True, default="", max_length=300, verbose_name="evidence of the authority"),
                ),
                (
                    "bant_need",
                    models.CharField(
                        choices=[("unknown", "Unknown"), ("weak", "Weak"), ("confirmed", "Confirmed")],
                        default="unknown",
                        max_length=10,
                        verbose_name="need",
                    ),
                ),
                (
                    "bant_need_evidence",
                    models.CharField(blank=True, default="", max_length=300, verbose_name="evidence of the need"),
                ),
                (
                    "bant_timing",
                    models.CharField(
                        choices=[("unknown", "Unknown"), ("weak", "Weak"), ("confirmed", "Confirmed")],
                        default="unknown",
                        max_length=10,
                        verbose_name="timing",
                    ),
                ),
                (
                    "bant_timing_evidence",
                    models.CharField(blank=True, default="", max_length=300, verbose_name="evidence of the timing"),
                ),
                ("points", models.IntegerField(default=0, editable=False, verbose_name="points")),
                ("score", models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="model score")),
                ("score_parts", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "company_key",
                    models.CharField(blank=True, db_index=True, default="", editable=False, max_length=120),
                ),
                ("phone_key", models.CharField(blank=True, db_index=True, default="", editable=False, max_length=20)),
            ],
            options={
                "verbose_name": "lead",
                "verbose_name_plural": "leads",
                "ordering": ["-received_at", "-id"],
                "indexes": [
                    models.Index(fields=["-received_at", "-id"], name="lead_by_date"),
                    models.Index(fields=["state", "-pooled_at", "-id"], name="lead_by_state"),
                    models.Index(fields=["state", "assigned_at"], name="lead_in_hand"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("budget__isnull", True), ("budget__gte", 0), _connector="OR"),
                        name="lead_budget_not_negative",
                        violation_error_message="A budget is not below zero.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LeadForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, default="", max_length=120, verbose_name="English name")),
                ("key", models.CharField(editable=False, max_length=43, unique=True, verbose_name="key")),
                ("campaign", models.CharField(blank=True, default="", max_length=120, verbose_name="campaign")),
                (
                    "origins",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="One a line, such as https://www.example.com. Without any, the form is a page of its own only.",
                        max_length=2000,
                        verbose_name="websites that may show it",
                    ),
                ),
                ("asks_title", models.BooleanField(default=False, verbose_name="asks for the job title")),
                ("asks_phone", models.BooleanField(default=True, verbose_name="asks for the phone")),
                ("asks_email", models.BooleanField(default=True, verbose_name="asks for the e-mail address")),
                ("asks_place", models.BooleanField(default=True, verbose_name="asks for province and city")),
                ("asks_industry", models.BooleanField(default=False, verbose_name="asks for the industry")),
                ("asks_category", models.BooleanField(default=True, verbose_name="asks for the products of interest")),
                ("asks_budget", models.BooleanField(default=False, verbose_name="asks for the budget")),
                (
                    "consent",
                    models.CharField(
                        default="我同意贵公司为回复本次咨询而保存并使用以上信息。",
                        max_length=400,
                        verbose_name="consent in Chinese",
                    ),
                ),
                (
                    "consent_en",
                    models.CharField(
                        default="I agree that you keep and use these details to answer my enquiry.",
                        max_length=400,
                        verbose_name="consent in English",
                    ),
                ),
                ("thanks", models.CharField(blank=True, default="", max_length=300, verbose_name="thanks in Chinese")),
                (
                    "thanks_en",
                    models.CharField(blank=True, default="", max_length=300, verbose_name="thanks in English"),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "web form for leads",
                "verbose_name_plural": "web forms for leads",
                "ordering": ["name", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("asks_phone", True), ("asks_email", True), _connector="OR"),
                        name="lead_form_asks_how_to_answer",
                        violation_error_message="Ask for the phone or the e-mail address, or nobody can be answered.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LeadHolding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("began_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="from")),
                (
                    "began",
                    models.CharField(
                        choices=[
                            ("entered", "Entered"),
                            ("rule", "By rule"),
                            ("hand", "By hand"),
                            ("claim", "From the pool"),
                        ],
                        max_length=12,
                        verbose_name="got it",
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True, verbose_name="until")),
                (
                    "ended",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("handed_on", "Handed on"),
                            ("released", "Given back"),
                            ("no_follow_up", "Not followed up"),
                            ("no_deal", "No deal in time"),
                            ("qualified", "Qualified"),
                            ("lost", "Lost"),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="left it",
                    ),
                ),
            ],
            options={
                "verbose_name": "holding of a lead",
                "verbose_name_plural": "holdings of leads",
                "ordering": ["-began_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="LeadModel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("trained_at", models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="trained")),
                ("who", models.CharField(max_length=150, verbose_name="who")),
                ("verdict", models.CharField(max_length=12, verbose_name="verdict")),
                ("report", models.JSONField(default=dict)),
                ("scored", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name": "trained model score",
                "verbose_name_plural": "trained model scores",
            },
        ),
        migrations.CreateModel(
            name="LeadPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "fact",
                    models.CharField(
                        choices=[
                            ("place", "Province or city is"),
                            ("industry", "Industry contains"),
                            ("category", "Product interest is"),
                            ("source", "Source is"),
                            ("budget", "Budget is at least"),
                            ("phone", "A phone number is given"),
                            ("email", "An e-mail address is given"),
                            ("form", "Filled in a form"),
                            ("answered", "Answered in the last 30 days"),
                            ("quote", "Asked for a quote in the last 30 days"),
                            ("sample", "Asked for a sample in the last 30 days"),
                            ("silent", "Silent for so many days"),
                        ],
                        max_length=12,
                        verbose_name="fact",
                    ),
                ),
                (
                    "value",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Several, with commas between: one of them is enough.",
                        max_length=200,
                        verbose_name="value",
                    ),
                ),
                (
                    "points",
                    models.SmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(-100),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="points",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "points for leads",
                "verbose_name_plural": "points for leads",
                "ordering": ["fact", "-points", "id"],
            },
        ),
        migrations.CreateModel(
            name="LeadRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("order", models.PositiveIntegerField(default=10, verbose_name="order")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "places",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Several, with commas between.",
                        max_length=400,
                        verbose_name="provinces or cities",
                    ),
                ),
                (
                    "industries",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Several, with commas between.",
                        max_length=400,
                        verbose_name="industries",
                    ),
                ),
                (
                    "target",
                    models.CharField(
                        choices=[
                            ("person", "One person"),
                            ("round_robin", "In turn"),
                            ("least_load", "Who has fewest"),
                        ],
                        default="round_robin",
                        max_length=12,
                        verbose_name="goes to",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "rule for leads",
                "verbose_name_plural": "rules for leads",
                "ordering": ["order", "id"],
            },
        ),
        migrations.CreateModel(
            name="LeadRuleMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line_no", models.PositiveIntegerField(verbose_name="line")),
            ],
            options={
                "verbose_name": "person of a rule for leads",
                "verbose_name_plural": "people of rules for leads",
                "ordering": ["rule_id", "line_no"],
            },
        ),
        migrations.CreateModel(
            name="LeadSetting",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="name")),
                ("value", models.PositiveIntegerField(verbose_name="value")),
            ],
            options={
                "verbose_name": "bound of the pool of leads",
                "verbose_name_plural": "bounds of the pool of leads",
            },
        ),
        migrations.CreateModel(
            name="LeadTouch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("call", "Call"),
                            ("message", "Message or mail"),
                            ("meeting", "Meeting"),
                            ("offer", "Material or offer sent"),
                            ("answered", "They answered"),
                            ("form", "Filled in a form"),
                            ("quote", "Asked for a quote"),
                            ("sample", "Asked for a sample"),
                        ],
                        max_length=10,
                        verbose_name="what",
                    ),
                ),
                ("happened_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="when")),
                ("note", models.CharField(blank=True, default="", max_length=500, verbose_name="note")),
                ("who", models.CharField(blank=True, default="", max_length=150, verbose_name="who")),
            ],
            options={
                "verbose_name": "follow-up",
                "verbose_name_plural": "follow-ups",
                "ordering": ["-happened_at", "-id"],
            },
        ),
        migrations.AddField(
            model_name="lead",
            name="category",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="products.category",
                verbose_name="interested in",
            ),
        ),
        migrations.AddField(
            model_name="lead",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="crm.contact",
                verbose_name="contact",
            ),
        ),
        migrations.AddField(
            model_name="lead",
            name="customer",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="leads",
                to="crm.customer",
                verbose_name="customer",
            ),
        ),
        migrations.AddField(
            model_name="lead",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organization.employee",
                verbose_name="owner",
            ),
        ),
        migrations.AddField(
            model_name="lead",
            name="unit",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organization.unit",
                verbose_name="unit",
            ),
        ),
        migrations.AddField(
            model_name="leadform",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organization.unit",
                verbose_name="unit",
            ),
        ),
        migrations.AddField(
            model_name="lead",
            name="form",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="leads",
                to="crm.leadform",
                verbose_name="web form",
            ),
        ),
        migrations.AddField(
            model_name="leadholding",
            name="employee",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organization.employee",
                verbose_name="owner",
            ),
        ),
        migrations.AddField(
            model_name="leadholding",
            name="lead",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="holdings", to="crm.lead", verbose_name="lead"
            ),
        ),
        migrations.AddField(
            model_name="leadrule",
            name="category",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="products.category",
                verbose_name="interested in",
            ),
        ),
        migrations.AddField(
            model_name="leadrule",
            name="last",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="organization.employee",
            ),
        ),
        migrations.AddField(
            model_name="leadrulemember",
            name="employee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organization.employee",
                verbose_name="employee",
            ),
        ),
        migrations.AddField(
            model_name="leadrulemember",
            name="rule",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="members",
                to="crm.leadrule",
                verbose_name="rule",
            ),
        ),
        migrations.AddField(
            model_name="leadtouch",
            name="lead",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="touches", to="crm.lead", verbose_name="lead"
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["owner", "-received_at", "-id"], name="lead_by_owner"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["unit", "-received_at", "-id"], name="lead_by_unit"),
        ),
        migrations.AddConstraint(
            model_name="lead",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["assigned", "working"]), _negated=True),
                    ("owner__isnull", False),
                    _connector="OR",
                ),
                name="lead_in_hand_has_an_owner",
                violation_error_message="A lead that is worked on has an owner.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lead",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["new", "pool"]), _negated=True), ("owner__isnull", True), _connector="OR"
                ),
                name="lead_waiting_has_no_owner",
                violation_error_message="A lead that waits for somebody has no owner.",
            ),
        ),
        migrations.AddIndex(
            model_name="leadholding",
            index=models.Index(fields=["employee", "-began_at"], name="lead_holding_by_employee"),
        ),
        migrations.AddConstraint(
            model_name="leadholding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("lead",), name="lead_held_by_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="leadrulemember",
            constraint=models.UniqueConstraint(fields=("rule", "employee"), name="lead_rule_names_a_person_once"),
        ),
        migrations.CreateModel(
            name="LeadFormHit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=64)),
                ("stamp", models.CharField(blank=True, default="", max_length=64)),
                ("happened_at", models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
            options={
                "verbose_name": "answer to a web form",
                "verbose_name_plural": "answers to web forms",
                "indexes": [models.Index(fields=["address", "happened_at"], name="lead_form_hit_by_address")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("stamp", ""), _negated=True),
                        fields=("stamp",),
                        name="lead_form_answered_once",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="leadformhit",
            name="form",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crm.leadform"
            ),
        ),
    ]
