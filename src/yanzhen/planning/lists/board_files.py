"""A draft as a file, as its grid shows it: the same for page and API, with budget, mark and record of every export."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from numpy.typing import NDArray

from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.money import from_cents
from yanzhen.planning.enums import Dim
from yanzhen.planning.models import Board
from yanzhen.planning.queries import board_views, places
from yanzhen.planning.queries.board_views import View
from yanzhen.platform.actor import Actor
from yanzhen.platform.exporting import permits
from yanzhen.platform.exporting.permits import Wanted
from yanzhen.platform.pages import exports
from yanzhen.platform.pages.exporting import address_of
from yanzhen.platform.trail import reading

EXPORT = "planning.export_board"
FORMATS = ("xlsx", "csv")
SHOWN = ("amount", "share", "growth")
SUMS = ("row", "column", "total")
TENTH = Decimal("0.1")


def file_of(
    request: HttpRequest, actor: Actor, board: Board, view: View, given: Mapping[str, str], door: str
) -> HttpResponse:
    """The whole grid as a file; `given` names format, show (amount, share, growth), share_of and reason."""
    actor.require(EXPORT)
    reading.may_export(request)
    board_views.checked(board, view)
    file_format, show, of = given.get("format", "xlsx"), given.get("show") or "amount", given.get("share_of") or "row"
    if file_format not in FORMATS:
        raise RuleBroken(_("Export as xlsx or csv."), field="format", code="format")
    if show not in SHOWN or of not in SUMS:
        raise RuleBroken(_("A board shows amount, share or growth."), field="show", code="show")
    heads = heads_of(actor, board, view)
    wanted = Wanted(
        title=title(actor, board, view),
        rows=len(board.keys[view.rows]) + 1,
        file_format=file_format,
        noun="planning.board",
        query=urlencode({"board": board.pk, "rows": view.rows, "columns": view.columns, "show": show}),
        columns=heads,
        reason=given.get("reason", ""),
        door=permits.API if door == permits.API else permits.PAGE,
        address=address_of(request),
    )
    permit = permits.permit(wanted, actor=actor)
    return exports.answer(permit, f"board-{board.pk}", heads, _rows(actor, board, view, show, of))  # type: ignore[return-value]


def title(actor: Actor, board: Board, view: View) -> str:
    """The plan, the draft, and the place at which a third side is held."""
    side = board_views.third_side(board, view)
    held = places.names(actor, side, [board.keys[side][view.third]]) if side and view.third is not None else []
    return " · ".join([str(board.plan), board.name, *held])


def heads_of(actor: Actor, board: Board, view: View) -> list[str]:
    """The side of the rows, the sum, and the places across."""
    names = places.names(actor, view.columns, board.keys[view.columns])
    return [capfirst(str(Dim(view.rows).label)), pgettext("of a column or row", "Sum"), *names]


def _rows(actor: Actor, board: Board, view: View, show: str, of: str) -> list[list[Any]]:
    """The total first and then each row, as the grid has them."""
    now = _framed(board_views.seen(board, view, board_views.cube(board).cells))
    names = [_("Total"), *places.names(actor, view.rows, board.keys[view.rows])]
    if show == "amount":
        return [[name, *map(from_cents, line)] for name, line in zip(names, now.tolist(), strict=True)]
    base = _framed(board_views.seen(board, view, board_views.last_year(board))) if show == "growth" else _base(now, of)
    less = 1 if show == "growth" else 0
    lines = zip(names, now.tolist(), base.tolist(), strict=True)
    return [[name, *(_rate(n, b, less) for n, b in zip(ns, bs, strict=True))] for name, ns, bs in lines]


def _framed(table: NDArray[Any]) -> NDArray[Any]:
    """The cells with their sums before them."""
    rows = np.concatenate([table.sum(axis=0, keepdims=True), table])
    return np.concatenate([rows.sum(axis=1, keepdims=True), rows], axis=1)


def _base(framed: NDArray[Any], of: str) -> NDArray[Any]:
    """What each cell is a share of."""
    sums = {"row": framed[:, :1], "column": framed[:1, :], "total": framed[:1, :1]}[of]
    return np.broadcast_to(sums, framed.shape)


def _rate(now: int, base: int, less: int) -> Decimal | None:
    """Per cent to a tenth; nothing where there is nothing to compare with."""
    if base <= 0:
        return None
    return ((Decimal(now) / base - less) * 100).quantize(TENTH, ROUND_HALF_UP)
