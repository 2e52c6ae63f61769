from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncMonth

from yanzhen.platform import golive
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet
from yanzhen.receivables.models import Invoice, Receipt


@dataclass(frozen=True)
class Overdue:
    """Open invoices past their due day, in one currency."""

    currency: str
    amount: Decimal
    invoices: int


def visible(actor: Actor) -> ScopedQuerySet[Invoice]:
    """Invoices that `actor` may see, with customer, salesperson and unit; `is_open` while something is owed."""
    rows: Any = Invoice.objects.visible_to(actor).naming("customer", "owner", "unit")
    found: ScopedQuerySet[Invoice] = rows.alias(is_open=Q(amount__gt=F("settled_amount"))).order_by("-issued_on", "-pk")
    return found


def overdue(actor: Actor, today: date) -> list[Overdue]:
    """What is owed past its due day, one entry per currency; credit notes are left out."""
    late = Invoice.objects.visible_to(actor).filter(due_on__lt=today, amount__gt=F("settled_amount"))
    sums = (
        late.order_by("currency")
        .values("currency")
        .annotate(owed=Sum(F("amount") - F("settled_amount")), number=Count("pk"))
    )
    return [Overdue(s["currency"], s["owed"], s["number"]) for s in sums]


@dataclass(frozen=True)
class Owed:
    """What one customer owes in one currency, and the part that is past its due day."""

    currency: str
    amount: Decimal
    overdue: Decimal


def owed_by(customer_id: int, actor: Actor, today: date) -> list[Owed]:
    """Open amounts of one customer, credit notes taken off, one entry per currency; nothing when all is paid."""
    left = F("amount") - F("settled_amount")
    rows = Invoice.objects.visible_to(actor).filter(customer_id=customer_id).exclude(amount=F("settled_amount"))
    sums = (
        rows.order_by("currency")
        .values("currency")
        .annotate(owed=Sum(left), late=Sum(left, filter=Q(due_on__lt=today, amount__gt=0)))
    )
    return [Owed(s["currency"], s["owed"], s["late"] or Decimal(0)) for s in sums]


def sums(actor: Actor) -> list[golive.Sum]:
    """All invoices in reach, one entry per currency: what is compared with the old system."""
    return golive.by_currency(Invoice.objects.visible_to(actor), "amount")


def open_sums(actor: Actor) -> list[golive.Sum]:
    """What is still owed, credit notes taken off, one entry per currency."""
    rows = Invoice.objects.visible_to(actor).exclude(amount=F("settled_amount"))
    return golive.by_currency(rows, F("amount") - F("settled_amount"))


def invoiced(actor: Actor, start: date, end: date, currency: str) -> dict[date, Decimal]:
    """What was invoiced from `start` to `end`, both included, less credit notes, by first day of the month."""
    rows = Invoice.objects.visible_to(actor).filter(currency=currency, issued_on__range=(start, end))
    found = rows.order_by().annotate(of_month=TruncMonth("issued_on")).values_list("of_month")
    return dict(found.annotate(total=Sum("amount")))


def balance_before(actor: Actor, day: date, currency: str) -> Decimal:
    """Receivables at the beginning of a day: all invoiced before it less all that had come in."""
    invoiced_before = Invoice.objects.visible_to(actor).filter(currency=currency, issued_on__lt=day)
    received_before = Receipt.objects.visible_to(actor).filter(currency=currency, received_on__lt=day)
    asked = invoiced_before.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    return asked - (received_before.aggregate(total=Sum("amount"))["total"] or Decimal(0))
