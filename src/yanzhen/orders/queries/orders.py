from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

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
