"""Records of the same thing found among many: keys, levels, weights learnt, matches with their reasons.

The whole way at once, from values as people typed them to matches: `blocking` says what to compare, `comparing` how far
it agrees, `linking` learns what that weighs. No record is known to be true or false beforehand.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from yanzhen.crm.calc import blocking, comparing, linking
from yanzhen.crm.calc.comparing import Kind
from yanzhen.crm.calc.linking import Levels, Match, Model

AT_RANDOM = 50_000
"""So many pairs are drawn blindly, to begin with how often different things agree."""


@dataclass(frozen=True)
class Field:
    """One thing that is known of each record."""

    name: str
    kind: Kind


@dataclass(frozen=True)
class Linked:
    """What was found: the matches, the surest first; the model; how many pairs were compared."""

    matches: tuple[Match, ...]
    model: Model | None
    compared: int


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
    Returns `Linked`; nothing is matched, and there is no model, where no two records share a key.
    Raises ValueError for a row that has not one value for each field.
    """
    kinds = [field.kind for field in fields]
    forms = [[comparing.form(k, value) for k, value in zip(kinds, row, strict=True)] for row in records]
    pairs = blocking.pairs(kinds, forms, left=left)
    if not pairs:
        return Linked((), None, 0)
    levels = _levels(kinds, forms, np.array(pairs))
    drawn = _levels(kinds, forms, _at_random(len(records), left, seed))
    shares = [linking.shares([row[at] for row in forms]) for at in range(len(kinds))]
    model = linking.learn([(f.name, f.kind) for f in fields], levels, drawn, shares)
    scored = (model.match(p, row, forms[p[0]]) for p, row in zip(pairs, levels.tolist(), strict=True))
    found = sorted((m for m in scored if m.chance >= least), key=lambda m: (-m.score, m.pair))
    return Linked(tuple(found if left is None else one_to_one(found)), model, len(pairs))


def one_to_one(matches: Sequence[Match]) -> list[Match]:
    """The matches, best first, without those of a record that has found a better partner."""
    taken: set[int] = set()
    kept = []
    for match in matches:
        if not taken & set(match.pair):
            taken.update(match.pair)
            kept.append(match)
    return kept


def _levels(kinds: Sequence[Kind], forms: Sequence[Sequence[str]], pairs: "np.typing.NDArray[np.int64]") -> Levels:
    columns = [
        comparing.levels(kind, [forms[i][at] for i in pairs[:, 0]], [forms[j][at] for j in pairs[:, 1]])
        for at, kind in enumerate(kinds)
    ]
    return np.stack(columns, axis=1)


def _at_random(count: int, left: int | None, seed: int) -> "np.typing.NDArray[np.int64]":
    """Pairs of two different records, drawn blindly."""
    draw = np.random.default_rng(seed)
    most = min(AT_RANDOM, count * count)
    if left is not None:
        return np.stack([draw.integers(0, left, most), draw.integers(left, count, most)], axis=1)
    first = draw.integers(0, count, most)
    return np.stack([first, (first + draw.integers(1, count, most)) % count], axis=1)
