from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.organization.enums import JobKind
from yanzhen.platform import masks
from yanzhen.platform.base import SHARED, Named, Record, Scope


class Position(Named, Record):
    """A post people can hold: sales representative, regional manager."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind of job"), max_length=12, choices=JobKind.choices, default=JobKind.MAINTAINING)

    scope = SHARED

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ["code"]


class Employee(Named, Record):
    """A person of the firm. Unit, position and managers are those of the assignment in force today."""

    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=120)
    number = models.CharField(_("staff number"), max_length=40, unique=True)
    unit = models.ForeignKey("organization.Unit", models.PROTECT, related_name="employees", verbose_name=_("unit"))
    position = models.ForeignKey(
        "organization.Position",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="employees",
        verbose_name=_("position"),
    )
    manager = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("reports to")
    )
    second_manager = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="second_reports",
        verbose_name=_("second line of report"),
    )
    phone = models.CharField(_("phone"), max_length=32, blank=True, default="")
    email = models.EmailField(_("e-mail"), blank=True, default="")
    base_pay = models.DecimalField(_("base pay a month"), max_digits=12, decimal_places=2, null=True, blank=True)
    hired_on = models.DateField(_("hired on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    scope = Scope(owners=("id", "manager_id"), unit="unit_id")
    masks = {"phone": masks.PHONE, "base_pay": masks.PAY}

    class Meta:
        verbose_name = _("employee")
        verbose_name_plural = _("employees")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(hired_on__isnull=True) | Q(left_on__gte=F("hired_on")),
                name="leaves_after_hiring",
                violation_error_message=_("A person leaves on or after the day of hiring."),
            ),
            models.CheckConstraint(
                condition=Q(base_pay__isnull=True) | Q(base_pay__gte=0),
                name="base_pay_not_negative",
                violation_error_message=_("Pay cannot be negative."),
            ),
        ]

    def fact_partitions(self) -> list[tuple[str, str]]:
        return [("employees", "all")]


class Assignment(Record):
    """Dated membership: where a person worked, in which post, reporting to whom. No end means still."""

    employee = models.ForeignKey(
        "organization.Employee", models.CASCADE, related_name="assignments", verbose_name=_("employee")
    )
    unit = models.ForeignKey("organization.Unit", models.PROTECT, related_name="assignments", verbose_name=_("unit"))
    position = models.ForeignKey(
        "organization.Position", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("position")
    )
    manager = models.ForeignKey(
        "organization.Employee", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reports to")
    )
    second_manager = models.ForeignKey(
        "organization.Employee",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("second line of report"),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    scope = Scope(owners=("employee_id", "employee__manager_id"), unit="unit_id")

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="assignment_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
            models.UniqueConstraint(fields=["employee"], condition=Q(ends_on__isnull=True), name="one_open_assignment"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on or ''}"
