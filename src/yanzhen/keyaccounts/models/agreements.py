from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.keyaccounts.enums import AgreementState, TermKind, TermState
from yanzhen.platform.base import OWNED, Record, Scope, Scoped

OF_THE_AGREEMENT = Scope(owners=("agreement__owner_id",), unit="agreement__unit_id")


class Agreement(Record):
    """What was agreed with a key account for a year. Its terms stand in editions: a supplement makes the next one.

    `edition` is the one in force (0 before the first); while a supplement is drafted its terms are those of the
    edition after it.
    """

    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    customer = models.ForeignKey("crm.Customer", models.PROTECT, related_name="+", verbose_name=_("key account"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    owner = models.ForeignKey(
        "organization.Employee", models.PROTECT, related_name="+", verbose_name=_("key-account manager")
    )
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"), editable=False
    )
    state = models.CharField(
        pgettext_lazy("of a document", "state"),
        max_length=8,
        choices=AgreementState.choices,
        default=AgreementState.DRAFT,
        editable=False,
    )
    edition = models.PositiveSmallIntegerField(_("edition"), default=0, editable=False)
    is_amending = models.BooleanField(_("supplement in draft"), default=False, editable=False)
    renews = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="renewals",
        verbose_name=_("renews"),
        editable=False,
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    remark = models.CharField(pgettext_lazy("key account", "remark"), max_length=500, blank=True, default="")

    scope = OWNED

    class Meta:
        verbose_name = pgettext_lazy("contract", "agreement")
        verbose_name_plural = pgettext_lazy("contract", "agreements")
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from")),
                name="agreement_period_in_order",
                violation_error_message=_("An agreement ends after it begins."),
            )
        ]
        indexes = [
            models.Index(fields=["state", "valid_until"], name="agreements_by_state"),
            models.Index(fields=["-valid_from", "-id"], name="agreements_by_start"),
        ]

    def __str__(self) -> str:
        return self.number

    def state_on(self, day: date) -> str:
        """How the agreement stands on a day: past its end it is expired, whether or not that was noted already."""
        is_past = self.state == AgreementState.IN_FORCE and self.valid_until < day
        return AgreementState.EXPIRED if is_past else self.state

    @property
    def standing(self) -> str:
        """How it stands today."""
        return self.state_on(timezone.localdate())


class AgreementEdition(Scoped):
    """One edition of the terms, from the day it was put in force."""

    agreement = models.ForeignKey("keyaccounts.Agreement", models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField(_("edition"))
    from_on = models.DateField(_("in force from"))
    who = models.CharField(_("put in force by"), max_length=150, blank=True, default="")

    scope = OF_THE_AGREEMENT

    class Meta:
        verbose_name = _("edition of an agreement")
        verbose_name_plural = _("editions of agreements")
        ordering = ["agreement_id", "number"]
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="one_edition_per_number")]

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.number}"


class AgreementTerm(Scoped):
    """One thing that was agreed: a kind, a figure with its unit, the goods it is about, tiers, and words."""

    agreement = models.ForeignKey(
        "keyaccounts.Agreement",
        models.CASCADE,
        related_name="terms",
        verbose_name=pgettext_lazy("contract", "agreement"),
    )
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    line_no = models.PositiveSmallIntegerField(_("line"))
    kind = models.CharField(_("kind"), max_length=12, choices=TermKind.choices)
    product = models.ForeignKey(
        "products.Product", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    figure = models.DecimalField(_("figure"), max_digits=18, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit of measure"), max_length=12, blank=True, default="")
    tiers = models.CharField(_("tiers"), max_length=200, blank=True, default="")
    note = models.CharField(_("note"), max_length=300, blank=True, default="")

    scope = OF_THE_AGREEMENT

    class Meta:
        verbose_name = _("term of an agreement")
        verbose_name_plural = _("terms of agreements")
        ordering = ["agreement_id", "edition", "line_no"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "edition", "line_no"], name="one_term_per_number"),
            models.CheckConstraint(
                condition=Q(figure__isnull=True) | Q(figure__gte=0),
                name="term_not_negative",
                violation_error_message=_("The figure of a term cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.edition}.{self.line_no}"


class AgreementCheck(Record):
    """All terms of an agreement beside what happened until a day, kept as it was found."""

    agreement = models.ForeignKey(
        "keyaccounts.Agreement",
        models.CASCADE,
        related_name="checks",
        verbose_name=pgettext_lazy("contract", "agreement"),
    )
    edition = models.PositiveSmallIntegerField(_("edition"), default=1, editable=False)
    checked_on = models.DateField(_("checked on"))
    month = models.DateField(_("check of the month"), null=True, blank=True, editable=False)
    broken = models.PositiveSmallIntegerField(_("broken"), default=0, editable=False)
    risk = models.PositiveSmallIntegerField(_("at risk"), default=0, editable=False)
    kept = models.PositiveSmallIntegerField(pgettext_lazy("term", "kept"), default=0, editable=False)
    unknown = models.PositiveSmallIntegerField(_("not measurable"), default=0, editable=False)
    who = models.CharField(_("checked by"), max_length=150, blank=True, default="", editable=False)

    scope = OF_THE_AGREEMENT

    class Meta:
        verbose_name = _("self-check")
        verbose_name_plural = _("self-checks")
        ordering = ["-checked_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "month"], condition=Q(month__isnull=False), name="one_check_a_month"
            )
        ]
        indexes = [models.Index(fields=["-checked_on", "-id"], name="checks_by_day")]

    def __str__(self) -> str:
        return f"{self.agreement} · {self.checked_on}"


class AgreementCheckLine(Scoped):
    """One term in a self-check: what was wanted, what happened, and the working with its documents."""

    self_check = models.ForeignKey("keyaccounts.AgreementCheck", models.CASCADE, related_name="lines")
    term = models.ForeignKey("keyaccounts.AgreementTerm", models.CASCADE, related_name="+", verbose_name=_("term"))
    state = models.CharField(pgettext_lazy("of a document", "state"), max_length=8, choices=TermState.choices)
    wanted = models.DecimalField(_("agreed"), max_digits=18, decimal_places=2, null=True)
    actual = models.DecimalField(_("actual"), max_digits=18, decimal_places=2, null=True)
    working = models.JSONField(_("working"), default=dict)

    scope = Scope(owners=("self_check__agreement__owner_id",), unit="self_check__agreement__unit_id")

    class Meta:
        verbose_name = _("line of a self-check")
        verbose_name_plural = _("lines of self-checks")
        ordering = ["self_check_id", "term__line_no"]

    def __str__(self) -> str:
        return f"{self.self_check_id}/{self.term_id}"


class AccountDelivery(Record):
    """Goods that arrived at a key account for an order: how many, when, and how old they were."""

    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+", verbose_name=_("order"))
    product = models.ForeignKey("products.Product", models.PROTECT, related_name="+", verbose_name=_("product"))
    delivered_on = models.DateField(_("arrived on"))
    quantity = models.DecimalField(_("quantity"), max_digits=16, decimal_places=3)
    produced_on = models.DateField(_("produced on"), null=True, blank=True)
    expires_on = models.DateField(_("best before"), null=True, blank=True)
    remark = models.CharField(pgettext_lazy("key account", "remark"), max_length=200, blank=True, default="")

    scope = Scope(owners=("order__owner_id",), unit="order__unit_id")

    class Meta:
        verbose_name = _("arrival at a key account")
        verbose_name_plural = _("arrivals at key accounts")
        ordering = ["-delivered_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="arrival_above_zero",
                violation_error_message=_("The quantity is above zero."),
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(produced_on__isnull=True) | Q(expires_on__gt=F("produced_on")),
                name="arrival_dates_in_order",
                violation_error_message=_("Goods are best before a day after they were produced."),
            ),
        ]
        indexes = [models.Index(fields=["-delivered_on", "-id"], name="arrivals_by_day")]

    def __str__(self) -> str:
        return self.number
