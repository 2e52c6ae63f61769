"""What waits is settled by whoever typed it or looks after the customer now: enter it, keep it as a note, drop it."""

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, notes, sight, writes
from yanzhen.platform.actor import Actor
from yanzhen.platform.files import attachments
from yanzhen.platform.models import OfflineEntry
from yanzhen.platform.models.offline import EntryState
from yanzhen.platform.offline import entries, files, registry
from yanzhen.platform.offline.registry import Kind, Side

SETTLE = "platform.settle_offline"


@writes.write(SETTLE)
def place(entry: OfflineEntry, *, actor: Actor) -> OfflineEntry:
    """Enter it as it was typed, over what stands in the books; what waited for it follows."""
    row, kind = _open(entry)
    if (broken := _put(row, kind, actor, is_forced=True)) is not None:
        raise broken
    _settled(row, EntryState.PLACED, "place", actor)
    for waiting in OfflineEntry.objects.filter(depends_on=row.key, user_id=row.user_id, state=EntryState.WAITING):
        if (following := registry.find(waiting.kind)) is not None:
            _put(waiting, following, actor)
    return row


@writes.write(SETTLE)
def note(entry: OfflineEntry, *, actor: Actor) -> OfflineEntry:
    """Leave the books as they are and keep what was typed as a note on the record it is about."""
    row, kind = _open(entry)
    record = sight.row(row.noun_name, row.object_id, actor) if row.noun_name else None
    if record is None:
        raise RuleBroken(_("What this is about is out of your reach, so no note can be written there."), code="reach")
    notes.add(record, actor=actor, text=in_words(row, kind, actor))
    _settled(row, EntryState.NOTED, "note_offline", actor)
    return row


@writes.write(SETTLE)
def drop(entry: OfflineEntry, *, actor: Actor) -> OfflineEntry:
    """Leave the books as they are; what was typed stays here to be read."""
    row, _kind = _open(entry)
    _settled(row, EntryState.DROPPED, "drop_offline", actor)
    return row


def in_words(entry: OfflineEntry, kind: Kind, actor: Actor) -> str:
    """What was typed, line by line."""
    moment = timezone.localtime(entry.happened_at)
    head = _("{what}, typed by {who} on {moment}").format(
        what=kind.label, who=entry.who, moment=f"{moment:%Y-%m-%d %H:%M}"
    )
    lines = [f"{side.label}: {side.mine}" for side in sides(entry, actor) if side.mine]
    return "\n".join([head, *lines])


def sides(entry: OfflineEntry, actor: Actor) -> list[Side]:
    """Each value as it was typed and as it stands now, as far as `actor` may see that."""
    kind = registry.find(entry.kind)
    return [] if kind is None else kind.sides(kind.read(entry.payload), actor)


def is_open(entry: OfflineEntry) -> bool:
    return entry.state == EntryState.WAITING


def _open(entry: OfflineEntry) -> tuple[OfflineEntry, Kind]:
    row, kind = writes.locked(entry), registry.find(entry.kind)
    if row.state != EntryState.WAITING or kind is None:
        raise RuleBroken(_("This was settled already."), code="state")
    return row, kind


def _put(row: OfflineEntry, kind: Kind, actor: Actor, *, is_forced: bool = False) -> RuleBroken | None:
    if not kind.takes_file:
        return entries.put(row, kind, actor=actor, is_forced=is_forced)
    held = attachments.of(row.noun(), row.pk).first()
    if held is None:
        return RuleBroken(_("The file of this entry is gone."), code="file")
    return entries.put(row, kind, actor=actor, is_forced=is_forced, upload=files.Held(held))


def _settled(row: OfflineEntry, state: EntryState, verb: str, actor: Actor) -> None:
    before = row.state
    row.state, row.settled_at, row.settled_by, row.version = state, timezone.now(), actor.name[:150], row.version + 1
    row.save(update_fields=["state", "settled_at", "settled_by", "version", "updated_at"])
    audit.record(actor, verb, row, before={"state": before}, after={"state": str(state)})
