"""How good the way of a day was: the shortest way through the same places ÷ the way that was gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from yanzhen.field.calc.routes.travel import Place, kilometres

EXACT = 12
"""Up to so many places the best order is found exactly."""
TENTH = Decimal("0.1")

type Matrix = list[list[float]]


@dataclass(frozen=True)
class Way:
    """Kilometres gone and at best, as the crow flies; `order` is the best one, by place in the order gone."""

    actual_km: Decimal
    best_km: Decimal
    order: tuple[int, ...]
    is_exact: bool

    @property
    def efficiency(self) -> Decimal:
        """Best ÷ actual, in percent: 100 where no other order was shorter."""
        return (100 * self.best_km / self.actual_km).quantize(TENTH, ROUND_HALF_UP)


def gone(places: Sequence[tuple[float, float]]) -> Way | None:
    """The way through places (latitude, longitude; WGS-84 degrees) in the order in which they were reached.

    The first place is where the day began and stays first; where it ended is free. With fewer than three places, or
    when nobody moved, there was nothing to choose: None. Exact by dynamic programming over (set, last) up to twelve
    places (Held and Karp 1962); beyond that the order gone is improved by turning round parts of it until no turn
    shortens it (2-opt, Croes 1958), so that the best is never longer than the actual way.
    """
    if len(places) < 3:
        return None
    found = kilometres([Place(str(n), east, north) for n, (north, east) in enumerate(places)])
    km: Matrix = found.tolist()
    actual = _length(km, range(len(places)))
    if actual < 0.1:
        return None
    is_exact = len(places) <= EXACT
    order = _exact(km) if is_exact else _turned(km)
    best = min(_length(km, order), actual)
    return Way(_rounded(actual), _rounded(best), tuple(order), is_exact)


def _length(km: Matrix, order: Sequence[int]) -> float:
    return sum(km[a][b] for a, b in pairwise(order))


def _exact(km: Matrix) -> list[int]:
    """The shortest path from 0 through all others, ending anywhere."""
    rest = len(km) - 1
    best: list[dict[int, tuple[float, int]]] = [{} for _ in range(1 << rest)]
    for last in range(rest):
        best[1 << last][last] = (km[0][last + 1], -1)
    for held in range(1, 1 << rest):
        for last, (cost, _before) in list(best[held].items()):
            for step in range(rest):
                if held >> step & 1:
                    continue
                reached, total = held | 1 << step, cost + km[last + 1][step + 1]
                if total < best[reached].get(step, (float("inf"), -1))[0]:
                    best[reached][step] = (total, last)
    return _traced(best, (1 << rest) - 1)


def _traced(best: list[dict[int, tuple[float, int]]], held: int) -> list[int]:
    """Walk back from the end that costs least."""
    last = min(best[held], key=lambda end: best[held][end][0])
    order: list[int] = []
    while last >= 0:
        before = best[held][last][1]
        order.append(last + 1)
        held, last = held & ~(1 << last), before
    return [0, *reversed(order)]


def _turned(km: Matrix) -> list[int]:
    """Turn parts of the order round as long as that shortens it."""
    order, improved = list(range(len(km))), True
    while improved:
        improved = False
        for first in range(1, len(order) - 1):
            for last in range(first + 1, len(order)):
                tried = order[:first] + order[first : last + 1][::-1] + order[last + 1 :]
                if _length(km, tried) < _length(km, order) - 1e-9:
                    order, improved = tried, True
    return order


def _rounded(km: float) -> Decimal:
    return Decimal(repr(km)).quantize(TENTH, ROUND_HALF_UP)
