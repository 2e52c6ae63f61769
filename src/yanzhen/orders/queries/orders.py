from django.db.models import QuerySet

from yanzhen.orders.models import Order, OrderLine
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet


def visible(actor: Actor) -> ScopedQuerySet[Order]:
    """Orders that `actor` may see, with customer, salesperson, unit and territory."""
    return Order.objects.visible_to(actor).naming("customer", "owner", "unit", "territory").order_by("-ordered_on", "-pk")


def lines(order: Order) -> QuerySet[OrderLine]:
    """Lines of an order that the reader has already been shown, with their products."""
    return OrderLine.objects.filter(order=order).naming("product", "order").order_by("line_no")
