from django.db import models
from django.utils.translation import gettext_lazy as _

from yanzhen.crm.enums.handovers import HandoverState, ItemState
from yanzhen.platform.base import Record, Scope, Scoped


class Handover(Record):
    """Somebody leaves: what was in their name, who gets it, and the letter that tells the customers."""

    employee = models.ForeignKey(
        "organization.Employee", models.PROTECT, related_name="+", verbose_name=_("who leaves")
    )
    last_on = models.DateField(_("last day"))
    state = models.CharField(
        _("state"), max_length=8, choices=HandoverState.choices, default=HandoverState.DRAFT, editable=False
    )
    plan = models.JSONField(_("rules"), default=dict, blank=True, editable=False)
    letter_zh = models.TextField(_("letter in Chinese"), max_length=4000, blank=True, default="")
    letter_en = models.TextField(_("letter in English"), max_length=4000, blank=True, default="")
    user_id = models.BigIntegerField(null=True, blank=True, editable=False)
    who = models.CharField(_("handed over by"), max_length=150, blank=True, default="", editable=False)
    done_at = models.DateTimeField(_("handed over"), null=True, blank=True, editable=False)
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True, editable=False)

    scope = Scope(owners=("employee_id", "employee__manager_id"), unit="employee__unit_id")

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee"],
                condition=models.Q(state__in=["draft", "running"]),
                name="one_open_handover",
                violation_error_message=_("Somebody is handing over for this person already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.employee} · {self.last_on.isoformat()}"


class HandoverItem(Scoped):
    """One record or task of a handover: who gets it, and what became of it."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="items", verbose_name=_("handover"))
    noun_name = models.CharField(_("kind"), max_length=80)
    field = models.CharField(max_length=60)
    object_id = models.BigIntegerField(_("record"))
    title = models.CharField(_("record"), max_length=200)
    customer = models.ForeignKey(
        "crm.Customer", models.SET_NULL, null=True, related_name="+", verbose_name=_("customer")
    )
    heir = models.ForeignKey(
        "organization.Employee", models.SET_NULL, null=True, related_name="+", verbose_name=_("new owner")
    )
    is_by_hand = models.BooleanField(_("chosen by hand"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=ItemState.choices, default=ItemState.PLANNED)
    reason = models.CharField(_("reason"), max_length=300, blank=True, default="")
    moved_version = models.PositiveIntegerField(null=True)

    scope = Scope(
        owners=("handover__employee_id", "handover__employee__manager_id"), unit="handover__employee__unit_id"
    )

    class Meta:
        verbose_name = _("handed-over record")
        verbose_name_plural = _("handed-over records")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["handover", "noun_name", "field", "object_id"], name="one_item_per_record")
        ]
        indexes = [models.Index(fields=["handover", "state"], name="handover_items")]

    def __str__(self) -> str:
        return self.title
