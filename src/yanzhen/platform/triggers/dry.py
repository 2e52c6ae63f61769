"""What a trigger would have done with the records of the past days; nothing is done, sent or kept."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import sight, writes
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import AuditEntry, Trigger, TriggerAct
from yanzhen.platform.models.triggers import ActKind, Recipient, TriggerEvent
from yanzhen.platform.pages.nouns import Noun
from yanzhen.platform.people import directory
from yanzhen.platform.triggers import acts, events, matching, settings, wording

MOST_DAYS, MOST_ENTRIES, SHOWN = 90, 5000, 50


@dataclass(frozen=True)
class Deed:
    """One thing that would have been done, or why not."""

    text: str
    is_done: bool = True


@dataclass(frozen=True)
class Would:
    """One record that would have fired."""

    title: str
    key: int
    url: str
    when: date | datetime
    deeds: list[Deed]


@dataclass
class Trial:
    """All that would have fired: how often, on how many records, and the latest of them."""

    days: int
    events: int = 0
    records: int = 0
    is_whole: bool = True
    reason: str = ""
    shown: list[Would] = field(default_factory=list)


@writes.write("platform.view_trigger")
def run(trigger: Trigger, *, actor: Actor, days: int = 30) -> Trial:
    """Look back so many days, with the rights of whoever keeps the trigger and the eyes of whoever asks."""
    if not 1 <= days <= MOST_DAYS:
        raise RuleBroken(_("From 1 to {most} days.").format(most=MOST_DAYS), field="days", code="days")
    trial = Trial(days)
    keeper = directory().actor(trigger.user_id or 0)
    noun = sight.noun_of(trigger.noun_name)
    if noun is None or not keeper.can(noun.code("view")) or not actor.can(noun.code("view")):
        trial.reason = _("{name} may not see such records.").format(name=trigger.who)
        return trial
    until = timezone.now()
    since, keys = until - timedelta(days=days), set[int]()
    with transaction.atomic():  # everything that is tried out is taken back at the end
        own = list(trigger.acts.select_related("robot"))
        for row, when in _fired(trigger, noun, keeper, actor, since, until, trial):
            trial.events += 1
            keys.add(row.pk)
            if len(trial.shown) < SHOWN:
                deeds = [_tried(act, trigger, noun, row, keeper) for act in own]
                trial.shown.append(Would(str(row), row.pk, noun.url("record", row.pk), when, deeds))
        transaction.set_rollback(True)
    trial.records = len(keys)
    return trial


def _fired(
    trigger: Trigger, noun: Noun, keeper: Actor, reader: Actor, since: datetime, until: datetime, trial: Trial
) -> Iterator[tuple[Any, date | datetime]]:
    """The records that would have fired, the latest first, as far as both may see them."""
    seen = noun.visible(reader).order_by().select_related(None)
    if trigger.event in {TriggerEvent.REACHED, TriggerEvent.SILENT}:
        found = events.due(trigger, noun, keeper, since, until)
        trial.is_whole = len(found) < events.MOST_A_DAY
        mine = set(seen.filter(pk__in=[row.pk for row, _k, _w in found]).values_list("pk", flat=True))
        yield from ((row, when) for row, _key, when in reversed(found) if row.pk in mine)
        return
    acts_of_time = AuditEntry.objects.filter(noun_name=trigger.noun_name, happened_at__range=(since, until))
    entries = list(acts_of_time.exclude(object_id=None).order_by("-happened_at", "-pk")[:MOST_ENTRIES])
    trial.is_whole = len(entries) < MOST_ENTRIES
    firing = [entry for entry in entries if matching.fires(trigger, noun, entry, keeper)]
    wanted = {entry.object_id for entry in firing if entry.object_id is not None}
    mine = set(seen.filter(pk__in=wanted).values_list("pk", flat=True))
    rows = {row.pk: row for row in matching.rows(trigger, noun, keeper).filter(pk__in=mine)}
    yield from ((rows[entry.object_id], entry.happened_at) for entry in firing if entry.object_id in rows)


def _tried(act: TriggerAct, trigger: Trigger, noun: Noun, row: Any, keeper: Actor) -> Deed:
    """An act tried out and taken back; what would leave the house is only told."""
    try:
        if act.kind == ActKind.WEBHOOK or act.recipient == Recipient.ROBOT:
            if act.kind == ActKind.WEBHOOK and not keeper.can(settings.CALLS):
                raise PermissionDenied
            return Deed(wording.headed(wording.act(act, trigger, noun, keeper)))
        with transaction.atomic():
            fresh = noun.visible(keeper).get(pk=row.pk)
            text = acts.inside(act, trigger, noun, fresh, keeper)
            transaction.set_rollback(True)
        return Deed(text)
    except RuleBroken as broken:
        return Deed(" ".join(str(message) for message in broken.errors.values()), is_done=False)
    except PermissionDenied:
        return Deed(_("{name} may not do this.").format(name=trigger.who), is_done=False)
