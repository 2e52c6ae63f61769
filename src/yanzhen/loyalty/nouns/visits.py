"""What orders and next purchases tell before a visit, and the way from a visit to an order."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.field.queries import preparing
from yanzhen.field.queries.preparing import Fact
from yanzhen.lib.money import in_words
from yanzhen.loyalty.queries import purchases
from yanzhen.orders.queries import history, orders
from yanzhen.platform.actor import Actor

MOST = 3


def bought(customer: Any, actor: Actor) -> list[Fact]:
    """Sales of this year, the last orders, and when the next one is expected."""
    found = []
    if actor.can("orders.view_order"):
        for year in history.years_of(customer.pk, actor, timezone.localdate()):
            before = _("last year until today {amount}").format(amount=in_words(year.before, currency=year.currency))
            found.append(Fact(_("sales this year"), in_words(year.now, currency=year.currency), before))
        for row in orders.visible(actor).filter(customer_id=customer.pk)[:MOST]:
            amount = in_words(row.net_amount, currency=row.currency)
            url, hint = reverse("orders:order_record", args=[row.pk]), f"{row.number} · {row.get_state_display()}"
            found.append(Fact(row.ordered_on.isoformat(), amount, hint, url))
    due = purchases.of_customer(customer.pk, actor) if actor.can("loyalty.view_nextpurchase") else None
    if due is not None and due.expected_on is not None:
        hint = _("80 %: {low} – {high}").format(low=due.low_on, high=due.high_on)
        url = reverse("loyalty:nextpurchase_record", args=[due.pk])
        found.append(Fact(_("next order"), due.expected_on.isoformat(), hint, url, "warning" if due.is_late else ""))
    return found


def order_url(customer: Any, actor: Actor) -> str:
    """The form of an order with this customer filled in."""
    return f"{reverse('orders:order_add')}?customer={customer.pk}" if actor.can("orders.add_order") else ""


preparing.declare("bought", gettext_lazy("Orders"), bought, order=30)
preparing.declare_door("order", gettext_lazy("Enter an order"), "receipt", order_url, order=10)
