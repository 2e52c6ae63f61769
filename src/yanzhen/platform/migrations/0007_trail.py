import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

TABLES = ("platform_auditentry", "platform_auditseal")
SAYS = "the audit trail is never changed"
REFUSAL = f"""
CREATE OR REPLACE FUNCTION yanzhen_trail_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def triggers(vendor):
    acts = ("update", "delete", "truncate") if vendor == "postgresql" else ("update", "delete")
    return [(table, act, f"{table}_refuses_{act}") for table in TABLES for act in acts]


def refuse_change(apps, schema_editor):
    """From now on neither database changes or deletes a row of the trail."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(REFUSAL)
        for table, act, name in triggers(connection.vendor):
            if connection.vendor == "sqlite":
                cursor.execute(
                    f"CREATE TRIGGER {name} BEFORE {act.upper()} ON {table} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
                )
            else:
                each = "STATEMENT" if act == "truncate" else "ROW"
                cursor.execute(
                    f"CREATE TRIGGER {name} BEFORE {act.upper()} ON {table} "
                    f"FOR EACH {each} EXECUTE FUNCTION yanzhen_trail_refuses()"
                )


def allow_change(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        for table, _act, name in triggers(connection.vendor):
            cursor.execute(
                f"DROP TRIGGER IF EXISTS {name} ON {table}"
                if connection.vendor == "postgresql"
                else f"DROP TRIGGER IF EXISTS {name}"
            )


class Migration(migrations.Migration):
    dependencies = [("platform", "0006_go_live")]
    operations: list[migrations.operations.base.Operation] = [
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("entry_id", models.BigIntegerField(unique=True)),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="TrailSetting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, unique=True)),
                ("value", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                ("key", models.CharField(editable=False, max_length=120, unique=True)),
                ("user_id", models.BigIntegerField(editable=False, null=True, verbose_name="user")),
                (
                    "who",
                    models.CharField(blank=True, default="", editable=False, max_length=150, verbose_name="who"),
                ),
                (
                    "happened_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="when"),
                ),
                ("facts", models.JSONField(default=dict, editable=False, verbose_name="why")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("acknowledged", "Being looked into"), ("closed", "Closed")],
                        default="open",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("comment", models.CharField(blank=True, default="", max_length=500, verbose_name="comment")),
                (
                    "handled_by",
                    models.CharField(blank=True, default="", editable=False, max_length=150, verbose_name="handled by"),
                ),
                ("handled_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="handled")),
            ],
            options={
                "verbose_name": "alert",
                "verbose_name_plural": "alerts",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["state", "-id"], name="alert_by_state")],
            },
        ),
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.BigIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("place", models.CharField(max_length=500)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("sent_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("next_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("error", models.CharField(blank=True, default="", max_length=500)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["place", "-id"], name="audit_head_by_place")],
            },
        ),
        migrations.CreateModel(
            name="ReadEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("read_at", models.DateTimeField(verbose_name="when")),
                ("user_id", models.BigIntegerField(verbose_name="user")),
                ("who", models.CharField(max_length=150, verbose_name="who")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("record", "opened a record"),
                            ("list", "saw a list"),
                            ("download", "downloaded a file"),
                            ("refused", "was refused"),
                        ],
                        max_length=12,
                        verbose_name="act",
                    ),
                ),
                (
                    "door",
                    models.CharField(choices=[("page", "Page"), ("api", "API")], max_length=4, verbose_name="way in"),
                ),
                ("noun_name", models.CharField(blank=True, max_length=80, verbose_name="kind")),
                ("object_id", models.BigIntegerField(null=True, verbose_name="record")),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="record name")),
                ("rows", models.PositiveIntegerField(default=1, verbose_name="rows")),
                ("total", models.PositiveBigIntegerField(null=True, verbose_name="rows in the filter")),
                ("query", models.CharField(blank=True, max_length=500, verbose_name="filter")),
                ("address", models.CharField(blank=True, max_length=45, verbose_name="network address")),
            ],
            options={
                "verbose_name": "read entry",
                "verbose_name_plural": "what people read",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["user_id", "read_at"], name="read_by_person"),
                    models.Index(fields=["noun_name", "object_id", "-id"], name="read_by_record"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReaderDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user_id", models.BigIntegerField()),
                ("day", models.DateField()),
                ("records", models.PositiveIntegerField(default=0)),
                ("listed", models.PositiveBigIntegerField(default=0)),
                ("stopped_at", models.DateTimeField(null=True)),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_by", models.CharField(blank=True, default="", max_length=150)),
                ("lifted_why", models.CharField(blank=True, default="", max_length=500)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user_id", "day"), name="one_reader_day")],
            },
        ),
        migrations.CreateModel(
            name="ReadHour",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user_id", models.BigIntegerField()),
                ("day", models.DateField()),
                ("hour", models.PositiveSmallIntegerField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user_id", "day", "hour"), name="one_read_hour")],
            },
        ),
        migrations.CreateModel(
            name="ReaderRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("noun_name", models.CharField(max_length=80)),
                ("object_id", models.BigIntegerField()),
                (
                    "reader_day",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="platform.readerday",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("reader_day", "noun_name", "object_id"), name="one_read_a_day")
                ],
            },
        ),
        migrations.RunPython(refuse_change, allow_change),
    ]
