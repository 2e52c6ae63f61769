from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("platform", "0009_exports")]
    operations = [
        migrations.CreateModel(
            name="BackupRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("backup", "Backup"), ("drill", "Restore drill")], max_length=8, verbose_name="kind"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "Running"), ("done", "Done"), ("failed", "Failed")],
                        default="running",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("started_at", models.DateTimeField(auto_now_add=True, verbose_name="started")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
                ("who", models.CharField(max_length=150, verbose_name="started by")),
                ("file", models.CharField(blank=True, default="", max_length=500, verbose_name="file")),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="bytes")),
                ("rows", models.PositiveBigIntegerField(default=0, verbose_name="rows")),
                ("sha256", models.CharField(blank=True, default="", max_length=64, verbose_name="checksum")),
                ("is_encrypted", models.BooleanField(default=False, verbose_name="encrypted")),
                ("message", models.CharField(blank=True, default="", max_length=500, verbose_name="message")),
            ],
            options={"verbose_name": "backup", "verbose_name_plural": "backups", "ordering": ["-id"]},
        ),
    ]
