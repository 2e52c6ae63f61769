"""Schemes, runs and grades in the reach of whoever asks."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count

from yanzhen.loyalty.enums import AnalysisState, Change, RunState
from yanzhen.loyalty.models import CauseAnalysis, Evaluation, EvaluationRun, EvaluationScheme
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet


def schemes(actor: Actor) -> ScopedQuerySet[EvaluationScheme]:
    """Schemes, the latest edition first."""
    return EvaluationScheme.objects.visible_to(actor).naming().order_by("-valid_from", "-pk")


def runs(actor: Actor) -> ScopedQuerySet[EvaluationRun]:
    """Runs, the latest period first."""
    return EvaluationRun.objects.visible_to(actor).naming("scheme", "job").order_by("-starts_on", "-pk")


def visible(actor: Actor) -> ScopedQuerySet[Evaluation]:
    """Grades of finished runs, the latest period first."""
    rows = Evaluation.objects.visible_to(actor).naming("customer", "customer__owner", "run", "run__scheme")
    return rows.filter(run__state=RunState.DONE).defer("working").order_by("-starts_on", "-pk")


def whole(actor: Actor) -> ScopedQuerySet[Evaluation]:
    """The same with the working, for the page of one."""
    return visible(actor).defer(None)


def current(actor: Actor) -> list[EvaluationRun]:
    """The current editions, the latest period first."""
    return list(runs(actor).filter(is_current=True, state=RunState.DONE)[:12])


def of_customer(customer_id: int, actor: Actor) -> Evaluation | None:
    """The latest grade of a customer."""
    return visible(actor).filter(customer_id=customer_id, is_current=True).first()


def analyses(actor: Actor) -> ScopedQuerySet[CauseAnalysis]:
    """Cause analyses, the latest first."""
    rows = CauseAnalysis.objects.visible_to(actor).naming(
        "customer", "owner", "unit", "evaluation", "evaluation__customer", "evaluation__run"
    )
    return rows.defer("evaluation__working").order_by("-pk")


def open_analyses(actor: Actor, today: date) -> int:
    """Own analyses that are due."""
    if actor.employee_id is None:
        return 0
    rows = CauseAnalysis.objects.visible_to(actor).filter(owner_id=actor.employee_id, due_on__lte=today)
    return rows.exclude(state=AnalysisState.DONE).count()


def moves(actor: Actor, run: EvaluationRun) -> dict[tuple[str, str], int]:
    """How many customers in reach went from which grade to which in a run."""
    rows = Evaluation.objects.visible_to(actor).filter(run=run).order_by()
    counted: Any = rows.values_list("before", "grade").annotate(number=Count("pk"))
    return {(before, now): number for before, now, number in counted}


def changes(actor: Actor, run: EvaluationRun) -> Mapping[str, int]:
    """How many customers in reach did better, worse, or as before."""
    rows = Evaluation.objects.visible_to(actor).filter(run=run).order_by()
    found: dict[str, int] = dict(rows.values_list("change").annotate(number=Count("pk")))
    return {change: found.get(change, 0) for change in Change.values}
