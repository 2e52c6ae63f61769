"""Cause analyses: opened by a worse grade or by hand, acted on, closed."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.crm.queries import potentials
from yanzhen.lib.errors import RuleBroken
from yanzhen.loyalty.enums import ANALYSIS_STEPS, AnalysisState, Cause, Change, Grade
from yanzhen.loyalty.models import CauseAnalysis, Evaluation, EvaluationRun
from yanzhen.organization.queries import employees
from yanzhen.platform import tasks, writes
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.people import directory

ADD, CHANGE = "loyalty.add_causeanalysis", "loyalty.change_causeanalysis"
DAYS = 14
"""In so many days the owner of a customer finds out why the grade fell."""


@writes.write(ADD)
def create(*, actor: Actor, **values: Any) -> CauseAnalysis:
    """Open an analysis; the grades come from the evaluation it is about. Its owner gets a task."""
    evaluation = values.get("evaluation")
    customer = values["customer"]
    if evaluation is not None and evaluation.customer_id != customer.pk:
        raise RuleBroken(_("This evaluation is of another customer."), field="evaluation", code="other_customer")
    owner = values.get("owner") or customer.owner or employees.by_key(actor.employee_id)
    if owner is None:
        raise RuleBroken(_("Say who finds it out."), field="owner", code="owner")
    values["causes"] = _known(values.get("causes"))
    values["due_on"] = values.get("due_on") or timezone.localdate() + timedelta(days=DAYS)
    values |= {"owner": owner, "unit": employees.unit_of(owner)}
    if evaluation is not None:
        values |= {"from_grade": evaluation.before, "to_grade": evaluation.grade}
    row = writes.create(CauseAnalysis, actor=actor, **values)
    _give_task(row, actor)
    return row


def _known(causes: Any) -> list[str]:
    found = list(dict.fromkeys(causes or []))
    if not set(found) <= set(Cause.values):
        raise RuleBroken(_("There is no such cause."), field="causes", code="unknown")
    return found


def _give_task(row: CauseAnalysis, actor: Actor) -> None:
    """A task that is due with the analysis, and with it a message; nothing for an owner who does not sign in."""
    user = directory().of_employees([row.owner_id]).get(row.owner_id)
    if user is None or user.user_id == actor.user_id:
        return
    title = (
        _("Find out why {customer} fell from {before} to {now}")
        if row.to_grade != Grade.NONE
        else _("Find out what is wrong at {customer}")
    )
    words = title.format(customer=row.customer, before=row.from_grade, now=row.to_grade)[:200]
    tasks.add(row, actor=actor, title=words, due_on=row.due_on, assignee_id=user.user_id)


@writes.write(CHANGE)
def change(instance: CauseAnalysis, *, actor: Actor, version: int | None = None, **values: Any) -> CauseAnalysis:
    """Write down causes, finding and action; a closed analysis is opened again first."""
    if instance.state == AnalysisState.DONE:
        raise RuleBroken(_("This analysis is closed."), code="state")
    if "causes" in values:
        values["causes"] = _known(values["causes"])
    if values.get("owner") is not None and values["owner"].pk != instance.owner_id:
        values["unit"] = employees.unit_of(values["owner"])
    for name in ("owner", "due_on"):
        if name in values and values[name] is None:
            del values[name]
    if "evaluation" in values or "customer" in values:
        values = {k: v for k, v in values.items() if k not in {"evaluation", "customer"}}
    return writes.change(instance, actor=actor, version=version, **values)


remove = writes.plain(CauseAnalysis)[2]


@writes.write(CHANGE)
def act(instance: CauseAnalysis, *, actor: Actor) -> CauseAnalysis:
    """The cause is found and something is done about it."""
    row = writes.locked(instance)
    if not row.causes or not row.action.strip():
        raise RuleBroken(_("First pick a cause and write down what is done about it."), code="unfinished")
    return _moved(row, AnalysisState.ACTING, actor)


@writes.write(CHANGE)
def close(instance: CauseAnalysis, *, actor: Actor) -> CauseAnalysis:
    """It is done, or there was nothing to do: the finding says so."""
    row = writes.locked(instance)
    if not (row.finding.strip() or row.result.strip()):
        raise RuleBroken(_("First write down what was found out or what came of it."), code="unfinished")
    return _moved(row, AnalysisState.DONE, actor)


@writes.write(CHANGE)
def reopen(instance: CauseAnalysis, *, actor: Actor) -> CauseAnalysis:
    """It was not enough: carry on."""
    return _moved(writes.locked(instance), AnalysisState.ACTING, actor)


def _moved(row: CauseAnalysis, state: str, actor: Actor) -> CauseAnalysis:
    if state not in ANALYSIS_STEPS[row.state]:
        raise RuleBroken(_("The analysis is not at this step."), code="state")
    return writes.change(row, actor=actor, state=state)


def open_for(run: EvaluationRun) -> tuple[int, int]:
    """One analysis for every customer who fell in this period and has none for it: (opened, without an owner)."""
    rows = Evaluation.objects.filter(run=run, change=Change.DOWN).defer("working")
    fallen = list(rows.select_related("customer", "customer__owner", "run").order_by("pk"))
    same = CauseAnalysis.objects.filter(evaluation__starts_on=run.starts_on)
    have = set(same.order_by().values_list("customer_id", flat=True))
    waiting = [row for row in fallen if row.customer_id not in have]
    owners = potentials.owners([row.customer_id for row in waiting])
    gone = employees.left_before(owners.values(), timezone.localdate())
    opened = 0
    for row in waiting:
        if owners.get(row.customer_id) is None or owners[row.customer_id] in gone:
            continue
        with transaction.atomic():
            create(actor=SYSTEM, customer=row.customer, evaluation=row)
        opened += 1
    return opened, len(waiting) - opened
