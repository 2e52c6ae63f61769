"""What the home shows: one dataclass, read in a handful of queries, inside the viewer's reach."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from yanzhen.figures.calc.figures import Change
from yanzhen.figures.permissions import VIEW_SALES
from yanzhen.figures.queries import comparisons, sales
from yanzhen.figures.queries.comparisons import Comparison, Customers, Span
from yanzhen.lib.periods import Period, month_end, month_start, months_between, shifted, to_date
from yanzhen.platform import masks
from yanzhen.platform.actor import Actor, Reach
from yanzhen.platform.warehouse import engine

KINDS = ("month", "quarter", "year", "rolling")
TREND_MONTHS = 24
QUIET_DAYS = 31
"""Books without sales for longer are shown as of their last day."""
BARS = 8
MOVERS = 5


KEPT = 64
_kept: dict[tuple[object, ...], "Home | None"] = {}
_kept_lock = threading.Lock()
"""Homes read lately. The key holds the edition of the data and all that decides what may be seen."""


@dataclass(frozen=True)
class Movers:
    """Who rose and who fell most against the year before, in money."""

    dimension: str
    rose: Comparison
    fell: Comparison


@dataclass(frozen=True)
class Home:
    """Figures of one currency as of a day."""

    currency: str
    currencies: list[str]
    as_of: date
    is_past: bool
    kind: str
    period: Period
    net: Mapping[str, Change]
    total: comparisons.Row | None
    customers: tuple[Customers, Customers]
    trend: list[tuple[date, int, int]]
    breakdowns: Mapping[str, Comparison]
    movers: list[Movers]


def layout(reach: Reach) -> tuple[str, ...]:
    """By what the home is cut: a director by region, a manager by person, a representative by customer."""
    if reach.everything:
        return ("region", "category", "person", "customer_type")
    if reach.unit_ids or len(reach.employee_ids) > 1:
        return ("person", "category", "region", "customer_type")
    return ("customer", "category", "product", "customer_type")


def currencies(actor: Actor, today: date) -> list[Span]:
    """Currencies in reach, those that sold most in the last year first."""
    return comparisons.spans(actor, shifted(today, -12))


def standpoint(span: Span, today: date) -> tuple[date, bool]:
    """The day figures are as of: today, or the last day of books that ended a while ago."""
    if today - span.last_on > timedelta(days=QUIET_DAYS):
        return span.last_on, True
    return today, False


def home(actor: Actor, *, today: date, kind: str = "month", currency: str = "") -> Home | None:
    """Read the home; None when there are no sales in reach."""
    actor.require(VIEW_SALES)
    key = (engine.edition(), actor.reach(VIEW_SALES), actor.can(masks.MARGIN), today, kind, currency)
    with _kept_lock:
        if key in _kept:
            return _kept[key]
    found = _home(actor, today, kind, currency)
    with _kept_lock:
        while len(_kept) >= KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[key] = found
    return found


def _home(actor: Actor, today: date, kind: str, currency: str) -> Home | None:
    found = currencies(actor, today)
    if not found:
        return None
    span = next((s for s in found if s.currency == currency), found[0])
    as_of, is_past = standpoint(span, today)
    period = to_date(kind, as_of)
    with_margin = actor.can(masks.MARGIN)
    measures = ("net_sales", "orders", "customers", *(("margin",) if with_margin else ()))
    question = sales.Request(currency=span.currency, measures=measures)
    totals = comparisons.compare(actor, question, period).rows
    narrow = replace(question, measures=("net_sales",))
    return Home(
        currency=span.currency,
        currencies=[s.currency for s in found],
        as_of=as_of,
        is_past=is_past,
        kind=kind,
        period=period,
        net={k: _net(actor, narrow, to_date(k, as_of)) for k in KINDS},
        total=totals[0] if totals else None,
        customers=comparisons.customers(actor, narrow, period),
        trend=trend(actor, narrow, as_of),
        breakdowns={
            code: comparisons.compare(actor, replace(narrow, by=(code,), limit=BARS), period)
            for code in layout(actor.reach(VIEW_SALES))
        },
        movers=[_movers(actor, narrow, code, period) for code in ("customer", "product")],
    )


def _net(actor: Actor, question: sales.Request, period: Period) -> Change:
    rows = comparisons.compare(actor, question, period).rows
    return rows[0].net if rows else Change(0, 0)


def trend(
    actor: Actor, question: sales.Request, as_of: date, months: int = TREND_MONTHS
) -> list[tuple[date, int, int]]:
    """Net sales month by month until `as_of`, each with the same month a year before.

    The month that is not over yet stands beside the same days of the year before.
    """
    first = shifted(month_start(as_of), 1 - months)
    earliest = shifted(first, -12)
    cube = sales.cube(
        actor, replace(question, by=("month",), start=earliest, end=as_of, measures=("net_sales",), limit=1_000)
    )
    net = dict(zip(cube.columns["month"], cube.columns["net"], strict=True))
    found = [
        (month, net.get(_number(month), 0), net.get(_number(shifted(month, -12)), 0))
        for month in months_between(first, as_of)
    ]
    if as_of < month_end(as_of):
        month, now, _before = found[-1]
        found[-1] = (month, now, _net(actor, question, to_date("month", as_of)).before)
    return found


def _number(month: date) -> int:
    return month.year * 100 + month.month


def _movers(actor: Actor, question: sales.Request, code: str, period: Period) -> Movers:
    asked = replace(question, by=(code,), limit=MOVERS)
    return Movers(
        code,
        comparisons.compare(actor, asked, period, sort="rise"),
        comparisons.compare(actor, asked, period, sort="fall"),
    )


def causes(
    actor: Actor, currency: str, period: Period, filters: Mapping[str, tuple[object, ...]], direction: str
) -> Comparison:
    """The customers that moved most in a direction within some part of the sales."""
    asked = sales.Request(by=("customer",), measures=("net_sales",), currency=currency, filters=filters, limit=MOVERS)
    return comparisons.compare(actor, asked, period, sort="rise" if direction == "up" else "fall")
