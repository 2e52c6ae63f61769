from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.loyalty.enums import AnalysisState, Grade
from yanzhen.platform.base import Record, Scope


class CauseAnalysis(Record):
    """Why a customer does worse than before, what is done about it, by whom and until when."""

    customer = models.ForeignKey("crm.Customer", models.PROTECT, related_name="+", verbose_name=_("customer"))
    evaluation = models.ForeignKey(
        "loyalty.Evaluation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="analyses",
        verbose_name=_("customer evaluation"),
    )
    from_grade = models.CharField(
        _("grade before"), max_length=1, choices=Grade.choices, default=Grade.NONE, editable=False
    )
    to_grade = models.CharField(_("grade now"), max_length=1, choices=Grade.choices, default=Grade.NONE, editable=False)
    causes = models.JSONField(_("causes"), default=list, blank=True)
    finding = models.TextField(_("what was found out"), max_length=2000, blank=True, default="")
    action = models.CharField(_("what is done about it"), max_length=300, blank=True, default="")
    owner = models.ForeignKey("organization.Employee", models.PROTECT, related_name="+", verbose_name=_("owner"))
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"), editable=False
    )
    due_on = models.DateField(_("due on"))
    state = models.CharField(
        pgettext_lazy("of a document", "state"),
        max_length=8,
        choices=AnalysisState.choices,
        default=AnalysisState.OPEN,
        editable=False,
    )
    result = models.CharField(_("what came of it"), max_length=300, blank=True, default="")

    scope = Scope(owners=("owner_id", "customer__owner_id"), unit="unit_id")

    class Meta:
        verbose_name = _("cause analysis")
        verbose_name_plural = _("cause analyses")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "due_on"], name="analyses_by_due")]

    def __str__(self) -> str:
        return (
            f"{self.customer} {self.from_grade} → {self.to_grade}"
            if self.to_grade != Grade.NONE
            else str(self.customer)
        )
