"""The pages of forecasts: the figures of a run, the tab of a plan, and what a person expects."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from yanzhen.planning.enums import OPEN_FORECASTS, ForecastState
from yanzhen.planning.models import ForecastRun, ForecastSeries, Plan
from yanzhen.planning.models.forecasts import SEE
from yanzhen.planning.queries import forecast_league, forecast_views, forecasts
from yanzhen.planning.queries.forecast_views import Line
from yanzhen.planning.views import forecast_words as words
from yanzhen.planning.views import heads
from yanzhen.planning.views.forecast_series import SeriesWords
from yanzhen.platform import amounts, warehouse
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.views import actor_of, needs

SHOWN = 100
OPTIONS = 500


@require_GET
@needs(SEE)
def newest(request: HttpRequest) -> HttpResponse:
    """The figures of the newest forecast, in the currency asked for."""
    actor = actor_of(request)
    currencies = _currencies(actor)
    asked = request.GET.get("currency", "")
    currency = asked if asked in currencies else next(iter(currencies), "CNY")
    run = forecasts.newest(actor, currency)
    return _page(request, run, {"currencies": _currency_links(request, currencies, currency)})


@require_GET
@needs(SEE)
def figures(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures of one forecast."""
    if pk >= 2**63:
        raise Http404
    run = get_object_or_404(forecasts.runs(actor_of(request)).filter(state=ForecastState.DONE), pk=pk)
    return _page(request, run, {})


@require_GET
@needs(SEE)
def of_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest forecast beside the figures of one plan."""
    plan = heads.plan_of(request, pk)
    actor = actor_of(request)
    run = forecasts.newest(actor, plan.currency)
    return _page(request, run, {"head": heads.head(plan, actor, "forecast")}, plan)


heads.add(heads.Place(20, "forecast", gettext_lazy("Forecast"), "planning:plan_forecast", SEE))


def _currencies(actor: Actor) -> list[str]:
    rows = forecasts.runs(actor).filter(state=ForecastState.DONE).order_by()
    return sorted(set(rows.values_list("currency", flat=True)), key=lambda code: (code != "CNY", code))


def _currency_links(request: HttpRequest, currencies: list[str], current: str) -> list[dict[str, Any]]:
    return [{"code": c, "url": f"?currency={c}", "is_current": c == current} for c in currencies]


def _page(
    request: HttpRequest, run: ForecastRun | None, more: dict[str, Any], plan: Plan | None = None
) -> HttpResponse:
    actor = actor_of(request)
    page = {"title": _("Forecast")}
    context: dict[str, Any] = {"page": page, "plan": plan, "may_start": actor.can("planning.add_forecastrun"), **more}
    context["open_run"] = forecasts.runs(actor).filter(state__in=OPEN_FORECASTS).first()
    if context["open_run"] is None and "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Refresh": "true"})  # it has ended: the notice asked, the whole page is renewed
    template = "planning/forecast.html"
    try:
        if run is None:
            return render(request, template, context)
        sides = forecast_views.sides(actor, run)
        if not sides:
            return render(request, template, {**context, "run": run, "out_of_reach": True})
        return render(request, template, context | _described(request, actor, run, sides, plan))
    except warehouse.NotReady as error:
        return render(request, template, {**context, "preparing": str(error)}, status=503)


def _described(
    request: HttpRequest, actor: Actor, run: ForecastRun, sides: list[str], plan: Plan | None
) -> dict[str, Any]:
    asked = request.GET.get("side")
    side = asked if asked is not None and asked in sides else sides[0]
    lines = forecast_views.lines(actor, run, side)
    chosen = _chosen(lines, request.GET.get("key", ""))
    view = forecast_views.view(actor, run, chosen.series, plan)
    name = chosen.name or _("The whole company")
    title = words.finding(actor, view, name, run.currency)
    own = SeriesWords(actor, chosen)
    return {
        "run": run,
        "side": side,
        "sides": [{"label": words.side_word(s), "url": _url(request, side=s), "is_current": s == side} for s in sides],
        "keys": [
            {"value": _key(line.series), "label": line.name, "is_current": line is chosen} for line in lines[:OPTIONS]
        ],
        "kept": {name: text for name, text in request.GET.items() if name in {"currency"}},
        "chart": words.chart(actor, view, title, run.currency),
        "rows": words.table(actor, view),
        "unit": amounts.unit(actor, run.currency),
        "view": view,
        "own": own.facts(view),
        "cards": own.cards(view, run),
        "lines": [own.row(line, _url(request, side=side, key=_key(line.series))) for line in lines[:SHOWN]],
        "more_lines": max(0, len(lines) - SHOWN),
        "league": _league(actor, side, run.currency),
        "side_label": words.side_word(side),
        "may_say": actor.can("planning.say_forecast") and actor.employee_id is not None,
    }


def _url(request: HttpRequest, **changes: str) -> str:
    kept = QueryDict(mutable=True)
    if "currency" in request.GET:
        kept["currency"] = request.GET["currency"]
    for name, value in changes.items():
        kept[name] = value
    return f"?{kept.urlencode()}"


def _key(series: ForecastSeries) -> str:
    return "none" if series.key is None else str(series.key)


def _chosen(lines: list[Line], key: str) -> Line:
    """The line asked for; one that is not there or out of reach does not exist."""
    if not key:
        return lines[0]
    found = next((line for line in lines if _key(line.series) == key), None)
    if found is None:
        raise Http404
    return found


def _league(actor: Actor, side: str, currency: str) -> dict[str, Any] | None:
    found = forecast_league.of(actor, side, currency)
    if found is None:
        return None
    rows = [
        {
            "ahead": row.ahead,
            "count": row.count,
            "statistical": words.percent(row.statistical),
            "naive": words.percent(row.naive),
            "own": words.percent(row.own),
            "own_count": row.own_count,
            "own_statistical": words.percent(row.own_statistical),
        }
        for row in found.rows
    ]
    return {"rows": rows, "runs": found.runs, "late": found.late, "with_own": any(row.own_count for row in found.rows)}
