"""What happened to a record: its audit rows in words, and its notes, newest first."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from yanzhen.lib.money import MISSING
from yanzhen.platform import forwarding, functions, masks, mentions
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.base import Scoped
from yanzhen.platform.models import AuditEntry, Note
from yanzhen.platform.notes import readable
from yanzhen.platform.pages.fields import listed
from yanzhen.platform.people import initials
from yanzhen.platform.verbs import NOTED, PRIVATELY, VERBS

MOST = 100
TOLD_OTHERWISE = (NOTED, "note_edit", "note_remove", PRIVATELY, "download")
"""Acts that the history leaves out: a note stands in it itself, and who has had a file is told on the audit trail."""
LABELS = {
    "due_on": gettext_lazy("due on"),
    "task": gettext_lazy("task"),
    "by": gettext_lazy("way in"),
    "file": gettext_lazy("file"),
    "format": gettext_lazy("format"),
    "lines": gettext_lazy("order lines"),
    "note": gettext_lazy("note"),
    "purpose": gettext_lazy("purpose"),
    "query": gettext_lazy("filter"),
    "fields": gettext_lazy("fields"),
    "rows": gettext_lazy("rows"),
    "merged": gettext_lazy("merged records"),
}
"""Values that an act keeps beside the fields of its record."""
VALUES: dict[tuple[str, Any], Any] = {("language", code): name for code, name in settings.LANGUAGES}
"""How values read that stand for something, where the field does not say so: by name and value."""


@dataclass(frozen=True)
class Difference:
    """One field of one act: how it read before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Event:
    """One entry of the timeline. `is_day` says that only the day is known; `url` leads to what it tells of."""

    kind: str
    who: str
    when: datetime
    text: str
    changes: list[Difference] = field(default_factory=list)
    note: Note | None = None
    html: str = ""
    url: str = ""
    figure: str = ""
    icon: str = ""
    is_day: bool = False

    @property
    def initials(self) -> str:
        return initials(self.who)


Source = Callable[[Any, Actor, int], Iterable[Event]]
_sources: dict[str, list[Source]] = defaultdict(list)
FROM_SOURCE = 30
"""So many of the latest events each floor above may add; it keeps one kind from pushing out all others."""


def merge(name: str, source: Source) -> None:
    """Let a higher floor tell its own events in the timeline of a noun below: `source(record, actor, most)`.

    It gives the latest `most` that `actor` may see, and nothing to whom the function is missing.
    """
    if source not in _sources[name]:
        _sources[name].append(source)


def of_day(day: date) -> datetime:
    """The moment by which something of a day is sorted in: its end, but never later than now."""
    end = datetime.combine(day, time(23, 59), timezone.get_current_timezone())
    return min(end, timezone.now())


def of(record: Scoped, actor: Actor) -> list[Event]:
    """The latest events of a record that `actor` may see; masked fields stay masked in its history."""
    noun, keys = record.noun(), [record.pk, *forwarding.merged_into(record)]
    entries = list(
        AuditEntry.objects.filter(noun_name=noun, object_id__in=keys).exclude(verb__in=TOLD_OTHERWISE)[:MOST]
    )
    notes = list(readable(actor).filter(noun_name=noun, object_id__in=keys)[:MOST])
    called = mentions.names(note.text for note in notes)
    names = _names_of_references(type(record), entries, actor)
    events = [
        Event("change", who(e), e.happened_at, act(e), _differences(type(record), e, actor, names)) for e in entries
    ]
    events += [
        Event("note", n.who, n.written_at, mentions.plain(n.text, called), note=n, html=mentions.html(n.text, called))
        for n in notes
    ]
    for source in _sources[noun]:
        events += source(record, actor, FROM_SOURCE)
    if record_created := getattr(record, "created_at", None):
        events += (
            []
            if any(e.verb in {"create", "import"} for e in entries)
            else [Event("change", "", record_created, _("entered the books"))]
        )
    return sorted(events, key=lambda event: event.when, reverse=True)[:MOST]


def who(entry: AuditEntry) -> str:
    """Who did it; the system itself has no account."""
    return entry.who if entry.user_id or entry.who != SYSTEM.name else pgettext("who did it", "system")


def act(entry: AuditEntry) -> str:
    """What was done, in words."""
    return str(VERBS.get(entry.verb, entry.verb))


def kind(entry: AuditEntry) -> str:
    """What kind of record it was done to."""
    model = _model(entry.noun_name)
    return capfirst(str(model._meta.verbose_name)) if model is not None else entry.noun_name


def written(entry: AuditEntry, values: dict[str, Any], actor: Actor) -> str:
    """The values before or after an act in words, masked as the record itself would be."""
    model = _model(entry.noun_name)
    names = _names_of_references(model, [entry], actor, of_new=True) if model else {}
    return " · ".join(f"{capfirst(_label(model, n))}: {_read(model, n, values, actor, names)}" for n in values)


def presented(entry: AuditEntry, actor: Actor) -> tuple[dict[str, Any], dict[str, Any]]:
    """Values before and after for a reader of the whole trail, masked as the record itself would be."""
    model = _model(entry.noun_name)
    if model is None:
        return entry.before, entry.after

    def shown(values: dict[str, Any]) -> dict[str, Any]:
        return {n: masks.HIDDEN if masks.is_hidden(model, n, actor) else v for n, v in values.items()}

    return shown(entry.before), shown(entry.after)


def _model(noun: str) -> type[models.Model] | None:
    from django.apps import apps

    try:
        return apps.get_model(noun) if noun else None
    except LookupError:
        return None


Names = dict[tuple[str, Any], str]


def _names_of_references(
    model: type[models.Model], entries: Iterable[AuditEntry], actor: Actor, *, of_new: bool = False
) -> Names:
    """Names of the rows that foreign keys in the entries point to, one query per related model.

    What has passed out of the reader's reach is masked: a history must not name it.
    """
    keys: dict[str, set[Any]] = defaultdict(set)
    for entry in entries:
        if of_new or entry.verb != "create":
            for values in (entry.before, entry.after):
                for name, value in values.items():
                    if value is not None and _reference(model, name) is not None:
                        keys[name].add(value)
    names: Names = {}
    for name, wanted in keys.items():
        reference = _reference(model, name)
        assert reference is not None
        related = reference.related_model
        rows = related.objects.visible_to(actor) if issubclass(related, Scoped) else related._default_manager.all()
        names |= {(name, key): masks.HIDDEN for key in wanted}
        names |= {(name, row.pk): str(row) for row in rows.filter(pk__in=wanted)}
    return names


def _field(model: type[models.Model] | None, name: str) -> Any:
    return None if model is None else next((f for f in model._meta.concrete_fields if f.name == name), None)


def _reference(model: type[models.Model], name: str) -> Any:
    found = _field(model, name)
    return found if isinstance(found, models.ForeignKey) else None


def _label(model: type[models.Model] | None, name: str) -> str:
    described = _field(model, name)
    return str(described.verbose_name) if described is not None else str(LABELS.get(name, name))


def _read(model: type[models.Model] | None, name: str, values: dict[str, Any], actor: Actor, names: Names) -> str:
    value = values.get(name)
    if model is not None and masks.is_hidden(model, name, actor):
        return masks.HIDDEN
    if value in (None, "", [], {}):
        return MISSING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return listed(functions.in_words(value) if name == "functions" else (VALUES.get((name, v), v) for v in value))
    if isinstance(value, dict):
        return str(value)
    described = _field(model, name)
    if described is not None and described.choices:
        return str(dict(described.flatchoices).get(value, value))
    if isinstance(described, models.DateTimeField | models.TimeField):
        return _moment(described, value)
    return names.get((name, value), str(VALUES.get((name, value), value)))


def _moment(described: models.DateTimeField | models.TimeField, value: Any) -> str:
    """A moment or time of day as lists show it: to the minute, where the reader is."""
    try:
        found = described.to_python(value)
    except ValidationError:
        return str(value)
    if isinstance(found, datetime):
        return f"{timezone.localtime(found) if timezone.is_aware(found) else found:%Y-%m-%d %H:%M}"
    return f"{found:%H:%M}"


def _differences(model: type[models.Model], entry: AuditEntry, actor: Actor, names: Names) -> list[Difference]:
    if entry.verb == "create":
        return []
    shown = [n for n in entry.after if n in entry.before or entry.before == {}]
    return [
        Difference(
            _label(model, n), _read(model, n, entry.before, actor, names), _read(model, n, entry.after, actor, names)
        )
        for n in shown
    ]
