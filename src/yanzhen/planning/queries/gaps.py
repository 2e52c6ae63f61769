"""Who carries the gap of a pace: each part of each side beside what was due of it, inside the reach.

What is not planned by a side is given to its parts as they sold in the same days of the year before.
"""

from dataclasses import dataclass
from fractions import Fraction

from yanzhen.figures.queries import dimensions as dims
from yanzhen.lib.periods import Period, months_between
from yanzhen.planning.calc import causes, pace
from yanzhen.planning.calc.causes import Cause, Part
from yanzhen.planning.calc.pace import Span
from yanzhen.planning.queries import attainment
from yanzhen.planning.queries import pace as pace_rows
from yanzhen.platform.actor import Actor

SIDES = ("region", "category", "person", "customer")
"""From which sides the cause of a gap is looked for."""
type Exact = dict[int | None, Fraction]


@dataclass(frozen=True)
class Located:
    """A cause, and whether the side is planned by, or its part of the plan taken from the year before."""

    cause: Cause[int | None]
    is_planned: bool


def located(actor: Actor, found: pace_rows.Standing, sides: tuple[str, ...] = SIDES) -> list[Located]:
    """The gap from each side that can tell something; the parts of each add up to the whole gap."""
    if found.metric not in attainment.SALES or found.on < found.period.start:
        return []
    told = [_of_side(actor, found, side) for side in sides if side != found.subject.side]
    return [one for one in told if len(one.cause.parts) > 1 or one.is_planned]


def _of_side(actor: Actor, found: pace_rows.Standing, side: str) -> Located:
    months = months_between(found.period.start, found.period.end)
    spans = dict(zip(months, found.spans, strict=True))
    exact: Exact = {}
    roots = _roots() if side == "category" else {}
    rows = pace_rows.cells_of(actor, found.plan, found.subject, found.metric).filter(month__in=months)
    for month, key, amount in rows.values_list("month", f"{side}_id", "amount"):
        span = spans[month]
        part = Span(pace_rows.hundredths(amount), span.days, span.passed, span.is_over).due
        key = roots.get(key, key)
        exact[key] = exact.get(key, Fraction(0)) + part
    is_planned = bool(exact) and set(exact) != {None}
    if None in exact:
        exact = _spread(actor, found, side, exact)
    due = pace.shared(found.pace.due, exact) if exact else {}
    came = pace_rows.actuals(actor, found.plan, found.subject, found.metric, (side,), found.period.start, found.on)
    return Located(causes.located(side, due, came), is_planned)


def _spread(
    actor: Actor, found: pace_rows.Standing, side: str, exact: dict[int | None, Fraction]
) -> dict[int | None, Fraction]:
    """Give what is not planned by this side to its parts as they sold in the same days of the year before."""
    before = Period(found.period.start, found.on).year_before()
    sold = pace_rows.actuals(actor, found.plan, found.subject, found.metric, (side,), before.start, before.end)
    weights = {key: amount for key, amount in sold.items() if amount > 0}
    total = sum(weights.values())
    if not total:
        return exact
    spread: Exact = {key: part for key, part in exact.items() if key is not None}
    for key, weight in weights.items():
        spread[key] = spread.get(key, Fraction(0)) + exact[None] * Fraction(weight, total)
    return spread


def _roots() -> dict[int | None, int | None]:
    """The widest category above each: the sales figures are cut by those."""
    extract = dims.DIMENSIONS["category"].extract
    return {} if extract is None else {key: row["root_id"] for key, row in dims.rows_of(extract).items()}


def names_of(side: str, parts: list[Part[int | None]]) -> dict[int | None, str]:
    """What the parts of a side are called."""
    labels = dims.labels(dims.DIMENSIONS[side], [part.key for part in parts])
    return {key: label.text for key, label in labels.items()}
