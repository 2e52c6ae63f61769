"""Forecasts: started by hand or every month, kept, removed; and what people say they expect themselves."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from yanzhen.figures.queries import sales
from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.money import quantum
from yanzhen.lib.periods import month_end, month_start, shifted
from yanzhen.organization.queries import employees
from yanzhen.planning.enums import OPEN_FORECASTS, ForecastState, ForecastWhy
from yanzhen.planning.models import ForecastRun, PersonalForecast
from yanzhen.planning.queries.forecasts import closed_month
from yanzhen.planning.services import forecast_making
from yanzhen.platform import warehouse, writes
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.services import jobs

KIND = "forecast"
HORIZON = 18
SILENT = timedelta(hours=1)
EARLIEST = date(1990, 1, 1)
SAID_AHEAD = 12


@writes.write("planning.add_forecastrun")
def create(*, actor: Actor, why: str = ForecastWhy.ASKED, **values: Any) -> ForecastRun:
    """Have a forecast made by the worker: of all sales in a currency, out of the books up to the end of a month."""
    cutoff = month_start(values.pop("cutoff", None) or closed_month())
    last = closed_month()
    if not EARLIEST <= cutoff <= last:
        message = _("The last whole month is {month}; name that or an earlier one.").format(month=f"{last:%Y-%m}")
        raise RuleBroken(message, field="cutoff", code="cutoff")
    settle()
    run = writes.create(
        ForecastRun, actor=actor, cutoff=cutoff, why=why, is_late=cutoff < last, who=actor.name, **values
    )
    title = _("Forecast from {month}, {currency}").format(month=f"{shifted(cutoff, 1):%Y-%m}", currency=run.currency)
    arguments = {"run": run.pk, "language": translation.get_language()}
    run.job = jobs.wait(kind=KIND, title=title, actor=actor, arguments=arguments)
    ForecastRun.objects.filter(pk=run.pk).update(job=run.job)
    key = run.job.pk
    transaction.on_commit(lambda: forecast_making.carry_out.enqueue(key))
    return run


@writes.write("planning.remove_forecastrun")
def remove(instance: ForecastRun, *, actor: Actor, version: int | None = None) -> None:
    """Remove a forecast with its figures; one that is being made is stopped first."""
    row = writes.locked(instance, version)
    if row.state in OPEN_FORECASTS:
        _stopped(row, actor)
    writes.remove(instance, actor=actor, version=version)


@writes.write("planning.add_forecastrun")
def stop(run: ForecastRun, *, actor: Actor) -> None:
    """Stop a forecast that waits or is being made; nothing of it is kept."""
    row = writes.locked(run)
    if row.state not in OPEN_FORECASTS:
        raise RuleBroken(_("This forecast has ended already."), code="ended")
    _stopped(row, actor)


def _stopped(row: ForecastRun, actor: Actor) -> None:
    """Whoever may stop forecasts may stop one whose job is somebody else's."""
    if row.job is not None and row.job.state in jobs.OPEN:
        jobs.cancel(row.job, actor=replace(actor, is_system=True))
    forecast_making.close(row, ForecastState.CANCELLED, actor=actor)


def settle() -> None:
    """Close runs whose job has ended or has been silent for an hour, so that the next may start."""
    silent = timezone.now() - SILENT
    for run in ForecastRun.objects.filter(state__in=OPEN_FORECASTS).select_related("job"):
        job = run.job
        if job is None or job.state not in jobs.OPEN or (job.alive_at is not None and job.alive_at < silent):
            forecast_making.close(run, ForecastState.FAILED, reason=_("The work on it broke off."))


# -- By itself ---------------------------------------------------------------------------------------------------------

_looked: dict[str, date] = {}


def monthly() -> None:
    """Start the forecast of the month that has closed; the very first time one more, as of a year before.

    That second one shows at once how the method would have done. One at a time: what is open is waited for.
    """
    last = closed_month()
    if not settings.FORECAST_MONTHLY or _looked.get("done") == last or warehouse.fresh_at() is None:
        return
    settle()
    if ForecastRun.objects.filter(state__in=OPEN_FORECASTS).exists():
        return
    wanted = next(((c, at) for c in currencies(last) for at in _missing(c, last)), None)
    if wanted is None:
        _looked["done"] = last
        return
    with translation.override(settings.LANGUAGE_CODE):
        create(actor=SYSTEM, why=ForecastWhy.MONTHLY, currency=wanted[0], cutoff=wanted[1], horizon=HORIZON)


def _missing(currency: str, last: date) -> list[date]:
    """Cut-offs that were never tried: this month's, and once that of a year before."""
    tried = ForecastRun.objects.filter(currency=currency)
    found = [] if tried.filter(cutoff=last).exists() else [last]
    year_ago = shifted(last, -12)
    is_tried = tried.filter(cutoff__lte=year_ago).exists()
    return found if is_tried or currency not in currencies(shifted(year_ago, -12)) else [*found, year_ago]


def currencies(last: date) -> list[str]:
    """Currencies with sales in the twelve months up to a month, the largest first."""
    asked = sales.Request(measures=("net_sales",), start=shifted(last, -11), end=month_end(last))
    rows = sales.cube(SYSTEM, asked).rows()
    return [row["currency"] for row in sorted(rows, key=lambda row: -row["net"]) if row["net"] > 0]


# -- People's own ------------------------------------------------------------------------------------------------------


@writes.write("planning.say_forecast")
def say(*, actor: Actor, month: date, amount: Decimal, currency: str, on: date | None = None) -> PersonalForecast:
    """Say what one expects to sell in a month. Said again in the same month it replaces; earlier words are kept.

    `on` is the day it was said, today unless the words were collected elsewhere.
    """
    person = employees.by_key(actor.employee_id)
    if person is None:
        raise RuleBroken(_("Your sign-in belongs to no employee."), code="no_employee")
    said_in, month = month_start(on or timezone.localdate()), month_start(month)
    if not said_in <= month <= shifted(said_in, SAID_AHEAD):
        raise RuleBroken(_("From this month to twelve months ahead, please."), field="month", code="month")
    if amount != amount.quantize(quantum(currency)):
        raise RuleBroken(_("Whole cents, please."), field="amount", code="cents")
    same: dict[str, Any] = {"person": person, "currency": currency, "month": month, "said_in": said_in}
    row = PersonalForecast.objects.select_for_update().filter(**same).first()
    if row is None:
        return writes.create(PersonalForecast, actor=actor, amount=amount, **same)
    return writes.change(row, actor=actor, amount=amount)
