"""Boards: which there are, their history, and the target they start from."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from yanzhen.planning.enums import MONEY, Metric
from yanzhen.planning.models import Board, BoardMove, Plan, PlanCell
from yanzhen.planning.queries import targets
from yanzhen.planning.queries.board_bases import Bases, Wanted, bases
from yanzhen.planning.queries.plans import exact
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet

__all__ = [
    "PROPOSE", "Bases", "Wanted", "bases", "decided_total", "is_money", "is_proposed", "listed", "moves", "one",
    "planned_total", "visible",
]  # fmt: skip
PROPOSE = "propose"
"""The act that puts a draft before those who lead the plan."""


def visible(actor: Actor) -> ScopedQuerySet[Board]:
    """Boards that `actor` may see, the chosen and the newest first."""
    last = BoardMove.objects.filter(board=OuterRef("pk"), number=OuterRef("moves")).values("kind")[:1]
    rows = Board.objects.visible_to(actor).naming("plan", "plan__unit", "unit", "owner")
    return rows.annotate(last_kind=Coalesce(Subquery(last), Value(""))).order_by("-is_chosen", "-pk")  # type: ignore[return-value]


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


def decided_total(plan: Plan, metric: str, unit: Any = None) -> int | None:
    """The decided target of the whole plan, or of a unit of it, in cents; None before there is one."""
    if metric != Metric.REVENUE:
        return None
    if unit is not None:
        found = targets.decided_of_unit(plan, unit.pk)
    else:
        whole = targets.decided(plan)
        found = None if whole is None else whole.realistic
    return None if found is None else int((found * 100).quantize(Decimal(1), ROUND_HALF_UP))


def planned_total(plan: Plan, unit: Any, metric: str) -> int:
    """What the plan gives a unit and those below so far, in cents."""
    rows = PlanCell.objects.filter(plan=plan, metric=metric, unit__path__startswith=unit.path)
    return int(exact(rows.aggregate(total=Sum("amount"))["total"]) * 100)


def proposal(board: Board) -> BoardMove | None:
    """The act that proposed the draft as it stands now."""
    return BoardMove.objects.filter(board=board, number=board.moves, kind=PROPOSE).only("who", "at", "words").first()


def is_proposed(board: Board) -> bool:
    """Whether the draft was put before those who lead the plan, and nothing changed since."""
    known = board.__dict__.get("last_kind")
    if known is None and board.moves:
        known = BoardMove.objects.filter(board=board, number=board.moves).values_list("kind", flat=True).first()
    return known == PROPOSE


def is_money(metric: str) -> bool:
    return metric in MONEY
