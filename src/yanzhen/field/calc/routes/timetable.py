"""The rules of a day, kept in one place: who is reached when, and what a given order would break.

`timetable` refuses an order that breaks a rule, `laid_out` shows it with what it breaks; both take the earliest moment
for everything. Waiting is allowed, lunch is put where the day then ends first. Exact method and solver are checked by
it, and every price is the difference of two timetables.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from yanzhen.field.calc.routes.board import Board, Shift
from yanzhen.field.calc.routes.faults import RouteFault
from yanzhen.field.calc.routes.travel import minutes

LAST_ARRIVAL, DOORS_CLOSE, CLOSED, APPOINTMENT = "last_arrival", "doors_close", "closed", "appointment"
LUNCH, DAY_END, NOT_THIS_DAY, TWICE, FREQUENCY, MISSED = (
    "lunch", "day_end", "not_this_day", "twice_a_day", "frequency", "missed",
)  # fmt: skip
"""MISSED: a stop that has to be visited is not."""
NOT_LATE = 0.0
NEVER = 10**12


@dataclass(frozen=True)
class Broken:
    """A rule that an order breaks, where (no key: on the way home), and by how many minutes (0: no matter of time).

    DAY_END is told once, with all that is over the day.
    """

    rule: str
    key: str
    minutes: float = NOT_LATE


@dataclass(frozen=True)
class Entry:
    """One visit: `travel` minutes of way to it, then arrival, waiting, the visit from `begin` to `end`."""

    key: str
    travel: float
    arrival: float
    wait: float
    begin: float
    end: float


@dataclass(frozen=True)
class Timetable:
    """A day as it would go. `ends` is when work is over: at home where the way home counts, else the last visit's end.

    `lunch` is from when to when; `lunch_before` the number of the visit that follows it (number of visits: the way
    home). `travel` has the way home in it, whether it counts or not. Without a visit nobody leaves home.
    """

    day: str
    date: str
    entries: tuple[Entry, ...]
    leaves: float
    lunch: tuple[float, float] | None
    lunch_before: int | None
    home: float
    ends: float
    travel: float
    visiting: float
    waiting: float
    value: float
    broken: tuple[Broken, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(entry.key for entry in self.entries)


class RuleBroken(RouteFault):
    """An order breaks the rules; `broken` says which, `code` is the first of them."""

    def __init__(self, broken: tuple[Broken, ...]):
        self.broken = broken
        super().__init__(tuple(b.key for b in broken if b.key), code=broken[0].rule)


def timetable(board: Board, day: int, keys: Sequence[str]) -> Timetable:
    """The day with these visits in this order. Raises RuleBroken."""
    found = laid_out(board, day, keys)
    if found.broken:
        raise RuleBroken(found.broken)
    return found


def laid_out(board: Board, day: int, keys: Sequence[str]) -> Timetable:
    """The same, with what it breaks: visits begin at the earliest moment the customer receives, or on arrival where he
    no longer does; lunch where least is broken, then least late, then the day ends first."""
    order = [board.places[key] for key in keys]
    best = quick(board, day, order)
    if best is not None:
        return _laid(board, day, order, best.lunch_before)
    places = range(len(order) + 1) if board.shifts[day].lunch and order else [None]
    every = [_laid(board, day, order, place) for place in places]
    return min(every, key=lambda t: (len(t.broken), sum(b.minutes for b in t.broken), t.ends))


# -- Quickly: may it be? -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Quick:
    """An order that keeps all rules, in ticks."""

    ends: int
    travel: int
    lunch_before: int | None


def reach(spans: Sequence[tuple[int, int]], last_arrival: int, arrival: int) -> int:
    """When the visit begins after this arrival; NEVER where it cannot."""
    if arrival <= last_arrival:
        for begin, end in spans:
            if arrival <= end:
                return max(arrival, begin)
    return NEVER


def quick(board: Board, day: int, order: Sequence[int]) -> Quick | None:
    """The earliest end of this order, or None where it breaks a rule.

    Two clocks run: lunch still to come, and lunch had; sooner is never worse on either.
    """
    shift, begins = board.shifts[day], board.begins[day]
    if not order:
        return Quick(shift.begin, 0, None)
    if len(set(order)) < len(order):
        return None
    lunch = shift.lunch
    hungry, fed = (shift.begin, NEVER) if lunch else (NEVER, shift.begin)
    here, travel, eaten = shift.leave, 0, None
    for number, stop in enumerate(order):
        way = int(shift.ways[here, stop])
        here, travel = stop, travel + way
        rested = max(hungry + way, lunch.first) + lunch.length if lunch and hungry < NEVER else NEVER
        if rested < fed + way:
            eaten = number
        fed = _after(board, shift, begins, stop, min(fed + way, rested))
        hungry = _after(board, shift, begins, stop, hungry + way)
        if lunch and hungry > lunch.last:
            hungry = NEVER
        if fed >= NEVER and hungry >= NEVER:
            return None
    way = int(shift.ways[here, shift.home])
    return _best_end(shift, hungry, fed, way, travel + way, eaten, len(order))


def _after(board: Board, shift: Shift, begins: Sequence[Sequence[tuple[int, int]]], stop: int, arrival: int) -> int:
    begin = reach(begins[stop], shift.last_arrival, arrival)
    return begin if begin >= NEVER else begin + board.lengths[stop]


def _best_end(
    shift: Shift, hungry: int, fed: int, way: int, travel: int, eaten: int | None, visits: int
) -> Quick | None:
    found: list[Quick] = []
    counted = way if shift.day.way_home_counts else 0
    if fed + counted <= shift.until:
        found.append(Quick(fed + counted, travel, eaten))
    if shift.lunch and hungry < NEVER:
        if hungry + counted <= min(shift.lunch.last, shift.until):
            found.append(Quick(hungry + counted, travel, None))
        late = max(hungry + counted, shift.lunch.first) + shift.lunch.length
        if shift.day.way_home_counts and late <= shift.until:
            found.append(Quick(late, travel, visits))
    return min(found, key=lambda q: q.ends, default=None)


# -- In full -----------------------------------------------------------------------------------------------------------


def _laid(board: Board, day: int, order: Sequence[int], eat: int | None) -> Timetable:
    shift = board.shifts[day]
    entries: list[Entry] = []
    broken = [Broken(TWICE, board.stops[s].key) for n, s in enumerate(order) if s in order[:n]]
    now, here, lunch, waits = shift.begin, shift.leave, None, 0
    for number, stop in enumerate(order):
        way = int(shift.ways[here, stop])
        arrival = now + way
        if number == eat:
            lunch, ready = _lunch(shift, now, way, broken, board.stops[stop].key)
        else:
            ready = arrival
        begin = _begin(board, day, stop, ready, broken)
        now, here = begin + board.lengths[stop], stop
        waits += begin - ready
        entries.append(_entry(board.stops[stop].key, way, ready, begin, now))
    return _closed(board, day, order, entries, (now, here, waits), lunch, eat, broken)


def _entry(key: str, way: int, ready: int, begin: int, end: int) -> Entry:
    return Entry(key, minutes(way), minutes(ready), minutes(begin - ready), minutes(begin), minutes(end))


def _closed(
    board: Board, day: int, order: Sequence[int], entries: list[Entry], last: tuple[int, int, int],
    lunch: tuple[int, int] | None, eat: int | None, broken: list[Broken],
) -> Timetable:  # fmt: skip
    """The way home, and the sums."""
    shift, (now, here, waits) = board.shifts[day], last
    way = int(shift.ways[here, shift.home]) if order else 0
    home = now + way
    if order and eat == len(order):
        lunch, home = _lunch(shift, now, way, broken, "")
    ends = home if shift.day.way_home_counts else now
    if ends > shift.until:
        where = "" if shift.day.way_home_counts or not order else board.stops[order[-1]].key
        broken = [b for b in broken if b.rule != DAY_END] + [Broken(DAY_END, where, minutes(ends - shift.until))]
    if order and shift.lunch and lunch is None and ends > shift.lunch.last:
        broken.append(Broken(LUNCH, "", minutes(ends - shift.lunch.last)))
    stops = [board.stops[s] for s in order]
    ways = [int(shift.ways[a, b]) for a, b in zip([shift.leave, *order], order, strict=False)]
    return Timetable(
        shift.day.key, shift.day.day, tuple(entries), minutes(shift.begin),
        (minutes(lunch[0]), minutes(lunch[1])) if lunch else None, eat if lunch else None, minutes(home), minutes(ends),
        minutes(sum(ways) + way), minutes(sum(board.lengths[s] for s in order)), minutes(waits),
        sum(stop.value for stop in stops), tuple(broken),
    )  # fmt: skip


def _lunch(shift: Shift, now: int, way: int, broken: list[Broken], key: str) -> tuple[tuple[int, int], int]:
    """From when to when, and when he is ready at the next place: before leaving, there, or else half-way."""
    assert shift.lunch is not None
    if now > shift.lunch.last:
        broken.append(Broken(LUNCH, key, minutes(now - shift.lunch.last)))
    begin = now if now >= shift.lunch.first else max(now + way, shift.lunch.first)
    if begin > max(now, shift.lunch.last):
        begin = shift.lunch.first
    ready = max(now + way, shift.lunch.first) + shift.lunch.length
    return (begin, begin + shift.lunch.length), ready


def _begin(board: Board, day: int, stop: int, arrival: int, broken: list[Broken]) -> int:
    """When the visit begins; the first rule that it breaks goes to `broken`."""
    shift = board.shifts[day]
    begin = reach(board.begins[day][stop], shift.last_arrival, arrival)
    if begin < NEVER:
        return begin
    own = reach(board.receives[day][stop], NEVER, arrival)
    begin = own if own < NEVER else arrival
    broken.append(_why(board, day, stop, arrival, begin, is_received=own < NEVER))
    return begin


def _why(board: Board, day: int, stop: int, arrival: int, begin: int, *, is_received: bool) -> Broken:
    shift, its = board.shifts[day], board.stops[stop]
    end = begin + board.lengths[stop]
    if its.on and shift.day.key not in its.on:
        return Broken(NOT_THIS_DAY, its.key)
    if not is_received:
        spans = board.receives[day][stop]
        late = minutes(arrival - spans[-1][1]) if spans else NOT_LATE
        return Broken(APPOINTMENT if its.appointment is not None else CLOSED, its.key, late)
    if arrival > shift.last_arrival:
        return Broken(LAST_ARRIVAL, its.key, minutes(arrival - shift.last_arrival))
    if end > shift.doors_close:
        return Broken(DOORS_CLOSE, its.key, minutes(end - shift.doors_close))
    return Broken(DAY_END, its.key, minutes(end - shift.until))
