"""How well a score tells winners from losers: AUC with its interval, Brier score, log loss; and the split by key.

Sources: DeLong, DeLong, Clarke-Pearson (1988), Biometrics 44, in the fast form of Sun, Xu (2014); Brier (1950).
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Outcomes = Sequence[int] | NDArray[np.int64]
Z95 = 1.959963984540054
PARTS = 5


@dataclass(frozen=True)
class Auc:
    """The share of pairs of a won and a lost one that the score puts in the right order, with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def has_signal(self) -> bool:
        """Whether the interval lies above that of tossing a coin."""
        return self.low > 0.5


def auc(outcomes: Outcomes, scores: Sequence[float] | Floats) -> Auc:
    """AUC with DeLong's interval, ties counting half. ValueError without at least one of either outcome.

    The interval is cut at 0 and 1; where every pair stands in order DeLong's variance is 0, and the rule of three gives
    the lower bound: 1 − 3 ÷ the smaller of the two numbers.
    """
    won, score = np.asarray(outcomes) == 1, np.asarray(scores, dtype=np.float64)
    m, n = int(won.sum()), int((~won).sum())
    if not m or not n:
        raise ValueError("both outcomes are needed")
    all_ranks, won_ranks, lost_ranks = _ranks(score), _ranks(score[won]), _ranks(score[~won])
    by_won = (all_ranks[won] - won_ranks) / n
    by_lost = 1.0 - (all_ranks[~won] - lost_ranks) / m
    value = float(by_won.mean())
    variance = (float(by_won.var(ddof=1)) / m if m > 1 else 0.25) + (float(by_lost.var(ddof=1)) / n if n > 1 else 0.25)
    half = Z95 * math.sqrt(variance)
    if variance <= 0:
        half = min(1.0, 3 / min(m, n))
    return Auc(value, max(0.0, value - half), min(1.0, value + half))


def _ranks(values: Floats) -> Floats:
    """Ranks from 1, the mean of their places where values are equal."""
    _unique, place, count = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(count).astype(np.float64)
    middle: Floats = (ends - (count - 1) / 2)[place.reshape(-1)]
    return middle


def brier(outcomes: Outcomes, chances: Sequence[float] | Floats) -> float:
    """The mean squared distance of chance and outcome; 0 is perfect."""
    return float(np.mean((np.asarray(chances, dtype=np.float64) - np.asarray(outcomes, dtype=np.float64)) ** 2))


@dataclass(frozen=True)
class Group:
    """Some leads held out, of like chances: how many, their mean chance, and the share of them that was won."""

    count: int
    chance: float
    won: float


def calibration(outcomes: Outcomes, chances: Sequence[float] | Floats, groups: int = 10) -> tuple[Group, ...]:
    """Leads in order of their chance, cut into groups of like size: where the two shares agree, chances are true."""
    won, chance = np.asarray(outcomes, dtype=np.float64), np.asarray(chances, dtype=np.float64)
    cuts = np.array_split(np.argsort(chance, kind="stable"), max(1, min(groups, len(chance) // 10)))
    return tuple(Group(len(c), float(chance[c].mean()), float(won[c].mean())) for c in cuts if len(c))


def log_loss(outcomes: NDArray[np.int64], chances: Floats) -> float:
    """Minus the mean logarithm of the chance given to what happened; chances are kept 1e-9 from 0 and 1."""
    p = np.clip(chances, 1e-9, 1 - 1e-9)
    return -float(np.mean(np.where(outcomes == 1, np.log(p), np.log1p(-p))))


def parts(keys: Sequence[str]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """By the SHA-256 of each key: whether it is held out (one in five), and which of five folds it is in otherwise.

    Rows of one key stay together, and a key falls into the same part in every run.
    """
    numbers = [int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") for key in keys]
    held = np.array([number % PARTS == 0 for number in numbers], dtype=np.bool_)
    return held, np.array([number // PARTS % PARTS for number in numbers], dtype=np.int64)
