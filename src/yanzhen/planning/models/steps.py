from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.planning.enums import PlanState
from yanzhen.platform.base import SHARED, Scoped


class PlanStep(Scoped):
    """One step of a plan's procedure: the day it is meant for, when it was entered, by whom, with whom, and a note.

    A step that was entered stays; going back and entering it again is another row.
    """

    plan = models.ForeignKey("planning.Plan", models.CASCADE, related_name="steps", verbose_name=_("plan"))
    state = models.CharField(pgettext_lazy("of a plan", "step"), max_length=12, choices=PlanState.choices)
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    entered_at = models.DateTimeField(_("entered"), null=True, blank=True)
    by = models.CharField(_("by"), max_length=150, blank=True, default="")
    note = models.CharField(_("note"), max_length=500, blank=True, default="")
    people = models.ManyToManyField("organization.Employee", related_name="+", blank=True, verbose_name=_("people"))

    scope = SHARED

    class Meta:
        verbose_name = _("step of a plan")
        verbose_name_plural = _("steps of a plan")
        ordering = ["plan_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "state"], condition=models.Q(entered_at__isnull=True), name="one_coming_step"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.get_state_display()}"

    @classmethod
    def view_function(cls) -> str:
        return "planning.view_plan"
