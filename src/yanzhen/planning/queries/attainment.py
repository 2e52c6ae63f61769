"""What was really reached of a metric, always from the books; nothing is typed.

Net sales, quantity, orders and margin come from the sales figures, receipts from the receivables, new customers from
first orders. Visits, proposals and expenses have no books yet and say so.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.figures.queries import sales
from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.money import from_cents
from yanzhen.orders.queries import orders
from yanzhen.planning.enums import Metric
from yanzhen.platform import masks
from yanzhen.platform.actor import Actor
from yanzhen.receivables.queries import receipts

type Key = tuple[Any, ...]
type Amounts = dict[Key, Decimal | int]

SALES = {Metric.REVENUE: "net_sales", Metric.QUANTITY: "quantity", Metric.ORDERS: "orders", Metric.MARGIN: "margin"}
BOOKS = frozenset({*SALES, Metric.COLLECTION, Metric.NEW_CUSTOMERS})
"""The metrics that have books today."""
SOURCES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(SALES, ("analysis.view_sales",)),
    Metric.MARGIN: ("analysis.view_sales", masks.MARGIN),
    Metric.COLLECTION: ("receivables.view_receipt",),
    Metric.NEW_CUSTOMERS: ("orders.view_order",),
}
"""The functions that open the books of a metric."""


def has_books(metric: str) -> bool:
    """Whether this metric is kept in books today."""
    return metric in BOOKS


def may_see(actor: Actor, metric: str) -> bool:
    """Whether `actor` may read the books of this metric at all."""
    return has_books(metric) and all(actor.can(code) for code in SOURCES[metric])


def actual(
    actor: Actor,
    metric: str,
    by: Sequence[str],
    start: date,
    end: date,
    currency: str,
    *,
    filters: Mapping[str, Sequence[object]] | None = None,
) -> Amounts:
    """What was reached from `start` to `end` (days, both included) by any sides of a plan, in the reach of `actor`.

    {(person, first day of month): amount}; with no side the only key is (). Money is in `currency` and holds no other;
    orders and new customers are whole numbers. `filters` narrow what comes from the sales figures.
    Raises `RuleBroken` where there are no books, or none that can be cut so; 403 without the functions of `SOURCES`.
    """
    if not has_books(metric):
        told = _("There are no books of {metric} yet.").format(metric=Metric(metric).label)
        raise RuleBroken(told, field="metric", code="no_books")
    for code in SOURCES[metric]:
        actor.require(code)
    if metric in SALES:
        return _of_sales(actor, Metric(metric), by, start, end, currency, filters or {})
    columns = orders.NEWCOMER_COLUMNS if metric == Metric.NEW_CUSTOMERS else receipts.COLLECTED_COLUMNS
    if filters or any(code not in columns for code in by):
        told = _("{metric} cannot be cut that way.").format(metric=Metric(metric).label)
        raise RuleBroken(told, field="by", code="no_such_cut")
    if metric == Metric.NEW_CUSTOMERS:
        return {**orders.newcomers(actor, by, start, end)}
    return {**receipts.collected(actor, by, start, end, currency)}


def _of_sales(
    actor: Actor,
    metric: Metric,
    by: Sequence[str],
    start: date,
    end: date,
    currency: str,
    filters: Mapping[str, Sequence[object]],
) -> Amounts:
    request = sales.Request(
        by=tuple(by),
        measures=(SALES[metric],),
        start=start,
        end=end,
        currency=currency,
        filters=filters,
        limit=sales.MAX_LIMIT,
    )
    read, found = READERS[metric], dict[Key, Decimal | int]()
    cursor: str | None = ""
    while cursor is not None:
        page = sales.cube(actor, replace(request, cursor=cursor))
        for row in page.rows():
            found[tuple(_key(code, row[code]) for code in by)] = read(row)
        cursor = page.next
    return found or ({} if by else {(): read({"net": 0, "quantity": 0, "orders": 0, "margin": 0})})


def _key(code: str, value: Any) -> Any:
    return date(value // 100, value % 100, 1) if code == "month" else value


def _money(cents: int | None) -> Decimal:
    return from_cents(cents) or Decimal(0)


READERS: Mapping[str, Callable[[Mapping[str, Any]], Decimal | int]] = {
    Metric.REVENUE: lambda row: _money(row["net"]),
    Metric.MARGIN: lambda row: _money(row["margin"]),
    Metric.QUANTITY: lambda row: Decimal(row["quantity"]).scaleb(-3),
    Metric.ORDERS: lambda row: int(row["orders"]),
}


def other_currencies(actor: Actor, start: date, end: date, currency: str) -> list[str]:
    """Currencies in which there were sales that a plan in `currency` does not count."""
    if not may_see(actor, Metric.REVENUE):
        return []
    found = sales.cube(actor, sales.Request(measures=("net_sales",), start=start, end=end))
    return sorted({row["currency"] for row in found.rows()} - {currency})
