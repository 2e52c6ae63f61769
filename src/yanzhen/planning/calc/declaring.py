"""Whether a declaration fits its person: beside their own trend and the potential of their territory.

Trend = own sales of the last period · own average growth. Potential = Σ over regions of own sales there · growth of the
industry there; without market figures the history stands in. What may be expected is the mean of both. A figure below
`timid_below` of it is timid, above `boastful_above` boastful; it is corrected to the bound it crosses.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from yanzhen.lib.money import rounded
from yanzhen.planning.calc.targets.rates import Growth

TIMID, BOASTFUL, FITS, UNKNOWN = "timid", "boastful", "fits", "unknown"


@dataclass(frozen=True)
class Place:
    """A person's sales in one region over the last period, and the region's industry growth (ratio form)."""

    sales: Decimal
    industry_growth: Decimal | None = None


@dataclass(frozen=True)
class Judged:
    """What a declaration is measured by. `ratio` = declared ÷ expected, rounded to hundredths of a percent."""

    trend: Decimal | None
    potential: Decimal | None
    knows_market: bool
    expected: Decimal | None
    ratio: Decimal | None = None
    flag: str = UNKNOWN
    suggested: Decimal | None = None


def judge(
    declared: Decimal | None,
    sales: Sequence[Decimal | None],
    places: Sequence[Place],
    currency: str,
    *,
    timid_below: Decimal,
    boastful_above: Decimal,
) -> Judged:
    """Judge a declared figure; `sales` are the person's of equal periods, the latest first."""
    trend = Growth(currency, tuple(sales)).work_out().realistic
    if trend is None and sales and sales[0] is not None and sales[0] > 0:
        trend = sales[0]  # somebody with one period only: what they sold
    knows = any(p.industry_growth is not None for p in places)
    potential = _potential(places, currency) if knows else trend
    known = [figure for figure in (trend, potential) if figure is not None and figure > 0]
    expected = rounded(sum(known, Decimal(0)) / len(known), currency) if known else None
    base = Judged(trend, potential, knows, expected)
    if declared is None or not expected:
        return base
    low, high = rounded(expected * timid_below, currency), rounded(expected * boastful_above, currency)
    flag = TIMID if declared < low else BOASTFUL if declared > high else FITS
    ratio = (declared / expected).quantize(Decimal("0.0001"))
    return Judged(trend, potential, knows, expected, ratio, flag, min(max(declared, low), high))


def _potential(places: Sequence[Place], currency: str) -> Decimal | None:
    whole = sum((p.sales * (p.industry_growth or Decimal(1)) for p in places), Decimal(0))
    return rounded(whole, currency) if whole > 0 else None
