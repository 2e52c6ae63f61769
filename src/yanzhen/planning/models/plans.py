from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.planning.enums import Metric, PlanState
from yanzhen.platform.base import SHARED, Record, Scope, Scoped


class Plan(Record):
    """A sales plan of a unit (the whole company when it is the root) for some months, in one currency.

    The plan itself tells nobody a figure; figures stand in `PlanCell`, each inside its own reach. What is changed after
    publication is a new edition that replaces this one; the old one stays as it was.
    """

    name = models.CharField(_("name"), max_length=120)
    unit = models.ForeignKey("organization.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    starts_on = models.DateField(_("first month"))
    months = models.PositiveSmallIntegerField(_("months"), default=12)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    state = models.CharField(
        pgettext_lazy("of a document", "state"),
        max_length=12,
        choices=PlanState.choices,
        default=PlanState.PREPARE,
        editable=False,
    )
    edition = models.PositiveSmallIntegerField(_("edition"), default=1, editable=False)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    in_force_on = models.DateField(_("in force from"), null=True, blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    note = models.CharField(_("note"), max_length=500, blank=True, default="")

    scope = SHARED

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(months__gte=1, months__lte=36),
                name="plan_of_1_to_36_months",
                violation_error_message=_("A plan has 1 to 36 months."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__day=1),
                name="plan_starts_with_a_month",
                violation_error_message=_("A plan starts on the first day of a month."),
            ),
        ]

    def __str__(self) -> str:
        return self.name if self.edition == 1 else f"{self.name} ({self.edition})"


class PlanCell(Scoped):
    """One planned figure: what is to be reached in a month by a part of the plan.

    The board writes all cells of a metric at once; those of a published plan never change. A side that is empty is not
    planned by. `unit` is the person's on the day the cell was written: a later move of the person changes nothing.
    """

    plan = models.ForeignKey("planning.Plan", models.CASCADE, related_name="cells", verbose_name=_("plan"))
    metric = models.CharField(_("metric"), max_length=16, choices=Metric.choices, default=Metric.REVENUE)
    month = models.DateField(_("month"))
    unit = models.ForeignKey("organization.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    person = models.ForeignKey(
        "organization.Employee", models.PROTECT, null=True, related_name="+", verbose_name=_("salesperson")
    )
    region = models.ForeignKey(
        "organization.Region", models.PROTECT, null=True, related_name="+", verbose_name=_("region")
    )
    category = models.ForeignKey(
        "products.Category", models.PROTECT, null=True, related_name="+", verbose_name=_("product category")
    )
    customer = models.ForeignKey(
        "crm.Customer", models.PROTECT, null=True, related_name="+", verbose_name=_("customer")
    )
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2)

    scope = Scope(owners=("person_id", "person__manager_id"), unit="unit_id")

    class Meta:
        verbose_name = _("plan figure")
        verbose_name_plural = _("plan figures")
        ordering = ["plan_id", "metric", "month", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="plan_cell_of_a_month"),
        ]
        indexes = [models.Index(fields=["plan", "metric", "month"], name="plan_cells_by_month")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.metric} {self.month:%Y-%m}"

    @classmethod
    def view_function(cls) -> str:
        return "planning.view_plan"
