"""Each score in points, field by field: Shapley values of the chance, from the average lead to this one.

A lead is compared with leads drawn evenly from the lowest to the highest chance. Fields are changed one after another
from the other lead's answer to this one's; what a change adds to the chance is credited to its field; the order is
drawn and also gone through backwards. The credits add up exactly to the difference. Source: Štrumbelj, Kononenko
(2014), Knowledge and Information Systems 41.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
COMPARED = 32
BATCH = 60_000
"""Rows asked of the model at once."""


@dataclass(frozen=True)
class Explained:
    """One lead: chance 0 to 1, score = 100 × chance, the base (the score of the average lead) and points by field.

    base + Σ points = score, exactly; fields without a point are left out, the weightiest come first.
    """

    chance: float
    score: int
    base: int
    points: tuple[tuple[str, int], ...]


def explain(
    names: Sequence[str], leads: Floats, known: Floats, chances_of: Callable[[Floats], Floats], seed: int = 1
) -> list[Explained]:
    """Explain each row of `leads`; `known` are the rows the model was trained on, to draw the compared ones from."""
    if not len(leads):
        return []
    compared = _spread(known, chances_of)
    base = float(chances_of(compared).mean())
    chances, credits = chances_of(leads), np.zeros(leads.shape)
    orders = np.random.default_rng(seed).permuted(np.tile(np.arange(leads.shape[1]), (len(compared), 1)), axis=1)
    step = max(1, BATCH // (2 * len(compared) * (leads.shape[1] + 1)))
    for start in range(0, len(leads), step):
        credits[start : start + step] = _credits(leads[start : start + step], compared, orders, chances_of)
    return [_rounded(names, float(chances[n]), base, credits[n]) for n in range(len(leads))]


def _spread(known: Floats, chances_of: Callable[[Floats], Floats]) -> Floats:
    """Rows at even steps of the chance, so that their mean is near that of all."""
    order = np.argsort(chances_of(known), kind="stable")
    number = min(COMPARED, len(known))
    return known[order[((np.arange(number) + 0.5) * len(known) / number).astype(np.int64)]]


def _credits(
    leads: Floats, compared: Floats, orders: NDArray[np.int64], chances_of: Callable[[Floats], Floats]
) -> Floats:
    """Leads × fields: the mean over compared leads, each in its order and in the reverse of it."""
    count, width = leads.shape
    found = np.zeros((count, width))
    both = [(row, order) for row, forward in enumerate(orders) for order in (forward, forward[::-1])]
    steps = np.empty((count, len(both), width + 1, width))
    for n, (row, order) in enumerate(both):
        steps[:, n, 0] = compared[row]
        for k, field in enumerate(order):
            steps[:, n, k + 1] = steps[:, n, k]
            steps[:, n, k + 1, field] = leads[:, field]
    chances = chances_of(steps.reshape(-1, width)).reshape(count, len(both), width + 1)
    gains = np.diff(chances, axis=2)
    for n, (_row, order) in enumerate(both):
        found[:, order] += gains[:, n]
    return found / len(both)


def _rounded(names: Sequence[str], chance: float, base: float, credits: Floats) -> Explained:
    """Whole points by largest remainders, so that they add up to the score."""
    score, start = _whole(100 * chance), _whole(100 * base)
    exact = [100 * float(credit) for credit in credits]
    points = [math.floor(value) for value in exact]
    left = score - start - sum(points)
    order = sorted(range(len(points)), key=lambda n: exact[n] - points[n], reverse=left >= 0)
    for k in range(abs(left)):
        points[order[k % len(order)]] += 1 if left > 0 else -1
    found = [(name, value) for name, value in zip(names, points, strict=True) if value]
    return Explained(chance, score, start, tuple(sorted(found, key=lambda one: (-abs(one[1]), one[0]))))


def _whole(value: float) -> int:
    return math.floor(value + 0.5)
