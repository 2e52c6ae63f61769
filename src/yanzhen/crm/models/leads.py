"""Leads, who held them and when, and what happened with them."""

from decimal import Decimal
from typing import Any

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.crm.enums.leads import Bant, HoldingEnd, HoldingStart, LeadSource, LeadState, LostReason, TouchKind
from yanzhen.platform import masks
from yanzhen.platform.base import OWNED, Record, Scope, Scoped

THREE_LETTERS = RegexValidator(r"\A[A-Z]{3}\Z", _("A currency has three capital letters."))
PARTS = ("budget", "authority", "need", "timing")
"""The four parts of BANT: each a field `bant_budget` and its evidence, `bant_budget_evidence`."""


def _bant(label: Any) -> "models.CharField[str, str]":
    return models.CharField(label, max_length=10, choices=Bant.choices, default=Bant.UNKNOWN)


def _evidence(label: Any) -> "models.CharField[str, str]":
    return models.CharField(label, max_length=300, blank=True, default="")


class Lead(Record):
    """Somebody who may become a customer. Without an owner it waits for one, or lies in the pool.

    Its unit is the owner's; of one without owner it is the unit that got it.
    """

    number = models.CharField(_("lead number"), max_length=40, unique=True, editable=False)
    company = models.CharField(pgettext_lazy("of a lead", "company"), max_length=200)
    person = models.CharField(pgettext_lazy("of a lead", "person"), max_length=120, blank=True, default="")
    title = models.CharField(_("job title"), max_length=120, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=32, blank=True, default="")
    email = models.EmailField(_("e-mail"), blank=True, default="")
    province = models.CharField(_("province"), max_length=60, blank=True, default="")
    city = models.CharField(_("city"), max_length=60, blank=True, default="")
    industry = models.CharField(_("industry"), max_length=80, blank=True, default="")
    category = models.ForeignKey(
        "products.Category",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("interested in"),
    )
    source = models.CharField(
        pgettext_lazy("of a lead", "source"), max_length=12, choices=LeadSource.choices, default=LeadSource.OTHER
    )
    campaign = models.CharField(_("campaign"), max_length=120, blank=True, default="")
    budget = models.DecimalField(
        _("estimated budget"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    currency = models.CharField(_("currency"), max_length=3, default="CNY", validators=[THREE_LETTERS])
    note = models.TextField(_("note"), max_length=2000, blank=True, default="")
    state = models.CharField(
        _("state"), max_length=10, choices=LeadState.choices, default=LeadState.NEW, editable=False
    )
    owner = models.ForeignKey(
        "organization.Employee",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
        db_index=False,
    )
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"), db_index=False
    )
    form = models.ForeignKey(
        "crm.LeadForm",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="leads",
        verbose_name=_("web form"),
    )
    received_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    assigned_at = models.DateTimeField(pgettext_lazy("of a lead", "with the owner since"), null=True, editable=False)
    followed_at = models.DateTimeField(_("last followed up"), null=True, editable=False)
    due_on = models.DateField(_("next step due"), null=True, blank=True)
    pooled_at = models.DateTimeField(_("in the pool since"), null=True, editable=False)
    warned_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(pgettext_lazy("of a lead", "closed"), null=True, editable=False)
    lost_reason = models.CharField(
        _("reason for losing it"), max_length=12, choices=LostReason.choices, blank=True, default="", editable=False
    )
    lost_note = models.CharField(_("note on losing it"), max_length=300, blank=True, default="", editable=False)
    bant_budget = _bant(pgettext_lazy("BANT", "budget"))
    bant_budget_evidence = _evidence(_("evidence of the budget"))
    bant_authority = _bant(pgettext_lazy("BANT", "authority"))
    bant_authority_evidence = _evidence(_("evidence of the authority"))
    bant_need = _bant(pgettext_lazy("BANT", "need"))
    bant_need_evidence = _evidence(_("evidence of the need"))
    bant_timing = _bant(pgettext_lazy("BANT", "timing"))
    bant_timing_evidence = _evidence(_("evidence of the timing"))
    points = models.IntegerField(pgettext_lazy("of a lead", "points"), default=0, editable=False)
    score = models.PositiveSmallIntegerField(_("model score"), null=True, editable=False)
    score_parts = models.JSONField(default=dict, blank=True, editable=False)
    customer = models.ForeignKey(
        "crm.Customer",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="leads",
        verbose_name=_("customer"),
    )
    contact = models.ForeignKey(
        "crm.Contact",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("contact"),
    )
    company_key = models.CharField(max_length=120, blank=True, default="", editable=False, db_index=True)
    phone_key = models.CharField(max_length=20, blank=True, default="", editable=False, db_index=True)

    scope = OWNED
    # Derived: keys for finding the same firm again, scores, and what the job of the pool remembers.
    unaudited = frozenset({"company_key", "phone_key", "points", "score", "score_parts", "warned_at"})
    masks = {"phone": masks.PHONE}

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering = ["-received_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["assigned", "working"]) | Q(owner__isnull=False),
                name="lead_in_hand_has_an_owner",
                violation_error_message=_("A lead that is worked on has an owner."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["new", "pool"]) | Q(owner__isnull=True),
                name="lead_waiting_has_no_owner",
                violation_error_message=_("A lead that waits for somebody has no owner."),
            ),
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | Q(budget__gte=0),
                name="lead_budget_not_negative",
                violation_error_message=_("A budget is not below zero."),
            ),
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="lead_by_date"),
            models.Index(fields=["owner", "-received_at", "-id"], name="lead_by_owner"),
            models.Index(fields=["unit", "-received_at", "-id"], name="lead_by_unit"),
            models.Index(fields=["state", "-pooled_at", "-id"], name="lead_by_state"),
            models.Index(fields=["state", "assigned_at"], name="lead_in_hand"),
        ]

    def __str__(self) -> str:
        return self.company


class LeadHolding(Scoped):
    """One stay of a lead with one person: how it began and how it ended."""

    lead = models.ForeignKey("crm.Lead", models.CASCADE, related_name="holdings", verbose_name=_("lead"))
    employee = models.ForeignKey(
        "organization.Employee", models.PROTECT, related_name="+", verbose_name=_("owner"), db_index=False
    )
    began_at = models.DateTimeField(_("from"), default=timezone.now)
    began = models.CharField(_("got it"), max_length=12, choices=HoldingStart.choices)
    ended_at = models.DateTimeField(_("until"), null=True)
    ended = models.CharField(_("left it"), max_length=12, choices=HoldingEnd.choices, blank=True, default="")

    scope = Scope(owners=("lead__owner_id",), unit="lead__unit_id")

    class Meta:
        verbose_name = _("holding of a lead")
        verbose_name_plural = _("holdings of leads")
        ordering = ["-began_at", "-id"]
        indexes = [
            models.Index(fields=["employee", "-began_at"], name="lead_holding_by_employee"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["lead"], condition=Q(ended_at=None), name="lead_held_by_one"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.employee_id}"


class LeadTouch(Scoped):
    """Something that happened with a lead: we called, they answered."""

    lead = models.ForeignKey("crm.Lead", models.CASCADE, related_name="touches", verbose_name=_("lead"))
    kind = models.CharField(pgettext_lazy("of a follow-up", "what"), max_length=10, choices=TouchKind.choices)
    happened_at = models.DateTimeField(_("when"), default=timezone.now)
    note = models.CharField(_("note"), max_length=500, blank=True, default="")
    who = models.CharField(_("who"), max_length=150, blank=True, default="")

    scope = Scope(owners=("lead__owner_id",), unit="lead__unit_id")

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["-happened_at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"
