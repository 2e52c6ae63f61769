"""When an order needs somebody else's consent before it counts: the firm's approval rules by amount, discount, unit."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from yanzhen.lib.money import in_words
from yanzhen.orders.models import Order
from yanzhen.platform import approvals
from yanzhen.platform.actor import Actor
from yanzhen.platform.approvals import Matter

HUNDREDTH = Decimal("0.01")


def discount(order: Order) -> Decimal | None:
    """Percent below list prices, over the lines whose product has one in the order's currency; None without any.

    100 × (1 − net ÷ Σ quantity × list price), rounded half up to hundredths of a percent; never below 0.
    """
    net = at_list = Decimal(0)
    for line in order.lines.select_related("product"):
        if line.product.currency == order.currency and line.product.list_price:
            net += line.net_amount
            at_list += line.quantity * line.product.list_price
    if not at_list:
        return None
    return max(Decimal(0), 100 * (1 - net / at_list)).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)


def facts(order: Order) -> dict[str, Any]:
    """What the approval rules look at."""
    return {
        "amount": order.net_amount,
        "currency": order.currency,
        "discount": discount(order),
        "unit_id": order.unit_id,
    }


def content(order: Order) -> dict[str, Any]:
    """What is consented to: customer, date and every line with its price."""
    return {
        "order": order.number,
        "customer": order.customer.name,
        "ordered_on": order.ordered_on,
        "currency": order.currency,
        "net_amount": order.net_amount,
        "lines": [
            {
                "product": f"{line.product.code} {line.product.name}",
                "quantity": line.quantity,
                "unit_price": line.unit_price,
                "net_amount": line.net_amount,
            }
            for line in order.lines.select_related("product").order_by("line_no")
        ],
    }


def check(order: Order, actor: Actor) -> None:
    """Raise `NeedsApproval` when a rule asks for consent to this order."""
    known = facts(order)
    if not actor.is_system and approvals.needed(CONFIRM, **known):
        raise approvals.NeedsApproval(
            CONFIRM,
            actor=actor,
            title=f"{order.number} · {order.customer}",
            content=content(order),
            subject=order,
            **known,
        )


def _current(approval: Any) -> Mapping[str, Any] | None:
    order = Order.objects.select_related("customer").filter(pk=approval.object_id).first()
    return None if order is None else content(order)


def _words(values: Mapping[str, Any], actor: Actor) -> list[tuple[Any, Any]]:
    money = {"currency": values["currency"]}
    lines = []
    for line in values["lines"]:
        net = in_words(Decimal(line["net_amount"]), **money)
        lines.append(f"{line['product']} × {Decimal(line['quantity']).normalize():f} = {net}")
    return [
        (_("order number"), values["order"]),
        (_("customer"), values["customer"]),
        (_("ordered on"), values["ordered_on"]),
        (_("net amount"), in_words(Decimal(values["net_amount"]), **money)),
        (_("order lines"), "\n".join(lines)),
    ]


CONFIRM = approvals.declare(
    Matter(
        "orders.confirm", _("Confirm an order"), "orders.approve_order",
        describe=_words, current=_current,
    )
)  # fmt: skip
