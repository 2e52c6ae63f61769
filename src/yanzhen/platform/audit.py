"""The audit trail: what was written, by whom, with the values before and after."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.db import models

from yanzhen.platform import signing
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import AuditEntry

Listener = Callable[[AuditEntry, Actor], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Call `listener` for each act, in its transaction: keep it quick, and leave long work to the outbox."""
    if listener not in _listeners:
        _listeners.append(listener)


def record(
    actor: Actor,
    verb: str,
    subject: models.Model | str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    noun: str = "",
) -> AuditEntry:
    """Write one act into the trail, in the caller's transaction.

    `subject` is the record it was done to, or the name of something that has no row of its own: a batch of an import,
    for example, whose `noun` says what kind of records it held.
    """
    row = subject if isinstance(subject, models.Model) else None
    entry = AuditEntry.objects.create(
        user_id=signing.signer(actor),
        who=signing.signature(actor, row),
        verb=verb,
        noun_name=row._meta.label_lower if row else noun,
        object_id=row.pk if row else None,
        title=str(subject)[:200],
        before=dict(before or {}),
        after=dict(after or {}),
        reason=reason,
    )
    for listener in _listeners:
        listener(entry, actor)
    return entry


def happened(verb: str, noun: str) -> bool:
    """Whether such an act was ever written down for this kind of record."""
    return AuditEntry.objects.filter(noun_name=noun, verb=verb).exists()


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Keep only the values that differ."""
    changed = [name for name in after if before.get(name) != after[name]]
    return {n: before.get(n) for n in changed}, {n: after[n] for n in changed}


def entered_by(noun: str, keys: Collection[int]) -> dict[int, str]:
    """Who entered these records, by key, as the trail knows it."""
    acts = AuditEntry.objects.filter(noun_name=noun, object_id__in=keys, verb__in=("create", "import"))
    return {key: who for key, who in acts.order_by("-pk").values_list("object_id", "who") if key is not None}
