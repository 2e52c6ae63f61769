from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("platform", "0011_triggers")]
    operations = [
        migrations.CreateModel(
            name="OfflineEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("key", models.UUIDField(editable=False, verbose_name="key of the phone")),
                ("user_id", models.BigIntegerField(editable=False)),
                ("who", models.CharField(max_length=150, verbose_name="typed by")),
                ("typed_by_id", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("owner_id", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("unit_id", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("kind", models.CharField(max_length=40, verbose_name="what")),
                ("title", models.CharField(blank=True, default="", max_length=200, verbose_name="for")),
                ("payload", models.JSONField(default=dict, verbose_name="content")),
                ("fingerprint", models.CharField(editable=False, max_length=64)),
                ("depends_on", models.UUIDField(blank=True, editable=False, null=True)),
                ("stated_at", models.DateTimeField(verbose_name="by the phone's clock")),
                ("happened_at", models.DateTimeField(verbose_name="typed at")),
                ("skew_seconds", models.IntegerField(default=0, verbose_name="phone clock behind by (s)")),
                ("is_doubtful", models.BooleanField(default=False, verbose_name="time in doubt")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("placed", "Entered"),
                            ("waiting", "Not yet placed"),
                            ("noted", "Kept as a note"),
                            ("dropped", "Dropped"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("code", models.CharField(blank=True, default="", editable=False, max_length=60)),
                ("reason", models.CharField(blank=True, default="", max_length=500, verbose_name="why it waits")),
                ("noun_name", models.CharField(blank=True, default="", editable=False, max_length=80)),
                ("object_id", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled")),
                ("settled_by", models.CharField(blank=True, default="", max_length=150, verbose_name="settled by")),
            ],
            options={
                "verbose_name": "entry from the road",
                "verbose_name_plural": "entries from the road",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["typed_by_id", "-id"], name="offline_by_typist"),
                    models.Index(fields=["owner_id", "-id"], name="offline_by_owner"),
                    models.Index(fields=["unit_id", "-id"], name="offline_by_unit"),
                    models.Index(condition=models.Q(("state", "waiting")), fields=["-id"], name="offline_waiting"),
                ],
                "constraints": [models.UniqueConstraint(fields=("user_id", "key"), name="one_offline_entry_per_key")],
            },
        ),
    ]
