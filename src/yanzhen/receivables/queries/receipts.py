from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from yanzhen.lib.money import in_words
from yanzhen.platform import golive, timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet
from yanzhen.platform.pages import nouns
from yanzhen.platform.timeline import Event
from yanzhen.receivables.models import Receipt, Settlement


def visible(actor: Actor) -> ScopedQuerySet[Receipt]:
    """Receipts that `actor` may see, with customer, salesperson and unit."""
    return Receipt.objects.visible_to(actor).naming("customer", "owner", "unit").order_by("-received_on", "-pk")


def settlements(receipt: Receipt) -> QuerySet[Settlement]:
    """Which invoices a receipt pays, and how much of each."""
    return Settlement.objects.filter(receipt=receipt).naming("invoice", "receipt").order_by("invoice__due_on", "pk")


def events(customer: Any, actor: Actor, most: int) -> list[Event]:
    """The latest receipts from a customer for its timeline."""
    noun = nouns.get("receivables.receipt")
    if not actor.can(noun.code("view")):
        return []
    rows = Receipt.objects.visible_to(actor).filter(customer_id=customer.pk).order_by("-received_on", "-pk")
    return [
        Event(
            "receipt",
            "",
            timeline.of_day(receipt.received_on),
            _("Receipt {number}").format(number=receipt.number),
            url=noun.url("record", receipt.pk),
            figure=in_words(receipt.amount, currency=receipt.currency),
            icon=noun.icon,
            is_day=True,
        )
        for receipt in rows[:most]
    ]


def sums(actor: Actor) -> list[golive.Sum]:
    """All receipts in reach, one entry per currency: what is compared with the old system."""
    return golive.by_currency(Receipt.objects.visible_to(actor), "amount")


COLLECTED_COLUMNS = {
    "month": TruncMonth("received_on"),
    "person": F("owner_id"),
    "unit": F("unit_id"),
    "region": F("customer__territory__region_id"),
    "customer": F("customer_id"),
}
"""By what receipts can be added up."""


def collected(actor: Actor, by: Sequence[str], start: date, end: date, currency: str) -> dict[tuple[Any, ...], Decimal]:
    """Money that came in from `start` to `end`, both included, less what was paid back: {(person, month): amount}."""
    rows = Receipt.objects.visible_to(actor).filter(currency=currency, received_on__range=(start, end))
    columns = {f"by_{code}": COLLECTED_COLUMNS[code] for code in by}
    if not columns:
        return {(): _exact(rows.aggregate(total=Sum("amount"))["total"] or Decimal(0))}
    found = rows.order_by().annotate(**columns).values_list(*columns).annotate(total=Sum("amount"))
    return {row[:-1]: _exact(row[-1]) for row in found}


def _exact(total: Decimal) -> Decimal:
    """To the cent: SQLite adds amounts up as binary fractions."""
    return total.quantize(Decimal("0.01"))
