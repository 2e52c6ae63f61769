from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from yanzhen.lib.periods import Period
from yanzhen.orders.enums import COUNTED, OrderKind
from yanzhen.orders.models import Order, OrderLine
from yanzhen.platform import golive
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet


def visible(actor: Actor) -> ScopedQuerySet[Order]:
    """Orders that `actor` may see, with customer, salesperson, unit and territory."""
    return (
        Order.objects.visible_to(actor).naming("customer", "owner", "unit", "territory").order_by("-ordered_on", "-pk")
    )


def lines(order: Order) -> QuerySet[OrderLine]:
    """Lines of an order that the reader has already been shown, with their products."""
    return OrderLine.objects.filter(order=order).naming("product", "order").order_by("line_no")


@dataclass(frozen=True)
class Bought:
    """Sales to one customer in one currency, net of returns, and the number of sales orders."""

    currency: str
    net: Decimal
    orders: int


def sales_to(customer_id: int, actor: Actor, period: Period) -> list[Bought]:
    """What a customer bought in a period, as far as `actor` sees it, one entry per currency."""
    rows = Order.objects.visible_to(actor).filter(
        customer_id=customer_id, state__in=COUNTED, ordered_on__range=(period.start, period.end)
    )
    sums = (
        rows.order_by("currency")
        .values("currency")
        .annotate(net=Sum("net_amount"), number=Count("pk", filter=Q(kind=OrderKind.SALE)))
    )
    return [Bought(s["currency"], s["net"], s["number"]) for s in sums]


def sums(actor: Actor) -> list[golive.Sum]:
    """All orders in reach that count as sales, one entry per currency: what is compared with the old system."""
    return golive.by_currency(Order.objects.visible_to(actor).filter(state__in=COUNTED), "net_amount")


NEWCOMER_COLUMNS = {
    "month": TruncMonth("ordered_on"),
    "person": F("owner_id"),
    "unit": F("unit_id"),
    "region": F("territory__region_id"),
    "customer": F("customer_id"),
}
"""By what the first orders of customers can be counted."""


def newcomers(actor: Actor, by: Sequence[str], start: date, end: date) -> dict[tuple[Any, ...], int]:
    """Customers whose first order that counts as a sale was placed from `start` to `end`, both included.

    Each counts once, for whoever and whatever stands on that first order (the lower key where one day has two), as far
    as `actor` sees that order; {(person, month): 2}, () for one sum.
    """
    counted = Order.objects.filter(state__in=COUNTED, kind=OrderKind.SALE)
    earlier = counted.filter(customer_id=OuterRef("customer_id")).filter(
        Q(ordered_on__lt=OuterRef("ordered_on")) | Q(ordered_on=OuterRef("ordered_on"), pk__lt=OuterRef("pk"))
    )
    rows = Order.objects.visible_to(actor).filter(
        ~Exists(earlier), state__in=COUNTED, kind=OrderKind.SALE, ordered_on__range=(start, end)
    )
    columns = {f"by_{code}": NEWCOMER_COLUMNS[code] for code in by}
    if not columns:
        return {(): rows.count()}
    found = rows.order_by().annotate(**columns).values_list(*columns).annotate(number=Count("pk"))
    return {row[:-1]: row[-1] for row in found}
