"""Which pairs of records are worth comparing: those that share a key.

A key is the whole form of one field, or the beginnings of two fields together; a pair is compared when it shares one.
Keys that very many records share say nothing and cost the square of their number: they are left out. So the number of
pairs grows with the number of records, not with its square.
Source: Christen, *Data Matching* (2012), ch. 4: several blocking passes, joined.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from yanzhen.crm.calc.comparing import Kind

MOST = 60
"""A key of more records than this is left out."""
BEGINNING = 4
"""So many signs of a field stand in a key of two fields."""

type Pair = tuple[int, int]


def keys(kinds: Sequence[Kind], forms: Sequence[str]) -> Iterator[tuple[int | str, ...]]:
    """The keys of one record: its forms field by field, `kinds` and `forms` of equal length."""
    there = [
        (at, kind, form.replace(" ", "")) for at, (kind, form) in enumerate(zip(kinds, forms, strict=True)) if form
    ]
    for at, kind, form in there:
        if len(form) > 2:
            yield (at, form)
        if kind in (Kind.FIRM, Kind.TEXT) and len(form) > BEGINNING:
            yield (at, "", form[-BEGINNING:])
    for (at, _kind, form), (after, _other, more) in combinations(there, 2):
        yield (at, form[:BEGINNING], after, more[:BEGINNING])


def pairs(kinds: Sequence[Kind], records: Sequence[Sequence[str]], *, left: int | None = None) -> list[Pair]:
    """The pairs of records that share a key, each once, in order.

    Parameters: `records` are the forms of n records, field by field. With `left` only pairs of one of the first `left`
    records and one of the others. Returns pairs (i, j) of places with i < j.
    """
    blocks: dict[tuple[int | str, ...], list[int]] = defaultdict(list)
    for place, forms in enumerate(records):
        for key in keys(kinds, forms):
            blocks[key].append(place)
    found: set[Pair] = set()
    for places in blocks.values():
        if 1 < len(places) <= MOST:
            found.update(p for p in combinations(places, 2) if left is None or p[0] < left <= p[1])
    return sorted(found)
