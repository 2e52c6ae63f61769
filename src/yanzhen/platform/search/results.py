"""What a person finds: records, places and actions, each with the address it leads to."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from yanzhen.lib.money import MISSING
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import navigation
from yanzhen.platform.pages.fields import is_hidden, text_reader
from yanzhen.platform.pages.nouns import Noun, all_nouns
from yanzhen.platform.search import asking, building, finding, folding
from yanzhen.platform.search.asking import Question

PER_KIND, MOST = 8, 50
RECORD, PLACE, ACTION = "record", "place", "action"


@dataclass(frozen=True)
class Hit:
    """Something found. `noun` and `id` name a record; places and actions have an address only."""

    kind: str
    title: str
    detail: str
    url: str
    icon: str
    noun: str = ""
    id: int | None = None


@dataclass(frozen=True)
class Group:
    """Hits of one kind under one heading; `more` leads to the list with all of them."""

    label: str
    hits: list[Hit]
    more: str = ""


@dataclass(frozen=True)
class Found:
    """The answer to one question."""

    groups: list[Group] = field(default_factory=list)
    is_short: bool = False
    is_building: bool = False

    @property
    def hits(self) -> list[Hit]:
        return [hit for group in self.groups for hit in group.hits]


def find(text: str, actor: Actor, *, limit: int = 30, per_kind: int = PER_KIND) -> Found:
    """Everything that this person may find by what they typed, the best kinds first."""
    question = asking.asked(text)
    if question.is_empty and len(question.text) < 2:
        return Found(is_short=True)
    found = _records(question, actor, limit, per_kind)
    places = _places(question, actor)
    exact = [g for g in places if any(_is_whole(h.title, question) for h in g.hits)]
    groups = [*exact, *found, *(g for g in places if g not in exact)]
    return Found(_cut(groups, limit), is_building=not building.is_complete())


def _is_whole(title: str, question: Question) -> bool:
    return folding.folded(title) == " ".join(question.words)


def _cut(groups: Iterable[Group], limit: int) -> list[Group]:
    left, kept = limit, []
    for group in groups:
        hits = group.hits[:left]
        left -= len(hits)
        if hits:
            kept.append(Group(group.label, hits, group.more))
    return kept


# -- Records -----------------------------------------------------------------------------------------------------------


def _records(question: Question, actor: Actor, limit: int, per_kind: int) -> list[Group]:
    """Records by noun, in the order of their best hit; each is asked for again in the reader's reach."""
    keys: dict[str, list[int]] = defaultdict(list)
    for candidate in finding.candidates(question, actor, limit):
        keys[candidate.noun_name].append(candidate.object_id)
    nouns = {n.name: n for n in all_nouns() if n.find is not None}
    groups = [_group(nouns[name], wanted, question, actor, per_kind) for name, wanted in keys.items() if name in nouns]
    documents = [
        _shown(noun, rows, question, actor, per_kind)
        for noun in nouns.values()
        if noun.find and noun.find.number and (rows := _documents(noun, question, actor, per_kind))
    ]
    return [g for g in (*documents, *groups) if g.hits]


def _group(noun: Noun, keys: list[int], question: Question, actor: Actor, per_kind: int) -> Group:
    wanted = keys[: per_kind * 2]
    rows = {row.pk: row for row in noun.visible(actor).filter(pk__in=wanted).order_by()}
    return _shown(noun, [rows[key] for key in wanted if key in rows], question, actor, per_kind)


def _shown(noun: Noun, rows: list[Any], question: Question, actor: Actor, per_kind: int) -> Group:
    fields = {f.name: f for f in noun.fields}
    shown = [fields[name] for name in noun.find.shown if name in fields and not is_hidden(fields[name], actor)]  # type: ignore[union-attr]
    readers = [text_reader(f, actor) for f in shown]
    pattern = noun.url("record", 0)

    def hit(row: Any) -> Hit:
        told = [text for read in readers if (text := read(row)) != MISSING and text != str(row)]
        return Hit(
            RECORD, str(row), " · ".join(told), pattern.replace("/0/", f"/{row.pk}/"), noun.icon, noun.name, row.pk
        )

    more = f"{noun.url('list')}?{_query(question)}" if len(rows) >= per_kind else ""
    return Group(noun.plural, [hit(row) for row in rows[:per_kind]], more)


def _query(question: Question) -> str:
    return urlencode({"search": question.text})


def _documents(noun: Noun, question: Question, actor: Actor, per_kind: int) -> list[Any]:
    """Documents whose number begins so, looked up in their own table, where the number has an index."""
    assert noun.find is not None
    typed = question.number
    if not typed:
        return []
    beginnings = {typed, typed.upper(), *(start + typed for start in noun.find.starts if typed[0].isdigit())}
    condition = Q()
    for beginning in beginnings:
        condition |= _begins(noun.find.number, beginning)
    rows = list(noun.visible(actor).filter(condition).order_by()[: per_kind * 4])
    return sorted(rows, key=lambda row: str(row).upper() != typed.upper())[:per_kind]


def _begins(path: str, beginning: str) -> Q:
    """Begins so, in the way that each database can look up in an index."""
    if connection.vendor == "postgresql":
        return Q(**{f"{path}__startswith": beginning})
    return Q(**{f"{path}__gte": beginning, f"{path}__lt": beginning[:-1] + chr(ord(beginning[-1]) + 1)})


# -- Places and actions ------------------------------------------------------------------------------------------------


def _places(question: Question, actor: Actor) -> list[Group]:
    """Pages and things to create whose name holds what was typed, in either language or in pinyin."""
    settings_of = [place for group in navigation.settings(actor).values() for place in group]
    pages = {place.page: place for place in (*settings_of, *navigation.places(actor))}
    creators = [p for p in navigation.creators(actor) if _names(p, question)]
    found = [
        Group(
            pgettext("search", "Pages"),
            [_place_hit(p, PLACE, capfirst(str(p.label)), p.icon) for p in pages.values() if _names(p, question)],
        ),
        Group(
            _("Actions"),
            [
                _place_hit(p, ACTION, pgettext("palette", "New: {noun}").format(noun=str(p.label)), "plus")
                for p in creators
            ],
        ),
    ]
    return [group for group in found if group.hits]


def _place_hit(place: navigation.Place, kind: str, title: str, icon: str) -> Hit:
    return Hit(kind, title, str(place.section or ""), reverse(place.page), icon)


def _names(place: navigation.Place, question: Question) -> bool:
    """Whether the label of a place holds every word, in any language of ours."""
    forms = _forms(place)
    return bool(question.words) and all(any(word in form for form in forms) for word in question.words)


def _forms(place: navigation.Place) -> list[str]:
    """The label of a place in every language of ours, and spelled: the same as long as this process lives."""
    if (known := _spoken.get(id(place))) is not None:
        return known[1]
    forms = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            form = folding.folded(str(place.label))
        fulls, shorts = folding.spelled(form)
        forms += [form, *fulls, *shorts]
    _spoken[id(place)] = (place, forms)
    return forms


_spoken: dict[int, tuple[navigation.Place, list[str]]] = {}
"""By identity, since a label that is translated late has another hash in each language."""
