"""Meetings: prepared with those invited, held, and closed with minutes; actions are tasks and come up next time."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.field.enums.coaching import MEETING_STEPS, ItemKind, MeetingState, Outcome
from yanzhen.field.models import Meeting, MeetingGuest, MeetingItem
from yanzhen.field.queries import meetings, workdays
from yanzhen.field.services import agreed, coaching_news
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import Actor

ADD, CHANGE = "field.add_meeting", "field.change_meeting"
SERIES = "MT"
FIXED = ("kind", "unit", "day", "leader")
"""What a meeting that was held keeps."""
Guests = Sequence[Mapping[str, Any]]


@writes.write(ADD)
def create(*, actor: Actor, unit: Any, day: date, guests: Guests = (), **values: Any) -> Meeting:
    """Prepare a meeting; without guests those are invited who came last time, or who visit customers for the unit."""
    leader = values.pop("leader", None) or employees.by_key(actor.employee_id)
    if leader is None:
        raise RuleBroken(_("Say who leads the meeting."), field="leader", code="leader")
    kind = values.get("kind") or Meeting._meta.get_field("kind").default
    previous = meetings.before(unit.pk, kind, day)
    number = writes.next_number(SERIES)
    whole = {**values, "kind": kind, "unit": unit, "day": day, "leader": leader, "previous": previous}
    invited = _keys(guests) or _usual(previous, unit, day, actor)
    row = writes.create(Meeting, actor=actor, number=number, details={"guests": len(invited)}, **whole)
    _invite(row, [key for key in invited if key != leader.pk], actor)
    return row


def _keys(guests: Guests) -> list[int]:
    return list(dict.fromkeys(guest["employee"].pk for guest in guests))


def _usual(previous: Meeting | None, unit: Any, day: date, actor: Actor) -> list[int]:
    if previous is not None and (found := [guest.employee_id for guest in meetings.guests(previous)]):
        gone = employees.left_before(found, day)
        return [key for key in found if key not in gone]
    return [person.pk for person in workdays.in_the_field(actor, day, unit.pk)]


def _invite(row: Meeting, keys: Sequence[int], actor: Actor) -> None:
    MeetingGuest.objects.bulk_create(MeetingGuest(meeting=row, employee_id=key) for key in keys)
    if row.day >= timezone.localdate():
        coaching_news.invited(row, keys, actor)


@writes.write(CHANGE)
def change(
    instance: Meeting, *, actor: Actor, version: int | None = None, guests: Guests | None = None, **values: Any
) -> Meeting:
    """Change day, place or who is invited, and write the minutes; a closed meeting is opened again first."""
    _require_led(instance, actor)
    if instance.state == MeetingState.CLOSED:
        raise RuleBroken(_("This meeting is closed."), code="state")
    if "leader" in values and values["leader"] is None:
        del values["leader"]
    if instance.state != MeetingState.PREPARED:
        _keep_fixed(instance, values)
    if {"unit", "kind", "day"} & set(values):
        unit, kind = values.get("unit", instance.unit), values.get("kind", instance.kind)
        values["previous"] = meetings.before(unit.pk, kind, values.get("day", instance.day))
    row = writes.change(instance, actor=actor, version=version, **values)
    if guests is not None:
        _change_guests(row, _keys(guests), actor)
    return row


def _keep_fixed(instance: Meeting, values: dict[str, Any]) -> None:
    """What the figures of a held meeting rest on stays as it was."""
    for name in FIXED:
        if name in values and values.pop(name) != getattr(instance, name):
            raise RuleBroken(_("The meeting was held; this stays as it is."), field=name, code="state")


def _require_led(instance: Meeting, actor: Actor) -> None:
    if not meetings.led(instance, actor, CHANGE):
        raise RuleBroken(_("Only who leads a meeting, or stands above, changes it."), code="not_led")


def _change_guests(row: Meeting, wanted: list[int], actor: Actor) -> None:
    have = set(row.guests.values_list("employee_id", flat=True))
    new = [key for key in wanted if key not in have and key != row.leader_id]
    gone = have - set(wanted)
    busy = row.items.filter(kind=ItemKind.ACTION, owner__in=gone).select_related("owner").first()
    if busy is not None:
        told = _("{who} has an action of this meeting; take that back first.").format(who=busy.owner)
        raise RuleBroken(told, field="guests", code="busy")
    row.guests.filter(employee__in=gone).delete()
    _invite(row, new, actor)
    if new or gone:
        audit.record(actor, "invite", row, before={"guests": len(have)}, after={"guests": len(have - gone) + len(new)})


@writes.write("field.remove_meeting")
def remove(instance: Meeting, *, actor: Actor, version: int | None = None) -> None:
    """Call a meeting off; one that was held stays."""
    _require_led(instance, actor)
    if instance.state != MeetingState.PREPARED:
        raise RuleBroken(_("A meeting that was held is not removed."), code="state")
    for item in instance.items.all():
        agreed.take_back(item.task_id, actor=actor)
    writes.remove(instance, actor=actor, version=version)


# -- What is talked about ----------------------------------------------------------------------------------------------


@writes.write(CHANGE)
def add_item(
    instance: Meeting, *, actor: Actor, kind: str, text: str, owner: Any = None, due_on: date | None = None,
    opportunity: Any = None,
) -> MeetingItem:  # fmt: skip
    """Note a topic, a decision or an action; an action is a task of one of those invited."""
    row = _open(instance, actor)
    item = MeetingItem(meeting=row, kind=kind, text=agreed.what(text), opportunity=opportunity)
    if kind == ItemKind.ACTION:
        item.owner, item.due_on = _one_of_us(row, owner), agreed.ahead(due_on)
    writes.checked(item)
    if item.owner is not None and item.due_on is not None:
        item.task_id = agreed.give(row, actor=actor, title=item.text, owner=item.owner, due_on=item.due_on)
    item.save()
    audit.record(actor, "add_item", row, after={"text": item.text})
    return item


def _open(instance: Meeting, actor: Actor) -> Meeting:
    _require_led(instance, actor)
    row = writes.locked(instance)
    if row.state == MeetingState.CLOSED:
        raise RuleBroken(_("This meeting is closed."), code="state")
    return row


def _one_of_us(row: Meeting, owner: Any) -> Any:
    if owner is None:
        raise RuleBroken(_("Say who does it."), field="owner", code="owner")
    if owner.pk != row.leader_id and not row.guests.filter(employee=owner).exists():
        raise RuleBroken(_("Only those who are invited get an action."), field="owner", code="guest")
    return owner


@writes.write(CHANGE)
def drop_item(instance: Meeting, *, actor: Actor, item: MeetingItem) -> None:
    """Take an item back, with its task, as long as the meeting is not closed."""
    row = _open(instance, actor)
    if item.meeting_id != row.pk:
        raise RuleBroken(_("This stands in another meeting."), code="other")
    agreed.take_back(item.task_id, actor=actor)
    audit.record(actor, "drop_item", row, before={"text": item.text})
    item.delete()


@writes.write(CHANGE)
def settle(
    instance: Meeting, *, actor: Actor, item: MeetingItem, outcome: str, note: str = "", due_on: date | None = None
) -> MeetingItem:
    """Follow an action of an earlier meeting up: done, partly, or not; what is not done comes up again.

    Without an outcome what was said of it is taken back. `due_on` gives what is not done a new day.
    """
    row = _open(instance, actor)
    if item.pk not in {one.pk for one in meetings.last_actions(row)}:
        raise RuleBroken(_("This action does not come from an earlier meeting of this kind."), code="other")
    if outcome and outcome not in Outcome.values:
        raise RuleBroken(_("Say what came of it: done, partly or not done."), field="outcome", code="outcome")
    was_done = item.outcome == Outcome.DONE
    item.outcome, item.note = outcome, agreed.words(note, "note", 300)
    item.settled_in = row if outcome else None
    if due_on is not None and due_on != item.due_on and outcome != Outcome.DONE:
        item.due_on = agreed.ahead(due_on)
    item.save(update_fields=["outcome", "note", "settled_in", "due_on"])
    _follow(item, was_done, actor)
    told = {"text": item.text, "outcome": outcome, "due_on": item.due_on.isoformat() if item.due_on else ""}
    audit.record(actor, "settle_action", row, after=told)
    return item


def _follow(item: MeetingItem, was_done: bool, actor: Actor) -> None:
    """The task of an action is done, or open and due, as the action is."""
    if item.outcome == Outcome.DONE:
        agreed.finish(item.task_id, actor=actor)
        return
    if was_done:
        agreed.open_again(item.task_id, actor=actor)
    if item.due_on is not None:
        agreed.move(item.task_id, item.due_on, actor=actor)


@writes.write(CHANGE)
def attend(instance: Meeting, *, actor: Actor, present: Sequence[int]) -> Meeting:
    """Note who was there, by the keys of those invited."""
    row = _open(instance, actor)
    wanted = set(present)
    rows = list(row.guests.all())
    for guest in rows:
        guest.was_there = guest.employee_id in wanted
    MeetingGuest.objects.bulk_update(rows, ["was_there"])
    there = sum(bool(guest.was_there) for guest in rows)
    audit.record(actor, "attend", row, after={"was_there": there})
    return row


# -- Held and closed ---------------------------------------------------------------------------------------------------


@writes.write(CHANGE)
def hold(instance: Meeting, *, actor: Actor) -> Meeting:
    """The meeting takes place: what its page shows is kept as it is now."""
    row = _step(instance, MeetingState.HELD, actor)
    shown = meetings.prepared(row, actor).stored() if not row.shown else row.shown
    return writes.change(
        row, actor=actor, verb="hold_meeting", state=MeetingState.HELD, held_at=timezone.now(), shown=shown
    )


@writes.write(CHANGE)
def close(instance: Meeting, *, actor: Actor) -> Meeting:
    """The minutes are finished: everybody who was invited is told."""
    row = _step(instance, MeetingState.CLOSED, actor)
    if not row.minutes.strip() and not row.items.exists():
        raise RuleBroken(_("First write down what was decided, or who does what."), code="unfinished")
    row = writes.change(row, actor=actor, verb="close_meeting", state=MeetingState.CLOSED)
    coaching_news.minutes(row, [guest.employee_id for guest in row.guests.all()], actor)
    return row


@writes.write(CHANGE)
def reopen(instance: Meeting, *, actor: Actor) -> Meeting:
    """Correct the minutes of a closed meeting."""
    if instance.state != MeetingState.CLOSED:
        raise RuleBroken(_("This meeting is not closed."), code="state")
    row = _step(instance, MeetingState.HELD, actor)
    return writes.change(row, actor=actor, verb="reopen_meeting", state=MeetingState.HELD)


@writes.write(CHANGE)
def unhold(instance: Meeting, *, actor: Actor) -> Meeting:
    """It was begun by mistake: back to preparing, where its figures move again. Nothing that was noted is lost."""
    if instance.state != MeetingState.HELD:
        raise RuleBroken(_("This meeting has not begun, or is closed."), code="state")
    row = _step(instance, MeetingState.PREPARED, actor)
    return writes.change(row, actor=actor, verb="unhold_meeting", state=MeetingState.PREPARED, held_at=None, shown={})


def _step(instance: Meeting, state: str, actor: Actor) -> Meeting:
    _require_led(instance, actor)
    row = writes.locked(instance)
    if state not in MEETING_STEPS[row.state]:
        raise RuleBroken(_("The meeting is not at this step."), code="state")
    return row
