"""Several days or people, or many customers: PyVRP finds the routes, the exact method finishes each day.

Every customer is an optional client with a prize. What PyVRP does not know is put so that it does:

* Windows. One copy of the client for each window, all in one exclusive group.
* Days with rules of their own stand one after another on one long time axis; a customer has copies in each. Days alike
  in every rule share one stretch of it and are so many vehicles.
* Lunch is cut out of the time axis: a morning copy (over by the time lunch must begin) and an afternoon copy whose
  windows are moved forward by the lunch. That is exact but for a visit counted to the morning after one counted to the
  afternoon, and for a day that ends before lunch; the check finds the first, the second only loses.
* Reached by the last arrival but received later: the wait is part of the visit.
* A way home that does not count costs distance, but no time.
* Who travels at a pace of their own is a vehicle with its own tables of ways.

Routes are then checked by `timetable.quick`; a day that breaks a rule gives up the least valuable visit. Last, each day
of up to ENOUGH visits is solved exactly out of its own visits and the nearest left out, as long as that gains.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyvrp
from pyvrp.search import NeighbourhoodParams
from pyvrp.stop import MaxIterations, MaxRuntime, MultipleCriteria, NoImprovement

from yanzhen.field.calc.routes import oneday
from yanzhen.field.calc.routes.board import Board, Spans
from yanzhen.field.calc.routes.stops import Stop
from yanzhen.field.calc.routes.timetable import quick
from yanzhen.field.calc.routes.visits import Visit, visits

PRIZE = 5_000_000
"""Of the most valuable visit; others in proportion."""
COARSE = 10
"""Ticks to one unit of distance: with the prize this puts value before travel and keeps the search moving."""
ENOUGH, MOST_EXACT = 13, 16
"""Visits of a day that is finished exactly, and stops in that question."""
PATIENCE = 20_000
"""Rounds without anything better after which few customers need no more time."""
SEARCHING = 0.9
"""Share of the time for the search; the rest is for finishing."""
SEARCH = pyvrp.SolveParams(neighbourhood=NeighbourhoodParams(num_neighbours=50))

type Orders = list[list[int]]
"""For each day the numbers of its visits, in order."""


@dataclass(frozen=True)
class Found:
    """The stops of each day in order, and how many rounds the search made."""

    orders: tuple[tuple[int, ...], ...]
    iterations: int


def routes(board: Board, *, seconds: float, seed: int, iterations: int | None = None) -> Found:
    """Routes of all days within so many seconds. The same seed and `iterations` (instead of time) give the same."""
    began = time.perf_counter()
    wanted = visits(board)
    model = _Model(board, wanted)
    if not model.clients:
        return Found(tuple(() for _ in board.days), 0)
    searched, rounds = model.search(seconds * SEARCHING, seed, iterations)
    orders = [_kept(board, wanted, day, order) for day, order in enumerate(searched)]
    until = None if iterations is not None else began + seconds
    orders = _finished(board, wanted, orders, until)
    return Found(tuple(tuple(wanted[v].stop for v in order) for order in orders), rounds)


# -- The search --------------------------------------------------------------------------------------------------------


class _Model:
    """The question as PyVRP understands it. `means`[client] is the visit that a client stands for."""

    def __init__(self, board: Board, wanted: Sequence[Visit]):
        self.board, self.wanted = board, wanted
        self.blocks = _blocks(board, wanted)
        self.tables: list[Any] = list({id(s.ways): s.ways for s in board.shifts}.values())
        self.span = 2 * (max(s.until for s in board.shifts) + max(int(table.max()) for table in self.tables)) + 1
        self.top = max((board.stops[v.stop].value for v in wanted), default=0) or 1.0
        self.clients: list[pyvrp.Client] = []
        self.groups: list[pyvrp.ClientGroup] = []
        self.means: list[int] = []
        for number, visit in enumerate(wanted):
            self._add(number, visit)
        self.types, self.days_of = self._vehicles()

    def search(self, seconds: float, seed: int, iterations: int | None) -> tuple[Orders, int]:
        stops: list[pyvrp.stop.StoppingCriterion] = [MaxRuntime(max(seconds, 0.01)), NoImprovement(PATIENCE)]
        if iterations is not None:
            stops = [MaxIterations(iterations)]
        result = pyvrp.solve(
            self._data(), MultipleCriteria(stops), seed=seed, collect_stats=False, display=False, params=SEARCH
        )
        orders: Orders = [[] for _ in self.board.days]
        free = [list(days) for days in self.days_of]
        for route in result.best.routes():
            order = [self.means[act.idx] for act in route if act.is_client()]
            orders[free[route.vehicle_type()].pop(0)] = order
        return orders, result.num_iterations

    def _add(self, number: int, visit: Visit) -> None:
        copies = [
            (n * self.span + begin, n * self.span + end, length)
            for n, block in enumerate(self.blocks)
            if block[0] in visit.days
            for begin, end, length in _copies(self.board, block[0], visit.stop)
        ]
        its = self.board.stops[visit.stop]
        prize = max(1, round(its.value / self.top * PRIZE)) if its.value else 0
        group = len(self.groups) if len(copies) > 1 else None
        if group is not None:
            members = list(range(len(self.clients), len(self.clients) + len(copies)))
            self.groups.append(pyvrp.ClientGroup(members, required=its.is_fixed))
        for begin, end, length in copies:
            self.means.append(number)
            self.clients.append(pyvrp.Client(
                location=visit.stop, service_duration=length, tw_early=begin, tw_late=end, prize=prize,
                required=its.is_fixed and group is None, group=group,
            ))  # fmt: skip

    def _vehicles(self) -> tuple[list[pyvrp.VehicleType], list[list[int]]]:
        """One type for days that differ in nothing: same stretch, same hours, same places, same pace."""
        alike: dict[tuple[int, ...], list[int]] = {}
        for n, block in enumerate(self.blocks):
            for day in block:
                shift = self.board.shifts[day]
                ends = (*shift.ways[shift.leave], *shift.ways[:, shift.home])
                rules = (n, self._pace(day), shift.begin, shift.until, *map(int, ends))
                alike.setdefault(rules, []).append(day)
        types = []
        for (n, pace, *_rest), days in alike.items():
            shift = self.board.shifts[days[0]]
            last = max(shift.begin, shift.until - (shift.lunch.length if shift.lunch else 0), 0)
            types.append(pyvrp.VehicleType(
                num_available=len(days), start_depot=2 * days[0], end_depot=2 * days[0] + 1,
                tw_early=n * self.span + max(shift.begin, 0), tw_late=n * self.span + last,
                profile=pace,
            ))  # fmt: skip
        return types, list(alike.values())

    def _pace(self, day: int) -> int:
        """The number of the tables by which this day travels."""
        return next(n for n, table in enumerate(self.tables) if table is self.board.shifts[day].ways)

    def _data(self) -> pyvrp.ProblemData:
        board = self.board
        times = [table.copy() for table in self.tables]
        for shift in board.shifts:
            for table in times if not shift.day.way_home_counts else ():
                table[:, shift.home] = 0
        places = [pyvrp.Location(0, 0) for _ in range(len(times[0]))]
        depots = [pyvrp.Depot(len(board.stops) + n) for n in range(2 * len(board.days))]
        far = [-(-table // COARSE) for table in self.tables]
        return pyvrp.ProblemData(places, self.clients, depots, self.types, far, times, self.groups)


def _blocks(board: Board, wanted: Sequence[Visit]) -> list[list[int]]:
    """Days that share every rule for every visit."""
    found: dict[object, list[int]] = {}
    for day, shift in enumerate(board.shifts):
        may = tuple(n for n, visit in enumerate(wanted) if day in visit.days)
        rules = (board.begins[day], shift.last_arrival, shift.lunch, shift.day.way_home_counts, may)
        found.setdefault(rules, []).append(day)
    return list(found.values())


def _copies(board: Board, day: int, stop: int) -> list[tuple[int, int, int]]:
    """First and last beginning and length of each copy on the time axis of that day."""
    shift, length = board.shifts[day], board.lengths[stop]
    plain: list[tuple[int, int, int]] = []
    for begin, end in _clipped(board.begins[day][stop], shift.begin):
        if begin > shift.last_arrival:
            if shift.last_arrival < max(shift.begin, 0):
                continue
            plain.append((shift.last_arrival, shift.last_arrival, begin - shift.last_arrival + length))
        else:
            plain.append((begin, min(end, shift.last_arrival), length))
    if shift.lunch is None:
        return plain
    lunch = shift.lunch
    morning = [(begin, min(end, lunch.last - long), long) for begin, end, long in plain]
    after = lunch.first + lunch.length
    evening = [(max(begin, after) - lunch.length, end - lunch.length, long) for begin, end, long in plain]
    return [copy for copy in (*morning, *evening) if copy[0] <= copy[1]]


def _clipped(spans: Spans, begin: int) -> Spans:
    return tuple((max(a, begin, 0), b) for a, b in spans if b >= max(begin, 0))


# -- Checking and finishing --------------------------------------------------------------------------------------------


def _kept(board: Board, wanted: Sequence[Visit], day: int, order: list[int]) -> list[int]:
    """The order with as little left out as makes it keep the rules: exactly where it is short, else the least first."""
    if quick(board, day, [wanted[v].stop for v in order]) is not None:
        return order
    if len(order) <= MOST_EXACT:
        fixed = [v for v in order if board.stops[wanted[v].stop].is_fixed]
        again = _exact(board, wanted, day, order, fixed) or _exact(board, wanted, day, order, [])
        assert again is not None
        return again
    while quick(board, day, [wanted[v].stop for v in order]) is None:
        least = min(order, key=lambda v: _worth(board.stops[wanted[v].stop]))
        order = [v for v in order if v != least]
    return order


def _worth(stop: Stop) -> tuple[bool, float]:
    return stop.is_fixed, stop.value


def _exact(
    board: Board, wanted: Sequence[Visit], day: int, chosen: Sequence[int], fixed: Sequence[int]
) -> list[int] | None:
    visit_of = {wanted[v].stop: v for v in chosen}
    best = oneday.best(board, day, list(visit_of), [wanted[v].stop for v in fixed])
    return None if best is None else [visit_of[s] for s in best.order]


def _finished(board: Board, wanted: Sequence[Visit], orders: Orders, until: float | None) -> Orders:
    """Solve day after day exactly, with what is left out near it, until no day gains or the time is over."""
    orders, quiet, day = [list(order) for order in orders], 0, 0
    while quiet < len(orders):
        if until is not None and time.perf_counter() > until:
            break
        better = _better(board, wanted, orders, day) if len(orders[day]) <= ENOUGH else None
        quiet = 0 if better is not None else quiet + 1
        if better is not None:
            orders[day] = better
        day = (day + 1) % len(orders)
    return orders


def _better(board: Board, wanted: Sequence[Visit], orders: Orders, day: int) -> list[int] | None:
    """A better order of that day, or None; first of all one with what must be visited and is still left out."""
    order = orders[day]
    near = _near(board, wanted, orders, day)
    chosen = order + near[: MOST_EXACT - len(order)]
    fixed = [v for v in order if board.stops[wanted[v].stop].is_fixed]
    missed = [v for v in chosen[len(order) :] if board.stops[wanted[v].stop].is_fixed]
    for more in [*([v] for v in missed), []]:
        found = _exact(board, wanted, day, chosen, [*fixed, *more])
        if found is not None and _quality(board, wanted, day, found) < _quality(board, wanted, day, order):
            return found
    return None


def _quality(board: Board, wanted: Sequence[Visit], day: int, order: list[int]) -> tuple[int, float, int, int]:
    """Less is better: what has to be visited, value, travel, end."""
    stops = [wanted[v].stop for v in order]
    kept = quick(board, day, stops)
    assert kept is not None
    must = sum(board.stops[s].is_fixed for s in stops)
    return -must, -round(sum(board.stops[s].value for s in stops), 6), kept.travel, kept.ends


def _near(board: Board, wanted: Sequence[Visit], orders: Orders, day: int) -> list[int]:
    """Visits left out that this day may hold, those first that have to be, then most value for their detour."""
    planned = {v for order in orders for v in order}
    left = [n for n, visit in enumerate(wanted) if n not in planned and day in visit.days]
    shift = board.shifts[day]
    path = [shift.leave, *(wanted[v].stop for v in orders[day]), shift.home]
    stops = np.array([wanted[v].stop for v in left], dtype=int)
    if not len(stops):
        return []
    before, after = path[:-1], path[1:]
    detours = (shift.ways[np.ix_(before, stops)] + shift.ways[np.ix_(stops, after)].T).astype(float)
    least = (detours - shift.ways[before, after][:, None]).min(axis=0) + [board.lengths[s] for s in stops] + 1.0
    worth = [(not board.stops[s].is_fixed, -board.stops[s].value / m) for s, m in zip(stops, least, strict=True)]
    return [v for _w, v in sorted(zip(worth, left, strict=True))]
