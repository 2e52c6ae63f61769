"""What stays of a board while it is edited, for the page and for programs."""

from typing import Any

from django.utils import timezone
from django.utils.text import capfirst

from yanzhen.planning.enums import MONEY, Dim, Metric, PlanState
from yanzhen.planning.models import Board, BoardMove
from yanzhen.planning.queries import board_notes, boards, places, plans
from yanzhen.platform import signing
from yanzhen.platform.actor import Actor

CHANGE = "planning.change_board"


def head(board: Board) -> dict[str, Any]:
    """A draft without its figures."""
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
        "is_proposed": boards.is_proposed(board),
        "changed_at": f"{timezone.localtime(board.updated_at):%Y-%m-%d %H:%M}",
    }


def frame(board: Board, actor: Actor) -> dict[str, Any]:
    """All that stays while a draft is edited."""
    sides = [
        {
            "code": s,
            "label": capfirst(str(Dim(s).label)),
            "keys": board.keys[s],
            "names": places.names(actor, s, board.keys[s]),
        }
        for s in board.sides
    ]
    is_open = board.plan.state not in {PlanState.PUBLISHED, PlanState.REPLACED}
    leads = plans.led(board.plan, actor, CHANGE)
    return {
        **head(board),
        "places": sides,
        "notes": board_notes.notes(board, actor),
        "may_change": is_open and (leads or plans.holds(actor, CHANGE, board.unit_id)),
        "may_choose": is_open and leads,
    }


def undoable(board: Board, actor: Actor) -> dict[str, bool]:
    """Whether there is an act of one's own to take back, or to do again."""
    rows = BoardMove.objects.filter(board=board, user_id=signing.signer(actor), is_closed=False)  # type: ignore[misc]
    undone = list(rows.exclude(kind__in=["undo", "redo"]).values_list("is_undone", flat=True).distinct())
    return {"can_undo": False in undone, "can_redo": True in undone}
