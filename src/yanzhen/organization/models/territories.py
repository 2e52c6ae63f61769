from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yanzhen.platform.base import SHARED, Named, Record, Scope


class Region(Named, Record):
    """A group of territories, the coarsest cut of the market: 华东, North America."""

    code = models.CharField(_("code"), max_length=40, unique=True)

    scope = SHARED

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]

    def fact_partitions(self) -> list[tuple[str, str]]:
        return [("regions", "all")]


class Territory(Named, Record):
    """An area whose customers are looked after together."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    region = models.ForeignKey(
        "organization.Region", models.PROTECT, related_name="territories", verbose_name=_("region")
    )

    scope = SHARED

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        ordering = ["code"]

    def fact_partitions(self) -> list[tuple[str, str]]:
        return [("territories", "all")]


class Coverage(Record):
    """Who looks after a territory, from when to when."""

    employee = models.ForeignKey(
        "organization.Employee", models.CASCADE, related_name="coverages", verbose_name=_("employee")
    )
    territory = models.ForeignKey(
        "organization.Territory", models.CASCADE, related_name="coverages", verbose_name=_("territory")
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    scope = Scope(owners=("employee_id", "employee__manager_id"), unit="employee__unit_id")

    class Meta:
        verbose_name = _("territory coverage")
        verbose_name_plural = _("territory coverages")
        ordering = ["territory_id", "starts_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee", "territory", "starts_on"],
                name="one_coverage_per_start",
                violation_error_message=_("This person already covers this territory from that day."),
            ),
            models.UniqueConstraint(
                fields=["employee", "territory"],
                condition=Q(starts_on__isnull=True),
                name="one_undated_coverage",
                violation_error_message=_("This person already covers this territory."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="coverage_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} → {self.territory_id}"
