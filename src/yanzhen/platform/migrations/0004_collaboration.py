from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("platform", "0003_views")]
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
    ]
