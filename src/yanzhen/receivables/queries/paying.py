"""How long customers take to pay: each part of each invoice from its day of issue to the day it was paid."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum

from yanzhen.lib.periods import Period
from yanzhen.platform.actor import Actor
from yanzhen.receivables.models import Invoice, Settlement


@dataclass(frozen=True)
class Part:
    """A part of an invoice: paid on a day, or still open (None) at the end of the period asked for."""

    invoice: int
    number: str
    issued_on: date
    due_on: date
    amount: Decimal
    paid_on: date | None


def parts(actor: Actor, customers: Collection[int], period: Period, currency: str) -> Iterator[Part]:
    """The parts of the invoices issued in a period, as they stood at its end; credit notes are left out."""
    invoices = Invoice.objects.visible_to(actor).filter(
        customer_id__in=customers, currency=currency, issued_on__range=(period.start, period.end), amount__gt=0
    )
    paid = Sum("settlements__amount", filter=Q(settlements__receipt__received_on__lte=period.end))
    columns = ("pk", "number", "issued_on", "due_on", "amount")
    rows = invoices.order_by("pk").annotate(paid=paid).values_list(*columns, "paid")
    for key, number, issued_on, due_on, amount, settled in rows:
        if amount > (settled or 0):
            yield Part(key, number, issued_on, due_on, amount - (settled or 0), None)
    found = Settlement.objects.filter(
        invoice__in=invoices.order_by(), receipt__received_on__lte=period.end, amount__gt=0
    )
    names = ("invoice_id", "invoice__number", "invoice__issued_on", "invoice__due_on", "amount", "receipt__received_on")
    for row in found.order_by("invoice_id", "pk").values_list(*names):
        yield Part(*row)


@dataclass(frozen=True)
class Owed:
    """What a group of customers owes, and the part that is past its due day."""

    amount: Decimal
    overdue: Decimal


def owed(actor: Actor, customers: Collection[int], day: date, currency: str) -> Owed:
    """Open amounts as they stood at the end of a day: invoiced until then less what was settled until then."""
    invoices = Invoice.objects.visible_to(actor).filter(
        customer_id__in=customers, currency=currency, issued_on__lte=day
    )
    late = Q(due_on__lt=day, amount__gt=0)
    asked = invoices.aggregate(all=Sum("amount"), late=Sum("amount", filter=late))
    settled = Settlement.objects.filter(invoice__in=invoices.order_by(), receipt__received_on__lte=day)
    past = Q(invoice__due_on__lt=day, invoice__amount__gt=0)
    came = settled.aggregate(all=Sum("amount"), late=Sum("amount", filter=past))
    left = {name: (asked[name] or Decimal(0)) - (came[name] or Decimal(0)) for name in ("all", "late")}
    return Owed(*(left[name].quantize(Decimal("0.01")) for name in ("all", "late")))
