import django.db.models.deletion
from django.db import migrations, models

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
SHARING = [("nobody", "only me"), ("unit", "my unit"), ("everybody", "everybody who sees the list")]
STATES = [
    ("previewed", "Previewed"),
    ("running", "Running"),
    ("done", "Done"),
    ("stopped", "Stopped"),
    ("undone", "Undone"),
]
OUTCOMES = [
    ("changed", "changed"),
    ("same", "was so already"),
    ("refused", "refused"),
    ("undone", "undone"),
    ("left", "left, changed since"),
]


class Migration(migrations.Migration):
    dependencies = [("platform", "0002_search")]
    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", KEY.clone()),
                ("noun_name", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("user_id", models.BigIntegerField()),
                ("who", models.CharField(max_length=150)),
                (
                    "sharing",
                    models.CharField(choices=SHARING, default="nobody", max_length=12, verbose_name="shared with"),
                ),
                ("unit_id", models.BigIntegerField(null=True)),
                ("parameters", models.JSONField(default=dict)),
                ("place", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                ("removed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["place", "id"],
                "indexes": [models.Index(fields=["noun_name", "user_id"], name="view_by_list_and_person")],
            },
        ),
        migrations.CreateModel(
            name="ListHabit",
            fields=[
                ("id", KEY.clone()),
                ("user_id", models.BigIntegerField()),
                ("noun_name", models.CharField(max_length=80)),
                ("columns", models.CharField(blank=True, default="", max_length=2000)),
                ("is_dense", models.BooleanField(default=False)),
                (
                    "opens_with",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="platform.savedview",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user_id", "noun_name"), name="one_habit_per_person_and_list")
                ],
            },
        ),
        migrations.CreateModel(
            name="BulkChange",
            fields=[
                ("id", KEY.clone()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("noun_name", models.CharField(editable=False, max_length=80, verbose_name="kind")),
                ("title", models.CharField(max_length=200, verbose_name="bulk change")),
                (
                    "state",
                    models.CharField(choices=STATES, default="previewed", max_length=12, verbose_name="state"),
                ),
                ("employee_id", models.BigIntegerField(editable=False, null=True)),
                ("user_id", models.BigIntegerField(editable=False, null=True)),
                ("who", models.CharField(max_length=150, verbose_name="started by")),
                ("values", models.JSONField(default=dict, editable=False)),
                ("selection", models.JSONField(default=list, editable=False)),
                ("total", models.PositiveIntegerField(default=0, verbose_name="selected")),
                ("changed", models.PositiveIntegerField(default=0, verbose_name="changed")),
                ("same", models.PositiveIntegerField(default=0, verbose_name="were so already")),
                ("refused", models.PositiveIntegerField(default=0, verbose_name="refused")),
                ("undone", models.PositiveIntegerField(default=0, verbose_name="undone")),
                ("left", models.PositiveIntegerField(default=0, verbose_name="left")),
                ("started_at", models.DateTimeField(null=True, verbose_name="started")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
                (
                    "job",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="platform.job",
                        verbose_name="job",
                    ),
                ),
            ],
            options={
                "verbose_name": "bulk change",
                "verbose_name_plural": "bulk changes",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="BulkRow",
            fields=[
                ("id", KEY.clone()),
                ("object_id", models.BigIntegerField()),
                ("record", models.CharField(max_length=200, verbose_name="record")),
                ("outcome", models.CharField(choices=OUTCOMES, max_length=10, verbose_name="outcome")),
                ("reason", models.CharField(blank=True, default="", max_length=500, verbose_name="reason")),
                ("version", models.PositiveIntegerField(null=True)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                (
                    "bulk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="platform.bulkchange"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=["bulk", "object_id"], name="one_row_per_bulk_and_record")
                ],
            },
        ),
    ]
