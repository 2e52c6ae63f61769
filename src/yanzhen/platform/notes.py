"""Notes people write on records."""

from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import Record
from yanzhen.platform.models import Note
from yanzhen.platform.writes import checked, write

MOST_CHARACTERS = 4000
NOTED = "note"
"""The act in the audit trail; the words stay in the note."""


@write("platform.add_note")
def add(record: Record, *, actor: Actor, text: str) -> Note:
    """Write a note on a record the actor can see."""
    text = text.replace("\x00", "").strip()
    if not text:
        raise RuleBroken(_("Write something first."), field="text", code="empty")
    if len(text) > MOST_CHARACTERS:
        raise RuleBroken(
            _("A note has at most {most} characters.").format(most=MOST_CHARACTERS), field="text", code="long"
        )
    note = Note(noun_name=record.noun(), object_id=record.pk, text=text, user_id=actor.user_id, who=actor.name)
    checked(note)
    note.save()
    audit.record(actor, NOTED, record, after={"note": note.pk})
    return note
