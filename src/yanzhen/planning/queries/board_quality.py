"""How good a board's spread is: fairness, feasibility, progress, and who is asked for more than anyone ever sold."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yanzhen.planning.calc import chances
from yanzhen.planning.calc.cubes import margin
from yanzhen.planning.calc.fairness import Curve, Stretch, curve
from yanzhen.planning.enums import Dim, Metric
from yanzhen.planning.models import Board
from yanzhen.planning.queries import board_views, forecasts, places
from yanzhen.platform.actor import Actor

FORECAST_SIDES = (Dim.PERSON, Dim.UNIT, Dim.REGION, Dim.CATEGORY)


@dataclass(frozen=True)
class Line:
    """One place: quota, last year, potential, best twelve months (cents) and the chance of attaining, where known."""

    key: int
    name: str
    quota: int
    last: int
    potential: int | None
    best: int | None
    chance: float | None
    expected: int | None

    @property
    def ratio(self) -> Decimal | None:
        return Stretch(self.key, self.quota, self.potential).ratio


@dataclass(frozen=True)
class Quality:
    """The lines of one side with what they come to; `source` says where the potential is from."""

    side: str
    lines: list[Line]
    curve: Curve
    source: str
    record: int | None
    """The most anybody of the side ever sold in as many months."""
    chance: float | None
    expected: int | None

    @property
    def above(self) -> list[Line]:
        """Those who are asked for more than anybody ever sold."""
        return [line for line in self.lines if self.record is not None and line.quota > self.record]


def quality(actor: Actor, board: Board) -> Quality | None:
    """The quality by people, else by the first side that is not the month; None for a board of months alone."""
    side = board.facts.get("side") or next((s for s in board.sides if s != Dim.MONTH), None)
    if side is None or side not in board.sides:
        return None
    axis = board.sides.index(side)
    keys = [int(key) for key in board.keys[side]]
    quotas, last = margin(board_views.cube(board).cells, axis), margin(board_views.last_year(board), axis)
    best, potential = _stored(board, "best"), _stored(board, "potential")
    outlook = _outlook(actor, board, side, keys)
    lines = []
    for n, (key, name) in enumerate(zip(keys, places.names(actor, side, keys), strict=True)):
        chance, expected = _chance(int(quotas[n]), outlook.get(key), board.plan.months)
        lines.append(Line(key, name, int(quotas[n]), int(last[n]), potential.get(key), best.get(key), chance, expected))
    whole = _chance(int(quotas.sum()), _outlook(actor, board, "", [None]).get(None), board.plan.months)
    found = curve([Stretch(line.key, line.quota, line.potential) for line in lines])
    record = max(best.values(), default=0) or None
    return Quality(side, lines, found, str(board.facts.get("source", "")), record, *whole)


def _stored(board: Board, name: str) -> dict[int, int]:
    """What was kept when the board was opened: of a year, for a plan of other length in proportion."""
    months = board.plan.months
    return {int(key): value * months // 12 for key, value in board.facts.get(name, {}).items()}


def _outlook(actor: Actor, board: Board, side: str, keys: list[Any]) -> dict[Any, forecasts.Outlook]:
    whole_company = board.unit.parent_id is None or side
    if board.metric != Metric.REVENUE or side not in {"", *FORECAST_SIDES} or not whole_company:
        return {}
    return forecasts.outlook(actor, side, keys, board.plan.starts_on, board.plan.months, board.plan.currency)


def _chance(goal: int, outlook: forecasts.Outlook | None, months: int) -> tuple[float | None, int | None]:
    """The chance over the whole plan; not known unless every month is forecast."""
    if outlook is None or len(outlook.months) < months:
        return None, None
    mean, deviation = chances.together(outlook.months)
    return chances.chance_of(goal, mean, deviation), mean
