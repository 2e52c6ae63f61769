"""What customers bought, summed in the database: the ground of evaluations, next purchases and suggestions.

Only orders that count as sales; returns lower sums and are no purchase days.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min, QuerySet, Sum
from django.db.models.functions import TruncMonth

from yanzhen.lib.periods import Period
from yanzhen.orders.enums import COUNTED, OrderKind
from yanzhen.orders.models import Order, OrderLine
from yanzhen.platform.actor import Actor


def _orders(actor: Actor) -> QuerySet[Order]:
    return Order.objects.visible_to(actor).filter(state__in=COUNTED).order_by()


def _lines(actor: Actor) -> QuerySet[OrderLine]:
    return OrderLine.objects.filter(order__in=_orders(actor)) if not actor.is_system else _all_lines()


def _all_lines() -> QuerySet[OrderLine]:
    return OrderLine.objects.filter(order__state__in=COUNTED).order_by()


def first_days(actor: Actor, until: date) -> dict[int, date]:
    """The day of the first sales order of every customer who had one up to a day."""
    rows = _orders(actor).filter(kind=OrderKind.SALE, ordered_on__lte=until)
    return dict(rows.values_list("customer_id").annotate(first=Min("ordered_on")))


def net_by_customer(actor: Actor, period: Period, currency: str) -> dict[int, Decimal]:
    """Net sales of a period in one currency, returns taken off."""
    rows = _orders(actor).filter(currency=currency, ordered_on__range=(period.start, period.end))
    return dict(rows.values_list("customer_id").annotate(net=Sum("net_amount")))


def costed_by_customer(actor: Actor, period: Period, currency: str) -> dict[int, tuple[Decimal, Decimal]]:
    """Net sales and cost of the lines whose cost is known."""
    rows = _lines(actor).filter(
        cost_amount__isnull=False, order__currency=currency, order__ordered_on__range=(period.start, period.end)
    )
    sums = rows.order_by().values_list("order__customer_id").annotate(net=Sum("net_amount"), cost=Sum("cost_amount"))
    return {key: (net, cost) for key, net, cost in sums}


def months_by_customer(actor: Actor, period: Period) -> dict[int, int]:
    """In how many calendar months of a period each customer placed a sales order."""
    rows = _orders(actor).filter(kind=OrderKind.SALE, ordered_on__range=(period.start, period.end))
    found = rows.annotate(month=TruncMonth("ordered_on")).values_list("customer_id")
    return dict(found.annotate(number=Count("month", distinct=True)))


def products_by_customer(actor: Actor, period: Period) -> dict[int, int]:
    """How many different products each customer bought in a period."""
    rows = _lines(actor).filter(
        order__kind=OrderKind.SALE, order__ordered_on__range=(period.start, period.end), quantity__gt=0
    )
    found = rows.order_by().values_list("order__customer_id")
    return dict(found.annotate(number=Count("product_id", distinct=True)))


def days_by_customer(actor: Actor, until: date) -> dict[int, list[date]]:
    """The days on which each customer placed a sales order up to a day, oldest first."""
    rows = _orders(actor).filter(kind=OrderKind.SALE, ordered_on__lte=until)
    found: dict[int, list[date]] = defaultdict(list)
    pairs = rows.values_list("customer_id", "ordered_on").distinct().order_by("customer_id", "ordered_on")
    for customer, day in pairs.iterator(chunk_size=10_000):
        found[customer].append(day)
    return found


@dataclass(frozen=True)
class Taken:
    """What one customer took of one product on one day; returns lower it."""

    customer: int
    product: int
    day: date
    quantity: Decimal


def taken(actor: Actor, customers: Iterable[int], period: Period) -> Iterator[Taken]:
    """Quantities by customer, product and day, customer by customer and product by product."""
    rows = _lines(actor).filter(
        order__customer_id__in=list(customers), order__ordered_on__range=(period.start, period.end)
    )
    found = rows.order_by().values_list("order__customer_id", "product_id", "order__ordered_on")
    for row in found.annotate(sum=Sum("quantity")).order_by(
        "order__customer_id", "product_id", "order__ordered_on"
    ).iterator(chunk_size=10_000):  # fmt: skip
        yield Taken(*row)


def products_of(actor: Actor, period: Period) -> Iterator[tuple[int, int]]:
    """Every (customer, product) bought in a period, once."""
    rows = _lines(actor).filter(
        order__kind=OrderKind.SALE, order__ordered_on__range=(period.start, period.end), quantity__gt=0
    )
    found = rows.order_by().values_list("order__customer_id", "product_id").distinct()
    yield from found.iterator(chunk_size=10_000)


def bought_by(actor: Actor, customer: int, period: Period) -> set[int]:
    """The products one customer bought in a period, as far as `actor` sees the orders."""
    rows = OrderLine.objects.filter(
        order__in=_orders(actor).filter(customer_id=customer, kind=OrderKind.SALE), quantity__gt=0
    ).filter(order__ordered_on__range=(period.start, period.end))
    return set(rows.order_by().values_list("product_id", flat=True).distinct())


@dataclass(frozen=True)
class Document:
    """An order behind a figure."""

    key: int
    number: str
    day: date
    net: Decimal
    cost: Decimal | None
    currency: str
    is_return: bool


def documents(actor: Actor, customer: int, period: Period, currency: str = "", most: int = 500) -> list[Document]:
    """The orders behind the figures of one customer, the latest first; `cost` is that of the lines that have one."""
    rows: Any = _orders(actor).filter(customer_id=customer, ordered_on__range=(period.start, period.end))
    if currency:
        rows = rows.filter(currency=currency)
    keys = list(rows.order_by("-ordered_on", "-pk").values_list("pk", flat=True)[:most])  # before the lines are joined
    found = Order.objects.filter(pk__in=keys).annotate(known=Sum("lines__cost_amount")).order_by("-ordered_on", "-pk")
    columns = found.values_list("pk", "number", "ordered_on", "net_amount", "known", "currency", "kind")
    return [
        Document(key, number, day, net, cost, money, kind == OrderKind.RETURN)
        for key, number, day, net, cost, money, kind in columns
    ]


def large_orders(actor: Actor, since: date, until: date, amount: Decimal, currency: str) -> list[tuple[int, int, date]]:
    """Orders of at least an amount in these days: customer, order, day."""
    rows = _orders(actor).filter(kind=OrderKind.SALE, currency=currency, net_amount__gte=amount)
    found = rows.filter(ordered_on__range=(since, until)).order_by("ordered_on", "pk")
    return list(found.values_list("customer_id", "pk", "ordered_on"))
