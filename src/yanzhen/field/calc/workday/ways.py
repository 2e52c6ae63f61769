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
type Point = tuple[float, float]
"""Latitude and longitude, WGS-84 degrees."""


@dataclass(frozen=True)
class Way:
    """Kilometres gone and at best, as the crow flies; `order` is the best one, by place in the order gone.

    Where home is known it is place 0.
    """

    actual_km: Decimal
    best_km: Decimal
    order: tuple[int, ...]
    is_exact: bool

    @property
    def efficiency(self) -> Decimal:
        """Best ÷ actual, in percent: 100 where no other order was shorter."""
        return (100 * self.best_km / self.actual_km).quantize(TENTH, ROUND_HALF_UP)


def gone(places: Sequence[Point], *, home: Point | None = None, returns: bool = False) -> Way | None:
    """The way through places in the order in which they were reached, from `home` where it is known.

    Without a home the first place is where the day began and stays first. Where the day ended is free, unless it
    `returns` home. Where no order is longer than another (fewer than three places, home among them; on the way out and
    back fewer than three beside home), or when nobody moved, there was nothing to choose: None. Exact by dynamic
    programming over (set, last) up to twelve places (Held and Karp 1962); beyond that the order gone is improved by
    turning round parts of it until no turn shortens it (2-opt, Croes 1958), so that the best is never longer than the
    actual way.
    """
    back = returns and home is not None
    stops = [*([home] if home is not None else []), *places]
    if len(stops) < (4 if back else 3):
        return None
    found = kilometres([Place(str(n), east, north) for n, (north, east) in enumerate(stops)])
    km: Matrix = found.tolist()
    actual = _length(km, range(len(stops)), back)
    if actual < 0.1:
        return None
    is_exact = len(stops) <= EXACT
    order = _exact(km, back) if is_exact else _turned(km, back)
    best = min(_length(km, order, back), actual)
    return Way(_rounded(actual), _rounded(best), tuple(order), is_exact)


def _length(km: Matrix, order: Sequence[int], back: bool) -> float:
    return sum(km[a][b] for a, b in pairwise(order)) + (km[order[-1]][order[0]] if back else 0)


def _exact(km: Matrix, back: bool) -> list[int]:
    """The shortest path from 0 through all others, ending anywhere, or back at 0."""
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
    full = (1 << rest) - 1
    end = min(best[full], key=lambda last: best[full][last][0] + (km[last + 1][0] if back else 0))
    return _traced(best, full, end)


def _traced(best: list[dict[int, tuple[float, int]]], held: int, last: int) -> list[int]:
    """Walk back from that end."""
    order: list[int] = []
    while last >= 0:
        before = best[held][last][1]
        order.append(last + 1)
        held, last = held & ~(1 << last), before
    return [0, *reversed(order)]


def _turned(km: Matrix, back: bool) -> list[int]:
    """Turn parts of the order round as long as that shortens it."""
    order, improved = list(range(len(km))), True
    while improved:
        improved = False
        for first in range(1, len(order) - 1):
            for last in range(first + 1, len(order)):
                tried = order[:first] + order[first : last + 1][::-1] + order[last + 1 :]
                if _length(km, tried, back) < _length(km, order, back) - 1e-9:
                    order, improved = tried, True
    return order


def _rounded(km: float) -> Decimal:
    return Decimal(repr(km)).quantize(TENTH, ROUND_HALF_UP)
