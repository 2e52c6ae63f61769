"""Sealing: the worker chains audit rows after they were written, so that those who write never queue for the chain.

Keys are given out before a transaction commits, so a row may appear below others that are sealed already. It is found
by the join and sealed then; the chain keeps the order of sealing. So that this join need not look at a million rows
each second, it starts above a *floor*: a key below which no transaction can write any more.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from yanzhen.platform.models import AuditEntry, AuditSeal
from yanzhen.platform.trail import canonical

BATCH = 2_000
TICK_SECONDS = 1.5
"""How long one turn may take, since other work of the schedule waits for it."""
LOCK = 0x79616E7A68656E
MARGIN_SECONDS = 60.0
"""A key is given out a moment before its transaction has a number; this long is more than enough between the two."""
LOOK_AGAIN_SECONDS = 3600.0
"""Each hour the rows below the floor are looked at once more, should the reasoning about it ever be wrong."""


@dataclass
class _Floor:
    """In the worker's memory: up to which key all is settled, and the next candidate with the proof it waits for."""

    key: int = 0
    candidate: int = 0
    waits_for: int = 0
    since: float = 0.0
    looked_at: float = field(default_factory=time.monotonic)


_floor = _Floor()


def tick() -> int:
    """Seal what is new, for at most `TICK_SECONDS`; how many rows were sealed."""
    if time.monotonic() - _floor.looked_at > LOOK_AGAIN_SECONDS:
        _floor.looked_at = time.monotonic()
        seal()
    # Asked before sealing: what was written by then is seen, and so sealed, by this turn.
    proven = _is_proven()
    sealed, ends_at = 0, time.monotonic() + TICK_SECONDS
    while _anything_new():
        sealed += seal(above=_floor.key)
        if time.monotonic() > ends_at:
            return sealed
    _raise_floor(proven)
    return sealed


def everything() -> int:
    """Seal all that can be sealed, however long it takes."""
    sealed = 0
    while batch := seal():
        sealed += batch
    return sealed


def seal(*, above: int = 0, limit: int = BATCH) -> int:
    """Chain up to `limit` unsealed rows in one transaction; nothing when another process is sealing."""
    with transaction.atomic(), _alone() as alone:
        if not alone:
            return 0
        last = AuditSeal.objects.order_by("-position").values_list("position", "digest").first()
        position, before = last or (0, canonical.START)
        seals = []
        for row in _unsealed(above, limit):
            position, before = position + 1, canonical.digest(before, canonical.of(row))
            seals.append(AuditSeal(position=position, entry_id=row[0], digest=before))
        AuditSeal.objects.bulk_create(seals, batch_size=300)
    return len(seals)


def forget() -> None:
    """Look at everything again the next time."""
    global _floor
    _floor = _Floor()


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether this is the only process that seals, until the transaction ends. SQLite has one writer anyway."""
    if connection.vendor != "postgresql":
        yield True
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        yield bool(cursor.fetchone()[0])


def _anything_new() -> bool:
    """A look without a lock, which on SQLite would take the whole file."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id FROM platform_auditentry e LEFT JOIN platform_auditseal s ON s.entry_id = e.id "
            "WHERE e.id > %s AND s.entry_id IS NULL LIMIT 1",
            [_floor.key],
        )
        return cursor.fetchone() is not None


def _unsealed(above: int, limit: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {canonical.columns()} FROM platform_auditentry e "
            "LEFT JOIN platform_auditseal s ON s.entry_id = e.id "
            "WHERE e.id > %s AND s.entry_id IS NULL ORDER BY e.id LIMIT %s",
            [above, limit],
        )
        return list(cursor.fetchall())


def _snapshot() -> tuple[int, int]:
    """The oldest transaction that is running, and the next to come."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, "
            "pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
        )
        oldest, following = cursor.fetchone()
        return oldest, following


def _is_proven() -> bool:
    """Whether every transaction that ran when the candidate was taken has ended."""
    if connection.vendor != "postgresql" or not _floor.candidate:
        return False
    return time.monotonic() - _floor.since > MARGIN_SECONDS and _snapshot()[0] >= _floor.waits_for


def _raise_floor(proven: bool) -> None:
    """After a turn that sealed all it saw: move up to the proven candidate, and take the next."""
    if connection.vendor != "postgresql":
        # One writer at a time: keys become visible in their order.
        _floor.key = AuditSeal.objects.order_by("-entry_id").values_list("entry_id", flat=True).first() or 0
        return
    if proven:
        _floor.key, _floor.candidate = _floor.candidate, 0
    if not _floor.candidate:
        newest = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        _floor.candidate, _floor.waits_for, _floor.since = newest, _snapshot()[1], time.monotonic()
