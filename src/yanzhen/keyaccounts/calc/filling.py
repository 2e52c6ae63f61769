"""Fill rate, goods age and lead time from what arrived. See docs/algorithms/key-accounts.md."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from yanzhen.keyaccounts.calc.terms import percent_of


@dataclass(frozen=True)
class Ordered:
    """What was ordered of a product on an order."""

    order: int
    product: int
    day: date
    quantity: Decimal


@dataclass(frozen=True)
class Arrived:
    """What arrived of it on a day; its dates of production and best before, where known."""

    order: int
    product: int
    day: date
    quantity: Decimal
    produced_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True)
class Filled:
    """Quantities: ordered and due by now, of it whole and in time; `rate` in percent, None when nothing was due.

    `missed` are the (order, product) that came late or not whole.
    """

    ordered: Decimal
    filled: Decimal
    rate: Decimal | None
    missed: tuple[tuple[int, int], ...]


def fill_rate(ordered: Iterable[Ordered], arrived: Iterable[Arrived], lead_days: int, today: date) -> Filled:
    """Delivered on time and in full ÷ ordered, by quantity.

    A line counts once its day (ordered + `lead_days`) has come. It is filled when all of it arrived by that day; a line
    that came late or in part adds nothing. An order with the same product twice is one line.
    """
    wanted: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    promised: dict[tuple[int, int], date] = {}
    for line in ordered:
        day = line.day + timedelta(days=lead_days)
        if day <= today and line.quantity > 0:
            wanted[line.order, line.product] += line.quantity
            promised[line.order, line.product] = day
    came: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for part in arrived:
        key = (part.order, part.product)
        if key in promised and part.day <= promised[key]:
            came[key] += part.quantity
    missed = tuple(key for key, quantity in wanted.items() if came[key] < quantity)
    total = sum(wanted.values(), Decimal(0))
    filled = total - sum((wanted[key] for key in missed), Decimal(0))
    return Filled(total, filled, percent_of(filled, total), missed)


def age_at_arrival(part: Arrived) -> Decimal | None:
    """Percent of the shelf life that was over on arrival; None when a date is missing.

    Produced on 1 January, best before 31 December (364 days later), arrived on 1 May (120 days): 33.0 %.
    """
    if part.produced_on is None or part.expires_on is None or part.expires_on <= part.produced_on:
        return None
    return percent_of((part.day - part.produced_on).days, (part.expires_on - part.produced_on).days)


def lead_time(ordered: Iterable[Ordered], arrived: Iterable[Arrived]) -> Decimal | None:
    """Mean days from order to arrival, weighed by quantity; None without arrivals."""
    days = {line.order: line.day for line in ordered}
    total, weighed = Decimal(0), Decimal(0)
    for part in arrived:
        if part.order in days:
            total += part.quantity
            weighed += part.quantity * (part.day - days[part.order]).days
    return (weighed / total).quantize(Decimal("0.1")) if total else None
