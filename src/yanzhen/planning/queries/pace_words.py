"""Figures of a pace in words: amounts in the reader's unit, chances, days, and addresses of the next step."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from yanzhen.lib.money import MISSING, from_cents
from yanzhen.lib.periods import Period
from yanzhen.planning.enums import MONEY, Metric
from yanzhen.platform import amounts
from yanzhen.platform.actor import Actor


def unit(actor: Actor, metric: str, currency: str) -> str:
    """In what the amounts of a metric are shown: the reader's unit of money, or pieces of the metric."""
    if metric not in MONEY:
        return str(Metric(metric).label)
    return amounts.unit(actor, currency)


def scaled(actor: Actor, metric: str, cents: int | None) -> Decimal | None:
    """An amount in the reader's unit."""
    amount = from_cents(cents)
    if amount is None:
        return None
    return amounts.scaled(actor, amount) if metric in MONEY else amount


def short(actor: Actor, metric: str, cents: int | None, *, signed: bool = False) -> str:
    """An amount for a card: at least three meaningful digits, and no more decimals than those need."""
    value = scaled(actor, metric, cents)
    return MISSING if value is None else amounts.meaningful(value, signed=signed)


def table(actor: Actor, metric: str, cents: int | None) -> str:
    """An amount in a table: two decimals of money, none more than needed of what is counted."""
    value = scaled(actor, metric, cents)
    if value is None:
        return MISSING
    return f"{value.quantize(Decimal('0.01'), rounding=ROUND_HALF_UP):,f}" if metric in MONEY else f"{value:,.0f}"


def number(actor: Actor, metric: str, cents: int | None) -> float | None:
    """An amount for a picture."""
    value = scaled(actor, metric, cents)
    return None if value is None else float(round(value, 4))


def chance(value: float | None) -> str:
    """A chance in whole percent; what is nearly sure is not called certain."""
    if value is None:
        return MISSING
    if 0 < value < 0.01:
        return _("under 1 %")
    if 0.99 < value < 1:
        return _("over 99 %")
    return f"{round(value * 100)} %"


def percent(part: int, whole: int) -> str:
    """A part of a whole in percent with one decimal; the missing sign where there is no whole."""
    if not whole:
        return MISSING
    rate = (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return f"{rate:f} %"


def period(of: Period) -> str:
    """Whole months in words."""
    if of.start.year == of.end.year and of.start.month == of.end.month:
        return date_format(of.start, "YEAR_MONTH_FORMAT")
    return f"{date_format(of.start, 'Y-m')} – {date_format(of.end, 'Y-m')}"


def sales_url(by: str, of: Period, currency: str, filters: Mapping[str, Any]) -> str:
    """The sales figures, cut and narrowed, from which the orders open."""
    given = {"by": by, "from": of.start.isoformat(), "to": of.end.isoformat(), "currency": currency}
    given |= {code: ",".join(map(str, keys)) for code, keys in filters.items()}
    return f"{reverse('analysis:sales')}?{urlencode(given, safe=',')}"
