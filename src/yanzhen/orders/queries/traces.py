"""What crm is told of the orders of customers: who sold first, and what is still open."""

from collections.abc import Collection

from django.db.models import Count, Min
from django.utils.translation import gettext_lazy as _

from yanzhen.crm.queries import traces
from yanzhen.crm.queries.traces import Trace
from yanzhen.orders.enums import COUNTED, OrderKind, OrderState
from yanzhen.orders.models import Order

OPEN = (OrderState.DRAFT, OrderState.CONFIRMED)


def first(keys: Collection[int]) -> dict[int, Trace]:
    """The first sale to each customer: its day, who sold, and how many there are."""
    sales = Order.objects.filter(customer_id__in=keys, kind=OrderKind.SALE, state__in=COUNTED).order_by()
    found: dict[int, Trace] = {}
    for key, day, count in sales.values_list("customer_id").annotate(Min("ordered_on"), Count("pk")):
        order = sales.filter(customer_id=key, ordered_on=day).select_related("owner").order_by("pk").first()
        found[key] = Trace(day, str(order.owner or "") if order is not None else "", count)
    return found


def still_open(keys: Collection[int]) -> dict[int, int]:
    """Orders that are neither completed nor cancelled, by customer."""
    rows = Order.objects.filter(customer_id__in=keys, state__in=OPEN).order_by()
    return dict(rows.values_list("customer_id").annotate(Count("pk")))


def register() -> None:
    """Hand this down to crm."""
    traces.declare("ordered", _("first order"), first, order=40)
    traces.declare_open("orders", _("open orders"), still_open)
