"""How far a forecast was from what came, and the two naive forecasts it is measured against.

Values are monthly, oldest first, in any one unit. Definitions: Makridakis, Spiliotis, Assimakopoulos (2020), "The M4
Competition", International Journal of Forecasting 36; see docs/algorithms/forecast.md. Nothing here is rounded.
"""

import math
from collections.abc import Sequence

YEAR = 12
SEASONAL_FROM = 1.645
"""A series is seasonal when its autocorrelation at twelve months passes 1.645 standard errors (a 90 % test)."""


def smape(actual: Sequence[float], forecast: Sequence[float]) -> float:
    """Mean of 2·|a − f| ÷ (|a| + |f|), from 0 to 2; a month in which both are zero counts as hit exactly."""
    _check(actual, forecast)
    parts = [(abs(a - f), abs(a) + abs(f)) for a, f in zip(actual, forecast, strict=True)]
    return sum(2 * miss / size if size else 0.0 for miss, size in parts) / len(parts)


def mase(
    actual: Sequence[float], forecast: Sequence[float], history: Sequence[float], season: int = YEAR
) -> float | None:
    """Mean of |a − f| over the mean step of `history` from the same month a year before.

    None when there is no such step, or all are zero: then the measure does not exist.
    """
    _check(actual, forecast)
    steps = [abs(history[t] - history[t - season]) for t in range(season, len(history))]
    scale = sum(steps) / len(steps) if steps else 0.0
    miss = sum(abs(a - f) for a, f in zip(actual, forecast, strict=True)) / len(actual)
    return miss / scale if scale else None


def _check(actual: Sequence[float], forecast: Sequence[float]) -> None:
    if not actual or len(actual) != len(forecast):
        raise ValueError("as many figures as forecasts, and at least one")


def seasonal_naive(history: Sequence[float], ahead: int, season: int = YEAR) -> list[float]:
    """The same month of the last year there is; of a history shorter than a year its last value; of none zero."""
    if len(history) < season:
        return [history[-1] if history else 0.0] * ahead
    year = list(history[-season:])
    return [year[n % season] for n in range(ahead)]


def is_seasonal(history: Sequence[float], season: int = YEAR) -> bool:
    """Whether the autocorrelation at one season passes the test: |r_m| > 1.645 · √((1 + 2·Σ r_k²) ÷ n), k < m."""
    n = len(history)
    if n < 3 * season:
        return False
    mean = sum(history) / n
    total = sum((v - mean) ** 2 for v in history)
    if total == 0:
        return False
    r = [sum((history[t] - mean) * (history[t - k] - mean) for t in range(k, n)) / total for k in range(1, season + 1)]
    limit = SEASONAL_FROM * math.sqrt((1 + 2 * sum(value**2 for value in r[:-1])) / n)
    return abs(r[-1]) > limit


def seasonal_factors(history: Sequence[float], season: int = YEAR) -> list[float]:
    """How each place in the season stands to the trend (1 is on it), from the place of the first value onward.

    Classical multiplicative decomposition: each value over the centred moving average of one season, averaged by place,
    scaled so that the factors have the mean 1. All 1 when a figure is not above zero or a season too few.
    """
    if len(history) < 2 * season or min(history) <= 0:
        return [1.0] * season
    half = season // 2
    ratios: list[list[float]] = [[] for _ in range(season)]
    for t in range(half, len(history) - half):
        window = history[t - half : t + half + 1]
        centred = (sum(window) - (window[0] + window[-1]) / 2) / season if season % 2 == 0 else sum(window) / season
        ratios[t % season].append(history[t] / centred)
    means = [sum(place) / len(place) for place in ratios]
    level = sum(means) / season
    return [value / level for value in means]


def naive2(history: Sequence[float], ahead: int, season: int = YEAR) -> list[float]:
    """The last value, after taking the season out where the test finds one, with the season put back: M4's Naive2."""
    if not history:
        return [0.0] * ahead
    factors = seasonal_factors(history, season) if is_seasonal(history, season) else [1.0] * season
    n = len(history)
    last = history[-1] / factors[(n - 1) % season]
    return [last * factors[(n + step) % season] for step in range(ahead)]
