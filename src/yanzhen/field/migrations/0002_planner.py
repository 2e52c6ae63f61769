import datetime
from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("crm", "0009_handovers"),
        ("organization", "0002_calendar"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("field", "0001_visits"),
    ]
    operations = [
        migrations.CreateModel(
            name="CallFrequency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "grade_class",
                    models.CharField(
                        choices=[("A", "A"), ("B", "B"), ("C", "C")], max_length=1, unique=True, verbose_name="class"
                    ),
                ),
                (
                    "visits_a_month",
                    models.DecimalField(
                        decimal_places=1,
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("31")),
                        ],
                        verbose_name="visits a month",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(600),
                        ],
                        verbose_name="minutes a visit",
                    ),
                ),
            ],
            options={
                "verbose_name": "call frequency",
                "verbose_name_plural": "call frequencies",
                "ordering": ["grade_class"],
            },
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("secret_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(auto_now=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "calendar feed",
                "verbose_name_plural": "calendar feeds",
            },
        ),
        migrations.CreateModel(
            name="ReceivingHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("monday", models.CharField(blank=True, default="", max_length=60, verbose_name="Monday")),
                ("tuesday", models.CharField(blank=True, default="", max_length=60, verbose_name="Tuesday")),
                ("wednesday", models.CharField(blank=True, default="", max_length=60, verbose_name="Wednesday")),
                ("thursday", models.CharField(blank=True, default="", max_length=60, verbose_name="Thursday")),
                ("friday", models.CharField(blank=True, default="", max_length=60, verbose_name="Friday")),
                ("saturday", models.CharField(blank=True, default="", max_length=60, verbose_name="Saturday")),
                ("sunday", models.CharField(blank=True, default="", max_length=60, verbose_name="Sunday")),
                ("nobody", models.CharField(blank=True, default="", max_length=60, verbose_name="receives nobody")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(600),
                        ],
                        verbose_name="minutes a visit",
                    ),
                ),
                (
                    "visits_a_month",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=4,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("31")),
                        ],
                        verbose_name="visits a month",
                    ),
                ),
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crm.customer",
                        verbose_name="customer",
                    ),
                ),
            ],
            options={
                "verbose_name": "receiving hours",
                "verbose_name_plural": "receiving hours",
                "ordering": ["customer_id"],
            },
        ),
        migrations.CreateModel(
            name="DaySetting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "home_longitude",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="longitude of the start"
                    ),
                ),
                (
                    "home_latitude",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=8, null=True, verbose_name="latitude of the start"
                    ),
                ),
                ("begins_at", models.TimeField(default=datetime.time(8, 30), verbose_name="day begins")),
                ("ends_at", models.TimeField(default=datetime.time(17, 30), verbose_name="day ends")),
                (
                    "lunch_minutes",
                    models.PositiveSmallIntegerField(
                        default=60,
                        validators=[django.core.validators.MaxValueValidator(240)],
                        verbose_name="lunch, minutes",
                    ),
                ),
                ("lunch_from", models.TimeField(default=datetime.time(11, 30), verbose_name="lunch not before")),
                ("lunch_until", models.TimeField(default=datetime.time(13, 30), verbose_name="lunch over by")),
                (
                    "last_arrival",
                    models.TimeField(blank=True, default=datetime.time(16, 30), null=True, verbose_name="last arrival"),
                ),
                (
                    "doors_close",
                    models.TimeField(blank=True, default=datetime.time(17, 0), null=True, verbose_name="doors close"),
                ),
                ("way_home_counts", models.BooleanField(default=True, verbose_name="the way home is working time")),
                (
                    "speed",
                    models.DecimalField(
                        decimal_places=1,
                        default=Decimal("30"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("1")),
                            django.core.validators.MaxValueValidator(Decimal("200")),
                        ],
                        verbose_name="speed, km/h",
                    ),
                ),
                (
                    "detour",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("1.30"),
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("1")),
                            django.core.validators.MaxValueValidator(Decimal("5")),
                        ],
                        verbose_name="detour factor",
                    ),
                ),
                (
                    "visit_minutes",
                    models.PositiveSmallIntegerField(
                        default=45,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(600),
                        ],
                        verbose_name="minutes a visit",
                    ),
                ),
                (
                    "employee",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "working day",
                "verbose_name_plural": "working days of the people on the road",
                "ordering": ["employee_id", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.comparison.Coalesce("employee_id", models.Value(0)),
                        name="one_working_day_each",
                        violation_error_message="The working day of this person, or that of the company, is there already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("home_latitude__isnull", True), ("home_longitude__isnull", True)),
                            models.Q(
                                ("home_latitude__isnull", False),
                                ("home_latitude__range", (-90, 90)),
                                ("home_longitude__isnull", False),
                                ("home_longitude__range", (-180, 180)),
                            ),
                            _connector="OR",
                        ),
                        name="home_on_the_globe",
                        violation_error_message="A place has a longitude from -180 to 180 and a latitude from -90 to 90.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("begins_at"))),
                        name="working_day_ends_after_begin",
                        violation_error_message="The day ends after it begins.",
                    ),
                ],
            },
        ),
    ]
