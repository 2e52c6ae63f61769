"""Taking one's own acts on a board back, and doing them again; what others changed since is left alone."""

from typing import Any

from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.calc import packing
from yanzhen.planning.calc.cubes import Cube
from yanzhen.planning.models import Board, BoardMove
from yanzhen.planning.services.board_acts import Outcome, acted, changed_meanwhile, values_in
from yanzhen.platform import signing, writes
from yanzhen.platform.actor import Actor


@writes.write("planning.change_board")
def undo(board: Board, *, actor: Actor) -> Outcome:
    """Take back the latest act of one's own that still stands."""
    own = _own(board, actor).filter(is_undone=False).order_by("-number").first()
    if own is None:
        raise RuleBroken(_("There is nothing of yours to undo."), field="board", code="nothing")
    return _turned(board, own, actor=actor, kind="undo", take="before", expect="after")


@writes.write("planning.change_board")
def redo(board: Board, *, actor: Actor) -> Outcome:
    """Do again what one took back last."""
    own = _own(board, actor).filter(is_undone=True).order_by("number").first()
    if own is None:
        raise RuleBroken(_("There is nothing of yours to do again."), field="board", code="nothing")
    return _turned(board, own, actor=actor, kind="redo", take="after", expect="before")


def _own(board: Board, actor: Actor) -> Any:
    rows = BoardMove.objects.filter(board=board, user_id=signing.signer(actor), is_closed=False)  # type: ignore[misc]
    return rows.exclude(kind__in=["undo", "redo"])


def _turned(board: Board, move: BoardMove, *, actor: Actor, kind: str, take: str, expect: str) -> Outcome:
    """Put the values of before (or after) an act back, unless somebody else changed the same cells since."""
    where = packing.unpack(move.places, "number", (-1,))

    def change(cube: Cube) -> Cube:
        taken = packing.unpack(getattr(move, take), "cents", (-1,)).reshape(-1, len(where))
        if values_in(cube, where, len(taken)) != bytes(getattr(move, expect)):
            row = Board.objects.get(pk=board.pk)
            touched = packing.unpack(row.touched, "number", (-1,))
            raise changed_meanwhile(row, int(touched[where].max()))
        new = Cube(cube.cells.copy(), cube.locks.copy(), cube.floors.copy())
        tables: tuple[Any, ...] = (new.cells, new.locks, new.floors)
        for table, values in zip(tables, taken, strict=False):
            table.reshape(-1)[where] = values
        return new

    outcome = acted(board, change, actor=actor, seen=2**31, kind=kind, words={"act": move.number})
    BoardMove.objects.filter(pk=move.pk).update(is_undone=kind == "undo")
    return outcome
