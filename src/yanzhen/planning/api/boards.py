"""The allocation board for programs; the page uses the same addresses."""

from collections.abc import Mapping
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router

from yanzhen.organization.queries import units
from yanzhen.planning.api import board_schemas as shapes
from yanzhen.planning.api import doors
from yanzhen.planning.api.doors import plan_of
from yanzhen.planning.lists import board_files
from yanzhen.planning.models import Board
from yanzhen.planning.queries import board_cells, board_quality, board_views, boards
from yanzhen.planning.queries.board_frames import CHANGE, frame, head, undoable
from yanzhen.planning.queries.board_views import View
from yanzhen.planning.services import boards as services
from yanzhen.planning.services import proposals
from yanzhen.planning.services.board_words import cents_of
from yanzhen.platform.exporting import permits
from yanzhen.platform.pages.api import FILES, Key, answer
from yanzhen.platform.pages.doors import actor_of, operations

router = Router(tags=["boards"])
operation = operations(router)
VIEW = "planning.view_board"
Row = Annotated[int, Query(ge=0, le=2**63 - 1)]
Place = Annotated[int | None, Query(ge=0, le=10**6)]


def board_of(request: HttpRequest, pk: int, code: str = VIEW) -> Board:
    """The draft, or 404 when it is out of reach; 403 comes first where a function is missing."""
    return doors.board_of(actor_of(request, code, VIEW), pk)


def view_of(given: shapes.BoardViewIn) -> View:
    return View(given.rows, given.columns, given.third)


def look_of(board: Board, given: shapes.BoardLookIn) -> View:
    """The view asked for; the usual one unless sides are named."""
    usual = board_views.usual(board)
    return View(given.rows or usual.rows, given.columns or usual.columns, given.third)


@operation("GET", "/boards", VIEW, "board_list", "Drafts of a plan", list[shapes.BoardHead])
def listed(request: HttpRequest, plan: Row | None = None):  # type: ignore[no-untyped-def]
    """The drafts in reach, the chosen ones first; of one plan or of all."""
    actor = actor_of(request, VIEW)
    row = None if plan is None else plan_of(actor, plan)
    return answer([head(board) for board in boards.listed(actor, row)])


@operation("POST", "/boards", "planning.add_board", "board_add", "Open a draft", shapes.BoardFrame, 201)
def add(request: HttpRequest, given: shapes.BoardNewIn):  # type: ignore[no-untyped-def]
    """A new draft, spread by a basis."""
    actor = actor_of(request, "planning.add_board")
    plan = plan_of(actor, given.plan)
    unit = get_object_or_404(units.visible(actor), pk=given.unit) if given.unit is not None else None
    total = cents_of(given.total, plan.currency, "total") if given.total else None
    row = services.create(
        actor=actor, plan=plan, name=given.name, sides=given.sides, unit=unit, metric=given.metric, basis=given.basis,
        total=total,
    )  # fmt: skip
    return answer(frame(row, actor), 201)


@operation("GET", "/boards/{pk}", VIEW, "board_read", "A draft", shapes.BoardFrame)
def read(request: HttpRequest, pk: Key):  # type: ignore[no-untyped-def]
    """The draft with its sides and places."""
    return answer(frame(board_of(request, pk), actor_of(request)))


@operation("PATCH", "/boards/{pk}", CHANGE, "board_rename", "Rename a draft", shapes.BoardHead)
def rename(request: HttpRequest, pk: Key, given: shapes.BoardNameIn):  # type: ignore[no-untyped-def]
    """Another name."""
    return answer(head(services.rename(board_of(request, pk, CHANGE), actor=actor_of(request), name=given.name)))


@operation("DELETE", "/boards/{pk}", "planning.remove_board", "board_remove", "Remove a draft", None, 204)
def remove(request: HttpRequest, pk: Key):  # type: ignore[no-untyped-def]
    """Remove a draft; the plan's figures stay."""
    services.remove(board_of(request, pk, "planning.remove_board"), actor=actor_of(request))
    return answer(None, 204)


@operation("POST", "/boards/{pk}/copy", "planning.add_board", "board_copy", "Copy a draft", shapes.BoardHead, 201)
def copy(request: HttpRequest, pk: Key, given: shapes.BoardNameIn):  # type: ignore[no-untyped-def]
    """Another draft that begins with the same figures."""
    return answer(
        head(services.copy(board_of(request, pk, "planning.add_board"), actor=actor_of(request), name=given.name)), 201
    )


@operation("GET", "/boards/{pk}/window", VIEW, "board_window", "Figures of a draft", shapes.BoardActed)
def window(request: HttpRequest, pk: Key, given: Query[shapes.BoardLookIn]):  # type: ignore[no-untyped-def]
    """Some rows and all sums, in cents."""
    board, actor = board_of(request, pk), actor_of(request)
    found = board_views.window(board, look_of(board, given), given.start, given.stop)
    return answer({"did": False, **undoable(board, actor), "window": found})


@operation("GET", "/boards/{pk}/cell", VIEW, "board_cell", "What stands behind a cell", shapes.BoardBehind)
def cell(  # type: ignore[no-untyped-def]
    request: HttpRequest, pk: Key, given: Query[shapes.BoardLookIn], row: Place = None, column: Place = None
):
    """Last year, shares, forecast, locks, who changed it when."""
    board = board_of(request, pk)
    found = board_cells.behind(actor_of(request), board, look_of(board, given), row, column)
    return answer(vars(found))


@operation(
    "GET",
    "/boards/{pk}/export",
    board_files.EXPORT,
    "board_export",
    "A draft as a file",
    None,
    extra={"responses": {200: {"description": "the file", "content": FILES}}},
)
def export(request: HttpRequest, pk: Key, given: Query[shapes.BoardFileIn]) -> HttpResponse:
    """The grid as it is shown, within the budget of rows and with the mark of every export."""
    board = board_of(request, pk, board_files.EXPORT)
    asked = given.dict(include={"format", "show", "share_of", "reason"})
    return board_files.file_of(request, actor_of(request), board, look_of(board, given), asked, permits.API)


@operation("GET", "/boards/{pk}/quality", VIEW, "board_quality", "How good a spread is", shapes.BoardQuality | None)
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


@operation("GET", "/boards/{pk}/compare", VIEW, "board_compare", "Two drafts side by side", shapes.BoardCompared)
def compare(request: HttpRequest, pk: Key, given: Query[shapes.BoardLookIn], other: Row = 0):  # type: ignore[no-untyped-def]
    """Sums of both, seen the same way."""
    board = board_of(request, pk)
    return answer(board_cells.compared(board, board_of(request, other), look_of(board, given)))


@operation("GET", "/boards/{pk}/moves", VIEW, "board_moves", "Acts on a draft", list[shapes.BoardMoveOut])
def moves(request: HttpRequest, pk: Key):  # type: ignore[no-untyped-def]
    """The latest hundred acts."""
    rows = boards.moves(board_of(request, pk))[:100]
    return answer([
        {"number": m.number, "who": m.who, "at": f"{timezone.localtime(m.at):%Y-%m-%d %H:%M}",
         "what": board_cells.told(m), "is_undone": m.is_undone}
        for m in rows
    ])  # fmt: skip


@operation("POST", "/boards/{pk}/propose", CHANGE, "board_propose", "Propose a draft", shapes.BoardHead)
def propose(request: HttpRequest, pk: Key, given: shapes.BoardProposeIn):  # type: ignore[no-untyped-def]
    """Put the draft before those who lead the plan; any change after that takes the proposal back."""
    board = board_of(request, pk, CHANGE)
    return answer(head(proposals.propose(board, actor=actor_of(request), seen=given.seen, note=given.note)))


@operation("POST", "/boards/{pk}/choose", CHANGE, "board_choose", "Take a draft into the plan", shapes.BoardChosen)
def choose(request: HttpRequest, pk: Key, given: shapes.BoardSeenIn):  # type: ignore[no-untyped-def]
    """The figures of this draft become those of the plan."""
    return answer({"figures": services.choose(board_of(request, pk, CHANGE), actor=actor_of(request), seen=given.seen)})
