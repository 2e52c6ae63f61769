"""Who is to be called, the calls made, and who does not want to be called."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.field.enums.calls import CodeKind, TargetState
from yanzhen.platform import masks
from yanzhen.platform.base import SHARED, Record, Scope


class CallTarget(Record):
    """A customer or a lead on a call list. Only who sees the customer or lead sees it, and can get it to call."""

    call_list = models.ForeignKey(
        "field.CallList", models.CASCADE, related_name="targets", verbose_name=_("call list"), db_index=False
    )
    position = models.PositiveIntegerField(pgettext_lazy("in a list", "position"), default=0)
    customer = models.ForeignKey(
        "crm.Customer", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("customer")
    )
    contact = models.ForeignKey(
        "crm.Contact", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    lead = models.ForeignKey(
        "crm.Lead", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("lead")
    )
    state = models.CharField(_("state"), max_length=10, choices=TargetState.choices, default=TargetState.OPEN)
    tries = models.PositiveSmallIntegerField(_("tries in vain"), default=0)
    skips = models.PositiveSmallIntegerField(_("times put off"), default=0)
    recall_at = models.DateTimeField(_("call again"), null=True, blank=True)
    claimed_by = models.ForeignKey(
        "organization.Employee", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("in hand of")
    )
    claimed_until = models.DateTimeField(_("in hand until"), null=True, blank=True)
    last_at = models.DateTimeField(_("last called"), null=True, blank=True)
    last_result = models.CharField(_("last result"), max_length=60, blank=True, default="")

    scope = Scope(
        owners=("customer__owner_id", "lead__owner_id"),
        unit="customer__unit_id",
        further_units=("lead__unit_id",),
        only=Q(customer__merged_into=None),
    )

    class Meta:
        verbose_name = _("person to call")
        verbose_name_plural = _("people to call")
        ordering = ["call_list_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["call_list", "customer"], condition=Q(customer__isnull=False), name="call_customer_once"
            ),
            models.UniqueConstraint(
                fields=["call_list", "lead"], condition=Q(lead__isnull=False), name="call_lead_once"
            ),
            models.CheckConstraint(
                condition=Q(customer__isnull=False, lead__isnull=True) | Q(customer__isnull=True, lead__isnull=False),
                name="call_customer_or_lead",
            ),
        ]
        indexes = [models.Index(fields=["call_list", "state", "recall_at", "skips", "position"], name="call_next")]

    def __str__(self) -> str:
        return str(self.customer if self.customer_id else self.lead)


class CallAttempt(Record):
    """One call: when, by whom, with which result. One that was taken back stays, marked."""

    target = models.ForeignKey(
        "field.CallTarget", models.CASCADE, related_name="attempts", verbose_name=_("person to call")
    )
    called_at = models.DateTimeField(_("called at"), default=timezone.now)
    employee = models.ForeignKey(
        "organization.Employee", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=pgettext_lazy("who did it", "by"), db_index=False,
    )  # fmt: skip
    code = models.CharField(pgettext_lazy("of a call", "result"), max_length=60)
    kind = models.CharField(_("what it means"), max_length=16, choices=CodeKind.choices)
    note = models.CharField(_("note"), max_length=500, blank=True, default="")
    minutes = models.DecimalField(
        _("minutes"), max_digits=5, decimal_places=1, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(600)],
    )  # fmt: skip
    recall_at = models.DateTimeField(_("call again"), null=True, blank=True)
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    made = models.JSONField(default=dict, editable=False)
    """How the target stood before, and what the result made: for taking it back."""

    scope = Scope(
        owners=("target__customer__owner_id", "target__lead__owner_id"),
        unit="target__customer__unit_id",
        further_units=("target__lead__unit_id",),
    )
    unaudited = frozenset({"made"})

    class Meta:
        verbose_name = pgettext_lazy("on the phone", "call")
        verbose_name_plural = pgettext_lazy("on the phone", "calls made")
        ordering = ["-called_at", "-id"]
        indexes = [
            models.Index(fields=["employee", "-called_at"], name="call_attempt_by_person"),
            models.Index(fields=["-called_at", "-id"], name="call_attempt_by_time"),
        ]

    def __str__(self) -> str:
        return self.code


class DoNotCall(Record):
    """A number whose holder does not want calls: it comes onto no list, and is not called from any."""

    phone = models.CharField(_("phone"), max_length=32)
    phone_key = models.CharField(max_length=20, unique=True, editable=False)
    reason = models.CharField(pgettext_lazy("why not", "reason"), max_length=200, blank=True, default="")
    who = models.CharField(_("entered by"), max_length=150, blank=True, default="", editable=False)

    scope = SHARED
    masks = {"phone": masks.PHONE, "phone_key": masks.PHONE}
    unaudited = frozenset({"phone_key"})

    class Meta:
        verbose_name = _("number not to be called")
        verbose_name_plural = _("numbers not to be called")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.phone[:3]}••••{self.phone[-4:]}" if len(self.phone) > 7 else "••••"
