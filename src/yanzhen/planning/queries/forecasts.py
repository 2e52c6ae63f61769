"""Forecasts as others read them, inside the reach of whoever asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from yanzhen.lib.periods import month_start, shifted
from yanzhen.planning.enums import ForecastState
from yanzhen.planning.models import ForecastPoint, ForecastRun, ForecastSeries
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet

WHOLE = ""


@dataclass(frozen=True)
class Expected:
    """What is expected of one month, in cents, with the intervals that hold it in 80 and 95 of 100 cases."""

    month: date
    mean: int
    low80: int
    high80: int
    low95: int
    high95: int


@dataclass(frozen=True)
class Outlook:
    """The coming months of one series, and the code of the model behind it."""

    model: str
    months: tuple[Expected, ...]


def closed_month(today: date | None = None) -> date:
    """The last month that is over."""
    return shifted(month_start(today or timezone.localdate()), -1)


def runs(actor: Actor) -> ScopedQuerySet[ForecastRun]:
    """Forecasts, the latest cut-off first."""
    return ForecastRun.objects.visible_to(actor).naming("job").order_by("-cutoff", "-pk")


def newest(actor: Actor, currency: str) -> ForecastRun | None:
    """The finished run with the latest cut-off; of several the one made last."""
    return runs(actor).filter(state=ForecastState.DONE, currency=currency).first()


def series_of(actor: Actor, run: ForecastRun, side: str | None = None) -> ScopedQuerySet[ForecastSeries]:
    """The series of a run in reach, of one side or of all."""
    rows = ForecastSeries.objects.visible_to(actor).filter(run=run).order_by("pk")
    return rows if side is None else rows.filter(side=side)


def outlook(
    actor: Actor, side: str, keys: Iterable[int | None], start: date, months: int, currency: str
) -> dict[int | None, Outlook]:
    """What the newest finished run expects of some units, people …; the whole is side "" with the key None.

    Figures of different keys of a side add up; those of a unit hold the units below it. Keys without a series in reach
    are missing, and so are months that the run does not reach; nothing was run: {}.
    """
    run = newest(actor, currency)
    if run is None or months < 1:
        return {}
    first = month_start(start)
    wanted = set(keys)
    chosen = Q(series__key__in=[k for k in wanted if k is not None])
    if None in wanted:
        chosen |= Q(series__key__isnull=True)
    points = (
        ForecastPoint.objects.visible_to(actor)
        .filter(chosen, series__run=run, series__side=side, month__gte=first, month__lt=shifted(first, months))
        .order_by("month")
        .values_list("series__key", "series__model", "month", "mean", "low80", "high80", "low95", "high95")
    )
    return _outlooks(points)


def _outlooks(points: Iterable[tuple[Any, ...]]) -> dict[int | None, Outlook]:
    found: dict[int | None, list[Expected]] = {}
    models: dict[int | None, str] = {}
    for key, model, *values in points:
        models[key] = model
        found.setdefault(key, []).append(Expected(*values))
    return {key: Outlook(models[key], tuple(rows)) for key, rows in found.items()}
