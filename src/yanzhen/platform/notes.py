"""Notes people write on records, and whom they name in them."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, following, mentions, notifications, sight
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import Record
from yanzhen.platform.models import Note
from yanzhen.platform.people import Person, directory
from yanzhen.platform.topics import MENTIONED
from yanzhen.platform.verbs import NOTED, PRIVATELY
from yanzhen.platform.writes import checked, write

MOST_CHARACTERS = 4000
EDITED, REMOVED = "note_edit", "note_remove"
"""Further acts in the audit trail; the history of the record shows the note itself instead."""
CHANGEABLE_FOR = timedelta(minutes=15)
EXCERPT = 120


@write("platform.add_note")
def add(record: Record, *, actor: Actor, text: str, chosen: Iterable[int] = (), is_private: bool = False) -> Note:
    """Write a note on a record the actor can see, and tell whom it names; of a private one nobody is told.

    `chosen` are the people picked while typing. Who is named but cannot see the record is not told; their names are
    left on the note as `unreached`, for the writer.
    """
    if is_private and actor.user_id is None:
        raise RuleBroken(_("Only a person can keep a private note."), field="is_private", code="person")
    text, named = _cleaned(text, chosen, actor)
    note = Note(noun_name=record.noun(), object_id=record.pk, text=text, user_id=actor.user_id, who=actor.name)
    note.is_private = is_private
    checked(note)
    note.save()
    audit.record(actor, PRIVATELY if is_private else NOTED, record, after={"note": note.pk})
    _tell(note, record, named.values(), actor)
    return note


@write("platform.add_note")
def edit(note: Note, *, actor: Actor, text: str, chosen: Iterable[int] = ()) -> Note:
    """Change one's own note, soon after writing it; what it said before stays in the audit trail."""
    row = _own(note, actor)
    text, named = _cleaned(text, chosen, actor)
    before, row.text, row.edited_at = row.text, text, timezone.now()
    checked(row)
    row.save(update_fields=["text", "edited_at"])
    record = sight.row(row.noun_name, row.object_id, actor)
    if row.is_private:
        audit.record(actor, PRIVATELY, record, after={"note": row.pk})  # type: ignore[arg-type]
        return row
    audit.record(actor, EDITED, record, before={"note": before}, after={"note": text})  # type: ignore[arg-type]
    known = set(mentions.keys(before))
    _tell(row, record, [person for key, person in named.items() if key not in known], actor)  # type: ignore[arg-type]
    return row


@write("platform.add_note")
def remove(note: Note, *, actor: Actor) -> None:
    """Take one's own note back, soon after writing it; that there was one stays."""
    row = _own(note, actor)
    before, row.text, row.removed_at = row.text, "", timezone.now()
    row.save(update_fields=["text", "removed_at"])
    record = sight.row(row.noun_name, row.object_id, actor)
    if row.is_private:
        audit.record(actor, PRIVATELY, record, before={"note": row.pk})  # type: ignore[arg-type]
    else:
        audit.record(actor, REMOVED, record, before={"note": before})  # type: ignore[arg-type]


def seen(key: int, actor: Actor) -> Note | None:
    """A note on a record that `actor` sees; a private one of somebody else is not there."""
    note = readable(actor).filter(pk=key).first() if 0 <= key < 2**63 else None
    return note if note is not None and sight.sees(note.noun_name, note.object_id, actor) else None


def readable(actor: Actor) -> QuerySet[Note]:
    """The notes that `actor` may read on records they see: all but the private ones of others."""
    own = Q(is_private=True, user_id=actor.user_id) if actor.user_id is not None else Q(pk__in=())
    return Note.objects.filter(Q(is_private=False) | own)


def is_changeable(note: Note, actor: Actor) -> bool:
    """Whether `actor` may still change this note."""
    return (
        note.user_id is not None
        and note.user_id == actor.user_id
        and note.removed_at is None
        and timezone.now() - note.written_at <= CHANGEABLE_FOR
    )


def _own(note: Note, actor: Actor) -> Note:
    row = Note.objects.select_for_update().get(pk=note.pk)
    if row.user_id is None or row.user_id != actor.user_id:
        raise RuleBroken(_("Only who wrote a note may change it."), code="not_own")
    if row.removed_at is not None:
        raise RuleBroken(_("This note was taken back already."), code="removed")
    if not is_changeable(row, actor):
        minutes = int(CHANGEABLE_FOR.total_seconds() // 60)
        raise RuleBroken(
            _("A note can be changed for {minutes} minutes; write another one.").format(minutes=minutes), code="late"
        )
    return row


def _cleaned(text: str, chosen: Iterable[int], actor: Actor) -> tuple[str, dict[int, Person]]:
    text = text.replace("\x00", "").strip()
    if not text:
        raise RuleBroken(_("Write something first."), field="text", code="empty")
    text, named = mentions.resolved(text[: 2 * MOST_CHARACTERS], chosen, actor)
    if len(text) > MOST_CHARACTERS:
        raise RuleBroken(
            _("A note has at most {most} characters.").format(most=MOST_CHARACTERS), field="text", code="long"
        )
    return text, named


def _tell(note: Note, record: Record, named: Iterable[Person], actor: Actor) -> None:
    """Tell those who see the record; remember on the note who does not. A private note tells nobody."""
    if note.is_private:
        note.unreached = []  # type: ignore[attr-defined]
        return
    others = [person for person in named if person.user_id != actor.user_id]
    reached = [p for p in others if sight.sees(note.noun_name, note.object_id, directory().actor(p.user_id))]
    note.unreached = [p.name for p in others if p not in reached]  # type: ignore[attr-defined]
    for person in reached:
        following.begin(note.noun_name, note.object_id, person.user_id)
    if reached:
        words = mentions.plain(note.text, mentions.names([note.text]))
        notifications.send(
            MENTIONED,
            [person.user_id for person in reached],
            params={"who": actor.name, "what": str(record), "text": words[:EXCERPT]},
            url=sight.url(note.noun_name, note.object_id),
            subject=record,
        )


def last(record: Record) -> Note | None:
    """The latest note on a record that everybody there may read and that was not taken back."""
    rows = Note.objects.filter(noun_name=record.noun(), object_id=record.pk, removed_at=None, is_private=False)
    return rows.order_by("-pk").first()


def firsts(noun_name: str, keys: Collection[int]) -> dict[int, tuple[Note, int]]:
    """By the key of each of these records its first note, and how many it has; private ones are evidence of nothing."""
    rows = Note.objects.filter(noun_name=noun_name, object_id__in=keys, is_private=False).order_by()
    counted = {first: count for _key, first, count in rows.values_list("object_id").annotate(Min("pk"), Count("pk"))}
    return {note.object_id: (note, counted[note.pk]) for note in Note.objects.filter(pk__in=counted)}
