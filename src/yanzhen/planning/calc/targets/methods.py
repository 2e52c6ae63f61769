"""The seven methods by name: which inputs each takes, and how they are worked out from them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from yanzhen.lib.money import rounded
from yanzhen.planning.calc.targets.costs import BreakEven, Earner, Expense
from yanzhen.planning.calc.targets.demand import Declarations, Declared, PurchasingPower
from yanzhen.planning.calc.targets.outcome import COUNT, MONEY, ONE, RATIO, Outcome, Problem
from yanzhen.planning.calc.targets.rates import Expansion, Growth, Share

Values = Mapping[str, Decimal | None]


@dataclass(frozen=True)
class Need:
    """An input of a method. `by_row` ones come once for each product, department or person."""

    name: str
    kind: str = MONEY
    by_row: bool = False
    optional: bool = False
    may_be_negative: bool = False


@dataclass(frozen=True)
class Given:
    """An input as it goes in; money bears its currency."""

    name: str
    value: Decimal | None
    currency: str = ""
    row: str = ""


@dataclass(frozen=True)
class Method:
    """A method: its inputs in their order, and the calculation."""

    needs: tuple[Need, ...]
    work_out: Callable[[str, Values, Mapping[str, Values]], Outcome]

    def need(self, name: str) -> Need | None:
        """The input of this name."""
        return next((need for need in self.needs if need.name == name), None)


def _optional(kind: str, *names: str) -> tuple[Need, ...]:
    return tuple(Need(name, kind, optional=True) for name in names)


def _growth(currency: str, v: Values, rows: Mapping[str, Values]) -> Outcome:
    sales = tuple(v.get(f"sales_{n}") for n in range(4))
    return Growth(currency, sales, v.get("growth_realistic"), v.get("growth_ideal")).work_out()


def _share(currency: str, v: Values, rows: Mapping[str, Values]) -> Outcome:
    known = {name: v.get(name) for name in ("sales_0", "industry_0", "sales_1", "industry_1")}
    own = {"realistic": v.get("share_realistic"), "ideal": v.get("share_ideal")}
    return Share(currency, v.get("industry_forecast"), **known, **own).work_out()


def _expansion(currency: str, v: Values, rows: Mapping[str, Values]) -> Outcome:
    names = ("sales_0", "sales_1", "industry_0", "industry_1", "industry_forecast")
    names += ("share_now", "share_before", "industry_growth")
    own = {"realistic": v.get("expansion_realistic"), "ideal": v.get("expansion_ideal")}
    return Expansion(currency, **{name: v.get(name) for name in names}, **own).work_out()


def _break_even(currency: str, v: Values, rows: Mapping[str, Values]) -> Outcome:
    profit = v.get("profit_realistic") or Decimal(0)
    return BreakEven(
        currency, v.get("sales"), v.get("variable"), v.get("fixed"), profit, v.get("profit_ideal")
    ).work_out()


def _expense(currency: str, v: Values, rows: Mapping[str, Values]) -> Outcome:
    earners = tuple(Earner(key, row.get("margin"), row.get("margin_rate")) for key, row in rows.items())
    profit = v.get("profit_realistic") or Decimal(0)
    return Expense(currency, v.get("expenses"), earners, profit, v.get("profit_ideal")).work_out()


def _power(currency: str, v: Values, rows: Mapping[str, Values]) -> Outcome:
    names = ("shops", "own_shops", "households", "people", "household_size", "spending", "income", "spending_rate")
    names += ("shop_power",)
    usual = {"price_share": _or_one(v, "price_share"), "realistic": _or_one(v, "strength_realistic")}
    return PurchasingPower(
        currency, **{name: v.get(name) for name in names}, **usual, ideal=v.get("strength_ideal")  # type: ignore[arg-type]
    ).work_out()  # fmt: skip


def _or_one(values: Values, name: str) -> Decimal:
    value = values.get(name)
    return ONE if value is None else value


def _declarations(currency: str, v: Values, rows: Mapping[str, Values]) -> Outcome:
    people = tuple(
        Declared(key, rounded(raw, currency), row.get("corrected"))
        for key, row in rows.items()
        if (raw := row.get("raw")) is not None
    )
    names = ("uncovered", "sales_0", "industry_0", "industry_forecast")
    return Declarations(currency, people, **{name: v.get(name) for name in names}).work_out()


_PROFITS = (
    Need("profit_realistic", optional=True, may_be_negative=True),
    Need("profit_ideal", optional=True, may_be_negative=True),
)
METHODS: Mapping[str, Method] = {
    "growth": Method(
        (
            Need("sales_0", may_be_negative=True),
            *(Need(f"sales_{n}", optional=n > 1, may_be_negative=True) for n in (1, 2, 3)),
            *_optional(RATIO, "growth_realistic", "growth_ideal"),
        ),
        _growth,
    ),
    "share": Method(
        (
            Need("industry_forecast"), Need("sales_0", may_be_negative=True), Need("industry_0"),
            Need("sales_1", optional=True, may_be_negative=True), *_optional(MONEY, "industry_1"),
            *_optional(RATIO, "share_realistic", "share_ideal"),
        ),
        _share,
    ),
    "expansion": Method(
        (
            Need("sales_0", may_be_negative=True), Need("sales_1", may_be_negative=True),
            Need("industry_0"), Need("industry_1"), *_optional(MONEY, "industry_forecast"),
            *_optional(RATIO, "share_now", "share_before", "industry_growth"),
            *_optional(RATIO, "expansion_realistic", "expansion_ideal"),
        ),
        _expansion,
    ),
    "break_even": Method(
        (Need("sales", may_be_negative=True), Need("variable"), Need("fixed"), *_PROFITS), _break_even
    ),
    "expense": Method(
        (
            Need("expenses"), *_PROFITS,
            Need("margin", by_row=True, may_be_negative=True),
            Need("margin_rate", RATIO, by_row=True, may_be_negative=True),
        ),
        _expense,
    ),
    "purchasing_power": Method(
        (
            Need("households", COUNT), *_optional(COUNT, "people", "household_size"),
            Need("spending"), *_optional(MONEY, "income"), *_optional(RATIO, "spending_rate"),
            Need("shops", COUNT), *_optional(MONEY, "shop_power"), Need("own_shops", COUNT),
            *_optional(RATIO, "strength_realistic", "strength_ideal", "price_share"),
        ),
        _power,
    ),
    "declarations": Method(
        (
            Need("raw", by_row=True), Need("corrected", by_row=True, optional=True),
            *_optional(MONEY, "uncovered", "sales_0", "industry_0", "industry_forecast"),
        ),
        _declarations,
    ),
}  # fmt: skip


def work_out(method: str, currency: str, given: Sequence[Given]) -> Outcome:
    """Work a method out; amounts in another currency than the plan's are refused, never added up."""
    declared = METHODS[method]
    known = [(need, g) for g in given if (need := declared.need(g.name)) is not None and g.value is not None]
    foreign = [g.name for need, g in known if need.kind == MONEY and g.currency not in {"", currency}]
    if foreign:
        return Outcome(problem=Problem("currencies", tuple(dict.fromkeys(foreign))))
    values: dict[str, Decimal | None] = {g.name: g.value for need, g in known if not need.by_row}
    rows: dict[str, dict[str, Decimal | None]] = {}
    for need, g in known:
        if need.by_row:
            rows.setdefault(g.row, {})[g.name] = g.value
    return declared.work_out(currency, values, rows)


@dataclass(frozen=True)
class Weighed:
    """A result and its weight."""

    realistic: Decimal
    ideal: Decimal
    weight: int


def weighted(results: Sequence[Weighed], currency: str) -> tuple[Decimal, Decimal] | None:
    """Σ weight · result ÷ Σ weight, rounded half up; None without any weight."""
    whole = sum(r.weight for r in results)
    if whole <= 0:
        return None
    realistic = sum((r.realistic * r.weight for r in results), Decimal(0)) / whole
    ideal = sum((r.ideal * r.weight for r in results), Decimal(0)) / whole
    return rounded(realistic, currency), rounded(ideal, currency)
