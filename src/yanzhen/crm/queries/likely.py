"""Customers worth a look when somebody types a firm's name: few, and found by indexes alone."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from time import time

from django.db import connection

from yanzhen.crm.calc import names
from yanzhen.crm.calc.short_names import Rarity, plain, usual
from yanzhen.crm.models import Customer
from yanzhen.platform.search import entries, finding, folding

EACH = 40
"""So many customers of each look at most."""
SAMPLE = 5_000
"""How rare a character is comes from so many of the latest customers,"""
KEPT = 3_600
"""and is worked out again after so many seconds."""
TOO_COMMON = 7.0
"""Terms of fewer bits (in more than one name of 128) are looked for only beside a rarer one: each is a list to read."""
LONG_ENOUGH = 1_000
"""From so many names on their rarity decides what is looked for."""
LOOKS = 6
ENDS = 2
"""So many threes of letters are a beginning or an end: four letters."""


def rarity() -> tuple[Rarity, int]:
    """How rare characters are in the names of customers, and how many customers there are, about."""
    return _rarity(int(time() // KEPT))


@lru_cache(maxsize=1)
def _rarity(_hour: int) -> tuple[Rarity, int]:
    latest = list(Customer.objects.order_by("-pk").values_list("pk", "name")[:SAMPLE])
    forms = [*usual(), *(plain(name) for _key, name in latest)]
    # Keys count up, so the last one says how many there are; read by index, where counting reads all.
    return Rarity(forms), max(len(latest), latest[0][0] if len(latest) == SAMPLE else 0)


def keys(name: str) -> set[int]:
    """Keys of customers whose names may be meant by this one."""
    key = names.name_key(name)
    if len(key) < names.LEAST:
        return set()
    return set(_by_key(key)) | set(_by_terms(_looks(key) if names.HAN.search(key) else _word_looks(name)))


def _by_key(key: str) -> Iterator[int]:
    """Names whose key begins with this one, and those that are a beginning of it."""
    rows = Customer.objects.order_by()
    yield from _beginning(key)
    shorter = [part for n in range(len(key) - 1, 1, -1) if (part := key[:n]) not in names.EVERYBODY]
    if shorter and names.HAN.search(key):
        yield from rows.filter(name_key__in=shorter[:20]).values_list("pk", flat=True)[:EACH]


def _beginning(key: str) -> Iterator[int]:
    rows = Customer.objects.order_by()
    if connection.vendor == "postgresql":
        # LIKE 'key%' is what Django's second index of a column, by patterns, answers.
        longer = rows.filter(name_key__startswith=key)
    else:
        longer = rows.filter(name_key__gte=key, name_key__lt=f"{key}\U0010ffff")
    yield from longer.values_list("pk", flat=True)[:EACH]


def _by_terms(wanted: Iterator[Sequence[str]]) -> Iterator[int]:
    """Names that hold all terms of one of these looks: one statement."""
    noun = entries.nouns().get(Customer.noun())
    looks = list(islice(wanted, LOOKS))
    if noun is None or not looks:
        return
    parts, values = [], []
    for number, terms in enumerate(looks):
        source, holds = finding.holding(noun.find.room, terms)
        where = f"{holds.sql} AND e.room + 0 = {noun.find.room} AND e.noun_name = %s"
        parts.append(f"SELECT * FROM (SELECT e.object_id FROM {source} WHERE {where} LIMIT {EACH}) AS look{number}")
        values += [*holds.values, noun.name]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        yield from (key for (key,) in cursor.fetchall())


def _looks(key: str) -> Iterator[Sequence[str]]:
    """Sets of terms, the strictest first: all, those left when one character is another, the name as it sounds."""
    form = folding.folded(key)
    terms = list(dict.fromkeys(folding.pieces(form)))
    yield from (look for look in _without_one(form, terms) if _tells(look))
    fulls, _shorts = folding.spelled(form)
    yield from (folding.covering(full) for full in fulls[:1] if len(full) > 5)


def _word_looks(name: str) -> Iterator[Sequence[str]]:
    """Of a name in letters: all its words, the first one, and how that begins and ends: one slip spoils one of them."""
    words = [w for w in folding.folded(name).split() if len(w) > 2 and not names.FOREIGN_WORDS.fullmatch(w)]
    if not words:
        return
    first = tuple(folding.pieces(words[0]))
    yield tuple(dict.fromkeys(term for word in words for term in folding.pieces(word)))
    yield first
    if len(first) > ENDS:
        yield from (first[:ENDS], first[-ENDS:])


def _without_one(form: str, terms: Sequence[str]) -> list[Sequence[str]]:
    """All terms, and for each character those that do not hold it: what is left when it is mistyped."""
    found = [tuple(terms)]
    for at in range(len(form)):
        left = tuple(t for n, t in enumerate(terms) if n not in (at - 1, at)) if len(terms) == len(form) - 1 else ()
        if left:
            found.append(left)
    return sorted(dict.fromkeys(found), key=lambda look: -len(look))


def _tells(look: Sequence[str]) -> bool:
    """Whether its rarest term is rare enough to be looked for."""
    known, _count = rarity()
    if known.count < LONG_ENOUGH:
        return True
    return max(known.of(term.upper()) for term in look) >= TOO_COMMON
