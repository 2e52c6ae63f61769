"""The past periods that a plan is measured by, and what our books and the market say of them."""

from collections.abc import Mapping, Sequence
from copy import copy
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
from yanzhen.platform.actor import SYSTEM, Actor

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


def _margin(row: Mapping[str, int]) -> Margin:
    net, covered = from_cents(row["net"]), from_cents(row["covered"])
    return Margin(net or Decimal(0), from_cents(row["margin"]), covered or Decimal(0))


class Reader:
    """Reads our books for a plan inside the reach of a person, from the copy that figures are read from."""

    def __init__(self, actor: Actor, plan: Plan) -> None:
        self.actor, self.plan = actor, plan
        self.is_open = actor.can(VIEW_SALES) and warehouse.freshness() is not None

    def net(
        self, by: Sequence[str], start: date, end: date, filters: Filters | None = None
    ) -> dict[books.Key, dict[date, int]]:
        """Net sales in cents by any sides and month."""
        return books.net(self.actor, by, start, end, self.plan.currency, filters=filters)

    def carries_all(self, unit_id: int, period: Period) -> bool:
        """Whether a unit and those below it make nearly all sales of the firm: its market is the whole one."""
        asked = (SYSTEM, (), period.start, period.end, self.plan.currency)
        whole, own = books.net(*asked), books.net(*asked, filters={"unit": [unit_id]})
        everything = sum(sum(months.values()) for months in whole.values())
        return everything > 0 and sum(sum(months.values()) for months in own.values()) >= everything * NEARLY

    def others(self, period: Period, filters: Filters) -> str:
        """Sales in other currencies, which are not counted: “USD 12000.00”."""
        asked = sales.Request(measures=("net_sales",), start=period.start, end=period.end, filters=filters)
        rows = [(row["currency"], row["net"]) for row in sales.cube(self.actor, asked).rows()]
        return ", ".join(f"{code} {from_cents(net)}" for code, net in rows if code != self.plan.currency and net)

    def margins(self, by: str, period: Period, filters: Filters) -> dict[int | None, tuple[str, Margin]]:
        """Margins of a period by one side with the name of each; {None: ("", …)} for the sum when `by` is empty."""
        if not self.actor.can(masks.MARGIN):
            return {}
        request = sales.Request(
            by=(by,) if by else (), measures=("net_sales", "margin"), start=period.start, end=period.end,
            currency=self.plan.currency, filters=filters, limit=sales.MAX_LIMIT,
        )  # fmt: skip
        cube = sales.cube(self.actor, request)
        named = cube.labels[by] if by else {}
        return {row[by] if by else None: (named[row[by]].text if by else "", _margin(row)) for row in cube.rows()}


def begin(reader: Reader, periods: Sequence[Period]) -> date | None:
    """The first month with sales in reach, looking back to the month before the earliest of these periods."""
    first, last = min(p.start for p in periods), max(p.end for p in periods)
    return min(reader.net((), shifted(first, -1), last).get((), {}), default=None)


def by_key(
    reader: Reader, by: Sequence[str], periods: Sequence[Period], filters: Filters | None = None
) -> dict[books.Key, Books]:
    """Net sales of these periods by any sides."""
    since = begin(reader, periods)
    found = reader.net(by, min(p.start for p in periods), max(p.end for p in periods), filters)
    if not by:
        found.setdefault((), {})
    return {key: Books(months, since) for key, months in found.items()}


SMALL, NEARLY = Decimal("0.05"), Decimal("0.98")
"""A region with less than 5 % of a unit's sales is not its market; a unit with 98 % of all sells in the whole one."""


def regions_of(reader: Reader, unit: Any, period: Period) -> list[int] | None:
    """The regions that are a unit's market, by where it sold; None, which is all of them, for the root."""
    if unit.parent_id is None:
        return None
    if not reader.is_open:
        return []
    if reader.carries_all(unit.pk, period):
        return None
    found = reader.net(("region",), period.start, period.end, {"unit": [unit.pk]})
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

    def of(self, region: int | None) -> "Market":
        """The same facts of one region."""
        narrowed = copy(self)
        narrowed.regions = None if region is None else [region]
        return narrowed

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

    def mean(self, kind: str, weigh_by: str, period: Period) -> Known | None:
        """A figure of one household or shop: of the part itself, else the mean over its regions by their number."""
        regions: Sequence[int | None] = [None] if self.regions is None else self.regions
        if len(regions) == 1 and (own := self._one(kind, period, regions[0])) is not None:
            return own
        inside = self.regions if self.regions is not None else self.ledger.parts.regions if self.ledger else ()
        pairs = [(self._one(kind, period, r), self._one(weigh_by, period, r)) for r in inside]
        known = [(one, number) for one, number in pairs if one is not None and number is not None]
        whole = sum((number.value for _one, number in known), Decimal(0))
        if len(known) < len(pairs) or not whole or len({one.currency for one, _number in known}) > 1:
            return None
        value = sum((one.value * number.value for one, number in known), Decimal(0)) / whole
        used = tuple(key for one, number in known for key in (*one.used, *number.used))
        return Known(value.quantize(Decimal("0.01")), known[0][0].currency, used)

    def periods(self, today: date) -> list[Period]:
        """The past periods in which the industry is known: those of the books or, where the market's figures come by
        quarters, up to two months earlier; else whole periods like the plan's own."""
        rolling, whole = past(self.plan, today), calendar(self.plan, today)
        for back in range(3):
            moved = [Period(shifted(p.start, -back), month_end(shifted(month_start(p.end), -back))) for p in rolling]
            if self.known(FigureKind.INDUSTRY_SALES, moved[0]) is not None:
                return moved
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
