"""Stops, days and ways in one table of ticks, checked: what the exact method, the solver and the check all read."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from yanzhen.field.calc.routes.faults import AppointmentsOverlap, BadFigure, NeverOpen, SameKey
from yanzhen.field.calc.routes.stops import Day, Hours, Stop, Window
from yanzhen.field.calc.routes.travel import Ticks, Travel, check_distance, ticks, ways

ALWAYS = (-(10**9), 10**9)
FULL_DAY = ticks(8 * 60)
"""What is left of a day may be short; a place is not far away for that."""

type Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Break:
    """Lunch in ticks: so long, beginning from `first` to `last`."""

    length: int
    first: int
    last: int


@dataclass(frozen=True)
class Shift:
    """A day in ticks. `ways` is its table of ways, `leave` and `home` the rows of its start and end in it."""

    day: Day
    leave: int
    home: int
    begin: int
    until: int
    last_arrival: int
    doors_close: int
    lunch: Break | None
    ways: Ticks = field(compare=False, repr=False)


@dataclass(frozen=True)
class Board:
    """Stops come first in the tables of ways, then start and end of each day; days that travel alike share a table.

    `lengths`[s] is the visit in ticks; `receives`[d][s] when it may begin on that day as far as the customer goes;
    `begins`[d][s] when it may begin, all rules of the day but arrival and lunch counted in.
    """

    stops: tuple[Stop, ...]
    days: tuple[Day, ...]
    shifts: tuple[Shift, ...]
    lengths: tuple[int, ...]
    receives: tuple[tuple[Spans, ...], ...]
    begins: tuple[tuple[Spans, ...], ...]
    places: dict[str, int]
    """The number of each stop by its key."""

    @property
    def fixed(self) -> list[int]:
        return [n for n, stop in enumerate(self.stops) if stop.is_fixed]


def board(stops: Sequence[Stop], days: Sequence[Day], travel: Travel) -> Board:
    """Check and put together. Raises the faults of `faults`, but for NoRoute."""
    for kind in (stops, days):
        twice = tuple(key for key, count in Counter(item.key for item in kind).items() if count > 1)
        if twice:
            raise SameKey(twice)
    if not days:
        raise BadFigure(detail="days")
    for stop in stops:
        _check_stop(stop, {day.key for day in days})
    for day in days:
        _check_day(day)
    places = [stop.place for stop in stops] + [place for day in days for place in (day.start, day.end)]
    keys = [stop.key for stop in stops] + [day.key for day in days for _end in (0, 1)]
    tables = {way: ways(way, places, keys) for way in dict.fromkeys([travel, *(day.travel or travel for day in days)])}
    table = tables[travel]
    shifts = tuple(_shift(day, len(stops) + 2 * n, tables[day.travel or travel]) for n, day in enumerate(days))
    check_distance(travel, places, table, max(FULL_DAY, *(shift.until - shift.begin for shift in shifts)), keys)
    lengths = tuple(ticks(stop.minutes) for stop in stops)
    receives = tuple(tuple(_receives(stop, stop.hours_on(day.key)) for stop in stops) for day in days)
    for number, stop in enumerate(stops):
        _check_received(stop, [spans[number] for day, spans in zip(days, receives, strict=True) if _may(stop, day)])
    _check_appointments(stops, days)
    begins = tuple(
        tuple(_begins(stop, its, length, shift) for stop, its, length in zip(stops, spans, lengths, strict=True))
        for spans, shift in zip(receives, shifts, strict=True)
    )
    return Board(tuple(stops), tuple(days), shifts, lengths, receives, begins, {s.key: n for n, s in enumerate(stops)})


def _check_stop(stop: Stop, days: set[str]) -> None:
    windows = [*stop.open, *stop.closed, *(w for hours in stop.hours.values() for part in hours for w in part)]
    figures = [stop.minutes, stop.value, *(edge for window in windows for edge in window), stop.appointment or 0]
    if not all(math.isfinite(figure) for figure in figures) or stop.minutes < 0 or stop.value < 0:
        raise BadFigure((stop.key,), "minutes" if stop.minutes < 0 else "value" if stop.value < 0 else "figures")
    if any(begin > end for begin, end in windows):
        raise BadFigure((stop.key,), "window")
    if stop.times < 1 or (stop.times > 1 and stop.is_fixed):
        raise BadFigure((stop.key,), "times")
    if not stop.on <= days:
        raise BadFigure((stop.key,), "on")


def _check_day(day: Day) -> None:
    edges = [day.begin, day.until, day.last_arrival or 0, day.doors_close or 0]
    if not all(math.isfinite(edge) for edge in edges) or day.begin > day.until:
        raise BadFigure((day.key,), "day")
    lunch = day.lunch
    if lunch and not (0 < lunch.minutes <= lunch.end - lunch.begin):
        raise BadFigure((day.key,), "lunch")


def _shift(day: Day, row: int, table: Ticks) -> Shift:
    begin, until = ticks(day.begin), ticks(day.until)
    lunch = None
    if day.lunch:
        length = ticks(day.lunch.minutes)
        lunch = Break(length, ticks(day.lunch.begin), ticks(day.lunch.end) - length)
        if begin > lunch.last or until <= lunch.last:
            lunch = None
    return Shift(
        day, row, row + 1, begin, until,
        ALWAYS[1] if day.last_arrival is None else ticks(day.last_arrival),
        ALWAYS[1] if day.doors_close is None else ticks(day.doors_close),
        lunch, table,
    )  # fmt: skip


# -- When a visit may begin --------------------------------------------------------------------------------------------


def _may(stop: Stop, day: Day) -> bool:
    return not stop.on or day.key in stop.on


def _receives(stop: Stop, hours: Hours) -> Spans:
    """From when to when a visit may begin; empty where it cannot."""
    length = 0 if stop.begin_only else ticks(stop.minutes)
    spans = free(*hours)
    found = tuple((begin, end - length) for begin, end in spans if end - length >= begin)
    if stop.appointment is not None:
        at = ticks(stop.appointment)
        found = ((at, at),) if any(begin <= at <= end for begin, end in found) else ()
    return found


def _check_received(stop: Stop, spans: Sequence[Spans]) -> None:
    """On one of its days at least. Raises NeverOpen."""
    if not any(spans):
        raise NeverOpen((stop.key,), code="appointment_closed" if stop.appointment is not None else "")


def free(open: Sequence[Window], closed: Sequence[Window]) -> Spans:
    """Open windows joined where they touch, less the closed ones, in ticks and in order."""
    joined: list[tuple[int, int]] = []
    for begin, end in sorted((ticks(a), ticks(b)) for a, b in open) or [ALWAYS]:
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    for shut, opened in ((ticks(a), ticks(b)) for a, b in closed):
        if shut < opened:
            parts = [part for a, b in joined for part in ((a, min(b, shut)), (max(a, opened), b))]
            joined = [(a, b) for a, b in parts if a < b or (a == b and (a, b) in joined)]
    return tuple(joined)


def _begins(stop: Stop, spans: Spans, length: int, shift: Shift) -> Spans:
    """The same on that day: over before doors close and work ends."""
    if not _may(stop, shift.day):
        return ()
    last = min(shift.doors_close, shift.until) - length
    return tuple((a, min(b, last)) for a, b in spans if a <= last and b >= shift.begin)


def _check_appointments(stops: Sequence[Stop], days: Sequence[Day]) -> None:
    """Two of one person at the same time: both can only be on one and the same day."""
    every = frozenset(day.key for day in days)
    fixed = [stop for stop in stops if stop.appointment is not None and len(stop.on or every) == 1]
    for one, other in combinations(fixed, 2):
        a, b = ticks(one.appointment or 0), ticks(other.appointment or 0)
        lengths = ticks(one.minutes), ticks(other.minutes)
        if (one.on or every) == (other.on or every) and a < b + max(lengths[1], 1) and b < a + max(lengths[0], 1):
            raise AppointmentsOverlap((one.key, other.key))
