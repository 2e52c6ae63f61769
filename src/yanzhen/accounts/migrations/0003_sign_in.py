import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_end_sessions_by_epoch")]

    operations = [
        migrations.CreateModel(
            name="IdentityProvider",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("oidc", "OpenID Connect"),
                            ("wecom", "WeCom"),
                            ("dingtalk", "DingTalk"),
                            ("feishu", "Feishu"),
                        ],
                        default="oidc",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "server_url",
                    models.URLField(blank=True, default="", max_length=300, verbose_name="address of the service"),
                ),
                ("client_id", models.CharField(max_length=191, verbose_name="client identifier")),
                ("agent_id", models.CharField(blank=True, default="", max_length=60, verbose_name="agent identifier")),
                ("sealed_secret", models.TextField(blank=True, default="", editable=False)),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "outside sign-in",
                "verbose_name_plural": "outside sign-ins",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="SignInRules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "policy",
                    models.CharField(
                        choices=[
                            ("modern", "Long passwords, no forced change"),
                            ("dengbao", "Classified protection (GB/T 22239, level 3)"),
                        ],
                        default="modern",
                        max_length=8,
                        verbose_name="password policy",
                    ),
                ),
                ("links_by_email", models.BooleanField(default=False, verbose_name="link by verified e-mail")),
            ],
            options={
                "verbose_name": "sign-in rules",
                "verbose_name_plural": "sign-in rules",
            },
        ),
        migrations.AddField(
            model_name="role",
            name="requires_second_factor",
            field=models.BooleanField(default=False, verbose_name="asks for a second factor"),
        ),
        migrations.AddField(
            model_name="user",
            name="password_set_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="onetimelink",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("setup", "First administrator"),
                    ("invitation", "Invitation"),
                    ("sign_in", "Sign-in link"),
                    ("reset", "New password"),
                ],
                max_length=12,
                verbose_name="purpose",
            ),
        ),
        migrations.CreateModel(
            name="PasswordRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128)),
                ("set_at", models.DateTimeField(auto_now_add=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_passwords",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-set_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="UserSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_hash", models.CharField(max_length=64, unique=True)),
                ("device_hash", models.CharField(blank=True, default="", max_length=64)),
                ("agent", models.CharField(blank=True, default="", max_length=300, verbose_name="device")),
                ("address", models.GenericIPAddressField(null=True, verbose_name="address")),
                ("way_in", models.CharField(blank=True, default="", max_length=60, verbose_name="way in")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="signed in")),
                ("last_seen_at", models.DateTimeField(verbose_name="last seen")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-last_seen_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="KnownDevice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("device_hash", models.CharField(max_length=64)),
                ("agent", models.CharField(blank=True, default="", max_length=300)),
                ("first_seen_at", models.DateTimeField(auto_now_add=True)),
                ("last_seen_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="devices", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "device_hash"), name="one_row_per_device_and_person")
                ],
            },
        ),
    ]
