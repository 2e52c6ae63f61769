"""What a group of customers bought, for agreements and plans; only what counts as sales."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max, Sum
from django.db.models.functions import TruncMonth

from yanzhen.lib.periods import Period
from yanzhen.orders.enums import COUNTED, OrderKind
from yanzhen.orders.models import Order, OrderLine
from yanzhen.platform.actor import Actor

CENT = Decimal("0.01")


def _orders(actor: Actor, customers: Collection[int], period: Period, currency: str) -> Any:
    rows = Order.objects.visible_to(actor).filter(state__in=COUNTED, customer_id__in=customers, currency=currency)
    return rows.filter(ordered_on__range=(period.start, period.end)).order_by()


def _lines(actor: Actor, customers: Collection[int], period: Period, currency: str) -> Any:
    rows = OrderLine.objects.filter(
        order__state__in=COUNTED, order__customer_id__in=customers, order__currency=currency,
        order__ordered_on__range=(period.start, period.end),
    ).order_by()  # fmt: skip
    return rows if actor.is_system else rows.filter(order__in=_orders(actor, customers, period, currency))


def net(actor: Actor, customers: Collection[int], period: Period, currency: str) -> Decimal:
    """Net sales of a period, returns taken off."""
    total = _orders(actor, customers, period, currency).aggregate(total=Sum("net_amount"))["total"]
    return (total or Decimal(0)).quantize(CENT)


def by_month(actor: Actor, customers: Collection[int], period: Period, currency: str) -> dict[date, Decimal]:
    """Net sales by the first day of the month."""
    rows = _orders(actor, customers, period, currency).annotate(of_month=TruncMonth("ordered_on"))
    found = rows.values_list("of_month").annotate(total=Sum("net_amount"))
    return {month: total.quantize(CENT) for month, total in found}


def by_category(
    actor: Actor, customers: Collection[int], period: Period, currency: str
) -> dict[tuple[int, str, str], Decimal]:
    """Net sales by product category: key, name, English name."""
    columns = ("product__category_id", "product__category__name", "product__category__name_en")
    found = _lines(actor, customers, period, currency).values_list(*columns).annotate(total=Sum("net_amount"))
    return {row[:3]: row[3].quantize(CENT) for row in found}


@dataclass(frozen=True)
class Taken:
    """What one customer took of one product in a month: quantity, net amount, the last day."""

    customer: int
    product: int
    month: date
    quantity: Decimal
    net: Decimal
    last: date


def taken(actor: Actor, customers: Collection[int], period: Period, currency: str) -> list[Taken]:
    """Sales less returns by customer, product and month."""
    rows = _lines(actor, customers, period, currency).annotate(of_month=TruncMonth("order__ordered_on"))
    found = rows.values_list("order__customer_id", "product_id", "of_month").annotate(
        quantity=Sum("quantity"), net=Sum("net_amount"), last=Max("order__ordered_on")
    )
    ordered = found.order_by("order__customer_id", "product_id", "of_month")
    return [
        Taken(customer, product, month, quantity, total.quantize(CENT), last)
        for customer, product, month, quantity, total, last in ordered
    ]


@dataclass(frozen=True)
class Line:
    """One line of a sales order."""

    order: int
    number: str
    day: date
    product: int
    quantity: Decimal
    net: Decimal


def lines(actor: Actor, customers: Collection[int], period: Period, currency: str) -> list[Line]:
    """The lines of the sales orders of a period, oldest first."""
    rows = _lines(actor, customers, period, currency).filter(order__kind=OrderKind.SALE)
    columns = ("order_id", "order__number", "order__ordered_on", "product_id", "quantity", "net_amount")
    return [Line(*row) for row in rows.order_by("order__ordered_on", "order_id", "line_no").values_list(*columns)]


@dataclass(frozen=True)
class Head:
    """One sales order."""

    key: int
    number: str
    day: date
    net: Decimal


def heads(actor: Actor, customers: Collection[int], period: Period, currency: str) -> list[Head]:
    """The sales orders of a period, the largest first."""
    rows = _orders(actor, customers, period, currency).filter(kind=OrderKind.SALE)
    return [
        Head(*row)
        for row in rows.order_by("-net_amount", "-pk").values_list("pk", "number", "ordered_on", "net_amount")
    ]
