"""Joint visits and observation forms in the reach of whoever asks."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from yanzhen.field.enums.coaching import JointState
from yanzhen.field.models import AgreedAction, JointVisit, ObservationForm, ObservationPoint, ObservedPoint
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet

REVIEW = "field.review_jointvisit"
NAMES = ("visit", "visit__customer", "seller", "manager", "unit", "form")


def forms(actor: Actor) -> ScopedQuerySet[ObservationForm]:
    """Observation forms."""
    return ObservationForm.objects.visible_to(actor).naming().order_by("name", "pk")


def active_forms(actor: Actor) -> QuerySet[ObservationForm]:
    """Those that are in use."""
    return forms(actor).filter(is_active=True)


def points(form: ObservationForm) -> QuerySet[ObservationPoint]:
    """The points of a form, in their order."""
    return form.points.select_related("form").order_by("position", "pk")


def visible(actor: Actor) -> ScopedQuerySet[JointVisit]:
    """Joint visits: one's own on either side, and those in reach for whoever leads or checks."""
    rows = JointVisit.objects.visible_to(actor).naming(*NAMES).order_by("-pk")
    if actor.is_system or actor.can(REVIEW):
        return rows
    return rows.filter(Q(seller=actor.employee_id or 0) | Q(manager=actor.employee_id or 0))


def answers(row: JointVisit) -> QuerySet[ObservedPoint]:
    """The points of a joint visit with their marks."""
    return row.answers.select_related("joint_visit").order_by("position", "pk")


def actions(row: JointVisit) -> list[AgreedAction]:
    """What was agreed, by the day it is due."""
    return list(row.actions.select_related("owner").order_by("due_on", "pk"))


def before(row: JointVisit) -> JointVisit | None:
    """The joint visit of the same two people before this one, that was observed."""
    rows = JointVisit.objects.filter(seller=row.seller_id, manager=row.manager_id, pk__lt=row.pk)
    return rows.exclude(state=JointState.PLANNED).select_related("form").order_by("-pk").first()


def to_check(actor: Actor, today: date) -> int:
    """Own joint visits whose check is due."""
    rows = JointVisit.objects.filter(manager=actor.employee_id or 0, state=JointState.OBSERVED, check_on__lte=today)
    return rows.count()


def to_answer(actor: Actor) -> int:
    """Joint visits on which one has not said anything yet."""
    rows = JointVisit.objects.filter(seller=actor.employee_id or 0, acknowledged_at=None)
    return rows.exclude(state=JointState.PLANNED).count()


def of_visits(keys: Collection[int], actor: Actor) -> dict[int, JointVisit]:
    """The joint visits on these visits."""
    return {row.visit_id: row for row in visible(actor).filter(visit__in=keys)}


def marks(row: JointVisit) -> list[dict[str, Any]]:
    """The points with their marks, beside those of the joint visit before."""
    last = before(row)
    known = {} if last is None else {one.text: one.score for one in answers(last)}
    top = row.form.top
    return [
        {"position": one.position, "text": str(one), "score": one.score, "note": one.note,
         "before": known.get(one.text),
         "marks": [{"value": mark, "chosen": mark == one.score, "filled": one.score is not None and mark <= one.score}
                   for mark in range(1, top + 1)]}
        for one in answers(row)
    ]  # fmt: skip
