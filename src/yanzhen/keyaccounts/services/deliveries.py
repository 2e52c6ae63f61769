"""Arrivals at key accounts, noted for an order: from them come fill rate, lead time and goods age."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.keyaccounts.models import AccountDelivery
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

remove = writes.plain(AccountDelivery)[2]


@writes.write("keyaccounts.add_accountdelivery")
def create(*, actor: Actor, **values: Any) -> AccountDelivery:
    """Note what arrived."""
    values["number"] = writes.next_number(f"AR-{values['delivered_on']:%Y%m}")
    _check(values)
    return writes.create(AccountDelivery, actor=actor, **values)


@writes.write("keyaccounts.change_accountdelivery")
def change(instance: AccountDelivery, *, actor: Actor, version: int | None = None, **values: Any) -> AccountDelivery:
    """Correct an arrival."""
    names = ("order", "product", "delivered_on", "produced_on")
    _check({name: getattr(instance, name) for name in names} | values)
    return writes.change(instance, actor=actor, version=version, **values)


def _check(values: dict[str, Any]) -> None:
    order = values["order"]
    if values["delivered_on"] > timezone.localdate():
        raise RuleBroken(_("Goods that have not arrived yet are no arrival."), field="delivered_on", code="future")
    if values["delivered_on"] < order.ordered_on:
        raise RuleBroken(_("Goods do not arrive before they were ordered."), field="delivered_on", code="before")
    if values.get("produced_on") and values["produced_on"] > values["delivered_on"]:
        raise RuleBroken(_("Goods are not produced after they arrived."), field="produced_on", code="produced")
    if not order.lines.filter(product=values["product"]).exists():
        raise RuleBroken(_("This product is not on the order."), field="product", code="product")
