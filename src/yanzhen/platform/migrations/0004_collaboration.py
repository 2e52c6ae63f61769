import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0003_views"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user_id", models.BigIntegerField()),
                ("topic", models.CharField(max_length=80, verbose_name="topic")),
                ("params", models.JSONField(default=dict)),
                ("url", models.CharField(blank=True, default="", max_length=500)),
                ("noun_name", models.CharField(blank=True, default="", max_length=80)),
                ("object_id", models.BigIntegerField(null=True)),
                ("written_at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                ("read_at", models.DateTimeField(null=True, verbose_name="read")),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["user_id", "-id"], name="notification_by_person")],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("noun_name", models.CharField(max_length=80)),
                ("object_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=160, verbose_name="file")),
                ("kind", models.CharField(max_length=8)),
                ("size", models.PositiveBigIntegerField(verbose_name="size")),
                ("sha256", models.CharField(max_length=64)),
                ("place", models.CharField(max_length=64, unique=True)),
                ("has_thumbnail", models.BooleanField(default=False)),
                ("user_id", models.BigIntegerField(blank=True, null=True)),
                ("who", models.CharField(max_length=150)),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "file",
                "verbose_name_plural": "files",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["noun_name", "object_id", "-id"], name="attachment_by_record")],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user_id", models.BigIntegerField()),
                ("is_digest", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sent", "Sent"),
                            ("failed", "Failed, tried again"),
                            ("given_up", "Given up"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField()),
                ("claimed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("failure", models.CharField(blank=True, default="", max_length=300)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "failed"])),
                        fields=["next_at"],
                        name="delivery_open",
                    ),
                    models.Index(fields=["user_id", "-id"], name="delivery_by_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user_id", models.BigIntegerField()),
                ("noun_name", models.CharField(max_length=80)),
                ("object_id", models.BigIntegerField()),
                ("is_on", models.BooleanField(default=True)),
                ("since", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("noun_name", "object_id", "user_id"), name="follow_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Hours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user_id", models.BigIntegerField(unique=True)),
                ("quiet_from", models.TimeField(null=True)),
                ("quiet_until", models.TimeField(null=True)),
                ("digest_hour", models.PositiveSmallIntegerField(default=8)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("digest_hour__lt", 24)), name="digest_hour_of_a_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="Robot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("wecom", "WeCom robot"),
                            ("dingtalk", "DingTalk robot"),
                            ("feishu", "Feishu robot"),
                            ("other", "Other address"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("sealed", models.TextField(editable=False)),
                ("hint", models.CharField(editable=False, max_length=120, verbose_name="address")),
                (
                    "tells_all",
                    models.BooleanField(
                        default=False,
                        help_text="Otherwise the group only learns what kind of news waits for whom, and nothing of the record.",
                        verbose_name="send the whole text",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "channel",
                "verbose_name_plural": "channels",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("noun_name", models.CharField(max_length=80)),
                ("object_id", models.BigIntegerField()),
                ("record_title", models.CharField(max_length=200)),
                ("title", models.CharField(max_length=200, verbose_name="task")),
                ("assignee_id", models.BigIntegerField(verbose_name="assigned to")),
                ("due_on", models.DateField(verbose_name="due on")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
                ("reminded_on", models.DateField(blank=True, null=True)),
                ("user_id", models.BigIntegerField(blank=True, null=True)),
                ("who", models.CharField(max_length=150)),
                ("written_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "task",
                "verbose_name_plural": "tasks",
                "ordering": ["due_on", "id"],
                "indexes": [
                    models.Index(fields=["noun_name", "object_id"], name="task_by_record"),
                    models.Index(
                        condition=models.Q(("done_at", None)), fields=["assignee_id", "due_on"], name="task_open"
                    ),
                    models.Index(condition=models.Q(("done_at", None)), fields=["due_on"], name="task_due"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TopicChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user_id", models.BigIntegerField()),
                ("topic", models.CharField(max_length=80)),
                ("is_in_inbox", models.BooleanField(default=True)),
                ("mail", models.CharField(default="off", max_length=5)),
                ("robots", models.JSONField(default=list)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user_id", "topic"), name="topic_choice_once")],
            },
        ),
        migrations.AddField(
            model_name="note",
            name="edited_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="note",
            name="removed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="notification",
            name="is_in_inbox",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="notification",
            name="planned_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="note",
            name="text",
            field=models.TextField(blank=True, max_length=4000, verbose_name="note"),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("is_in_inbox", True), ("read_at", None)),
                fields=["user_id"],
                name="notification_unread",
            ),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(condition=models.Q(("planned_at", None)), fields=["id"], name="notification_unplanned"),
        ),
        migrations.AddField(
            model_name="delivery",
            name="notification",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="platform.notification"
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="robot",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="platform.robot"
            ),
        ),
    ]
