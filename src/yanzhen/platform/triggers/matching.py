"""Which records a trigger is about: those its keeper sees that meet its conditions, and whether an act fires it."""

from typing import Any

from django.db import models
from django.utils import timezone

from yanzhen.platform import masks
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import AuditEntry, Trigger
from yanzhen.platform.models.triggers import TriggerEvent
from yanzhen.platform.pages import conditions
from yanzhen.platform.pages.nouns import Noun
from yanzhen.platform.triggers import values

HEARD_OTHERWISE = frozenset(
    {"export", "download", "reveal", "remove", "view", "note", "note_edit", "note_remove", "file", "file_remove"}
    | {"private_note", "task", "task_change", "task_done", "task_reopen", "task_remove"}
)
"""Acts that change no field of a record."""
NO_FOLLOW_UP = (
    "export", "download", "reveal", "remove", "view", "task", "task_change", "task_remove", "note_remove",
    "private_note",
)  # fmt: skip
"""Acts that do not count as following a record up; of a private note nobody else could see that it was one."""


def ground(noun: Noun, actor: Actor) -> conditions.Ground:
    """What the conditions of a trigger are read on."""
    return conditions.Ground(noun.list.every, noun.model, actor, timezone.localdate())


def rows(trigger: Trigger, noun: Noun, actor: Actor) -> models.QuerySet[Any]:
    """The records that meet the conditions today, as far as `actor` sees."""
    found = noun.visible(actor)
    wanted = conditions.parsed(trigger.where)
    return found if wanted is None else found.filter(conditions.wanted(wanted, ground(noun, actor)))


def changed_fields(noun: Noun, entry: AuditEntry) -> set[str]:
    """The columns that an act gave another value."""
    own = {f.name for f in noun.model._meta.concrete_fields} - set(noun.model.unaudited)
    return {n for n, value in entry.after.items() if n in own and entry.before.get(n) != value}


def fires(trigger: Trigger, noun: Noun, entry: AuditEntry, actor: Actor) -> bool:
    """Whether an act is what the trigger waits for; a field that its keeper may not see fires nothing."""
    if entry.verb == "create":
        return trigger.event == TriggerEvent.CREATED
    if trigger.event != TriggerEvent.CHANGED or entry.verb in HEARD_OTHERWISE:
        return False
    changed = {n for n in changed_fields(noun, entry) if not masks.is_hidden(noun.model, n, actor)}
    name = trigger.field_name
    if not name:
        return bool(changed)
    return (
        name in changed
        and (not trigger.from_value or values.same(entry.before.get(name), trigger.from_value))
        and (not trigger.to_value or values.same(entry.after.get(name), trigger.to_value))
    )
