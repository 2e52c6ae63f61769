"""The questions about the period before, and which of them still wait for an answer."""

from yanzhen.planning.enums import Question
from yanzhen.planning.models import Plan, RetrospectiveAnswer
from yanzhen.platform.actor import Actor


def answers(actor: Actor, plan: Plan) -> dict[str, RetrospectiveAnswer]:
    """The answers inside the reach of `actor` by question."""
    return {row.question: row for row in RetrospectiveAnswer.objects.visible_to(actor).filter(plan=plan)}


def missing(plan: Plan) -> list[Question]:
    """The questions without an answer: a plan does not move on to its talks before there are none.

    A new edition of a plan goes on with the answers of the one it replaces.
    """
    if plan.replaces_id is not None:
        return []
    given = set(RetrospectiveAnswer.objects.filter(plan=plan).values_list("question", flat=True))
    return [question for question in Question if question not in given]
