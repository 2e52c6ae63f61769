"""A trigger as one sentence, in the reader's language."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import sight
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import Trigger, TriggerAct
from yanzhen.platform.models.triggers import ActKind, Recipient, Side, TriggerEvent
from yanzhen.platform.pages import conditions
from yanzhen.platform.pages.nouns import Noun
from yanzhen.platform.pages.panels import named_key
from yanzhen.platform.pages.sentences import sentence
from yanzhen.platform.people import person
from yanzhen.platform.triggers import values


def whole(trigger: Trigger, acts: Iterable[TriggerAct], actor: Actor) -> str:
    """When …, and …, then …"""
    noun = sight.noun_of(trigger.noun_name)
    if noun is None:
        return trigger.noun_name
    then = pgettext("between the acts of a trigger", "; ").join(act(one, trigger, noun, actor) for one in acts)
    parts = {"when": when(trigger, noun, actor), "condition": condition(trigger, noun, actor), "then": then or "…"}
    if parts["condition"]:
        return _("When {when}, and {condition}, then {then}").format(**parts)
    return _("When {when}, then {then}").format(**parts)


def label(noun: Noun, name: str, actor: Actor) -> str:
    """What a field is called."""
    shown = values.watched(noun, actor).get(name)
    if shown is not None:
        return str(shown.label)
    column = next((f for f in noun.model._meta.concrete_fields if f.name == name), None)
    return str(column.verbose_name) if column is not None else name or "…"


def when(trigger: Trigger, noun: Noun, actor: Actor) -> str:
    """What the trigger waits for."""
    of: dict[str, Any] = {
        "noun": noun.word,
        "field": label(noun, trigger.field_name, actor),
        "days": trigger.days or "…",
    }
    if trigger.event == TriggerEvent.CREATED:
        return _("a record of “{noun}” is created").format(**of)
    if trigger.event == TriggerEvent.CHANGED:
        return _changed(trigger, noun, actor, of)
    if trigger.event == TriggerEvent.REACHED:
        return _reached(trigger, of)
    text = ngettext(
        "nobody has followed up a record of “{noun}” for {days} day",
        "nobody has followed up a record of “{noun}” for {days} days",
        trigger.days or 0,
    )
    return text.format(**of)


def _changed(trigger: Trigger, noun: Noun, actor: Actor, of: dict[str, Any]) -> str:
    if not trigger.field_name:
        return _("a record of “{noun}” is changed").format(**of)
    for name in ("from_value", "to_value"):
        value = getattr(trigger, name)
        of[name] = values.in_words(noun, actor, trigger.field_name, value) if value else ""
    if trigger.from_value and trigger.to_value:
        return _("“{field}” of a record of “{noun}” changes from “{from_value}” to “{to_value}”").format(**of)
    if trigger.to_value:
        return _("“{field}” of a record of “{noun}” changes to “{to_value}”").format(**of)
    if trigger.from_value:
        return _("“{field}” of a record of “{noun}” changes from “{from_value}”").format(**of)
    return _("“{field}” of a record of “{noun}” changes").format(**of)


def _reached(trigger: Trigger, of: dict[str, Any]) -> str:
    if not trigger.days:
        return _("the day “{field}” of a record of “{noun}” has come").format(**of)
    if trigger.side == Side.BEFORE:
        text = ngettext(
            "it is {days} day before “{field}” of a record of “{noun}”",
            "it is {days} days before “{field}” of a record of “{noun}”",
            trigger.days,
        )
    else:
        text = ngettext(
            "{days} day has passed since “{field}” of a record of “{noun}”",
            "{days} days have passed since “{field}” of a record of “{noun}”",
            trigger.days,
        )
    return text.format(**of)


def condition(trigger: Trigger, noun: Noun, actor: Actor) -> str:
    """The conditions in words; empty without any."""
    try:
        wanted = conditions.parsed(trigger.where)
        if wanted is None:
            return ""
        text = sentence(wanted, noun.list.every, lambda shown, key: named_key(shown, key, actor))
    except (RuleBroken, KeyError, TypeError, ValueError):
        return _("(conditions that can no longer be read)")
    return text[:1].lower() + text[1:]


def act(one: TriggerAct, trigger: Trigger, noun: Noun, actor: Actor) -> str:
    """One thing to do."""
    return _ACTS[ActKind(one.kind)](one, trigger, noun, actor) if one.kind in ActKind.values else "…"


def whom(one: TriggerAct, trigger: Trigger) -> str:
    """Who gets a task or a message."""
    if one.recipient == Recipient.PERSON:
        found = person(one.person_id)
        return found.name if found is not None else "…"
    if one.recipient == Recipient.ROBOT:
        return _("the group “{name}”").format(name=one.robot.name if one.robot else "…")
    if one.recipient == Recipient.ME:
        return trigger.who
    return _("the owner's manager") if one.recipient == Recipient.MANAGER else _("the owner")


def _task(one: TriggerAct, trigger: Trigger, noun: Noun, actor: Actor) -> str:
    text = ngettext(
        "give {whom} the task “{text}”, due in {days} day",
        "give {whom} the task “{text}”, due in {days} days",
        one.days,
    )
    return text.format(whom=whom(one, trigger), text=one.text or "…", days=one.days)


def _notify(one: TriggerAct, trigger: Trigger, noun: Noun, actor: Actor) -> str:
    return _("tell {whom}: “{text}”").format(whom=whom(one, trigger), text=one.text or "…")


def _set(one: TriggerAct, trigger: Trigger, noun: Noun, actor: Actor) -> str:
    value = values.in_words(noun, actor, one.field_name, one.value)
    return _("set “{field}” to “{value}”").format(field=label(noun, one.field_name, actor), value=value)


def _call(one: TriggerAct, trigger: Trigger, noun: Noun, actor: Actor) -> str:
    return _("call {address}").format(address=one.hint or "…")


_ACTS: dict[ActKind, Callable[[TriggerAct, Trigger, Noun, Actor], str]] = {
    ActKind.TASK: _task,
    ActKind.NOTIFY: _notify,
    ActKind.SET: _set,
    ActKind.WEBHOOK: _call,
}


def headed(text: str) -> str:
    """As a line of its own."""
    return str(capfirst(text))
