"""Visits: planned, moved, missed, called off; the acts of being there and after it are taken in from their modules."""

from datetime import date, time
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.field.enums.visits import OPEN_STATES, VisitKind, VisitState
from yanzhen.field.models import Visit
from yanzhen.field.services import visit_rules as rules
from yanzhen.field.services.visit_checks import check_in, check_out
from yanzhen.field.services.visit_reasons import confirm_reason, send_reason
from yanzhen.field.services.visit_reports import report
from yanzhen.field.services.visit_steps import answer_step, copy_steps, count_stock
from yanzhen.field.services.visit_templates import usual
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

__all__ = [
    "answer_step",
    "cancel",
    "change",
    "check_in",
    "check_out",
    "confirm_reason",
    "count_stock",
    "create",
    "miss",
    "remove",
    "reopen",
    "report",
    "reschedule",
    "send_reason",
]
ADD, CHANGE, REMOVE = "field.add_visit", "field.change_visit", "field.remove_visit"
HOURS = frozenset({"day", "starts_at", "minutes", "is_fixed", "owner"})
KEPT = {VisitState.DONE: frozenset({"owner"}), VisitState.CANCELLED: frozenset({"owner"})}


@writes.write(ADD)
def create(*, actor: Actor, is_planned: bool = True, **values: Any) -> Visit:
    """Plan a visit; without an owner it is the actor's, without a day today's, with a template it has its steps.

    With a `client_key` that is known already nothing is entered: the first one is given back.
    """
    values = {name: value for name, value in values.items() if value is not None}
    customer, key = values["customer"], values.get("client_key")
    owner = rules.owner_of(_whose(values.get("owner"), customer, actor))
    if key is not None and (first := _sent_before(key, owner)) is not None:
        return first
    rules.must_be_within(owner, actor, ADD)
    values["day"] = values.get("day") or timezone.localdate()
    rules.check_day(values["day"])
    rules.check_belonging(values, customer.pk)
    template = values.get("template") or (usual(customer) if values.get("kind") == VisitKind.STORE else None)
    values["minutes"] = values.get("minutes") or (template.minutes if template else 30)
    rules.check_hours(values, owner_id=owner.pk)
    values |= {"owner": owner, "unit": employees.unit_of(owner), "template": template, "first_day": values["day"]}
    number = writes.next_number(f"VI-{values['day']:%Y%m}")
    row = writes.create(Visit, actor=actor, number=number, is_planned=is_planned, **values)
    copy_steps(row)
    return row


def _whose(owner: Any, customer: Any, actor: Actor) -> Any:
    found = owner or employees.by_key(actor.employee_id) or customer.owner
    if found is None:
        raise RuleBroken(_("Say who makes this visit."), field="owner", code="owner")
    return found


def _sent_before(key: UUID, owner: Any) -> Visit | None:
    first = Visit.objects.filter(client_key=key).select_related("customer", "owner", "unit").first()
    if first is not None and first.owner_id != owner.pk:
        raise RuleBroken(_("This key belongs to a visit of somebody else."), field="client_key", code="client_key")
    return first


@writes.write(CHANGE)
def change(instance: Visit, *, actor: Actor, version: int | None = None, **values: Any) -> Visit:
    """Change a visit that is still to come, or under way; of one that was made only who looks after it.

    Whoever takes it over brings their unit along. An heir's own appointments do not keep a visit from being handed
    over: it then stands beside them in the plan, and the heir moves one.
    """
    row = writes.locked(instance, version)
    values = {n: v for n, v in values.items() if not (v is None and n in {"owner", "day", "minutes"})}
    touched = {name for name, value in values.items() if getattr(row, name) != value}
    if row.state not in OPEN_STATES and touched - KEPT.get(row.state, frozenset()):  # type: ignore[call-overload]
        raise RuleBroken(_("This visit is {state}.").format(state=row.get_state_display()), code="state")
    if "owner" in touched:
        rules.must_be_within(values["owner"], actor, CHANGE)
        values["unit"] = employees.unit_of(values["owner"])
    if "day" in touched:
        rules.check_day(values["day"])
    rules.check_belonging(values, values.get("customer", row.customer).pk)
    if touched & HOURS and not (actor.is_system and touched == {"owner"}):
        owner = rules.owner_of(values.get("owner", row.owner))
        wanted = {name: values.get(name, getattr(row, name)) for name in HOURS}
        rules.check_hours(wanted, owner_id=owner.pk, but=row.pk)
    changed = writes.change(row, actor=actor, also=values)
    if "template" in touched:
        copy_steps(changed)
    return changed


@writes.write(REMOVE)
def remove(instance: Visit, *, actor: Actor, version: int | None = None) -> None:
    """Remove a visit that was entered by mistake; one that was made stays."""
    row = writes.locked(instance, version)
    if row.arrived_at is not None or row.state == VisitState.DONE:
        raise RuleBroken(_("A visit that was made is not removed."), code="made")
    writes.remove(row, actor=actor)


@writes.write(CHANGE)
def cancel(visit: Visit, *, actor: Actor, reason: str = "", version: int | None = None) -> Visit:
    """Call a planned visit off."""
    return _ended(visit, VisitState.CANCELLED, "cancel_visit", actor, reason, version)


@writes.write(CHANGE)
def miss(visit: Visit, *, actor: Actor, reason: str = "", version: int | None = None) -> Visit:
    """The visit did not come about: nobody there, no time."""
    return _ended(visit, VisitState.MISSED, "miss_visit", actor, reason, version)


def _ended(visit: Visit, state: VisitState, verb: str, actor: Actor, why: str, version: int | None) -> Visit:
    row = writes.locked(visit, version)
    if row.state == state:
        return row
    rules.must_become(row, state)
    return writes.change(row, actor=actor, verb=verb, state=state, why=why.strip())


@writes.write(CHANGE)
def reopen(visit: Visit, *, actor: Actor, version: int | None = None) -> Visit:
    """Plan a missed or cancelled visit again, on its day."""
    row = writes.locked(visit, version)
    rules.must_become(row, VisitState.PLANNED)
    _check_again(row, row.day, row.starts_at)
    return writes.change(row, actor=actor, verb="reopen_visit", state=VisitState.PLANNED, why="")


@writes.write(CHANGE)
def reschedule(
    visit: Visit,
    day: date,
    *,
    actor: Actor,
    starts_at: time | None = None,
    sequence: int | None = None,
    version: int | None = None,
) -> Visit:
    """Put a visit on another day, hour or place in the day; one that was missed or called off is planned again.

    Without an hour a fixed appointment keeps its own, any other has none.
    """
    row = writes.locked(visit, version)
    if row.state == VisitState.UNDER_WAY:
        raise RuleBroken(_("This visit is {state}.").format(state=row.get_state_display()), code="state")
    rules.must_become(row, VisitState.PLANNED)
    rules.check_day(day)
    hour = starts_at or (row.starts_at if row.is_fixed else None)
    _check_again(row, day, hour)
    return writes.change(
        row,
        actor=actor,
        verb="reschedule",
        day=day,
        starts_at=hour,
        sequence=sequence,
        state=VisitState.PLANNED,
        why="",
    )


def _check_again(row: Visit, day: date, hour: time | None) -> None:
    owner = rules.owner_of(row.owner)
    wanted = {"day": day, "starts_at": hour, "minutes": row.minutes, "is_fixed": row.is_fixed}
    rules.check_hours(wanted, owner_id=owner.pk, but=row.pk)
