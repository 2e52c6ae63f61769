"""Keeping triggers: what may be saved, whose they are, and switching them on and off."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, notifications, writes
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.models import Trigger, TriggerAct, TriggerRun
from yanzhen.platform.models.triggers import ActKind, RunState, Side, TriggerEvent
from yanzhen.platform.pages import conditions
from yanzhen.platform.pages.nouns import Noun
from yanzhen.platform.people import person
from yanzhen.platform.triggers import matching, settings, values, wording

Acts = Sequence[Mapping[str, Any]]
MOST_ACTS, MOST_DAYS = 10, 3650
PAUSED = notifications.declare(
    "trigger.paused",
    gettext_lazy("A trigger of mine was stopped"),
    gettext_lazy("The trigger “{trigger}” was stopped: {reason}"),
)


@writes.write("platform.add_trigger")
def create(*, actor: Actor, acts: Acts, **given: Any) -> Trigger:
    """Keep a new trigger; it is switched off until somebody has looked at its dry run."""
    wanted, noun = _checked(given, actor)
    rows = _rows(acts, noun, actor, [])
    _no_loop_of_its_own(wanted, rows)
    trigger = writes.create(Trigger, actor=actor, details=_told(wanted, rows, actor), **wanted, **_kept_by(actor))
    _save(trigger, rows)
    return trigger


@writes.write("platform.change_trigger")
def change(
    instance: Trigger, *, actor: Actor, version: int | None = None, acts: Acts | None = None, **given: Any
) -> Trigger:
    """Change a trigger. It acts with the rights of whoever changed it last, so nobody lends themselves another's."""
    before = list(instance.acts.all())
    wanted, noun = _checked({**_definition(instance), **given}, actor)
    entered = acts if acts is not None else [settings.given(act) for act in before]
    rows = _rows(entered, noun, actor, before)
    _no_loop_of_its_own(wanted, rows)
    old, new = _told(_definition(instance), before, actor), _told(wanted, rows, actor)
    trigger = writes.change(instance, actor=actor, version=version, **wanted, **_kept_by(actor))
    if [settings.kept(row) for row in rows] != [settings.kept(act) for act in before]:
        trigger.acts.all().delete()
        _save(trigger, rows)
        trigger.version += 1
        trigger.save(update_fields=["version", "updated_at"])
        audit.record(actor, "change", trigger, before=old, after=new)
    return trigger


@writes.write("platform.remove_trigger")
def remove(instance: Trigger, *, actor: Actor, version: int | None = None) -> None:
    """Remove a trigger with its log; what it did stays done."""
    told = _told(_definition(instance), list(instance.acts.all()), actor)
    writes.remove(instance, actor=actor, version=version, details=told)


@writes.write("platform.change_trigger")
def switch_on(instance: Trigger, *, actor: Actor) -> Trigger:
    """Let it act from now on; what happened before fires nothing. Only whoever keeps it may."""
    if actor.user_id is None or instance.user_id != actor.user_id:
        raise RuleBroken(_("It acts in the name of {name}, who alone can switch it on. Save it to make it yours."
                           ).format(name=instance.who), code="not_yours")  # fmt: skip
    _wanted, noun = _checked(_definition(instance), actor)
    _rows([settings.given(act) for act in instance.acts.all()], noun, actor, list(instance.acts.all()))
    return writes.change(
        instance, actor=actor, verb="switch_on", is_active=True, active_since=timezone.now(), paused_reason=""
    )


@writes.write("platform.change_trigger")
def switch_off(instance: Trigger, *, actor: Actor) -> Trigger:
    """Stop it; what still waits to be done is not done any more."""
    return writes.change(instance, actor=actor, verb="switch_off", is_active=False)


@writes.write("platform.change_trigger")
def again(run: TriggerRun, *, actor: Actor) -> TriggerRun:
    """Try once more what was not done; the switch of the trigger must be on."""
    row = TriggerRun.objects.select_for_update(of=("self",)).select_related("trigger").get(pk=run.pk)
    if row.state not in {RunState.FAILED, RunState.GIVEN_UP} or row.act_id is None:
        raise RuleBroken(_("There is nothing to try again."), code="state")
    if not row.trigger.is_active:
        raise RuleBroken(_("Switch the trigger on first."), code="off")
    row.state, row.attempts, row.next_at, row.claimed_at = RunState.WAITING, 0, timezone.now(), None
    row.save(update_fields=["state", "attempts", "next_at", "claimed_at"])
    audit.record(actor, "run_again", row.trigger, after={"record": row.title})
    return row


def pause(trigger: Trigger, reason: str) -> None:
    """Switch a trigger off because it cannot go on, and tell whoever keeps it."""
    with transaction.atomic():
        row = Trigger.objects.select_for_update().filter(pk=trigger.pk, is_active=True).first()
        if row is None:
            return
        writes.change(row, actor=SYSTEM, verb="switch_off", reason=reason, is_active=False, paused_reason=reason[:300])
        if row.user_id is not None:
            params = {"trigger": row.name, "reason": reason}
            notifications.send(PAUSED, [row.user_id], params=params, url=settings.url_of(row), subject=row)


# -- What may be saved -------------------------------------------------------------------------------------------------


def _kept_by(actor: Actor) -> dict[str, Any]:
    own = person(actor.user_id)
    return {
        "user_id": actor.user_id,
        "who": actor.name[:150],
        "employee_id": actor.employee_id,
        "unit_id": own.unit_id if own is not None else None,
    }


DEFINITION = ("name", "noun_name", "event", "field_name", "from_value", "to_value", "days", "side", "where")


def _definition(trigger: Trigger) -> dict[str, Any]:
    return {name: getattr(trigger, name) for name in DEFINITION}


def _checked(given: Mapping[str, Any], actor: Actor) -> tuple[dict[str, Any], Noun]:
    """What is to be kept, with all that the event does not need left empty."""
    noun = values.noun_for(str(given.get("noun_name") or ""), actor)
    wanted = {"from_value": "", "to_value": "", "field_name": "", "side": ""} | dict(given)
    wanted = {name: "" if value is None and name != "days" else value for name, value in wanted.items()}
    wanted["side"] = wanted["side"] or Side.BEFORE
    event = wanted.get("event")
    field = str(wanted["field_name"]) if event in {TriggerEvent.CHANGED, TriggerEvent.REACHED} else ""
    wanted["field_name"] = field
    if event == TriggerEvent.CHANGED:
        if field and field not in values.watched(noun, actor):
            raise RuleBroken(_("This field cannot be watched."), field="field_name", code="field")
        for name in ("from_value", "to_value"):
            wanted[name] = values.cleaned(noun, actor, field, str(wanted[name]), name) if field else ""
    else:
        wanted["from_value"] = wanted["to_value"] = ""
    if event == TriggerEvent.REACHED and field not in values.dated(noun, actor):
        raise RuleBroken(_("Choose a field that holds a date."), field="field_name", code="field")
    wanted["days"] = _days(wanted.get("days"), str(event))
    wanted["where"] = _conditions(str(wanted.get("where") or ""), noun, actor)
    return wanted, noun


def _days(days: Any, event: str) -> int | None:
    if event not in {TriggerEvent.REACHED, TriggerEvent.SILENT}:
        return None
    number = 0 if days is None and event == TriggerEvent.REACHED else days
    if number is None or not (0 if event == TriggerEvent.REACHED else 1) <= number <= MOST_DAYS:
        raise RuleBroken(_("Say how many days, at most {most}.").format(most=MOST_DAYS), field="days", code="days")
    return int(number)


def _conditions(text: str, noun: Noun, actor: Actor) -> str:
    try:
        wanted = conditions.parsed(text)
        if wanted is not None:
            conditions.wanted(wanted, matching.ground(noun, actor))
    except RuleBroken as broken:
        told = " ".join(str(message) for message in broken.errors.values())
        raise RuleBroken(told, field="where", code="where") from broken
    return conditions.printed(wanted)


def _rows(acts: Acts, noun: Noun, actor: Actor, before: list[TriggerAct]) -> list[TriggerAct]:
    if not acts:
        raise RuleBroken(_("Say what is to be done."), field="acts", code="acts")
    if len(acts) > MOST_ACTS:
        raise RuleBroken(_("At most {most} things at once.").format(most=MOST_ACTS), field="acts", code="acts")
    return [settings.row(given, place, noun, actor, before) for place, given in enumerate(acts)]


def _no_loop_of_its_own(wanted: Mapping[str, Any], rows: Sequence[TriggerAct]) -> None:
    """Setting the field that is watched fires the trigger anew, unless it waits for a value it does not set."""
    if wanted["event"] != TriggerEvent.CHANGED:
        return
    for place, row in enumerate(rows):
        watches = wanted["field_name"] in {"", row.field_name}
        leads_back = not wanted["to_value"] or wanted["to_value"] == row.value
        if row.kind == ActKind.SET and watches and leads_back:
            raise RuleBroken(
                _("The trigger would set itself off: it sets the field that it watches."),
                field=f"acts.{place}.field_name",
                code="loop",
            )


def _save(trigger: Trigger, rows: Sequence[TriggerAct]) -> None:
    for row in rows:
        row.pk, row.trigger = None, trigger
    TriggerAct.objects.bulk_create(rows)


def _told(wanted: Mapping[str, Any], rows: Sequence[TriggerAct], actor: Actor) -> dict[str, Any]:
    """What it does, as the history tells it."""
    draft = Trigger(**{name: wanted[name] for name in DEFINITION}, who=actor.name)
    return {"sentence": wording.whole(draft, rows, actor)}
