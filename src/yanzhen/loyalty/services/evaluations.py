"""Evaluations: asked for by hand or when a period is over, carried out by the worker."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.loyalty.enums import OPEN_RUNS, RunState
from yanzhen.loyalty.models import EvaluationRun, EvaluationScheme
from yanzhen.loyalty.queries import evaluation_figures
from yanzhen.loyalty.services import evaluating
from yanzhen.platform import writes
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.services import jobs

KIND = "evaluation"


@writes.write("loyalty.add_evaluationrun")
def create(*, actor: Actor, scheme: EvaluationScheme, starts_on: date | None = None) -> EvaluationRun:
    """Have all customers graded for the period of a scheme that holds this day; without one, the last that is over."""
    today = timezone.localdate()
    period = (
        evaluation_figures.last_period(scheme, today)
        if starts_on is None
        else evaluation_figures.period_of(scheme, starts_on)
    )
    if period.end >= today:
        raise RuleBroken(_("This period is not over yet."), field="starts_on", code="running")
    if period.start < scheme.valid_from:
        told = _("This scheme counts from {day}; take an earlier edition.").format(day=scheme.valid_from)
        raise RuleBroken(told, field="scheme", code="too_early")
    writes.locked(scheme)
    settle(scheme)
    same = EvaluationRun.objects.filter(scheme=scheme, starts_on=period.start, state__in=OPEN_RUNS).first()
    if same is not None:
        return same
    return _queued(scheme, period, actor)


def _queued(scheme: EvaluationScheme, period: Any, actor: Actor) -> EvaluationRun:
    run = writes.create(
        EvaluationRun, actor=actor, scheme=scheme, starts_on=period.start, ends_on=period.end, who=actor.name
    )
    title = _("Evaluation of {period}").format(period=run)
    arguments = {"run": run.pk, "language": translation.get_language()}
    run.job = jobs.wait(kind=KIND, title=title, actor=actor, arguments=arguments)
    EvaluationRun.objects.filter(pk=run.pk).update(job=run.job)
    key = run.job.pk
    transaction.on_commit(lambda: evaluating.carry_out.enqueue(key))
    return run


def settle(scheme: EvaluationScheme) -> None:
    """Close runs whose job has ended without them, so that the next may start."""
    for run in EvaluationRun.objects.filter(scheme=scheme, state__in=OPEN_RUNS).select_related("job"):
        if run.job is None or run.job.state not in jobs.OPEN:
            EvaluationRun.objects.filter(pk=run.pk).update(
                state=RunState.FAILED, reason=_("The work on it broke off."), ended_at=timezone.now()
            )


_looked: dict[int, date] = {}


def periodic() -> None:
    """Grade the period that has closed, once, by every edition that counts for it."""
    today = timezone.localdate()
    for scheme in EvaluationScheme.objects.order_by("-valid_from", "-pk"):
        period = evaluation_figures.last_period(scheme, today)
        if _looked.get(scheme.pk) == period.start or scheme.valid_from > period.start:
            continue
        _looked[scheme.pk] = period.start
        if not _is_covered(scheme, period.start):
            create(actor=SYSTEM, scheme=scheme)


def _is_covered(scheme: EvaluationScheme, starts_on: date) -> bool:
    """Whether this period was tried, or a later edition counts for it."""
    alike = EvaluationScheme.objects.filter(span=scheme.span, currency=scheme.currency)
    later = alike.filter(valid_from__gt=scheme.valid_from, valid_from__lte=starts_on).exists()
    return later or EvaluationRun.objects.filter(scheme__in=alike, starts_on=starts_on).exists()
