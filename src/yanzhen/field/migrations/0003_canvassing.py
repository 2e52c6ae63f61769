from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("crm", "0009_handovers"),
        ("field", "0002_planner"),
        ("organization", "0002_calendar"),
    ]

    operations = [
        migrations.CreateModel(
            name="CallScript",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("goal", models.CharField(blank=True, default="", max_length=200, verbose_name="goal of the call")),
            ],
            options={
                "verbose_name": "call script",
                "verbose_name_plural": "call scripts",
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="DoNotCall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("phone", models.CharField(max_length=32, verbose_name="phone")),
                ("phone_key", models.CharField(editable=False, max_length=20, unique=True)),
                ("reason", models.CharField(blank=True, default="", max_length=200, verbose_name="reason")),
                (
                    "who",
                    models.CharField(blank=True, default="", editable=False, max_length=150, verbose_name="entered by"),
                ),
            ],
            options={
                "verbose_name": "number not to be called",
                "verbose_name_plural": "numbers not to be called",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="CallList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="owner",
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
                    "script",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lists",
                        to="field.callscript",
                        verbose_name="call script",
                    ),
                ),
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
                (
                    "recall_minutes",
                    models.PositiveIntegerField(
                        default=120,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(43200),
                        ],
                        verbose_name="call again after, minutes",
                    ),
                ),
                (
                    "most_tries",
                    models.PositiveSmallIntegerField(
                        default=3,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(20),
                        ],
                        verbose_name="tries in vain at most",
                    ),
                ),
                ("remark", models.TextField(blank=True, default="", max_length=1000, verbose_name="remark")),
            ],
            options={
                "verbose_name": "call list",
                "verbose_name_plural": "call lists",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["owner", "-id"], name="call_list_by_owner")],
            },
        ),
        migrations.CreateModel(
            name="CallScriptStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "script",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="field.callscript",
                        verbose_name="call script",
                    ),
                ),
                ("line_no", models.PositiveSmallIntegerField(verbose_name="line")),
                (
                    "kind",
                    models.CharField(
                        choices=[("say", "Say"), ("ask", "Ask"), ("answer", "If they say")],
                        default="say",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="text")),
                ("answer", models.CharField(blank=True, default="", max_length=500, verbose_name="answer")),
            ],
            options={
                "verbose_name": "step of a script",
                "verbose_name_plural": "steps of scripts",
                "ordering": ["script_id", "line_no"],
                "constraints": [models.UniqueConstraint(fields=("script", "line_no"), name="call_script_line_once")],
            },
        ),
        migrations.CreateModel(
            name="CallListMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "call_list",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="field.calllist",
                        verbose_name="call list",
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="employee",
                    ),
                ),
            ],
            options={
                "verbose_name": "caller of a list",
                "verbose_name_plural": "callers of lists",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("call_list", "employee"), name="call_list_member_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CallCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "call_list",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="codes",
                        to="field.calllist",
                        verbose_name="call list",
                    ),
                ),
                ("line_no", models.PositiveSmallIntegerField(verbose_name="key")),
                ("label", models.CharField(max_length=60, verbose_name="result")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("no_answer", "No answer"),
                            ("call_back", "Call back"),
                            ("not_interested", "Not interested"),
                            ("interested", "Interested"),
                            ("appointment", "Appointment"),
                            ("wrong_number", "Wrong number"),
                            ("do_not_call", "Does not want calls"),
                        ],
                        default="no_answer",
                        max_length=16,
                        verbose_name="what it means",
                    ),
                ),
                (
                    "recall_minutes",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(43200),
                        ],
                        verbose_name="call again after, minutes",
                    ),
                ),
            ],
            options={
                "verbose_name": "result code",
                "verbose_name_plural": "result codes",
                "ordering": ["call_list_id", "line_no"],
                "constraints": [
                    models.UniqueConstraint(fields=("call_list", "line_no"), name="call_code_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(("line_no__gte", 1), ("line_no__lte", 9)),
                        name="call_code_has_a_key",
                        violation_error_message="A list has at most nine results: keys 1 to 9.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallTarget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "call_list",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="targets",
                        to="field.calllist",
                        verbose_name="call list",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
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
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crm.lead",
                        verbose_name="lead",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "To call"),
                            ("success", "Success"),
                            ("refused", "Refused"),
                            ("unreached", "Not reached"),
                            ("wrong", "Wrong number"),
                            ("barred", "Not to be called"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries in vain")),
                ("skips", models.PositiveSmallIntegerField(default=0, verbose_name="times put off")),
                ("recall_at", models.DateTimeField(blank=True, null=True, verbose_name="call again")),
                (
                    "claimed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="in hand of",
                    ),
                ),
                ("claimed_until", models.DateTimeField(blank=True, null=True, verbose_name="in hand until")),
                ("last_at", models.DateTimeField(blank=True, null=True, verbose_name="last called")),
                ("last_result", models.CharField(blank=True, default="", max_length=60, verbose_name="last result")),
            ],
            options={
                "verbose_name": "person to call",
                "verbose_name_plural": "people to call",
                "ordering": ["call_list_id", "position", "id"],
                "indexes": [
                    models.Index(fields=["call_list", "state", "recall_at", "skips", "position"], name="call_next")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("customer__isnull", False)),
                        fields=("call_list", "customer"),
                        name="call_customer_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("lead__isnull", False)), fields=("call_list", "lead"), name="call_lead_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("customer__isnull", False), ("lead__isnull", True)),
                            models.Q(("customer__isnull", True), ("lead__isnull", False)),
                            _connector="OR",
                        ),
                        name="call_customer_or_lead",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to="field.calltarget",
                        verbose_name="person to call",
                    ),
                ),
                ("called_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="called at")),
                (
                    "employee",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="by",
                    ),
                ),
                ("code", models.CharField(max_length=60, verbose_name="result")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("no_answer", "No answer"),
                            ("call_back", "Call back"),
                            ("not_interested", "Not interested"),
                            ("interested", "Interested"),
                            ("appointment", "Appointment"),
                            ("wrong_number", "Wrong number"),
                            ("do_not_call", "Does not want calls"),
                        ],
                        max_length=16,
                        verbose_name="what it means",
                    ),
                ),
                ("note", models.CharField(blank=True, default="", max_length=500, verbose_name="note")),
                (
                    "minutes",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(600),
                        ],
                        verbose_name="minutes",
                    ),
                ),
                ("recall_at", models.DateTimeField(blank=True, null=True, verbose_name="call again")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="taken back")),
                ("made", models.JSONField(default=dict, editable=False)),
            ],
            options={
                "verbose_name": "call",
                "verbose_name_plural": "calls made",
                "ordering": ["-called_at", "-id"],
                "indexes": [
                    models.Index(fields=["employee", "-called_at"], name="call_attempt_by_person"),
                    models.Index(fields=["-called_at", "-id"], name="call_attempt_by_time"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CanvassArea",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="owner",
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
                ("city", models.CharField(blank=True, default="", max_length=60, verbose_name="city")),
                (
                    "cell_size",
                    models.PositiveIntegerField(
                        default=200,
                        validators=[
                            django.core.validators.MinValueValidator(50),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="side of a block, m",
                    ),
                ),
                ("corners", models.JSONField(default=list, verbose_name="outline")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Being worked"), ("done", "Finished")],
                        default="open",
                        editable=False,
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("remark", models.TextField(blank=True, default="", max_length=1000, verbose_name="remark")),
            ],
            options={
                "verbose_name": "canvassing area",
                "verbose_name_plural": "canvassing areas",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["owner", "-id"], name="canvass_area_by_owner")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("starts_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="canvass_area_ends_after_start",
                        violation_error_message="It ends before it begins.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CanvassBlock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="blocks",
                        to="field.canvassarea",
                        verbose_name="area",
                    ),
                ),
                ("name", models.CharField(max_length=8, verbose_name="block")),
                ("row", models.PositiveSmallIntegerField(verbose_name="row")),
                ("column", models.PositiveSmallIntegerField(verbose_name="column")),
                ("south", models.FloatField(verbose_name="south")),
                ("west", models.FloatField(verbose_name="west")),
                ("north", models.FloatField(verbose_name="north")),
                ("east", models.FloatField(verbose_name="east")),
                ("share", models.FloatField(default=1.0, verbose_name="share inside the area")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("worked", "Worked"), ("skipped", "Skipped")],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "reason",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="reason for skipping"),
                ),
                (
                    "worked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="worked by",
                    ),
                ),
                ("worked_at", models.DateTimeField(blank=True, null=True, verbose_name="worked")),
            ],
            options={
                "verbose_name": "block of an area",
                "verbose_name_plural": "blocks of areas",
                "ordering": ["area_id", "row", "column"],
                "constraints": [
                    models.UniqueConstraint(fields=("area", "row", "column"), name="canvass_block_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "skipped"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="canvass_skip_has_a_reason",
                        violation_error_message="Say why the block is skipped.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CanvassStop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stops",
                        to="field.canvassarea",
                        verbose_name="area",
                    ),
                ),
                (
                    "block",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="stops",
                        to="field.canvassblock",
                        verbose_name="block",
                    ),
                ),
                ("called_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="called at")),
                (
                    "employee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="by",
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("not_home", "Nobody there"),
                            ("no_interest", "No interest"),
                            ("interested", "Interested"),
                            ("prospect", "Prospect"),
                            ("customer", "Already a customer"),
                        ],
                        max_length=12,
                        verbose_name="result",
                    ),
                ),
                ("name", models.CharField(blank=True, default="", max_length=200, verbose_name="name at the door")),
                ("person", models.CharField(blank=True, default="", max_length=120, verbose_name="person")),
                ("phone", models.CharField(blank=True, default="", max_length=32, verbose_name="phone")),
                ("remark", models.CharField(blank=True, default="", max_length=500, verbose_name="remark")),
                (
                    "latitude",
                    models.DecimalField(blank=True, decimal_places=6, max_digits=8, null=True, verbose_name="latitude"),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="longitude"
                    ),
                ),
                ("accuracy_m", models.PositiveIntegerField(blank=True, null=True, verbose_name="accuracy, m")),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="crm.lead",
                        verbose_name="lead",
                    ),
                ),
                ("client_key", models.UUIDField(blank=True, editable=False, null=True, unique=True)),
            ],
            options={
                "verbose_name": "door",
                "verbose_name_plural": "doors called at",
                "ordering": ["-called_at", "-id"],
                "indexes": [models.Index(fields=["area", "-called_at", "-id"], name="canvass_stop_by_area")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(
                                ("latitude__isnull", False),
                                ("latitude__range", (Decimal("-90"), Decimal("90"))),
                                ("longitude__isnull", False),
                                ("longitude__range", (Decimal("-180"), Decimal("180"))),
                            ),
                            _connector="OR",
                        ),
                        name="canvass_stop_place",
                        violation_error_message="A place has a longitude from -180 to 180 and a latitude from -90 to 90.",
                    )
                ],
            },
        ),
    ]
