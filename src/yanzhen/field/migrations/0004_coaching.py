import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("field", "0003_canvassing"),
    ]

    operations = [
        migrations.CreateModel(
            name="ObservationForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, default="", max_length=120, verbose_name="English name")),
                (
                    "top",
                    models.PositiveSmallIntegerField(
                        default=5,
                        help_text="Marks go from 1 to this one.",
                        validators=[
                            django.core.validators.MinValueValidator(2),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="best mark",
                    ),
                ),
                ("low_words", models.CharField(blank=True, default="", max_length=60, verbose_name="what 1 means")),
                (
                    "top_words",
                    models.CharField(blank=True, default="", max_length=60, verbose_name="what the best mark means"),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "observation form",
                "verbose_name_plural": "observation forms",
                "ordering": ["name", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("top__gte", 2), ("top__lte", 10)),
                        name="observation_scale",
                        violation_error_message="A scale ends between 2 and 10.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ObservationPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="points",
                        to="field.observationform",
                        verbose_name="observation form",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="position")),
                ("text", models.CharField(max_length=200, verbose_name="what to watch")),
                (
                    "text_en",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="the same in English"),
                ),
            ],
            options={
                "verbose_name": "point to watch",
                "verbose_name_plural": "points to watch",
                "ordering": ["form_id", "position", "id"],
                "constraints": [models.UniqueConstraint(fields=("form", "position"), name="one_point_per_position")],
            },
        ),
        migrations.CreateModel(
            name="JointVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("number", models.CharField(editable=False, max_length=40, unique=True, verbose_name="number")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="field.visit",
                        verbose_name="visit",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="salesperson",
                    ),
                ),
                (
                    "manager",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="who rides along",
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
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="field.observationform",
                        verbose_name="observation form",
                    ),
                ),
                (
                    "aim",
                    models.CharField(blank=True, default="", max_length=300, verbose_name="what to look at above all"),
                ),
                ("check_on", models.DateField(blank=True, null=True, verbose_name="to be checked on")),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "planned"), ("observed", "observed"), ("checked", "checked")],
                        default="planned",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "strengths",
                    models.TextField(blank=True, default="", editable=False, max_length=2000, verbose_name="strengths"),
                ),
                (
                    "improvements",
                    models.TextField(
                        blank=True, default="", editable=False, max_length=2000, verbose_name="what to improve"
                    ),
                ),
                ("observed_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="observed")),
                (
                    "own_view",
                    models.TextField(
                        blank=True,
                        default="",
                        editable=False,
                        max_length=2000,
                        verbose_name="the salesperson's own view",
                    ),
                ),
                (
                    "acknowledged_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="acknowledged"),
                ),
                (
                    "acknowledged_by",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=150, verbose_name="acknowledged by"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("done", "done"), ("partly", "partly"), ("not", "not done")],
                        default="",
                        editable=False,
                        max_length=8,
                        verbose_name="what came of it",
                    ),
                ),
                (
                    "follow_up",
                    models.TextField(blank=True, default="", editable=False, max_length=2000, verbose_name="follow-up"),
                ),
                ("checked_on", models.DateField(blank=True, editable=False, null=True, verbose_name="checked on")),
                ("check_task_id", models.BigIntegerField(blank=True, editable=False, null=True)),
            ],
            options={
                "verbose_name": "joint visit",
                "verbose_name_plural": "joint visits",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["state", "check_on"], name="joint_visits_to_check")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("seller", models.F("manager")), _negated=True),
                        name="nobody_rides_along_with_themselves",
                        violation_error_message="Nobody rides along with themselves.",
                    ),
                    models.UniqueConstraint(
                        fields=("visit", "manager"),
                        name="one_joint_visit_per_manager",
                        violation_error_message="This visit is planned as a joint visit already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ObservedPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "joint_visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="field.jointvisit",
                        verbose_name="joint visit",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("text", models.CharField(max_length=200, verbose_name="what to watch")),
                (
                    "text_en",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="the same in English"),
                ),
                (
                    "score",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(10)],
                        verbose_name="mark",
                    ),
                ),
                ("note", models.CharField(blank=True, default="", max_length=300, verbose_name="what was seen")),
            ],
            options={
                "verbose_name": "point observed",
                "verbose_name_plural": "points observed",
                "ordering": ["joint_visit_id", "position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("joint_visit", "position"), name="one_answer_per_point")
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreedAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "joint_visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="actions",
                        to="field.jointvisit",
                        verbose_name="joint visit",
                    ),
                ),
                ("text", models.CharField(max_length=200, verbose_name="what")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="who",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="until")),
                ("task_id", models.BigIntegerField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("done", "done"), ("partly", "partly"), ("not", "not done")],
                        default="",
                        max_length=8,
                        verbose_name="what came of it",
                    ),
                ),
                ("note", models.CharField(blank=True, default="", max_length=300, verbose_name="remark")),
            ],
            options={
                "verbose_name": "agreed action",
                "verbose_name_plural": "agreed actions",
                "ordering": ["joint_visit_id", "due_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="DayReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "person",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="person",
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
                ("day", models.DateField(verbose_name="day")),
                (
                    "selling",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(1440)],
                        verbose_name="selling by telephone, minutes",
                    ),
                ),
                (
                    "travel",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(1440)],
                        verbose_name="travel to the first customer and home, minutes",
                    ),
                ),
                (
                    "waiting",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(1440)],
                        verbose_name="waiting, minutes",
                    ),
                ),
                (
                    "administration",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(1440)],
                        verbose_name="administration, minutes",
                    ),
                ),
                ("remark", models.TextField(blank=True, default="", max_length=2000, verbose_name="remark")),
            ],
            options={
                "verbose_name": "day report",
                "verbose_name_plural": "day reports",
                "ordering": ["-day", "-id"],
                "indexes": [models.Index(fields=["-day", "-id"], name="day_reports_by_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "day"),
                        name="one_report_a_day",
                        violation_error_message="There is a report of this day already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "administration__lte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.Value(1440), "-", models.F("selling")
                                        ),
                                        "-",
                                        models.F("travel"),
                                    ),
                                    "-",
                                    models.F("waiting"),
                                ),
                            )
                        ),
                        name="a_day_has_24_hours",
                        violation_error_message="A day has 24 hours.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("number", models.CharField(editable=False, max_length=40, unique=True, verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[("morning", "Morning meeting"), ("weekly", "Weekly meeting")],
                        default="weekly",
                        max_length=8,
                        verbose_name="kind",
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
                (
                    "leader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="led by",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("starts_at", models.TimeField(blank=True, null=True, verbose_name="begins at")),
                ("place", models.CharField(blank=True, default="", max_length=120, verbose_name="where")),
                (
                    "state",
                    models.CharField(
                        choices=[("prepared", "prepared"), ("held", "held"), ("closed", "closed")],
                        default="prepared",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("minutes", models.TextField(blank=True, default="", max_length=6000, verbose_name="minutes")),
                (
                    "previous",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="field.meeting",
                        verbose_name="meeting before",
                    ),
                ),
                ("shown", models.JSONField(blank=True, default=dict, editable=False)),
                ("held_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="held")),
            ],
            options={
                "verbose_name": "meeting",
                "verbose_name_plural": "meetings",
                "ordering": ["-day", "-id"],
                "indexes": [models.Index(fields=["-day", "-id"], name="meetings_by_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "kind", "day"),
                        name="one_meeting_of_a_kind_a_day",
                        violation_error_message="This unit has a meeting of this kind on this day already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MeetingGuest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="guests",
                        to="field.meeting",
                        verbose_name="meeting",
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="employee",
                    ),
                ),
                ("was_there", models.BooleanField(blank=True, null=True, verbose_name="was there")),
            ],
            options={
                "verbose_name": "invited to a meeting",
                "verbose_name_plural": "invited to meetings",
                "ordering": ["meeting_id", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("meeting", "employee"),
                        name="invited_once",
                        violation_error_message="Nobody is invited twice.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MeetingItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="field.meeting",
                        verbose_name="meeting",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("topic", "Topic"), ("decision", "Decision"), ("action", "Action")],
                        default="action",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="what")),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="who",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="until")),
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
                ("task_id", models.BigIntegerField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("done", "done"), ("partly", "partly"), ("not", "not done")],
                        default="",
                        max_length=8,
                        verbose_name="what came of it",
                    ),
                ),
                ("note", models.CharField(blank=True, default="", max_length=300, verbose_name="remark")),
                (
                    "settled_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="settled",
                        to="field.meeting",
                        verbose_name="followed up in",
                    ),
                ),
            ],
            options={
                "verbose_name": "item of a meeting",
                "verbose_name_plural": "items of meetings",
                "ordering": ["meeting_id", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "action"), _negated=True),
                            models.Q(("due_on__isnull", False), ("owner__isnull", False)),
                            _connector="OR",
                        ),
                        name="an_action_has_owner_and_day",
                        violation_error_message="An action names who does it and until when.",
                    )
                ],
            },
        ),
    ]
