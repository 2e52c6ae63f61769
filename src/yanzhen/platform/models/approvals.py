from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.platform.base import SHARED, Record, Scope, Scoped


class ApproverKind(models.TextChoices):
    MANAGER = "manager", _("The asker's manager")
    HOLDERS = "holders", _("Those who may decide on this")
    PERSON = "person", _("A certain person")


class ApprovalState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("approval", "Waiting")
    APPROVED = "approved", pgettext_lazy("approval", "Approved")
    REFUSED = "refused", pgettext_lazy("approval", "Refused")
    RECALLED = "recalled", pgettext_lazy("approval", "Recalled")
    EXPIRED = "expired", pgettext_lazy("approval", "Expired")
    CHANGED = "changed", pgettext_lazy("approval", "Content changed")
    FAILED = "failed", pgettext_lazy("approval", "Could not be carried out")
    USED = "used", pgettext_lazy("approval", "Used")


class ApprovalRule(Record):
    """When a kind of document needs consent, and whose: the first rule in rank that fits decides."""

    name = models.CharField(_("name"), max_length=120)
    matter = models.CharField(_("for"), max_length=80)
    rank = models.PositiveIntegerField(_("rank"), default=100)
    amount_from = models.DecimalField(
        _("amount from"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="")
    discount_from = models.DecimalField(
        _("discount from (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    unit_id = models.BigIntegerField(_("unit and those below"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    scope = SHARED

    class Meta:
        verbose_name = _("approval rule")
        verbose_name_plural = _("approval rules")
        ordering = ["matter", "rank", "id"]

    def __str__(self) -> str:
        return self.name


class ApprovalRuleStep(Scoped):
    """Who has to consent. Lines with the same step number are asked at the same time."""

    rule = models.ForeignKey(ApprovalRule, models.CASCADE, related_name="steps")
    step_no = models.PositiveIntegerField(_("step"))
    approver = models.CharField(_("approver"), max_length=8, choices=ApproverKind.choices)
    person_id = models.BigIntegerField(_("person"), null=True, blank=True)
    is_joint = models.BooleanField(_("all of them"), default=False)
    hours = models.PositiveIntegerField(_("hours to decide"), default=48)

    scope = SHARED

    class Meta:
        verbose_name = _("approval step")
        verbose_name_plural = _("approval steps")
        ordering = ["step_no", "id"]

    def __str__(self) -> str:
        return f"{self.step_no}: {self.get_approver_display()}"


class Approval(Record):
    """A request for consent. Its content is fixed by a hash; what is carried out is that content and nothing else."""

    matter = models.CharField(_("for"), max_length=80)
    title = models.CharField(_("what"), max_length=200)
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="")
    state = models.CharField(_("state"), max_length=10, choices=ApprovalState.choices, default=ApprovalState.WAITING)
    asked_by_id = models.BigIntegerField(null=True, blank=True, editable=False)
    asked_by = models.CharField(_("asked by"), max_length=150)
    employee_id = models.BigIntegerField(null=True, blank=True, editable=False)
    unit_id = models.BigIntegerField(null=True, blank=True, editable=False)
    noun_name = models.CharField(max_length=80, blank=True, default="")
    object_id = models.BigIntegerField(null=True, blank=True)
    content = models.JSONField(_("content"), default=dict)
    content_hash = models.CharField(_("fingerprint"), max_length=64)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="")
    discount = models.DecimalField(_("discount"), max_digits=5, decimal_places=2, null=True, blank=True)
    step_no = models.PositiveIntegerField(_("step"), default=1)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=500, blank=True, default="")

    scope = Scope(owners=("employee_id",), unit="unit_id")
    unaudited = frozenset({"content"})

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "-id"], name="approval_by_state"),
            models.Index(fields=["matter", "content_hash"], name="approval_by_content"),
            models.Index(fields=["noun_name", "object_id"], name="approval_by_record"),
        ]

    def __str__(self) -> str:
        return self.title


class Decision(models.TextChoices):
    APPROVED = "approved", pgettext_lazy("approval", "Approved")
    REFUSED = "refused", pgettext_lazy("approval", "Refused")


class ApprovalSeat(models.Model):
    """One person's place in a step. Seats of one `group` answer one line of the rule: any of them, or all of them."""

    approval = models.ForeignKey(Approval, models.CASCADE, related_name="seats")
    step_no = models.PositiveIntegerField(_("step"))
    group = models.PositiveIntegerField()
    is_joint = models.BooleanField(default=False)
    user_id = models.BigIntegerField()
    name = models.CharField(_("who"), max_length=150)
    hours = models.PositiveIntegerField(default=48)
    asked_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(_("until"), null=True)
    reminded_at = models.DateTimeField(null=True)
    decision = models.CharField(_("decision"), max_length=8, choices=Decision.choices, blank=True, default="")
    comment = models.CharField(_("comment"), max_length=500, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True, default="")

    class Meta:
        ordering = ["step_no", "group", "id"]
        constraints = [
            models.UniqueConstraint(fields=["approval", "step_no", "group", "user_id"], name="one_seat_per_person")
        ]
        indexes = [models.Index(fields=["user_id", "decision"], name="seat_by_person")]

    def __str__(self) -> str:
        return f"{self.step_no}: {self.name}"
