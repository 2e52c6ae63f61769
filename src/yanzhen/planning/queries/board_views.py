"""A board as it is looked at: two sides as rows and columns, the third summed up or held at one place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.calc import packing
from yanzhen.planning.calc.allocation import Cents
from yanzhen.planning.calc.cubes import CLOSED, Cube, Selection
from yanzhen.planning.enums import Dim
from yanzhen.planning.models import Board

WINDOW = 400
"""Rows that one answer holds at most."""
FREE, ALL_LOCKED, PARTLY, SHUT, FLOOR = 0, 1, 2, 3, 4


@dataclass(frozen=True)
class View:
    """Which side stands where; `third` is the place at which the third side is held, None for its sum."""

    rows: str
    columns: str
    third: int | None = None


def shape(board: Board) -> tuple[int, ...]:
    return tuple(len(board.keys[side]) for side in board.sides)


def cube(board: Board) -> Cube:
    """Cells, locks and floors of a board."""
    size = shape(board)
    return Cube(
        packing.unpack(board.cells, "cents", size),
        packing.unpack(board.locks, "mark", size),
        packing.unpack(board.floors, "cents", size),
    )


def weights(board: Board) -> Cents:
    return packing.unpack(board.weights, "cents", shape(board))


def last_year(board: Board) -> Cents:
    return packing.unpack(board.last_year, "cents", shape(board))


def usual(board: Board) -> View:
    """The first look: months across, everything else summed up."""
    sides = list(board.sides)
    across = Dim.MONTH if Dim.MONTH in sides else sides[1]
    return View(next(side for side in sides if side != across), across)


def checked(board: Board, view: View) -> View:
    """The view, if the board has these sides and places."""
    sides = board.sides
    if view.rows not in sides or view.columns not in sides or view.rows == view.columns:
        raise RuleBroken(_("This board does not have these two sides."), field="view", code="view")
    third = third_side(board, view)
    if view.third is not None and (third is None or not 0 <= view.third < len(board.keys[third])):
        raise RuleBroken(_("The third side has no such place."), field="view", code="view")
    return view


def third_side(board: Board, view: View) -> str | None:
    return next((side for side in board.sides if side not in {view.rows, view.columns}), None)


def axes(board: Board, view: View) -> tuple[int, int]:
    """The sides of the cube that are the rows and the columns of the view."""
    return board.sides.index(view.rows), board.sides.index(view.columns)


def selection(board: Board, view: View, rows: Sequence[int] | None, columns: Sequence[int] | None) -> Selection:
    """What is meant by these rows and columns; None stands for all of them."""
    found: list[Sequence[int] | None] = []
    for side in board.sides:
        places = rows if side == view.rows else columns if side == view.columns else None
        if side not in {view.rows, view.columns} and view.third is not None:
            places = [view.third]
        if places is not None and any(not 0 <= n < len(board.keys[side]) for n in places):
            raise RuleBroken(_("This cell is outside the board."), field="cells", code="outside")
        found.append(None if places is None else list(dict.fromkeys(places)))
    return tuple(found)


def seen(board: Board, view: View, table: NDArray[Any], how: str = "sum") -> NDArray[Any]:
    """A cube as rows and columns; the third side summed, or its least or greatest value, or one place."""
    rows, columns = axes(board, view)
    if table.ndim == 2:
        return table.transpose(rows, columns)
    turned = table.transpose(rows, columns, 3 - rows - columns)
    if view.third is not None:
        return turned[:, :, view.third]
    return turned.sum(axis=2) if how == "sum" else turned.min(axis=2) if how == "min" else turned.max(axis=2)


def lock_codes(board: Board, view: View, found: Cube) -> NDArray[np.uint8]:
    """For each seen cell: free, all locked, partly locked, closed; plus FLOOR where a floor stands."""
    fixed = found.fixed
    every, some = seen(board, view, fixed, "min"), seen(board, view, fixed, "max")
    shut = seen(board, view, found.locks == CLOSED, "min")
    codes = np.where(shut, SHUT, np.where(every, ALL_LOCKED, np.where(some, PARTLY, FREE)))
    return (codes + FLOOR * (seen(board, view, found.floors, "max") > 0)).astype(np.uint8)  # type: ignore[no-any-return]


def window(board: Board, view: View, start: int, stop: int, found: Cube | None = None) -> dict[str, Any]:
    """The rows from `start` to before `stop`, and the sums of everything; amounts in cents."""
    checked(board, view)
    found = found or cube(board)
    stop = max(start, min(stop, start + WINDOW, len(board.keys[view.rows])))
    now, before = seen(board, view, found.cells), seen(board, view, last_year(board))
    part = slice(start, stop)
    return {
        "start": start,
        "cells": now[part].tolist(),
        "locks": lock_codes(board, view, found)[part].tolist(),
        "last": before[part].tolist(),
        "row_sums": now[part].sum(axis=1).tolist(),
        "row_last": before[part].sum(axis=1).tolist(),
        "column_sums": now.sum(axis=0).tolist(),
        "column_last": before.sum(axis=0).tolist(),
        "total": int(now.sum()),
        "total_last": int(before.sum()),
        "whole": found.total,
        "moves": board.moves,
    }
