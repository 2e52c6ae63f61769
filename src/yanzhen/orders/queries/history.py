"""What a customer bought, for the page of the customer: this year against last, and the latest orders as events."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from yanzhen.lib.money import in_words
from yanzhen.lib.periods import Period, to_date
from yanzhen.orders.enums import COUNTED, OrderKind
from yanzhen.orders.models import Order
from yanzhen.platform import timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import nouns
from yanzhen.platform.timeline import Event

ORDER = "orders.order"


@dataclass(frozen=True)
class Year:
    """Net sales in one currency: this year until today, the same days of last year, and sales orders this year."""

    currency: str
    now: Decimal
    before: Decimal
    orders: int


def years_of(customer_id: int, actor: Actor, today: date) -> list[Year]:
    """Sales to one customer, net of returns, as far as `actor` sees them; one entry per currency."""
    this = to_date("year", today)
    last = this.year_before()
    in_this = Q(ordered_on__gte=this.start)
    rows = Order.objects.visible_to(actor).filter(_within(last, this), customer_id=customer_id, state__in=COUNTED)
    sums = (
        rows.order_by("currency")
        .values("currency")
        .annotate(
            now=Sum("net_amount", filter=in_this),
            before=Sum("net_amount", filter=~in_this),
            number=Count("pk", filter=in_this & Q(kind=OrderKind.SALE)),
        )
    )
    return [Year(s["currency"], _exact(s["now"]), _exact(s["before"]), s["number"]) for s in sums]


def _within(*periods: Period) -> Q:
    found = Q()
    for period in periods:
        found |= Q(ordered_on__range=(period.start, period.end))
    return found


def _exact(total: Decimal | None) -> Decimal:
    """To the cent: SQLite adds amounts up as binary fractions."""
    return (total or Decimal(0)).quantize(Decimal("0.01"))


def events(customer: Any, actor: Actor, most: int) -> list[Event]:
    """The latest orders of a customer for its timeline."""
    noun = nouns.get(ORDER)
    if not actor.can(noun.code("view")):
        return []
    rows = Order.objects.visible_to(actor).filter(customer_id=customer.pk).select_related("owner")
    return [
        Event(
            "order",
            str(order.owner or ""),
            timeline.of_day(order.ordered_on),
            _KINDS[OrderKind(order.kind)]().format(number=order.number, state=order.get_state_display()),
            url=noun.url("record", order.pk),
            figure=in_words(order.net_amount, currency=order.currency),
            icon=noun.icon,
            is_day=True,
        )
        for order in rows.order_by("-ordered_on", "-pk")[:most]
    ]


_KINDS = {
    OrderKind.SALE: lambda: _("Order {number}: {state}"),
    OrderKind.RETURN: lambda: _("Return {number}: {state}"),
}
