"""Analysis for programs."""

from datetime import date, datetime
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field, create_model

from yanzhen.analysis import forms
from yanzhen.analysis.queries import home as homes
from yanzhen.figures.permissions import VIEW_SALES
from yanzhen.figures.queries import sales
from yanzhen.figures.queries.dimensions import DIMENSIONS
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import warehouse
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.schemas import Problem

router = Router(tags=["analysis"])


class Thing(Schema):
    """A region, a person, a product …; `id` is null for sales without one."""

    id: int | None
    code: str
    name: str


_TYPES: dict[str, Any] = {"money": str | None, "rate": str | None, "count": int, "quantity": str}
_MEASURES: dict[str, Any] = {
    m.code: (_TYPES[m.kind], Field(None, description=str(m.label))) for m in sales.MEASURES.values()
}
_MEASURES["margin_coverage"] = (str | None, Field(None, description="share of net sales whose cost is known"))
_DIMENSIONS: dict[str, Any] = {
    d.code: (str if d.is_time else Thing, Field(None, description=str(d.label))) for d in DIMENSIONS.values()
}
SalesTotal = create_model("SalesTotal", __base__=Schema, currency=(str, ...), **_MEASURES)
SalesItem = create_model("SalesItem", __base__=Schema, **_DIMENSIONS, currency=(str, ...), **_MEASURES)


class SalesAnswer(Schema):
    """Rows hold the dimensions and measures asked for. `total` counts all rows, `totals` sums each currency."""

    items: list[SalesItem]  # type: ignore[valid-type]
    next: str | None
    total: int
    totals: list[SalesTotal]  # type: ignore[valid-type]
    fresh_at: datetime | None


class FreshnessAnswer(Schema):
    """Figures hold all changes made before `fresh_at`; null before the first build. `pending` changes wait."""

    fresh_at: datetime | None
    pending: int
    failing: int


_PLAIN: dict[str, str] = {
    "by": "dimensions by which to cut, separated by commas: " + ", ".join(DIMENSIONS),
    "from": "first day, such as 2026-01-01",
    "to": "last day, included",
    "measures": "figures, separated by commas: " + ", ".join(sales.MEASURES),
    "currency": "only this currency, such as CNY",
    "sort": "dimensions or measures, separated by commas; a leading minus sorts downwards",
    "limit": f"rows at once, 1 to {sales.MAX_LIMIT}; {sales.DEFAULT_LIMIT} by default",
    "cursor": "`next` of the page before",
}
_QUERY: dict[str, Any] = {
    f"q_{name}": (str | None, Field(None, alias=name, description=text)) for name, text in _PLAIN.items()
} | {
    f"q_{d.code}": (
        str | None,
        Field(None, alias=d.code, description=f"only these, separated by commas; none stands for without ({d.label})"),
    )
    for d in DIMENSIONS.values()
}
SalesQuery = create_model("SalesQuery", __base__=Schema, **_QUERY)


def answer(payload: Any) -> HttpResponse:
    return HttpResponse(orjson.dumps(payload), content_type="application/json")


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def payload(cube: sales.Cube) -> dict[str, Any]:
    """What the API answers and the report prints."""
    return {
        "items": cube.items(),
        "next": cube.next,
        "total": cube.total,
        "totals": cube.written_totals(),
        "fresh_at": cube.fresh_at,
    }


@router.get(
    "/sales",
    response={200: SalesAnswer, 503: Problem},
    operation_id="analysis_sales",
    summary="Sales cut by any dimensions",
    openapi_extra={"x-function": VIEW_SALES},
)
def sales_figures(request: HttpRequest, parameters: Query[SalesQuery]):  # type: ignore[no-untyped-def,valid-type]
    """Net sales, margin, orders and more, of confirmed and completed orders net of returns.

    Currencies are never added up: each row belongs to one. Money is a decimal string.
    """
    question = forms.request_of(request.GET.dict())
    return answer(payload(sales.cube(actor_of(request), question)))


@router.get(
    "/freshness",
    response={200: FreshnessAnswer},
    operation_id="analysis_freshness",
    summary="How fresh the figures are",
    openapi_extra={"x-function": VIEW_SALES},
)
def freshness(request: HttpRequest):  # type: ignore[no-untyped-def]
    """Up to which moment the figures hold all changes."""
    actor_of(request).require(VIEW_SALES)
    state = warehouse.freshness()
    if state is None:
        return answer({"fresh_at": None, "pending": 0, "failing": 0})
    return answer({"fresh_at": state.at, "pending": state.pending, "failing": state.failing})


class PeriodFigures(Schema):
    """Net sales of a period until `as_of`, and of the same days a year before."""

    net_sales: str
    year_before: str
    change_rate: str | None


class HomeAnswer(Schema):
    """The figures of the home in one currency; null when there are no sales in reach."""

    currency: str | None
    currencies: list[str]
    as_of: date | None
    period: str
    start: date | None
    end: date | None
    net_sales: dict[str, PeriodFigures]
    orders: int
    customers: int
    new_customers: int
    lost_customers: int
    margin: str | None = Field(None, description="absent without the function to see margins")
    margin_rate: str | None = None
    fresh_at: datetime | None


@router.get(
    "/home",
    response={200: HomeAnswer, 503: Problem},
    operation_id="analysis_home",
    summary="The figures of the home",
    openapi_extra={"x-function": VIEW_SALES},
)
def home_figures(request: HttpRequest, period: str = "month", currency: str = ""):  # type: ignore[no-untyped-def]
    """Net sales of month, quarter, year and twelve months; orders, customers and margin of the chosen period."""
    actor = actor_of(request)
    actor.require(VIEW_SALES)
    if period not in homes.KINDS:
        message = _("One of: {all}.").format(all=", ".join(homes.KINDS))
        raise RuleBroken(message, field="period", code="period")
    found = homes.home(actor, today=timezone.localdate(), kind=period, currency=forms.currency(currency))
    return answer(_home(found, period) if found else _no_home(period))


def _no_home(period: str) -> dict[str, Any]:
    figures = {"orders": 0, "customers": 0, "new_customers": 0, "lost_customers": 0}
    nothing = dict.fromkeys(("currency", "as_of", "start", "end"))
    return {**nothing, **figures, "currencies": [], "period": period, "net_sales": {}, "fresh_at": warehouse.fresh_at()}


def _home(found: homes.Home, period: str) -> dict[str, Any]:
    body: dict[str, Any] = {
        "currency": found.currency,
        "currencies": found.currencies,
        "as_of": found.as_of,
        "period": period,
        "start": found.period.start,
        "end": found.period.end,
        "net_sales": {
            kind: {
                "net_sales": sales.money_text(change.now),
                "year_before": sales.money_text(change.before),
                "change_rate": None if change.rate is None else f"{change.rate:f}",
            }
            for kind, change in found.net.items()
        },
        "orders": found.total.now["orders"] if found.total else 0,
        "customers": found.total.now["customers"] if found.total else 0,
        "new_customers": found.customers[0].new,
        "lost_customers": found.customers[0].lost,
        "fresh_at": warehouse.fresh_at(),
    }
    if found.total and "margin" in found.total.now:
        margin, _before = found.total.margins()
        body["margin"] = sales.money_text(margin.margin)
        body["margin_rate"] = None if margin.rate is None else f"{margin.rate:f}"
    return body


_VIEWS: tuple[Any, ...] = (sales_figures, freshness, home_figures)
for _view in _VIEWS:
    _view.function_code = VIEW_SALES
