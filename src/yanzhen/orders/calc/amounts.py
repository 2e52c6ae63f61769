"""Amounts of an order."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from yanzhen.lib.money import rounded


@dataclass(frozen=True)
class Line:
    """One line: quantity (signed), price a unit before any discount, the net amount when it was agreed, cost a unit."""

    quantity: Decimal
    unit_price: Decimal
    net_amount: Decimal | None
    unit_cost: Decimal | None


@dataclass(frozen=True)
class Amounts:
    """Net amount and cost of a line or of an order; cost is None when it is not known."""

    net: Decimal
    cost: Decimal | None


def of_line(line: Line, currency: str) -> Amounts:
    """Net = the agreed amount, else quantity × unit price; cost = quantity × unit cost.

    Both are rounded half up to the currency's smallest step, once per line.
    """
    net = line.quantity * line.unit_price if line.net_amount is None else line.net_amount
    cost = None if line.unit_cost is None else rounded(line.quantity * line.unit_cost, currency)
    return Amounts(rounded(net, currency), cost)


def of_order(lines: Iterable[Amounts]) -> Amounts:
    """The order is the plain sum of its rounded lines, so that lines add up to it to the cent.

    Lines without a known cost count as nothing in the cost.
    """
    parts = list(lines)
    cost = sum((p.cost for p in parts if p.cost is not None), Decimal(0))
    return Amounts(sum((p.net for p in parts), Decimal(0)), cost)
