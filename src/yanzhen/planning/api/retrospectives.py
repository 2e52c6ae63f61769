"""The questions about the period before, for programs."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.api import target_schemas as shapes
from yanzhen.planning.api.doors import plan_of
from yanzhen.planning.enums import Question
from yanzhen.planning.models import Plan
from yanzhen.planning.queries import retrospectives
from yanzhen.planning.services import retrospectives as answering
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.api import Key, answer
from yanzhen.platform.pages.doors import actor_of, operations

router = Router(tags=["targets"])
operation = operations(router)
VIEW, CHANGE = "planning.view_target", "planning.change_target"


def _retrospective(actor: Actor, plan: Plan) -> Any:
    held = retrospectives.answers(actor, plan)
    found = []
    for question in Question:
        row = held.get(question)
        signed = {"answered_by": row.answered_by if row else "", "answered_at": row.answered_at if row else None}
        text = {"question": question.value, "text": str(question.label), "answer": row.answer if row else ""}
        found.append({**text, **signed})
    return answer({"answers": found, "missing": [q.value for q in retrospectives.missing(plan)]})


@operation(
    "GET",
    "/plans/{int:pk}/retrospective",
    VIEW,
    "retrospective_read",
    "Questions about the period before",
    shapes.RetrospectiveOut,
)
def retrospective(request: HttpRequest, pk: Key) -> Any:
    actor = actor_of(request, VIEW)
    return _retrospective(actor, plan_of(actor, pk))


@operation(
    "PUT", "/plans/{int:pk}/retrospective", CHANGE, "retrospective_answer", "Answer them", shapes.RetrospectiveOut
)
def answer_retrospective(request: HttpRequest, pk: Key, payload: shapes.RetrospectiveIn) -> Any:
    actor = actor_of(request, CHANGE)
    plan = plan_of(actor, pk)
    if any(len(text) > 4000 for text in payload.answers.values()):
        raise RuleBroken(_("An answer has at most 4,000 characters."), field="answers", code="long")
    answering.answer(plan, actor=actor, answers=payload.answers)
    return _retrospective(actor, plan)
