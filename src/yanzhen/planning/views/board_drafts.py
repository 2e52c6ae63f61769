"""The drafts of a plan: the list, a new one, two side by side, and what is done with one."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yanzhen.lib.errors import FORM, RuleBroken
from yanzhen.lib.money import in_words
from yanzhen.organization.queries import units
from yanzhen.planning.enums import MONEY, Basis, Dim, Metric
from yanzhen.planning.models import Board, Plan
from yanzhen.planning.queries import board_cells, board_views, boards, places, plans
from yanzhen.planning.queries.board_frames import CHANGE
from yanzhen.planning.queries.board_views import View
from yanzhen.planning.services import boards as services
from yanzhen.planning.services import proposals
from yanzhen.planning.services.board_words import cents_of
from yanzhen.planning.services.plans import only_open
from yanzhen.planning.views import board_words, heads
from yanzhen.planning.views.boards import board_of
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.views import actor_of, needs

AT_FIELDS = {"name", "total", "frame", "unit"}
FRAMES: dict[str, tuple[str, ...]] = {
    "person-month-category": (Dim.PERSON, Dim.MONTH, Dim.CATEGORY),
    "person-month": (Dim.PERSON, Dim.MONTH),
    "unit-month-category": (Dim.UNIT, Dim.MONTH, Dim.CATEGORY),
    "region-month-category": (Dim.REGION, Dim.MONTH, Dim.CATEGORY),
    "category-month": (Dim.CATEGORY, Dim.MONTH),
    "customer-month": (Dim.CUSTOMER, Dim.MONTH),
    "unit-customer": (Dim.UNIT, Dim.CUSTOMER),
    "region-category": (Dim.REGION, Dim.CATEGORY),
}
"""What people plan by, the usual one first."""


@require_http_methods(["GET", "POST"])
@needs("planning.view_board")
def listed(request: HttpRequest, pk: int) -> HttpResponse:
    """The drafts of a plan, and the form for another one."""
    plan, actor = heads.plan_of(request, pk), actor_of(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            board = _opened(plan, actor, request)
            return redirect("planning:board", board.pk)
        except RuleBroken as broken:
            errors = {field: str(message) for field, message in broken.settle().errors.items()}
    context = _drafts(plan, actor, request, errors)
    return render(request, "planning/boards/drafts.html", context, status=422 if errors else 200)


def _opened(plan: Plan, actor: Actor, request: HttpRequest) -> Board:
    given = request.POST
    sides = FRAMES.get(given.get("frame", ""))
    if sides is None:
        raise RuleBroken(_("Choose by what to plan."), field="frame", code="frame")
    total = cents_of(given["total"], plan.currency, "total") if given.get("total", "").strip() else None
    metric = given.get("metric") or Metric.REVENUE
    return services.create(
        actor=actor, plan=plan, name=given.get("name", ""), sides=sides, metric=metric,
        unit=_unit(plan, actor, given.get("unit", "")),
        basis=given.get("basis") or Basis.HISTORY, total=total,
    )  # fmt: skip


def _unit(plan: Plan, actor: Actor, given: str) -> Any:
    """The unit that was chosen, None for the whole plan."""
    if not given:
        return None
    found = next((unit for unit in _below(plan, actor) if str(unit.pk) == given), None)
    if found is None:
        raise RuleBroken(_("Choose a unit of the plan."), field="unit", code="unit")
    return found


def _below(plan: Plan, actor: Actor) -> list[Any]:
    """The units under that of the plan for which one may open a draft."""
    below = units.visible(actor).filter(path__startswith=plan.unit.path).exclude(pk=plan.unit_id)
    return [unit for unit in below if plans.drafts(plan, unit.pk, actor, "planning.add_board")]


def _drafts(plan: Plan, actor: Actor, request: HttpRequest, errors: dict[str, str]) -> dict[str, Any]:
    found, below = boards.listed(actor, plan), _below(plan, actor)
    leads = plans.led(plan, actor, "planning.add_board")
    decided = boards.decided_total(plan, Metric.REVENUE)
    return {
        "page": {"title": _("Board")},
        "trail": [
            (_("Plans"), reverse("planning:plan_list")),
            (str(plan), reverse("planning:plan_record", args=[plan.pk])),
        ],
        "head": heads.head(plan, actor, "board"),
        "drafts": [_draft(board, actor) for board in found],
        "may_add": (leads or bool(below)) and actor.can("planning.add_board") and _is_open(plan),
        "leads": leads,
        "leaders": [] if leads else [person.name for person in proposals.leaders(plan, actor)[:2]],
        "is_open": _is_open(plan),
        "decided": None if decided is None else board_words.money(decided, plan.currency),
        "frames": [{"code": code, "label": _crossed(sides)} for code, sides in FRAMES.items()],
        "units": [(str(unit.pk), unit.label) for unit in below],
        "plan_unit": plan.unit.label,
        "bases": Basis.choices,
        "metrics": Metric.choices,
        "errors": errors,
        "top_error": errors.get(FORM) or next((m for f, m in errors.items() if f not in AT_FIELDS), ""),
        "given": request.POST if errors else {"name": _("Draft {number}").format(number=len(found) + 1)},
    }


def _crossed(sides: Sequence[str]) -> str:
    return " × ".join(str(Dim(side).label) for side in sides)


def _draft(board: Board, actor: Actor) -> dict[str, Any]:
    currency = board.plan.currency if board.metric in MONEY else ""
    may_change, leads = _may(board, actor, "planning.change_board"), plans.led(board.plan, actor, CHANGE)
    return {
        "board": board,
        "unit": board.unit.label if board.unit_id != board.plan.unit_id else "",
        "metric": Metric(board.metric).label,
        "sides": _crossed(board.sides),
        "basis": Basis(board.basis).label,
        "total": in_words(board.total, currency=currency),
        "changed": timezone.localtime(board.updated_at),
        "may_change": may_change,
        "may_choose": may_change and leads,
        "may_propose": may_change and not leads and not boards.is_proposed(board),
        "is_proposed": boards.is_proposed(board) and not board.is_chosen,
        "may_remove": _may(board, actor, "planning.remove_board") and (leads or not board.is_chosen),
    }


def _may(board: Board, actor: Actor, code: str) -> bool:
    return plans.drafts(board.plan, board.unit_id, actor, code) and _is_open(board.plan)


def _is_open(plan: Plan) -> bool:
    try:
        only_open(plan)
    except RuleBroken:
        return False
    return True


@require_GET
@needs("planning.view_board")
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two drafts side by side, by the rows of the usual look."""
    board, actor = board_of(request, pk), actor_of(request)
    given = request.GET.get("other", "")
    other = board_of(request, int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0)
    rows_by = request.GET.get("by", "")
    usual = board_views.usual(board)
    sides = list(board.sides)
    rows = rows_by if rows_by in sides else usual.rows
    view = View(rows, next(s for s in sides if s != rows))
    context: dict[str, Any] = {
        "page": {"title": _("Compare drafts")},
        "trail": [
            (str(board.plan), reverse("planning:plan_record", args=[board.plan_id])),
            (_("Board"), reverse("planning:plan_board", args=[board.plan_id])),
        ],
        "head": heads.head(board.plan, actor, "board"),
        "board": board,
        "other": other,
        "sides": [{"code": s, "label": Dim(s).label, "is_here": s == rows} for s in sides],
    }
    try:
        context["lines"], context["total"] = _compared(board, other, view, actor)
    except RuleBroken as broken:
        context["refused"] = str(next(iter(broken.errors.values())))
    return render(request, "planning/boards/compare.html", context)


def _compared(board: Board, other: Board, view: View, actor: Actor) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    found = board_cells.compared(board, other, view)
    names = places.names(actor, view.rows, board.keys[view.rows])
    rows = zip(names, found["row_sums"], found["row_others"], strict=True)
    lines = [_difference(name, ours, theirs) for name, ours, theirs in rows]
    return lines, {**_difference("", found["total"], found["total_other"]), "cells": found["cells"]}


def _difference(name: str, ours: int, theirs: int) -> dict[str, Any]:
    gap = ours - theirs
    return {
        "name": name,
        "ours": board_words.money(ours),
        "theirs": board_words.money(theirs),
        "gap": f"{'+' if gap > 0 else ''}{board_words.money(gap)}",
        "direction": "up" if gap > 0 else "down" if gap < 0 else "flat",
    }


@require_POST
@needs("planning.view_board")
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Rename, copy, choose or remove a draft, from its menu."""
    board, actor = board_of(request, pk), actor_of(request)
    back = redirect("planning:plan_board", board.plan_id)
    try:
        if name == "copy":
            return redirect("planning:board", services.copy(board, actor=actor).pk)
        if name == "rename":
            services.rename(board, actor=actor, name=request.POST.get("name", ""))
            return redirect("planning:board", board.pk)
        if name == "propose":
            proposals.propose(board, actor=actor, seen=_seen(request, board), note=request.POST.get("note", ""))
            messages.success(request, _("“{board}” is proposed; whoever leads the plan is told.").format(board=board))
        elif name == "choose":
            count = services.choose(board, actor=actor, seen=_seen(request, board))
            messages.success(request, _("“{board}” is now the plan: {count} figures.").format(board=board, count=count))
        elif name == "remove":
            services.remove(board, actor=actor)
            messages.success(request, _("“{record}” was removed.").format(record=board))
    except RuleBroken as broken:
        for message in broken.settle().errors.values():
            messages.error(request, str(message))
    return back


def _seen(request: HttpRequest, board: Board) -> int:
    """The count of acts that the page had seen."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else board.moves
