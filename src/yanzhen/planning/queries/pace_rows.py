"""Pipeline figures, actions and improvement cards in the reach of whoever asks."""

from datetime import date

from yanzhen.planning.enums import ImprovementState
from yanzhen.planning.models import ActionItem, Improvement, PipelineFigure
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet


def pipeline_figures(actor: Actor) -> ScopedQuerySet[PipelineFigure]:
    """Figures of the pipeline, the latest month first."""
    rows = PipelineFigure.objects.visible_to(actor).naming("person", "unit")
    return rows.order_by("-month", "person_id", "pk")


def actions(actor: Actor) -> ScopedQuerySet[ActionItem]:
    """Lines of week and month plans, the latest first."""
    rows = ActionItem.objects.visible_to(actor).naming("person", "unit", "customer")
    return rows.order_by("-starts_on", "person_id", "pk")


def improvements(actor: Actor) -> ScopedQuerySet[Improvement]:
    """Improvement cards, the latest first."""
    return Improvement.objects.visible_to(actor).naming("owner", "unit", "plan").order_by("-pk")


def to_check(actor: Actor, today: date) -> int:
    """Own cards that are due for a check."""
    if actor.employee_id is None:
        return 0
    rows = Improvement.objects.visible_to(actor).filter(owner_id=actor.employee_id)
    return rows.filter(state=ImprovementState.DOING, check_on__lte=today).count()
