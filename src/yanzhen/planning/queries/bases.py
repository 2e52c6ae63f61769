"""The past periods that a plan is measured by, and what our books and the market say of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from yanzhen.figures.permissions import VIEW_SALES
from yanzhen.figures.queries import sales
from yanzhen.lib.money import from_cents
from yanzhen.lib.periods import Period, month_end, month_start, shifted
from yanzhen.market.calc.ledger import Known, MixedCurrencies
from yanzhen.market.enums import FigureKind
from yanzhen.market.queries import figures as market
from yanzhen.planning.models import Plan
from yanzhen.planning.queries import books, plans
from yanzhen.platform import masks, warehouse
from yanzhen.platform.actor import Actor

YEARS = 4
Filters = Mapping[str, Sequence[object]]


def past(plan: Plan, today: date) -> list[Period]:
    """Four equal periods before the plan, the latest first, all of finished months.

    A plan of whole years follows the last finished month, so that nothing of today is left out; a shorter one looks at
    the same months of the years before, so that seasons compare with themselves.
    """
    last = min(month_start(today), plan.starts_on) - timedelta(days=1)
    if plan.months % 12 == 0:
        start = shifted(month_start(last), 1 - plan.months)
        step = plan.months
    else:
        step = 12 * -(-plan.months // 12)
        start = shifted(plan.starts_on, -step)
        while month_end(shifted(start, plan.months - 1)) > last:
            start = shifted(start, -12)
    starts = [shifted(start, -step * n) for n in range(YEARS)]
    return [Period(on, month_end(shifted(on, plan.months - 1))) for on in starts]


def calendar(plan: Plan, today: date) -> list[Period]:
    """The same as the market knows it: periods that begin in the month in which the plan does."""
    start = shifted(plan.starts_on, -12 * -(-plan.months // 12))
    while month_end(shifted(start, plan.months - 1)) >= today:
        start = shifted(start, -12)
    starts = [shifted(start, -12 * -(-plan.months // 12) * n) for n in range(YEARS)]
    return [Period(on, month_end(shifted(on, plan.months - 1))) for on in starts]


@dataclass(frozen=True)
class Books:
    """Net sales by month, and where the books begin; amounts before that are not known."""

    months: Mapping[date, int]
    begin: date | None

    def net(self, period: Period) -> Decimal | None:
        """Net sales of a period; None when the books do not reach back to it."""
        if self.begin is None or self.begin > period.start:
            return None
        return from_cents(sum(cents for on, cents in self.months.items() if period.start <= on <= period.end))


NO_BOOKS = Books({}, None)


def begin(actor: Actor, plan: Plan, periods: Sequence[Period]) -> date | None:
    """The first month with sales in reach, looking back to the month before the earliest of these periods."""
    first = min(p.start for p in periods)
    known = books.net(actor, (), shifted(first, -1), max(p.end for p in periods), plan.currency).get((), {})
    return min(known, default=None)


def by_key(
    actor: Actor, plan: Plan, by: Sequence[str], periods: Sequence[Period], filters: Filters | None = None
) -> dict[books.Key, Books]:
    """Net sales of these periods by any sides."""
    since = begin(actor, plan, periods)
    first, last = min(p.start for p in periods), max(p.end for p in periods)
    found = books.net(actor, by, first, last, plan.currency, filters=filters)
    if not by:
        found.setdefault((), {})
    return {key: Books(months, since) for key, months in found.items()}


def others(actor: Actor, plan: Plan, period: Period, filters: Filters) -> str:
    """Sales in other currencies, which are not counted: “USD 12000.00”."""
    cube = sales.cube(
        actor, sales.Request(measures=("net_sales",), start=period.start, end=period.end, filters=filters)
    )
    rows = [(row["currency"], row["net"]) for row in cube.rows() if row["currency"] != plan.currency and row["net"]]
    return ", ".join(f"{currency} {from_cents(net)}" for currency, net in rows)


@dataclass(frozen=True)
class Margin:
    """Net sales, margin and what of the sales the margin speaks of; None for who may not see margins."""

    net: Decimal
    margin: Decimal | None
    covered: Decimal

    @property
    def rate(self) -> Decimal | None:
        """Margin over the sales whose cost is known, in ratio form."""
        if self.margin is None or not self.covered:
            return None
        return (self.margin / self.covered).quantize(Decimal("0.0001"))


def margins(
    actor: Actor, plan: Plan, by: str, period: Period, filters: Filters
) -> dict[int | None, tuple[str, Margin]]:
    """Margins of a period by one side with the name of each; {None: ("", …)} for the sum when `by` is empty."""
    if not actor.can(masks.MARGIN):
        return {}
    request = sales.Request(
        by=(by,) if by else (), measures=("net_sales", "margin"), start=period.start, end=period.end,
        currency=plan.currency, filters=filters, limit=sales.MAX_LIMIT,
    )  # fmt: skip
    cube = sales.cube(actor, request)
    return {
        row.get(by) if by else None: (cube.labels[by][row[by]].text if by else "", _margin(row)) for row in cube.rows()
    }


def _margin(row: Mapping[str, int]) -> Margin:
    return Margin(
        from_cents(row["net"]) or Decimal(0), from_cents(row["margin"]), from_cents(row["covered"]) or Decimal(0)
    )


def may_read_books(actor: Actor) -> bool:
    """Whether this person sees sales at all."""
    return actor.can(VIEW_SALES)


SMALL = Decimal("0.05")
"""A region with less than this of a unit's sales is not its market."""


def regions_of(actor: Actor, plan: Plan, unit: Any, period: Period) -> list[int] | None:
    """The regions that are a unit's market, by where it sold; None, which is all of them, for the root."""
    if unit.parent_id is None:
        return None
    if not may_read_books(actor) or warehouse.freshness() is None:
        return []
    narrowed = {"unit": [unit.pk]}
    found = books.net(actor, ("region",), period.start, period.end, plan.currency, filters=narrowed)
    sums = {key[0]: sum(months.values()) for key, months in found.items() if key[0] is not None}
    whole = sum(value for value in sums.values() if value > 0)
    return sorted(key for key, value in sums.items() if key is not None and value > 0 and value >= SMALL * whole)


class Market:
    """What the market says of a part: the whole, a region, a category, or the regions in which a unit sells."""

    def __init__(
        self, actor: Actor, plan: Plan, *, regions: Sequence[int] | None = None, category: int | None = None
    ) -> None:
        self.plan, self.regions, self.category = plan, regions, category
        self.ledger = market.ledger(actor) if actor.can("market.view_marketfigure") else None

    def known(self, kind: str, period: Period) -> Known | None:
        """The figure of a kind over a period: first in the plan's currency, else in whichever one it is."""
        found = [self._one(kind, period, region) for region in ([None] if self.regions is None else self.regions)]
        whole = [one for one in found if one is not None]
        if not whole or len(whole) < len(found):
            return None
        currencies = {one.currency for one in whole if one.currency}
        used = tuple(key for one in whole for key in one.used)
        return Known(sum((k.value for k in whole), Decimal(0)), min(currencies, default=""), used)

    def _one(self, kind: str, period: Period, region: int | None) -> Known | None:
        if self.ledger is None:
            return None
        asked = {"region": region, "category": self.category, "start": period.start, "end": period.end}
        found = self.ledger.known(kind, currency=self.plan.currency, **asked)  # type: ignore[arg-type]
        if found is not None:
            return found
        try:
            return self.ledger.known(kind, **asked)  # type: ignore[arg-type]
        except MixedCurrencies:
            return None

    def periods(self, today: date) -> list[Period]:
        """The past periods in which the industry is known: those of the books, else whole periods like the plan's."""
        rolling = past(self.plan, today)
        if self.known(FigureKind.INDUSTRY_SALES, rolling[0]) is not None:
            return rolling
        whole = calendar(self.plan, today)
        return whole if self.known(FigureKind.INDUSTRY_SALES, whole[0]) is not None else rolling

    def forecast(self, periods: Sequence[Period]) -> tuple[Known | None, bool]:
        """The industry's sales in the plan's period; when nobody foresaw them, the last carried on at its growth."""
        told = self.known(FigureKind.INDUSTRY_SALES, plans.period(self.plan))
        if told is not None:
            return told, False
        now, before = (self.known(FigureKind.INDUSTRY_SALES, p) for p in periods[:2])
        if now is None or before is None or before.value <= 0 or now.currency != before.currency:
            return None, False
        carried = (now.value * now.value / before.value).quantize(Decimal("0.01"))
        return Known(carried, now.currency, (*now.used, *before.used)), True
