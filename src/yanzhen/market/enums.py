from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FigureKind(TextChoices):
    """What a market figure counts."""

    INDUSTRY_SALES = "industry_sales", _("industry sales")
    COMPETITOR_SALES = "competitor_sales", _("competitor sales")
    COMPETITOR_PRICE = "competitor_price", _("competitor price")
    HOUSEHOLDS = "households", _("households")
    INCOME = "income", _("income of a household")
    SPENDING = "spending", _("spending of a household")
    SHOPS = "shops", pgettext_lazy("number of", "shops")
    SHOP_POWER = "shop_power", _("selling power of a shop")


class Length(TextChoices):
    """How long the period of a figure is, from its first day."""

    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")
    YEAR = "year", _("year")


MONTHS: dict[str, int] = {Length.MONTH: 1, Length.QUARTER: 3, Length.YEAR: 12}
COUNTS = frozenset({FigureKind.HOUSEHOLDS, FigureKind.SHOPS})
"""Kinds counted in pieces; all others are money and bear a currency."""
OF_COMPETITOR = frozenset({FigureKind.COMPETITOR_SALES, FigureKind.COMPETITOR_PRICE})
"""Kinds that say whose figure it is; the others belong to the market as a whole."""
LEVELS = frozenset({FigureKind.HOUSEHOLDS, FigureKind.SHOPS, FigureKind.COMPETITOR_PRICE})
"""Kinds that hold at a time (the latest one counts); all others run over a period and are added up over it."""
SUMMED = frozenset({FigureKind.INDUSTRY_SALES, FigureKind.COMPETITOR_SALES, FigureKind.HOUSEHOLDS, FigureKind.SHOPS})
"""Kinds whose figures of all regions, or of all categories, add up to that of the whole."""
