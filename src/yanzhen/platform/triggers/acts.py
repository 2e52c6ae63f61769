"""What triggers do, in the name of whoever keeps them: never more than they may do themselves."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import notifications, sealing, sight, tasks
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import snapshot
from yanzhen.platform.models import Trigger, TriggerAct
from yanzhen.platform.models.triggers import ActKind, Recipient
from yanzhen.platform.notifications import delivering, robots
from yanzhen.platform.pages.nouns import Noun
from yanzhen.platform.people import Person, directory, person
from yanzhen.platform.triggers import calling, settings, values
from yanzhen.platform.triggers.calling import NotTaken

TOLD = notifications.declare(
    "trigger.told", gettext_lazy("A trigger tells me something"), gettext_lazy("{text} ({what}; trigger “{trigger}”)")
)


def owner_of(row: Any) -> int | None:
    """The employee to whom a record belongs."""
    for path in type(row).scope.owners:
        found = type(row)._base_manager.filter(pk=row.pk).values_list(path, flat=True).first()
        if found is not None:
            return int(found)
    return None


def _recipient(act: TriggerAct, trigger: Trigger, row: Any) -> Person:
    """Who gets it; refused where there is nobody who signs in and sees the record."""
    found: Person | None
    if act.recipient in {Recipient.OWNER, Recipient.MANAGER}:
        key = owner_of(row)
        found = directory().of_employees([key]).get(key) if key is not None else None
        if found is not None and act.recipient == Recipient.MANAGER:
            found = directory().manager(found.user_id)
    else:
        found = person(act.person_id if act.recipient == Recipient.PERSON else trigger.user_id)
    if found is None or not found.is_active:
        raise RuleBroken(_("There is nobody to whom this could go."), code="nobody")
    if not sight.sees(row.noun(), row.pk, directory().actor(found.user_id)):
        raise RuleBroken(_("{name} may not see this record.").format(name=found.name), code="out_of_reach")
    return found


def _task(act: TriggerAct, trigger: Trigger, noun: Noun, row: Any, actor: Actor) -> str:
    whom, due = _recipient(act, trigger, row), timezone.localdate() + timedelta(days=act.days)
    tasks.add(row, actor=actor, title=act.text, due_on=due, assignee_id=whom.user_id)
    return _("{name} has the task “{text}”, due {day}.").format(name=whom.name, text=act.text, day=due.isoformat())


def _notify(act: TriggerAct, trigger: Trigger, noun: Noun, row: Any, actor: Actor) -> str:
    whom = _recipient(act, trigger, row)
    params = {"text": act.text, "what": str(row), "trigger": trigger.name}
    notifications.send(TOLD, [whom.user_id], params=params, url=sight.url(row.noun(), row.pk), subject=row)
    return _("{name} was told: “{text}”").format(name=whom.name, text=act.text)


def _set(act: TriggerAct, trigger: Trigger, noun: Noun, row: Any, actor: Actor) -> str:
    fields = values.settable(noun, actor)
    if act.field_name not in fields:
        raise RuleBroken(_("{name} may not set this field.").format(name=trigger.who), code="may")
    if not noun.may_change(row) or not noun.is_led(row, actor, noun.code("change")):
        raise RuleBroken(_("Its state allows no change any more."), code="state")
    before = snapshot(row)
    value = values.read(fields[act.field_name], act.value)
    noun.services.change(row, actor=actor, version=row.version, **{act.field_name: value})
    old = values.plain(before.get(act.field_name))
    parts = {
        "field": fields[act.field_name].label or act.field_name,
        "before": values.in_words(noun, actor, act.field_name, old),
        "after": values.in_words(noun, actor, act.field_name, act.value),
    }
    if old == act.value:
        return _("“{field}” was “{after}” already.").format(**parts)
    return _("“{field}”: “{before}” became “{after}”.").format(**parts)


_INSIDE: dict[ActKind, Callable[[TriggerAct, Trigger, Noun, Any, Actor], str]] = {
    ActKind.TASK: _task,
    ActKind.NOTIFY: _notify,
    ActKind.SET: _set,
}


def inside(act: TriggerAct, trigger: Trigger, noun: Noun, row: Any, actor: Actor) -> str:
    """Do what stays in the house, in the caller's transaction; tells what came of it."""
    return _INSIDE[ActKind(act.kind)](act, trigger, noun, row, actor)


def outside(act: TriggerAct, trigger: Trigger, row: Any, actor: Actor, key: int, event: str) -> str:
    """Do what leaves the house, outside any transaction; raises `NotTaken`, or `RuleBroken` when it may not."""
    link = delivering.absolute(sight.url(row.noun(), row.pk))
    if act.kind == ActKind.WEBHOOK:
        if not actor.can(settings.CALLS):
            raise RuleBroken(_("{name} may no longer call web addresses.").format(name=trigger.who), code="may")
        status = calling.post(
            sealing.unseal(act.sealed),
            {
                "delivery": key,
                "event": event,
                "trigger": {"id": trigger.pk, "name": trigger.name},
                "record": {"kind": row.noun(), "id": row.pk, "title": str(row), "url": link},
                "sent_at": timezone.now().isoformat(),
            },
            key=calling.signing_key(trigger.pk),
            delivery=key,
        )
        return _("{address} answered {status}.").format(address=act.hint, status=status)
    robot = act.robot
    if robot is None or not robot.is_active:
        raise RuleBroken(_("The channel is switched off."), code="off")
    told = f"{act.text}\n{row}" if robot.tells_all else _("News from the trigger “{name}”").format(name=trigger.name)
    try:
        robots.post(robot, _("Yanzhen"), "\n".join(part for part in (told, link) if part))
    except robots.NotSent as error:
        raise NotTaken(str(error)) from error
    return _("The group “{name}” was told.").format(name=robot.name)
