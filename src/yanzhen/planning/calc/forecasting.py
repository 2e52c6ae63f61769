"""The forecast of one monthly series with 80 % and 95 % intervals, and how it did on months held back.

Series are monthly, oldest first, in any one unit (we use cents); results are floats in the same unit, to be rounded by
the caller. Long series: the mean of AutoETS, DynamicOptimizedTheta and AutoCES (statsforecast). What is too short, too
sparse or constant is forecast by something simpler, and `note` says so. See docs/algorithms/forecast.md.
"""

import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from yanzhen.planning.calc.chances import Z80, Z95
from yanzhen.planning.calc.forecast_errors import (
    YEAR,
    is_seasonal,
    mase,
    seasonal_factors,
    seasonal_naive,
    smape,
)

LEVELS = (80, 95)
FEW, YEARS = 5, 2 * YEAR
HELD_OUT, FEWEST_HELD_OUT = 12, 3
FARTHEST = 1000.0
"""So many half widths are the most that a miss counts: an interval of no width is missed by any."""
STUDENT = {1: (3.078, 12.706), 2: (1.886, 4.303), 3: (1.638, 3.182), 4: (1.533, 2.776), 5: (1.476, 2.571),
           6: (1.440, 2.447), 7: (1.415, 2.365), 8: (1.397, 2.306), 9: (1.383, 2.262), 10: (1.372, 2.228)}  # fmt: skip
"""Two-sided Student t for 80 % and 95 % by degrees of freedom; above ten the normal distribution is near enough."""

Bands = tuple[list[float], list[float], list[float], list[float], list[float]]
"""mean, low80, high80, low95, high95, a figure for each month ahead."""


@dataclass(frozen=True)
class Forecast:
    """Months ahead of one series. `model` and `note` are codes of `enums.forecasts`.

    Errors are those of `held_out` months at the end, forecast out of the ones before; None where nothing was held out.
    """

    model: str
    note: str
    mean: tuple[float, ...]
    low80: tuple[float, ...]
    high80: tuple[float, ...]
    low95: tuple[float, ...]
    high95: tuple[float, ...]
    naive: tuple[float, ...]
    history: int = 0
    held_out: int = 0
    smape: float | None = None
    mase: float | None = None
    naive_smape: float | None = None
    naive_mase: float | None = None
    misses: tuple[tuple[float, float], ...] = ()
    """By month held out: how far it lay from the mean, in half widths of the 80 % and of the 95 % interval."""
    failures: tuple[str, ...] = ()
    """Why models of the mean could not be fitted: "AutoCES: LinAlgError: …"."""


def begun(values: Sequence[float]) -> list[float]:
    """The history from the first month that is not zero; months before are no history of this thing."""
    first = next((n for n, value in enumerate(values) if value), len(values))
    return [float(value) for value in values[first:]]


def kind_of(history: Sequence[float]) -> tuple[str, str]:
    """Which model a history gets, and the note that says why: ("ensemble", "") for long ones."""
    n = len(history)
    if not n:
        return "zero", "empty"
    if n >= YEAR and not any(history[-YEAR:]):
        return "zero", "stopped"
    if n < FEW:
        return "mean", "single"
    if len(set(history)) == 1:
        return "naive", "constant"
    if n < YEAR:
        return "mean", "young"
    if sum(1 for value in history if value) * 2 < n:
        return "mean", "sparse"
    if n < YEARS:
        return "seasonal", "short"
    return "ensemble", "negative" if min(history) < 0 else ""


def forecast(
    values: Sequence[float], ahead: int, *, is_simple: bool = False, holds_out: bool = True, floor: float | None = None
) -> Forecast:
    """Forecast `ahead` months. `is_simple` spares the full models; `floor` is a bound below which nothing can fall.

    Never fails for want of data: figures must be finite, else ValueError.
    """
    if ahead < 1:
        raise ValueError("at least one month ahead")
    if not all(math.isfinite(value) for value in values):
        raise ValueError("a history of finite figures")
    history = begun(values)
    model, note = kind_of(history)
    if is_simple and model == "ensemble":
        model, note = "seasonal", "small"
    failures: list[str] = []
    bands, model, note = _bands(history, ahead, model, note, failures)
    bands = _bounded(bands, floor)
    mean, low80, high80, low95, high95 = (tuple(band) for band in bands)
    naive = tuple(seasonal_naive(history, ahead))
    found = Forecast(model, note, mean, low80, high80, low95, high95, naive, len(history), failures=tuple(failures))
    return _tested(found, history, ahead, floor) if holds_out else found


def _bounded(bands: Bands, floor: float | None) -> Bands:
    if floor is None:
        return bands
    return tuple([max(floor, value) for value in band] for band in bands)  # type: ignore[return-value]


def _bands(history: Sequence[float], ahead: int, model: str, note: str, failures: list[str]) -> tuple[Bands, str, str]:
    """Mean and bands, with the model and the note they were really made by; what failed is added to `failures`."""
    if model == "ensemble":
        made, fitted = ensemble(history, ahead, failures)
        if made is not None:
            return made, ("ensemble" if fitted == len(MODELS) else "partial"), note
        model, note = "seasonal", "failed"
    simple: dict[str, Callable[[Sequence[float], int], Bands]] = {
        "zero": _zero,
        "mean": _mean,
        "naive": _constant,
        "seasonal": _seasonal,
    }
    return simple[model](history, ahead), model, note


def _tested(found: Forecast, history: Sequence[float], ahead: int, floor: float | None) -> Forecast:
    """Hold the last months back, so many that the model stays the same, and look how they were forecast."""
    least = YEARS if found.model in {"ensemble", "partial"} else YEAR
    held = min(HELD_OUT, ahead, len(history) - least)
    if found.model not in {"ensemble", "partial", "mean"} or held < FEWEST_HELD_OUT:
        return found
    train, actual = history[:-held], history[-held:]
    bands, model, _note = _bands(train, held, "mean" if found.model == "mean" else "ensemble", "", [])
    guess, naive = _bounded(bands, floor)[0], seasonal_naive(train, held)
    return replace(
        found,
        held_out=held,
        smape=smape(actual, guess),
        mase=mase(actual, guess, train),
        naive_smape=smape(actual, naive),
        naive_mase=mase(actual, naive, train),
        misses=_misses(bands, actual) if model in {"ensemble", "partial"} else (),
    )


def _misses(bands: Bands, actual: Sequence[float]) -> tuple[tuple[float, float], ...]:
    mean, low80, high80, low95, high95 = bands
    return tuple(
        (_widths(v, mean[n], low80[n], high80[n]), _widths(v, mean[n], low95[n], high95[n]))
        for n, v in enumerate(actual)
    )


def _widths(value: float, mean: float, low: float, high: float) -> float:
    """The distance from the mean in half widths of the side where the value fell; 1 is on the bound."""
    width = high - mean if value >= mean else mean - low
    return min(FARTHEST, abs(value - mean) / width) if width > 0 else 0.0 if value == mean else FARTHEST


# -- Simple models -----------------------------------------------------------------------------------------------------


def _around(mean: Sequence[float], deviations: Sequence[float], z: tuple[float, float] = (Z80, Z95)) -> Bands:
    pairs = list(zip(mean, deviations, strict=True))
    return (
        list(mean),
        [m - z[0] * d for m, d in pairs],
        [m + z[0] * d for m, d in pairs],
        [m - z[1] * d for m, d in pairs],
        [m + z[1] * d for m, d in pairs],
    )


def _zero(history: Sequence[float], ahead: int) -> Bands:
    return _around([0.0] * ahead, [0.0] * ahead)


def _constant(history: Sequence[float], ahead: int) -> Bands:
    return _around([history[-1]] * ahead, [0.0] * ahead)


def _mean(history: Sequence[float], ahead: int) -> Bands:
    """The mean of the last twelve months at most, s · √(1 + 1/n) wide; one month alone: as wide as it is high."""
    last = list(history[-YEAR:])
    n = len(last)
    mean = sum(last) / n
    if n == 1:
        return _around([mean] * ahead, [abs(mean) / Z95] * ahead)
    spread = math.sqrt(sum((v - mean) ** 2 for v in last) / (n - 1) * (1 + 1 / n))
    return _around([mean] * ahead, [spread] * ahead, STUDENT.get(n - 1, (Z80, Z95)))


def _seasonal(history: Sequence[float], ahead: int) -> Bands:
    """The same month a year ago, as wide as the steps from year to year were: σ · √(years ahead)."""
    mean = seasonal_naive(history, ahead)
    steps = [history[t] - history[t - YEAR] for t in range(YEAR, len(history))]
    if len(steps) >= FEWEST_HELD_OUT:
        sigma = math.sqrt(sum(step**2 for step in steps) / len(steps))
    else:
        level = sum(history) / len(history)
        sigma = math.sqrt(sum((v - level) ** 2 for v in history) / (len(history) - 1))
    return _around(mean, [sigma * math.sqrt(1 + n // YEAR) for n in range(ahead)])


# -- The full models ---------------------------------------------------------------------------------------------------

THETA = "DynamicOptimizedTheta"
MODELS = ("AutoETS", THETA, "AutoCES")
WIDEST = 20.0
"""A model whose mean passes so many times the largest month has run away."""


def ensemble(history: Sequence[float], ahead: int, failures: list[str] | None = None) -> tuple[Bands | None, int]:
    """Mean of the three models' means, and of their bounds; with how many could be fitted. None when none could.

    Why a fit failed is added to `failures`.

    ETS and CES are each the mean of two fits: to the series with a season of their own, and to the series with the
    season taken out beforehand (Theta always takes it out). The mean of bounds is the mean of quantiles.
    """
    import numpy as np
    from statsforecast import models

    scale = sum(abs(value) for value in history) / len(history)
    y = np.asarray(history, dtype=np.float64) / scale
    adjusted = _adjusted(history)
    found = []
    failed: list[str] = [] if failures is None else failures
    for name in MODELS:
        make = getattr(models, name)
        fits = [_fitted(make(season_length=YEAR), y, ahead, 1.0, failed)]
        if adjusted is not None and name != THETA:
            season = np.resize(adjusted, len(y) + ahead)
            fits.append(_fitted(make(season_length=1), y / season[: len(y)], ahead, season[len(y) :], failed))
        made = [bands for bands in fits if bands is not None]
        if made:
            found.append(np.mean(made, axis=0))
    if not found:
        return None, 0
    together = np.mean(found, axis=0) * scale
    return tuple([float(value) for value in band] for band in together), len(found)  # type: ignore[return-value]


def _adjusted(history: Sequence[float]) -> list[float] | None:
    """Factors to divide by: those of the season, all 1 without a season, None where one cannot be divided out."""
    if not is_seasonal(history):
        return [1.0] * YEAR
    return seasonal_factors(history) if min(history) > 0 else None


def _fitted(model: Any, y: Any, ahead: int, season: Any, failures: list[str]) -> Any:
    """The five bands of one model, or None when it cannot be fitted, and then why in `failures`."""
    import numpy as np

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            made = model.forecast(y=y, h=ahead, level=list(LEVELS))
        except Exception as error:
            # Compiled optimisers fail on odd series in odd ways (index, type, linear algebra, division); none of them
            # may end the forecast, for the other models stand. The reason is kept.
            failures.append(f"{type(model).__name__}: {type(error).__name__}: {error}"[:200])
            return None
    bands = np.asarray([made[name] for name in ("mean", "lo-80", "hi-80", "lo-95", "hi-95")], dtype=np.float64)
    widest = WIDEST * (1.0 + float(np.max(np.abs(y))))
    sane = np.isfinite(bands).all() and float(np.max(np.abs(bands[0]))) < widest
    if not sane:
        failures.append(f"{type(model).__name__}: ran away")
        return None
    return bands * season
