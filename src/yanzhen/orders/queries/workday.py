"""What the reports of field work are told of orders: who took which order on which day."""

from collections.abc import Collection, Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from yanzhen.crm.queries import workday
from yanzhen.crm.queries.workday import Document
from yanzhen.orders.enums import COUNTED, OrderKind
from yanzhen.orders.models import Order
from yanzhen.platform.actor import Actor


def taken(actor: Actor, people: Collection[int], first: date, last: date) -> Iterable[Document]:
    """Sales that count, by the day of the order; inside the actor's reach."""
    rows = Order.objects.visible_to(actor).filter(owner__in=people, ordered_on__range=(first, last))
    rows = rows.filter(kind=OrderKind.SALE, state__in=COUNTED).select_related("customer").order_by("ordered_on", "pk")
    for row in rows:
        yield Document(
            row.owner_id or 0, row.ordered_on, row.pk, row.number, str(row.customer), row.net_amount, row.currency
        )


def register() -> None:
    """Tell it where field work reads it."""
    workday.declare("orders", _("Orders"), "orders.view_order", "orders:order_record", taken, order=30)
