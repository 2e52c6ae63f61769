from django.db import migrations, models


class Migration(migrations.Migration):
    """The calendar of working days."""

    dependencies = [("organization", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_en", models.CharField(blank=True, default="", max_length=120, verbose_name="English name")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(blank=True, default="", max_length=120, verbose_name="name")),
                ("day", models.DateField(unique=True, verbose_name="day")),
                ("is_working", models.BooleanField(default=False, verbose_name="is worked")),
            ],
            options={
                "verbose_name": "calendar day",
                "verbose_name_plural": "calendar days",
                "ordering": ["day"],
            },
        ),
    ]
