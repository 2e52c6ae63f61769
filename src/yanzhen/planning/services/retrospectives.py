"""Answering the questions about the period before."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.enums import Question
from yanzhen.planning.models import Plan, RetrospectiveAnswer
from yanzhen.planning.services import plans
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor


@writes.write("planning.change_target")
def answer(plan: Plan, *, actor: Actor, answers: Mapping[str, str]) -> None:
    """Keep these answers; an empty text leaves what is there."""
    plans.only_led(plan, actor, "planning.change_target")
    plans.only_open(writes.locked(plan))
    for question, text in answers.items():
        if question not in Question.values:
            raise RuleBroken(_("There is no such question."), field=question[:60], code="question")
        if text.strip():
            _keep(plan, question, text.replace("\x00", "").strip(), actor)


def _keep(plan: Plan, question: str, text: str, actor: Actor) -> None:
    signed: dict[str, Any] = {"answered_by": actor.name[:150], "answered_at": timezone.now()}
    row = RetrospectiveAnswer.objects.filter(plan=plan, question=question).first()
    if row is None:
        writes.create(RetrospectiveAnswer, actor=actor, plan=plan, question=question, answer=text, **signed)
    elif row.answer != text:
        writes.change(row, actor=actor, answer=text, **signed)
