"""The files on records: added, had and removed by those who see the record; each step leaves a trace."""

from collections.abc import Sequence
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, sight
from yanzhen.platform.actor import Actor
from yanzhen.platform.files import kinds, names, store
from yanzhen.platform.models import Attachment
from yanzhen.platform.writes import checked, write

ADD, SEE = "platform.add_file", "platform.view_file"
ADDED, TAKEN, REMOVED = "file", "download", "file_remove"
MOST_AT_ONCE = 20
MOST_ON_A_RECORD = 500
ORPHAN_AFTER = 24 * 3600.0


def add(record: Any, *, actor: Actor, uploads: Sequence[Any]) -> list[Attachment]:
    """Put files on a record the actor sees: all of them, or none."""
    actor.require(ADD)
    _few_enough(record, uploads)
    decided = [(upload, kinds.kind_of(_stream(upload), upload.name or "")) for upload in uploads]
    kept: list[store.Kept] = []
    try:
        for upload, _kind in decided:
            kept.append(store.keep(_stream(upload)))
        return _noted(record, actor=actor, decided=decided, kept=kept)
    except BaseException:
        for bytes_ in kept:
            store.drop(bytes_.place)
        raise


@write(ADD)
def _noted(record: Any, *, actor: Actor, decided: Sequence[Any], kept: Sequence[store.Kept]) -> list[Attachment]:
    rows = []
    for (upload, kind), held in zip(decided, kept, strict=True):
        row = Attachment(
            noun_name=record.noun(),
            object_id=record.pk,
            name=names.cleaned(upload.name or "", kind),
            kind=kind.code,
            size=held.size,
            sha256=held.sha256,
            place=held.place,
            has_thumbnail=kind.is_image and store.keep_thumbnail(held.place),
            user_id=actor.user_id,
            who=actor.name,
        )
        checked(row)
        row.save()
        audit.record(actor, ADDED, record, after={"file": row.name})
        rows.append(row)
    return rows


def of(noun_name: str, key: int) -> QuerySet[Attachment]:
    """The files on one record, newest first."""
    return Attachment.objects.filter(noun_name=noun_name, object_id=key, removed_at=None).order_by("-pk")


def seen(key: int, actor: Actor) -> Attachment | None:
    """A file on a record that `actor` sees."""
    if not actor.can(SEE) or not 0 <= key < 2**63:
        return None
    row = Attachment.objects.filter(pk=key, removed_at=None).first()
    return row if row is not None and sight.sees(row.noun_name, row.object_id, actor) else None


@write(SEE)
def taken(row: Attachment, *, actor: Actor) -> None:
    """Write down that somebody has taken a file away."""
    record = sight.row(row.noun_name, row.object_id, actor)
    audit.record(actor, TAKEN, record, after={"file": row.name, "size": row.size})  # type: ignore[arg-type]


def may_remove(row: Attachment, actor: Actor) -> bool:
    """Who added it, and who may edit the record."""
    noun = sight.noun_of(row.noun_name)
    own = row.user_id is not None and row.user_id == actor.user_id
    return actor.can(ADD) and (own or (noun is not None and actor.can(noun.code("change"))))


@write(ADD)
def remove(row: Attachment, *, actor: Actor) -> None:
    """Remove a file: its bytes go, its name and who had it stay in the history."""
    held = Attachment.objects.select_for_update().filter(pk=row.pk, removed_at=None).first()
    if held is None:
        raise RuleBroken(_("This file was removed already."), code="removed")
    if not may_remove(held, actor):
        raise RuleBroken(_("Only who added a file, or may edit the record, removes it."), code="not_own")
    held.removed_at = timezone.now()
    held.save(update_fields=["removed_at"])
    record = sight.row(held.noun_name, held.object_id, actor)
    audit.record(actor, REMOVED, record, before={"file": held.name}, after={"file": None})  # type: ignore[arg-type]
    place = held.place
    transaction.on_commit(lambda: store.drop(place))


def sweep(older_than: float = ORPHAN_AFTER) -> int:
    """Remove what no file of ours names any more: halves of broken uploads, what a killed process left behind."""
    swept = 0
    batch: list[Any] = []
    for found in store.places(older_than):
        batch.append(found)
        if len(batch) == 500:
            swept, batch = swept + _swept(batch), []
    return swept + _swept(batch)


def _swept(batch: Sequence[Any]) -> int:
    named = set(
        Attachment.objects.filter(place__in=[place for place, _file in batch], removed_at=None).values_list(
            "place", flat=True
        )
    )
    orphans = [file for place, file in batch if place not in named or file.suffix == store.DRAFT]
    for file in orphans:
        file.unlink(missing_ok=True)
    return len(orphans)


def _few_enough(record: Any, uploads: Sequence[Any]) -> None:
    if not uploads:
        raise RuleBroken(_("Choose a file first."), field=kinds.FIELD, code="none")
    if len(uploads) > MOST_AT_ONCE:
        raise kinds.refused(_("At most {most} files at once.").format(most=MOST_AT_ONCE), "many")
    for upload in uploads:
        if (upload.size or 0) > settings.FILE_BYTES:
            raise kinds.refused(
                _("“{name}” is larger than {most}.").format(
                    name=(upload.name or "")[-60:], most=filesizeformat(settings.FILE_BYTES)
                ),
                "size",
            )
    if of(record.noun(), record.pk).count() + len(uploads) > MOST_ON_A_RECORD:
        raise kinds.refused(_("A record has at most {most} files.").format(most=MOST_ON_A_RECORD), "full")


def _stream(upload: Any) -> IO[bytes]:
    stream: IO[bytes] = upload.file
    return stream
