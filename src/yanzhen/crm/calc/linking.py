"""Which pairs of records are the same thing, learnt from the records themselves (Fellegi and Sunter 1969).

For each field and level of agreement: m, how often two records of one thing agree so, and u, how often two records of
different things do. The weight of a level is log2(m ÷ u), in bits; the score of a pair is the sum of its weights and
the weight of the prior, log2(p ÷ (1 - p)). Nobody says which pairs are true: m, u and p come from the pairs by
expectation-maximisation (Winkler 1988), which finds the two kinds of pairs that explain the patterns best.
Agreement on a rare value weighs more: where two values are the same, u is how often this very value occurs.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import log2

import numpy as np
from numpy.typing import NDArray

from yanzhen.crm.calc.comparing import LEVELS, MISSING, Kind

Levels = NDArray[np.int8]
"""One row for each pair, one column for each field."""
ROUNDS, STILL = 500, 1e-7
SMOOTHING = 0.5
"""Pairs that each level is given beforehand, so that none is impossible."""
RARE = 2
"""A value that occurs less often than this counts as occurring so often: once is no frequency."""


@dataclass(frozen=True)
class Reason:
    """One part of a score: how a field agrees and what that weighs, in bits."""

    field: str
    level: str
    weight: float


@dataclass(frozen=True)
class Match:
    """A pair of records with its score in bits, the chance that it is one thing, and the reasons, the gravest first."""

    pair: tuple[int, int]
    score: float
    chance: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Compared:
    """A field with what was learnt of it: m and u of each level, and how often each value occurs (0 to 1)."""

    name: str
    kind: Kind
    m: tuple[float, ...]
    u: tuple[float, ...]
    shares: dict[str, float] = field(default_factory=dict)

    @cached_property
    def weights(self) -> tuple[float, ...]:
        """log2(m ÷ u) of each level, never falling: levels that came out in the wrong order share one weight."""
        return rising(self.m, self.u)

    def weight(self, level: int, value: str = "") -> float:
        """The weight of a level; for the same value of both it depends on how rare the value is."""
        if level == MISSING:
            return 0.0
        weights = self.weights
        if level < len(weights) - 1 or not value or value not in self.shares:
            return weights[level]
        return max(weights[-1] + log2(self._usual / self.shares[value]), *weights[:-1])

    @cached_property
    def _usual(self) -> float:
        """How often two records have the same value by chance."""
        return sum(share * share for share in self.shares.values())


@dataclass(frozen=True)
class Model:
    """What tells true pairs from others: the share of true pairs among those compared, and the fields."""

    prior: float
    fields: tuple[Compared, ...]

    @property
    def start(self) -> float:
        """The weight of knowing nothing, in bits."""
        return log2(self.prior / (1 - self.prior))

    def match(self, pair: tuple[int, int], levels: Sequence[int], values: Sequence[str] = ()) -> Match:
        """Score one pair, with its reasons. `levels` by field; `values` the forms of one record, for rarity."""
        forms = values or [""] * len(self.fields)
        parts = [
            Reason(f.name, LEVELS[f.kind][level], f.weight(level, form))
            for f, level, form in zip(self.fields, levels, forms, strict=True)
            if level != MISSING
        ]
        score = self.start + sum(part.weight for part in parts)
        return Match(pair, score, chance(score), tuple(sorted(parts, key=lambda part: -abs(part.weight))))


def chance(score: float) -> float:
    """The chance that a pair with this score (bits) is one thing."""
    return float(1 / (1 + 2.0 ** -max(-1_000.0, min(1_000.0, score))))


def rising(m: Sequence[float], u: Sequence[float]) -> tuple[float, ...]:
    """log2(m ÷ u) by level; neighbours in the wrong order are pooled until none is (pool adjacent violators)."""
    pools: list[tuple[float, float, int]] = []
    for one, other in zip(m, u, strict=True):
        pools.append((one, other, 1))
        while len(pools) > 1 and pools[-2][0] * pools[-1][1] > pools[-1][0] * pools[-2][1]:
            (a, b, n), (c, d, k) = pools[-2:]
            pools[-2:] = [(a + c, b + d, n + k)]
    return tuple(log2(a / b) for a, b, n in pools for _ in range(n))


def learn(
    fields: Sequence[tuple[str, Kind]], levels: Levels, at_random: Levels, shares: Sequence[dict[str, float]] = ()
) -> Model:
    """Learn m, u and p from pairs that share a key.

    Parameters: `fields` as (name, kind); `levels` (pairs × fields) of the pairs that were compared; `at_random`
    the same of pairs drawn blindly, where EM begins with u; `shares` how often each value occurs, by field.
    Returns the model. Raises ValueError without pairs: then nothing can be learnt.
    """
    if not len(levels):
        raise ValueError("no pairs to learn from")
    patterns, counts = np.unique(levels, axis=0, return_counts=True)
    sizes = [len(LEVELS[kind]) for _name, kind in fields]
    u = [_shares(at_random[:, at], np.ones(len(at_random)), size) for at, size in enumerate(sizes)]
    m = [_beginning(size) for size in sizes]
    prior = 0.1
    for _round in range(ROUNDS):
        true = _posterior(patterns, prior, m, u)
        before, prior = prior, float(np.clip(np.sum(true * counts) / counts.sum(), 1e-6, 1 - 1e-6))
        m = [_shares(patterns[:, at], true * counts, size) for at, size in enumerate(sizes)]
        u = [_shares(patterns[:, at], (1 - true) * counts, size) for at, size in enumerate(sizes)]
        if abs(prior - before) < STILL:
            break
    known = shares or [{}] * len(fields)
    parts = zip(fields, m, u, known, strict=True)
    return Model(
        prior, tuple(Compared(n, k, tuple(map(float, a)), tuple(map(float, b)), s) for (n, k), a, b, s in parts)
    )


def _beginning(size: int) -> NDArray[np.float64]:
    """Where EM begins with m: each level three times as likely as the one below."""
    found = 3.0 ** np.arange(size)
    return found / found.sum()


def _shares(column: NDArray[np.int8], weights: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    there = column != MISSING
    found = np.bincount(column[there], weights=weights[there], minlength=size) + SMOOTHING
    return np.asarray(found / found.sum())


def _posterior(
    patterns: Levels, prior: float, m: Sequence[NDArray[np.float64]], u: Sequence[NDArray[np.float64]]
) -> NDArray[np.float64]:
    score = np.full(len(patterns), log2(prior / (1 - prior)))
    for at, (true, false) in enumerate(zip(m, u, strict=True)):
        column = patterns[:, at]
        score += np.where(column == MISSING, 0.0, np.log2(true / false)[column])
    return np.asarray(1 / (1 + np.exp2(-np.clip(score, -1_000, 1_000))))


def shares(values: Sequence[str]) -> dict[str, float]:
    """How often each value occurs among those that are there (0 to 1); one that stands alone counts as `RARE`."""
    counts = Counter(value for value in values if value)
    total = sum(counts.values())
    return {value: min(1.0, max(count, RARE) / total) for value, count in counts.items()}
