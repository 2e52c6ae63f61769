"""Opportunities by the day on which they are expected to close."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, F, Q, Sum, Window
from django.db.models.functions import RowNumber

from yanzhen.crm.enums.opportunities import OpportunityState
from yanzhen.crm.models import Opportunity
from yanzhen.platform.actor import Actor

SHOWN = 4
CENT = Decimal("0.01")


class Entry(NamedTuple):
    """One opportunity on a day."""

    pk: int
    version: int
    name: str
    customer: str
    amount: Decimal
    currency: str
    expected_on: date
    state: str


@dataclass
class Day:
    """A day: how many, their sums by currency, and the largest few."""

    count: int = 0
    sums: list[tuple[str, Decimal]] = field(default_factory=list)
    shown: list[Entry] = field(default_factory=list)


def between(actor: Actor, first: date, last: date, whose: Q) -> dict[date, Day]:
    """Open and won opportunities from one day to another, by day; of each day the largest few."""
    kept = (OpportunityState.OPEN, OpportunityState.WON)
    rows = (
        Opportunity.objects.visible_to(actor)
        .filter(whose, expected_on__gte=first, expected_on__lte=last, state__in=kept)
        .order_by()
    )
    found: dict[date, Day] = {}
    groups = rows.values_list("expected_on", "currency").annotate(n=Count("pk"), total=Sum("amount"))
    for at, currency, count, total in groups.order_by("expected_on", "currency"):
        day = found.setdefault(at, Day())
        day.count += count
        day.sums.append((currency, total.quantize(CENT)))
    place = Window(RowNumber(), partition_by=[F("expected_on")], order_by=[F("amount").desc(), F("pk").asc()])
    largest = rows.annotate(place=place).filter(place__lte=SHOWN).order_by("expected_on", "-amount", "pk")
    names = ("pk", "version", "name", "customer__name", "amount", "currency", "expected_on", "state")
    for row in largest.values_list(*names):
        entry = Entry(*row)
        found[entry.expected_on].shown.append(entry)
    return found
