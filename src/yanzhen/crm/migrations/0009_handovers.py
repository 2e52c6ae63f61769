import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_rights"),
        ("crm", "0008_playbooks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("last_on", models.DateField(verbose_name="last day")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Being prepared"),
                            ("running", "Under way"),
                            ("done", "Handed over"),
                            ("undone", "Taken back"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("plan", models.JSONField(blank=True, default=dict, editable=False, verbose_name="rules")),
                (
                    "letter_zh",
                    models.TextField(blank=True, default="", max_length=4000, verbose_name="letter in Chinese"),
                ),
                (
                    "letter_en",
                    models.TextField(blank=True, default="", max_length=4000, verbose_name="letter in English"),
                ),
                ("user_id", models.BigIntegerField(blank=True, editable=False, null=True)),
                (
                    "who",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=150, verbose_name="handed over by"
                    ),
                ),
                ("done_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="handed over")),
                ("undone_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="taken back")),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="who leaves",
                    ),
                ),
            ],
            options={
                "verbose_name": "handover",
                "verbose_name_plural": "handovers",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["draft", "running"])),
                        fields=("employee",),
                        name="one_open_handover",
                        violation_error_message="Somebody is handing over for this person already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HandoverItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("noun_name", models.CharField(max_length=80, verbose_name="kind")),
                ("field", models.CharField(max_length=60)),
                ("object_id", models.BigIntegerField(verbose_name="record")),
                ("title", models.CharField(max_length=200, verbose_name="record")),
                ("is_by_hand", models.BooleanField(default=False, verbose_name="chosen by hand")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("moved", "Handed over"),
                            ("refused", "Refused"),
                            ("left", "Left as it is"),
                            ("undone", "Given back"),
                        ],
                        default="planned",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=300, verbose_name="reason")),
                ("moved_version", models.PositiveIntegerField(null=True)),
                (
                    "customer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="crm.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="crm.handover",
                        verbose_name="handover",
                    ),
                ),
                (
                    "heir",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="new owner",
                    ),
                ),
            ],
            options={
                "verbose_name": "handed-over record",
                "verbose_name_plural": "handed-over records",
                "ordering": ["id"],
                "indexes": [models.Index(fields=["handover", "state"], name="handover_items")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("handover", "noun_name", "field", "object_id"), name="one_item_per_record"
                    )
                ],
            },
        ),
    ]
