"""What visits counted on the shelves of stores, as facts for the weekly list."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from yanzhen.field.queries import counted
from yanzhen.keyaccounts.enums import ChanceKind
from yanzhen.keyaccounts.models import Agreement, Store
from yanzhen.keyaccounts.queries import words
from yanzhen.keyaccounts.queries.stores import Seen
from yanzhen.platform.actor import SYSTEM

BACK = 28
"""Counts of so many days are looked at."""
OLD = Decimal("0.667")
"""Goods with two thirds of their shelf life over should be sold off."""


def seen(agreement: Agreement, today: date) -> Iterator[Seen]:
    """Empty shelves and goods that grow old, in the stores that order as customers of their own."""
    rows = Store.objects.filter(agreement=agreement, is_active=True, outlet__isnull=False).order_by("-pk")
    stores = {outlet: store for store, outlet in rows.values_list("pk", "outlet_id") if outlet is not None}
    for one in counted.latest(SYSTEM, list(stores), today - timedelta(days=BACK)):
        store = stores[one.customer]
        if one.quantity == 0:
            yield _seen(store, ChanceKind.OUT_OF_STOCK, one.product, {"rule": "empty", "day": one.day.isoformat()})
        elif one.age is not None and one.age >= OLD:
            facts = {
                "rule": "old", "day": one.day.isoformat(), "quantity": f"{one.quantity.normalize():f}",
                "share": f"{one.age * 100:.0f}",
            }  # fmt: skip
            yield _seen(store, ChanceKind.AGED, one.product, facts)


def _seen(store: int, kind: ChanceKind, product: int, facts: dict[str, str]) -> Seen:
    return Seen(store, kind, product, None, words.found(facts), f"{kind}:{store}:{product}", facts)
