"""Entries from the road as pages and API: the list of what is not yet placed, and both sides of each."""

from functools import partial
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from yanzhen.platform import sight, timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import OfflineEntry
from yanzhen.platform.models.offline import EntryState
from yanzhen.platform.offline import entries, queries, registry, settling
from yanzhen.platform.pages import nouns, waiting
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter, named_by
from yanzhen.platform.pages.lists import ListSpec
from yanzhen.platform.pages.nouns import Action, Noun, Panel

_e = partial(describe, OfflineEntry)
TONES = {
    EntryState.PLACED: "good",
    EntryState.WAITING: "warning",
    EntryState.NOTED: "neutral",
    EntryState.DROPPED: "neutral",
}
SEE = "platform.view_offlineentry"


def _kind(row: Any, actor: Actor) -> str:
    found = registry.find(row.kind)
    return str(found.label) if found is not None else row.kind


def _reason(row: Any, actor: Actor) -> str:
    return entries.reason_of(row)


def _kinds(actor: Actor) -> list[tuple[str, str]]:
    return [(kind.name, str(kind.label)) for kind in registry.kinds().values()]


ENTRIES = nouns.declare(
    Noun(
        model=OfflineEntry,
        slug="offline-entries",
        icon="device-mobile",
        list=ListSpec(
            query=queries.visible,
            columns=[
                _e("title", card="title"),
                _e("kind", words=_kind, card="sub"),
                _e("who", card="meta"),
                _e("happened_at", card="meta"),
                _e("state", tones=TONES, card="badge"),
                _e("reason", words=_reason, card="meta"),
                _e("settled_by", card="hide"),
            ],
            filters=[
                Filter("state", _("state"), "choice", "state", choices=dict(EntryState.choices)),
                Filter(
                    "kind", pgettext_lazy("offline entry", "what"), "exact", "kind", options=_kinds,
                    named=named_by(_kinds),
                ),
                Filter("happened_at", _("typed at"), "date", "happened_at__date"),
            ],
            search=("title", "who", "reason"),
        ),
        fields=[
            _e("title"),
            _e("kind", words=_kind),
            _e("who"),
            _e("state", tones=TONES),
            _e("reason", words=_reason),
            _e("happened_at"),
            _e("stated_at"),
            _e("skew_seconds"),
            _e("is_doubtful"),
            _e("created_at", label=_("arrived here")),
            _e("settled_at"),
            _e("settled_by"),
            _e("version"),
        ],
        groups={
            _("Entry"): ("kind", "title", "who", "reason"),
            _("When"): ("happened_at", "stated_at", "skew_seconds", "is_doubtful", "created_at"),
            pgettext_lazy("offline entry", "Settled"): ("settled_at", "settled_by"),
        },
        state="state",
        actions=[
            Action(
                "place", pgettext_lazy("button", "Enter it as typed"), settling.place, "check", settling.is_open,
                primary=True,
            ),
            Action("note", pgettext_lazy("button", "Keep it as a note"), settling.note, "note", settling.is_open),
            Action(
                "drop", pgettext_lazy("button", "Drop it"), settling.drop, "trash", settling.is_open, danger=True
            ),
        ],
        has_notes=False,
    )
)  # fmt: skip


def _sides(row: OfflineEntry, actor: Actor) -> str:
    """What was typed beside what stands in the books, and the way to the record."""
    seen = row.noun_name != "" and sight.sees(row.noun_name, row.object_id, actor)
    context = {
        "sides": settling.sides(row, actor),
        "url": sight.url(row.noun_name, row.object_id) if seen and row.object_id is not None else "",
        "is_open": settling.is_open(row),
        "row": row,
        "reason": entries.reason_of(row),
    }
    return render_to_string("platform/offline/_sides.html", context)


def _waiting(actor: Actor) -> list[dict[str, Any]]:
    if not actor.can(SEE):
        return []
    number = queries.concerning(actor).count()
    text = ngettext("{n} entry from the road waits to be placed", "{n} entries from the road wait to be placed", number)
    url = f"{ENTRIES.url('list')}?state={EntryState.WAITING}"
    return [{"text": text.format(n=number), "figure": "", "url": url}] if number else []


nouns.relate(ENTRIES.name, Panel("sides", _("What was typed"), SEE, _sides), order=5)
waiting.add(_waiting, order=15)
timeline.VERBS.update(
    {
        "receive": _("sent this from the road"),
        "place": _("entered this"),
        "note_offline": _("kept this as a note"),
        "drop_offline": _("dropped this"),
    }
)
