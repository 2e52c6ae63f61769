"""The chance of reaching a goal, out of a forecast with intervals.

The forecast of a month is taken as normal about its mean; its deviation comes from the width of the 95 % interval.
Amounts are whole cents; deviations are floats in cents, chances floats from 0 to 1. Source: DOMAIN §15; the method and
where it is rough are in docs/algorithms/forecast.md.
"""

import math
from collections.abc import Iterable
from datetime import date
from typing import Protocol

Z80, Z95 = 1.2815515655446004, 1.959963984540054
"""Half the width of the middle 80 % and 95 % of a normal distribution, in deviations."""


class HasInterval(Protocol):
    """What is expected of one month: `queries.forecasts.Expected` and whatever else has these."""

    @property
    def month(self) -> date: ...
    @property
    def mean(self) -> int: ...
    @property
    def low95(self) -> int: ...
    @property
    def high95(self) -> int: ...


def deviation_of(low95: int, high95: int) -> float:
    """The standard deviation of which these are the 95 % bounds: (high − low) ÷ (2 · 1.96). Swapped bounds are refused.

    A lower bound that was raised to zero makes the interval narrower than it was; the deviation is then too small, but
    never too large.
    """
    if high95 < low95:
        raise ValueError("the upper bound lies under the lower one")
    return (high95 - low95) / (2 * Z95)


def chance_of(goal: int, mean: int, deviation: float) -> float:
    """The probability that the result is `goal` or more: 1 − Φ((goal − mean) ÷ deviation).

    Without any spread (deviation 0) it is 1 when the mean reaches the goal and 0 when it does not.
    """
    if deviation < 0 or not math.isfinite(deviation):
        raise ValueError("a deviation is a finite number of at least zero")
    if deviation == 0:
        return 1.0 if mean >= goal else 0.0
    return 0.5 * math.erfc((goal - mean) / (deviation * math.sqrt(2)))


def together(expected: Iterable[HasInterval]) -> tuple[int, float]:
    """Mean and deviation of several months added up, taken as independent: √(Σ deviation²). No months: (0, 0.0)."""
    months = list(expected)
    variance = sum(deviation_of(m.low95, m.high95) ** 2 for m in months)
    return sum(m.mean for m in months), math.sqrt(variance)
