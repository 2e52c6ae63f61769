"""What belongs to one visit: its steps, the stock that was counted, and what was learnt."""

from datetime import date
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.field.enums.visits import FindingKind, StepKind
from yanzhen.platform.base import Record, Scope, Scoped, localized

OF_THE_VISIT = Scope(owners=("visit__owner_id",), unit="visit__unit_id")


class VisitStep(Scoped):
    """One step of a visit, copied from its template when the visit was planned, and its answer."""

    visit = models.ForeignKey("field.Visit", models.CASCADE, related_name="steps", verbose_name=_("visit"))
    position = models.PositiveSmallIntegerField(pgettext_lazy("in a list", "position"))
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True, default="")
    kind = models.CharField(max_length=8, choices=StepKind.choices, default=StepKind.CHECK)
    help_text = models.CharField(_("what to look at"), max_length=300, blank=True, default="")
    is_done = models.BooleanField(_("done"), default=False)
    answer = models.CharField(_("answer"), max_length=600, blank=True, default="")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    scope = OF_THE_VISIT

    class Meta:
        verbose_name = _("step of a visit")
        verbose_name_plural = _("steps of visits")
        ordering = ["visit_id", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["visit", "position"], name="one_visit_step_per_position")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return localized(self.name, self.name_en)


class VisitStock(Scoped):
    """What stood on a customer's shelf: how much of which product, and how old."""

    visit = models.ForeignKey("field.Visit", models.CASCADE, related_name="stock", verbose_name=_("visit"))
    product = models.ForeignKey("products.Product", models.PROTECT, related_name="+", verbose_name=_("product"))
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3, validators=[MinValueValidator(0)])
    produced_on = models.DateField(_("produced on"), null=True, blank=True)
    shelf_days = models.PositiveIntegerField(
        _("shelf life in days"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(36500)]
    )
    counted_on = models.DateField(_("counted on"))

    scope = OF_THE_VISIT

    class Meta:
        verbose_name = _("stock counted")
        verbose_name_plural = _("stock counted")
        ordering = ["visit_id", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(produced_on__isnull=True) | Q(produced_on__lte=F("counted_on")),
                name="goods_made_before_counted",
                violation_error_message=_("Goods are not counted before they are made."),
            )
        ]
        indexes = [models.Index(fields=["product", "-counted_on"], name="visit_stock_by_product")]

    def __str__(self) -> str:
        return str(self.product_id)

    @property
    def age_share(self) -> Decimal | None:
        """The age of the goods as a share of their shelf life: 0.33 is a third; above 1 they are past it."""
        if self.produced_on is None or not self.shelf_days:
            return None
        made: date = self.produced_on
        return (Decimal((self.counted_on - made).days) / Decimal(self.shelf_days)).quantize(Decimal("0.001"))


class VisitFinding(Record):
    """What was learnt on a visit: a need, or what a competitor does; a price goes on to the market figures."""

    visit = models.ForeignKey("field.Visit", models.CASCADE, related_name="findings", verbose_name=_("visit"))
    kind = models.CharField(
        pgettext_lazy("of a finding", "kind"), max_length=8, choices=FindingKind.choices, default=FindingKind.RIVAL
    )
    words = models.CharField(_("what was seen or heard"), max_length=300, blank=True, default="")
    competitor = models.ForeignKey(
        "market.Competitor", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("competitor")
    )
    rival = models.CharField(_("competitor not on the list"), max_length=120, blank=True, default="")
    category = models.ForeignKey(
        "products.Category",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("product category"),
    )
    amount = models.DecimalField(
        _("amount"), max_digits=18, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="CNY")
    figure = models.ForeignKey(
        "market.MarketFigure",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("market figure"),
        editable=False,
    )

    scope = OF_THE_VISIT

    class Meta:
        verbose_name = _("finding of a visit")
        verbose_name_plural = _("findings of visits")
        ordering = ["-id"]
        indexes = [models.Index(fields=["visit", "kind"], name="findings_by_visit")]

    def __str__(self) -> str:
        return self.words or self.rival or str(self.get_kind_display())
