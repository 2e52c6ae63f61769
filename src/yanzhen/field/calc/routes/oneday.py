"""The best single day, exactly: dynamic programming over (set visited, last visited, lunch had or not).

Three passes over all sets, by numpy, for n stops: 2ⁿ·n states, each once with lunch to come and once with lunch had.

1. Forward: the earliest moment at which each state can be left. Sooner is never worse, since waiting is allowed, so one
   figure a state is enough to know which sets can be visited at all. The most valuable of them are the targets.
2. Backward from the targets: the latest moment at which each state may be left and still reach one in time, and the
   least travel still needed if time were no matter.
3. Labels (time, travel) from set to set, only through states on the way to a target. A label goes if another of its
   state is no later and no farther, or if its travel and the least still needed exceed a day already found. The first
   round keeps only the most hopeful labels and so finds such a day (each of them can still reach a target in time);
   the second keeps all that count and ends with the shortest way, and of equally short ones the day that ends first.

Source: Held, Karp (1962), Bellman (1962); labels and bounds as in Righini, Salani (2006). No approximation anywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yanzhen.field.calc.routes.board import Board, Shift, Spans
from yanzhen.field.calc.routes.faults import BadFigure

MOST_STOPS = 18
FAR = 2**30
NONE = -(2**30)
SAME_VALUE = 1e-9
BEAM = 2000
"""Labels a layer in the first round."""

type Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Best:
    """The numbers of the stops in order, their value, ticks of travel with the way home, and when work ends."""

    order: tuple[int, ...]
    value: float
    travel: int
    ends: int
    feasible_sets: int


def best(board: Board, day: int, stops: Sequence[int], fixed: Sequence[int] = ()) -> Best | None:
    """The best day out of these stops with all of `fixed` among them; None where those cannot all be visited.

    Raises BadFigure for more than MOST_STOPS stops.
    """
    chosen = [s for s in dict.fromkeys([*fixed, *stops]) if board.begins[day][s] or s in fixed]
    if len(chosen) > MOST_STOPS:
        raise BadFigure(tuple(board.stops[s].key for s in chosen), "too_many")
    if not chosen:
        return Best((), 0.0, 0, board.shifts[day].begin, 1)
    return _Search(board, day, chosen, len(set(fixed))).found()


class _Search:
    """The arrays of one question. `ways`[i, j] between the chosen stops, `out`[j] from the start, `back`[i] home."""

    def __init__(self, board: Board, day: int, chosen: list[int], fixed: int):
        shift: Shift = board.shifts[day]
        self.chosen, self.n, self.shift = chosen, len(chosen), shift
        self.ways = shift.ways[np.ix_(chosen, chosen)].astype(np.int32)
        self.out = shift.ways[shift.leave, chosen].astype(np.int32)
        self.back = shift.ways[chosen, shift.home].astype(np.int32)
        self.counted = self.back if shift.day.way_home_counts else np.zeros_like(self.back)
        self.lengths = [board.lengths[s] for s in chosen]
        self.begins: list[Spans] = [board.begins[day][s] for s in chosen]
        self.must = (1 << fixed) - 1
        self.sets = np.arange(1 << self.n, dtype=np.int32)
        self.count = np.zeros(1 << self.n, dtype=np.int8)
        self.values = np.zeros(1 << self.n)
        for j, stop in enumerate(chosen):
            self.count[1 << j : 2 << j] = self.count[: 1 << j] + 1
            self.values[1 << j : 2 << j] = self.values[: 1 << j] + board.stops[stop].value
        self.layers = [np.flatnonzero(self.count == k).astype(np.int32) for k in range(self.n + 1)]

    def found(self) -> Best | None:
        self._forward()
        ends = self._ends(self.early)
        can = (ends < FAR).any(axis=1) & ((self.sets & self.must) == self.must)
        can[0] = self.must == 0
        if not can.any():
            return None
        most = self.values[can].max()
        targets = can & (self.values >= most - SAME_VALUE * max(1.0, abs(most)))
        if targets[0]:
            return Best((), 0.0, 0, self.shift.begin, int(can.sum()))
        self._backward(targets)
        _ends, bound, _order = self._labels(targets, FAR, BEAM)
        ends, travel, order = self._labels(targets, bound, None)
        return Best(tuple(self.chosen[j] for j in order), float(most), travel, ends, int(can.sum()))

    # -- Moments -------------------------------------------------------------------------------------------------------

    def _done(self, j: int, arrival: Any) -> Any:
        """When the visit to j is over after arrivals (an array); FAR where it cannot be."""
        over = np.full(arrival.shape, FAR, dtype=np.int32)
        for begin, end in reversed(self.begins[j]):
            fits = arrival <= min(end, self.shift.last_arrival)
            over = np.where(fits, np.maximum(arrival, begin) + self.lengths[j], over)
        return over

    def _latest(self, j: int, over: Any) -> Any:
        """The latest arrival at j for the visit to be over by then (an array); NONE where it cannot be."""
        arrival = np.full(over.shape, NONE, dtype=np.int32)
        for begin, end in self.begins[j]:
            limit = np.minimum(over - self.lengths[j], min(end, self.shift.last_arrival))
            arrival = np.where(over - self.lengths[j] >= begin, np.maximum(arrival, limit), arrival)
        return arrival

    def _rested(self, arrival: Any) -> Any:
        """Arrival with lunch on the way."""
        lunch = self.shift.lunch
        assert lunch is not None
        return np.where(arrival < FAR, np.maximum(arrival, lunch.first) + lunch.length, FAR).astype(np.int32)

    def _kept(self, over: Any) -> Any:
        """Without lunch had, only what is left in time for it."""
        assert self.shift.lunch is not None
        return np.where(over <= self.shift.lunch.last, over, FAR)

    # -- 1 Forward -----------------------------------------------------------------------------------------------------

    def _forward(self) -> None:
        """`early`[lunch had][set, last]: int32 ticks, FAR where it cannot be."""
        self.early: list[Ints] = [np.full((1 << self.n, self.n), FAR, dtype=np.int32) for _ in range(2)]
        for j in range(self.n):
            self._arrive(j, np.array([1 << j]), np.array([self.shift.begin + self.out[j]], dtype=np.int32), None)
        for layer in self.layers[1:-1]:
            alive = layer[np.minimum(self.early[0][layer].min(axis=1), self.early[1][layer].min(axis=1)) < FAR]
            for j in range(self.n):
                here = alive[(alive >> j) & 1 == 0]
                if len(here):
                    fed = (self.early[1][here] + self.ways[:, j]).min(axis=1)
                    hungry = (self.early[0][here] + self.ways[:, j]).min(axis=1) if self.shift.lunch else None
                    self._arrive(j, here | (1 << j), fed, hungry)

    def _arrive(self, j: int, sets: Any, fed: Any, hungry: Any) -> None:
        """At the start `hungry` is None and `fed` is the one arrival there is."""
        if self.shift.lunch:
            hungry, fed = (fed, np.full_like(fed, FAR)) if hungry is None else (hungry, fed)
            self.early[0][sets, j] = self._kept(self._done(j, hungry))
            fed = np.minimum(fed, self._rested(hungry))
        self.early[1][sets, j] = self._done(j, fed)

    def _ends(self, early: list[Ints]) -> Ints:
        """When work ends after each state, FAR where it would be too late: sets × last."""
        ends = np.where(early[1] + self.counted <= self.shift.until, early[1] + self.counted, FAR)
        if self.shift.lunch:
            ends = np.minimum(ends, self._ends_hungry(early[0], self.counted))
        return ends.astype(np.int32)

    def _ends_hungry(self, time: Any, counted: Any) -> Any:
        lunch, until = self.shift.lunch, self.shift.until
        assert lunch is not None
        home = time + counted
        ends = np.where(home <= min(lunch.last, until), home, FAR)
        if self.shift.day.way_home_counts:
            late = self._rested(np.minimum(home, FAR))
            ends = np.where((time < FAR) & (late <= until), np.minimum(ends, late), ends)
        return ends

    # -- 2 Backward ----------------------------------------------------------------------------------------------------

    def _backward(self, targets: Any) -> None:
        """`late`[lunch had][set, last]: latest ticks; `rest`[set, last]: least ticks of travel still to come."""
        size, shift = (1 << self.n, self.n), self.shift
        self.late: list[Ints] = [np.full(size, NONE, dtype=np.int32) for _ in range(2)]
        self.rest = np.full(size, FAR, dtype=np.int32)
        inside = targets[:, None] & ((self.sets[:, None] >> np.arange(self.n)) & 1 == 1)
        self.late[1] = np.where(inside, shift.until - self.counted, NONE).astype(np.int32)
        if shift.lunch:
            home = min(shift.lunch.last, shift.until)
            if shift.day.way_home_counts and shift.lunch.first + shift.lunch.length <= shift.until:
                home = max(home, shift.until - shift.lunch.length)
            last = np.minimum(home - self.counted, shift.lunch.last)
            self.late[0] = np.where(inside, last, NONE).astype(np.int32)
        self.rest = np.where(inside, self.back, FAR).astype(np.int32)
        for layer in reversed(self.layers[1:]):
            self._cut(layer)
            self._backward_from(layer)

    def _cut(self, layer: Any) -> None:
        """Leave only states that are reached in time; the others need no way onward."""
        for had in (0, 1):
            late = self.late[had][layer]
            self.late[had][layer] = np.where(self.early[had][layer] <= late, late, NONE)
        dead = np.maximum(self.late[0][layer], self.late[1][layer]) == NONE
        self.rest[layer] = np.where(dead, FAR, self.rest[layer])

    def _backward_from(self, layer: Any) -> None:
        for j in range(self.n):
            there = layer[((layer >> j) & 1 == 1) & (layer != 1 << j)]
            there = there[np.maximum(self.late[0][there, j], self.late[1][there, j]) > NONE]
            if not len(there):
                continue
            before = there ^ (1 << j)
            fed = self._latest(j, self.late[1][there, j])
            self._later(1, before, fed, j)
            if self.shift.lunch:
                lunch = self.shift.lunch
                rested = np.where(fed >= lunch.first + lunch.length, fed - lunch.length, NONE)
                hungry = np.maximum(self._latest(j, self.late[0][there, j]), rested)
                self._later(0, before, hungry, j)
            least = self.rest[there, j][:, None] + self.ways[:, j]
            self.rest[before] = np.minimum(self.rest[before], least)

    def _later(self, had: int, before: Any, arrival: Any, j: int) -> None:
        leave = np.where(arrival[:, None] > NONE, arrival[:, None] - self.ways[:, j], NONE)
        if not had and self.shift.lunch:
            leave = np.minimum(leave, self.shift.lunch.last)
        self.late[had][before] = np.maximum(self.late[had][before], leave)

    # -- 3 Labels ------------------------------------------------------------------------------------------------------

    def _labels(self, targets: Any, bound: int, width: int | None) -> tuple[int, int, list[int]]:
        """End, travel and order of the best day no farther than `bound`; with `width` only of a good one."""
        layers: list[dict[str, Any]] = [self._first(bound)]
        found: tuple[int, int, int, int] | None = None
        for _ in range(self.n):
            here = self._sifted(layers[-1], width)
            layers[-1] = here
            if not len(here["set"]):
                break
            done = self._finished(here, targets)
            if done and (found is None or done[:2] < found[:2]):
                found = (done[0], done[1], len(layers) - 1, done[2])
            layers.append(self._onward(here, bound))
        assert found is not None
        travel, ends, layer, row = found
        order = []
        while layer >= 0:
            order.append(int(layers[layer]["last"][row]))
            row, layer = int(layers[layer]["before"][row]), layer - 1
        return ends, travel, order[::-1]

    def _first(self, bound: int) -> dict[str, Any]:
        parts = []
        for j in range(self.n):
            one = np.array([self.shift.begin + self.out[j]], dtype=np.int32)
            parts += self._step(j, np.array([0]), np.array([0 if self.shift.lunch else 1]), one, self.out[j : j + 1],
                                np.array([-1]), bound)  # fmt: skip
        return _joined(parts)

    def _onward(self, here: dict[str, Any], bound: int) -> dict[str, Any]:
        parts = []
        for j in range(self.n):
            rows = np.flatnonzero((here["set"] >> j) & 1 == 0)
            if len(rows):
                way = self.ways[here["last"][rows], j]
                parts += self._step(j, here["set"][rows], here["had"][rows], here["time"][rows] + way,
                                    here["travel"][rows] + way, rows, bound)  # fmt: skip
        return _joined(parts)

    def _step(self, j: int, sets: Any, had: Any, arrival: Any, travel: Any, before: Any, bound: int) -> list[Any]:
        """The labels after a visit to j: those with lunch had, those without, and those who have it on the way."""
        kinds = [(1, had == 1, arrival)]
        if self.shift.lunch:
            kinds += [(0, had == 0, arrival), (1, had == 0, self._rested(arrival))]
        parts = []
        for kind, rows, reached in kinds:
            after = sets[rows] | (1 << j)
            over = self._done(j, reached[rows])
            keep = (over <= self.late[kind][after, j]) & (travel[rows].astype(np.int64) + self.rest[after, j] <= bound)
            parts.append((after[keep], np.full(keep.sum(), j, dtype=np.int8), np.full(keep.sum(), kind, dtype=np.int8),
                          over[keep], travel[rows][keep], before[rows][keep]))  # fmt: skip
        return parts

    def _sifted(self, labels: dict[str, Any], width: int | None) -> dict[str, Any]:
        """Of each state the labels that no other beats in both; with `width`, of the most hopeful so many only."""
        if width is not None and len(labels["set"]) > width:
            hope = labels["travel"].astype(np.int64) + self.rest[labels["set"], labels["last"]]
            rows = np.argpartition(hope, width)[:width]
            labels = {name: column[rows] for name, column in labels.items()}
        if not len(labels["set"]):
            return labels
        state = (labels["set"].astype(np.int64) * self.n + labels["last"]) * 2 + labels["had"]
        rows = np.lexsort((labels["time"], labels["travel"], state))
        state, time = state[rows], labels["time"][rows].astype(np.int64)
        new = np.concatenate(([True], state[1:] != state[:-1]))
        falling = time - np.cumsum(new) * (4 * FAR)
        least = np.minimum.accumulate(falling)
        keep = new | np.concatenate(([True], falling[1:] < least[:-1]))
        return {name: column[rows[keep]] for name, column in labels.items()}

    def _finished(self, labels: dict[str, Any], targets: Any) -> tuple[int, int, int] | None:
        """Least travel, then earliest end, of the labels at a target, with its row."""
        rows = np.flatnonzero(targets[labels["set"]])
        if not len(rows):
            return None
        last, time = labels["last"][rows], labels["time"][rows]
        ends = time + self.counted[last]
        ends = np.where(ends <= self.shift.until, ends, FAR)
        if self.shift.lunch:
            ends = np.where(labels["had"][rows] == 1, ends, self._ends_hungry(time, self.counted[last]))
        travel = np.where(ends < FAR, labels["travel"][rows] + self.back[last], FAR)
        first = int(np.lexsort((ends, travel))[0])
        return None if travel[first] >= FAR else (int(travel[first]), int(ends[first]), int(rows[first]))


def _joined(parts: list[Any]) -> dict[str, Any]:
    names = ("set", "last", "had", "time", "travel", "before")
    if not parts:
        return {name: np.zeros(0, dtype=np.int32) for name in names}
    return {name: np.concatenate(columns) for name, columns in zip(names, zip(*parts, strict=True), strict=True)}
