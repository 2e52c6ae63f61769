"""How late customers pay: each part of each invoice by the days between its due day and the day it was paid."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum

from yanzhen.lib.periods import Period
from yanzhen.platform.actor import Actor
from yanzhen.receivables.models import Invoice, Settlement


@dataclass(frozen=True)
class Paid:
    """A part of an invoice: paid on a day, or still open (None) at the end of the period asked for."""

    customer: int
    invoice: int
    number: str
    due_on: date
    amount: Decimal
    paid_on: date | None

    def days(self, end: date) -> int:
        """Days late, never below 0; what is open is counted until `end`."""
        return max(0, (min(self.paid_on or end, end) - self.due_on).days)


def parts(actor: Actor, period: Period, currency: str, customer: int | None = None) -> Iterator[Paid]:
    """The parts of the invoices that fell due in a period, as they stood at its end; credit notes are left out."""
    invoices = Invoice.objects.visible_to(actor).filter(
        currency=currency, due_on__range=(period.start, period.end), amount__gt=0
    )
    if customer is not None:
        invoices = invoices.filter(customer_id=customer)
    columns = ("customer_id", "pk", "number", "due_on", "amount")
    paid = Sum("settlements__amount", filter=Q(settlements__receipt__received_on__lte=period.end))
    rest = invoices.order_by("customer_id", "pk").annotate(paid=paid).values_list(*columns, "paid")
    for key, invoice, number, due_on, amount, settled in rest.iterator(chunk_size=10_000):
        if amount > (settled or 0):
            yield Paid(key, invoice, number, due_on, amount - (settled or 0), None)
    found = Settlement.objects.filter(invoice__in=invoices.order_by(), receipt__received_on__lte=period.end)
    names = (
        "invoice__customer_id",
        "invoice_id",
        "invoice__number",
        "invoice__due_on",
        "amount",
        "receipt__received_on",
    )
    for row in found.order_by("invoice_id", "pk").values_list(*names).iterator(chunk_size=10_000):
        if row[4] > 0:
            yield Paid(*row)


def weighed(actor: Actor, period: Period, currency: str) -> dict[int, tuple[Decimal, Decimal]]:
    """By customer: what fell due in a period, and Σ amount × days late of it."""
    found: dict[int, tuple[Decimal, Decimal]] = {}
    for part in parts(actor, period, currency):
        due, late = found.get(part.customer, (Decimal(0), Decimal(0)))
        found[part.customer] = (due + part.amount, late + part.amount * part.days(period.end))
    return found
