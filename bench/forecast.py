"""Forecasts of monthly series, against Naive2: OWA as the M4 competition defines it, and the time they take.

`--data` is a folder like m3_monthly: series.csv (series_id, n_train, horizon …) and values.csv.gz (series_id, t, part,
value). Each series is forecast out of `train` alone by the same code as in the product, in processes on all cores, and
scored on `test`. OWA is the mean of sMAPE ÷ sMAPE of Naive2 and MASE ÷ MASE of Naive2 (seasonality test, m = 12); the
reference is Naive2, which has 1 by definition. Then 1 000 monthly series of 120 points made here are timed.
Coverage of the intervals is printed as the models give them and as the product shows them: widened by what the last
twelve months of `train`, held back, say about all series; nothing of `test` enters.
YANZHEN_BENCH_SERIES=60 takes only so many series, evenly chosen, of both.
"""

import csv
import gzip
import math
import os
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yanzhen.planning.calc import calibrating
from yanzhen.planning.calc.forecast_errors import YEAR, mase, naive2, smape
from yanzhen.planning.calc.forecasting import Forecast
from yanzhen.planning.services import forecast_pool
from yanzhen.planning.services.forecast_pool import Request

USUAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "m3_monthly"
MADE, POINTS, AHEAD, ALLOWED = 1_000, 120, 18, 600
TARGET = 0.80


@dataclass(frozen=True)
class Series:
    train: list[float]
    test: list[float]


def main(data: Path | None) -> dict[str, Any]:
    series = _few(_read(data or USUAL))
    began = time.perf_counter()
    made = forecast_pool.run(Request(key, s.train, len(s.test), floor=None) for key, s in series.items())
    seconds = time.perf_counter() - began
    owa = _report(series, made, seconds)
    _time()
    return {"name": "forecast", "value": round(owa, 4), "reference": 1.0, "ratio": round(owa, 4), "unit": "OWA"}


def _few(series: dict[str, Series]) -> dict[str, Series]:
    wanted = int(os.environ.get("YANZHEN_BENCH_SERIES", 0)) or len(series)
    step = max(1, len(series) // wanted)
    return dict(list(series.items())[::step][:wanted])


def _read(folder: Path) -> dict[str, Series]:
    with (folder / "series.csv").open(encoding="utf-8", newline="") as rows:
        found = {row["series_id"]: Series([], []) for row in csv.DictReader(rows)}
    with gzip.open(folder / "values.csv.gz", "rt", encoding="utf-8", newline="") as rows:
        values = sorted((r["series_id"], int(r["t"]), r["part"], float(r["value"])) for r in csv.DictReader(rows))
    for key, _t, part, value in values:
        (found[key].train if part == "train" else found[key].test).append(value)
    return found


def _report(series: dict[str, Series], made: dict[Any, Forecast], seconds: float) -> float:
    own, naive, models = [], [], dict[str, int]()
    for key, s in series.items():
        f, n = made[key], naive2(s.train, len(s.test))
        own.append((smape(s.test, f.mean), mase(s.test, f.mean, s.train)))
        naive.append((smape(s.test, n), mase(s.test, n, s.train)))
        models[f.model] = models.get(f.model, 0) + 1
    points = sum(len(s.test) for s in series.values())
    (s1, m1), (s0, m0) = _means(own), _means(naive)
    owa = (s1 / s0 + m1 / m0) / 2
    print(f"{len(series)} series, {points:,} months forecast in {seconds:.1f} s on {forecast_pool.cores()} cores:"
          f" {len(series) / seconds:.1f} series a second")  # fmt: skip
    print(f"  models: {', '.join(f'{name} {count}' for name, count in sorted(models.items()))}")
    print(f"  ours    sMAPE {100 * s1:6.2f} %   MASE {m1:.4f}")
    print(f"  Naive2  sMAPE {100 * s0:6.2f} %   MASE {m0:.4f}")
    print(f"  OWA {owa:.4f} (at most {TARGET:.2f})")
    _coverage(series, made)
    return owa


def _coverage(series: dict[str, Series], made: dict[Any, Forecast]) -> None:
    """How many months of `test` lie inside the intervals, as the models give them and as they are shown."""
    scale = calibrating.learn(made.values())
    shown = {key: calibrating.widened(f, scale) for key, f in made.items()}
    for words, found in (("of the models", made), ("as shown     ", shown)):
        parts = [_inside(series, found, part) for part in ((0, 6), (6, 12), (12, 18), (0, 10**6))]
        told = [f"{a:.1%} / {b:.1%}" for a, b in parts]
        print(f"  inside 80 % / 95 % {words}: {told[-1]}; months 1-6 {told[0]}, 7-12 {told[1]}, 13-18 {told[2]}")
    if scale is not None:
        print(f"  widened, 1 and 18 months ahead: 80 % x {scale.inner.at(1):.2f} to {scale.inner.at(18):.2f},"
              f" 95 % x {scale.outer.at(1):.2f} to {scale.outer.at(18):.2f}, by {scale.series} series")  # fmt: skip


def _inside(series: dict[str, Series], made: dict[Any, Forecast], part: tuple[int, int]) -> tuple[float, float]:
    hits, count = [0, 0], 0
    for key, s in series.items():
        f, months = made[key], slice(*part)
        count += len(s.test[months])
        for place, (low, high) in enumerate(((f.low80, f.high80), (f.low95, f.high95))):
            rows = zip(low[months], s.test[months], high[months], strict=True)
            hits[place] += sum(a <= v <= b for a, v, b in rows)
    return hits[0] / max(count, 1), hits[1] / max(count, 1)


def _means(pairs: list[tuple[float, float | None]]) -> tuple[float, float]:
    scaled = [m for _s, m in pairs if m is not None]
    return sum(s for s, _m in pairs) / len(pairs), sum(scaled) / len(scaled)


def _time() -> None:
    """The product's own work on made series: forecast and hold-out."""
    rng = random.Random(12)
    number = int(os.environ.get("YANZHEN_BENCH_SERIES", 0)) or MADE
    requests = [Request(n, _made(rng), AHEAD) for n in range(number)]
    began = time.perf_counter()
    forecast_pool.run(requests)
    seconds = time.perf_counter() - began
    print(f"{number} made series of {POINTS} months, with hold-out: {seconds:.1f} s, {number / seconds:.1f} a second"
          f" (1 000 within {ALLOWED} s)")  # fmt: skip


def _made(rng: random.Random) -> list[float]:
    level, trend, swing = rng.uniform(50, 5_000), rng.uniform(-0.002, 0.01), rng.uniform(0, 0.3)
    return [
        max(0.0, level * (1 + trend * t) * (1 + swing * math.sin(2 * math.pi * t / YEAR)) * rng.gauss(1, 0.1))
        for t in range(POINTS)
    ]
