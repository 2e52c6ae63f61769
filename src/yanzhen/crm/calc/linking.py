"""The score of a pair of records and the reasons for it, in bits (Fellegi and Sunter 1969).

For each field and level of agreement: m, how often two records of one thing agree so, and u, how often two records of
different things do. The weight of a level is log2(m ÷ u), in bits; the score of a pair is the sum of its weights and
the weight of the prior, log2(p ÷ (1 - p)).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

HARDLY = -12.0
"""Pairs of a lower score than this (bits) are not looked at any further."""


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


def chance(score: float) -> float:
    """The chance that a pair with this score (bits) is one thing."""
    return float(1 / (1 + 2.0 ** -max(-1_000.0, min(1_000.0, score))))


def bits(share: float) -> float:
    """A share (between 0 and 1, both left out) as a weight: log2(p ÷ (1 - p))."""
    return log2(share / (1 - share))


def rising(m: Sequence[float], u: Sequence[float]) -> tuple[float, ...]:
    """log2(m ÷ u) by level; neighbours in the wrong order are pooled until none is (pool adjacent violators)."""
    pools: list[tuple[float, float, int]] = []
    for one, other in zip(m, u, strict=True):
        pools.append((one, other, 1))
        while len(pools) > 1 and pools[-2][0] * pools[-1][1] > pools[-1][0] * pools[-2][1]:
            (a, b, n), (c, d, k) = pools[-2:]
            pools[-2:] = [(a + c, b + d, n + k)]
    return tuple(log2(a / b) for a, b, n in pools for _ in range(n))
