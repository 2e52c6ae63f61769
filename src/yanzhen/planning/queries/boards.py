"""Boards: which there are, their history, and the target they start from."""

from decimal import ROUND_HALF_UP, Decimal

from django.shortcuts import get_object_or_404

from yanzhen.planning.enums import MONEY, Metric
from yanzhen.planning.models import Board, BoardMove, Plan
from yanzhen.planning.queries import targets
from yanzhen.planning.queries.board_bases import Bases, Wanted, bases
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet

__all__ = ["Bases", "Wanted", "bases", "decided_total", "is_money", "listed", "moves", "one", "visible"]


def visible(actor: Actor) -> ScopedQuerySet[Board]:
    """Boards that `actor` may see, the chosen and the newest first."""
    return Board.objects.visible_to(actor).naming("plan", "plan__unit", "unit", "owner").order_by("-is_chosen", "-pk")


def one(actor: Actor, pk: int) -> Board:
    """The draft, or 404 when it is out of reach."""
    return get_object_or_404(visible(actor), pk=pk)


def listed(actor: Actor, plan: Plan | None = None) -> list[Board]:
    """The drafts of a plan (or of all), without their cubes."""
    cubes = ("cells", "locks", "floors", "weights", "last_year", "touched")
    rows = visible(actor).defer(*cubes)
    return list(rows if plan is None else rows.filter(plan=plan))


def moves(board: Board) -> ScopedQuerySet[BoardMove]:
    """The acts on a board, the latest first."""
    return BoardMove.objects.filter(board=board).defer("places", "before", "after").order_by("-number")


def decided_total(plan: Plan, metric: str) -> int | None:
    """The decided target of the whole plan in cents; None before there is one."""
    found = targets.decided(plan) if metric == Metric.REVENUE else None
    return None if found is None else int((found.realistic * 100).quantize(Decimal(1), ROUND_HALF_UP))


def is_money(metric: str) -> bool:
    return metric in MONEY
