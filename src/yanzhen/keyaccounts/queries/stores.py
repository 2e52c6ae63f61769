"""Stores of key accounts and what can be won in them, in the reach of whoever asks."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, F, Q, Sum

from yanzhen.keyaccounts.calc import shops
from yanzhen.keyaccounts.enums import ChanceState
from yanzhen.keyaccounts.models import Agreement, Store, StoreOpportunity
from yanzhen.lib.periods import Period, shifted
from yanzhen.orders.queries import accounts
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.base import ScopedQuerySet


def visible(actor: Actor) -> ScopedQuerySet[Store]:
    """Stores, by number."""
    rows = Store.objects.visible_to(actor).naming("agreement", "agreement__customer", "agreement__owner", "outlet")
    return rows.order_by("number", "pk")


def chances(actor: Actor) -> ScopedQuerySet[StoreOpportunity]:
    """Store opportunities, this week's first and the most valuable of them on top."""
    names = ("store", "store__agreement", "store__agreement__customer", "store__agreement__owner", "product", "owner")
    rows = StoreOpportunity.objects.visible_to(actor).naming(*names)
    return rows.order_by("-week", F("potential").desc(nulls_last=True), "-pk")


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def of_week(actor: Actor, week: date) -> ScopedQuerySet[StoreOpportunity]:
    """What stands on the list of a week: open first, by worth."""
    rows = chances(actor).filter(week=week)
    return rows.order_by("-state", F("potential").desc(nulls_last=True), "pk")  # open comes first


@dataclass(frozen=True)
class Week:
    """How a week went: open, done, and what was won by currency."""

    monday: date
    open: int
    done: int
    won: dict[str, Decimal]


def weeks(actor: Actor, most: int = 8) -> list[Week]:
    """The last weeks, the latest first."""
    rows = StoreOpportunity.objects.visible_to(actor).order_by()
    mondays = list(rows.order_by("-week").values_list("week", flat=True).distinct()[:most])
    found = rows.filter(week__in=mondays).values_list("week", "currency").annotate(
        open=Count("pk", filter=Q(state=ChanceState.OPEN)),
        done=Count("pk", filter=Q(state=ChanceState.DONE)),
        won=Sum("result", filter=Q(state=ChanceState.DONE)),
    )  # fmt: skip
    kept = list(found)
    return [
        Week(
            monday,
            sum(opened for week, _c, opened, _d, _w in kept if week == monday),
            sum(done for week, _c, _o, done, _w in kept if week == monday),
            {money: won for week, money, _o, _d, won in sorted(kept, key=lambda k: k[1]) if week == monday and won},
        )
        for monday in mondays
    ]


def worth(actor: Actor) -> dict[str, Decimal]:
    """What the open opportunities are worth a month, by currency."""
    rows = StoreOpportunity.objects.visible_to(actor).filter(state=ChanceState.OPEN).order_by("currency")
    sums = rows.values_list("currency").annotate(total=Sum("potential"))
    return {money: (total or Decimal(0)).quantize(Decimal("0.01")) for money, total in sums}


@dataclass(frozen=True)
class Seen:
    """A fact about a store that a lower floor saw: a gap on the shelf, old stock, a missing display."""

    store: int
    kind: str
    product: int | None
    amount: Decimal | None
    reason: str
    key: str
    facts: Mapping[str, str] = field(default_factory=dict)
    """What the reason was made from, if it was: see `words.FOUND`."""


Source = Callable[[Agreement, date], Iterable[Seen]]
_sources: list[Source] = []


def declare_source(source: Source) -> None:
    """Let a floor that sees stores (visits that count stock and age) add what it saw to the weekly list."""
    _sources.append(source)


def seen(agreement: Agreement, today: date) -> list[Seen]:
    """What the declared sources saw in the stores of an agreement."""
    return [fact for source in _sources for fact in source(agreement, today)]


def from_orders(agreement: Agreement, today: date, weeks: int = shops.WEEKS) -> list[shops.Chance]:
    """What the orders of the last twelve months say is missing in the stores that order for themselves."""
    rows = Store.objects.filter(agreement=agreement, is_active=True, outlet__isnull=False).order_by("pk")
    outlets: dict[int, list[int]] = defaultdict(list)
    for store, outlet in rows.values_list("pk", "outlet_id"):
        outlets[outlet].append(store)
    # Two stores behind one customer cannot be told apart by its orders: only the first stands for it.
    first = {outlet: stores[0] for outlet, stores in outlets.items() if outlet is not None}
    period = Period(shifted(today, -12) + timedelta(days=1), today)
    taken = accounts.taken(SYSTEM, list(first), period, agreement.currency)
    bought = [shops.Bought(first[t.customer], t.product, t.month, t.net, t.last) for t in taken]
    return shops.chances(bought, first.values(), today, weeks)
