"""What may fire a trigger: acts on records, heard through the outbox, and days that come."""

from collections.abc import Iterable
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from typing import Any

import structlog
from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from yanzhen.platform import audit, clock, outbox, sight
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import AuditEntry, OutboxRow, Trigger, TriggerRun
from yanzhen.platform.models.triggers import RunState, Side, TriggerEvent
from yanzhen.platform.pages.nouns import Noun
from yanzhen.platform.people import directory, person
from yanzhen.platform.triggers import matching, rules, settings, values

log = structlog.get_logger(__name__)

TOPIC = "record.triggers"
DEEPEST = 5
"""How many triggers may set each other off before the chain is cut."""
CATCHES_UP = timedelta(days=7)
"""How far back a day is still looked at that came while nothing ran."""
AT_ONCE, MOST_A_DAY = 200, 2000
ABANDONED_AFTER = timedelta(minutes=5)
_chain: ContextVar[tuple[str, ...]] = ContextVar("triggers that led here", default=())


def heard(entry: AuditEntry, actor: Actor) -> None:
    """Listen to each act; one that some trigger waits for is left in the outbox, with the triggers that led to it."""
    if entry.object_id is None or entry.verb in matching.HEARD_OTHERWISE:
        return
    event = TriggerEvent.CREATED if entry.verb == "create" else TriggerEvent.CHANGED
    if Trigger.objects.filter(is_active=True, noun_name=entry.noun_name, event=event).exists():
        outbox.record(TOPIC, {"entry": entry.pk, "chain": list(_chain.get())})


audit.listen(heard)


# -- Acts on records ---------------------------------------------------------------------------------------------------


def take(now: datetime | None = None) -> int:
    """Look which triggers the acts in the outbox fire; gives how many things are to be done."""
    moment = now or timezone.now()
    claimed = _claimed(moment)
    entries = AuditEntry.objects.in_bulk([row.payload["entry"] for row in claimed])
    found, actors = 0, dict[int, Actor]()
    for row in claimed:
        with transaction.atomic():
            entry = entries.get(row.payload["entry"])
            if entry is not None and entry.object_id is not None:
                found += _fired_by(entry, entry.object_id, row.payload["chain"], actors)
            row.delete()
    return found


def _claimed(now: datetime) -> list[OutboxRow]:
    free = models.Q(claimed_at=None) | clock.outlived("claimed_at", ABANDONED_AFTER, now)
    return [
        row
        for row in OutboxRow.objects.filter(free, topic=TOPIC).order_by("pk")[:AT_ONCE]
        if OutboxRow.objects.filter(pk=row.pk, claimed_at=row.claimed_at).update(claimed_at=now)
    ]


def _fired_by(entry: AuditEntry, key: int, chain: list[str], actors: dict[int, Actor]) -> int:
    event = TriggerEvent.CREATED if entry.verb == "create" else TriggerEvent.CHANGED
    waiting = Trigger.objects.filter(is_active=True, noun_name=entry.noun_name, event=event)
    found = 0
    for trigger in waiting.filter(active_since__lte=entry.happened_at).order_by("pk"):
        try:
            with transaction.atomic():
                noun, actor = keeper(trigger, actors)
                if noun is None or not matching.fires(trigger, noun, entry, actor):
                    continue
                row = matching.rows(trigger, noun, actor).filter(pk=key).first()
                found += fire(trigger, row, f"act:{entry.pk}", chain) if row is not None else 0
        except Exception as error:  # one trigger that cannot be read must not keep the others from their turn
            log.exception("a trigger failed", trigger=trigger.pk, entry=entry.pk)
            _note(trigger, entry.noun_name, key, entry.title, f"act:{entry.pk}", RunState.GIVEN_UP, repr(error), chain)
    return found


def keeper(trigger: Trigger, actors: dict[int, Actor]) -> tuple[Noun | None, Actor]:
    """Whoever keeps a trigger, with what they may do today; one without rights stops it."""
    key = trigger.user_id or 0
    if key not in actors:
        actors[key] = directory().actor(key)
    noun, actor = sight.noun_of(trigger.noun_name), actors[key]
    if noun is None or not actor.can(noun.code("view")):
        with spoken(trigger):
            rules.pause(trigger, _("{name} may no longer see such records.").format(name=trigger.who))
        return None, actor
    return noun, actor


def spoken(trigger: Trigger) -> Any:
    """The language of whoever keeps it."""
    own = person(trigger.user_id)
    return translation.override(own.language if own is not None else None)


def fire(trigger: Trigger, row: Any, key: str, chain: list[str]) -> int:
    """Leave one run for each act, once for each event; a trigger that comes round to itself is cut and stopped."""
    mark = f"{trigger.pk}:{row._meta.label_lower}:{row.pk}"
    if mark in chain or len(chain) >= DEEPEST:
        with spoken(trigger):
            reason = _loop(trigger, chain)
            _note(trigger, row._meta.label_lower, row.pk, str(row), key, RunState.CUT, reason, [*chain, mark])
            rules.pause(trigger, reason)
        return 0
    now, acts = timezone.now(), list(trigger.acts.all())
    runs = [
        TriggerRun(
            trigger=trigger,
            act=act,
            place=number,
            kind=act.kind,
            host=settings.host_of(act),
            noun_name=row._meta.label_lower,
            object_id=row.pk,
            title=str(row)[:200],
            key=key,
            chain=[*chain, mark],
            next_at=now,
        )
        for number, act in enumerate(acts, start=1)
    ]
    TriggerRun.objects.bulk_create(runs, ignore_conflicts=True)
    return len(runs)


def _loop(trigger: Trigger, chain: Iterable[str]) -> str:
    keys = [int(mark.split(":")[0]) for mark in chain] + [trigger.pk]
    names = Trigger.objects.in_bulk(keys)
    way = " → ".join(f"“{names[key].name}”" for key in keys if key in names)
    return _("Triggers set each other off in a circle: {way}.").format(way=way)


def _note(
    trigger: Trigger, noun: str, key: int, title: str, event: str, state: RunState, text: str, chain: list[str]
) -> None:
    values = {"noun_name": noun, "object_id": key, "title": title[:200], "chain": chain, "state": state}
    TriggerRun.objects.get_or_create(
        trigger=trigger, key=event, place=0, defaults={**values, "outcome": text[:500], "ended_at": timezone.now()}
    )


# -- Days that come ----------------------------------------------------------------------------------------------------


def look(now: datetime | None = None) -> int:
    """Fire what waits for a day or for silence; run by the worker from time to time."""
    moment = now or timezone.now()
    found, actors = 0, dict[int, Actor]()
    for trigger in Trigger.objects.filter(is_active=True, event__in=(TriggerEvent.REACHED, TriggerEvent.SILENT)):
        try:
            noun, actor = keeper(trigger, actors)
            if noun is None or trigger.active_since is None:
                continue
            since = max(trigger.active_since, moment - CATCHES_UP)
            found += sum(fire(trigger, row, key, []) for row, key in fresh(trigger, noun, actor, since, moment))
        except Exception:
            log.exception("a trigger failed", trigger=trigger.pk)
    return found


def fresh(trigger: Trigger, noun: Noun, actor: Actor, since: datetime, until: datetime) -> list[tuple[Any, str]]:
    """The records whose day came in this time, with the key of the event, without those that fired already."""
    pairs = [(row, key) for row, key, _moment in due(trigger, noun, actor, since, until)]
    known = set(trigger.runs.filter(key__in=[key for _row, key in pairs]).values_list("key", flat=True))
    return [pair for pair in pairs if pair[1] not in known]


def due(
    trigger: Trigger, noun: Noun, actor: Actor, since: datetime, until: datetime
) -> list[tuple[Any, str, date | datetime]]:
    """Records whose day came between two moments, each with its key and that day."""
    rows = matching.rows(trigger, noun, actor)
    if trigger.event == TriggerEvent.SILENT:
        return _silent(trigger, rows, since, until)
    days = timedelta(days=(trigger.days or 0) * (1 if trigger.side == Side.AFTER else -1))
    if trigger.field_name not in values.dated(noun, actor):
        return []
    first, last = timezone.localdate(since) - days, timezone.localdate(until) - days
    name = trigger.field_name
    if isinstance(noun.model._meta.get_field(name), models.DateTimeField):
        found = rows.filter(**{f"{name}__gte": _begin(first), f"{name}__lt": _begin(last + timedelta(days=1))})
    else:
        found = rows.filter(**{f"{name}__gte": first, f"{name}__lte": last})
    return [
        (row, f"day:{row.pk}:{name}:{getattr(row, name).isoformat()}", _day(getattr(row, name)) + days)
        for row in found.order_by(name, "pk")[:MOST_A_DAY]
    ]


def _day(value: date | datetime) -> date:
    return timezone.localdate(value) if isinstance(value, datetime) else value


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _silent(
    trigger: Trigger, rows: models.QuerySet[Any], since: datetime, until: datetime
) -> list[tuple[Any, str, date | datetime]]:
    """Records whose last follow-up, or else whose beginning, lies just that many days back."""
    span = timedelta(days=trigger.days or 0)
    acts = AuditEntry.objects.filter(noun_name=trigger.noun_name, user_id__isnull=False).exclude(
        verb__in=matching.NO_FOLLOW_UP
    )
    window = (since - span, until - span)
    touched = acts.filter(happened_at__range=window).values("object_id")
    newest = acts.filter(object_id=models.OuterRef("pk")).order_by("-happened_at").values("happened_at")[:1]
    found = (
        rows.filter(models.Q(pk__in=touched) | models.Q(created_at__range=window))
        .annotate(followed_up_at=Coalesce(models.Subquery(newest), "created_at"))
        .filter(followed_up_at__range=window)
    )
    return [
        (row, f"silence:{row.pk}:{row.followed_up_at.isoformat()}", row.followed_up_at + span)
        for row in found.order_by("followed_up_at", "pk")[:MOST_A_DAY]
    ]
