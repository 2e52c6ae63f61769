"""One thing a trigger is to do, as it is entered: checked against what whoever enters it may do themselves."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import sealing
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import Robot, Trigger, TriggerAct
from yanzhen.platform.models.triggers import ActKind, Recipient
from yanzhen.platform.notifications import outbound, robots
from yanzhen.platform.pages.nouns import Noun
from yanzhen.platform.people import directory
from yanzhen.platform.triggers import values

CALLS = "platform.call_webhook"
LONGEST_TASK, LONGEST_TEXT, MOST_DUE = 200, 500, 365
ENTERED = ("kind", "recipient", "person_id", "text", "days", "field_name", "value")


def url_of(trigger: Trigger) -> str:
    """The page of a trigger."""
    return reverse("platform:trigger_record", args=[trigger.pk])


def given(act: TriggerAct) -> dict[str, Any]:
    """An act as it would be entered again; an empty address keeps the one that is there."""
    return {**{n: getattr(act, n) for n in ENTERED}, "robot_id": act.robot_id, "address": ""}


def kept(act: TriggerAct) -> tuple[Any, ...]:
    """All that makes an act what it is."""
    return (*(getattr(act, name) for name in ENTERED), act.robot_id, act.sealed)


def row(entered: Mapping[str, Any], place: int, noun: Noun, actor: Actor, before: list[TriggerAct]) -> TriggerAct:
    """The act that is to be kept; refused at its field."""
    at = f"acts.{place}"
    kind = str(entered.get("kind") or "")
    if kind not in ActKind.values:
        raise RuleBroken(_("Choose what is to be done."), field=f"{at}.kind", code="kind")
    act = TriggerAct(place=place, kind=kind)
    _READ[ActKind(kind)](act, entered, at, noun, actor)
    if kind == ActKind.WEBHOOK:
        _address(act, str(entered.get("address") or "").strip(), at, before)
    return act


def _text(entered: Mapping[str, Any], at: str, most: int) -> str:
    text = " ".join(str(entered.get("text") or "").replace("\x00", "").split())
    if not text or len(text) > most:
        message = _("At most {most} characters.").format(most=most) if text else _("Say it in words.")
        raise RuleBroken(message, field=f"{at}.text", code="text")
    return text


def _recipient(act: TriggerAct, entered: Mapping[str, Any], at: str, noun: Noun, actor: Actor) -> None:
    act.recipient = str(entered.get("recipient") or "")
    allowed = set(Recipient.values) - (set() if act.kind == ActKind.NOTIFY else {Recipient.ROBOT})
    if act.recipient not in allowed:
        raise RuleBroken(_("Choose who it goes to."), field=f"{at}.recipient", code="recipient")
    if act.recipient in {Recipient.OWNER, Recipient.MANAGER} and not noun.model.scope.owners:
        raise RuleBroken(_("Records of this kind have no owner."), field=f"{at}.recipient", code="owner")
    if act.recipient == Recipient.PERSON:
        key = entered.get("person_id")
        if key is None or int(key) not in directory().acquainted([int(key)], actor=actor):
            raise RuleBroken(_("There is no such colleague."), field=f"{at}.person_id", code="person")
        act.person_id = int(key)
    if act.recipient == Recipient.ROBOT:
        act.robot = Robot.objects.filter(pk=entered.get("robot_id") or 0, is_active=True).first()
        if act.robot is None:
            raise RuleBroken(_("Choose a channel."), field=f"{at}.robot_id", code="robot")


def _task(act: TriggerAct, entered: Mapping[str, Any], at: str, noun: Noun, actor: Actor) -> None:
    _may(actor, "platform.add_task", at)
    if not noun.has_notes:
        raise RuleBroken(_("Records of this kind take no tasks."), field=f"{at}.kind", code="tasks")
    _recipient(act, entered, at, noun, actor)
    act.text = _text(entered, at, LONGEST_TASK)
    days = entered.get("days")
    act.days = 3 if days is None else int(days)
    if not 0 <= act.days <= MOST_DUE:
        raise RuleBroken(_("Say how many days, at most {most}.").format(most=MOST_DUE), field=f"{at}.days", code="days")


def _notify(act: TriggerAct, entered: Mapping[str, Any], at: str, noun: Noun, actor: Actor) -> None:
    _recipient(act, entered, at, noun, actor)
    act.text = _text(entered, at, LONGEST_TEXT)


def _set(act: TriggerAct, entered: Mapping[str, Any], at: str, noun: Noun, actor: Actor) -> None:
    name, fields = str(entered.get("field_name") or ""), values.settable(noun, actor)
    if name not in fields:
        raise RuleBroken(_("You may not set this field."), field=f"{at}.field_name", code="field")
    act.field_name = name
    act.value = values.cleaned(noun, actor, name, str(entered.get("value") or ""), f"{at}.value")
    if not act.value:
        try:
            fields[name].clean("")
        except ValidationError as error:
            raise RuleBroken(" ".join(error.messages), field=f"{at}.value", code="value") from error


def _webhook(act: TriggerAct, entered: Mapping[str, Any], at: str, noun: Noun, actor: Actor) -> None:
    _may(actor, CALLS, at)


def _may(actor: Actor, code: str, at: str) -> None:
    if not actor.can(code):
        raise RuleBroken(_("You may not do this yourself, so no trigger of yours may."), field=f"{at}.kind", code="may")


def _address(act: TriggerAct, address: str, at: str, before: list[TriggerAct]) -> None:
    same = next((b for b in before if b.place == act.place and b.kind == ActKind.WEBHOOK), None)
    if not address and same is not None:
        act.sealed, act.hint = same.sealed, same.hint
        return
    if not address or not address.isprintable() or len(address) > 1000 or " " in address:
        raise RuleBroken(_("An address like https://example.com/hook, please."), field=f"{at}.address", code="address")
    outbound.check(address, f"{at}.address")
    act.sealed, act.hint = sealing.seal(address), robots.masked(address)


def host_of(act: TriggerAct) -> str:
    """What an act that leaves the house goes to; empty for those that stay inside."""
    if act.kind == ActKind.WEBHOOK:
        return (urlsplit(sealing.unseal(act.sealed)).hostname or "?")[:120]
    return f"robot {act.robot_id}" if act.recipient == Recipient.ROBOT else ""


_READ: dict[ActKind, Callable[[TriggerAct, Mapping[str, Any], str, Noun, Actor], None]] = {
    ActKind.TASK: _task,
    ActKind.NOTIFY: _notify,
    ActKind.SET: _set,
    ActKind.WEBHOOK: _webhook,
}
