"""The rhythm of purchases: what a segment's intervals say, and the next one of a customer with an 80 % interval.

Intervals (days between purchase days) and quantities are taken as logarithms: customers who buy weekly and yearly then
scatter alike, and nothing becomes negative. A usual interval is therefore a geometric mean: as many come sooner as
later. Source: shrinkage.py; the scatter about it is that of the segment itself, not of a normal distribution, where
there are enough intervals to know it. See docs/algorithms/next-purchase.md.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from yanzhen.crm.calc.repurchase.shrinkage import Components, Shrunk, components

LOW, HIGH = 0.1, 0.9
"""An 80 % interval."""
LEVELS = 199
FEWEST_GROUPS, FEWEST_DEGREES = 5, 10
"""Customers with intervals, and intervals beyond the first of each, for a segment to speak for itself."""
ENOUGH_SCATTER = 50
"""Deviations from which their own distribution is taken; fewer: the normal one."""
NORMAL = tuple(NormalDist().inv_cdf((n + 0.5) / LEVELS) for n in range(LEVELS))


@dataclass(frozen=True)
class Rhythm:
    """What is known of one segment, in logarithms. `scatter` are quantiles of deviations with a variance of one."""

    segment: str
    components: Components
    scatter: tuple[float, ...] = NORMAL
    is_borrowed: bool = False
    """The segment knows too little of its own: these are the figures of all together."""

    def expect(self, values: Sequence[float]) -> "Expected":
        """What comes next after these positive values, none included."""
        return Expected(self.components.shrunk([math.log(value) for value in values]), self.scatter)


@dataclass(frozen=True)
class Expected:
    """The next value of one customer. `usual` is the middle, `own` and `segment` what it was put together from."""

    shrunk: Shrunk
    scatter: tuple[float, ...]

    @property
    def usual(self) -> float:
        return _exp(self.shrunk.mean)

    @property
    def own(self) -> float | None:
        """The customer's own geometric mean; None without a value."""
        return _exp(self.shrunk.own) if self.shrunk.count else None

    @property
    def segment(self) -> float:
        return _exp(self.shrunk.segment)

    def quantile(self, level: float) -> float:
        """The value under which so much of what may come lies."""
        at = level * LEVELS - 0.5
        left = min(max(math.floor(at), 0), LEVELS - 2)
        part = min(max(at - left, 0.0), 1.0)
        z = self.scatter[left] * (1 - part) + self.scatter[left + 1] * part
        return _exp(self.shrunk.mean + math.sqrt(self.shrunk.variance) * z)

    @property
    def low(self) -> float:
        return min(self.usual, self.quantile(LOW))

    @property
    def high(self) -> float:
        return max(self.usual, self.quantile(HIGH))


def _exp(value: float) -> float:
    """e to the value; what no machine can hold is the largest it holds."""
    return math.exp(min(value, 700.0))


def learn(groups: Mapping[str, Sequence[Sequence[float]]]) -> dict[str, Rhythm]:
    """What each segment says, of the positive values of its customers (a sequence for each customer).

    A segment that knows too little gets the figures of all together and says so. The key "" is all together; without
    any value at all the answer is empty.
    """
    everybody = [group for values in groups.values() for group in values]
    whole = _rhythm("", everybody)
    if whole is None:
        return {}
    found = {"": whole}
    for name, values in groups.items():
        own = _rhythm(name, values) if _is_enough(values) else None
        found[name] = own or Rhythm(name, whole.components, whole.scatter, is_borrowed=True)
    return found


def _is_enough(groups: Sequence[Sequence[float]]) -> bool:
    known = [len(group) for group in groups if len(group)]
    return len(known) >= FEWEST_GROUPS and sum(known) - len(known) >= FEWEST_DEGREES


def _rhythm(name: str, groups: Sequence[Sequence[float]]) -> Rhythm | None:
    logs = [[math.log(value) for value in group] for group in groups if len(group)]
    known = components(logs)
    return None if known is None else Rhythm(name, known, _scatter(logs, known.within))


def _scatter(logs: Sequence[Sequence[float]], within: float) -> tuple[float, ...]:
    """Quantiles of the deviations from own means, widened by √(n ÷ (n − 1)) for the mean having been fitted to them."""
    deviations = sorted(
        (value - math.fsum(group) / len(group)) * math.sqrt(len(group) / (len(group) - 1) / within)
        for group in logs
        if len(group) > 1 and within > 0
        for value in group
    )
    if len(deviations) < ENOUGH_SCATTER:
        return NORMAL
    return tuple(_at(deviations, (n + 0.5) / LEVELS) for n in range(LEVELS))


def _at(ordered: Sequence[float], level: float) -> float:
    place = level * (len(ordered) - 1)
    left = min(int(place), len(ordered) - 2)
    return ordered[left] + (place - left) * (ordered[left + 1] - ordered[left])


def later_than(expected: Expected, passed: float) -> float | None:
    """The middle of what may still come after `passed` has gone by without it; None where hardly anything may."""
    values = [_exp(expected.shrunk.mean + math.sqrt(expected.shrunk.variance) * z) for z in expected.scatter]
    values.sort()
    left = values[bisect_right(values, passed) :]
    return left[len(left) // 2] if len(left) >= LEVELS // 20 else None
