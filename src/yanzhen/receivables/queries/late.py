"""Which customers owe something past its due day: for lists that lead to them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Min, Sum

from yanzhen.platform.actor import Actor
from yanzhen.receivables.models import Invoice


@dataclass(frozen=True)
class Late:
    """What one customer owes past its due day by currency, and since when."""

    since: date
    amounts: tuple[tuple[str, Decimal], ...]


def by_customer(actor: Actor, today: date) -> dict[int, Late]:
    """Customers with overdue invoices that `actor` may see; credit notes are left out."""
    rows = Invoice.objects.visible_to(actor).filter(due_on__lt=today, amount__gt=F("settled_amount"))
    sums = (
        rows.order_by("customer_id", "currency")
        .values_list("customer_id", "currency")
        .annotate(owed=Sum(F("amount") - F("settled_amount")), first=Min("due_on"))
    )
    found: dict[int, Late] = {}
    for customer, currency, owed, first in sums:
        amount = owed.quantize(Decimal("0.01"))  # SQLite adds amounts up as binary fractions
        known = found.get(customer)
        if known is None:
            found[customer] = Late(first, ((currency, amount),))
        else:
            found[customer] = Late(min(known.since, first), (*known.amounts, (currency, amount)))
    return found
