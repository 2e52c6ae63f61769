import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("crm", "0003_duplicates"),
        ("organization", "0002_calendar"),
    ]

    operations = [
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="stakeholder_ends_after_start",
                        violation_error_message="The last day is on or after the first.",
                    )
                ],
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
                "indexes": [models.Index(fields=["employee", "customer"], name="member_by_employee")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("customer", "employee"),
                        name="one_place_per_member",
                        violation_error_message="This colleague is in the team already.",
                    )
                ],
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
    ]
