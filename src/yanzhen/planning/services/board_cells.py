"""The figures of a chosen board as the figures of its plan."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import numpy as np

from yanzhen.organization.queries import employees
from yanzhen.organization.queries.people import subtree_ids
from yanzhen.planning.enums import Dim
from yanzhen.planning.models import Board, PlanCell
from yanzhen.planning.queries import board_views, places, plans
from yanzhen.planning.services import cells
from yanzhen.platform.actor import SYSTEM, Actor


def write(board: Board, actor: Actor) -> int:
    """Replace the plan's figures of the board's metric; a board of a part leaves those of other units alone."""
    made = list(_rows(board))
    if board.unit_id != board.plan.unit_id:
        made += _others(board)
    return cells.replace(board.plan, actor=actor, metric=board.metric, cells=made, reason=board.name)


def _others(board: Board) -> list[PlanCell]:
    """What the plan already holds for units outside that of the board."""
    below = subtree_ids([board.unit.path])[board.unit.path]
    rows = PlanCell.objects.filter(plan=board.plan, metric=board.metric).exclude(unit_id__in=below)
    kept = list(rows)
    for row in kept:
        row.pk = None
    return kept


def _rows(board: Board) -> Iterator[PlanCell]:
    """One figure for each cell that is not zero. Without months, equal parts of the plan's months."""
    table = board_views.cube(board).cells
    if Dim.MONTH not in board.sides:
        table, sides = _over_months(board, table), (*board.sides, Dim.MONTH)
    else:
        sides = tuple(board.sides)
    months = [places.month_key(month) for month in plans.months(board.plan)]
    keys = {Dim.MONTH: months, **board.keys}
    units = _units(board)
    for where in zip(*np.nonzero(table), strict=True):
        values: dict[str, Any] = {}
        for axis, side in enumerate(sides):
            key = keys[side][where[axis]]
            values["month" if side == Dim.MONTH else f"{side}_id"] = places.month_of(key) if side == Dim.MONTH else key
        if "unit_id" not in values:
            values["unit_id"] = units.get(values.get("person_id"), board.unit_id)
        amount = Decimal(int(table[where])).scaleb(-2)
        yield PlanCell(plan=board.plan, metric=board.metric, amount=amount, **values)


def _over_months(board: Board, table: Any) -> Any:
    """A board without months counts by month all the same: equal parts, the first months take the odd cents."""
    months = board.plan.months
    part, over = np.divmod(table, months)
    return part[..., None] + (np.arange(months) < over[..., None])


def _units(board: Board) -> dict[int | None, int]:
    """The unit of each person on the day the figures are written."""
    people = board.keys.get(Dim.PERSON, [])
    return dict(employees.visible(SYSTEM).filter(pk__in=people).order_by().values_list("pk", "unit_id"))
