"""What is written down when a plan enters a step."""

from collections.abc import Iterable

from django.utils import timezone

from yanzhen.planning.models import Plan, PlanStep
from yanzhen.platform import signing
from yanzhen.platform.actor import Actor


def note_step(plan: Plan, actor: Actor, state: str, note: str, people: Iterable[int]) -> PlanStep:
    """Write down that a step was entered, on the row that planned it if there is one."""
    step = PlanStep.objects.filter(plan=plan, state=state, entered_at=None).first() or PlanStep(plan=plan, state=state)
    step.entered_at, step.by = timezone.now(), signing.signature(actor, plan)
    step.note = note or step.note
    step.save()
    step.people.set(people)
    return step
