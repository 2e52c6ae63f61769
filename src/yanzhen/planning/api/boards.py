"""The allocation board for programs; the page uses the same addresses."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router

from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import units
from yanzhen.planning.api import board_schemas as shapes
from yanzhen.planning.calc import cubes, typed
from yanzhen.planning.enums import MONEY, Dim, Metric
from yanzhen.planning.models import Board, BoardMove
from yanzhen.planning.queries import board_cells, board_notes, board_quality, board_views, boards, places, plans
from yanzhen.planning.queries.board_views import View
from yanzhen.planning.services import board_acts, board_pasting
from yanzhen.planning.services import boards as services
from yanzhen.planning.services.board_acts import Outcome
from yanzhen.planning.services.board_pasting import words
from yanzhen.platform import signing
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.api import Key, answer
from yanzhen.platform.pages.schemas import PROBLEMS

router = Router(tags=["boards"])
VIEW, CHANGE = "planning.view_board", "planning.change_board"


def _options(code: str, name: str, summary: str, shape: Any, status: int = 200) -> dict[str, Any]:
    return {
        "response": {status: shape, **PROBLEMS},
        "operation_id": name,
        "summary": summary,
        "openapi_extra": {"x-function": code},
    }


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def board_of(request: HttpRequest, pk: int) -> Board:
    """The draft, or 404 when it is out of reach."""
    actor_of(request).require(VIEW)
    return get_object_or_404(boards.visible(actor_of(request)), pk=pk)


def view_of(given: shapes.BoardViewIn) -> View:
    return View(given.rows, given.columns, given.third)


def head(board: Board) -> dict[str, Any]:
    return {
        "id": board.pk,
        "plan": board.plan_id,
        "name": board.name,
        "unit": board.unit.label,
        "owner": board.owner.label if board.owner else "",
        "metric": board.metric,
        "metric_label": str(Metric(board.metric).label),
        "basis": board.basis,
        "sides": board.sides,
        "total": str(board.total),
        "currency": board.plan.currency if board.metric in MONEY else "",
        "moves": board.moves,
        "is_chosen": board.is_chosen,
        "changed_at": f"{timezone.localtime(board.updated_at):%Y-%m-%d %H:%M}",
    }


def frame(board: Board, actor: Actor) -> dict[str, Any]:
    """All that stays while a draft is edited."""
    sides = [
        {"code": s, "label": str(Dim(s).label), "keys": board.keys[s], "names": places.names(actor, s, board.keys[s])}
        for s in board.sides
    ]
    is_open = board.plan.state not in {"published", "replaced"}
    may = is_open and actor.can(CHANGE)
    return {**head(board), "places": sides, "notes": board_notes.notes(board, actor), "may_change": may}


def acted(outcome: Outcome, given: shapes.BoardViewIn, actor: Actor) -> dict[str, Any]:
    """The answer to an act: what one's screen shows now."""
    found = board_views.window(outcome.board, view_of(given), given.start, given.stop, outcome.cube)
    return {"did": outcome.did, **undoable(outcome.board, actor), "window": found}


def undoable(board: Board, actor: Actor) -> dict[str, bool]:
    rows = BoardMove.objects.filter(board=board, user_id=signing.signer(actor), is_closed=False)
    undone = list(rows.exclude(kind__in=["undo", "redo"]).values_list("is_undone", flat=True).distinct())
    return {"can_undo": False in undone, "can_redo": True in undone}


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


def cents_of(text: str, currency: str, field: str) -> int:
    """An amount that somebody typed."""
    try:
        value = typed.read(text, currency)
    except typed.NotANumber as error:
        raise RuleBroken(words(error), field=field, code="figure") from error
    if value.kind != "amount":
        raise RuleBroken(_("Enter an amount here."), field=field, code="figure")
    return int(value.value)


@router.get("/boards", **_options(VIEW, "board_list", "Drafts of a plan", list[shapes.BoardHead]))
def listed(request: HttpRequest, plan: int):  # type: ignore[no-untyped-def]
    """The drafts of a plan in reach, the chosen one first."""
    actor = actor_of(request)
    actor.require(VIEW)
    row = get_object_or_404(plans.visible(actor), pk=plan)
    return answer([head(board) for board in boards.listed(actor, row)])


@router.post("/boards", **_options("planning.add_board", "board_add", "Open a draft", shapes.BoardFrame, 201))
def add(request: HttpRequest, given: shapes.BoardNewIn):  # type: ignore[no-untyped-def]
    """A new draft, spread by a basis."""
    actor = actor_of(request)
    actor.require("planning.add_board")
    plan = get_object_or_404(plans.visible(actor), pk=given.plan)
    unit = get_object_or_404(units.visible(actor), pk=given.unit) if given.unit is not None else None
    total = cents_of(given.total, plan.currency, "total") if given.total else None
    row = services.create(
        actor=actor, plan=plan, name=given.name, sides=given.sides, unit=unit, metric=given.metric, basis=given.basis,
        total=total,
    )  # fmt: skip
    return answer(frame(row, actor), 201)


@router.get("/boards/{pk}", **_options(VIEW, "board_read", "A draft", shapes.BoardFrame))
def read(request: HttpRequest, pk: Key):  # type: ignore[no-untyped-def]
    """The draft with its sides and places."""
    return answer(frame(board_of(request, pk), actor_of(request)))


@router.patch("/boards/{pk}", **_options(CHANGE, "board_rename", "Rename a draft", shapes.BoardHead))
def rename(request: HttpRequest, pk: Key, given: shapes.BoardNameIn):  # type: ignore[no-untyped-def]
    """Another name."""
    return answer(head(services.rename(board_of(request, pk), actor=actor_of(request), name=given.name)))


@router.delete("/boards/{pk}", **_options("planning.remove_board", "board_remove", "Remove a draft", None, 204))
def remove(request: HttpRequest, pk: Key):  # type: ignore[no-untyped-def]
    """Remove a draft; the plan's figures stay."""
    services.remove(board_of(request, pk), actor=actor_of(request))
    return answer(None, 204)


@router.post("/boards/{pk}/copy", **_options("planning.add_board", "board_copy", "Copy a draft", shapes.BoardHead, 201))
def copy(request: HttpRequest, pk: Key, given: shapes.BoardNameIn):  # type: ignore[no-untyped-def]
    """Another draft that begins with the same figures."""
    return answer(head(services.copy(board_of(request, pk), actor=actor_of(request), name=given.name)), 201)


@router.get("/boards/{pk}/window", **_options(VIEW, "board_window", "Figures of a draft", shapes.BoardActed))
def window(request: HttpRequest, pk: Key, given: Query[shapes.BoardViewIn]):  # type: ignore[no-untyped-def]
    """Some rows and all sums, in cents."""
    board, actor = board_of(request, pk), actor_of(request)
    found = board_views.window(board, view_of(given), given.start, given.stop)
    return answer({"did": False, **undoable(board, actor), "window": found})


@router.get("/boards/{pk}/cell", **_options(VIEW, "board_cell", "What stands behind a cell", shapes.BoardBehind))
def cell(  # type: ignore[no-untyped-def]
    request: HttpRequest, pk: Key, given: Query[shapes.BoardViewIn], row: int | None = None, column: int | None = None
):
    """Last year, shares, forecast, locks, who changed it when."""
    found = board_cells.behind(actor_of(request), board_of(request, pk), view_of(given), row, column)
    return answer(vars(found))


@router.get(
    "/boards/{pk}/quality", **_options(VIEW, "board_quality", "How good a spread is", shapes.BoardQuality | None)
)
def quality(request: HttpRequest, pk: Key):  # type: ignore[no-untyped-def]
    """Fairness, feasibility, progress; null for a draft of months alone."""
    found = board_quality.quality(actor_of(request), board_of(request, pk))
    return answer(None if found is None else quality_payload(found))


def quality_payload(found: board_quality.Quality) -> dict[str, Any]:
    above = {line.key for line in found.above}
    lines: list[Mapping[str, Any]] = [
        {**vars(line), "ratio": None if line.ratio is None else str(line.ratio), "is_above_all": line.key in above}
        for line in found.lines
    ]
    return {
        "side": found.side,
        "source": found.source,
        "gini": None if found.curve.gini is None else str(found.curve.gini),
        "curve": [[str(x), str(y)] for x, y in found.curve.points],
        "record": found.record,
        "chance": found.chance,
        "expected": found.expected,
        "lines": lines,
    }


@router.get("/boards/{pk}/compare", **_options(VIEW, "board_compare", "Two drafts side by side", shapes.BoardCompared))
def compare(request: HttpRequest, pk: Key, given: Query[shapes.BoardViewIn], other: Key):  # type: ignore[no-untyped-def]
    """Sums of both, seen the same way."""
    return answer(board_cells.compared(board_of(request, pk), board_of(request, other), view_of(given)))


@router.get("/boards/{pk}/moves", **_options(VIEW, "board_moves", "Acts on a draft", list[shapes.BoardMoveOut]))
def moves(request: HttpRequest, pk: Key):  # type: ignore[no-untyped-def]
    """The latest hundred acts."""
    rows = boards.moves(board_of(request, pk))[:100]
    return answer([
        {"number": m.number, "who": m.who, "at": f"{timezone.localtime(m.at):%Y-%m-%d %H:%M}",
         "what": board_cells.told(m), "is_undone": m.is_undone}
        for m in rows
    ])  # fmt: skip


@router.post("/boards/{pk}/edit", **_options(CHANGE, "board_edit", "Enter figures", shapes.BoardActed))
def edit(request: HttpRequest, pk: Key, given: shapes.BoardEditIn):  # type: ignore[no-untyped-def]
    """Amounts of cells, margins or the total; one cell may also take a change or a share in per cent."""
    board, actor = board_of(request, pk), actor_of(request)
    common: dict[str, Any] = {"actor": actor, "seen": given.seen, "view": view_of(given.view)}
    holds = holds_of(board, given.holds)
    found = [(c.row, c.column, _typed(board, c.text, n)) for n, c in enumerate(given.cells)]
    if all(value.kind == "amount" for _row, _column, value in found):
        cells = [(row, column, int(value.value)) for row, column, value in found]
        return answer(acted(board_acts.put(board, cells=cells, holds=holds, **common), given.view, actor))
    if len(found) > 1:
        raise RuleBroken(_("Enter a change or a share into one cell at a time."), field="cells", code="one")
    row, column, value = found[0]
    of = _share_of(given.share_of) if value.kind == "share" else ""
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
        raise RuleBroken(words(error), field=f"cells.{number}", code="figure") from error


def _range_act(service: Callable[..., Outcome], request: HttpRequest, pk: int, given: Any, **more: Any) -> Any:
    actor = actor_of(request)
    outcome = service(
        board_of(request, pk), actor=actor, seen=given.seen, view=view_of(given.view), rows=given.row_places,
        columns=given.column_places, **more,
    )  # fmt: skip
    return answer(acted(outcome, given.view, actor))


@router.post("/boards/{pk}/lock", **_options(CHANGE, "board_lock", "Lock or unlock cells", shapes.BoardActed))
def lock(request: HttpRequest, pk: Key, given: shapes.BoardLockIn):  # type: ignore[no-untyped-def]
    """Locked cells stay whatever happens around them."""
    return _range_act(board_acts.lock, request, pk, given, on=given.on)


@router.post("/boards/{pk}/floor", **_options(CHANGE, "board_floor", "Set or take away floors", shapes.BoardActed))
def floor(request: HttpRequest, pk: Key, given: shapes.BoardLockIn):  # type: ignore[no-untyped-def]
    """Cells with a floor do not fall under what they hold now."""
    return _range_act(board_acts.floor, request, pk, given, on=given.on)


@router.post("/boards/{pk}/spread", **_options(CHANGE, "board_spread", "Spread the rest", shapes.BoardActed))
def spread(request: HttpRequest, pk: Key, given: shapes.BoardSpreadIn):  # type: ignore[no-untyped-def]
    """Spread the free cells by a basis."""
    board = board_of(request, pk)
    total = cents_of(given.total, board.plan.currency, "total") if given.total else None
    holds = holds_of(board, given.holds)
    return _range_act(board_acts.spread, request, pk, given, basis=given.basis, holds=holds, total=total)


@router.post("/boards/{pk}/paste", **_options(CHANGE, "board_paste", "Paste a block", shapes.BoardActed))
def paste(request: HttpRequest, pk: Key, given: shapes.BoardPasteIn):  # type: ignore[no-untyped-def]
    """All of a block, or nothing and a list of the cells that cannot be taken (`block.row.column`)."""
    actor = actor_of(request)
    outcome = board_pasting.paste(
        board_of(request, pk), actor=actor, seen=given.seen, view=view_of(given.view), row=given.row,
        column=given.column, block=given.block,
    )  # fmt: skip
    return answer(acted(outcome, given.view, actor))


@router.post("/boards/{pk}/mix", **_options(CHANGE, "board_mix", "Set a mix", shapes.BoardActed))
def mix(request: HttpRequest, pk: Key, given: shapes.BoardMixIn):  # type: ignore[no-untyped-def]
    """Shares of one side; the other sides keep their sums."""
    actor, board = actor_of(request), board_of(request, pk)
    shares = [cents_of(text, "", f"shares.{n}") for n, text in enumerate(given.shares)]
    outcome = board_acts.mix(board, actor=actor, seen=given.seen, side=given.side, shares=shares)
    return answer(acted(outcome, given.view, actor))


@router.post("/boards/{pk}/undo", **_options(CHANGE, "board_undo", "Undo", shapes.BoardActed))
def undo(request: HttpRequest, pk: Key, given: shapes.BoardActIn):  # type: ignore[no-untyped-def]
    """Take back one's own latest act."""
    actor = actor_of(request)
    return answer(acted(board_acts.undo(board_of(request, pk), actor=actor), given.view, actor))


@router.post("/boards/{pk}/redo", **_options(CHANGE, "board_redo", "Do again", shapes.BoardActed))
def redo(request: HttpRequest, pk: Key, given: shapes.BoardActIn):  # type: ignore[no-untyped-def]
    """Do again what one took back."""
    actor = actor_of(request)
    return answer(acted(board_acts.redo(board_of(request, pk), actor=actor), given.view, actor))


@router.post(
    "/boards/{pk}/choose", **_options(CHANGE, "board_choose", "Take a draft into the plan", shapes.BoardChosen)
)
def choose(request: HttpRequest, pk: Key, given: shapes.BoardSeenIn):  # type: ignore[no-untyped-def]
    """The figures of this draft become those of the plan."""
    return answer({"figures": services.choose(board_of(request, pk), actor=actor_of(request), seen=given.seen)})
