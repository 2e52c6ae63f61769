"""What people see, noted cheaply: kept in the memory of the process and written each second by a thread.

So a read is durable within about a second; a process that is killed loses at most that second. The count of distinct
records stays exact all the same: a process keeps counts to itself only while all it knows of a person is below a
quarter of the limit. With up to four processes these quarters cannot add up to more than the limit; above a quarter
every new record is counted in the database before it is shown.
"""

import atexit
import os
import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import structlog
from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from yanzhen.platform import signing
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import ReadEntry
from yanzhen.platform.models.trail import ReadAct, ReadDoor
from yanzhen.platform.trail import counting, policy
from yanzhen.platform.trail.counting import Record

log = structlog.get_logger(__name__)

WITHOUT_LIMIT = "platform.read_without_limit"
UNRECORDED = frozenset({"platform.job", "platform.notification", "platform.task", "platform.savedview"})
"""What belongs to the reader or to the machinery."""
NOT_COUNTED = frozenset({"platform", "accounts"})
"""Apps whose records are noted but not counted as records of the firm."""
AGAIN = timedelta(seconds=30)
"""The same thing looked at again within this time is one look: a reload, a tab, a partial."""
SECONDS = 1.0
SHARE = 4
MOST_WAITING = 200_000
"""More than this cannot wait: a database that is gone must not fill the memory."""


@dataclass
class _Reader:
    """What this process knows of one person's day."""

    counted: int = 0
    is_lifted: bool = False
    is_known: bool = False
    lock: threading.RLock = field(default_factory=threading.RLock)
    seen: set[Record] = field(default_factory=set)
    pending: set[Record] = field(default_factory=set)
    listed: int = 0


@dataclass
class _Buffer:
    """Everything of one process that is not in the database yet."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    entries: list[ReadEntry] = field(default_factory=list)
    readers: dict[tuple[int, date], _Reader] = field(default_factory=lambda: defaultdict(_Reader))
    recent: dict[tuple[Any, ...], datetime] = field(default_factory=dict)
    writer_of: int = 0


_buffer = _Buffer()


def opened(request: HttpRequest, noun: Any, row: Any) -> None:
    """Somebody opens a record; `ReadingStopped` when their limit is reached and the record is new today."""
    actor = _actor(request)
    if actor is None or noun.name in UNRECORDED:
        return
    if _counts(noun):
        _count(actor, {(noun.name, row.pk)})
    _note(request, actor, ReadAct.RECORD, noun=noun.name, pk=row.pk, title=str(row))


def listed(
    request: HttpRequest, noun: Any, rows: Iterable[Any], *, total: int | None = None, names_only: str = ""
) -> None:
    """Somebody sees rows of a list. A program reads whole records there, so they count as such, unless it is only
    given their names: `names_only` then says what for."""
    actor = _actor(request)
    if actor is None or noun.name in UNRECORDED:
        return
    keys = [row.pk for row in rows]
    if _counts(noun):
        if _door(request) == ReadDoor.API and not names_only:
            _count(actor, {(noun.name, pk) for pk in keys})
        else:
            _allowed(actor)
        with _buffer.lock:
            _reader(actor).listed += len(keys)
    # The kind of record says which list; its name would be in the language of whoever read it.
    query = request.GET.urlencode()
    _note(request, actor, ReadAct.LIST, noun=noun.name, title=names_only, rows=len(keys), total=total, query=query)


def downloaded(request: HttpRequest, title: str, *, noun: str = "", pk: int | None = None) -> None:
    """Somebody takes a file along."""
    actor = _actor(request)
    if actor is not None:
        _note(request, actor, ReadAct.DOWNLOAD, noun=noun, pk=pk, title=title, query=request.path)


def asked(request: HttpRequest, noun: str, title: str, *, rows: int, question: str) -> None:
    """Somebody was told of records out of reach, without names: what was asked, and of how many."""
    actor = _actor(request)
    if actor is not None:
        _note(request, actor, ReadAct.LIST, noun=noun, title=title, rows=rows, query=question)


def refused(request: HttpRequest, status: int) -> None:
    """Somebody was answered 403 or 404."""
    actor = _actor(request)
    if actor is not None:
        _note(request, actor, ReadAct.REFUSED, title=f"{status}", query=f"{request.method} {request.path}", always=True)


def may_export(request: HttpRequest) -> None:
    """Refuse a file to those whose reading is stopped today."""
    actor = _actor(request)
    if actor is not None:
        _allowed(actor)


def seen_url(noun: str, pk: int | None, actor: Actor) -> str:
    """The way to all who saw a record."""
    if not noun or pk is None or noun in UNRECORDED or not actor.can("platform.view_readentry"):
        return ""
    return f"/settings/reads/?{urlencode({'noun_name': noun, 'object_id': pk})}"


# -- Counting ----------------------------------------------------------------------------------------------------------


def _actor(request: HttpRequest) -> Actor | None:
    """Who really sits there: also of somebody who sees the product as another person does."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.user_id is None:
        return None
    return actor.seen_by or actor


def _counts(noun: Any) -> bool:
    return noun.app not in NOT_COUNTED and not noun.model.scope.shared


def _reader(actor: Actor) -> _Reader:
    with _buffer.lock:
        return _buffer.readers[actor.user_id or 0, timezone.localdate()]


def _count(actor: Actor, records: set[Record]) -> None:
    reader = _reader(actor)
    with reader.lock:
        fresh = records - reader.seen - reader.pending
        if not fresh:
            return
        stop = 0 if actor.can(WITHOUT_LIMIT) else policy.value("records_stop")
        if not reader.is_known:
            reader.counted, reader.is_lifted = counting.known(actor.user_id or 0, timezone.localdate())
            reader.is_known = True
        if not stop or reader.counted + len(reader.pending) + len(fresh) < stop // SHARE:
            reader.pending |= fresh
            return
        count = counting.charge(actor.user_id or 0, timezone.localdate(), read=reader.pending, asked=fresh, stop=stop)
        reader.seen |= reader.pending
        reader.pending = set()
        reader.counted, reader.is_lifted = count.records, count.is_lifted
        if not count.refused:
            reader.seen |= fresh
    _watch(actor, count)
    if count.refused:
        raise counting.ReadingStopped(stop)


def _allowed(actor: Actor) -> None:
    """Refuse lists and files to those who have reached the limit."""
    stop = policy.value("records_stop")
    reader = _reader(actor)
    if reader.counted + len(reader.pending) < stop // SHARE or actor.can(WITHOUT_LIMIT):
        return
    counted, is_lifted = counting.known(actor.user_id or 0, timezone.localdate())
    if counted + len(reader.pending) >= stop and not is_lifted:
        raise counting.ReadingStopped(stop)


def _watch(actor: Actor, count: counting.Count) -> None:
    from yanzhen.platform.trail import watching

    watching.counted(actor.user_id or 0, actor.name, timezone.localdate(), count)


# -- Noting ------------------------------------------------------------------------------------------------------------


def _door(request: HttpRequest) -> ReadDoor:
    return ReadDoor.API if request.path_info.startswith("/api/") else ReadDoor.PAGE


def _note(
    request: HttpRequest,
    actor: Actor,
    act: ReadAct,
    *,
    noun: str = "",
    pk: int | None = None,
    title: str = "",
    rows: int = 1,
    total: int | None = None,
    query: str = "",
    always: bool = False,
) -> None:
    now, door = timezone.now(), _door(request)
    who = signing.signature(request.actor)  # type: ignore[attr-defined]
    with _buffer.lock:
        if not always:
            key = (actor.user_id, act, door, noun, pk, title, query)
            last = _buffer.recent.get(key)
            _buffer.recent[key] = now
            if last is not None and now - last < AGAIN:
                return
        if len(_buffer.entries) >= MOST_WAITING:
            del _buffer.entries[: MOST_WAITING // 10]
            log.error("read log overflows: the oldest entries are lost", waiting=MOST_WAITING)
        _buffer.entries.append(
            ReadEntry(
                read_at=now, user_id=actor.user_id or 0, who=who[:150], act=act, door=door, noun_name=noun,
                object_id=pk, title=_clean(title)[:200], rows=rows, total=total, query=_clean(query)[:500],
                address=str(request.META.get("REMOTE_ADDR", ""))[:45],
            )
        )  # fmt: skip
    _start_writer()


def _clean(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


# -- Writing -----------------------------------------------------------------------------------------------------------


def _start_writer() -> None:
    if not settings.READ_LOG_THREAD or _buffer.writer_of == os.getpid():
        return
    with _buffer.lock:
        if _buffer.writer_of == os.getpid():
            return
        _buffer.writer_of = os.getpid()
        threading.Thread(target=_write_each_second, name="read log", daemon=True).start()
        atexit.register(flush)


def _write_each_second() -> None:
    pause = threading.Event()
    while True:
        pause.wait(SECONDS)
        try:
            close_old_connections()
            flush()
        except Exception:
            log.exception("the read log could not be written; trying again")
            connection.close()


def flush() -> int:
    """Write what waits, and look whether it asks for an alert; how many entries were written."""
    from yanzhen.platform.trail import watching

    entries, charges = _taken()
    if not entries and not charges:
        return 0
    try:
        counts = _written(entries, charges)
    except Exception:
        _put_back(entries, charges)
        raise
    for (user_id, day), count in counts.items():
        with _buffer.lock:
            reader = _buffer.readers[user_id, day]
            reader.counted, reader.is_lifted, reader.is_known = count.records, count.is_lifted, True
    watching.after(entries, counts)
    return len(entries)


_Charges = dict[tuple[int, date], tuple[set[Record], int]]


def _taken() -> tuple[list[ReadEntry], _Charges]:
    with _buffer.lock:
        entries, _buffer.entries = _buffer.entries, []
        charges: _Charges = {}
        today, now = timezone.localdate(), timezone.now()
        for key, reader in list(_buffer.readers.items()):
            if reader.pending or reader.listed:
                charges[key] = (set(reader.pending), reader.listed)
                # They stay pending until they are written, so that the sum known here never sinks meanwhile.
                reader.listed = 0
            elif key[1] != today:
                del _buffer.readers[key]
        _buffer.recent = {k: at for k, at in _buffer.recent.items() if now - at < AGAIN}
    return entries, charges


def _written(entries: list[ReadEntry], charges: _Charges) -> dict[tuple[int, date], counting.Count]:
    with transaction.atomic():
        ReadEntry.objects.bulk_create(entries, batch_size=70)
        counts = {
            (user_id, day): counting.charge(user_id, day, read=records, listed=rows)
            for (user_id, day), (records, rows) in sorted(charges.items())
        }
    with _buffer.lock:
        for key, (records, _rows) in charges.items():
            reader = _buffer.readers[key]
            reader.pending -= records
            reader.seen |= records
    return counts


def _put_back(entries: list[ReadEntry], charges: _Charges) -> None:
    with _buffer.lock:
        _buffer.entries = [ReadEntry(**_values(e)) for e in entries][:MOST_WAITING] + _buffer.entries
        for key, (_records, rows) in charges.items():
            _buffer.readers[key].listed += rows


def _values(entry: ReadEntry) -> dict[str, Any]:
    return {f.attname: getattr(entry, f.attname) for f in entry._meta.concrete_fields if not f.primary_key}


def forget() -> None:
    """Throw away what waits: between two tests."""
    with _buffer.lock:
        _buffer.entries, _buffer.recent = [], {}
        _buffer.readers.clear()
    policy.forget()
