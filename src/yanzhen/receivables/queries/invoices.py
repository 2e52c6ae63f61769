from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q, Sum

from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet
from yanzhen.receivables.models import Invoice


@dataclass(frozen=True)
class Overdue:
    """Open invoices past their due day, in one currency."""

    currency: str
    amount: Decimal
    invoices: int


def visible(actor: Actor) -> ScopedQuerySet[Invoice]:
    """Invoices that `actor` may see, with customer, salesperson and unit; `is_open` while something is owed."""
    rows = Invoice.objects.visible_to(actor).naming("customer", "owner", "unit")
    return rows.alias(is_open=Q(amount__gt=F("settled_amount"))).order_by("-issued_on", "-pk")


def overdue(actor: Actor, today: date) -> list[Overdue]:
    """What is owed past its due day, one entry per currency; credit notes are left out."""
    late = Invoice.objects.visible_to(actor).filter(due_on__lt=today, amount__gt=F("settled_amount"))
    sums = late.order_by("currency").values("currency").annotate(owed=Sum(F("amount") - F("settled_amount")), number=Count("pk"))
    return [Overdue(s["currency"], s["owed"], s["number"]) for s in sums]
