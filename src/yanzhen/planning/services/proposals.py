"""A draft of a part of a plan put before those who lead the plan: they are told, look at it, and take it or not.

The proposal is an act in the history of the draft. It stands as long as nothing changes after it.
"""

from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.models import Board, BoardMove, Plan
from yanzhen.planning.queries import boards
from yanzhen.planning.services import news, plans
from yanzhen.planning.services.board_acts import changed_meanwhile
from yanzhen.platform import audit, signing, writes
from yanzhen.platform.actor import Actor
from yanzhen.platform.people import Person, directory

LONGEST = 500


def leaders(plan: Plan, actor: Actor) -> list[Person]:
    """Who may take a draft into this plan, but for `actor`."""
    found = directory().holding("planning.change_plan", unit_id=plan.unit_id)
    return [person for person in found if person.user_id != actor.user_id]


@writes.write("planning.change_board")
def propose(board: Board, *, actor: Actor, seen: int, note: str = "") -> Board:
    """Put a draft before those who lead the plan, with a word about it."""
    row = writes.locked(board)
    plans.only_drafted(row.plan, row.unit_id, actor, "planning.change_board")
    plans.only_open(row.plan)
    if seen != row.moves:
        raise changed_meanwhile(row, row.moves)
    if boards.is_proposed(row):
        raise RuleBroken(_("This draft is proposed already, and nothing changed since."), code="proposed")
    if len(note) > LONGEST:
        raise RuleBroken(_("At most 500 characters."), field="note", code="long")
    _remember(row, actor, note.strip())
    news.proposed(row, [person.user_id for person in leaders(row.plan, actor)], actor)
    return row


def _remember(row: Board, actor: Actor, note: str) -> None:
    row.moves, row.version = row.moves + 1, row.version + 1
    row.save(update_fields=["moves", "version", "updated_at"])
    BoardMove.objects.create(
        board=row, number=row.moves, kind=boards.PROPOSE, words={"note": note} if note else {}, is_closed=True,
        user_id=signing.signer(actor), who=signing.signature(actor, row), places=b"", before=b"", after=b"",
    )  # fmt: skip
    audit.record(actor, "board_propose", row, after={"total": str(row.total)}, reason=note)


def taken(board: Board, actor: Actor) -> None:
    """Tell whoever proposed the draft last that it is in the plan."""
    last = BoardMove.objects.filter(board=board, kind=boards.PROPOSE).order_by("-number").only("user_id").first()
    if last is not None and last.user_id is not None and last.user_id != actor.user_id:
        news.taken(board, [last.user_id], actor)
