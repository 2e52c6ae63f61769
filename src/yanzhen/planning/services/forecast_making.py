"""Makes a forecast: reads the books, forecasts every series, lets the parts add up, stores whole cents."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.tasks import task
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.periods import shifted
from yanzhen.planning.calc import calibrating, reconciling
from yanzhen.planning.calc.chances import Z95
from yanzhen.planning.calc.forecast_errors import YEAR
from yanzhen.planning.calc.forecasting import Forecast
from yanzhen.planning.calc.hierarchy import Hierarchy, Key
from yanzhen.planning.enums import OPEN_FORECASTS, ForecastState
from yanzhen.planning.models import ForecastPoint, ForecastRun, ForecastSeries
from yanzhen.planning.queries import forecast_data
from yanzhen.planning.queries.forecast_data import Material
from yanzhen.planning.services import forecast_pool
from yanzhen.planning.services.forecast_pool import Request
from yanzhen.platform import audit
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.services import jobs

Job: Any = apps.get_model("platform", "Job")
BEAT = 2.0
BATCH = 2_000
TRIES = 3
REASONS = 10
"""So many different reasons of models that failed are told in the log of the job."""


@task()
def carry_out(job_id: int) -> None:
    """The job; may run twice, for a run is stored in one go."""
    job = Job.objects.filter(pk=job_id).first()
    run = ForecastRun.objects.filter(job_id=job_id).first()
    if job is None or run is None or run.state == ForecastState.DONE:
        return
    if not jobs.begin(job):
        close(run, ForecastState.CANCELLED)
        return
    with translation.override(job.arguments.get("language") or settings.LANGUAGE_CODE):
        try:
            make(run, job)
        except jobs.Cancelled:
            close(run, ForecastState.CANCELLED)
        except (RuleBroken, ValueError, OSError) as error:
            _failed(run, job, jobs.in_words(error))
        except Exception:  # whatever it was, the run must not stay open; the error itself goes on to the worker's log
            _failed(run, job, _("Something went wrong on our side; it has been noted."))
            raise


def _failed(run: ForecastRun, job: Any, reason: str) -> None:
    close(run, ForecastState.FAILED, reason=reason)
    jobs.fail(job, reason)


def close(run: ForecastRun, state: str, *, actor: Actor = SYSTEM, reason: str = "") -> None:
    """End a run that is not done, once: told in its history with who did it, or why it ended by itself."""
    with transaction.atomic():
        row = ForecastRun.objects.select_for_update().get(pk=run.pk)
        if row.state not in OPEN_FORECASTS:
            return
        ForecastRun.objects.filter(pk=row.pk).update(state=state, ended_at=timezone.now())
        verb = "stop_forecast" if state == ForecastState.CANCELLED else "end_forecast"
        audit.record(actor, verb, row, before={"state": row.state}, after={"state": state}, reason=reason[:500])


def make(run: ForecastRun, job: Any, *, processes: int | None = None) -> None:
    """Forecast and store; raises `Cancelled` when somebody stopped the job."""
    ForecastRun.objects.filter(pk=run.pk).update(state=ForecastState.RUNNING)
    found = _material(run)
    heirs = found.hierarchy
    fixed = _fixed(found)
    wanted = [r for r in _requests(found, run.horizon) if r.key not in fixed]
    jobs.progress(job, 0, total=len(heirs.keys))
    made: dict[Any, Forecast] = forecast_pool.run(wanted, processes=processes, **_watching(job, len(heirs.keys)))
    made |= {key: _nothing(run.horizon) for key in fixed}
    cents = _added_up(heirs, [made[key] for key in heirs.keys], fixed, run.horizon)
    scale = calibrating.learn(made.values())  # after adding up: the weights there are those of the models themselves
    made = {key: calibrating.widened(f, scale) for key, f in made.items()}
    with transaction.atomic():
        _store(run, heirs, made, cents, fixed)
        jobs.proceed(job, len(heirs.keys), len(heirs.keys))
    jobs.log(job, _("{series} series, {months} months ahead.").format(series=len(heirs.keys), months=run.horizon))
    _tell_scale(job, scale)
    _tell_failures(job, made)
    jobs.finish(job)


def _tell_scale(job: Any, scale: calibrating.Scale | None) -> None:
    if scale is None:
        jobs.log(job, _("Too few series with months held back: the intervals are those of the models."))
        return
    told = _("Intervals widened as {series} series needed it: {inner} (80 %) and {outer} (95 %) twelve months ahead.")
    factors = {"inner": f"× {scale.inner.at(YEAR):.2f}", "outer": f"× {scale.outer.at(YEAR):.2f}"}
    jobs.log(job, told.format(series=scale.series, **factors))


def _tell_failures(job: Any, made: Mapping[Any, Forecast]) -> None:
    """Which models could not be fitted, why, and to how many series; the commonest reasons first."""
    reasons = Counter(reason for f in made.values() for reason in dict.fromkeys(f.failures))
    for reason, number in reasons.most_common(REASONS):
        told = ngettext("{reason} ({n} series)", "{reason} ({n} series)", number)
        jobs.log(job, told.format(reason=reason, n=number), "warning")


def _material(run: ForecastRun) -> Material:
    """The sums of the books; read again when the figures were renewed between the two readings."""
    for attempt in range(TRIES):
        try:
            found = forecast_data.material(run.cutoff, run.currency)
        except ValueError:
            if attempt == TRIES - 1:
                raise
            time.sleep(1)
            continue
        if found is None:
            message = _("Nothing was sold in {currency} until then.").format(currency=run.currency)
            raise RuleBroken(message, field="currency", code="no_sales")
        return found
    raise AssertionError


def _fixed(found: Material) -> set[Key]:
    """People who have left: nothing more is expected of them, unless everybody is gone."""
    people = [key for key in found.hierarchy.keys if key[0] == "person"]
    gone = {key for key in people if key[1] in found.gone}
    return gone if len(gone) < len(people) else set()


def _requests(found: Material, ahead: int) -> list[Request]:
    """Every series; beyond the largest so many products and people, the full models are spared."""
    heirs = found.hierarchy
    size = {key: sum(map(abs, row[-2 * YEAR :])) for key, row in zip(heirs.keys, heirs.values, strict=True)}
    small = sorted((k for k in heirs.keys if k[0] in {"person", "product"}), key=lambda k: -size[k])
    spared = set(small[settings.FORECAST_SERIES :])
    return [
        Request(key, row, ahead, is_simple=key in spared, floor=None if min(row) < 0 else 0.0)
        for key, row in zip(heirs.keys, heirs.values, strict=True)
    ]


def _watching(job: Any, total: int) -> dict[str, Any]:
    """Tell the job how far it is, and hear whether it was stopped, every two seconds."""
    last = {"told": 0.0, "asked": 0.0}

    def told(done: int) -> None:
        if time.monotonic() - last["told"] >= BEAT:
            last["told"] = time.monotonic()
            jobs.progress(job, min(done, total - 1))

    def stopped() -> bool:
        if time.monotonic() - last["asked"] < BEAT:
            return False
        last["asked"] = time.monotonic()
        return jobs.is_cancelled(job)

    return {"on_done": told, "is_cancelled": stopped}


def _nothing(ahead: int) -> Forecast:
    zeros = (0.0,) * ahead
    return Forecast("zero", "left", zeros, zeros, zeros, zeros, zeros, zeros)


def _added_up(heirs: Hierarchy, made: Sequence[Forecast], fixed: set[Key], ahead: int) -> Any:
    """Whole cents of all series, and of the triples behind people, that add up."""
    base = [list(f.mean) for f in made]
    variances = [_variance(f) for f in made]
    for place, share in heirs.split:
        base.append([share * value for value in base[place]])
        variances.append(share * variances[place])
    held = [n for n, key in enumerate(heirs.keys) if key in fixed]
    held += [len(heirs.keys) + n for n, triple in enumerate(heirs.triples) if ("person", triple[2]) in fixed]
    return reconciling.reconcile(base, variances, heirs.structure, fixed=held)


def _variance(f: Forecast) -> float:
    parts = [((high - low) / (2 * Z95)) ** 2 for low, high in zip(f.low95, f.high95, strict=True)]
    return sum(parts) / len(parts)


def _store(run: ForecastRun, heirs: Hierarchy, made: dict[Any, Forecast], cents: Any, fixed: set[Key]) -> None:
    ForecastSeries.objects.filter(run=run).delete()
    units = forecast_data.units_of_people()
    rows = [_series(run, key, made[key], units) for key in heirs.keys]
    ForecastSeries.objects.bulk_create(rows, batch_size=BATCH)
    points = [
        point
        for row, key, means in zip(rows, heirs.keys, cents, strict=False)
        for point in _points(row, run.cutoff, made[key], means)
    ]
    ForecastPoint.objects.bulk_create(points, batch_size=BATCH)
    ForecastRun.objects.filter(pk=run.pk).update(
        state=ForecastState.DONE, series_count=len(rows), ended_at=timezone.now()
    )
    audit.record(SYSTEM, "made_forecast", run, after={"series": len(rows), "months": run.horizon})


def _series(run: ForecastRun, key: Key, f: Forecast, units: dict[int, int]) -> ForecastSeries:
    side, number = key
    person = number if side == "person" else None
    return ForecastSeries(
        run=run,
        side=side,
        key=number,
        person_id=person,
        unit_id=number if side == "unit" else units.get(person) if person is not None else None,
        model=f.model,
        note=f.note,
        history=f.history,
        held_out=f.held_out,
        smape=f.smape,
        mase=f.mase,
        naive_smape=f.naive_smape,
        naive_mase=f.naive_mase,
    )


def _points(row: ForecastSeries, cutoff: date, f: Forecast, means: Sequence[int]) -> list[ForecastPoint]:
    """The figures of a series: its bands are moved to where the mean came to stand, and keep their width."""
    found = []
    for n, mean in enumerate(means):
        middle = int(mean)
        shift, least = middle - f.mean[n], None if row.note == "negative" else 0
        low80, low95 = (_low(band[n] + shift, middle, least) for band in (f.low80, f.low95))
        high80, high95 = (max(middle, _cents(band[n] + shift)) for band in (f.high80, f.high95))
        found.append(
            ForecastPoint(
                series=row,
                month=shifted(cutoff, n + 1),
                mean=middle,
                low80=low80,
                high80=high80,
                low95=min(low95, low80),
                high95=max(high95, high80),
                base_mean=_cents(f.mean[n]),
                naive=_cents(f.naive[n]),
            )
        )
    return found


def _low(value: float, mean: int, least: int | None) -> int:
    low = min(mean, _cents(value))
    return low if least is None else max(least, low)


def _cents(value: float) -> int:
    """Half up to the whole cent."""
    return int(value + 0.5) if value >= 0 else -int(-value + 0.5)
