"""Does the trail still say what was written? The chain is computed again, and the first broken row is named.

Each link is computed over the digest *stored* before it, so ranges can be checked side by side and one change is found
where it was made, not in all that follows. Whoever rewrites the whole chain is caught by the heads that were sent away.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from yanzhen.platform.models import AuditHead, AuditSeal
from yanzhen.platform.trail import canonical, triggers

CHUNK = 5_000
NEARBY = 2_000
"""How far a row that changed places is looked for."""
LATE = timedelta(days=1)
"""No transaction lasts this long: a row that says it is older than rows sealed long before was put in afterwards."""
SETTLED = timedelta(minutes=10)
"""A row unsealed for longer than this, below rows that are sealed, was put in past the worker, or the worker stands."""
_MOMENT = "%Y-%m-%d %H:%M:%S.%f"

CHANGED, MISSING, INSERTED, REORDERED = "changed", "missing", "inserted", "reordered"
SEAL_MISSING, SEAL_CHANGED, HEAD_DIFFERS = "seal_missing", "seal_changed", "head_differs"
TRIGGERS = "triggers_missing"


@dataclass(frozen=True)
class Break:
    """The first thing that is wrong: which row, and as far as the row still says it, when, who and what."""

    kind: str
    position: int
    entry_id: int | None
    when: str = ""
    who: str = ""
    verb: str = ""
    title: str = ""
    detail: str = ""

    def words(self) -> str:
        """One sentence for people."""
        said = {
            CHANGED: _("was changed after it was sealed"),
            MISSING: _("is missing"),
            INSERTED: _("was put in afterwards"),
            REORDERED: _("stands in another place than it was sealed in"),
            SEAL_MISSING: _("has lost its seal"),
            SEAL_CHANGED: _("has a seal that was changed"),
            HEAD_DIFFERS: _("differs from the head that was sent away"),
            TRIGGERS: _("The database no longer refuses changes of the trail."),
        }[self.kind]
        if self.kind == TRIGGERS:
            return f"{said} {self.detail}".strip()
        row = _("Row {id}").format(id="–" if self.entry_id is None else self.entry_id)
        known = " · ".join(part for part in (self.when, self.who, self.verb, self.title) if part)
        place = _("position {position}").format(position=self.position)
        told = f"{row} ({known + ', ' if known else ''}{place}) {said}."
        return f"{told} {self.detail}".strip()


@dataclass(frozen=True)
class Finding:
    """What a check came to."""

    rows: int
    unsealed: int
    head: str
    heads: int
    first: Break | None

    @property
    def is_whole(self) -> bool:
        return self.first is None


@dataclass(frozen=True)
class Head:
    """A head as the second place keeps it."""

    position: int
    digest: str


class UnreadableHeads(Exception):
    """The file of heads cannot be used; the message says why."""


Progress = Callable[[int, int], None]


def verify(*, heads: Sequence[Head] | None = None, progress: Progress | None = None) -> Finding:
    """Check the whole trail against itself and the heads; without `heads`, against those noted as sent."""
    known = sent_heads() if heads is None else list(heads)
    last = AuditSeal.objects.order_by("-position").values_list("position", "digest").first() or (0, canonical.START)
    first = _walk(last[0], progress)
    late = _unsealed(last[0])
    first = _earlier(first, _first_wrong_head(known))
    first = _earlier(first, late.first)
    gone = triggers.missing()
    if first is None and gone:
        first = Break(TRIGGERS, 0, None, detail=", ".join(gone))
    return Finding(rows=last[0], unsealed=late.count, head=last[1], heads=len(known), first=first)


def _earlier(one: Break | None, other: Break | None) -> Break | None:
    found = [b for b in (one, other) if b is not None]
    return min(found, key=lambda b: b.position) if found else None


# -- The chain ---------------------------------------------------------------------------------------------------------


def _linked(after: int, count: int) -> list[tuple[Any, ...]]:
    """Position, entry key and digest of the next seals, each with its row as far as it is there."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.position, s.entry_id, s.digest, {canonical.columns()} FROM platform_auditseal s "
            "LEFT JOIN platform_auditentry e ON e.id = s.entry_id WHERE s.position > %s AND s.position <= %s "
            "ORDER BY s.position",
            [after, after + count],
        )
        return list(cursor.fetchall())


def _walk(end: int, progress: Progress | None) -> Break | None:
    """Every link from the first to the last."""
    position, before, newest = 0, canonical.START, ""
    while position < end:
        chunk = _linked(position, CHUNK)
        for row in chunk:
            if row[0] != position + 1:
                return Break(SEAL_MISSING, position + 1, None)
            position = row[0]
            wrong = _wrong(row, before, newest)
            if wrong is not None:
                return wrong
            before, newest = row[2], max(newest, str(row[4]))
        if not chunk:
            return Break(SEAL_MISSING, position + 1, None)
        if progress:
            progress(position, end)
    return None


def _wrong(row: tuple[Any, ...], before: str, newest: str) -> Break | None:
    stored, values = row[2], row[3:]
    if values[0] is None:
        return _of(MISSING, row)
    if canonical.digest(before, canonical.of(values)) != stored:
        return _why(row, before)
    moment = str(values[1])
    if newest and moment < newest and _moment(newest) - _moment(moment) > LATE:
        return _of(INSERTED, row, _("It says it is older than rows sealed long before it."))
    return None


def _why(row: tuple[Any, ...], before: str) -> Break:
    """A link does not hold: was the row changed, the seal, or do two rows stand in each other's place?"""
    position, _entry, stored, *values = row
    nearby = _linked(position, NEARBY)
    for other in nearby:
        if other[3] is not None and canonical.digest(before, canonical.of(other[3:])) == stored:
            return _of(REORDERED, row, _("Row {id} belongs here.").format(id=other[1]))
    following = nearby[0] if nearby and nearby[0][3] is not None else None
    if following is not None:
        content = canonical.of(following[3:])
        if canonical.digest(stored, content) == following[2]:
            return _of(CHANGED, row)
        if canonical.digest(canonical.digest(before, canonical.of(values)), content) == following[2]:
            return _of(SEAL_CHANGED, row)
    return _of(CHANGED, row)


def _of(kind: str, row: tuple[Any, ...], detail: str = "") -> Break:
    position, entry_id, _stored, pk, moment, _user, who, verb, _noun, _record, title, *_rest = row
    if pk is None:
        return Break(kind, position, entry_id, detail=detail)
    return Break(kind, position, entry_id, str(moment)[:19] + " UTC", who, verb, title, detail)


def _moment(text: str) -> datetime:
    return datetime.strptime(text if "." in text else f"{text}.0", _MOMENT).replace(tzinfo=UTC)


# -- Rows past the chain -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Late:
    count: int
    first: Break | None


def _unsealed(last_position: int) -> _Late:
    """Rows without a seal: a few seconds old they wait for the worker; older ones below sealed rows were put in."""
    without = "FROM platform_auditentry e LEFT JOIN platform_auditseal s ON s.entry_id = e.id WHERE s.entry_id IS NULL"
    settled = (datetime.now(UTC) - SETTLED).strftime("%Y-%m-%d %H:%M:%S")
    settled += "+00" if connection.vendor == "postgresql" else ""
    highest = AuditSeal.objects.order_by("-entry_id").values_list("entry_id", flat=True).first() or 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {without}")
        [count] = cursor.fetchone()
        cursor.execute(
            f"SELECT {canonical.columns()} {without} AND e.id < %s AND e.happened_at < %s ORDER BY e.id LIMIT 1",
            [highest, settled],
        )
        row = cursor.fetchone()
    first = None if row is None else _of(INSERTED, (last_position + 1, row[0], "", *row), _("It has no seal."))
    return _Late(count, first)


# -- The heads ---------------------------------------------------------------------------------------------------------


def sent_heads() -> list[Head]:
    """The heads that this database notes as sent. Whoever can write here could have changed these too."""
    rows = AuditHead.objects.filter(sent_at__isnull=False).order_by("position")
    return [Head(*row) for row in rows.values_list("position", "digest").distinct()]


def heads_of(path: Path) -> list[Head]:
    """The heads in a file as `heads` writes it: one JSON object a line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        found = [json.loads(line) for line in lines if line.strip()]
        return [Head(int(h["position"]), str(h["digest"])) for h in found]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableHeads(f"{path}: {error}") from error


def _first_wrong_head(heads: Iterable[Head]) -> Break | None:
    for batch in _batches(sorted(heads, key=lambda h: h.position), 500):
        stored = dict(
            AuditSeal.objects.filter(position__in=[h.position for h in batch]).values_list("position", "digest")
        )
        for head in batch:
            if head.position and stored.get(head.position) != head.digest:
                return _differing(head, stored.get(head.position))
    return None


def _differing(head: Head, stored: str | None) -> Break:
    there = _linked(head.position - 1, 1)
    detail = _("Sent: {sent}. Stored: {stored}.").format(sent=head.digest[:16], stored=(stored or "–")[:16])
    return _of(HEAD_DIFFERS, there[0], detail) if there else Break(HEAD_DIFFERS, head.position, None, detail=detail)


def _batches(items: list[Head], size: int) -> Iterator[list[Head]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
