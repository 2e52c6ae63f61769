"""The grade of a customer: six parts from 0 to 100 points, weighed, and the letter they make.

Figures in, points out, all in `Decimal`; what is not known is None, has no points and takes no part in the weighing.
See docs/algorithms/customer-evaluation.md.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

VOLUME, MARGIN, PAYMENT, GROWTH, LOYALTY, POTENTIAL = PARTS = (
    "volume",
    "margin",
    "payment",
    "growth",
    "loyalty",
    "potential",
)
FEWEST = 5
"""Customers from which a rank among them says anything."""
LEAST_KNOWN = 50
"""Of 100 parts of weight so many must be known for a grade."""
LEAST_COSTED = Decimal("0.8")
"""So much of the sales must have a cost for a margin."""
LEAST_MONTHS = 3
NONE = "-"

Scale = tuple[tuple[Decimal, Decimal], ...]


def _scale(*anchors: tuple[str, int]) -> Scale:
    return tuple((Decimal(at), Decimal(points)) for at, points in anchors)


MARGIN_SCALE = _scale(("0", 0), ("10", 25), ("20", 50), ("30", 75), ("40", 100))
"""Margin in percent of net sales."""
PAYMENT_SCALE = _scale(("0", 100), ("15", 75), ("30", 50), ("60", 25), ("90", 0))
"""Days late, weighed by amount."""
GROWTH_SCALE = _scale(("-50", 0), ("-20", 25), ("0", 50), ("20", 75), ("50", 100))
"""Percent against the same period a year before."""

UP, SAME, DOWN, NEW, INCOMPARABLE = "up", "same", "down", "new", "none"


@dataclass(frozen=True)
class Figures:
    """What the books say of one customer in one period; None is not known.

    Money in the currency of the scheme; `days_late` is weighed by amount; `months` of `of_months` had an order in the
    twelve months up to the end (as many as the customer is one), `products` different ones were bought in them.
    """

    customer: int
    volume: Decimal | None = None
    costed_net: Decimal = Decimal(0)
    cost: Decimal = Decimal(0)
    due: Decimal = Decimal(0)
    late_weighed: Decimal = Decimal(0)
    """Σ amount × days late of what fell due in the period; `due` is Σ amount."""
    volume_before: Decimal | None = None
    months: int = 0
    of_months: int = 0
    products: int = 0
    potential: Decimal | None = None


@dataclass(frozen=True)
class Peers:
    """The figures that customers are ranked by, each sorted upwards."""

    volumes: Sequence[Decimal]
    products: Sequence[int]
    potentials: Sequence[Decimal]


@dataclass(frozen=True)
class PartResult:
    """One part with its working: `note` says why there are no points; `facts` are the figures, as text."""

    part: str
    weight: int
    points: Decimal | None
    contribution: Decimal | None
    note: str
    facts: Mapping[str, str]


@dataclass(frozen=True)
class Graded:
    """The grade of one customer. Contributions of the parts add up to `points` exactly."""

    customer: int
    letter: str
    points: Decimal | None
    known_weight: int
    parts: tuple[PartResult, ...]

    def part(self, name: str) -> PartResult:
        return next(p for p in self.parts if p.part == name)


def peers(figures: Sequence[Figures]) -> Peers:
    """Whom everybody is ranked among: those for whom the figure is known; who sold nothing has no rank but 0 points."""
    return Peers(
        sorted(f.volume for f in figures if f.volume is not None and f.volume > 0),
        sorted(f.products for f in figures if f.of_months >= LEAST_MONTHS and f.products > 0),
        sorted(f.potential for f in figures if f.potential is not None),
    )


def rank_points[N: (int, Decimal)](value: N, among: Sequence[N]) -> Decimal | None:
    """100 × (those below + half of those alike) ÷ all, half up to hundredths; None among fewer than five.

    `among` is sorted and holds the value itself.
    """
    if len(among) < FEWEST:
        return None
    below, upto = bisect_left(among, value), bisect_right(among, value)
    return _cents(Decimal(100 * (below + upto)) / (2 * len(among)))


def scale_points(value: Decimal, scale: Scale) -> Decimal:
    """Straight between the anchors, level beyond the outer ones, half up to hundredths."""
    if value <= scale[0][0]:
        return _cents(scale[0][1])
    for (left, low), (right, high) in pairwise(scale):
        if value <= right:
            return _cents(low + (high - low) * (value - left) / (right - left))
    return _cents(scale[-1][1])


def grade(
    figures: Figures, among: Peers, weights: Mapping[str, int], bounds: tuple[Decimal, Decimal, Decimal]
) -> Graded:
    """The points of every part, their weighed mean over what is known, and the letter.

    `bounds` are the points from which A, B and C begin. Without volume, or with less than half of the weight known,
    there is no grade.
    """
    found = {
        VOLUME: _volume(figures, among),
        MARGIN: _margin(figures),
        PAYMENT: _payment(figures),
        GROWTH: _growth(figures),
        LOYALTY: _loyalty(figures, among),
        POTENTIAL: _potential(figures, among),
    }
    known = sum(weights[name] for name, (points, _n, _f) in found.items() if points is not None)
    is_rated = found[VOLUME][0] is not None and known >= LEAST_KNOWN
    exact = {
        name: weights[name] * points / Decimal(known)
        for name, (points, _n, _f) in found.items()
        if points is not None and is_rated
    }
    total = _cents(sum(exact.values(), Decimal(0))) if is_rated else None
    shares = _shared(exact, total) if total is not None else {}
    parts = tuple(
        PartResult(name, weights[name], points, shares.get(name), note, facts)
        for name, (points, note, facts) in found.items()
    )
    return Graded(figures.customer, _letter(total, bounds), total, known, parts)


def change(before: str | None, now: str) -> str:
    """How a grade stands to the one before: up, same, down, new (none before), none (not comparable)."""
    if before is None:
        return NEW
    if NONE in (before, now):
        return INCOMPARABLE
    return SAME if before == now else UP if now < before else DOWN


# -- Parts -------------------------------------------------------------------------------------------------------------

Found = tuple[Decimal | None, str, dict[str, str]]


def _volume(f: Figures, among: Peers) -> Found:
    if f.volume is None:
        return None, "never", {}
    if f.volume <= 0:
        return _cents(Decimal(0)), "", {"net": str(f.volume)}
    facts = {"net": str(f.volume), "below": str(bisect_left(among.volumes, f.volume)),
             "alike": str(bisect_right(among.volumes, f.volume) - bisect_left(among.volumes, f.volume)),
             "customers": str(len(among.volumes))}  # fmt: skip
    points = rank_points(f.volume, among.volumes)
    return points, "" if points is not None else "few_customers", facts


def _margin(f: Figures) -> Found:
    if not f.volume or f.volume <= 0:
        return None, "no_sales", {}
    facts = {"net": str(f.volume), "costed_net": str(f.costed_net), "cost": str(f.cost)}
    if f.costed_net <= 0 or f.costed_net < LEAST_COSTED * f.volume:
        return None, "no_costs", facts
    rate = _cents(100 * (f.costed_net - f.cost) / f.costed_net)
    return scale_points(rate, MARGIN_SCALE), "", {**facts, "percent": str(rate)}


def _payment(f: Figures) -> Found:
    if f.due <= 0:
        return None, "nothing_due", {}
    days = (f.late_weighed / f.due).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return scale_points(days, PAYMENT_SCALE), "", {"due": str(f.due), "days": str(days)}


def _growth(f: Figures) -> Found:
    if f.volume is None or f.volume_before is None or f.volume_before <= 0:
        return None, "no_year_before", {}
    percent = _cents(100 * (f.volume - f.volume_before) / f.volume_before)
    facts = {"net": str(f.volume), "before": str(f.volume_before), "percent": str(percent)}
    return scale_points(percent, GROWTH_SCALE), "", facts


def _loyalty(f: Figures, among: Peers) -> Found:
    facts = {"months": str(f.months), "of_months": str(f.of_months), "products": str(f.products)}
    if f.of_months < LEAST_MONTHS:
        return None, "too_new", facts
    breadth = rank_points(f.products, among.products) if f.products > 0 else _cents(Decimal(0))
    if breadth is None:
        return None, "few_customers", facts
    steady = Decimal(100 * f.months) / f.of_months
    facts |= {"steady": str(_cents(steady)), "breadth": str(breadth)}
    return _cents((2 * steady + breadth) / 3), "", facts


def _potential(f: Figures, among: Peers) -> Found:
    if f.potential is None:
        return None, "unknown", {}
    facts = {"potential": str(f.potential), "customers": str(len(among.potentials))}
    points = rank_points(f.potential, among.potentials)
    return points, "" if points is not None else "few_customers", facts


def _letter(points: Decimal | None, bounds: tuple[Decimal, Decimal, Decimal]) -> str:
    if points is None:
        return NONE
    return next((letter for letter, bound in zip("ABC", bounds, strict=True) if points >= bound), "D")


def _cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _shared(exact: Mapping[str, Decimal], total: Decimal) -> dict[str, Decimal]:
    """Hundredths by largest remainder (ties: the part named first), so that they add up to the total."""
    floors = {name: value.quantize(Decimal("0.01"), rounding="ROUND_FLOOR") for name, value in exact.items()}
    missing = int((total - sum(floors.values(), Decimal(0))) * 100)
    ranked: Any = sorted(exact, key=lambda name: (floors[name] - exact[name], PARTS.index(name)))
    return {name: floors[name] + (Decimal("0.01") if name in ranked[:missing] else 0) for name in exact}
