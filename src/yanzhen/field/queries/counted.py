"""What was counted last on the shelves of customers, for higher floors: one count a customer and product."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yanzhen.field.models import VisitStock
from yanzhen.platform.actor import Actor


@dataclass(frozen=True)
class Count:
    """The latest count of a product at a customer; `age` is the share of its shelf life that was over."""

    customer: int
    product: int
    day: date
    quantity: Decimal
    age: Decimal | None


def latest(actor: Actor, customers: Collection[int], since: date) -> list[Count]:
    """The latest count since a day of every product at these customers."""
    rows = VisitStock.objects.visible_to(actor).filter(visit__customer_id__in=customers, counted_on__gte=since)
    found: dict[tuple[int, int], Count] = {}
    for row in rows.select_related("visit").order_by("counted_on", "pk"):
        key = (row.visit.customer_id, row.product_id)
        found[key] = Count(*key, row.counted_on, row.quantity, row.age_share)
    return [found[key] for key in sorted(found)]
