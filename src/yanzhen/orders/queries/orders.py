from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

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
