"""The inputs of the seven methods, filled from our books, the market's figures and the declarations."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from yanzhen.lib.periods import Period
from yanzhen.market.calc.ledger import Known
from yanzhen.market.enums import FigureKind
from yanzhen.organization.queries import employees
from yanzhen.planning.calc.targets import METHODS, Given
from yanzhen.planning.enums import Taken, TargetMethodCode, TargetSide
from yanzhen.planning.models import Declaration, Plan, Target
from yanzhen.planning.queries import bases, plans
from yanzhen.platform.actor import Actor


@dataclass(frozen=True)
class Input:
    """One input: its value and currency, where it was taken from, over which period, and why it was changed.

    `suggested` and `suggested_from` keep what the sources say when somebody typed something else.
    """

    name: str
    value: str | None = None
    taken: str = Taken.MISSING
    row: str = ""
    label: str = ""
    currency: str = ""
    about: str = ""
    note: str = ""
    reason: str = ""
    suggested: str | None = None
    suggested_from: str = ""

    @property
    def number(self) -> Decimal | None:
        """The value as a number."""
        return None if self.value in (None, "") else Decimal(str(self.value))

    def given(self) -> Given:
        """The same for the calculation."""
        return Given(self.name, self.number, self.currency, self.row)

    def stored(self) -> dict[str, Any]:
        """As the method keeps it."""
        return asdict(self)


def read(stored: Iterable[dict[str, Any]]) -> list[Input]:
    """The inputs a method keeps; what cannot be read as a number counts as missing."""
    names = set(Input.__dataclass_fields__)
    found = []
    for one in stored:
        given = Input(**{name: value for name, value in one.items() if name in names})
        try:
            _number = given.number
        except InvalidOperation:
            given = replace(given, value=None, taken=Taken.MISSING)
        found.append(given)
    return found


def span(period: Period) -> str:
    """A period as it is kept: 2025-11/2026-10."""
    return f"{period.start:%Y-%m}/{period.end:%Y-%m}"


class Source:
    """Everything that fills the inputs of one target, read once."""

    def __init__(self, actor: Actor, target: Target, today: date, reader: bases.Reader | None = None) -> None:
        self.actor, self.target, self.today = actor, target, today
        self.plan: Plan = target.plan
        self.filters: dict[str, Sequence[object]] = _filters(target)
        self.periods = bases.past(self.plan, today)
        self.reader = reader or bases.Reader(actor, self.plan)
        self.has_books = self.reader.is_open
        self._sums: dict[Period, bases.Books] = {}
        self.market = bases.Market(
            actor,
            self.plan,
            regions=self._regions(),
            category=target.category_id if target.side == TargetSide.CATEGORY else None,
        )
        self.market_periods = self.market.periods(today)
        self.calendar = bases.calendar(self.plan, today)[0]

    def sales(self, periods: Sequence[Period]) -> list[Decimal | None]:
        """Our net sales in each of these periods."""
        if not self.has_books:
            return [None] * len(periods)
        if periods[0] not in self._sums:
            self._sums[periods[0]] = bases.by_key(self.reader, (), periods, self.filters)[()]
        return [self._sums[periods[0]].net(period) for period in periods]

    @cached_property
    def others(self) -> str:
        """Sales in other currencies in the last period."""
        return self.reader.others(self.periods[0], self.filters) if self.has_books else ""

    def _regions(self) -> list[int] | None:
        """The regions that are this part's market; None for all of them."""
        if self.target.side == TargetSide.REGION:
            return [self.target.region_id] if self.target.region_id is not None else None
        return bases.regions_of(self.reader, self.target.unit, self.periods[0])


def _filters(target: Target) -> dict[str, Sequence[object]]:
    """What narrows the books to the part; a plan of the root needs nothing."""
    filters: dict[str, Sequence[object]] = {}
    if target.unit.parent_id is not None:
        filters["unit"] = [target.unit_id]
    if target.side == TargetSide.REGION:
        filters["region"] = [target.region_id]
    if target.side == TargetSide.CATEGORY:
        filters["category"] = [target.category_id]
    return filters


def suggest(actor: Actor, target: Target, today: date, reader: bases.Reader | None = None) -> dict[str, list[Input]]:
    """The inputs of all methods as the sources give them; what no source knows is there, but missing."""
    source = Source(actor, target, today, reader)
    return {code: _complete(code, FILLERS[code](source), source.plan.currency) for code in TargetMethodCode.values}


def _complete(method: str, filled: list[Input], currency: str) -> list[Input]:
    """All inputs in the order of the method, those not found left missing."""
    by_name: dict[str, list[Input]] = {}
    for one in filled:
        by_name.setdefault(one.name, []).append(one)
    found: list[Input] = []
    for need in METHODS[method].needs:
        blank = [] if need.by_row else [Input(need.name, currency=currency if need.kind == "money" else "")]
        found += by_name.get(need.name, blank)
    return found


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _of_books(source: Source, name: str, value: Decimal | None, period: Period, note: str = "") -> Input:
    taken = Taken.MISSING if value is None else Taken.BOOKS
    return Input(name, _text(value), taken, currency=source.plan.currency, about=span(period), note=note)


def _of_market(name: str, known: Known | None, period: Period, note: str = "", currency: str = "") -> Input:
    if known is None:
        return Input(name, currency=currency, about=span(period))
    return Input(name, _text(known.value), Taken.MARKET, currency=known.currency, about=span(period), note=note)


def _own(source: Source, periods: Sequence[Period], number: int) -> list[Input]:
    sums = source.sales(periods)
    return [
        _of_books(
            source,
            f"sales_{n}",
            sums[n],
            periods[n],
            f"other_currencies:{source.others}" if source.others and n == 0 else "",
        )
        for n in range(number)
    ]


def _industry(source: Source) -> list[Input]:
    now, before = source.market_periods[:2]
    forecast, is_carried = source.market.forecast(source.market_periods)
    known, currency = source.market.known, source.plan.currency
    kind = FigureKind.INDUSTRY_SALES
    coming = plans.period(source.plan)
    return [
        _of_market("industry_forecast", forecast, coming, "carried" if is_carried else "", currency),
        _of_market("industry_0", known(kind, now), now, currency=currency),
        _of_market("industry_1", known(kind, before), before, currency=currency),
    ]


def _growth(source: Source) -> list[Input]:
    return _own(source, source.periods, 4)


def _share(source: Source) -> list[Input]:
    return [*_industry(source), *_own(source, source.market_periods, 2)]


def _break_even(source: Source) -> list[Input]:
    period = source.periods[0]
    if not source.has_books:
        return []
    found = source.reader.margins("", period, source.filters).get(None)
    net = source.sales(source.periods)[0]
    rate = found[1].rate if found else None
    cost = None if rate is None or net is None else (net * (1 - rate)).quantize(Decimal("0.01"))
    return [_of_books(source, "sales", net, period), _of_books(source, "variable", cost, period)]


def _expense(source: Source) -> list[Input]:
    if not source.has_books:
        return []
    period, filled = source.periods[0], []
    for key, (label, margin) in source.reader.margins("category", period, source.filters).items():
        rate = margin.rate
        amount = None if rate is None else (margin.net * rate).quantize(Decimal("0.01"))
        about = {"row": str(key or 0), "label": label}
        filled.append(replace(_of_books(source, "margin", amount, period), **about))
        filled.append(replace(_of_books(source, "margin_rate", rate, period), **about, currency=""))
    return filled


MEANS = {
    "spending": (FigureKind.SPENDING, FigureKind.HOUSEHOLDS),
    "income": (FigureKind.INCOME, FigureKind.HOUSEHOLDS),
    "shop_power": (FigureKind.SHOP_POWER, FigureKind.SHOPS),
}


def _power(source: Source) -> list[Input]:
    period, currency, market = source.calendar, source.plan.currency, source.market
    found = [
        _of_market(name, market.known(kind, period), period)
        for name, kind in (("households", FigureKind.HOUSEHOLDS), ("shops", FigureKind.SHOPS))
    ]
    for name, (kind, by) in MEANS.items():
        found.append(_of_market(name, market.mean(kind, by, period), period, currency=currency))
    return found


def _declarations(source: Source) -> list[Input]:
    filled: list[Input] = []
    for row in declared(source.target):
        about = {"row": str(row.person_id), "label": str(row.person), "currency": source.plan.currency}
        filled.append(Input("raw", _text(row.amount), Taken.DECLARED, **about))
        if row.corrected is not None:
            filled.append(Input("corrected", _text(row.corrected), Taken.DECLARED, **about))
    return [*filled, *_left_behind(source), *_share(source)]


def declared(target: Target) -> list[Declaration]:
    """The declarations that belong to a part: those of its people. Regions and categories have none of their own."""
    rows = Declaration.objects.filter(plan_id=target.plan_id, unit__path__contains=f"/{target.unit_id}/")
    if target.side in {TargetSide.REGION, TargetSide.CATEGORY}:
        rows = rows.none()
    return list(rows.select_related("person").order_by("person__number", "pk"))


def _left_behind(source: Source) -> list[Input]:
    """What people who have left sold in the last period: nobody declares it, though their customers remain."""
    if not source.has_books or source.target.side in {TargetSide.REGION, TargetSide.CATEGORY}:
        return []
    period = source.periods[0]
    found = bases.by_key(source.reader, ("person",), [period], source.filters)
    gone = employees.left_before([key[0] for key in found if key[0] is not None], source.plan.starts_on)
    sums = [found[key].net(period) or Decimal(0) for key in found if key[0] in gone]
    rest = sum((s for s in sums if s > 0), Decimal(0))
    return [_of_books(source, "uncovered", rest, period, "left")] if rest else []


FILLERS: dict[str, Callable[[Source], list[Input]]] = {
    TargetMethodCode.GROWTH: _growth,
    TargetMethodCode.SHARE: _share,
    TargetMethodCode.EXPANSION: _share,
    TargetMethodCode.BREAK_EVEN: _break_even,
    TargetMethodCode.EXPENSE: _expense,
    TargetMethodCode.PURCHASING_POWER: _power,
    TargetMethodCode.DECLARATIONS: _declarations,
}
