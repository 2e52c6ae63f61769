import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0005_imports"),
    ]

    operations = [
        migrations.CreateModel(
            name="GoLivePlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("responsible", models.CharField(blank=True, default="", max_length=120, verbose_name="responsible")),
                ("switch_on", models.DateField(blank=True, null=True, verbose_name="day of switching")),
                ("freeze_on", models.DateField(blank=True, null=True, verbose_name="old system is frozen on")),
                ("left_out", models.JSONField(blank=True, default=list)),
                ("signed_by", models.CharField(blank=True, default="", max_length=150, verbose_name="signed by")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="signed")),
                ("remark", models.CharField(blank=True, default="", max_length=500, verbose_name="comment")),
                ("version", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="GoLiveTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=12)),
                ("code", models.CharField(blank=True, default="", max_length=40)),
                ("title", models.CharField(blank=True, default="", max_length=200, verbose_name="task")),
                ("people", models.CharField(blank=True, default="", max_length=200, verbose_name="who takes part")),
                ("is_training", models.BooleanField(default=False)),
                ("responsible", models.CharField(blank=True, default="", max_length=120, verbose_name="responsible")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due day")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
                ("done_by", models.CharField(blank=True, default="", max_length=150)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="one_standard_task_per_code",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GoLiveTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("check_name", models.CharField(max_length=80)),
                ("currency", models.CharField(blank=True, default="", max_length=3, verbose_name="currency")),
                ("rows", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="rows")),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=20, null=True, verbose_name="total amount"
                    ),
                ),
                ("noted_by", models.CharField(max_length=150)),
                ("noted_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "ordering": ["check_name", "currency"],
                "constraints": [
                    models.UniqueConstraint(fields=("check_name", "currency"), name="one_total_per_check_and_currency")
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("noun_name", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("columns_digest", models.CharField(max_length=64)),
                ("columns", models.JSONField(default=list)),
                ("mapping", models.JSONField(default=dict)),
                ("options", models.JSONField(default=dict)),
                ("user_id", models.BigIntegerField()),
                ("who", models.CharField(max_length=150, verbose_name="kept by")),
                ("is_shared", models.BooleanField(default=False, verbose_name="shared")),
                ("used_at", models.DateTimeField(auto_now=True, verbose_name="last used")),
                ("times", models.PositiveIntegerField(default=1, verbose_name="times used")),
            ],
            options={
                "verbose_name": "saved mapping",
                "verbose_name_plural": "saved mappings",
                "ordering": ["-used_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user_id", "noun_name", "columns_digest"), name="one_mapping_per_person_and_header"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FileImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("noun_name", models.CharField(blank=True, default="", max_length=80)),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("path", models.CharField(max_length=500)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("digest", models.CharField(max_length=64)),
                ("sheets", models.JSONField(default=list)),
                ("sheet", models.CharField(blank=True, default="", max_length=120)),
                ("header_row", models.PositiveIntegerField(default=0)),
                ("mapping", models.JSONField(default=dict)),
                ("options", models.JSONField(default=dict)),
                ("corrections", models.JSONField(default=dict)),
                ("tried", models.JSONField(default=dict)),
                ("tried_digest", models.CharField(blank=True, default="", max_length=64)),
                ("user_id", models.BigIntegerField(null=True)),
                ("who", models.CharField(max_length=150, verbose_name="started by")),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "job",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="file_imports",
                        to="platform.job",
                    ),
                ),
                (
                    "preview_job",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="platform.job"
                    ),
                ),
                (
                    "undo_job",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="platform.job"
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["user_id", "-id"], name="file_import_by_person")],
            },
        ),
    ]
