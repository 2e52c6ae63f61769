"""Which invoices a receipt pays."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Open:
    """An open invoice: its key and what is still owed on it, above zero."""

    invoice_id: int
    owed: Decimal


@dataclass(frozen=True)
class Part:
    """The part of a receipt that goes to one invoice, above zero."""

    invoice_id: int
    amount: Decimal


def settle(received: Decimal, invoices: Iterable[Open]) -> list[Part]:
    """Spend `received` on `invoices` in their order, each up to what is owed.

    The parts never add up to more than was received; what is left over stays with the customer. Amounts are
    in one currency and are not rounded, since none is divided.
    """
    parts, left = [], received
    for invoice in invoices:
        if left <= 0:
            break
        amount = min(left, invoice.owed)
        if amount > 0:
            parts.append(Part(invoice.invoice_id, amount))
            left -= amount
    return parts
