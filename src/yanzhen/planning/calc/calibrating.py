"""Widens intervals so that they hold what they say, learnt from the months held back of all series of a run.

A miss of a held-out month is measured in half widths: |actual − mean| ÷ (bound − mean) on the side where it fell. Of
the misses of all series, so many months ahead, the quantile at the level of the interval is the factor that would have
made it true (split conformal prediction: Lei, G'Sell, Rinaldo, Tibshirani, Wasserman 2018). The level is raised by the
uncertainty of a share seen in n series, so that coverage is kept with 95 % confidence and not on average only (after
Vovk 2012, "Conditional validity of inductive conformal predictors"). A line through the factors by months ahead, never
falling, evens them out and carries them beyond the months held out. The mean is never touched. Pure numbers, no unit.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from yanzhen.planning.calc.forecasting import Forecast

LEVELS = (0.80, 0.95)
FEWEST = 20
"""Fewer series cannot vouch for 95 %: of n misses the largest stands for a share of n ÷ (n + 1)."""
CONFIDENCE = 1.6448536269514722
"""One-sided 95 % of a normal distribution, in deviations."""
LEAST, MOST = 0.5, 3.0
"""Factors stay within these whatever a few odd series say."""
FULL = frozenset({"ensemble", "partial"})


@dataclass(frozen=True)
class Line:
    """A factor by months ahead: `start` at none, `step` more with each month."""

    start: float
    step: float

    def at(self, ahead: int) -> float:
        return min(MOST, max(LEAST, self.start + self.step * ahead))


@dataclass(frozen=True)
class Scale:
    """The factors of the 80 % and the 95 % interval, and from how many series they were learnt."""

    inner: Line
    outer: Line
    series: int


def learn(forecasts: Iterable[Forecast]) -> Scale | None:
    """The factors for one run, out of the misses of its series; None where fewer than `FEWEST` have any."""
    misses = [f.misses for f in forecasts if f.misses]
    if len(misses) < FEWEST:
        return None
    inner, outer = (_line(misses, place, level) for place, level in enumerate(LEVELS))
    return Scale(inner, outer, len(misses))


def _line(misses: Sequence[Sequence[tuple[float, float]]], place: int, level: float) -> Line:
    """Least squares through the factors of each month ahead that enough series have."""
    wanted = raised(level, [[month[place] for month in row] for row in misses])
    found: list[tuple[int, float]] = []
    for ahead in range(max(map(len, misses))):
        there = sorted(row[ahead][place] for row in misses if len(row) > ahead)
        if len(there) >= FEWEST:
            found.append((ahead + 1, quantile(there, wanted)))
    mean_x = sum(x for x, _y in found) / len(found)
    mean_y = sum(y for _x, y in found) / len(found)
    spread = sum((x - mean_x) ** 2 for x, _y in found)
    step = max(0.0, sum((x - mean_x) * (y - mean_y) for x, y in found) / spread) if spread else 0.0
    return Line(mean_y - step * mean_x, step)


def raised(level: float, misses: Sequence[Sequence[float]]) -> float:
    """The level to look up among the misses of n series: level + 1.645 · √(v ÷ n), at most n ÷ (n + 1).

    v is how much the share of months inside, at the plain level, differs from series to series (sample variance): the
    months of one series go together, so n series say less than their months and more than one month each would.
    """
    n = len(misses)
    edge = quantile(sorted(miss for row in misses for miss in row), level)
    shares = [sum(1 for miss in row if miss <= edge) / len(row) for row in misses]
    mean = sum(shares) / n
    variance = sum((share - mean) ** 2 for share in shares) / (n - 1)
    return min(level + CONFIDENCE * math.sqrt(variance / n), n / (n + 1))


def quantile(ordered: Sequence[float], level: float) -> float:
    """The value at `level` of an ordered row, straight lines between its values."""
    place = level * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def widened(f: Forecast, scale: Scale | None, floor: float | None = None) -> Forecast:
    """The forecast with its bounds moved by the factors; those of the simple models stay. The mean stays."""
    if scale is None or f.model not in FULL:
        return f
    factors = [(scale.inner.at(n), scale.outer.at(n)) for n in range(1, len(f.mean) + 1)]
    low80, high80 = (_moved(f.mean, band, [inner for inner, _outer in factors], floor) for band in (f.low80, f.high80))
    low95, high95 = (_moved(f.mean, band, [outer for _inner, outer in factors], floor) for band in (f.low95, f.high95))
    return replace(
        f,
        low80=low80,
        high80=high80,
        low95=tuple(map(min, low95, low80)),
        high95=tuple(map(max, high95, high80)),
    )


def _moved(
    mean: Sequence[float], band: Sequence[float], factors: Sequence[float], floor: float | None
) -> tuple[float, ...]:
    moved = (m + factor * (bound - m) for m, bound, factor in zip(mean, band, factors, strict=True))
    return tuple(value if floor is None else max(floor, value) for value in moved)
