"""Orders: entered as drafts, then confirmed; from then on they are sales and are corrected by returns."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from yanzhen.crm.services import buying
from yanzhen.lib.errors import RuleBroken
from yanzhen.orders.calc import amounts
from yanzhen.orders.enums import TRANSITIONS, OrderKind, OrderState
from yanzhen.orders.models import Order, OrderLine
from yanzhen.orders.services import consent
from yanzhen.platform import approvals, audit, outbox, writes
from yanzhen.platform.actor import Actor

Lines = Sequence[dict[str, Any]]
SERIES = {OrderKind.SALE: "SO", OrderKind.RETURN: "RT"}


@writes.write("orders.add_order")
def create(*, actor: Actor, lines: Lines, **values: Any) -> Order:
    """Enter a draft. Salesperson, unit and territory are the customer's of this day and stay with the order."""
    customer = values["customer"]
    values["number"] = values.get("number") or writes.next_number(
        f"{SERIES[values['kind']]}-{values['ordered_on']:%Y%m}"
    )
    values |= {"owner_id": customer.owner_id, "unit_id": customer.unit_id, "territory_id": customer.territory_id}
    rows = _rows(Order(**values), lines)
    order = writes.create(Order, actor=actor, details={"lines": _words(rows)}, **values, **_sums(rows))
    _save(order, rows)
    return order


@writes.write("orders.change_order")
def change(
    instance: Order, *, actor: Actor, version: int | None = None, lines: Lines | None = None, **values: Any
) -> Order:
    """Change a draft; `lines`, when given, replace those it had."""
    row = writes.locked(instance, version)
    _only_drafts(row)
    if "number" in values:
        values["number"] = values["number"] or row.number
    if "customer" in values:
        customer = values["customer"]
        values |= {"owner_id": customer.owner_id, "unit_id": customer.unit_id, "territory_id": customer.territory_id}
    changed = writes.change(row, actor=actor, version=version, **values)
    if lines is None and (changed.kind, changed.currency) != (row.kind, row.currency):
        # The lines obey their kind's sign and their currency's smallest step.
        lines = _kept_lines(changed)
    return changed if lines is None else _replace_lines(changed, lines, actor)


@writes.write("orders.remove_order")
def remove(instance: Order, *, actor: Actor, version: int | None = None) -> None:
    """Remove a draft; what was once a sale stays in the books."""
    row = writes.locked(instance, version)
    _only_drafts(row)
    writes.remove(row, actor=actor, version=version, details={"lines": _words(_lines_of(row))})


@writes.write("orders.confirm_order")
def confirm(order: Order, *, actor: Actor) -> Order:
    """A draft becomes a sale; where an approval rule fits, once somebody else has consented."""
    row = writes.locked(order)
    if OrderState.CONFIRMED in TRANSITIONS[row.state]:
        consent.check(row, actor)
    return _confirmed(row, actor)


@approvals.carries_out(consent.CONFIRM)
def _confirm_approved(approval: Any, actor: Actor) -> Order:
    actor.require("orders.confirm_order")
    order = Order.objects.visible_to(actor).filter(pk=approval.object_id).first()
    if order is None:
        raise RuleBroken(_("The order is out of the asker's reach by now."), code="reach")
    return _confirmed(order, actor)


def _confirmed(order: Order, actor: Actor) -> Order:
    moved = _move(order, OrderState.CONFIRMED, actor, "confirm")
    buying.note_orders({moved.customer_id: (moved.ordered_on, moved.ordered_on)})
    outbox.record("orders.confirmed", {"order": moved.pk})
    return moved


@writes.write("orders.complete_order")
def complete(order: Order, *, actor: Actor) -> Order:
    """Everything was delivered."""
    return _move(order, OrderState.CLOSED, actor, "complete")


@writes.write("orders.cancel_order")
def cancel(order: Order, *, actor: Actor) -> Order:
    """The order does not come about; it no longer counts as a sale."""
    return _move(order, OrderState.CANCELLED, actor, "cancel")


def _move(order: Order, state: OrderState, actor: Actor, verb: str) -> Order:
    row = writes.locked(order)
    if state not in TRANSITIONS[row.state]:
        raise RuleBroken(
            _("An order that is {state} cannot be moved there.").format(state=row.get_state_display()), code="state"
        )
    return writes.change(row, actor=actor, verb=verb, state=state)


def _only_drafts(order: Order) -> None:
    if order.state != OrderState.DRAFT:
        raise RuleBroken(_("Only a draft can be changed. Correct a confirmed order by a return."), code="state")


def _rows(order: Order, lines: Lines) -> list[OrderLine]:
    """The lines as they will be stored, with their amounts."""
    if not lines:
        raise RuleBroken(_("An order has at least one line."), field="lines", code="lines")
    return [_line(order, line, number) for number, line in enumerate(lines, start=1)]


def _sums(rows: Sequence[OrderLine]) -> dict[str, Decimal]:
    """Net amount and cost of the order."""
    total = amounts.of_order(amounts.Amounts(row.net_amount, row.cost_amount) for row in rows)
    return {"net_amount": total.net, "cost_amount": total.cost or Decimal(0)}


def _save(order: Order, rows: Sequence[OrderLine]) -> None:
    for row in rows:
        row.order = order
        writes.checked(row)
    OrderLine.objects.bulk_create(rows)


def _line(order: Order, line: dict[str, Any], number: int) -> OrderLine:
    """One line with its amounts; without a price of its own it has the product's list price.

    Price and cost of a product in another currency than the order's are not known: nothing is converted here.
    """
    _check_sign(order, line, number)
    product = line["product"]
    is_same = product.currency == order.currency
    cost = product.standard_cost if is_same else None
    price = line.get("unit_price")
    if price is None and is_same:
        price = product.list_price
    if price is None:
        raise RuleBroken(
            _("This product has no list price in the order's currency; enter a price."),
            field=f"lines.{number - 1}.unit_price",
            code="price",
        )
    part = amounts.of_line(amounts.Line(line["quantity"], price, line.get("net_amount"), cost), order.currency)
    return OrderLine(
        order=order,
        line_no=number,
        product=product,
        quantity=line["quantity"],
        unit_price=price,
        net_amount=part.net,
        unit_cost=cost,
        cost_amount=part.cost,
    )


def _check_sign(order: Order, line: dict[str, Any], number: int) -> None:
    if (line["quantity"] < 0) != (order.kind == OrderKind.RETURN):
        message = (
            _("A return has negative quantities.")
            if order.kind == OrderKind.RETURN
            else _("Quantities are above zero; enter a return for goods that come back.")
        )
        raise RuleBroken(message, field=f"lines.{number - 1}.quantity", code="quantity")


def _replace_lines(order: Order, lines: Lines, actor: Actor) -> Order:
    before = _words(_lines_of(order))
    rows = _rows(order, lines)
    order.lines.all().delete()
    _save(order, rows)
    for name, amount in _sums(rows).items():
        setattr(order, name, amount)
    writes.checked(order)
    order.save(update_fields=["net_amount", "cost_amount", "updated_at"])
    after = _words(rows)
    if after != before:
        Order.objects.filter(pk=order.pk).update(version=models.F("version") + 1)
        audit.record(actor, "change", order, before={"lines": before}, after={"lines": after})
        outbox.facts_changed(order.fact_partitions())
    return Order.objects.get(pk=order.pk)


def _lines_of(order: Order) -> models.QuerySet[OrderLine]:
    return order.lines.select_related("product").order_by("line_no")


def _kept_lines(order: Order) -> Lines:
    fields = ("product", "quantity", "unit_price", "net_amount")
    return [{name: getattr(row, name) for name in fields} for row in _lines_of(order)]


def _words(rows: Iterable[OrderLine]) -> str:
    """The lines as the history tells them."""
    return "; ".join(f"{row.product.code} × {row.quantity.normalize():f} = {row.net_amount:.2f}" for row in rows)
