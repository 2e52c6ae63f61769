"""Which records are worth comparing with each other: those that share a key.

A key is the whole form of one field, the initials of a Chinese name, or the beginnings of two fields together.
Keys that very many records share say nothing and cost the square of their number: they are left out. So the number of
pairs grows with the number of records, not with its square.
Source: Christen, *Data Matching* (2012), ch. 4: several blocking passes, joined.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from yanzhen.crm.calc.comparing import Kind

MOST = 60
"""A key of more records than this is left out."""
BEGINNING = 4
"""So many signs of a field stand in a key of two fields; so many initials at least are a key."""


def keys(kinds: Sequence[Kind], forms: Sequence[str], sounds: Sequence[str] = ()) -> Iterator[str]:
    """The keys of one record: its forms field by field, `kinds` and `forms` of equal length; `sounds` of its names."""
    there = [
        (at, kind, form.replace(" ", "")) for at, (kind, form) in enumerate(zip(kinds, forms, strict=True)) if form
    ]
    for at, kind, form in there:
        if len(form) > 2:
            yield f"{at}={form}"
        if kind in (Kind.FIRM, Kind.TEXT) and len(form) > BEGINNING:
            yield f"{at}~{form[-BEGINNING:]}"
    for at, sound in enumerate(sounds):
        said = sound.split()
        if len(said) >= BEGINNING:
            yield f"{at}:{''.join(syllable[0] for syllable in said)}"
    for (at, _kind, form), (after, _other, more) in combinations(there, 2):
        yield f"{at}+{after}={form[:BEGINNING]}|{more[:BEGINNING]}"


def shared(keys: Sequence[Sequence[str]]) -> list[list[str]]:
    """Of the keys of each record those that it shares with others, but not with more than `MOST`."""
    counts = Counter(key for some in keys for key in set(some))
    return [[key for key in dict.fromkeys(some) if 1 < counts[key] <= MOST] for some in keys]
