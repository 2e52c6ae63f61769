from django.db.models import QuerySet

from yanzhen.platform import golive
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet
from yanzhen.receivables.models import Receipt, Settlement


def visible(actor: Actor) -> ScopedQuerySet[Receipt]:
    """Receipts that `actor` may see, with customer, salesperson and unit."""
    return Receipt.objects.visible_to(actor).naming("customer", "owner", "unit").order_by("-received_on", "-pk")


def settlements(receipt: Receipt) -> QuerySet[Settlement]:
    """Which invoices a receipt pays, and how much of each."""
    return Settlement.objects.filter(receipt=receipt).naming("invoice", "receipt").order_by("invoice__due_on", "pk")


def sums(actor: Actor) -> list[golive.Sum]:
    """All receipts in reach, one entry per currency: what is compared with the old system."""
    return golive.by_currency(Receipt.objects.visible_to(actor), "amount")
