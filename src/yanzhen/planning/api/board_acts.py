"""Acts on the allocation board for programs; each answers with what the editor's screen shows now."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.api import board_schemas as shapes
from yanzhen.planning.api.boards import board_of, operation, router, view_of
from yanzhen.planning.calc import cubes, typed
from yanzhen.planning.enums import MONEY
from yanzhen.planning.models import Board
from yanzhen.planning.queries import board_views
from yanzhen.planning.queries.board_frames import CHANGE, undoable
from yanzhen.planning.services import board_acts, board_pasting, board_undoing
from yanzhen.planning.services.board_acts import Outcome
from yanzhen.planning.services.board_words import cents_of, no_figure
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.api import Key, answer
from yanzhen.platform.pages.doors import actor_of

__all__ = ["router"]


def holds_of(board: Board, given: list[str]) -> frozenset[int | str]:
    found: set[int | str] = set()
    for code in given:
        if code == cubes.TOTAL:
            found.add(code)
        elif code in board.sides:
            found.add(board.sides.index(code))
        else:
            raise RuleBroken(_("This board does not have this side."), field="holds", code="holds")
    return frozenset(found)


def acted(outcome: Outcome, given: shapes.BoardViewIn, actor: Actor) -> dict[str, Any]:
    """The answer to an act: what one's screen shows now."""
    found = board_views.window(outcome.board, view_of(given), given.start, given.stop, outcome.cube)
    return {"did": outcome.did, **undoable(outcome.board, actor), "window": found}


@operation("POST", "/boards/{pk}/edit", CHANGE, "board_edit", "Enter figures", shapes.BoardActed)
def edit(request: HttpRequest, pk: Key, given: shapes.BoardEditIn):  # type: ignore[no-untyped-def]
    """Amounts of cells, margins or the total; one cell may also take a change or a share in per cent, or a floor."""
    board, actor = board_of(request, pk, CHANGE), actor_of(request)
    common: dict[str, Any] = {"actor": actor, "seen": given.seen, "view": view_of(given.view)}
    holds = holds_of(board, given.holds)
    found = [(c.row, c.column, _typed(board, c.text, n)) for n, c in enumerate(given.cells)]
    if all(value.kind == "amount" for _row, _column, value in found):
        cells = [(row, column, int(value.value)) for row, column, value in found]
        return answer(acted(board_acts.put(board, cells=cells, holds=holds, **common), given.view, actor))
    if len(found) > 1:
        raise RuleBroken(_("Enter a change, a share or a floor into one cell at a time."), field="cells", code="one")
    row, column, value = found[0]
    if value.kind == "floor":
        outcome = board_acts.floor_at(board, cell=(row, column), cents=int(value.value), holds=holds, **common)
        return answer(acted(outcome, given.view, actor))
    of = value.of or _share_of(given.share_of) if value.kind == "share" else ""
    outcome = board_acts.change_by(board, cell=(row, column), rate=Decimal(value.value), of=of, holds=holds, **common)
    return answer(acted(outcome, given.view, actor))


def _share_of(given: str) -> str:
    if given not in {"row", "column", "total"}:
        raise RuleBroken(_("A share is of the row, the column or the total."), field="share_of", code="share_of")
    return given


def _typed(board: Board, text: str, number: int) -> typed.Typed:
    try:
        return typed.read(text, board.plan.currency if board.metric in MONEY else "")
    except typed.NotANumber as error:
        raise RuleBroken(no_figure(error), field=f"cells.{number}", code="figure") from error


def _range_act(service: Callable[..., Outcome], request: HttpRequest, pk: int, given: Any, **more: Any) -> Any:
    actor = actor_of(request)
    outcome = service(
        board_of(request, pk, CHANGE), actor=actor, seen=given.seen, view=view_of(given.view), rows=given.row_places,
        columns=given.column_places, **more,
    )  # fmt: skip
    return answer(acted(outcome, given.view, actor))


@operation("POST", "/boards/{pk}/lock", CHANGE, "board_lock", "Lock or unlock cells", shapes.BoardActed)
def lock(request: HttpRequest, pk: Key, given: shapes.BoardLockIn):  # type: ignore[no-untyped-def]
    """Locked cells stay whatever happens around them."""
    return _range_act(board_acts.lock, request, pk, given, on=given.on)


@operation("POST", "/boards/{pk}/floor", CHANGE, "board_floor", "Set or take away floors", shapes.BoardActed)
def floor(request: HttpRequest, pk: Key, given: shapes.BoardLockIn):  # type: ignore[no-untyped-def]
    """Cells with a floor do not fall under what they hold now."""
    return _range_act(board_acts.floor, request, pk, given, on=given.on)


@operation("POST", "/boards/{pk}/spread", CHANGE, "board_spread", "Spread the rest", shapes.BoardActed)
def spread(request: HttpRequest, pk: Key, given: shapes.BoardSpreadIn):  # type: ignore[no-untyped-def]
    """Spread the free cells by a basis."""
    board = board_of(request, pk, CHANGE)
    total = cents_of(given.total, board.plan.currency, "total") if given.total else None
    holds = holds_of(board, given.holds)
    return _range_act(board_acts.spread, request, pk, given, basis=given.basis, holds=holds, total=total)


@operation("POST", "/boards/{pk}/paste", CHANGE, "board_paste", "Paste a block", shapes.BoardActed)
def paste(request: HttpRequest, pk: Key, given: shapes.BoardPasteIn):  # type: ignore[no-untyped-def]
    """All of a block, or nothing and a list of the cells that cannot be taken (`block.row.column`)."""
    actor = actor_of(request)
    outcome = board_pasting.paste(
        board_of(request, pk, CHANGE), actor=actor, seen=given.seen, view=view_of(given.view), row=given.row,
        column=given.column, block=given.block,
    )  # fmt: skip
    return answer(acted(outcome, given.view, actor))


@operation("POST", "/boards/{pk}/mix", CHANGE, "board_mix", "Set a mix", shapes.BoardActed)
def mix(request: HttpRequest, pk: Key, given: shapes.BoardMixIn):  # type: ignore[no-untyped-def]
    """Shares of one side; the other sides keep their sums."""
    actor, board = actor_of(request), board_of(request, pk, CHANGE)
    shares = [cents_of(text, "", f"shares.{n}") for n, text in enumerate(given.shares)]
    outcome = board_acts.mix(board, actor=actor, seen=given.seen, side=given.side, shares=shares)
    return answer(acted(outcome, given.view, actor))


@operation("POST", "/boards/{pk}/undo", CHANGE, "board_undo", "Undo", shapes.BoardActed)
def undo(request: HttpRequest, pk: Key, given: shapes.BoardActIn):  # type: ignore[no-untyped-def]
    """Take back one's own latest act."""
    actor = actor_of(request)
    return answer(acted(board_undoing.undo(board_of(request, pk, CHANGE), actor=actor), given.view, actor))


@operation("POST", "/boards/{pk}/redo", CHANGE, "board_redo", "Do again", shapes.BoardActed)
def redo(request: HttpRequest, pk: Key, given: shapes.BoardActIn):  # type: ignore[no-untyped-def]
    """Do again what one took back."""
    actor = actor_of(request)
    return answer(acted(board_undoing.redo(board_of(request, pk, CHANGE), actor=actor), given.view, actor))
