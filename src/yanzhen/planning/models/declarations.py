from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from yanzhen.planning.enums import Question
from yanzhen.platform.base import SHARED, Record, Scope


class Declaration(Record):
    """What a salesperson says they will sell in a plan's period, and the figure it was corrected to."""

    plan = models.ForeignKey("planning.Plan", models.CASCADE, related_name="declarations", verbose_name=_("plan"))
    person = models.ForeignKey(
        "organization.Employee", models.PROTECT, related_name="+", verbose_name=_("salesperson"), editable=False
    )
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"), editable=False
    )
    amount = models.DecimalField(
        _("declared figure"), max_digits=18, decimal_places=2, validators=[MinValueValidator(0)]
    )
    note = models.CharField(_("note"), max_length=300, blank=True, default="")
    declared_at = models.DateTimeField(_("declared"), editable=False)
    corrected = models.DecimalField(
        _("corrected figure"),
        max_digits=18,
        decimal_places=2,
        null=True,
        editable=False,
        validators=[MinValueValidator(0)],
    )
    correction_reason = models.CharField(
        _("reason for correcting"), max_length=300, blank=True, default="", editable=False
    )
    corrected_by = models.CharField(_("corrected by"), max_length=150, blank=True, default="", editable=False)

    scope = Scope(owners=("person_id", "person__manager_id"), unit="unit_id")

    class Meta:
        verbose_name = _("declaration")
        verbose_name_plural = _("declarations")
        ordering = ["-plan_id", "person_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "person"],
                name="declared_once",
                violation_error_message=_("There is a declaration of this person for this plan already; change it."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.plan}"


class RetrospectiveAnswer(Record):
    """The answer to one of the questions about the period before; kept with the plan.

    Whoever plans or checks may read them; only those who reach the unit of the plan answer.
    """

    plan = models.ForeignKey("planning.Plan", models.CASCADE, related_name="retrospective", verbose_name=_("plan"))
    question = models.CharField(_("question"), max_length=12, choices=Question.choices)
    answer = models.TextField(_("answer"), max_length=4000)
    answered_by = models.CharField(_("answered by"), max_length=150, editable=False)
    answered_at = models.DateTimeField(_("answered"), editable=False)

    scope = SHARED

    class Meta:
        verbose_name = _("retrospective answer")
        verbose_name_plural = _("retrospective answers")
        ordering = ["plan_id", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "question"], name="retrospective_answer_once")]

    def __str__(self) -> str:
        return self.get_question_display()

    @classmethod
    def view_function(cls) -> str:
        return "planning.view_target"
