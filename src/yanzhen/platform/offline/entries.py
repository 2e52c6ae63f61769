"""One entry from a phone: taken once, entered through the usual services, or kept waiting with its reason."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, sight
from yanzhen.platform.actor import Actor
from yanzhen.platform.files import attachments
from yanzhen.platform.models import OfflineEntry
from yanzhen.platform.models.offline import EntryState
from yanzhen.platform.offline import registry
from yanzhen.platform.offline.files import Held
from yanzhen.platform.offline.moments import Moment, corrected
from yanzhen.platform.offline.registry import Kind, Subject, Typed, Waits
from yanzhen.platform.writes import write

SEND = "platform.send_offline"
MOST_BYTES = 64 * 1024
TWIN_WITHIN = timedelta(days=1)
REASONS = {
    "twin": gettext_lazy("The same was sent within a day before. Enter it a second time, or drop it."),
    "function": gettext_lazy("You may not enter this any more; ask whoever manages your access."),
    "reach": gettext_lazy("What this belongs to is out of your reach by now, or was removed."),
}
"""Why entries of every kind may wait."""


@dataclass(frozen=True)
class Sent:
    """What a phone sends. `at` and `sent_at` are by its clock, `known_at` is ours: when it last heard from us."""

    key: UUID
    kind: str
    payload: dict[str, Any]
    at: datetime
    sent_at: datetime
    known_at: datetime | None = None
    depends_on: UUID | None = None
    upload: Any = field(default=None, compare=False)


@write(SEND)
def take(sent: Sent, *, actor: Actor) -> OfflineEntry:
    """Receive one entry. The same one again gives the row it had; another content under its key is refused (422).

    The row is claimed before anything is done, in the transaction of the effect: of two twins on their way at once the
    second waits for the first and finds its row.
    """
    kind, print_ = _checked(sent), _fingerprint(sent)
    if (known := _known(sent, actor)) is not None:
        return _same(known, print_)
    entry = _described(sent, kind, print_, actor)
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:
        known = _known(sent, actor)
        if known is None:
            raise
        return _same(known, print_)
    audit.record(actor, "receive", entry, after={"kind": entry.kind, "title": entry.title})
    put(entry, kind, actor=actor, upload=sent.upload)
    return entry


def put(
    entry: OfflineEntry, kind: Kind, *, actor: Actor, upload: Any = None, is_forced: bool = False
) -> RuleBroken | None:
    """Enter an entry; on a broken rule it waits with the reason, which is also given back."""
    content = kind.read(entry.payload)
    typed = Typed(
        content, entry.key, entry.happened_at, entry.stated_at, entry.skew_seconds, entry.is_doubtful, is_forced, upload
    )
    broken: RuleBroken | None = None
    try:
        with transaction.atomic():
            if kind.warns_of_twin and not is_forced:
                _no_twin(entry)
            record = kind.place(typed, actor)
        entry.state, entry.code, entry.reason = EntryState.PLACED, "", ""
        entry.noun_name, entry.object_id = record._meta.label_lower, record.pk
        entry.title = entry.title or str(record)[:200]
    except (RuleBroken, PermissionDenied, Http404) as error:
        broken = _told(error)
        entry.code, entry.reason = broken.code[:60], "" if isinstance(broken, Waits) else _words(broken)
        _for_whoever_looks_after_it(entry, kind.subject(content))
        if upload is not None and not isinstance(upload, Held):
            _keep_file(entry, upload, actor)
    entry.save(
        update_fields=[
            "state", "code", "reason", "noun_name", "object_id", "title", "owner_id", "unit_id", "updated_at"
        ]
    )  # fmt: skip
    return broken


def _checked(sent: Sent) -> Kind:
    kind = registry.find(sent.kind)
    if kind is None:
        raise RuleBroken(_("Phones cannot send entries of this kind."), field="kind", code="kind")
    if len(json.dumps(sent.payload, ensure_ascii=False).encode()) > MOST_BYTES:
        raise RuleBroken(_("An entry has at most 64 KB; send photos and recordings on their own."), field="payload")
    if kind.takes_file and sent.upload is None:
        raise RuleBroken(_("The file is missing."), field="file", code="file")
    kind.read(sent.payload)
    return kind


def _described(sent: Sent, kind: Kind, print_: str, actor: Actor) -> OfflineEntry:
    moment: Moment = corrected(sent.at, sent.sent_at, timezone.now(), sent.known_at)
    return OfflineEntry(
        key=sent.key,
        user_id=sight.person_key(actor),
        who=actor.name,
        typed_by_id=actor.employee_id,
        kind=kind.name,
        title=kind.subject(kind.read(sent.payload)).title[:200],
        payload=sent.payload,
        fingerprint=print_,
        depends_on=sent.depends_on,
        stated_at=sent.at,
        happened_at=moment.at,
        skew_seconds=moment.skew_seconds,
        is_doubtful=moment.is_doubtful,
    )


def _known(sent: Sent, actor: Actor) -> OfflineEntry | None:
    return OfflineEntry.objects.filter(user_id=sight.person_key(actor), key=sent.key).first()


def _same(entry: OfflineEntry, print_: str) -> OfflineEntry:
    if entry.fingerprint != print_:
        raise RuleBroken(_("This key was used for another entry."), field="key", code="key_reused")
    return entry


def _fingerprint(sent: Sent) -> str:
    """Kind and content; the clock is left out, since the same entry may be sent again at another time."""
    found = hashlib.sha256(json.dumps([sent.kind, sent.payload], sort_keys=True, ensure_ascii=False).encode())
    if sent.upload is not None:
        for piece in sent.upload.chunks():
            found.update(piece)
    return found.hexdigest()


def _no_twin(entry: OfflineEntry) -> None:
    """The same content under another key soon after is likelier a phone that forgot than a second wish."""
    since = entry.happened_at - TWIN_WITHIN
    twin = OfflineEntry.objects.filter(
        user_id=entry.user_id, kind=entry.kind, fingerprint=entry.fingerprint, state=EntryState.PLACED,
        happened_at__gte=since,
    ).exclude(pk=entry.pk)  # fmt: skip
    if twin.exists():
        raise Waits(REASONS, "twin")


def _told(error: Exception) -> RuleBroken:
    if isinstance(error, RuleBroken):
        return error
    return Waits(REASONS, "function" if isinstance(error, PermissionDenied) else "reach")


def _words(broken: RuleBroken) -> str:
    return " ".join(str(message) for message in broken.errors.values())[:500]


def reason_of(entry: OfflineEntry) -> str:
    """Why an entry waits, in the reader's language; what a service of the books said stands as it was said."""
    kind = registry.find(entry.kind)
    known = {**REASONS, **(kind.reasons if kind is not None else {})}
    return entry.reason or str(known.get(entry.code, ""))


def _for_whoever_looks_after_it(entry: OfflineEntry, subject: Subject) -> None:
    entry.noun_name, entry.object_id = subject.noun, subject.key
    entry.owner_id, entry.unit_id = subject.owner_id, subject.unit_id
    entry.title = entry.title or subject.title[:200]


def _keep_file(entry: OfflineEntry, upload: Any, actor: Actor) -> None:
    """A photo whose visit is gone stays on the entry."""
    try:
        with transaction.atomic():
            attachments.add(entry, actor=actor, uploads=[upload])
    except (RuleBroken, PermissionDenied) as error:
        entry.reason = f"{reason_of(entry)} {_words(_told(error))}"[:500]


def record_of(entry: OfflineEntry, actor: Actor) -> Any:
    """What the entry became, or is about, if `actor` sees it."""
    return sight.row(entry.noun_name, entry.object_id, actor) if entry.noun_name else None
