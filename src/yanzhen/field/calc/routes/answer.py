"""The answer to "whom do I visit, and in which order?": timetables, what was left out, and what adding it would cost.

One day of up to 18 customers is solved exactly, everything else by `team`. Whichever it was, the routes come out of
`timetable.timetable`, which refuses what breaks a rule.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from yanzhen.field.calc.routes import oneday
from yanzhen.field.calc.routes.board import Board, board
from yanzhen.field.calc.routes.faults import NoRoute
from yanzhen.field.calc.routes.stops import Day, Stop
from yanzhen.field.calc.routes.timetable import (
    FREQUENCY,
    MISSED,
    NOT_THIS_DAY,
    TWICE,
    Broken,
    Timetable,
    laid_out,
    quick,
    timetable,
)
from yanzhen.field.calc.routes.travel import Travel, minutes

POSSIBLE = ""
ATTEMPTS = 3
"""Places in each day that are laid out to say why a stop does not fit: those with the smallest detour."""


@dataclass(frozen=True)
class Adding:
    """What it would cost to visit a stop that was left out, where it costs least.

    Possible (`rule` is empty): on `day` as the visit number `position` (from 0), `travel` more minutes of way, work
    ending `later` minutes later. Not possible: the cheapest attempt would break `rule` at the stop `at` (empty: on the
    way home) by `over` minutes. `instead_of` is the stop whose place it could take, which would lose `lost` of value.
    """

    rule: str
    day: str = ""
    position: int = 0
    travel: float = 0.0
    later: float = 0.0
    at: str = ""
    over: float = 0.0
    instead_of: str | None = None
    lost: float | None = None

    @property
    def is_possible(self) -> bool:
        return self.rule == POSSIBLE


@dataclass(frozen=True)
class LeftOut:
    """A stop that lacks so many of its visits."""

    key: str
    visits: int
    adding: Adding | None


@dataclass(frozen=True)
class Plan:
    """Routes with what they are worth. `is_exact`: nothing better exists. Travel in minutes."""

    days: tuple[Timetable, ...]
    left_out: tuple[LeftOut, ...]
    value: float
    travel: float
    is_exact: bool
    board: Board = field(repr=False, compare=False)

    @property
    def broken(self) -> tuple[Broken, ...]:
        """What a plan made by hand breaks; one that was computed breaks nothing."""
        return (*(b for day in self.days for b in day.broken), *kept_together(self.board, self.days))

    def day(self, key: str) -> Timetable:
        return next(day for day in self.days if day.day == key)


def plan(
    stops: Sequence[Stop],
    days: Sequence[Day],
    travel: Travel,
    *,
    seconds: float = 10.0,
    seed: int = 1,
    iterations: int | None = None,
) -> Plan:
    """The best routes: most value first, then the shortest way, then an early end.

    `seconds`, `seed` and `iterations` are for several days or many customers; with `iterations` instead of time the
    same seed gives the same routes. Raises the faults of `faults`; NoRoute where fixed visits cannot all be made.
    """
    table = board(stops, days, travel)
    orders = solved(table, seconds=seconds, seed=seed, iterations=iterations)
    found = tuple(timetable(table, day, [table.stops[s].key for s in order]) for day, order in enumerate(orders))
    return planned(table, found, is_exact=_is_exact(table))


def planned(table: Board, days: Sequence[Timetable], *, is_exact: bool = False, with_prices: bool = True) -> Plan:
    """A plan out of timetables, however they came about."""
    left = [
        LeftOut(stop.key, missing, adding(table, days, number) if with_prices else None)
        for number, stop in enumerate(table.stops)
        if (missing := stop.times - sum(day.keys.count(stop.key) for day in days)) > 0
    ]
    value, travel = sum(d.value for d in days), round(sum(d.travel for d in days), 2)
    return Plan(tuple(days), tuple(left), value, travel, is_exact, table)


def solved(table: Board, *, seconds: float, seed: int, iterations: int | None = None) -> Sequence[Sequence[int]]:
    """The stops of each day, in order. Raises NoRoute."""
    if _is_exact(table):
        best = oneday.best(table, 0, _open(table), table.fixed)
        if best is None:
            raise _impossible(table)
        return [best.order]
    alone = [s for s in table.fixed if all(quick(table, day, [s]) is None for day in range(len(table.days)))]
    if alone:
        rules = {table.stops[s].key: _rule(table, [s]) for s in alone}
        raise NoRoute(_keys(table, alone), _rule(table, alone[:1]), rules)
    from yanzhen.field.calc.routes import team  # only the worker needs the solver

    orders = team.routes(table, seconds=seconds, seed=seed, iterations=iterations).orders
    missed = [s for s in table.fixed if not any(s in order for order in orders)]
    if missed:
        raise NoRoute(_keys(table, missed), MISSED, dict.fromkeys(_keys(table, missed), MISSED))
    return orders


def _open(table: Board) -> list[int]:
    """Stops that some day may hold at all."""
    return [s for s in range(len(table.stops)) if any(begins[s] for begins in table.begins)]


def _is_exact(table: Board) -> bool:
    return len(table.days) == 1 and len({*_open(table), *table.fixed}) <= oneday.MOST_STOPS


def kept_together(table: Board, days: Sequence[Timetable]) -> tuple[Broken, ...]:
    """What routes break only together: a customer twice on a date, or oftener than wanted."""
    dates = Counter((key, day.date) for day in days for key in day.keys)
    visits = Counter(key for day in days for key in day.keys)
    twice = [Broken(TWICE, key) for (key, _date), count in dates.items() if count > 1]
    return (*twice, *(Broken(FREQUENCY, k) for k, n in visits.items() if n > table.stops[table.places[k]].times))


# -- Not possible ------------------------------------------------------------------------------------------------------


def _impossible(table: Board) -> NoRoute:
    """A smallest group of fixed visits that already fails, looked for up to pairs."""
    for size in (1, 2):
        for group in combinations(table.fixed, size):
            if oneday.best(table, 0, (), group) is None:
                return NoRoute(_keys(table, group), _rule(table, group))
    return NoRoute(_keys(table, table.fixed), _rule(table, table.fixed))


def _keys(table: Board, stops: Iterable[int]) -> tuple[str, ...]:
    return tuple(table.stops[s].key for s in stops)


def _rule(table: Board, group: Sequence[int]) -> str:
    """The rule that the least bad order of these breaks first, on the day where it breaks least."""
    orders = [group, group[::-1]]
    tries = [laid_out(table, day, _keys(table, order)) for day in range(len(table.days)) for order in orders]
    broken = min((t.broken for t in tries if t.broken), key=_badness, default=())
    return broken[0].rule if broken else MISSED


def _badness(broken: Sequence[Broken]) -> tuple[int, int, float]:
    return sum(b.rule == NOT_THIS_DAY for b in broken), len(broken), sum(b.minutes for b in broken)


# -- What adding would cost --------------------------------------------------------------------------------------------


def adding(table: Board, days: Sequence[Timetable], stop: int) -> Adding:
    """The cheapest way to put one more visit to this stop into these days, or why there is none."""
    its = table.stops[stop]
    dates = {day.date for day in days if its.key in day.keys}
    may = [n for n, day in enumerate(days) if day.date not in dates and (not its.on or day.day in its.on)]
    if not may:
        return Adding(TWICE if dates else NOT_THIS_DAY)
    orders = {n: [table.places[key] for key in days[n].keys] for n in may}
    tries = [found for n in may if (found := inserted(table, n, orders[n], stop))]
    if tries:
        travel, ends, n, place = min(tries)
        more = minutes(travel) - days[n].travel
        return Adding(POSSIBLE, days[n].day, place, round(more, 2), round(minutes(ends) - days[n].ends, 2))
    return _refused(table, days, orders, stop)


def inserted(table: Board, day: int, order: Sequence[int], stop: int) -> tuple[int, int, int, int] | None:
    """Travel and end in ticks, day and place of the cheapest insertion that keeps all rules."""
    tries = []
    for place in range(len(order) + 1):
        kept = quick(table, day, [*order[:place], stop, *order[place:]])
        if kept is not None:
            tries.append((kept.travel, kept.ends, day, place))
    return min(tries, default=None)


def _refused(table: Board, days: Sequence[Timetable], orders: dict[int, list[int]], stop: int) -> Adding:
    its = table.stops[stop]
    tries = []
    for n, order in orders.items():
        for place in _nearest(table, n, order, stop)[:ATTEMPTS]:
            laid = laid_out(table, n, [*days[n].keys[:place], its.key, *days[n].keys[place:]])
            tries.append((_badness(laid.broken), laid.travel - days[n].travel, n, place, laid))
    _bad, more, n, place, laid = min(tries, key=lambda t: t[:4])
    first = laid.broken[0]
    instead, lost = _exchange(table, orders, stop)
    return Adding(
        first.rule, days[n].day, place, round(more, 2), round(laid.ends - days[n].ends, 2), first.key, first.minutes,
        instead, lost,
    )  # fmt: skip


def _nearest(table: Board, day: int, order: Sequence[int], stop: int) -> list[int]:
    """The places in this order, the smallest detour first."""
    path = [table.shifts[day].leave, *order, table.shifts[day].home]
    ways = table.shifts[day].ways
    detour = [int(ways[a, stop] + ways[stop, b] - ways[a, b]) for a, b in pairwise(path)]
    return sorted(range(len(detour)), key=detour.__getitem__)


def _exchange(table: Board, orders: dict[int, list[int]], stop: int) -> tuple[str | None, float | None]:
    """The stop whose place it could take at the least loss of value, then of way; no fixed one."""
    tries = []
    for n, order in orders.items():
        for place, other in enumerate(order):
            if table.stops[other].is_fixed:
                continue
            found = inserted(table, n, [*order[:place], *order[place + 1 :]], stop)
            if found:
                tries.append((table.stops[other].value - table.stops[stop].value, found[0], table.stops[other].key))
    if not tries:
        return None, None
    lost, _travel, key = min(tries)
    return key, lost
