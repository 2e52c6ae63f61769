"""What follows from a call beside the list: a visit, a task, a number that is barred, a touch of the lead; and back."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.crm.calc import names
from yanzhen.crm.enums.leads import HELD, TouchKind
from yanzhen.crm.queries import customers
from yanzhen.crm.services import leads
from yanzhen.field.enums.calls import CodeKind
from yanzhen.field.models import CallAttempt, CallTarget, DoNotCall, Visit
from yanzhen.field.queries import calls as rows
from yanzhen.field.services import do_not_call, visits
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import tasks
from yanzhen.platform.actor import SYSTEM, Actor


@dataclass(frozen=True)
class Told:
    """What was said on the phone: a note, and the day and hour of an appointment."""

    note: str = ""
    visit_on: date | None = None
    visit_at: time | None = None


def carry_out(target: CallTarget, kind: str, told: Told, *, actor: Actor) -> dict[str, Any]:
    """Do what a result asks for; answers with the keys of what was made, for taking it back."""
    made: dict[str, Any] = {}
    if kind == CodeKind.APPOINTMENT:
        made |= _appointment(target, told, actor)
    elif kind == CodeKind.INTERESTED:
        made |= _task(target, _("Interested on the phone: send an offer"), _next_working_day(), actor)
    elif kind == CodeKind.DO_NOT_CALL:
        made |= _bar(target, actor)
    _touch(target, told, actor)
    return made


def undo(attempt: CallAttempt, *, actor: Actor) -> None:
    """Remove what a call made, as far as it is still as it was made."""
    if (key := attempt.made.get("visit")) and (visit := Visit.objects.filter(pk=key).first()) is not None:
        visits.remove(visit, actor=actor)
    if key := attempt.made.get("task"):
        record: Any = attempt.target.customer or attempt.target.lead
        if (task := tasks.of(record.noun(), record.pk).filter(pk=key, done_at=None).first()) is not None:
            tasks.remove(task, actor=actor)
    if (key := attempt.made.get("barred")) and (number := DoNotCall.objects.filter(pk=key).first()) is not None:
        # Whoever barred it a moment ago takes it back, though removing numbers is for those who lead.
        do_not_call.remove(number, actor=SYSTEM)


def _appointment(target: CallTarget, told: Told, actor: Actor) -> dict[str, Any]:
    if told.visit_on is None or told.visit_at is None:
        raise RuleBroken(_("Say on which day and at what hour."), field="visit_on", code="visit_on")
    if told.visit_on < timezone.localdate():
        raise RuleBroken(_("An appointment lies ahead."), field="visit_on", code="past")
    customer = target.customer
    if customer is None or not actor.can("field.add_visit"):
        hour = f"{told.visit_at:%H:%M}"
        return _task(target, _("Appointment at {hour}: go there").format(hour=hour), told.visit_on, actor)
    whole = customers.visible(actor).get(pk=customer.pk)
    visit = visits.create(
        actor=actor, customer=whole, contact=target.contact, owner=whole.owner, day=told.visit_on,
        starts_at=told.visit_at, is_fixed=True, reason=told.note,
    )  # fmt: skip
    return {"visit": visit.pk}


def _task(target: CallTarget, title: str, due_on: date, actor: Actor) -> dict[str, Any]:
    """Something to do about the customer or lead, for whoever called."""
    if not actor.can(tasks.ADD) or actor.user_id is None:
        return {}
    record: Any = target.customer or target.lead
    return {"task": tasks.add(record, actor=actor, title=title, due_on=due_on).pk}


def _next_working_day() -> date:
    day = timezone.localdate() + timedelta(days=1)
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


def _bar(target: CallTarget, actor: Actor) -> dict[str, Any]:
    number = rows.number_of(target)
    key = names.phone_key(number)
    if not key or rows.barred([key]):
        return {}
    return {"barred": do_not_call.create(actor=actor, phone=number, reason=_("Said so on the phone")).pk}


def _touch(target: CallTarget, told: Told, actor: Actor) -> None:
    """A lead in somebody's hands was followed up by this call, so it stays with them."""
    lead = target.lead
    if lead is not None and lead.state in HELD and actor.can("crm.change_lead"):
        leads.touch(lead, actor=actor, kind=TouchKind.CALL, note=told.note, due_on=lead.due_on)
