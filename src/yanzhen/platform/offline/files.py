"""Photos and recordings from a phone: put on their record, or moved there from the entry they waited on."""

from typing import Any

from yanzhen.platform import audit
from yanzhen.platform.actor import Actor
from yanzhen.platform.files import attachments
from yanzhen.platform.models import Attachment


class Held:
    """A file that waits on an entry; its bytes stay where they are."""

    def __init__(self, attachment: Attachment) -> None:
        self.attachment = attachment


def put_on(record: Any, upload: Any, *, actor: Actor) -> Attachment:
    """Put what came with an entry on a record."""
    if not isinstance(upload, Held):
        return attachments.add(record, actor=actor, uploads=[upload])[0]
    actor.require(attachments.ADD)
    row = upload.attachment
    row.noun_name, row.object_id = record.noun(), record.pk
    row.save(update_fields=["noun_name", "object_id"])
    audit.record(actor, attachments.ADDED, record, after={"file": row.name})
    return row
