"""What stands behind one cell of a board, its history in words, and two drafts side by side."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.calc import cubes, packing
from yanzhen.planning.enums import Basis, Dim, Metric
from yanzhen.planning.models import Board, BoardMove
from yanzhen.planning.queries import board_views, forecasts, places
from yanzhen.planning.queries.board_views import View
from yanzhen.platform.actor import Actor

WORDS = {
    "put": gettext_lazy("entered figures"),
    "paste": gettext_lazy("pasted a block"),
    "lock": gettext_lazy("locked cells"),
    "unlock": gettext_lazy("unlocked cells"),
    "floor": gettext_lazy("set floors"),
    "unfloor": gettext_lazy("took floors away"),
    "spread": gettext_lazy("spread the rest"),
    "mix": gettext_lazy("set a mix"),
    "undo": gettext_lazy("undid an act"),
    "redo": gettext_lazy("did an act again"),
    "propose": gettext_lazy("proposed the draft"),
}


@dataclass(frozen=True)
class Behind:
    """One seen cell: amounts in cents; `parts` of it are locked; `forecast` is None when there is none."""

    amount: int
    last: int
    row: int
    column: int
    total: int
    parts: int
    locked: int
    closed: int
    floor: int
    basis: str
    forecast: int | None
    who: str
    at: str
    what: str


def behind(actor: Actor, board: Board, view: View, row: int | None, column: int | None) -> Behind:
    """Explain a cell, a margin or the total."""
    board_views.checked(board, view)
    cube = board_views.cube(board)
    one = board_views.selection(board, view, _list(row), _list(column))
    where = cubes.grid(cube, one)
    touched = packing.unpack(board.touched, "number", board_views.shape(board))
    move = _latest(board, int(touched[where].max(initial=0)))
    across = board_views.selection(board, view, _list(row), None)
    down = board_views.selection(board, view, None, _list(column))
    every = board_views.selection(board, view, None, None)
    return Behind(
        amount=cubes.amount(cube, one),
        last=int(board_views.last_year(board)[where].sum()),
        row=cubes.amount(cube, across),
        column=cubes.amount(cube, down),
        total=cubes.amount(cube, every),
        parts=int(cube.cells[where].size),
        locked=int((cube.locks[where] > 0).sum()),
        closed=int((cube.locks[where] == cubes.CLOSED).sum()),
        floor=int(cube.floors[where].sum()),
        basis=str(Basis(board.basis).label),
        forecast=_expected(actor, board, view, row, column),
        who=move.who if move else "",
        at=f"{timezone.localtime(move.at):%Y-%m-%d %H:%M}" if move else "",
        what=told(move) if move else "",
    )


def _list(place: int | None) -> list[int] | None:
    return None if place is None else [place]


def _latest(board: Board, number: int) -> BoardMove | None:
    if not number:
        return None
    return BoardMove.objects.filter(board=board, number=number).defer("places", "before", "after").first()


def told(move: BoardMove) -> str:
    """An act in words."""
    text = str(WORDS.get(move.kind, move.kind))
    words = move.words
    if "basis" in words:
        text += _(" by {basis}").format(basis=Basis(words["basis"]).label)
    if "cells_typed" in words and move.kind in {"paste", "put"}:
        count = int(words["cells_typed"])
        text += ngettext(" ({count} cell)", " ({count} cells)", count).format(count=count)
    return text


def _expected(actor: Actor, board: Board, view: View, row: int | None, column: int | None) -> int | None:
    """What the forecast says of this cell, when it is one of a side that is forecast, by months or the whole period."""
    if board.metric != Metric.REVENUE or view.third is not None:
        return None
    named = {s: board.keys[s][n] for s, n in ((view.rows, row), (view.columns, column)) if n is not None}
    month = named.pop(Dim.MONTH, None)
    if len(named) > 1 or (not named and board.unit.parent_id is not None):
        return None
    side, key = next(iter(named.items()), ("", None))
    if side not in {"", Dim.PERSON, Dim.UNIT, Dim.REGION, Dim.CATEGORY}:
        return None
    wanted = None if key is None else int(key)
    found = forecasts.outlook(actor, side, [wanted], board.plan.starts_on, board.plan.months, board.plan.currency)
    months = found[wanted].months if wanted in found else ()
    if month is not None:
        return next((e.mean for e in months if e.month == places.month_of(month)), None)
    return sum(e.mean for e in months) if len(months) == board.plan.months else None


def compared(board: Board, other: Board, view: View) -> dict[str, Any]:
    """Two drafts of one frame, seen the same way: the differences in cents."""
    same = board.plan_id == other.plan_id and board.metric == other.metric and set(board.sides) == set(other.sides)
    if not same or any(list(board.keys[s]) != list(other.keys[s]) for s in board.sides):
        message = _("Only drafts of one plan with the same sides and places can be compared.")
        raise RuleBroken(message, field="other", code="frames")
    board_views.checked(board, view)
    ours = board_views.seen(board, view, board_views.cube(board).cells)
    theirs = board_views.seen(other, view, board_views.cube(other).cells)
    return {
        "row_sums": ours.sum(axis=1).tolist(),
        "row_others": theirs.sum(axis=1).tolist(),
        "column_sums": ours.sum(axis=0).tolist(),
        "column_others": theirs.sum(axis=0).tolist(),
        "total": int(ours.sum()),
        "total_other": int(theirs.sum()),
        "cells": int(np.count_nonzero(ours != theirs)),
    }
