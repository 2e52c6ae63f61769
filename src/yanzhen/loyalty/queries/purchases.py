"""Next purchases, the call list and what goes with what a customer buys."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet

from yanzhen.lib.periods import Period, shifted
from yanzhen.loyalty.calc import together
from yanzhen.loyalty.enums import BuyingNote
from yanzhen.loyalty.models import ItemPair, NextPurchase, PurchaseRun
from yanzhen.orders.queries import buying
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet
from yanzhen.products.queries import products

LOOKED_BACK_MONTHS = 24
"""Products are looked at over so many months."""
GONE = Decimal(20)
"""Percent: whoever is this likely gone is not on the call list by itself."""


def visible(actor: Actor) -> ScopedQuerySet[NextPurchase]:
    """Predictions, who is due first."""
    rows = NextPurchase.objects.visible_to(actor).naming("customer", "customer__owner")
    return rows.defer("intervals", "items").order_by("due_on", "pk")


def whole(actor: Actor) -> ScopedQuerySet[NextPurchase]:
    """The same with intervals and items, for the page of one."""
    return visible(actor).defer(None)


def last_run() -> PurchaseRun | None:
    """The latest working out, with the hit rate of the company."""
    return PurchaseRun.objects.order_by("-pk").first()


def of_customer(customer_id: int, actor: Actor) -> NextPurchase | None:
    """What is expected of one customer."""
    return visible(actor).filter(customer_id=customer_id).first()


def due(actor: Actor, until: date, owner: int | None = None) -> QuerySet[NextPurchase]:
    """Who should be called: expected by this day and probably still a customer; the longest expected first.

    Those of whom nothing can be said, and those who have probably left, are not among them.
    """
    rows = visible(actor).exclude(note=BuyingNote.NO_BASIS).filter(expected_on__lte=until)
    if owner is not None:
        rows = rows.filter(customer__owner_id=owner)
    rows = rows.exclude(alive__lt=GONE)
    return rows.order_by(F("due_on").asc(nulls_last=True), "expected_on", "pk")


@dataclass(frozen=True)
class Offer:
    """A product to offer, the one it goes with, and the counts behind it."""

    product: Any
    because: Any
    pair: together.Pair

    @property
    def key(self) -> int:
        return int(self.product.pk)


def window(today: date) -> Period:
    """The months in which products are looked at."""
    return Period(shifted(today, -LOOKED_BACK_MONTHS) + timedelta(days=1), today)


def offers(actor: Actor, customer: Any, today: date) -> list[Offer]:
    """What customers of the same segment buy beside what this one buys; empty where too little is known."""
    own = buying.bought_by(actor, customer.pk, window(today))
    if not own:
        return []
    segment = segment_of(customer)
    rows = ItemPair.objects.filter(segment=segment, item_id__in=own).exclude(other_id__in=own)
    pairs = [
        together.Pair(r.item_id, r.other_id, r.customers, r.with_item, r.with_other, r.both) for r in rows.iterator()
    ]
    found = together.suggest(own, pairs)
    keys = {s.product for s in found} | {s.because.item for s in found}
    known = {p.pk: p for p in products.visible(actor).filter(pk__in=keys)}
    return [
        Offer(known[s.product], known[s.because.item], s.because)
        for s in found
        if s.product in known and s.because.item in known and known[s.product].is_sold
    ]


def segment_of(customer: Any) -> str:
    """The segment a customer is compared in: the type."""
    return str(customer.customer_type.code) if customer.customer_type_id is not None else ""
