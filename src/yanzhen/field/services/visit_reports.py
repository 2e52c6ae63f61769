"""After the visit: the result against the commitment, what was learnt, and the next step with its day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.field.enums.visits import VisitResult, VisitState
from yanzhen.field.models import Visit
from yanzhen.field.services import visit_findings
from yanzhen.field.services import visit_rules as rules
from yanzhen.field.services.visit_steps import copy_steps
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import tasks, writes
from yanzhen.platform.actor import Actor
from yanzhen.platform.people import directory

CHANGE = "field.change_visit"
TASK, VISIT = "task", "visit"


@writes.write(CHANGE)
def report(
    visit: Visit,
    *,
    actor: Actor,
    result: str = "",
    needs: str = "",
    remark: str = "",
    next_step: str = "",
    next_on: date | None = None,
    next_kind: str = TASK,
    order_number: str = "",
    findings: Sequence[Mapping[str, Any]] = (),
    at: datetime | None = None,
    version: int | None = None,
) -> Visit:
    """Close a visit with its result. The next step becomes a task of whoever visited, or the next visit.

    Told twice, the same report gives no second task; `findings` are added where they are not there yet.
    """
    row = writes.locked(visit, version)
    rules.must_become(row, VisitState.DONE)
    step, order = next_step.strip(), order_number.strip()
    _check(result, step, next_on)
    at_once, now = rules.moment(row, at)
    values: dict[str, Any] = {
        "result": result, "needs": needs.strip(), "remark": remark.strip(), "next_step": step, "next_on": next_on,
        "order_number": order,
    }  # fmt: skip
    is_new = row.next_on != next_on or row.next_step != step
    if row.state != VisitState.DONE:
        values |= {"state": VisitState.DONE, "why": "", "reported_at": now, "day": _day_made(row, at_once)}
        if row.arrived_at is not None and row.left_at is None:
            values["left_at"] = max(row.arrived_at, at_once)
        elif row.arrived_at is None:
            values |= {"stated_at": at, "received_at": now}
    if next_on is not None and is_new:
        values["next_visit"] = _next(row, actor, step, next_on) if next_kind == VISIT else None
    changed = writes.change(row, actor=actor, verb="report_visit", **values)
    if next_on is not None and is_new and next_kind != VISIT:
        _task(changed, actor, step, next_on)
    for finding in findings:
        visit_findings.add(changed, actor, finding)
    return changed


def _check(result: str, step: str, next_on: date | None) -> None:
    if result not in VisitResult.values:
        raise RuleBroken(_("Say what was reached."), field="result", code="result")
    if step and next_on is None:
        raise RuleBroken(_("By which day?"), field="next_on", code="next_on")
    if next_on is not None and not step:
        raise RuleBroken(_("What is to be done by then?"), field="next_step", code="next_step")
    if next_on is not None:
        rules.check_day(next_on)


def _day_made(row: Visit, at: datetime) -> date:
    """A visit cannot have been made on a day that is still to come."""
    return row.day if row.arrived_at is not None else min(row.day, timezone.localdate(at))


def _next(row: Visit, actor: Actor, step: str, day: date) -> Visit:
    """The next visit to this customer, with the step as its reason; one made for an earlier wording is moved."""
    kept = row.next_visit
    if kept is not None and kept.state == VisitState.PLANNED:
        moved = {"day": day, "reason": step, "starts_at": None, "is_fixed": False}
        return writes.change(kept, actor=actor, verb="reschedule", also=moved)
    made = writes.create(
        Visit, actor=actor, number=writes.next_number(f"VI-{day:%Y%m}"), customer=row.customer, contact=row.contact,
        opportunity=row.opportunity, owner=row.owner, unit=row.unit, day=day, first_day=day, kind=row.kind,
        template=row.template, minutes=row.minutes, reason=step,
    )  # fmt: skip
    copy_steps(made)
    return made


def _task(row: Visit, actor: Actor, step: str, day: date) -> None:
    """A task on the customer for whoever visited, where they sign in; otherwise for whoever reports."""
    if not actor.can(tasks.ADD):
        return
    person = directory().of_employees([row.owner_id]).get(row.owner_id)
    assignee = person.user_id if person is not None else actor.user_id
    if assignee is not None:
        tasks.add(row.customer, actor=actor, title=step, due_on=day, assignee_id=assignee)
