import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("platform", "0010_keeping")]
    operations = [
        migrations.CreateModel(
            name="Trigger",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("noun_name", models.CharField(max_length=80, verbose_name="kind of record")),
                (
                    "event",
                    models.CharField(
                        choices=[
                            ("created", "is created"),
                            ("changed", "is changed"),
                            ("reached", "reaches a date"),
                            ("silent", "is not followed up"),
                        ],
                        max_length=8,
                        verbose_name="when it",
                    ),
                ),
                ("field_name", models.CharField(blank=True, default="", max_length=80, verbose_name="field")),
                ("from_value", models.CharField(blank=True, default="", max_length=200, verbose_name="value before")),
                ("to_value", models.CharField(blank=True, default="", max_length=200, verbose_name="value after")),
                ("days", models.PositiveIntegerField(blank=True, null=True, verbose_name="number of days")),
                (
                    "side",
                    models.CharField(
                        choices=[("before", "before"), ("after", "after")],
                        default="before",
                        max_length=6,
                        verbose_name="before or after",
                    ),
                ),
                ("where", models.TextField(blank=True, default="", max_length=6000, verbose_name="conditions")),
                ("is_active", models.BooleanField(default=False, verbose_name="switched on")),
                ("active_since", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="on since")),
                (
                    "paused_reason",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=300, verbose_name="why it stopped"
                    ),
                ),
                ("user_id", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("who", models.CharField(max_length=150, verbose_name="keeper")),
                ("employee_id", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("unit_id", models.BigIntegerField(blank=True, editable=False, null=True)),
            ],
            options={
                "verbose_name": "trigger",
                "verbose_name_plural": "triggers",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_active", True)), fields=["noun_name", "event"], name="trigger_on"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TriggerAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("task", "Give a task"),
                            ("notify", "Send a message"),
                            ("set", "Set a field"),
                            ("webhook", "Call a web address"),
                        ],
                        max_length=8,
                        verbose_name="what",
                    ),
                ),
                (
                    "recipient",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("owner", "The owner of the record"),
                            ("manager", "The owner's manager"),
                            ("me", "Whoever keeps this trigger"),
                            ("person", "A certain person"),
                            ("robot", "A group, through its robot"),
                        ],
                        default="",
                        max_length=8,
                        verbose_name="whom",
                    ),
                ),
                ("person_id", models.BigIntegerField(blank=True, null=True, verbose_name="person")),
                ("text", models.CharField(blank=True, default="", max_length=500, verbose_name="words")),
                ("days", models.PositiveSmallIntegerField(default=3, verbose_name="due in days")),
                ("field_name", models.CharField(blank=True, default="", max_length=80, verbose_name="field")),
                ("value", models.CharField(blank=True, default="", max_length=500, verbose_name="value")),
                ("sealed", models.TextField(blank=True, default="", editable=False)),
                (
                    "hint",
                    models.CharField(blank=True, default="", editable=False, max_length=120, verbose_name="address"),
                ),
                (
                    "robot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="platform.robot",
                        verbose_name="channel",
                    ),
                ),
                (
                    "trigger",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="acts", to="platform.trigger"
                    ),
                ),
            ],
            options={
                "verbose_name": "act of a trigger",
                "verbose_name_plural": "acts of triggers",
                "ordering": ["place", "id"],
            },
        ),
        migrations.CreateModel(
            name="TriggerRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField(default=0, verbose_name="step")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("task", "Give a task"),
                            ("notify", "Send a message"),
                            ("set", "Set a field"),
                            ("webhook", "Call a web address"),
                        ],
                        default="",
                        max_length=8,
                        verbose_name="what",
                    ),
                ),
                ("host", models.CharField(blank=True, default="", max_length=120)),
                ("noun_name", models.CharField(max_length=80, verbose_name="kind of record")),
                ("object_id", models.BigIntegerField(verbose_name="record")),
                ("title", models.CharField(max_length=200, verbose_name="record")),
                ("key", models.CharField(max_length=160)),
                ("chain", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("failed", "Failed, tried again"),
                            ("done", "Done"),
                            ("given_up", "Not done"),
                            ("cut", "Loop cut"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("next_at", models.DateTimeField(null=True, verbose_name="next attempt")),
                ("claimed_at", models.DateTimeField(null=True)),
                ("happened_at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
                ("outcome", models.CharField(blank=True, default="", max_length=500, verbose_name="what came of it")),
                (
                    "act",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="platform.triggeract",
                    ),
                ),
                (
                    "trigger",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="runs",
                        to="platform.trigger",
                        verbose_name="trigger",
                    ),
                ),
            ],
            options={
                "verbose_name": "trigger run",
                "verbose_name_plural": "trigger runs",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "failed"])), fields=["next_at"], name="run_open"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("trigger", "key", "place"), name="once_per_event")],
            },
        ),
    ]
