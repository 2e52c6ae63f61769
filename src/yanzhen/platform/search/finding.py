"""Finds candidates in the index, inside a person's reach and never more than a bounded number.

Three looks into each room, and the next only when the one before found too little: among the records with the latest
dates, which answers common words; by the terms at a beginning; by the terms anywhere.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from yanzhen.platform import masks
from yanzhen.platform.actor import Actor
from yanzhen.platform.db.terms import stored_terms
from yanzhen.platform.models import SearchEntry
from yanzhen.platform.search import entries, folding
from yanzhen.platform.search.asking import Question, Way

LATEST = 2_000
"""So many of the latest records of a room are looked through before the terms are asked."""
CANDIDATES = 60
TABLE = SearchEntry._meta.db_table
COLUMNS = "e.noun_name, e.object_id, e.form, e.ranked_on"


@dataclass(frozen=True)
class Candidate:
    """A record that matches, before it is known whether its reader may see it."""

    noun_name: str
    object_id: int
    form: str
    ranked_on: int
    by_phone: bool = False


@dataclass(frozen=True)
class Condition:
    """A piece of SQL with its values."""

    sql: str
    values: tuple[Any, ...] = ()

    def __and__(self, other: "Condition") -> "Condition":
        return Condition(f"{self.sql} AND {other.sql}", self.values + other.values)


def either(conditions: Iterable[Condition]) -> Condition:
    found = list(conditions)
    return Condition("(" + " OR ".join(c.sql for c in found) + ")", tuple(v for c in found for v in c.values))


@dataclass(frozen=True)
class Room:
    """A part of the index as one person may look into it."""

    number: int
    within: Condition
    reach: tuple[str, ...] = ()


def rooms(actor: Actor) -> list[Room]:
    """The rooms in which this person sees anything."""
    found: list[Room] = []
    small: list[Condition] = []
    for noun in entries.nouns().values():
        within = reached(noun, actor)
        if within is None:
            continue
        if noun.find.room:
            found.append(Room(noun.find.room, within, _reach_terms(noun, actor)))
        else:
            small.append(Condition("e.noun_name = %s", (noun.name,)) & within)
    return [*found, Room(0, either(small))] if small else found


def reached(noun: Any, actor: Actor) -> Condition | None:
    """The condition for the entries of a noun that are in a person's reach; None when there are none."""
    reach, scope = actor.reach(noun.code("view")), noun.model.scope
    if scope.rows(reach) is None:
        return None
    if reach.everything or scope.shared:
        return Condition("TRUE" if connection.vendor == "postgresql" else "1")
    open_to: list[Condition] = []
    columns = ("owner_id", "other_owner_id")[: len(scope.owners)] if reach.employee_ids else ()
    open_to += [_among(f"e.{column}", reach.employee_ids) for column in columns]
    if scope.unit and reach.unit_ids:
        open_to.append(_among("e.unit_id", reach.unit_ids))
    return either(open_to)


def _among(column: str, keys: Iterable[int]) -> Condition:
    numbers = sorted(keys)
    if connection.vendor == "postgresql":
        return Condition(f"{column} = ANY(%s)", (numbers,))
    return Condition(f"{column} IN ({','.join(map(str, map(int, numbers)))})")


def _reach_terms(noun: Any, actor: Actor) -> tuple[str, ...]:
    reach, scope = actor.reach(noun.code("view")), noun.model.scope
    if reach.everything or scope.shared:
        return ()
    return tuple(entries.reach_terms(reach.employee_ids, reach.unit_ids if scope.unit else ()))


def candidates(question: Question, actor: Actor, limit: int) -> list[Candidate]:
    """What matches, the best first: by phone ending, then by name, pinyin, initials and codes."""
    found = {(c.noun_name, c.object_id): c for c in by_phone(question, actor)}
    if question.ways:
        for one in _in_rooms(rooms(actor), question, limit):
            found.setdefault((one.noun_name, one.object_id), one)
    order = {n.name: n.find.room or len(entries.nouns()) for n in entries.nouns().values()}

    def rank(one: Candidate) -> tuple[int, ...]:
        place = order.get(one.noun_name, 0)
        return (quality(one, question), place, -one.ranked_on, len(one.form), -one.object_id)

    return sorted(found.values(), key=rank)


def quality(found: Candidate, question: Question) -> int:
    """How well it matches: 0 whole, 1 the name begins so, 2 any part begins so, 3 somewhere."""
    if found.by_phone or not question.words:
        return 1
    first, parts = question.words[0], found.form.split(folding.SEPARATOR)[1:]
    if " ".join(question.words) in parts:
        return 0
    if parts and parts[0].startswith(first):
        return 1
    return 2 if any(part.startswith(first) for part in parts) else 3


def _in_rooms(open_to: Sequence[Room], question: Question, limit: int) -> Iterator[Candidate]:
    """One statement for each look, over all rooms and ways at once.

    The last look, for what stands anywhere, is dear where many records hold the terms: it is left out in rooms that
    gave enough already. Codes are typed from their beginning or their end, so one hit of a code is enough.
    """
    spoken, found = matching(question.words), Counter[str]()
    names = {noun.find.room: name for name, noun in entries.nouns().items() if noun.find.room}
    latest = list(_rows([_latest(room, spoken) for room in open_to if room.number]))
    found.update(one.noun_name for one in latest)
    yield from latest
    full = _answered(latest, question, limit)
    for ways in _edges(question):
        look = [_by_terms(room, way, spoken) for room in open_to if names.get(room.number) not in full for way in ways]
        edge = list(_rows(look))
        found.update(one.noun_name for one in edge)
        yield from edge
        if edge:
            break
    if question.is_long_number or (question.is_code and found.total()):
        return
    poor = [room for room in open_to if found[names.get(room.number, "")] < limit]
    yield from _rows([_by_terms(room, way, spoken) for room in poor for way in question.ways if not way.is_edge])


def _edges(question: Question) -> list[list[Way]]:
    """The ways by beginnings and ends, those of the next statement only where the one before found nothing.

    A code longer than any beginning that is kept is mostly typed whole: its end has few records, its beginning
    thousands, whose forms would all be read.
    """
    edges = [way for way in question.ways if way.is_edge]
    if question.is_code:
        long = len(question.words[0]) > max(folding.BEGINNINGS)
        return [[way] for way in reversed(edges)] if long else [edges]
    # What stands at the beginning holds the first term, too. Of a short spelling every second three is enough there,
    # the last for certain; of a long one only these were taken.
    spelled = len(question.words) == 1 and question.words[0].isascii() and len(question.words[0]) <= folding.SHORT
    starts = [Way((*way.terms[1:][:: -2 if spelled else 1], way.start)) for way in question.ways if way.start]
    return [[*starts, *edges]]


def _answered(latest: Iterable[Candidate], question: Question, limit: int) -> set[str]:
    """The kinds of which enough of the latest begin so: as many begin so elsewhere, and those come after these.

    Not where one is named just so: then there may be more of that name, and these go first.
    """
    grades: dict[str, list[int]] = {}
    for one in latest:
        grades.setdefault(one.noun_name, []).append(quality(one, question))
    return {name for name, found in grades.items() if min(found) > 0 and sum(g <= 2 for g in found) >= limit}


def matching(words: Iterable[str]) -> Condition:
    """Every word stands in the form; forms hold letters and digits only, so nothing needs escaping."""
    found = Condition("TRUE" if connection.vendor == "postgresql" else "1")
    for word in words:
        found &= (
            Condition("e.form LIKE %s", (f"%{word}%",))
            if connection.vendor == "postgresql"
            else Condition("instr(e.form, %s) > 0", (word,))
        )
    return found


def _latest(room: Room, spoken: Condition) -> Condition:
    latest = f"SELECT * FROM {TABLE} WHERE room = {room.number} ORDER BY ranked_on DESC LIMIT {LATEST}"
    head = Condition(f"SELECT {COLUMNS} FROM ({latest}) AS e WHERE {room.within.sql}", room.within.values)
    return head & Condition(f"{spoken.sql} LIMIT {CANDIDATES}", spoken.values)


def _by_terms(room: Room, way: Way, spoken: Condition) -> Condition:
    source, holds = holding(room.number, way.terms, room.reach)
    # Terms belong to a room already. The sum keeps PostgreSQL from reading a whole room out of the index by rank.
    rest = holds & Condition(f"e.room + 0 = {room.number}") & room.within & spoken
    return Condition(f"SELECT {COLUMNS} FROM {source} WHERE {rest.sql} LIMIT {CANDIDATES}", rest.values)


def holding(room: int, terms: Iterable[str], reach: Iterable[str] = ()) -> tuple[str, Condition]:
    """The tables and the condition for entries that hold all these terms, and one of those of a reach."""
    numbers = sorted({folding.number_of(term, room) for term in terms})
    of_reach = sorted({folding.number_of(term, room) for term in reach})
    if connection.vendor == "postgresql":
        found = Condition("e.terms @> %s::integer[]", (stored_terms(numbers, "postgresql"),))
        if of_reach:
            found &= Condition("e.terms && %s::integer[]", (stored_terms(of_reach, "postgresql"),))
        return f"{TABLE} AS e", found
    wanted = " AND ".join(_quoted(numbers))
    if of_reach:
        wanted += f" AND ({' OR '.join(_quoted(of_reach))})"
    source = f"platform_searchterms CROSS JOIN {TABLE} AS e ON e.id = platform_searchterms.rowid"
    return source, Condition("platform_searchterms MATCH %s", (wanted,))


def _quoted(numbers: Iterable[int]) -> list[str]:
    return [f'"{word}"' for word in (stored_terms([number], "sqlite") for number in numbers)]


def by_phone(question: Question, actor: Actor) -> list[Candidate]:
    """Records whose phone number ends so, of the kinds whose phone numbers this person may see."""
    ending = question.phone
    open_to = []
    for noun in entries.nouns().values():
        field = noun.find.phone
        within = reached(noun, actor) if field and not masks.is_hidden(noun.model, field, actor) else None
        if within is not None:
            # The joined nothing keeps SQLite from going through all records of the noun instead of the phones.
            open_to.append(Condition("e.noun_name || '' = %s", (noun.name,)) & within)
    if not ending or not open_to:
        return []
    # Between digits alone every collation of every database agrees; the first words are those of the index.
    ends = Condition("NOT (e.phone = '') AND e.phone >= %s AND e.phone <= %s", (ending, ending.ljust(20, "9")))
    wanted = ends & either(open_to)
    query = Condition(f"SELECT {COLUMNS} FROM {TABLE} AS e WHERE {wanted.sql} LIMIT {CANDIDATES}", wanted.values)
    return list(_rows([query], by_phone=True))


def _rows(queries: Sequence[Condition], *, by_phone: bool = False) -> Iterator[Candidate]:
    """The rows of several queries in one statement; each is a part of its own, since each has a limit of its own."""
    if not queries:
        return iter(())
    parts = " UNION ALL ".join(f"SELECT * FROM ({query.sql}) AS part{n}" for n, query in enumerate(queries))
    with connection.cursor() as cursor:
        cursor.execute(parts, [value for query in queries for value in query.values])
        found = cursor.fetchall()
    return (Candidate(noun, key, form, day, by_phone) for noun, key, form, day in found)
