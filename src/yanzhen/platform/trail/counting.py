"""How many distinct records a person reads a day: exact over all processes, and where reading stops.

A person's day has one row. Whoever counts locks it first, looks which of the records are new today, and adds them; so
two processes never count the same record twice and never both take the last place before the limit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, people, writes
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import ReaderDay, ReaderRecord

Record = tuple[str, int]
"""A record: the name of its noun, and its key."""


class ReadingStopped(RuleBroken):
    """The daily limit of distinct records is reached; 429."""

    status = 429

    def __init__(self, limit: int) -> None:
        super().__init__(
            _(
                "You have read {limit} different records today, the daily limit. An administrator or the security "
                "officer can lift it for today."
            ).format(limit=f"{limit:,}"),
            code="reading_stopped",
        )


@dataclass(frozen=True)
class Count:
    """What a person's day came to; `refused` when the records asked for would have gone past the limit."""

    records: int
    listed: int
    refused: bool = False
    is_lifted: bool = False


def charge(
    user_id: int,
    day: date,
    *,
    read: Iterable[Record] = (),
    asked: Iterable[Record] = (),
    listed: int = 0,
    stop: int = 0,
) -> Count:
    """Count records of a person's day.

    `read` were shown already and count whatever comes; `asked` are to be shown now and count only if the day stays
    within `stop` (0: no limit), all of them or none.
    """
    with transaction.atomic():
        ReaderDay.objects.get_or_create(user_id=user_id, day=day)
        row = ReaderDay.objects.select_for_update().get(user_id=user_id, day=day)
        records = row.records + _add(row, set(read))
        refused = False
        fresh = _fresh(row, set(asked))
        if fresh:
            refused = bool(stop) and row.lifted_at is None and records + len(fresh) > stop
            if not refused:
                records += _insert(row, fresh)
        changes = {"records": records, "listed": F("listed") + listed}
        if refused and row.stopped_at is None:
            changes["stopped_at"] = timezone.now()
        ReaderDay.objects.filter(pk=row.pk).update(**changes)
        return Count(records, row.listed + listed, refused, row.lifted_at is not None)


def _add(row: ReaderDay, records: set[Record]) -> int:
    return _insert(row, _fresh(row, records))


def _insert(row: ReaderDay, fresh: set[Record]) -> int:
    ReaderRecord.objects.bulk_create(
        [ReaderRecord(reader_day=row, noun_name=noun, object_id=pk) for noun, pk in sorted(fresh)], batch_size=300
    )
    return len(fresh)


def _fresh(row: ReaderDay, records: set[Record]) -> set[Record]:
    """Those of the records that are not counted on this day yet."""
    if not records:
        return set()
    by_noun: dict[str, list[int]] = {}
    for noun, pk in records:
        by_noun.setdefault(noun, []).append(pk)
    known: set[Record] = set()
    for noun, keys in by_noun.items():
        for start in range(0, len(keys), 500):
            part = Q(noun_name=noun, object_id__in=keys[start : start + 500])
            known |= set(ReaderRecord.objects.filter(part, reader_day=row).values_list("noun_name", "object_id"))
    return records - known


def known(user_id: int, day: date) -> tuple[int, bool]:
    """How many records are counted, and whether the limit is lifted for the day."""
    row = ReaderDay.objects.filter(user_id=user_id, day=day).values_list("records", "lifted_at").first()
    return (0, False) if row is None else (row[0], row[1] is not None)


@writes.write("platform.lift_reading_stop")
def lift(*, actor: Actor, user_id: int, reason: str) -> ReaderDay:
    """Let somebody read on today, past the limit, with a reason; never oneself."""
    reason = reason.strip()
    if not reason:
        raise RuleBroken(_("Give a reason."), field="reason", code="reason")
    if len(reason) > 500:
        raise RuleBroken(_("At most {most} characters.").format(most=500), field="reason", code="reason")
    if actor.user_id == user_id:
        raise RuleBroken(_("Nobody lifts their own limit."), code="own_limit")
    person = people.person(user_id)
    if person is None:
        raise RuleBroken(_("There is no such person."), field="user_id", code="person")
    day = timezone.localdate()
    ReaderDay.objects.get_or_create(user_id=user_id, day=day)
    row = ReaderDay.objects.select_for_update().get(user_id=user_id, day=day)
    row.lifted_at, row.lifted_by, row.lifted_why = timezone.now(), actor.name, reason
    row.save(update_fields=["lifted_at", "lifted_by", "lifted_why"])
    after = {"user_id": user_id, "records": row.records, "day": day.isoformat()}
    audit.record(actor, "lift_reading_stop", person.name, after=after, reason=reason)
    return row
