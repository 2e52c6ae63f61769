"""An order typed on a phone without network: entered as a draft, or kept waiting when something changed meanwhile."""

from decimal import Decimal
from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from yanzhen.crm.queries import customers
from yanzhen.orders.enums import OrderKind
from yanzhen.orders.models import Order
from yanzhen.orders.services import orders
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.offline import registry
from yanzhen.platform.offline.registry import Kind, Shape, Side, Subject, Typed, Waits
from yanzhen.products.queries import products

Key = Annotated[int, Field(ge=1, lt=2**63)]
MOST_LINES = 100
REASONS = {
    "handed_over": gettext_lazy(
        "This customer was handed over or removed meanwhile. Whoever looks after it now can enter the order."
    ),
    "other_owner": gettext_lazy("This customer was handed over meanwhile; the order would count as the new owner's."),
    "product": gettext_lazy("A product of this order is no longer in the catalogue."),
    "ended": gettext_lazy("A product of this order is no longer on sale."),
    "currency": gettext_lazy("The products of this order are priced in several currencies."),
    "price": gettext_lazy("List prices changed since the order was typed."),
}


class TypedLine(Shape):
    """One product. `unit_price` as the phone showed it; `is_listed` when that was the list price."""

    product: Key
    quantity: Annotated[Decimal, Field(max_digits=16, decimal_places=3)]
    unit_price: Annotated[Decimal, Field(max_digits=18, decimal_places=4, ge=0)] | None = None
    is_listed: bool = False


class TypedOrder(Shape):
    """What was ordered. `owner` is who looked after the customer when the phone last heard of it."""

    customer: Key
    customer_name: str = Field("", max_length=200)
    owner: Key | None = None
    lines: list[TypedLine] = Field(min_length=1, max_length=MOST_LINES)
    remark: str = Field("", max_length=500)


def place(typed: Typed[TypedOrder], actor: Actor) -> Order:
    """Enter the order as a draft of the day it was typed."""
    content = typed.content
    customer = customers.visible(actor).filter(pk=content.customer).first()
    if customer is None:
        raise Waits(REASONS, "handed_over")
    if not typed.is_forced and content.owner is not None and customer.owner_id != content.owner:
        raise Waits(REASONS, "other_owner")
    goods = _goods(content, actor)
    if not typed.is_forced:
        _same_prices(content, goods)
    return orders.create(
        actor=actor,
        customer=customer,
        kind=OrderKind.SALE,
        ordered_on=timezone.localdate(typed.at),
        currency=_currency(goods),
        remark=content.remark,
        lines=[
            {"product": goods[line.product], "quantity": line.quantity, "unit_price": line.unit_price}
            for line in content.lines
        ],
    )


def _goods(content: TypedOrder, actor: Actor) -> dict[int, Any]:
    wanted = {line.product for line in content.lines}
    found = {row.pk: row for row in products.visible(actor).filter(pk__in=wanted)}
    if wanted - set(found):
        raise Waits(REASONS, "product")
    if not all(row.is_sold for row in found.values()):
        raise Waits(REASONS, "ended")
    return found


def _currency(goods: dict[int, Any]) -> str:
    kinds = {row.currency for row in goods.values()}
    if len(kinds) > 1:
        raise Waits(REASONS, "currency")
    return str(kinds.pop())


def _same_prices(content: TypedOrder, goods: dict[int, Any]) -> None:
    if any(line.is_listed and goods[line.product].list_price != line.unit_price for line in content.lines):
        raise Waits(REASONS, "price")


def subject(content: TypedOrder) -> Subject:
    """The customer, and who looks after it now."""
    row = customers.visible(SYSTEM).filter(pk=content.customer).first()
    if row is None:
        return Subject(title=content.customer_name)
    return Subject("crm.customer", row.pk, content.customer_name or row.name, row.owner_id, row.unit_id)


def sides(content: TypedOrder, actor: Actor) -> list[Side]:
    """The customer with who looks after it, and each line with the list price of today."""
    customer = customers.visible(actor).filter(pk=content.customer).first()
    goods = {row.pk: row for row in products.visible(actor).filter(pk__in={line.product for line in content.lines})}
    found = [Side(_("customer"), content.customer_name, _("out of your reach"))]
    if customer is not None:
        found = [Side(_("customer"), customer.name, customer.name), Side(_("owner"), "", str(customer.owner or ""))]
    found += [_line(line, goods.get(line.product)) for line in content.lines]
    return [*found, Side(_("remark"), content.remark)] if content.remark else found


def _line(line: TypedLine, product: Any) -> Side:
    count = f"{line.quantity.normalize():f}"
    mine = count if line.unit_price is None else f"{count} × {line.unit_price:.2f}"
    if product is None:
        return Side(_("product {key}").format(key=line.product), mine, _("no longer in the catalogue"))
    if not product.is_sold:
        return Side(str(product), mine, _("no longer on sale"))
    return Side(str(product), mine, "" if product.list_price is None else f"{count} × {product.list_price:.2f}")


registry.declare(
    Kind("order", gettext_lazy("Order"), TypedOrder, place, subject, sides, warns_of_twin=True, reasons=REASONS)
)
