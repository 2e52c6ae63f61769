"""Forecasts for programs: the series of a run, their figures, how they did, and what people expect themselves.

Starting, listing, stopping and removing runs are the routes of every noun: /forecasts.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from pydantic import Field

from yanzhen.figures.queries.sales import money_text
from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.enums import ForecastSide, ForecastState
from yanzhen.planning.models import ForecastPoint, ForecastRun, ForecastSeries, PersonalForecast
from yanzhen.planning.models.forecasts import SEE
from yanzhen.planning.queries import forecast_league, forecast_own, forecast_views, forecasts
from yanzhen.planning.services import forecasts as services
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.doors import actor_of, operations

router = Router(tags=["forecasts"])
operation = operations(router)
SAY = "planning.say_forecast"
MOST = 1_000
SIDES = ", ".join(ForecastSide.values)


class ForecastSeriesAnswer(Schema):
    """One series; `side` and `key` are empty for the whole. Errors are those of the hold-out, null without one."""

    id: int
    side: str
    key: int | None
    name: str
    model: str
    note: str
    history: int
    held_out: int
    smape: float | None
    mase: float | None
    naive_smape: float | None
    naive_mase: float | None
    next_twelve_months: str
    base_next_twelve_months: str = Field(description="before the parts were made to add up")


class ForecastSeriesList(Schema):
    """The series of one side that are in reach, the largest first."""

    run: int
    items: list[ForecastSeriesAnswer]
    total: int


class ForecastMonth(Schema):
    """Money as decimal strings; null where there is nothing of the kind."""

    month: date
    mean: str | None
    low80: str | None
    high80: str | None
    low95: str | None
    high95: str | None
    base_mean: str | None
    seasonal_naive: str | None
    actual: str | None
    plan: str | None
    own: str | None
    pipeline: str | None = Field(None, description="open opportunities expected in the month, weighted")


class ForecastFigures(Schema):
    """A series with the two years before its cut-off and the months it forecasts."""

    run: int
    currency: str
    cutoff: date
    side: str
    key: int | None
    name: str
    model: str
    note: str
    own_said: int
    own_people: int
    months: list[ForecastMonth]


class ForecastLeagueRow(Schema):
    """Σ|actual − forecast| ÷ Σ|actual| by how far ahead; null where nothing was compared."""

    ahead: int
    count: int
    statistical: float | None
    naive: float | None
    own_count: int
    own: float | None
    own_statistical: float | None


class ForecastLeague(Schema):
    """Past forecasts against what came."""

    runs: int
    made_afterwards: int
    rows: list[ForecastLeagueRow]


class OwnForecast(Schema):
    """What a person expects to sell in a month, and in which month that was said."""

    person: int
    month: date
    said_in: date
    currency: str
    amount: str


class OwnForecastList(Schema):
    items: list[OwnForecast]
    total: int


class OwnForecastIn(Schema):
    """What the caller expects to sell in a month."""

    month: date
    amount: Decimal = Field(ge=0, max_digits=16, decimal_places=2)
    currency: str = Field("CNY", pattern="^[A-Z]{3}$")


def _run(actor: Actor, key: int) -> ForecastRun:
    run = forecasts.runs(actor).filter(pk=key, state=ForecastState.DONE).first() if 0 <= key < 2**63 else None
    if run is None:
        raise Http404
    return run


def _side(side: str) -> str:
    if side not in ("", *ForecastSide.values):
        raise RuleBroken(f"{side[:20]}: {SIDES}", field="side", code="side")
    return side


@operation("GET", "/forecasts/{run}/series", SEE, "forecast_series", "The series of a forecast", ForecastSeriesList)
def series(request: HttpRequest, run: int, side: str = "", limit: int = MOST) -> Any:
    """Those of one side in reach, with model, note and hold-out."""
    actor = actor_of(request, SEE)
    found = forecast_views.lines(actor, _run(actor, run), _side(side))
    items = [_line(line) for line in found[: max(1, min(limit, MOST))]]
    return {"run": run, "items": items, "total": len(found)}


def _line(line: forecast_views.Line) -> dict[str, Any]:
    fields = ("id", "side", "key", "model", "note", "history", "held_out")
    errors = ("smape", "mase", "naive_smape", "naive_mase")
    return {name: getattr(line.series, name) for name in (*fields, *errors)} | {
        "name": line.name,
        "next_twelve_months": money_text(line.year),
        "base_next_twelve_months": money_text(line.base),
    }


@operation(
    "GET",
    "/forecasts/{run}/figures",
    SEE,
    "forecastrun_figures",
    "The figures of one series of a forecast",
    ForecastFigures,
)
def figures(request: HttpRequest, run: int, side: str = "", key: int | None = None) -> Any:
    """By month: forecast with intervals, what came, the plan in force, and people's own; 404 out of reach."""
    actor = actor_of(request, SEE)
    found = _run(actor, run)
    if key is not None and not 0 <= key < 2**63:
        raise Http404
    rows = forecasts.series_of(actor, found, _side(side)).filter(key=key)
    row = rows.first() if key is not None else forecasts.series_of(actor, found, side).filter(key__isnull=True).first()
    if row is None:
        raise Http404
    return _figures(actor, found, row)


def _figures(actor: Actor, run: ForecastRun, row: ForecastSeries) -> dict[str, Any]:
    view = forecast_views.view(actor, run, row)
    return {
        "run": run.pk,
        "currency": run.currency,
        "cutoff": run.cutoff,
        "side": row.side,
        "key": row.key,
        "name": forecast_views.names(row.side, [row.key])[row.key],
        "model": row.model,
        "note": row.note,
        "own_said": view.own_said,
        "own_people": view.own_people,
        "months": [_month(actor, month) for month in view.months],
    }


def _month(actor: Actor, row: forecast_views.Month) -> dict[str, Any]:
    point: ForecastPoint | None = row.point
    names = ("mean", "low80", "high80", "low95", "high95", "base_mean")
    found = {name: None if point is None else money_text(getattr(point, name)) for name in names}
    return {
        "month": row.month,
        **found,
        "seasonal_naive": money_text(forecast_views.naive_of(actor, point)),
        "actual": money_text(row.actual),
        "plan": money_text(row.plan),
        "own": money_text(row.own),
        "pipeline": money_text(row.pipeline),
    }


@operation("GET", "/forecast-league", SEE, "forecast_league", "Past forecasts against what came", ForecastLeague)
def league(request: HttpRequest, side: str = "", currency: str = "CNY") -> Any:
    """By horizon, for the series of one side in reach; 403 without the function to see sales."""
    actor = actor_of(request, SEE)
    found = forecast_league.of(actor, _side(side), currency)
    if found is None:
        actor.require("analysis.view_sales")
    assert found is not None
    return {"runs": found.runs, "made_afterwards": found.late, "rows": [vars(row) for row in found.rows]}


@operation("GET", "/own-forecasts", SEE, "own_forecasts", "What people expect to sell", OwnForecastList)
def own(request: HttpRequest, limit: int = MOST) -> Any:
    """Of people in reach, the latest words first."""
    rows = forecast_own.visible(actor_of(request, SEE))
    return {"items": [_own(row) for row in rows[: max(1, min(limit, MOST))]], "total": rows.count()}


@operation("POST", "/own-forecasts", SAY, "own_forecasts_say", "Say what one expects to sell", OwnForecast)
def say(request: HttpRequest, payload: OwnForecastIn) -> Any:
    """Said again in the same month it replaces what was said; the words of earlier months are kept."""
    return _own(services.say(actor=actor_of(request, SAY), **payload.dict()))


def _own(row: PersonalForecast) -> dict[str, Any]:
    return {
        "person": row.person_id,
        "month": row.month,
        "said_in": row.said_in,
        "currency": row.currency,
        "amount": f"{row.amount:.2f}",
    }
