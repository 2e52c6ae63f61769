"""An audit row for its reader: each field before and after, side by side, with what differs marked."""

from dataclasses import dataclass

from django.utils.text import capfirst

from yanzhen.platform import timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import AuditEntry


@dataclass(frozen=True)
class Line:
    """One field of an act."""

    label: str
    before: str
    after: str
    differs: bool


def lines(entry: AuditEntry, actor: Actor) -> list[Line]:
    """Every field the row holds, in words, masked as the record itself would be; what differs first."""
    model = timeline._model(entry.noun_name)
    names = timeline._names_of_references(model, [entry], actor, of_new=True) if model else {}
    fields = list(dict.fromkeys([*entry.after, *entry.before]))

    def said(name: str, values: dict[str, object]) -> str:
        return timeline._read(model, name, values, actor, names) if name in values else ""

    found = [
        Line(
            capfirst(timeline._label(model, name)),
            said(name, entry.before),
            said(name, entry.after),
            entry.before.get(name) != entry.after.get(name),
        )
        for name in fields
    ]
    return sorted(found, key=lambda line: not line.differs)
