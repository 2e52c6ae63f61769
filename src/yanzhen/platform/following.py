"""Who hears of what happens to a record: its owner, who made it, who was named on it, and whoever wants to.

Each act on a record leaves a row in the outbox, in its own transaction; the worker tells the followers. Whether a
follower still sees the record is asked at that moment.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from yanzhen.platform import audit, clock, notifications, outbox, sight
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import AuditEntry, Follow, Notification, OutboxRow
from yanzhen.platform.people import directory
from yanzhen.platform.topics import FOLLOWED
from yanzhen.platform.writes import write

TOPIC = "record.acted"
SILENT = frozenset({"export", "download", "reveal", "remove", "view", "private_note"})
"""Acts that change nothing on a record, or after which there is none."""
TELL_THEMSELVES = frozenset({"note", "note_edit", "task", "task_change", "task_done"})
AT_THE_SAME_TIME = timedelta(seconds=5)
AT_ONCE = 200
ABANDONED_AFTER = timedelta(minutes=5)
MOST_NAMES = 3


def begin(noun_name: str, key: int, user_id: int) -> None:
    """Let a person follow for a reason of ours; who has said no keeps their no."""
    Follow.objects.bulk_create([Follow(noun_name=noun_name, object_id=key, user_id=user_id)], ignore_conflicts=True)


@write("platform.follow")
def choose(record: Any, *, actor: Actor, is_on: bool) -> None:
    """Follow a record, or no longer. One's own business, and nothing of the record: no audit row."""
    place = {"noun_name": record.noun(), "object_id": record.pk, "user_id": sight.person_key(actor)}
    Follow.objects.update_or_create(**place, defaults={"is_on": is_on})


def follows(record: Any, actor: Actor) -> bool:
    """Whether `actor` follows this record; its owner does unless they said no."""
    said = (
        Follow.objects.filter(noun_name=record.noun(), object_id=record.pk, user_id=actor.user_id or 0)
        .values_list("is_on", flat=True)
        .first()
    )
    if said is not None:
        return said
    return actor.employee_id is not None and getattr(record, "owner_id", None) == actor.employee_id


def heard(entry: AuditEntry, actor: Actor) -> None:
    """Listen to each act of a person on one record."""
    if entry.object_id is None or entry.user_id is None or entry.verb in SILENT:
        return
    noun = sight.noun_of(entry.noun_name)
    if noun is None or not noun.has_notes:
        return
    if entry.verb == "create":
        begin(entry.noun_name, entry.object_id, entry.user_id)
        if not entry.after.get("owner"):
            return
    outbox.record(TOPIC, {"entry": entry.pk})


audit.listen(heard)


def tell() -> int:
    """Tell followers what was done, one message for each record; returns how many people were told."""
    claimed = _claimed()
    if not claimed:
        return 0
    by_place: dict[sight.Place, list[tuple[OutboxRow, AuditEntry]]] = defaultdict(list)
    entries = AuditEntry.objects.in_bulk([row.payload["entry"] for row in claimed])
    told = 0
    actors: dict[int, Actor] = {}
    for row in claimed:
        entry = entries.get(row.payload["entry"])
        if entry is None:
            row.delete()
        else:
            by_place[(entry.noun_name, entry.object_id or 0)].append((row, entry))
    for place, news in by_place.items():
        with transaction.atomic():
            told += _tell_of(place, [entry for _row, entry in news], actors)
            OutboxRow.objects.filter(pk__in=[row.pk for row, _entry in news]).delete()
    return told


def _claimed() -> list[OutboxRow]:
    """Rows of the outbox that are now this worker's; what a worker left lying is taken up again."""
    now = timezone.now()
    free = models.Q(claimed_at=None) | clock.outlived("claimed_at", ABANDONED_AFTER, now)
    mine = []
    for row in OutboxRow.objects.filter(free, topic=TOPIC).order_by("pk")[:AT_ONCE]:
        if OutboxRow.objects.filter(pk=row.pk, claimed_at=row.claimed_at).update(claimed_at=now):
            mine.append(row)
    return mine


def _followers(place: sight.Place, record: Any) -> set[int]:
    said = dict(Follow.objects.filter(noun_name=place[0], object_id=place[1]).values_list("user_id", "is_on"))
    owner = getattr(record, "owner_id", None)
    owners = directory().of_employees([owner]) if owner is not None else {}
    return {key for key, is_on in said.items() if is_on} | {
        person.user_id for person in owners.values() if said.get(person.user_id) is not False
    }


def _tell_of(place: sight.Place, entries: list[AuditEntry], actors: dict[int, Actor]) -> int:
    noun = sight.noun_of(place[0])
    record = None if noun is None else noun.model._base_manager.filter(pk=place[1]).first()
    told = 0
    for user_id in sorted(_followers(place, record)) if record is not None else ():
        of_others = [e for e in entries if e.user_id != user_id and not _was_told(user_id, place, e)]
        if not of_others:
            continue
        if user_id not in actors:
            actors[user_id] = directory().actor(user_id)
        if sight.sees(*place, actors[user_id]):
            _send(user_id, place, of_others, record)
            told += 1
    return told


def _was_told(user_id: int, place: sight.Place, entry: AuditEntry) -> bool:
    """Whether the act itself sent this person a message: a mention, a task."""
    nearly = (entry.happened_at - AT_THE_SAME_TIME, entry.happened_at + AT_THE_SAME_TIME)
    return (
        entry.verb in TELL_THEMSELVES
        and Notification.objects.filter(
            user_id=user_id, noun_name=place[0], object_id=place[1], written_at__range=nearly
        )
        .exclude(topic="followed")
        .exists()
    )


def _send(user_id: int, place: sight.Place, entries: list[AuditEntry], record: Any) -> None:
    """A new message, or more in the one that still waits to be read."""
    last = entries[-1]
    waiting = (
        Notification.objects.select_for_update()
        .filter(
            user_id=user_id, topic=FOLLOWED.name, noun_name=place[0], object_id=place[1], read_at=None, is_in_inbox=True
        )
        .first()
    )
    before: dict[str, Any] = waiting.params if waiting is not None else {}
    people = _people([*before.get("people", []), *(entry.who for entry in entries)])
    count = int(before.get("count", 0)) + len(entries)
    params = {"what": last.title, "people": people, "count": count, "verb": last.verb}
    if waiting is None:
        notifications.send(FOLLOWED, [user_id], params=params, url=sight.url(*place), subject=record)
    else:
        Notification.objects.filter(pk=waiting.pk).update(params=params, written_at=timezone.now())


def _people(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))[-MOST_NAMES:]
