"""Keeps the index beside the records: what a record is found by, whose it is, and who follows whom."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import models

from yanzhen.platform.base import Scope
from yanzhen.platform.models import SearchEntry
from yanzhen.platform.search import folding, store

RULES = 2
"""Counts up when terms are made in another way: the index is then built anew."""
BATCH = 2_000
_left_alone: ContextVar[bool] = ContextVar("index_left_alone", default=False)
_gathered: ContextVar[dict[type[models.Model], set[int]] | None] = ContextVar("index_gathered", default=None)


@dataclass(frozen=True)
class Entry:
    """One row of the index."""

    noun_name: str
    object_id: int
    room: int
    form: str
    phone: str
    owner_id: int | None
    other_owner_id: int | None
    unit_id: int | None
    ranked_on: int
    terms: list[int]

    @property
    def scope(self) -> tuple[int | None, ...]:
        return (self.owner_id, self.other_owner_id, self.unit_id)


@cache
def nouns() -> dict[str, Any]:
    """The nouns with entries in the index, by name."""
    from yanzhen.platform.pages.nouns import all_nouns  # the nouns of higher floors write through us

    return {n.name: n for n in all_nouns() if n.find is not None and n.find.is_indexed}


@contextmanager
def left_alone() -> Iterator[None]:
    """Write no entries in this block: whoever opens it builds the index afterwards, in the same transaction."""
    token = _left_alone.set(True)
    try:
        yield
    finally:
        _left_alone.reset(token)


@contextmanager
def gathered() -> Iterator[None]:
    """Bring what changes in this block up to date at its end, all records of a kind at once: for acts on hundreds.

    Call inside a transaction; an error in the block takes the changes back and leaves the index as it was.
    """
    waiting: dict[type[models.Model], set[int]] = {}
    token = _gathered.set(waiting)
    try:
        yield
    finally:
        _gathered.reset(token)
    for model, keys in waiting.items():
        changed(model, keys)


def touched(instance: models.Model, *, is_new: bool = False) -> None:
    """Bring the entry of a record up to date, in the transaction of its change."""
    changed(type(instance), [instance.pk], are_new=is_new)


def changed(model: type[models.Model], keys: Collection[int], *, are_new: bool = False) -> None:
    """The same for many records of one kind; what belongs to somebody through them follows."""
    if _left_alone.get():
        return
    if not are_new and (waiting := _gathered.get()) is not None:
        waiting.setdefault(model, set()).update(keys)
        return
    noun = nouns().get(model._meta.label_lower)
    keys = sorted(keys)
    for start in range(0, len(keys), BATCH):
        part = keys[start : start + BATCH]
        moved = refresh(noun, part, are_new=are_new) if noun is not None else [] if are_new else part
        if moved and not are_new:
            for follower, path in followers(model._meta.label_lower):
                below = follower.model._base_manager.filter(**{f"{path}__in": moved})
                changed(follower.model, list(below.values_list("pk", flat=True)))


def removed(model: type[models.Model], keys: Collection[int]) -> None:
    """Forget records that are about to be deleted, and those that the database deletes with them."""
    if _left_alone.get():
        return
    for follower, path in _owned(model._meta.label_lower):
        below = follower.model._base_manager.filter(**{f"{path}__in": keys})
        removed(follower.model, list(below.values_list("pk", flat=True)))
    if model._meta.label_lower in nouns():
        SearchEntry.objects.filter(noun_name=model._meta.label_lower, object_id__in=keys).delete()


def refresh(noun: Any, keys: Sequence[int], *, are_new: bool = False) -> list[int]:
    """Write the entries that differ; answer with the records that have another owner or unit than before."""
    fresh = made(noun, keys)
    if are_new:
        store.write(fresh, are_new=True)
        return []
    old = {
        row.object_id: row for row in SearchEntry.objects.filter(noun_name=noun.name, object_id__in=keys).defer("terms")
    }
    differing = [e for e in fresh if (o := old.get(e.object_id)) is None or _differs(o, e)]
    store.write(differing, are_new=False)
    return [
        e.object_id
        for e in differing
        if (o := old.get(e.object_id)) is None or (o.owner_id, o.other_owner_id, o.unit_id) != e.scope
    ]


def _differs(old: SearchEntry, new: Entry) -> bool:
    names = ("form", "phone", "owner_id", "other_owner_id", "unit_id", "ranked_on", "room")
    return any(getattr(old, name) != getattr(new, name) for name in names)


def made(noun: Any, keys: Iterable[int]) -> list[Entry]:
    """Entries of the records with these keys, as they stand in the database."""
    find, scope = noun.find, noun.model.scope
    paths = ["pk", *find.sources, *scope.owners, *filter(None, (scope.unit, find.phone, find.rank))]
    rows = noun.model._base_manager.filter(scope.only, pk__in=list(keys)).order_by("pk").values_list(*paths)
    return [_entry(noun.name, find, scope, dict(zip(paths, row, strict=True))) for row in rows]


def _entry(name: str, find: Any, scope: Scope, values: dict[str, Any]) -> Entry:
    owners = [values[path] for path in scope.owners]
    unit = values[scope.unit] if scope.unit else None
    form, words = _form_and_terms(find, values)
    if find.room:
        words.update(reach_terms(owners, [unit]))
    return Entry(
        name,
        values["pk"],
        find.room,
        form,
        folding.digits_of(values[find.phone] or "")[::-1][:20] if find.phone else "",
        owners[0] if owners else None,
        owners[1] if len(owners) > 1 else None,
        unit,
        _day(values[find.rank]) if find.rank else 0,
        [folding.number_of(word, find.room) for word in words],
    )


def reach_terms(owners: Iterable[int | None], units: Iterable[int | None]) -> list[str]:
    """Terms that say whose a record is; no text makes them, since text has no colon."""
    return [*(f"o:{o}" for o in owners if o is not None), *(f"u:{u}" for u in units if u is not None)]


def _form_and_terms(find: Any, values: dict[str, Any]) -> tuple[str, set[str]]:
    parts: list[str] = []
    terms: set[str] = set()
    for name in find.titles:
        form = folding.folded(values[name] or "")
        if form and form not in parts:
            fulls, shorts = folding.spelled(form)
            parts += [form, *fulls, *shorts]
            terms.update(folding.title_terms(form))
            terms.update(folding.spelling_terms(fulls, shorts))
    for names, terms_of in ((find.codes, folding.code_terms), (find.long_codes, folding.long_code_terms)):
        for name in names:
            form = folding.folded(values[name] or "").replace(" ", "")
            if form:
                parts.append(form)
                terms.update(terms_of(form))
    return folding.SEPARATOR + folding.SEPARATOR.join(parts), terms


def _day(value: date | datetime | None) -> int:
    return value.toordinal() if value is not None else 0


@cache
def followers(name: str) -> tuple[tuple[Any, str], ...]:
    """The indexed nouns whose records belong to somebody through a record of this noun: (noun, foreign key)."""
    found: dict[str, tuple[Any, str]] = {}
    for noun in nouns().values():
        for path in (*noun.model.scope.owners, noun.model.scope.unit):
            step, _, rest = path.partition("__")
            if rest and noun.model._meta.get_field(step).related_model._meta.label_lower == name:
                found[f"{noun.name}.{step}"] = (noun, step)
    return tuple(found.values())


@cache
def _owned(name: str) -> tuple[tuple[Any, str], ...]:
    """The indexed nouns whose records are deleted with a record of this noun."""
    found = defaultdict(list)
    for noun in nouns().values():
        for field in noun.model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE:
                found[field.related_model._meta.label_lower].append((noun, field.name))
    return tuple(found[name])
