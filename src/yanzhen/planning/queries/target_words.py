"""The seven methods in words: inputs, formulas, steps of the working, and why there is no figure."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext_lazy

from yanzhen.lib.money import in_words
from yanzhen.planning.calc.targets import COUNT, MONEY, RATIO, Problem, Quantity, Step
from yanzhen.platform import amounts
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.fields import listed

FORMULAS: Mapping[str, Any] = {
    "growth": gettext_lazy("g = S₀ ÷ S₋₁; on average over n periods (S₀ ÷ S₋ₙ)^(1/n). Target = S₀ × g*."),
    "share": gettext_lazy("m = our sales ÷ industry sales of the same period. Target = industry forecast × m*."),
    "expansion": gettext_lazy(
        "e = m₀ ÷ m₋₁, the same as real growth = our growth ÷ industry growth. Target = S₀ × industry growth* × e*."
    ),
    "break_even": gettext_lazy(
        "v = variable cost V ÷ sales X. Break-even = fixed cost F ÷ (1 − v). Target = (F + profit P) ÷ (1 − v)."
    ),
    "expense": gettext_lazy(
        "Gross margin needed = expenses + profit, spread by margin contribution. Target of each = its margin ÷ its "
        "margin rate; all together are the target."
    ),
    "purchasing_power": gettext_lazy(
        "Demand = households × spending; ÷ shops = average selling power of a shop. Target = our shops × average × "
        "our strength × our share of the shop price."
    ),
    "declarations": gettext_lazy(
        "Realistic = sum of the corrected figures; ideal = sum of the higher of declared and corrected; plus what "
        "people who left sold."
    ),
}
INPUTS: Mapping[str, Any] = {
    "sales_0": gettext_lazy("Our sales, last period (S₀)"),
    "sales_1": gettext_lazy("Our sales, one period before (S₋₁)"),
    "sales_2": gettext_lazy("Our sales, two periods before (S₋₂)"),
    "sales_3": gettext_lazy("Our sales, three periods before (S₋₃)"),
    "growth_realistic": gettext_lazy("Growth rate g*, realistic"),
    "growth_ideal": gettext_lazy("Growth rate g*, ideal"),
    "industry_forecast": gettext_lazy("Industry forecast for the plan"),
    "industry_0": gettext_lazy("Industry sales, last period"),
    "industry_1": gettext_lazy("Industry sales, one period before"),
    "share_realistic": gettext_lazy("Market share m*, realistic"),
    "share_ideal": gettext_lazy("Market share m*, ideal"),
    "share_now": gettext_lazy("Share m₀ by another source"),
    "share_before": gettext_lazy("Share m₋₁ by another source"),
    "industry_growth": gettext_lazy("Industry growth g*"),
    "expansion_realistic": gettext_lazy("Expansion rate e*, realistic"),
    "expansion_ideal": gettext_lazy("Expansion rate e*, ideal"),
    "sales": gettext_lazy("Sales X, last period"),
    "variable": gettext_lazy("Variable cost V, last period"),
    "fixed": gettext_lazy("Fixed cost F of the plan's period"),
    "expenses": gettext_lazy("Expenses of the plan's period"),
    "profit_realistic": gettext_lazy("Profit P, realistic"),
    "profit_ideal": gettext_lazy("Profit P, ideal"),
    "margin": gettext_lazy("Margin contribution"),
    "margin_rate": gettext_lazy("Margin rate"),
    "households": gettext_lazy("Households"),
    "people": gettext_lazy("People"),
    "household_size": gettext_lazy("Persons a household"),
    "spending": gettext_lazy("Spending of a household on such goods"),
    "income": gettext_lazy("Income of a household"),
    "spending_rate": gettext_lazy("Share of income spent on such goods"),
    "shops": gettext_lazy("Shops in the area"),
    "shop_power": gettext_lazy("Selling power of a shop, if known"),
    "own_shops": gettext_lazy("Shops that sell our goods"),
    "strength_realistic": gettext_lazy("Our strength in a shop, realistic"),
    "strength_ideal": gettext_lazy("Our strength in a shop, ideal"),
    "price_share": gettext_lazy("Our price as a share of the shop price"),
    "raw": gettext_lazy("Declared"),
    "corrected": gettext_lazy("Corrected"),
    "uncovered": gettext_lazy("Sales of people who left"),
}
STEPS: Mapping[str, Any] = {
    "growth.rate": gettext_lazy("Growth: {now} ÷ {before}"),
    "growth.average": gettext_lazy("Average growth over {row} periods: ({now} ÷ {before})^(1/{row})"),
    "growth.realistic": gettext_lazy("Realistic: {s} × {g}"),
    "growth.ideal": gettext_lazy("Ideal: {s} × {g}"),
    "share.now": gettext_lazy("Share today: {own} ÷ {industry}"),
    "share.before": gettext_lazy("Share before: {own} ÷ {industry}"),
    "share.realistic": gettext_lazy("Realistic: {industry} × {m}"),
    "share.ideal": gettext_lazy("Ideal: {industry} × {m}"),
    "expansion.industry": gettext_lazy("Industry growth: {now} ÷ {before}"),
    "expansion.industry_to_come": gettext_lazy("Industry growth to come: {now} ÷ {before}"),
    "expansion.rate": gettext_lazy("Expansion rate e: {now} ÷ {before}"),
    "expansion.real_growth": gettext_lazy("Real growth: {own} ÷ {industry}"),
    "expansion.realistic": gettext_lazy("Realistic: {s} × {g} × {e}"),
    "expansion.ideal": gettext_lazy("Ideal: {s} × {g} × {e}"),
    "break_even.rate": gettext_lazy("Variable-cost rate v: {v} ÷ {x}"),
    "break_even.point": gettext_lazy("Break-even: {f} ÷ (1 − {v})"),
    "break_even.realistic": gettext_lazy("Realistic: ({f} + {p}) ÷ (1 − {v})"),
    "break_even.ideal": gettext_lazy("Ideal: ({f} + {p}) ÷ (1 − {v})"),
    "expense.need_realistic": gettext_lazy("Gross margin needed, realistic: {e} + {p}"),
    "expense.need_ideal": gettext_lazy("Gross margin needed, ideal: {e} + {p}"),
    "expense.part_realistic": gettext_lazy("{label}: {margin} ÷ {rate}"),
    "expense.part_ideal": gettext_lazy("{label}: {margin} ÷ {rate}"),
    "expense.realistic": gettext_lazy("Realistic: sum of the parts"),
    "expense.ideal": gettext_lazy("Ideal: sum of the parts"),
    "power.households": gettext_lazy("Households: {people} ÷ {size}"),
    "power.spending": gettext_lazy("Spending of a household: {income} × {rate}"),
    "power.demand": gettext_lazy("Demand: {h} × {spent}"),
    "power.average": gettext_lazy("Average selling power of a shop: {demand} ÷ {shops}"),
    "power.shop_realistic": gettext_lazy("Sales expected of each of our shops: {average} × {strength}"),
    "power.shop_ideal": gettext_lazy("Sales expected of each of our shops, ideal: {average} × {strength}"),
    "power.realistic": gettext_lazy("Realistic: {shops} × {each} × {price}"),
    "power.ideal": gettext_lazy("Ideal: {shops} × {each} × {price}"),
    "declared.raw": gettext_lazy("Declared by {number} people"),
    "declared.realistic": gettext_lazy("Realistic: {parts} + {rest}"),
    "declared.ideal": gettext_lazy("Ideal: {parts} + {rest}"),
    "declared.share": gettext_lazy("Share of the market that this means: {own} ÷ {industry}"),
}
PROBLEMS: Mapping[str, Any] = {
    "missing": gettext_lazy("Not worked out yet. Enter: {names}."),
    "no_sales": gettext_lazy("No sales, or more returns than sales, in the last period: there is nothing to multiply."),
    "no_history": gettext_lazy("One period is no history: enter a growth rate, or the sales of the period before."),
    "rate_not_positive": gettext_lazy(
        "A rate in ratio form is above zero: 112 % means 12 % more, 90 % means 10 % less."
    ),
    "share_out_of_range": gettext_lazy("A market share lies above 0 % and at most at 100 %."),
    "no_break_even": gettext_lazy(
        "The variable cost takes all of the sales (v is 100 % or more): the more is sold, the less is left to pay "
        "fixed cost. No amount of sales breaks even; raise prices or lower the variable cost first."
    ),
    "negative_cost": gettext_lazy("A cost cannot be below zero."),
    "no_margin": gettext_lazy("No product category earns a margin that the need could be spread over. Enter: {names}."),
    "not_positive": gettext_lazy("With these figures the target is not above zero."),
    "ideal_below": gettext_lazy("The ideal figure comes out below the realistic one; look at the ideal inputs."),
    "nobody_declared": gettext_lazy("Nobody has declared a figure for this part yet."),
    "negative_declaration": gettext_lazy("A declared figure is below zero."),
    "currencies": gettext_lazy(
        "These amounts are in another currency than the plan and are not added up: {names}. Enter them in {currency}."
    ),
    "history_not_positive": gettext_lazy("{names}: zero or below, so it gives no rate and the history ends there."),
    "shares_disagree": gettext_lazy(
        "Expansion rate and real growth differ. On one data set they are equal: one of the shares comes from other "
        "data."
    ),
    "earns_nothing": gettext_lazy("Earns no margin and gets no part: {names}."),
    "no_market": gettext_lazy("The industry's sales are not known: the sum is not held against the market."),
    "above_market": gettext_lazy("The declarations come to more than the whole market."),
}
NOTES: Mapping[str, Any] = {
    "carried": gettext_lazy("nobody foresaw it: last period carried on at its growth"),
    "left": gettext_lazy("nobody declares it, though the customers remain"),
    "other_currencies": gettext_lazy("not counted, in other currencies: {detail}"),
}


def note(code: str) -> str:
    """What is to be known about an input."""
    name, _colon, detail = code.partition(":")
    return str(NOTES[name]).format(detail=detail) if name in NOTES else ""


def percent(rate: Decimal) -> str:
    """A rate in the trade's ratio form: 1.12 → 112 %; idle zeros are left away."""
    value = (rate * 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    text = f"{value:,f}".rstrip("0").rstrip(".")
    return f"{text}\u00a0%"


def figure(quantity: Quantity) -> str:
    """A figure of the working, exact."""
    if quantity.kind == RATIO:
        return percent(quantity.value)
    if quantity.kind == COUNT:
        return f"{quantity.value.normalize():,f}"
    return in_words(quantity.value)


def typed(kind: str, value: Decimal | None) -> str:
    """A figure as it is typed: rates in per cent, idle zeros left away."""
    if value is None:
        return ""
    shown = value * 100 if kind == RATIO else value
    if kind == MONEY:
        return f"{shown:,.2f}"
    text = f"{shown:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def step(of: Step, labels: Mapping[str, str]) -> str:
    """One line of the working in words."""
    figures = {name: figure(quantity) for name, quantity in of.of}
    return str(STEPS[of.code]).format(**figures, row=of.row, label=labels.get(of.row, of.row))


def problem(of: Problem, labels: Mapping[str, str], currency: str) -> str:
    """Why there is no figure, or what is odd about it."""
    names = listed(labels.get(name) or str(INPUTS.get(name, name)) for name in of.names)
    return str(PROBLEMS[of.code]).format(names=names, currency=currency)


def entered(amount: Decimal | None) -> str:
    """An amount as it stands in a field: separated by thousands, whole amounts without decimals."""
    if amount is None:
        return ""
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"


def scaled(actor: Actor, amount: Decimal | None) -> float | None:
    """An amount for a chart."""
    value = amounts.scaled(actor, amount)
    return None if value is None else float(round(value, 4))
