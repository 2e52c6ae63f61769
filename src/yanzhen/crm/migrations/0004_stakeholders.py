import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("crm", "0003_duplicates"), ("organization", "0002_calendar")]
    operations = [
        migrations.CreateModel(
            name="ExitTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, default="", max_length=120, verbose_name="English name")),
                ("position", models.PositiveIntegerField(default=0, editable=False, verbose_name="position")),
            ],
            options={
                "verbose_name": "exit task",
                "verbose_name_plural": "exit tasks",
                "ordering": ["stage_id", "position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Industry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, default="", max_length=120, verbose_name="English name")),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
            ],
            options={
                "verbose_name": "industry",
                "verbose_name_plural": "industries",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="LossReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, default="", max_length=120, verbose_name="English name")),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("lost", "Why one loses"), ("won", "Why one wins")],
                        default="lost",
                        max_length=8,
                        verbose_name="outcome",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "reason for winning or losing",
                "verbose_name_plural": "reasons for winning or losing",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Opportunity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("won", "Won"), ("lost", "Lost")],
                        default="open",
                        editable=False,
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="amount")),
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
                (
                    "probability",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="probability, %",
                    ),
                ),
                (
                    "weighted_amount",
                    models.DecimalField(
                        decimal_places=2, default=0, editable=False, max_digits=18, verbose_name="weighted amount"
                    ),
                ),
                ("expected_on", models.DateField(verbose_name="expected close")),
                ("source", models.CharField(blank=True, default="", max_length=60, verbose_name="source")),
                ("next_step", models.CharField(blank=True, default="", max_length=200, verbose_name="next step")),
                ("next_on", models.DateField(blank=True, null=True, verbose_name="next step on")),
                ("competitor", models.CharField(blank=True, default="", max_length=120, verbose_name="competitor")),
                (
                    "price",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        editable=False,
                        max_digits=18,
                        null=True,
                        verbose_name="winning price",
                    ),
                ),
                ("closed_on", models.DateField(blank=True, editable=False, null=True, verbose_name="closed on")),
                ("stage_since", models.DateField(editable=False, verbose_name="in this stage since")),
                ("stuck_from", models.DateField(blank=True, editable=False, null=True, verbose_name="stuck from")),
                ("note", models.CharField(blank=True, default="", max_length=1000, verbose_name="note")),
            ],
            options={
                "verbose_name": "opportunity",
                "verbose_name_plural": "opportunities",
                "ordering": ["expected_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="OpportunityLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line_no", models.PositiveIntegerField(verbose_name="line")),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=16, verbose_name="quantity")),
                ("unit_price", models.DecimalField(decimal_places=4, max_digits=18, verbose_name="unit price")),
                (
                    "discount",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="discount, %",
                    ),
                ),
                ("net_amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="net amount")),
            ],
            options={
                "verbose_name": "opportunity line",
                "verbose_name_plural": "opportunity lines",
                "ordering": ["opportunity_id", "line_no"],
            },
        ),
        migrations.CreateModel(
            name="OpportunityMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "share",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="share, %",
                    ),
                ),
            ],
            options={
                "verbose_name": "opportunity team member",
                "verbose_name_plural": "opportunity team members",
                "ordering": ["opportunity_id", "-share", "id"],
            },
        ),
        migrations.CreateModel(
            name="Process",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, default="", max_length=120, verbose_name="English name")),
                ("is_default", models.BooleanField(default=False, verbose_name="the usual one")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("note", models.CharField(blank=True, default="", max_length=500, verbose_name="note")),
            ],
            options={
                "verbose_name": "sales process",
                "verbose_name_plural": "sales processes",
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="Stage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, default="", max_length=120, verbose_name="English name")),
                ("position", models.PositiveIntegerField(default=0, editable=False, verbose_name="position")),
                ("goal", models.CharField(blank=True, default="", max_length=300, verbose_name="goal")),
                (
                    "documents",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="One a line.",
                        max_length=1000,
                        verbose_name="documents wanted",
                    ),
                ),
                (
                    "usual_days",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="An opportunity that stays longer is shown as stuck.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="usual days",
                    ),
                ),
                (
                    "probability",
                    models.PositiveSmallIntegerField(
                        default=50,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="probability, %",
                    ),
                ),
                (
                    "learnt_probability",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        editable=False,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="learnt probability, %",
                    ),
                ),
            ],
            options={
                "verbose_name": "stage",
                "verbose_name_plural": "stages",
                "ordering": ["process_id", "position", "id"],
            },
        ),
        migrations.CreateModel(
            name="StageEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entered_at", models.DateTimeField(verbose_name="entered")),
                ("left_at", models.DateTimeField(blank=True, null=True, verbose_name="left")),
                ("amount", models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="amount")),
            ],
            options={
                "verbose_name": "stay in a stage",
                "verbose_name_plural": "stays in stages",
                "ordering": ["opportunity_id", "entered_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Stakeholder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("title", models.CharField(blank=True, default="", max_length=120, verbose_name="job title")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("economic", "economic buyer"),
                            ("technical", "technical buyer"),
                            ("user", "user of the goods"),
                            ("coach", "coach"),
                        ],
                        max_length=12,
                        verbose_name="role in the purchase",
                    ),
                ),
                (
                    "attitude",
                    models.CharField(
                        choices=[
                            ("champion", "champion"),
                            ("supporter", "supporter"),
                            ("neutral", "neutral"),
                            ("sceptic", "sceptic"),
                            ("opponent", "opponent"),
                        ],
                        default="neutral",
                        max_length=12,
                        verbose_name="attitude",
                    ),
                ),
                (
                    "influence",
                    models.CharField(
                        choices=[("high", "high"), ("medium", "medium"), ("low", "low")],
                        default="medium",
                        max_length=8,
                        verbose_name="influence",
                    ),
                ),
                ("needs", models.CharField(blank=True, default="", max_length=500, verbose_name="needs")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
            ],
            options={
                "verbose_name": "stakeholder",
                "verbose_name_plural": "stakeholders",
                "ordering": ["customer_id", "ends_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="TaskDone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("done_at", models.DateTimeField(auto_now_add=True, verbose_name="done")),
                ("who", models.CharField(max_length=150, verbose_name="ticked off by")),
            ],
            options={
                "verbose_name": "exit task done",
                "verbose_name_plural": "exit tasks done",
                "ordering": ["opportunity_id", "id"],
            },
        ),
        migrations.AddField(
            model_name="customer",
            name="class_by",
            field=models.CharField(blank=True, default="", editable=False, max_length=150, verbose_name="classed by"),
        ),
        migrations.AddField(
            model_name="customer",
            name="class_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="classed on"),
        ),
        migrations.AddField(
            model_name="customer",
            name="class_reason",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=300, verbose_name="reason for the class"
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="grade_class",
            field=models.CharField(
                blank=True,
                choices=[("A", "A"), ("B", "B"), ("C", "C")],
                default="",
                editable=False,
                max_length=1,
                verbose_name="class",
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="latitude",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=8, null=True, verbose_name="latitude"),
        ),
        migrations.AddField(
            model_name="customer",
            name="longitude",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="longitude"),
        ),
        migrations.AddField(
            model_name="customer",
            name="potential",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="potential a year"
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="potential_currency",
            field=models.CharField(default="CNY", max_length=3, verbose_name="currency of the potential"),
        ),
        migrations.AddField(
            model_name="customer",
            name="source",
            field=models.CharField(
                blank=True,
                choices=[
                    ("referral", "referral"),
                    ("exhibition", "exhibition"),
                    ("web", "website"),
                    ("cold_call", "cold call"),
                    ("lead", "lead"),
                    ("canvassing", "canvassing"),
                    ("partner", "partner"),
                    ("other", "other"),
                ],
                default="",
                max_length=12,
                verbose_name="source",
            ),
        ),
        migrations.CreateModel(
            name="CustomerMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("service", "service"),
                            ("presales", "presales"),
                            ("delivery", "delivery"),
                            ("finance", "finance"),
                            ("sponsor", "sponsor in management"),
                            ("other", "other"),
                        ],
                        default="service",
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                ("remark", models.CharField(blank=True, default="", max_length=200, verbose_name="remark")),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="team",
                        to="crm.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="employee",
                    ),
                ),
            ],
            options={
                "verbose_name": "member of a customer's team",
                "verbose_name_plural": "members of customers' teams",
                "ordering": ["customer_id", "id"],
            },
        ),
        migrations.AddField(
            model_name="customer",
            name="industry",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="customers",
                to="crm.industry",
                verbose_name="industry",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(("potential__isnull", True), ("potential__gte", 0), _connector="OR"),
                name="potential_not_negative",
                violation_error_message="A potential cannot be negative.",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
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
                name="place_on_the_globe",
                violation_error_message="A place has a longitude from -180 to 180 and a latitude from -90 to 90.",
            ),
        ),
        migrations.AddField(
            model_name="opportunity",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="crm.contact",
                verbose_name="contact",
            ),
        ),
        migrations.AddField(
            model_name="opportunity",
            name="customer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="opportunities",
                to="crm.customer",
                verbose_name="customer",
            ),
        ),
        migrations.AddField(
            model_name="opportunity",
            name="lead",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="opportunities",
                to="crm.lead",
                verbose_name="lead",
            ),
        ),
        migrations.AddField(
            model_name="opportunity",
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
            model_name="opportunity",
            name="reason",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="crm.lossreason",
                verbose_name="reason",
            ),
        ),
        migrations.AddField(
            model_name="opportunity",
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
            model_name="opportunityline",
            name="opportunity",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="crm.opportunity",
                verbose_name="opportunity",
            ),
        ),
        migrations.AddField(
            model_name="opportunityline",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="products.product",
                verbose_name="product",
            ),
        ),
        migrations.AddField(
            model_name="opportunitymember",
            name="employee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organization.employee",
                verbose_name="employee",
            ),
        ),
        migrations.AddField(
            model_name="opportunitymember",
            name="opportunity",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="members",
                to="crm.opportunity",
                verbose_name="opportunity",
            ),
        ),
        migrations.AddConstraint(
            model_name="process",
            constraint=models.UniqueConstraint(
                fields=("name",),
                name="one_process_per_name",
                violation_error_message="A sales process with this name exists already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="process",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)),
                fields=("is_default",),
                name="one_usual_process",
                violation_error_message="Another sales process is the usual one.",
            ),
        ),
        migrations.AddField(
            model_name="opportunity",
            name="process",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="crm.process",
                verbose_name="sales process",
            ),
        ),
        migrations.AddField(
            model_name="stage",
            name="process",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stages",
                to="crm.process",
                verbose_name="sales process",
            ),
        ),
        migrations.AddField(
            model_name="opportunity",
            name="stage",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="crm.stage",
                verbose_name="stage",
            ),
        ),
        migrations.AddField(
            model_name="exittask",
            name="stage",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="exit_tasks",
                to="crm.stage",
                verbose_name="stage",
            ),
        ),
        migrations.AddField(
            model_name="stageentry",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="organization.employee",
                verbose_name="moved by",
            ),
        ),
        migrations.AddField(
            model_name="stageentry",
            name="opportunity",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="entries",
                to="crm.opportunity",
                verbose_name="opportunity",
            ),
        ),
        migrations.AddField(
            model_name="stageentry",
            name="stage",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="crm.stage",
                verbose_name="stage",
            ),
        ),
        migrations.AddField(
            model_name="stakeholder",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="stakes",
                to="crm.contact",
                verbose_name="contact",
            ),
        ),
        migrations.AddField(
            model_name="stakeholder",
            name="customer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="stakeholders",
                to="crm.customer",
                verbose_name="customer",
            ),
        ),
        migrations.AddField(
            model_name="stakeholder",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="successors",
                to="crm.stakeholder",
                verbose_name="successor of",
            ),
        ),
        migrations.AddField(
            model_name="stakeholder",
            name="reports_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="reports",
                to="crm.stakeholder",
                verbose_name="reports to",
            ),
        ),
        migrations.AddField(
            model_name="taskdone",
            name="opportunity",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tasks_done",
                to="crm.opportunity",
                verbose_name="opportunity",
            ),
        ),
        migrations.AddField(
            model_name="taskdone",
            name="task",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="crm.exittask",
                verbose_name="exit task",
            ),
        ),
        migrations.AddIndex(
            model_name="customermember",
            index=models.Index(fields=["employee", "customer"], name="member_by_employee"),
        ),
        migrations.AddConstraint(
            model_name="customermember",
            constraint=models.UniqueConstraint(
                fields=("customer", "employee"),
                name="one_place_per_member",
                violation_error_message="This colleague is in the team already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="opportunityline",
            constraint=models.UniqueConstraint(
                fields=("opportunity", "line_no"), name="one_opportunity_line_per_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="opportunityline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0)),
                name="opportunity_quantity_positive",
                violation_error_message="A line has a quantity.",
            ),
        ),
        migrations.AddConstraint(
            model_name="opportunitymember",
            constraint=models.UniqueConstraint(
                fields=("opportunity", "employee"),
                name="one_share_per_member",
                violation_error_message="Nobody is in a team twice.",
            ),
        ),
        migrations.AddIndex(
            model_name="stage",
            index=models.Index(fields=["process", "position", "id"], name="stage_by_process"),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                fields=["process", "state", "stage", "currency", "amount", "weighted_amount"], name="opp_board"
            ),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                fields=["owner", "process", "state", "stage", "currency", "amount", "weighted_amount"],
                name="opp_board_by_owner",
            ),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(fields=["stage", "state", "expected_on", "id"], name="opp_cards"),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(fields=["owner", "stage", "state", "expected_on", "id"], name="opp_cards_by_owner"),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(fields=["owner", "state", "expected_on", "id"], name="opp_by_owner"),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(fields=["unit", "state", "stage", "expected_on", "id"], name="opp_by_unit"),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(fields=["customer", "state", "expected_on", "id"], name="opp_by_customer"),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(fields=["expected_on", "id"], name="opp_by_expected"),
        ),
        migrations.AddConstraint(
            model_name="opportunity",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0)),
                name="opportunity_amount_not_negative",
                violation_error_message="An amount cannot be negative.",
            ),
        ),
        migrations.AddConstraint(
            model_name="opportunity",
            constraint=models.CheckConstraint(
                condition=models.Q(("probability__gte", 0), ("probability__lte", 100)),
                name="opportunity_probability_percent",
            ),
        ),
        migrations.AddIndex(
            model_name="exittask",
            index=models.Index(fields=["stage", "position", "id"], name="exit_task_by_stage"),
        ),
        migrations.AddIndex(
            model_name="stageentry",
            index=models.Index(fields=["opportunity", "entered_at", "id"], name="stage_entry_by_opportunity"),
        ),
        migrations.AddIndex(
            model_name="stageentry",
            index=models.Index(fields=["stage", "entered_at"], name="stage_entry_by_stage"),
        ),
        migrations.AddIndex(
            model_name="stageentry",
            index=models.Index(fields=["entered_at"], name="stage_entry_by_day"),
        ),
        migrations.AddConstraint(
            model_name="stageentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_at__isnull", True)), fields=("opportunity",), name="one_stay_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="stakeholder",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="stakeholder_ends_after_start",
                violation_error_message="The last day is on or after the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="stakeholder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("contact__isnull", False), ("ends_on__isnull", True)),
                fields=("contact",),
                name="one_part_per_contact",
                violation_error_message="This contact is among the stakeholders already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="stakeholder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaces__isnull", False)),
                fields=("replaces",),
                name="one_successor_per_stakeholder",
                violation_error_message="Somebody has taken this place already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="taskdone",
            constraint=models.UniqueConstraint(fields=("opportunity", "task"), name="one_tick_per_exit_task"),
        ),
    ]
