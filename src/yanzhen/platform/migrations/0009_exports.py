from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("platform", "0008_approvals")]
    operations = [
        migrations.CreateModel(
            name="ExportBudget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("role", models.CharField(max_length=40, unique=True, verbose_name="role")),
                ("rows_a_day", models.PositiveIntegerField(verbose_name="rows a day")),
            ],
            options={
                "verbose_name": "export budget",
                "verbose_name_plural": "export budgets",
                "ordering": ["role"],
            },
        ),
        migrations.CreateModel(
            name="ExportDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user_id", models.BigIntegerField()),
                ("day", models.DateField()),
                ("rows", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user_id", "day"), name="one_export_day_per_person")],
            },
        ),
        migrations.CreateModel(
            name="ExportRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=8, unique=True, verbose_name="mark")),
                ("exported_at", models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="exported")),
                ("user_id", models.BigIntegerField(null=True, verbose_name="user")),
                ("employee_id", models.BigIntegerField(editable=False, null=True)),
                ("who", models.CharField(max_length=150, verbose_name="who")),
                ("noun_name", models.CharField(blank=True, max_length=80, verbose_name="kind")),
                ("title", models.CharField(max_length=200, verbose_name="what")),
                ("query", models.CharField(blank=True, max_length=2000, verbose_name="filter")),
                ("columns", models.JSONField(default=list, verbose_name="columns")),
                ("rows", models.PositiveBigIntegerField(verbose_name="rows")),
                ("file_format", models.CharField(max_length=8, verbose_name="format")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "door",
                    models.CharField(
                        choices=[("page", "Page"), ("api", "API"), ("report", "Report command")],
                        max_length=8,
                        verbose_name="by way of",
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=64, verbose_name="from address")),
                ("approval_id", models.BigIntegerField(null=True, verbose_name="approval")),
            ],
            options={
                "verbose_name": "export",
                "verbose_name_plural": "exports",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["user_id", "-exported_at"], name="export_by_person")],
            },
        ),
    ]
