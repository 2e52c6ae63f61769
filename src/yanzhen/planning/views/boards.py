"""The allocation board itself: a grid of its own, the cell bar above, the quality of the spread beside it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from yanzhen.planning.enums import Basis
from yanzhen.planning.lists import board_files
from yanzhen.planning.models import Board, Plan
from yanzhen.planning.queries import board_views, boards
from yanzhen.planning.queries.board_frames import frame, undoable
from yanzhen.planning.services import proposals
from yanzhen.planning.views import board_words, heads
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.views import actor_of, needs

heads.add(heads.Place(30, "board", gettext_lazy("Board"), "planning:plan_board", "planning.view_board"))


def board_of(request: HttpRequest, pk: int) -> Board:
    """The draft, or 404 when it is out of reach."""
    return boards.one(actor_of(request), pk)


@require_GET
@needs("planning.view_board")
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The board: a grid of its own, the cell bar above, the quality of the spread beside it."""
    board, actor = board_of(request, pk), actor_of(request)
    view, shown = board_views.usual(board), frame(board, actor)
    may_propose = shown["may_change"] and not shown["may_choose"]
    context = {
        "page": {"title": str(board)},
        "trail": [
            (_("Plans"), reverse("planning:plan_list")),
            (str(board.plan), reverse("planning:plan_record", args=[board.plan_id])),
            (_("Board"), reverse("planning:plan_board", args=[board.plan_id])),
        ],
        "head": heads.head(board.plan, actor, "board"),
        "board": board,
        "frame": shown,
        "leaders": [person.name for person in proposals.leaders(board.plan, actor)[:2]] if may_propose else [],
        "may_propose": may_propose,
        "proposal": boards.proposal(board) if shown["is_proposed"] else None,
        "others": [b for b in boards.listed(actor, board.plan) if b.pk != board.pk and b.metric == board.metric],
        "bases": Basis.choices,
        "files": _files(board, actor),
        "data": {
            "frame": shown,
            "view": {"rows": view.rows, "columns": view.columns},
            "window": board_views.window(board, view, 0, board_views.WINDOW // 4),
            "may": undoable(board, actor),
            "api": f"/api/v1/boards/{board.pk}",
            "unit": "wan" if actor.amount_unit in {"wan", "yi"} else "yuan",
            "words": board_words.for_script(),
            "forecast_url": _forecast_url(board.plan, actor),
        },
    }
    return render(request, "planning/boards/board.html", context)


def _files(board: Board, actor: Actor) -> list[dict[str, str]]:
    """The ways in which the draft leaves as a file."""
    if not actor.can(board_files.EXPORT):
        return []
    url = reverse("planning:board_export", args=[board.pk])
    return [
        {"label": _("Export as {format}").format(format=code.upper()), "url": f"{url}?format={code}"}
        for code in board_files.FORMATS
    ]


def _forecast_url(plan: Plan, actor: Actor) -> str:
    found = [tab["url"] for tab in heads.head(plan, actor, "")["tabs"] if "forecast" in tab["url"]]
    return found[0] if found else ""
