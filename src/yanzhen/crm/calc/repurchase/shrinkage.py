"""Own figures shrunk to those of the segment by empirical Bayes, weighed by variance components.

Values of one customer scatter about the customer's own mean (variance within), own means about the segment's (variance
between). An own mean of n values is trusted by n ÷ (n + within ÷ between): no constant is chosen, a segment of
customers all alike lends much, one of customers far apart little. Source: one-way random effects by analysis of
variance; Searle, Casella, McCulloch, Variance Components (1992), chapter 3; Efron, Morris (1975).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Components:
    """What a segment says: its mean, both variances, and out of how many customers and values it knows."""

    mean: float
    within: float
    between: float
    groups: int
    values: int

    def weight(self, count: int) -> float:
        """How far an own mean of `count` values is trusted, 0 to 1."""
        if count <= 0 or self.between <= 0:
            return 0.0
        return count / (count + self.within / self.between)

    def shrunk(self, own: Sequence[float]) -> "Shrunk":
        """The mean that is expected of a customer with these values, none included."""
        weight = self.weight(len(own))
        mine = math.fsum(own) / len(own) if own else self.mean
        doubt = self.between * (1 - weight)
        return Shrunk(len(own), mine, self.mean, weight, weight * mine + (1 - weight) * self.mean, self.within + doubt)


@dataclass(frozen=True)
class Shrunk:
    """The working: own mean, the segment's, the weight of the own, the result, and the variance of the next value.

    The variance is that within plus what is still unknown of the customer's mean, between · (1 − weight).
    """

    count: int
    own: float
    segment: float
    weight: float
    mean: float
    variance: float


def components(groups: Sequence[Sequence[float]]) -> Components | None:
    """Variance components of customers' values by the method of moments; None without any value.

    within = SSW ÷ (N − k); between = (SSB ÷ (k − 1) − within) ÷ n₀, not below zero, n₀ = (N − Σn² ÷ N) ÷ (k − 1).
    The mean is that of the own means, each by 1 ÷ (between + within ÷ n), so that one busy customer does not speak for
    all. With one value a customer the two cannot be told apart: all scatter counts as within, so that nobody is trusted
    beyond the segment. One customer alone has no variance between.
    """
    known = [[float(v) for v in group] for group in groups if len(group)]
    if not known:
        return None
    if not all(math.isfinite(v) for group in known for v in group):
        raise ValueError("values are finite")
    k, total = len(known), sum(len(group) for group in known)
    means = [math.fsum(group) / len(group) for group in known]
    overall = math.fsum(math.fsum(group) for group in known) / total
    ssw = math.fsum((v - m) ** 2 for group, m in zip(known, means, strict=True) for v in group)
    ssb = math.fsum(len(group) * (m - overall) ** 2 for group, m in zip(known, means, strict=True))
    if total == k:
        return Components(overall, ssb / (k - 1) if k > 1 else 0.0, 0.0, k, total)
    within = ssw / (total - k)
    if k == 1:
        return Components(overall, within, 0.0, k, total)
    size = (total - sum(len(group) ** 2 for group in known) / total) / (k - 1)
    between = max(0.0, (ssb / (k - 1) - within) / size)
    return Components(_mean(known, means, within, between, overall), within, between, k, total)


def _mean(
    known: Sequence[Sequence[float]], means: Sequence[float], within: float, between: float, overall: float
) -> float:
    """The mean of means with the least variance."""
    variances = [between + within / len(group) for group in known]
    if min(variances) <= 0:
        return overall
    weights = [1 / variance for variance in variances]
    return math.fsum(w * m for w, m in zip(weights, means, strict=True)) / math.fsum(weights)
