from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.keyaccounts.enums import PlanState, ReviewState
from yanzhen.keyaccounts.models.agreements import OF_THE_AGREEMENT
from yanzhen.platform.base import Named, Record, Scope, Scoped


class RollingPlan(Record):
    """What a key account is expected to take in the three months after `month`, month by month and product by product.

    It is ready once submitted; when that is too late is worked out in `calc.deadlines`.
    """

    agreement = models.ForeignKey(
        "keyaccounts.Agreement",
        models.PROTECT,
        related_name="plans",
        verbose_name=pgettext_lazy("contract", "agreement"),
    )
    month = models.DateField(_("made in"), help_text=_("Any day of the month; it plans the three after it."))
    state = models.CharField(
        pgettext_lazy("of a document", "state"),
        max_length=12,
        choices=PlanState.choices,
        default=PlanState.DRAFT,
        editable=False,
    )
    opens_on = models.DateField(_("ready from"), editable=False)
    due_on = models.DateField(_("ready by"), editable=False)
    ready_on = models.DateField(_("ready on"), null=True, blank=True, editable=False)
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True, editable=False)
    told = models.CharField(max_length=40, blank=True, default="", editable=False)
    promotions = models.CharField(_("promotions"), max_length=300, blank=True, default="")
    shops = models.PositiveSmallIntegerField(_("shops"), null=True, blank=True)
    remark = models.CharField(pgettext_lazy("key account", "remark"), max_length=300, blank=True, default="")

    scope = OF_THE_AGREEMENT
    unaudited = frozenset({"told"})

    class Meta:
        verbose_name = _("rolling plan")
        verbose_name_plural = _("rolling plans")
        ordering = ["-month", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "month"],
                name="one_rolling_plan_a_month",
                violation_error_message=_("There is a plan of this month already."),
            )
        ]
        indexes = [models.Index(fields=["-month", "-id"], name="rolling_plans_by_month")]

    def __str__(self) -> str:
        return f"{self.agreement} · {self.month:%Y-%m}"


class RollingPlanLine(Scoped):
    """Quantity and amount of one product in one month of a rolling plan."""

    plan = models.ForeignKey("keyaccounts.RollingPlan", models.CASCADE, related_name="lines", verbose_name=_("plan"))
    month = models.DateField(_("month"))
    product = models.ForeignKey("products.Product", models.PROTECT, related_name="+", verbose_name=_("product"))
    quantity = models.DecimalField(_("quantity"), max_digits=16, decimal_places=3, default=0)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, default=0)

    scope = Scope(owners=("plan__agreement__owner_id",), unit="plan__agreement__unit_id")

    class Meta:
        verbose_name = _("line of a rolling plan")
        verbose_name_plural = _("lines of rolling plans")
        ordering = ["plan_id", "month", "product_id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "month", "product"], name="one_plan_line_per_product"),
            models.CheckConstraint(
                condition=Q(quantity__gte=0, amount__gte=0),
                name="plan_line_not_negative",
                violation_error_message=_("A plan is not below zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}/{self.month:%Y-%m}/{self.product_id}"


class MonthlyReview(Record):
    """A month of an agreement looked back on: open the figures are worked out anew, closed they stay as they were."""

    agreement = models.ForeignKey(
        "keyaccounts.Agreement",
        models.PROTECT,
        related_name="reviews",
        verbose_name=pgettext_lazy("contract", "agreement"),
    )
    month = models.DateField(_("month"), help_text=_("Any day of the month."))
    state = models.CharField(
        pgettext_lazy("of a document", "state"),
        max_length=8,
        choices=ReviewState.choices,
        default=ReviewState.OPEN,
        editable=False,
    )
    finding = models.TextField(_("what we found"), max_length=2000, blank=True, default="")
    reconciled_on = models.DateField(
        _("statement signed back on"),
        null=True,
        blank=True,
        help_text=_("The day on which the customer signed back the statement of this month."),
    )
    remark = models.CharField(pgettext_lazy("key account", "remark"), max_length=300, blank=True, default="")
    figures = models.JSONField(_("figures"), default=dict, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, blank=True, editable=False)
    who = models.CharField(_("closed by"), max_length=150, blank=True, default="", editable=False)

    scope = OF_THE_AGREEMENT

    class Meta:
        verbose_name = _("monthly review")
        verbose_name_plural = _("monthly reviews")
        ordering = ["-month", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "month"],
                name="one_review_a_month",
                violation_error_message=_("There is a review of this month already."),
            )
        ]
        indexes = [models.Index(fields=["-month", "-id"], name="reviews_by_month")]

    def __str__(self) -> str:
        return f"{self.agreement} · {self.month:%Y-%m}"


class AccountKpi(Named, Record):
    """A figure by which the customer measures itself: sell-out, stock turn, share of shelf; with monthly values."""

    agreement = models.ForeignKey(
        "keyaccounts.Agreement",
        models.PROTECT,
        related_name="kpis",
        verbose_name=pgettext_lazy("contract", "agreement"),
    )
    unit = models.CharField(_("unit of measure"), max_length=20, blank=True, default="")
    is_better_high = models.BooleanField(_("more is better"), default=True)
    goal = models.DecimalField(_("goal"), max_digits=18, decimal_places=2, null=True, blank=True)

    scope = OF_THE_AGREEMENT

    class Meta:
        verbose_name = _("KPI of a customer")
        verbose_name_plural = _("KPIs of customers")
        ordering = ["agreement_id", "id"]


class KpiValue(Scoped):
    """The value of a customer's KPI in one month."""

    kpi = models.ForeignKey("keyaccounts.AccountKpi", models.CASCADE, related_name="values", verbose_name=_("KPI"))
    month = models.DateField(_("month"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=2)

    scope = Scope(owners=("kpi__agreement__owner_id",), unit="kpi__agreement__unit_id")

    class Meta:
        verbose_name = _("value of a KPI")
        verbose_name_plural = _("values of KPIs")
        ordering = ["kpi_id", "month"]
        constraints = [models.UniqueConstraint(fields=["kpi", "month"], name="one_kpi_value_a_month")]

    def __str__(self) -> str:
        return f"{self.kpi_id}/{self.month:%Y-%m}"
