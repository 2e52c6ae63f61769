"""When a customer will probably buy again, with the working: own intervals, the segment's, and how far each counts.

Plain days in, plain days out; nothing here knows today. See docs/algorithms/next-purchase.md.
"""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from yanzhen.crm.calc.repurchase.bgnbd import Buyers, seen
from yanzhen.crm.calc.repurchase.rhythm import Rhythm, later_than, learn

NEVER, FIRST, FEW, NO_BASIS, ENOUGH = "never", "first", "few", "no_basis", ""
"""No purchase; one: only the segment speaks; one or two own intervals; nobody ever bought twice; enough."""
ENOUGH_INTERVALS = 3
FARTHEST = 365 * 20
"""Days ahead; what lies beyond is no date anybody plans with."""


@dataclass(frozen=True)
class History:
    """The purchase days of one customer (or of one customer and one item), in any order; a day counts once."""

    customer: Hashable
    segment: str
    days: tuple[date, ...]

    def known(self, until: date) -> list[date]:
        """The days up to `until`, oldest first."""
        return sorted({day for day in self.days if day <= until})


@dataclass(frozen=True)
class NextPurchase:
    """When to expect the next purchase, and why. Intervals are in days; without a basis everything is None.

    `expected_on` is last purchase + expected interval and may have passed; `due_on` is what is left to expect now,
    given that nothing came until now, and None when hardly any interval was ever so long.
    """

    customer: Hashable
    note: str
    purchases: int
    last_on: date | None
    segment: str
    is_borrowed: bool = False
    own_days: float | None = None
    segment_days: float | None = None
    weight: float | None = None
    expected_days: float | None = None
    expected_on: date | None = None
    low_on: date | None = None
    high_on: date | None = None
    due_on: date | None = None
    overdue_days: int = 0
    is_late: bool = False
    """The 80 % interval is over."""
    alive: float | None = None
    purchases_ahead: float | None = None
    """Purchase days expected in the horizon that was asked for."""


def intervals(days: Sequence[date]) -> list[int]:
    """Days between neighbouring purchase days, which are in order and differ."""
    return [(later - earlier).days for earlier, later in pairwise(days)]


def rhythms(histories: Iterable[History], until: date) -> dict[str, Rhythm]:
    """What each segment's intervals up to `until` say."""
    groups: dict[str, list[Sequence[float]]] = {}
    for history in histories:
        groups.setdefault(history.segment, []).append(intervals(history.known(until)))
    return learn(groups)


def next_purchase(
    history: History,
    known: Mapping[str, Rhythm],
    until: date,
    *,
    buyers: Buyers | None = None,
    horizon: int = 90,
) -> NextPurchase:
    """What to expect of one customer after `until`. `known` is what `rhythms` found; `buyers` a fitted BG/NBD."""
    days = history.known(until)
    own = intervals(days)
    rhythm = known.get(history.segment) or known.get("")
    if not days or rhythm is None:
        note = NO_BASIS if days else NEVER
        return NextPurchase(history.customer, note, len(days), days[-1] if days else None, history.segment)
    expected = rhythm.expect(own)
    last, passed = days[-1], (until - days[-1]).days
    expected_on = days_after(last, expected.usual)
    high_on = days_after(last, expected.high)
    rest = later_than(expected, passed)
    buying = seen(days, until)
    return NextPurchase(
        customer=history.customer,
        note=_note(len(own)),
        purchases=len(days),
        last_on=last,
        segment=history.segment,
        is_borrowed=rhythm.is_borrowed or history.segment not in known,
        own_days=expected.own,
        segment_days=expected.segment,
        weight=expected.shrunk.weight,
        expected_days=expected.usual,
        expected_on=expected_on,
        low_on=days_after(last, expected.low),
        high_on=high_on,
        due_on=None if rest is None else max(days_after(until, 1), days_after(last, max(rest, expected.usual))),
        overdue_days=max(0, (until - expected_on).days),
        is_late=until > high_on,
        alive=buyers.alive(buying) if buyers else None,
        purchases_ahead=buyers.expected(buying, horizon) if buyers else None,
    )


def _note(count: int) -> str:
    if not count:
        return FIRST
    return FEW if count < ENOUGH_INTERVALS else ENOUGH


def days_after(day: date, interval: float) -> date:
    """Whole days, half up, at least one, and no farther than a plan or the calendar goes."""
    whole = max(1, math.floor(min(interval, FARTHEST) + 0.5))
    return day + timedelta(days=min(whole, (date.max - day).days))


# -- How it did --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hits:
    """The last purchase of each customer, expected out of what came before: how often it fell into the interval."""

    customers: int
    inside: int
    days_off: float | None
    """Mean distance from the expected date."""
    own_days_off: float | None
    """The same for the customer's own mean interval."""

    @property
    def share(self) -> float | None:
        return self.inside / self.customers if self.customers else None


def looked_back(histories: Iterable[History], until: date) -> Hits:
    """Hold back the last purchase of everybody with three and more, learn from the rest, and compare."""
    days = [(history, history.known(until)) for history in histories]
    rest = [(h, History(h.customer, h.segment, tuple(d[:-1] if len(d) > 2 else d)), d) for h, d in days]
    known = rhythms((shorter for _h, shorter, _d in rest), until)
    inside, off, own_off = 0, [], []
    for _history, shorter, all_days in rest:
        if len(all_days) < 3:
            continue
        before, came = list(shorter.days), all_days[-1]
        found = next_purchase(shorter, known, before[-1])
        assert found.expected_on is not None
        assert found.low_on is not None
        assert found.high_on is not None
        gaps = intervals(before)
        inside += found.low_on <= came <= found.high_on
        off.append(abs((came - found.expected_on).days))
        own_off.append(abs((came - before[-1]).days - math.fsum(gaps) / len(gaps)))
    if not off:
        return Hits(0, 0, None, None)
    return Hits(len(off), inside, math.fsum(off) / len(off), math.fsum(own_off) / len(off))
