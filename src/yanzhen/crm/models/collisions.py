"""Collision cases: two people with a claim to one firm, and what a manager decided."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.crm.enums.collisions import CaseOutcome, CaseState, CaseWay
from yanzhen.platform.base import Record, Scope


class CollisionCase(Record):
    """Two claims to one firm: `one` was there first, `other` is the second record, if there is one.

    `claimant` is whoever claims the firm beside the owner of `one`; `holder` is that owner when the case was opened.
    """

    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    one = models.ForeignKey("crm.Customer", models.PROTECT, related_name="+", verbose_name=_("customer"))
    other = models.ForeignKey(
        "crm.Customer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("second record")
    )
    said = models.CharField(_("entered as"), max_length=200, blank=True, default="")
    holder = models.ForeignKey(
        "organization.Employee", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner then")
    )
    holder_unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit then")
    )
    claimant = models.ForeignKey(
        "organization.Employee", models.PROTECT, related_name="+", verbose_name=_("claimed by")
    )
    claimant_unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="+", verbose_name=_("unit of the claimant")
    )
    way = models.CharField(_("how it arose"), max_length=10, choices=CaseWay.choices)
    claim = models.CharField(_("claim"), max_length=500, blank=True, default="")
    chance = models.FloatField(_("chance that it is one firm"), null=True, blank=True)
    working = models.JSONField(default=list, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=CaseState.choices, default=CaseState.OPEN)
    outcome = models.CharField(_("outcome"), max_length=8, choices=CaseOutcome.choices, blank=True, default="")
    owner = models.ForeignKey(
        "organization.Employee",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner decided"),
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="")
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True, default="")
    decided_at = models.DateTimeField(pgettext_lazy("of a case", "decided"), null=True, blank=True)
    user_id = models.BigIntegerField(null=True, editable=False)
    who = models.CharField(_("opened by"), max_length=150, blank=True, default="")

    scope = Scope(owners=("claimant_id", "holder_id"), unit="claimant_unit_id", further_units=("holder_unit_id",))
    stays_when_merged = frozenset({"one", "other"})

    class Meta:
        verbose_name = _("collision case")
        verbose_name_plural = _("collision cases")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(other=None) | ~Q(other=F("one")),
                name="case_of_two_customers",
                violation_error_message=_("A case is between two different records."),
            ),
            models.UniqueConstraint(
                fields=["one", "claimant"],
                condition=Q(state="open"),
                name="one_open_case_per_claim",
                violation_error_message=_("This claim is open already."),
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="case_by_state")]

    def __str__(self) -> str:
        return self.number


class CaseShare(models.Model):
    """What part of the credit for a firm one person gets; the parts of a case are exactly 100 percent."""

    case = models.ForeignKey(CollisionCase, models.CASCADE, related_name="shares")
    employee = models.ForeignKey("organization.Employee", models.PROTECT, related_name="+")
    percent = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "employee"], name="one_share_per_case_and_person"),
            models.CheckConstraint(condition=Q(percent__gt=0, percent__lte=100), name="share_of_a_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.percent} %"


class KnownApart(models.Model):
    """Two customers of which somebody said that they are not the same; never proposed again."""

    one = models.ForeignKey("crm.Customer", models.CASCADE, related_name="+")
    other = models.ForeignKey("crm.Customer", models.CASCADE, related_name="+")
    reason = models.CharField(max_length=200, blank=True, default="")
    who = models.CharField(max_length=150)
    said_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="said_apart_once")]

    def __str__(self) -> str:
        return f"{self.one_id} ≠ {self.other_id}"


class PossibleAsk(models.Model):
    """A firm out of reach that a person was shown on a day while typing: counted, so that nobody reads the book so."""

    user_id = models.BigIntegerField()
    day = models.DateField()
    customer = models.ForeignKey("crm.Customer", models.CASCADE, related_name="+", db_index=False)
    asked_at = models.DateTimeField(auto_now_add=True)

    stays_when_merged = frozenset({"customer"})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "day", "customer"], name="one_ask_a_day")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}"
