from datetime import date

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.lib.periods import Period, month_end, shifted
from yanzhen.market.enums import COUNTS, MONTHS, OF_COMPETITOR, FigureKind, Length
from yanzhen.platform.base import OWNED, Record

THREE_LETTERS = RegexValidator(r"\A[A-Z]{3}\Z", _("A currency has three capital letters."))


class MarketFigure(Record):
    """One fact about the market: what was found, for which period and place, by whom and where.

    Without a region it speaks of the whole market, without a category of all products. Figures are never overwritten
    by later ones: of several for the same part and period the one found last counts, the others stay beside it. One
    that is open is read by everybody who may see market figures; changed it is only within one's reach.
    """

    number = models.CharField(_("number"), max_length=40, unique=True)
    kind = models.CharField(pgettext_lazy("of a market figure", "kind"), max_length=20, choices=FigureKind.choices)
    starts_on = models.DateField(_("first day"))
    length = models.CharField(
        pgettext_lazy("of a market figure", "period"), max_length=8, choices=Length.choices, default=Length.MONTH
    )
    region = models.ForeignKey(
        "organization.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    category = models.ForeignKey(
        "products.Category",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("product category"),
    )
    competitor = models.ForeignKey(
        "market.Competitor",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="figures",
        verbose_name=_("competitor"),
    )
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="CNY", validators=[THREE_LETTERS])
    source = models.CharField(pgettext_lazy("of a figure", "source"), max_length=200)
    found_on = models.DateField(_("found on"))
    owner = models.ForeignKey(
        "organization.Employee", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("found by")
    )
    unit = models.ForeignKey("organization.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    note = models.CharField(_("note"), max_length=500, blank=True, default="")
    is_open = models.BooleanField(_("for everybody"), default=False)

    scope = OWNED

    class Meta:
        verbose_name = _("market figure")
        verbose_name_plural = _("market figures")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="market_figure_not_negative",
                violation_error_message=_("A figure of the market is not below zero."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__day=1),
                name="market_figure_starts_with_a_month",
                violation_error_message=_("A period starts on the first day of a month."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(OF_COMPETITOR), competitor__isnull=False)
                | (~Q(kind__in=sorted(OF_COMPETITOR)) & Q(competitor__isnull=True)),
                name="market_figure_names_its_competitor",
                violation_error_message=_("Sales and prices of a competitor name it; other figures name none."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(COUNTS), currency="") | (~Q(kind__in=sorted(COUNTS)) & ~Q(currency="")),
                name="market_figure_of_money_has_currency",
                violation_error_message=_("Amounts of money have a currency; counts have none."),
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "starts_on"], name="market_figure_by_kind"),
            models.Index(fields=["-starts_on", "-id"], name="market_figure_by_date"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.period_words}"

    @property
    def period(self) -> Period:
        return Period(self.starts_on, month_end(shifted(self.starts_on, MONTHS[self.length] - 1)))

    @property
    def period_words(self) -> str:
        """2026, 2026 Q2, 2026-05; a year or quarter that begins elsewhere by its first and last month."""
        on: date = self.starts_on
        if self.length == Length.MONTH:
            return f"{on:%Y-%m}"
        if self.length == Length.YEAR and on.month == 1:
            return f"{on:%Y}"
        if self.length == Length.QUARTER and on.month % 3 == 1:
            return f"{on:%Y} Q{on.month // 3 + 1}"
        return f"{on:%Y-%m} – {self.period.end:%Y-%m}"
