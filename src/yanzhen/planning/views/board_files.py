"""A draft as a file for whoever asks on the page, and the form where a reason or a consent is missing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.lists import board_files
from yanzhen.planning.models import Board
from yanzhen.planning.queries import board_views
from yanzhen.planning.queries.board_views import View
from yanzhen.planning.views.boards import board_of
from yanzhen.platform.actor import Actor
from yanzhen.platform.exporting import permits
from yanzhen.platform.pages.views import actor_of, needs

OWN = frozenset({"format", "reason", "start", "stop"})


@require_GET
@needs(board_files.EXPORT)
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The grid as xlsx or csv, as it is shown."""
    board, actor = board_of(request, pk), actor_of(request)
    view = _view(board, request)
    try:
        return board_files.file_of(request, actor, board, view, request.GET.dict(), permits.PAGE)
    except RuleBroken as broken:
        return _asking(request, board, actor, broken)


def _view(board: Board, request: HttpRequest) -> View:
    """The sides of the address where they make sense, otherwise the usual look."""
    usual, given, third = board_views.usual(board), request.GET, request.GET.get("third", "")
    place = int(third) if third.isascii() and third.isdigit() and len(third) < 8 else None
    view = View(given.get("rows") or usual.rows, given.get("columns") or usual.columns, place)
    try:
        return board_views.checked(board, view)
    except RuleBroken:
        return usual


def _asking(request: HttpRequest, board: Board, actor: Actor, broken: RuleBroken) -> HttpResponse:
    most = permits.budget(actor)
    back = reverse("planning:board", args=[board.pk])
    view = _view(board, request)
    context: dict[str, Any] = {
        "page": {"title": _("Export {things}").format(things=board.name)},
        "trail": [(board.name, back)],
        "hidden": [(k, v) for k, v in request.GET.items() if k not in OWN],
        "rows": f"{len(board.keys[view.rows]) + 1:,}",
        "columns": board_files.heads_of(actor, board, view),
        "budget": None if most is None else f"{most:,}",
        "left": None if most is None else f"{max(0, most - permits.used(actor)):,}",
        "formats": [(f, f.upper()) for f in board_files.FORMATS],
        "chosen": request.GET.get("format", "xlsx"),
        "reason": request.GET.get("reason", ""),
        "errors": {name: str(message) for name, message in broken.settle().errors.items()},
        "back": back,
        "needs_reason": permits.REASON_FROM,
    }
    return render(request, "platform/export.html", context, status=broken.status)
