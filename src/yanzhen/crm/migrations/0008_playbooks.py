import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("crm", "0007_opportunities"),
        ("organization", "0002_calendar"),
    ]

    operations = [
        migrations.CreateModel(
            name="Playbook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("question", "Question to ask"),
                            ("script", "Script"),
                            ("objection", "Objection and answer"),
                            ("material", "Material"),
                        ],
                        default="question",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.TextField(blank=True, default="", max_length=4000, verbose_name="text")),
                (
                    "answer",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="What to say to an objection.",
                        max_length=4000,
                        verbose_name="answer",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=10, verbose_name="position")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("uses", models.PositiveIntegerField(default=0, editable=False, verbose_name="times used")),
                ("helpful", models.PositiveIntegerField(default=0, editable=False, verbose_name="times it helped")),
                (
                    "process",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: in every process.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.process",
                        verbose_name="sales process",
                    ),
                ),
                (
                    "stage",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: in every stage.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="crm.stage",
                        verbose_name="stage",
                    ),
                ),
            ],
            options={
                "verbose_name": "playbook entry",
                "verbose_name_plural": "playbook",
                "ordering": ["position", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "objection"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="an_objection_has_an_answer",
                        violation_error_message="An objection needs an answer.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlaybookUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("used_on", models.DateField(verbose_name="used on")),
                ("is_helpful", models.BooleanField(blank=True, null=True, verbose_name="it helped")),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organization.employee",
                        verbose_name="employee",
                    ),
                ),
                (
                    "opportunity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="playbook_uses",
                        to="crm.opportunity",
                        verbose_name="opportunity",
                    ),
                ),
                (
                    "playbook",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="used",
                        to="crm.playbook",
                        verbose_name="playbook entry",
                    ),
                ),
            ],
            options={
                "verbose_name": "use of a playbook entry",
                "verbose_name_plural": "uses of playbook entries",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("playbook", "opportunity", "employee"), name="one_use_per_entry_opportunity_and_person"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcessDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("working", models.JSONField(verbose_name="working")),
                ("published_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="published")),
                (
                    "process",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="draft",
                        to="crm.process",
                        verbose_name="sales process",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="crm.process",
                        verbose_name="drafted from",
                    ),
                ),
            ],
            options={
                "verbose_name": "drafted process",
                "verbose_name_plural": "drafted processes",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="StageLearning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("closed", models.PositiveIntegerField(default=0, verbose_name="closed")),
                ("won", models.PositiveIntegerField(default=0, verbose_name="won")),
                ("overall", models.PositiveIntegerField(default=0, verbose_name="closed in the process")),
                ("overall_won", models.PositiveIntegerField(default=0, verbose_name="won in the process")),
                (
                    "percent",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="learnt probability, %"
                    ),
                ),
                (
                    "median_days",
                    models.DecimalField(
                        decimal_places=1, max_digits=8, null=True, verbose_name="half stay at most, days"
                    ),
                ),
                (
                    "most_days",
                    models.DecimalField(
                        decimal_places=1, max_digits=8, null=True, verbose_name="four fifths stay at most, days"
                    ),
                ),
                ("stays", models.PositiveIntegerField(default=0, verbose_name="won opportunities with a stay")),
                ("usual_days", models.PositiveIntegerField(blank=True, null=True, verbose_name="suggested usual days")),
                ("learnt_on", models.DateField(verbose_name="learnt on")),
                (
                    "stage",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="learning",
                        to="crm.stage",
                        verbose_name="stage",
                    ),
                ),
            ],
            options={
                "verbose_name": "what a stage taught",
                "verbose_name_plural": "what stages taught",
                "ordering": ["stage_id"],
            },
        ),
        migrations.CreateModel(
            name="OpportunityChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="amount")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("expected_on", models.DateField(verbose_name="expected close")),
                ("state", models.CharField(max_length=8, verbose_name="state")),
                (
                    "opportunity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="crm.opportunity",
                        verbose_name="opportunity",
                    ),
                ),
            ],
            options={
                "verbose_name": "state of an opportunity",
                "verbose_name_plural": "states of opportunities",
                "ordering": ["opportunity_id", "since"],
                "indexes": [models.Index(fields=["since", "until"], name="opportunity_change_by_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("opportunity", "since"), name="one_change_per_opportunity_and_day"),
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("opportunity",),
                        name="one_present_state_per_opportunity",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"),
                        name="a_state_lasts_a_day",
                    ),
                ],
            },
        ),
    ]
