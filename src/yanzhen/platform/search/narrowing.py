"""The search box of a list over the index: as fast over a million rows, and it finds pinyin and initials too."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL

from yanzhen.platform.models import SearchEntry
from yanzhen.platform.search import building, entries, finding, folding
from yanzhen.platform.search.asking import Way, ways_of

TABLE = SearchEntry._meta.db_table


def holding(model: type[models.Model], paths: Sequence[str], word: str) -> models.Q:
    """The rows of a list that hold a word in one of these fields.

    Where a kind has a room of its own in the index, the index alone answers for its fields; elsewhere it adds what
    only pinyin and initials find. A single character, and what is still being indexed, is looked for as it stands.
    """
    form = folding.folded(word)
    ways = ways_of(form) if " " not in form else []
    found, answered = models.Q(), set()
    for name, fields in _looked_into(model, paths).items():
        noun = entries.nouns().get(name[1])
        if not ways or noun is None or not building.is_ready(noun.name):
            continue
        found |= models.Q(**{f"{name[0]}__in": _keys(noun, form, ways)})
        if noun.find.room:
            answered |= {path for path, field in fields if field in noun.find.sources}
    for path in paths:
        if path not in answered:
            found |= models.Q(**{f"{path}__icontains": word})
    return found


def _looked_into(model: type[models.Model], paths: Sequence[str]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """By (path to the key, noun): the fields of the list that are that noun's own, as (path, field)."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for path in paths:
        step, _, field = path.rpartition("__")
        if not step:
            found.setdefault(("pk", model._meta.label_lower), []).append((path, path))
        elif "__" not in step:
            related: Any = model._meta.get_field(step).related_model
            # Through a relation only what the list asks of it: its names, not its codes as well.
            noun = entries.nouns().get(related._meta.label_lower)
            if noun is not None and noun.find.room and set(noun.find.titles) == {field}:
                found.setdefault((step, related._meta.label_lower), []).append((path, field))
    return found


def _keys(noun: Any, form: str, ways: Sequence[Way]) -> RawSQL:
    """The keys of the records of a noun that are found in one of these ways."""
    spoken = finding.matching([form])
    inside = finding.Condition("e.noun_name = %s", (noun.name,)) & _any_way(noun.find.room, ways) & spoken
    return RawSQL(f"SELECT e.object_id FROM {TABLE} AS e WHERE {inside.sql}", inside.values)


def _any_way(room: int, ways: Sequence[Way]) -> finding.Condition:
    if connection.vendor == "postgresql":
        return finding.either(finding.holding(room, way.terms)[1] for way in ways)
    wanted = " OR ".join(f"({finding.holding(room, way.terms)[1].values[0]})" for way in ways)
    inside = "SELECT rowid FROM platform_searchterms WHERE platform_searchterms MATCH %s"
    return finding.Condition(f"e.id IN ({inside})", (wanted,))
