"""A block out of a spreadsheet into a board: all of it, or nothing and a list of what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.calc import cubes, typed
from yanzhen.planning.calc.allocation import CannotHold
from yanzhen.planning.calc.cubes import Cube, Selection
from yanzhen.planning.enums import MONEY
from yanzhen.planning.models import Board
from yanzhen.planning.queries import board_views
from yanzhen.planning.queries.board_views import View
from yanzhen.planning.services import board_words
from yanzhen.planning.services.board_acts import Outcome, acted
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

MOST = 100_000
SHOWN = 1_000
"""Bad cells named in one answer; the rest are counted."""


@dataclass(frozen=True)
class Bad:
    """A cell that could not be taken: its place in the block, its text, and why."""

    row: int
    column: int
    text: str
    why: str


class BadBlock(RuleBroken):
    """Some cells of a block are wrong; nothing was saved."""

    def __init__(self, bad: Sequence[Bad]):
        self.bad = tuple(bad)
        first = bad[0]
        text = ngettext(
            "{count} cell cannot be taken, so nothing was changed. Row {row}, column {column}: “{text}” – {why}",
            "{count} cells cannot be taken, so nothing was changed. First row {row}, column {column}: “{text}” – {why}",
            len(bad),
        )
        message = text.format(
            count=len(bad), row=first.row + 1, column=first.column + 1, text=first.text, why=first.why
        )
        errors: dict[str, object] = {"block": message}
        errors |= {f"block.{b.row}.{b.column}": f"“{b.text}”: {b.why}" for b in bad[:SHOWN]}
        super().__init__(code="bad_block", errors=errors)


@writes.write("planning.change_board")
def paste(
    board: Board, *, actor: Actor, seen: int, view: View, row: int, column: int, block: Sequence[Sequence[str]]
) -> Outcome:
    """Enter a block of texts at a cell: amounts, or changes such as +12 %. An empty text leaves its cell alone."""
    board_views.checked(board, view)
    if sum(len(line) for line in block) > MOST:
        raise RuleBroken(_("Paste at most {most} cells at once.").format(most=MOST), field="block", code="size")
    read, bad = _read(board, view, row, column, block)
    if bad:
        raise BadBlock(bad)
    if not read:
        raise RuleBroken(_("There is nothing to paste."), field="block", code="empty")
    at = np.array([place for place, _value in read]).T
    selections = _cover(board, view, at)
    return acted(
        board, lambda cube: _put(cube, board, view, at, [value for _place, value in read], block, (row, column)),
        actor=actor, seen=seen, kind="paste", words={"cells_typed": len(read)}, chosen=selections,
    )  # fmt: skip


def _read(
    board: Board, view: View, row: int, column: int, block: Sequence[Sequence[str]]
) -> tuple[list[tuple[tuple[int, int], typed.Typed]], list[Bad]]:
    good, bad = [], []
    rows, columns = len(board.keys[view.rows]), len(board.keys[view.columns])
    currency = board.plan.currency if board.metric in MONEY else ""
    for r, line in enumerate(block):
        for c, text in enumerate(line):
            if not text.strip():
                continue
            if not (0 <= row + r < rows and 0 <= column + c < columns):
                bad.append(Bad(r, c, text[:40], _("This lies outside the board.")))
                continue
            try:
                value = typed.read(text, currency)
            except typed.NotANumber as error:
                bad.append(Bad(r, c, text[:40], board_words.no_figure(error)))
                continue
            if value.kind == "floor":
                bad.append(Bad(r, c, text[:40], _("Floors are set cell by cell, not pasted.")))
            elif value.kind == "share":
                bad.append(Bad(r, c, text[:40], _("A share cannot be pasted; write +12% for a change.")))
            else:
                good.append(((row + r, column + c), value))
    return good, bad


def _cover(board: Board, view: View, at: Any) -> list[Selection]:
    """The smallest rectangle around the block: what its person meant to touch."""
    rows, columns = sorted(set(at[0].tolist())), sorted(set(at[1].tolist()))
    return [board_views.selection(board, view, rows, columns)]


def _put(
    cube: Cube, board: Board, view: View, at: Any, values: Sequence[typed.Typed], block: Any, corner: tuple[int, int]
) -> Cube:
    order = _order(board, view)
    turned = Cube(cube.cells.transpose(order), cube.locks.transpose(order), cube.floors.transpose(order))
    weights = board_views.weights(board).transpose(order)
    if view.third is not None and turned.cells.ndim == 3:
        here = (slice(None), slice(None), slice(view.third, view.third + 1))
        part = Cube(turned.cells[here], turned.locks[here], turned.floors[here])
        weights = weights[here]
    else:
        part = turned
    now = part.cells.reshape(*part.cells.shape[:2], -1).sum(axis=2)[at[0], at[1]]
    cents = np.array([_aim(v, int(n)) for v, n in zip(values, now, strict=True)], np.int64)
    try:
        done = cubes.put_block(part, at[0], at[1], cents, weights)
    except CannotHold as error:
        raise _held(error, at, block, corner) from error
    cells = turned.cells.copy()
    if part is turned:
        cells = done.cells
    else:
        cells[:, :, view.third : view.third + 1] = done.cells  # type: ignore[operator]
    return Cube(cells.transpose(np.argsort(order)), cube.locks, cube.floors)


def _order(board: Board, view: View) -> tuple[int, ...]:
    rows, columns = board_views.axes(board, view)
    return (rows, columns, *(a for a in range(len(board.sides)) if a not in {rows, columns}))


def _aim(value: typed.Typed, now: int) -> int:
    if value.kind == "amount":
        return int(value.value)
    return int((now * (1 + value.value / 100)).quantize(Decimal(1), ROUND_HALF_UP))


def _held(error: CannotHold, at: Any, block: Any, corner: tuple[int, int]) -> RuleBroken:
    """Locks or floors under pasted cells, cell by cell."""
    bad = []
    for trouble in error.troubles:
        for n in trouble.places:
            r, c = int(at[0][n]) - corner[0], int(at[1][n]) - corner[1]
            why = _("Locks or floors stand against it by {by}.").format(by=board_words.amount(trouble.by))
            bad.append(Bad(r, c, block[r][c][:40], why))
    return BadBlock(bad) if bad else RuleBroken(_("This figure is too large for a board."), field="block", code="size")
