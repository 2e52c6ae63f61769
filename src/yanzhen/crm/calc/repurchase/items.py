"""Of what a customer will run out, and how much of it: date and quantity of each item, by the same shrinkage.

Here the segment is the item: one customer's intervals and quantities of it, shrunk to those of everybody who buys it.
"""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from yanzhen.crm.calc.repurchase.next_order import History, NextPurchase, days_after, next_purchase, rhythms
from yanzhen.crm.calc.repurchase.rhythm import Rhythm, learn


@dataclass(frozen=True)
class ItemHistory:
    """What one customer bought of one item: (day, quantity), in any order. Days add up; returns lower their day."""

    customer: Hashable
    item: str
    bought: tuple[tuple[date, float], ...]

    def by_day(self, until: date) -> dict[date, float]:
        """Positive quantities by day up to `until`, oldest first."""
        days: dict[date, float] = {}
        for day, quantity in self.bought:
            if not math.isfinite(quantity):
                raise ValueError("quantities are finite")
            if day <= until:
                days[day] = days.get(day, 0.0) + quantity
        return {day: days[day] for day in sorted(days) if days[day] > 0}


@dataclass(frozen=True)
class Items:
    """What all customers say of each item: its rhythm, and its quantities."""

    rhythms: Mapping[str, Rhythm]
    quantities: Mapping[str, Rhythm]


@dataclass(frozen=True)
class NextItem:
    """One item: when, how much (usual, and the bounds of 80 %), and when the last purchase will be used up."""

    item: str
    when: NextPurchase
    own_quantity: float | None
    """The customer's own geometric mean."""
    item_quantity: float | None
    """That of everybody who buys it."""
    weight: float | None
    quantity: float | None
    low_quantity: float | None
    high_quantity: float | None
    last_quantity: float | None
    runs_out_on: date | None
    """Last day + last quantity ÷ expected quantity · expected interval."""


def learn_items(histories: Iterable[ItemHistory], until: date) -> Items:
    """What everybody's purchases of each item up to `until` say."""
    known = [(history, history.by_day(until)) for history in histories]
    quantities: dict[str, list[Sequence[float]]] = {}
    for history, days in known:
        quantities.setdefault(history.item, []).append(list(days.values()))
    return Items(rhythms((_days(h, days) for h, days in known), until), learn(quantities))


def next_item(history: ItemHistory, items: Items, until: date) -> NextItem:
    """When the customer will want the item again, and how much of it."""
    days = history.by_day(until)
    when = next_purchase(_days(history, days), items.rhythms, until)
    about = items.quantities.get(history.item)
    if about is None or not days:
        return NextItem(history.item, when, *[None] * 8)
    expected, last = about.expect(list(days.values())), list(days.values())[-1]
    return NextItem(
        item=history.item,
        when=when,
        own_quantity=expected.own,
        item_quantity=expected.segment,
        weight=expected.shrunk.weight,
        quantity=expected.usual,
        low_quantity=expected.low,
        high_quantity=expected.high,
        last_quantity=last,
        runs_out_on=_used_up(when, last, expected.usual),
    )


def _days(history: ItemHistory, days: Iterable[date]) -> History:
    return History(history.customer, history.item, tuple(days))


def _used_up(when: NextPurchase, last: float, quantity: float) -> date | None:
    if when.expected_days is None or when.last_on is None:
        return None
    return days_after(when.last_on, when.expected_days * last / quantity)
