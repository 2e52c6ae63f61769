from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_sign_in"),
    ]

    operations = [
        migrations.CreateModel(
            name="DutyRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, default="", max_length=120, verbose_name="English name")),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
                ("one", models.JSONField(default=list, verbose_name="one duty")),
                ("other", models.JSONField(default=list, verbose_name="the other duty")),
                (
                    "effect",
                    models.CharField(
                        choices=[("warn", "Warn"), ("refuse", "Refuse"), ("off", "Off")],
                        default="warn",
                        max_length=6,
                        verbose_name="effect",
                    ),
                ),
            ],
            options={
                "verbose_name": "separation of duties",
                "verbose_name_plural": "separation of duties",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Seeing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_at", models.DateTimeField(auto_now_add=True)),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("person", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("viewer", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="DutyException",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("ends_on", models.DateField(verbose_name="until")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=models.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="user"
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=models.CASCADE, related_name="exceptions", to="accounts.dutyrule", verbose_name="rule"
                    ),
                ),
            ],
            options={
                "verbose_name": "exception from the separation",
                "verbose_name_plural": "exceptions from the separation",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("rule", "user"),
                        name="one_exception_per_rule_and_person",
                        violation_error_message="This person already has this exception.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Substitution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="until")),
                (
                    "covers",
                    models.CharField(
                        choices=[("reading", "Reading and approvals"), ("all", "All daily work")],
                        default="reading",
                        max_length=8,
                        verbose_name="for what",
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=200, verbose_name="reason")),
                ("ended_at", models.DateTimeField(editable=False, null=True, verbose_name="ended early")),
                (
                    "absent",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="substitutions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="absent person",
                    ),
                ),
                (
                    "substitute",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="standing_in",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="substitute",
                    ),
                ),
            ],
            options={
                "verbose_name": "substitution",
                "verbose_name_plural": "substitutions",
                "ordering": ["-starts_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("absent", models.F("substitute")), _negated=True),
                        name="nobody_stands_in_for_themselves",
                        violation_error_message="Nobody stands in for themselves.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="substitution_ends_after_start",
                        violation_error_message="The last day is before the first.",
                    ),
                ],
            },
        ),
    ]
