"""Acts on a board: each is one transaction, one line of its history and one audit row; none is lost.

An act names the count of acts its person had seen. What others did since to other cells is merged; to the same cells
the act is refused and says who did what.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken, Stale
from yanzhen.planning.calc import cubes, packing
from yanzhen.planning.calc.allocation import CannotHold
from yanzhen.planning.calc.cubes import Cube, Selection
from yanzhen.planning.enums import Basis
from yanzhen.planning.models import Board, BoardMove
from yanzhen.planning.queries import board_bases, board_views
from yanzhen.planning.queries.board_views import View
from yanzhen.planning.services import board_words, plans
from yanzhen.platform import audit, signing, writes
from yanzhen.platform.actor import Actor

KEPT = 100
"""Acts that can be undone; older ones keep their line only."""
Holds = frozenset[int | str]
Changed = Callable[[Cube], Cube]


@dataclass(frozen=True)
class Outcome:
    """The board after an act, its cube, and whether anything changed."""

    board: Board
    cube: Cube
    did: bool = True


def acted(
    board: Board,
    change: Changed,
    *,
    actor: Actor,
    seen: int,
    kind: str,
    words: Mapping[str, Any],
    chosen: Iterable[Selection] = (),
) -> Outcome:
    """Carry an act out on the newest state. `chosen` is what its person meant to touch."""
    row = writes.locked(board)
    plans.only_drafted(row.plan, row.unit_id, actor, "planning.change_board")
    plans.only_open(row.plan)
    cube = board_views.cube(row)
    touched = packing.unpack(row.touched, "number", board_views.shape(row))
    if seen < row.moves:
        _refuse_overlap(row, cube, touched, chosen, seen)
    try:
        new = change(cube)
        if abs(new.total) > cubes.LIMIT:
            raise RuleBroken(_("This figure is too large for a board."), field="board", code="size")
    except CannotHold as error:
        raise board_words.infeasible(row, error, actor) from error
    moved = (new.cells != cube.cells) | (new.locks != cube.locks) | (new.floors != cube.floors)
    if not moved.any():
        return Outcome(row, cube, did=False)
    _store(row, cube, new, touched, moved, actor=actor, kind=kind, words=words)
    return Outcome(row, new)


def _refuse_overlap(row: Board, cube: Cube, touched: Any, chosen: Iterable[Selection], seen: int) -> None:
    for selection in chosen:
        latest = int(touched[cubes.grid(cube, selection)].max(initial=0))
        if latest > seen:
            raise changed_meanwhile(row, latest)


def changed_meanwhile(row: Board, number: int) -> Stale:
    """Somebody else changed the same cells: who, when."""
    move = BoardMove.objects.filter(board=row, number=number).only("who", "at").first()
    who = move.who if move else "?"
    at = f"{timezone.localtime(move.at):%H:%M}" if move else ""
    text = _("{who} changed the same cells at {time}. Nothing of yours was saved; look at theirs, then enter it again.")
    return Stale(text.format(who=who, time=at))


def _store(
    row: Board, old: Cube, new: Cube, touched: Any, moved: Any, *, actor: Actor, kind: str, words: Mapping[str, Any]
) -> BoardMove:
    row.moves += 1
    touched[moved] = row.moves
    row.touched = packing.pack(touched, "number")
    fields = ["touched", "moves", "total", "version", "updated_at"]
    for name, kept, table in (("cells", "cents", "cells"), ("locks", "mark", "locks"), ("floors", "cents", "floors")):
        if (getattr(new, table) != getattr(old, table)).any():
            setattr(row, name, packing.pack(getattr(new, table), kept))
            fields.append(name)
    before = row.total
    row.total = Decimal(new.total).scaleb(-2)
    row.version += 1
    row.save(update_fields=fields)
    where = np.nonzero(moved.reshape(-1))[0]
    parts = 1 if len(fields) == 6 and "cells" in fields else 3
    move = BoardMove.objects.create(
        board=row, number=row.moves, kind=kind, words=dict(words),
        user_id=signing.signer(actor), who=signing.signature(actor, row),
        places=packing.pack(where, "number"), before=values_in(old, where, parts), after=values_in(new, where, parts),
    )  # fmt: skip
    if kind not in {"undo", "redo"}:
        BoardMove.objects.filter(board=row, user_id=move.user_id, is_undone=True).update(is_closed=True)  # type: ignore[misc]
    aged = BoardMove.objects.filter(board=row, number=row.moves - KEPT)
    aged.update(is_closed=True, places=b"", before=b"", after=b"")
    audit.record(
        actor, f"board_{kind}", row, before={"total": str(before)},
        after={"total": str(row.total), "cells": int(moved.sum()), **words},
    )  # fmt: skip
    return move


def values_in(cube: Cube, where: Any, parts: int) -> bytes:
    """What stands in these cells: amounts alone (1 part), or amounts, locks and floors (3)."""
    tables = (cube.cells, cube.locks, cube.floors)[:parts]
    return packing.pack(np.concatenate([table.reshape(-1)[where] for table in tables]), "cents")


@writes.write("planning.change_board")
def put(
    board: Board,
    *,
    actor: Actor,
    seen: int,
    view: View,
    cells: Sequence[tuple[int | None, int | None, int]],
    holds: Holds = frozenset(),
    words: Mapping[str, Any] | None = None,
) -> Outcome:
    """Let seen cells come to these cents; a row or column of None is a margin, both None the total."""
    targets = [(_chosen(board, view, row, column), cents) for row, column, cents in cells]
    return acted(
        board, lambda cube: _put_all(cube, board, targets, holds), actor=actor, seen=seen, kind="put",
        words=words or {"cells_typed": len(cells)}, chosen=[t[0] for t in targets],
    )  # fmt: skip


def _chosen(board: Board, view: View, row: int | None, column: int | None) -> Selection:
    rows, columns = (None if row is None else [row]), (None if column is None else [column])
    return board_views.selection(board, board_views.checked(board, view), rows, columns)


def _put_all(cube: Cube, board: Board, targets: Sequence[tuple[Selection, int]], holds: Holds) -> Cube:
    weights = board_views.weights(board)
    for selection, cents in targets:
        cube = cubes.put(cube, selection, cents, weights, holds)
    return cube


@writes.write("planning.change_board")
def change_by(
    board: Board, *, actor: Actor, seen: int, view: View, cell: tuple[int | None, int | None], rate: Decimal,
    of: str = "", holds: Holds = frozenset(),
) -> Outcome:  # fmt: skip
    """Raise a cell by so many per cent of itself, or (`of`: row, column, total) make it so many per cent of a sum."""
    row, column = cell
    selection = _chosen(board, view, row, column)
    sums = {"row": (row, None), "column": (None, column), "total": (None, None)}
    base = _chosen(board, view, *sums[of]) if of else selection

    def change(cube: Cube) -> Cube:
        factor = rate / 100 if of else 1 + rate / 100
        aim = int((cubes.amount(cube, base) * factor).quantize(Decimal(1), ROUND_HALF_UP))
        return cubes.put(cube, selection, aim, board_views.weights(board), holds)

    return acted(
        board, change, actor=actor, seen=seen, kind="put", chosen=[selection],
        words={"rate": str(rate), "of": of},
    )  # fmt: skip


@writes.write("planning.change_board")
def lock(
    board: Board, *, actor: Actor, seen: int, view: View, rows: Sequence[int] | None, columns: Sequence[int] | None,
    on: bool,
) -> Outcome:  # fmt: skip
    """Lock or unlock cells: locked ones stay whatever happens around them."""
    selection = board_views.selection(board, board_views.checked(board, view), rows, columns)
    kind = "lock" if on else "unlock"
    return acted(board, lambda c: cubes.lock(c, selection, on), actor=actor, seen=seen, kind=kind, words={},
                 chosen=[selection])  # fmt: skip


@writes.write("planning.change_board")
def floor(
    board: Board, *, actor: Actor, seen: int, view: View, rows: Sequence[int] | None, columns: Sequence[int] | None,
    on: bool,
) -> Outcome:  # fmt: skip
    """Let cells not fall under what they hold now, or take that away again."""
    selection = board_views.selection(board, board_views.checked(board, view), rows, columns)
    kind = "floor" if on else "unfloor"
    return acted(board, lambda c: cubes.floor(c, selection, on), actor=actor, seen=seen, kind=kind, words={},
                 chosen=[selection])  # fmt: skip


@writes.write("planning.change_board")
def floor_at(
    board: Board, *, actor: Actor, seen: int, view: View, cell: tuple[int | None, int | None], cents: int,
    holds: Holds = frozenset(),
) -> Outcome:  # fmt: skip
    """Let a cell not fall under these cents, and rise to them if it is below; zero takes the floor away."""
    selection = _chosen(board, view, *cell)
    weights = board_views.weights(board)
    return acted(
        board, lambda cube: cubes.floor_at(cube, selection, cents, weights, holds), actor=actor, seen=seen,
        kind="floor" if cents else "unfloor", words={}, chosen=[selection],
    )  # fmt: skip


@writes.write("planning.change_board")
def spread(
    board: Board, *, actor: Actor, seen: int, view: View, rows: Sequence[int] | None = None,
    columns: Sequence[int] | None = None, basis: str = Basis.HISTORY, holds: Holds = frozenset(),
    total: int | None = None,
) -> Outcome:  # fmt: skip
    """Spread the free cells of a selection by a basis; its sum stays or becomes `total`, and what is held holds."""
    if basis not in Basis.values:
        raise RuleBroken(_("There is no such basis."), field="basis", code="basis")
    selection = board_views.selection(board, board_views.checked(board, view), rows, columns)
    weights = _weights(board, actor, basis)
    outcome = acted(
        board, lambda cube: cubes.rest(cube, selection, weights, holds, total), actor=actor, seen=seen, kind="spread",
        words={"basis": basis}, chosen=[selection],
    )  # fmt: skip
    if all(s is None for s in selection) and outcome.board.basis != basis:
        outcome.board.basis = basis
        outcome.board.save(update_fields=["basis"])
    return outcome


def _weights(board: Board, actor: Actor, basis: str) -> Any:
    if basis == board.basis:
        return board_views.weights(board)
    weights, notes = board_bases.weights_by(actor, wanted(board), basis)
    missing = MISSING.keys() & {note["code"] for note in notes}
    if missing:
        raise RuleBroken(MISSING[missing.pop()](), field="basis", code="basis")
    return weights


MISSING: dict[str, Callable[[], str]] = {
    "no_last_plan": lambda: _("There is no earlier plan in this currency to spread by."),
    "no_forecast": lambda: _("There is no forecast yet to spread by; make one first."),
    "no_potential": lambda: _("Nothing is known of the potential of these places."),
}


def wanted(board: Board) -> board_bases.Wanted:
    """The frame of a board, for what the books say about it."""
    keys = {side: board.keys[side] for side in board.sides}
    return board_bases.Wanted(board.plan, board.unit, tuple(board.sides), keys, board.metric, timezone.localdate())


@writes.write("planning.change_board")
def mix(board: Board, *, actor: Actor, seen: int, side: str, shares: Sequence[int]) -> Outcome:
    """Give one side these shares of the total (a mix policy); the other sides keep their sums."""
    if side not in board.sides or len(shares) != len(board.keys[side]):
        raise RuleBroken(_("Name one share for each place of the side."), field="shares", code="shares")
    if any(s < 0 for s in shares) or not any(shares):
        raise RuleBroken(_("Shares are zero or more, and not all zero."), field="shares", code="shares")
    axis = board.sides.index(side)
    every: Selection = tuple(None for _side in board.sides)
    return acted(
        board, lambda cube: cubes.mixed(cube, axis, np.array(shares, np.int64)), actor=actor, seen=seen, kind="mix",
        words={"side": side}, chosen=[every],
    )  # fmt: skip
