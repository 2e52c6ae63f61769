"""Records of the same thing found among many, by splink: keys, levels, weights learnt, matches with their reasons.

`blocking` says what is compared, `levels` how far it may agree; splink compares in DuckDB, in memory, and learns what
each level weighs: u from pairs drawn blindly, m by expectation-maximisation over pairs that agree on one field, each
field in turn. No record is known to be true or false beforehand. Agreement on a rare value weighs more.
splink is loaded by `link` alone: whoever only reads what was found does not wait for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yanzhen.crm.calc import blocking, comparing, linking, suggesting
from yanzhen.crm.calc.book import Book, Field
from yanzhen.crm.calc.comparing import LEVELS, MISSING, Kind
from yanzhen.crm.calc.linking import HARDLY, Match, Reason

ROUNDS, STILL = 200, 1e-6


@dataclass(frozen=True)
class Linked:
    """What was found: the matches, the surest first; the prior in bits; the weights by field, from level 0 upward."""

    matches: tuple[Match, ...]
    start: float
    weights: dict[str, tuple[float, ...]]
    compared: int


NOTHING = Linked((), 0.0, {}, 0)


def link(
    fields: Sequence[Field],
    records: Sequence[Sequence[str]],
    *,
    left: int | None = None,
    least: float = 0.5,
    seed: int = 1,
) -> Linked:
    """Find pairs of records that are the same thing.

    Parameters: `records` are n rows of values, one for each field, empty where nothing is known. With `left` the first
    `left` records are one list and the others another; each holds a thing once, so each has one partner at most.
    `least` is the smallest chance (0 to 1) of a match; `seed` fixes the pairs drawn at random.
    Returns `Linked`; nothing is matched where no two records share a key.
    Raises ValueError for a row that has not one value for each field.
    """
    book = book_of(fields, records, left)
    if not any(book.keys):
        return NOTHING
    from yanzhen.crm.calc.linker import Linker

    with Linker(book, seed) as linker:
        weights = linker.learn()
        start = settled(linker.scores(), book.pairs)
        rows = linker.found(linking.bits(least) - start if 0 < least < 1 else HARDLY)
        compared = linker.compared
    found = sorted((_match(fields, row, start) for row in rows), key=lambda m: (-m.score, m.pair))
    return Linked(tuple(found if left is None else one_to_one(found)), start, weights, compared)


def book_of(fields: Sequence[Field], records: Sequence[Sequence[str]], left: int | None) -> Book:
    kinds = [field.kind for field in fields]
    firms = [at for at, kind in enumerate(kinds) if kind is Kind.FIRM]
    forms = [[comparing.form(k, value) for k, value in zip(kinds, row, strict=True)] for row in records]
    every = [list(blocking.keys(kinds, row, [suggesting.sounds(row[at]) for at in firms])) for row in forms]
    return Book(fields, forms, blocking.shared(every), left)


def settled(scores: NDArray[np.float64], pairs: int) -> float:
    """The prior in bits: the share of true pairs among `pairs` that the scores themselves add up to.

    `scores` are those of the pairs worth a look, without a prior, in bits. This is the step of EM for p, repeated until
    it stands still; at least half a pair is taken for true, so that p is never nothing.
    """
    if not pairs:
        return HARDLY
    share = min(0.5, max(1.0, len(scores)) / (10 * pairs))
    for _round in range(ROUNDS):
        true = float(np.sum(1 / (1 + np.exp2(-np.clip(scores + linking.bits(share), -1_000, 1_000)))))
        before, share = share, min(0.5, max(0.5, true) / pairs)
        if abs(share - before) <= STILL * share:
            break
    return linking.bits(min(share, 0.5))


def one_to_one(matches: Sequence[Match]) -> list[Match]:
    """The matches, best first, without those of a record that has found a better partner."""
    taken: set[int] = set()
    kept = []
    for match in matches:
        if not taken & set(match.pair):
            taken.update(match.pair)
            kept.append(match)
    return kept


def _match(fields: Sequence[Field], row: Sequence[Any], start: float) -> Match:
    """A row of (place, place, then for each field level and weight) as a match with its reasons."""
    one, other, *rest = row
    parts = [
        Reason(field.name, LEVELS[field.kind][level], float(weight))
        for field, level, weight in zip(fields, rest[::2], rest[1::2], strict=True)
        if level != MISSING
    ]
    score = start + sum(part.weight for part in parts)
    reasons = tuple(sorted(parts, key=lambda part: -abs(part.weight)))
    return Match((min(one, other), max(one, other)), score, linking.chance(score), reasons)
