"""Mappings kept for the next file with the same columns: one's own, and those that others share."""

import hashlib
import json
from collections.abc import Iterable

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.platform import audit
from yanzhen.platform.actor import Actor
from yanzhen.platform.imports import nouns
from yanzhen.platform.models import FileImport, SavedMapping
from yanzhen.platform.writes import write

CODE = "platform.run_import"


def digest_of(columns: Iterable[str]) -> str:
    """One name for a header, whatever the order of its columns."""
    return hashlib.sha256(json.dumps(sorted(c for c in columns if c), ensure_ascii=False).encode()).hexdigest()


def visible(actor: Actor) -> QuerySet[SavedMapping]:
    """One's own mappings and the shared ones."""
    if not actor.can(CODE):
        return SavedMapping.objects.none()
    return SavedMapping.objects.filter(Q(user_id=actor.user_id) | Q(is_shared=True))


def fitting(noun: str, columns: Iterable[str], actor: Actor) -> SavedMapping | None:
    """The mapping that was used last for such a file; one's own before a shared one."""
    rows = visible(actor).filter(noun_name=noun, columns_digest=digest_of(columns))
    return min(rows, key=lambda kept: (kept.user_id != actor.user_id, -kept.used_at.timestamp()), default=None)


def keep(draft: FileImport, columns: list[str], *, actor: Actor) -> None:
    """Remember how this file was mapped; called when it is run."""
    if actor.user_id is None:
        return
    noun = nouns.importable()[draft.noun_name]
    kept, is_new = SavedMapping.objects.update_or_create(
        user_id=actor.user_id,
        noun_name=draft.noun_name,
        columns_digest=digest_of(columns),
        defaults={
            "name": _("{noun}: {file}").format(noun=noun.label, file=draft.file_name)[:200],
            "columns": columns, "mapping": draft.mapping, "options": draft.options, "who": actor.name,
        },
    )  # fmt: skip
    if not is_new:
        SavedMapping.objects.filter(pk=kept.pk).update(times=F("times") + 1, used_at=timezone.now())


@write(CODE)
def share(kept: SavedMapping, *, actor: Actor, is_shared: bool = True) -> SavedMapping:
    """Let all who import use a mapping, or no longer; only who kept it may."""
    row = SavedMapping.objects.select_for_update().get(pk=kept.pk, user_id=actor.user_id or 0)
    if row.is_shared != is_shared:
        audit.record(
            actor, "change", row.name, noun="platform.savedmapping",
            before={"is_shared": row.is_shared}, after={"is_shared": is_shared},
        )  # fmt: skip
        row.is_shared = is_shared
        row.save(update_fields=["is_shared"])
    return row


@write(CODE)
def remove(kept: SavedMapping, *, actor: Actor) -> None:
    """Forget a mapping of one's own."""
    row = SavedMapping.objects.select_for_update().get(pk=kept.pk, user_id=actor.user_id or 0)
    audit.record(actor, "remove", row.name, noun="platform.savedmapping", before={"mapping": row.mapping})
    row.delete()
