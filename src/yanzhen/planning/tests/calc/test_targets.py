"""The seven methods by hand: each example carries its working."""

from dataclasses import replace
from decimal import Decimal
from decimal import Decimal as D

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yanzhen.planning.calc.declaring import Place, judge
from yanzhen.planning.calc.targets import METHODS, Given, Outcome, Weighed, weighted, work_out
from yanzhen.planning.calc.targets.costs import BreakEven, Earner, Expense
from yanzhen.planning.calc.targets.demand import Declarations, Declared, PurchasingPower
from yanzhen.planning.calc.targets.rates import Expansion, Growth, Share

AMOUNTS = st.integers(100, 10**14).map(lambda cents: D(cents).scaleb(-2))
settings.register_profile("busy", suppress_health_check=[HealthCheck.too_slow], deadline=None)
BUSY = settings.get_profile("busy")
"""A busy machine is no fault of the arithmetic."""


def both(outcome: Outcome) -> tuple[Decimal | None, Decimal | None]:
    return outcome.realistic, outcome.ideal


def step(outcome: Outcome, code: str, row: str = "") -> Decimal:
    return next(s.result.value for s in outcome.steps if (s.code, s.row) == (code, row))


def why(outcome: Outcome) -> str:
    assert both(outcome) == (None, None)
    assert outcome.problem is not None
    return outcome.problem.code


# -- 1 Growth ----------------------------------------------------------------------------------------------------------


def test_growth_averages_the_years_and_takes_the_best_as_ideal() -> None:
    # 1331 ÷ 1210 = 1.1 · 1210 ÷ 1100 = 1.1 · 1100 ÷ 1000 = 1.1; (1331 ÷ 1000)^(1/3) = 1.1; 1331 × 1.1 = 1464.10
    found = Growth("CNY", (D(1331), D(1210), D(1100), D(1000))).work_out()
    assert step(found, "growth.average", "3") == D("1.1000")
    assert both(found) == (D("1464.10"), D("1464.10"))


def test_growth_with_uneven_years() -> None:
    # 1200 ÷ 1000 = 1.2 · 1000 ÷ 1250 = 0.8; (1200 ÷ 1250)^(1/2) = √0.96 = 0.97980 → 97.98 %
    # realistic 1200 × 0.9798 = 1175.76; ideal the best year: 1200 × 1.2 = 1440
    found = Growth("CNY", (D(1200), D(1000), D(1250))).work_out()
    assert step(found, "growth.rate", "1") == D("1.2000")
    assert step(found, "growth.rate", "2") == D("0.8000")
    assert step(found, "growth.average", "2") == D("0.9798")
    assert both(found) == (D("1175.76"), D("1440.00"))


def test_growth_by_ones_own_rates_is_the_ratio_form() -> None:
    # 112 % means 12 % more: 1000 × 1.12 = 1120
    assert both(Growth("CNY", (D(1000),), D("1.12"), D("1.2")).work_out()) == (D(1120), D(1200))


def test_growth_stops_at_a_period_without_sales_and_says_so() -> None:
    found = Growth("CNY", (D(120), D(100), D(-5), D(80))).work_out()
    assert both(found) == (D(144), D(144))  # 120 ÷ 100 = 1.2; 120 × 1.2 = 144
    assert [(o.code, o.names) for o in found.odd] == [("history_not_positive", ("sales_2",))]


@pytest.mark.parametrize(
    ("sales", "code"),
    [((), "missing"), ((None, D(1)), "missing"), ((D(0), D(5)), "no_sales"), ((D(-3), D(5)), "no_sales"),
     ((D(5), D(0)), "no_history"), ((D(5),), "no_history")],
)  # fmt: skip
def test_growth_says_why_there_is_none(sales: tuple[Decimal | None, ...], code: str) -> None:
    assert why(Growth("CNY", sales).work_out()) == code


def test_growth_rounds_to_the_currency() -> None:
    # 1001 ÷ 1000 = 1.001; 1001 × 1.001 = 1002.001 → 1002.00 CNY, 1002 JPY
    assert Growth("JPY", (D(1001), D(1000))).work_out().realistic == D(1002)
    assert str(Growth("JPY", (D(1001), D(1000))).work_out().realistic) == "1002"


# -- 2 Market share ----------------------------------------------------------------------------------------------------


def test_share_keeps_todays_share_and_lets_it_grow_as_last() -> None:
    # m₀ = 120 ÷ 1000 = 12 %; m₋₁ = 100 ÷ 1000 = 10 %; industry to come 1100
    # realistic 1100 × 12 % = 132; ideal 12 % × 12 ÷ 10 = 14.4 % → 158.40
    found = Share("CNY", D(1100), D(120), D(1000), D(100), D(1000)).work_out()
    assert (step(found, "share.now"), step(found, "share.before")) == (D("0.1200"), D("0.1000"))
    assert both(found) == (D("132.00"), D("158.40"))


def test_share_that_fell_is_not_let_fall_further() -> None:
    found = Share("CNY", D(1000), D(90), D(1000), D(100), D(1000)).work_out()
    assert both(found) == (D(90), D(90))


def test_share_says_what_is_missing_and_refuses_more_than_the_market() -> None:
    lacking = Share("CNY", D(1000), D(90)).work_out()
    assert why(lacking) == "missing"
    assert lacking.problem is not None
    assert lacking.problem.names == ("industry_0", "share_realistic")
    assert why(Share("CNY", None, D(1), D(1)).work_out()) == "missing"
    assert why(Share("CNY", D(1000), D(90), D(1000), realistic=D("1.2")).work_out()) == "share_out_of_range"


# -- 3 Expansion -------------------------------------------------------------------------------------------------------

DATA = Expansion("CNY", D(132), D(100), D(1100), D(1000), D(1210))


def test_expansion_rate_equals_real_growth_on_one_data_set() -> None:
    # own g = 132 ÷ 100 = 132 %; industry g = 1100 ÷ 1000 = 110 %; r = 132 ÷ 110 = 120 %
    # m₀ = 132 ÷ 1100 = 12 %; m₋₁ = 100 ÷ 1000 = 10 %; e = 12 ÷ 10 = 120 % = r
    # g* = 1210 ÷ 1100 = 110 %; realistic 132 × 1.1 × 1 = 145.20; ideal 132 × 1.1 × 1.2 = 174.24
    found = DATA.work_out()
    assert step(found, "expansion.rate") == step(found, "expansion.real_growth") == D("1.2000")
    assert both(found) == (D("145.20"), D("174.24"))
    assert found.odd == ()


def test_expansion_shows_shares_that_disagree_with_the_books() -> None:
    # a survey said 11 % and 10 %: e = 110 %, while r = 120 %
    found = replace(DATA, share_now=D("0.11"), share_before=D("0.1")).work_out()
    assert [o.code for o in found.odd] == ["shares_disagree"]
    assert step(found, "expansion.rate") == D("1.1000")


@BUSY
@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)
def test_expansion_and_real_growth_never_differ_on_one_data_set(a: D, b: D, c: D, d: D) -> None:
    found = Expansion("CNY", a, b, c, d).work_out()
    assert "shares_disagree" not in [o.code for o in found.odd]
    assert step(found, "expansion.rate") == step(found, "expansion.real_growth")


def test_expansion_says_what_is_missing() -> None:
    assert why(replace(DATA, sales_0=None).work_out()) == "missing"
    assert why(replace(DATA, sales_0=D(-1)).work_out()) == "no_sales"
    assert why(replace(DATA, industry_0=None).work_out()) == "missing"
    assert both(replace(DATA, industry_0=None, industry_growth=D("1.05")).work_out())[0] == D("138.60")


# -- 4 Break-even ------------------------------------------------------------------------------------------------------


def test_break_even_with_and_without_profit() -> None:
    # v = 600 ÷ 1000 = 60 %; 200 ÷ 0.4 = 500; with profit 100: 300 ÷ 0.4 = 750; with 160: 360 ÷ 0.4 = 900
    found = BreakEven("CNY", D(1000), D(600), D(200), D(100), D(160)).work_out()
    assert step(found, "break_even.rate") == D("0.6000")
    assert step(found, "break_even.point") == D("500.00")
    assert both(found) == (D("750.00"), D("900.00"))


@pytest.mark.parametrize("variable", [D(1000), D("1000.01"), D(2000), D("999.99")])
def test_no_break_even_when_variable_cost_eats_the_sales(variable: Decimal) -> None:
    # 1000 ÷ 1000 = 100 %: nothing is left of a sale to pay fixed cost with; 99.999 % rounds to it
    assert why(BreakEven("CNY", D(1000), variable, D(200)).work_out()) == "no_break_even"


def test_break_even_needs_sales_and_fixed_cost() -> None:
    assert why(BreakEven("CNY", D(1000), D(600), None).work_out()) == "missing"
    assert why(BreakEven("CNY", D(0), D(600), D(1)).work_out()) == "no_sales"
    assert why(BreakEven("CNY", D(10), D(-6), D(1)).work_out()) == "negative_cost"
    assert why(BreakEven("CNY", D(10), D(6), D(0)).work_out()) == "not_positive"
    assert why(BreakEven("CNY", D(10), D(6), D(2), D(5), D(1)).work_out()) == "ideal_below"


# -- 5 Expense budget --------------------------------------------------------------------------------------------------


def test_expense_budget_spreads_the_margin_and_turns_each_part_into_sales() -> None:
    # need 700 + 300 = 1000; contributions 60 : 40 → 600 and 400; 600 ÷ 0.3 = 2000; 400 ÷ 0.5 = 800; sum 2800
    found = Expense("CNY", D(700), (Earner("a", D(60), D("0.3")), Earner("b", D(40), D("0.5"))), D(300)).work_out()
    assert (step(found, "expense.part_realistic", "a"), step(found, "expense.part_realistic", "b")) == (D(2000), D(800))
    assert both(found) == (D(2800), D(2800))


def test_expense_budget_shares_to_the_cent() -> None:
    # 100.00 over three equal parts = 33.34 + 33.33 + 33.33, each at a rate of 100 %
    found = Expense("CNY", D(100), tuple(Earner(k, D(1), D(1)) for k in "abc")).work_out()
    assert [step(found, "expense.part_realistic", k) for k in "abc"] == [D("33.34"), D("33.33"), D("33.33")]
    assert found.realistic == D("100.00")


def test_expense_budget_leaves_out_what_earns_nothing() -> None:
    earners = (Earner("a", D(60), D("0.5")), Earner("b", D(-4), D("-0.1")), Earner("c", None, None))
    found = Expense("CNY", D(30), earners).work_out()
    assert found.realistic == D(60)
    assert [o.names for o in found.odd] == [("b",), ("c",)]
    assert why(Expense("CNY", D(30), earners[1:]).work_out()) == "no_margin"
    assert why(Expense("CNY", None, earners).work_out()) == "missing"
    assert why(Expense("CNY", D(30), earners, D(-30)).work_out()) == "not_positive"


@BUSY
@given(st.decimals(min_value=1, max_value=10**9, places=2), st.lists(st.integers(1, 10**9), min_size=1, max_size=12))
def test_expense_parts_add_up_to_the_need(need: Decimal, weights: list[int]) -> None:
    earners = tuple(Earner(str(n), D(w), D(1)) for n, w in enumerate(weights))
    assert Expense("CNY", need, earners).work_out().realistic == need


# -- 6 Purchasing power ------------------------------------------------------------------------------------------------


def test_purchasing_power_from_households_to_our_shops() -> None:
    # 50 000 households × 1 200 = 60 000 000; ÷ 40 shops = 1 500 000 a shop
    # 6 shops of ours at 110 % sell 1 650 000 each = 9 900 000 at shop prices; our price is 60 % of it: 5 940 000
    # ideal at 120 %: 6 × 1 800 000 × 60 % = 6 480 000
    found = PurchasingPower(
        "CNY", D(40), D(6), households=D(50_000), spending=D(1_200), price_share=D("0.6"),
        realistic=D("1.1"), ideal=D("1.2"),
    ).work_out()  # fmt: skip
    assert step(found, "power.average") == D(1_500_000)
    assert step(found, "power.shop_realistic") == D(1_650_000)
    assert both(found) == (D(5_940_000), D(6_480_000))


def test_purchasing_power_from_people_and_income() -> None:
    # 150 000 people ÷ 3 = 50 000 households; 80 000 × 1.5 % = 1 200 a household; the rest as above at 100 %
    found = PurchasingPower(
        "CNY", D(40), D(6), people=D(150_000), household_size=D(3), income=D(80_000), spending_rate=D("0.015")
    ).work_out()
    assert both(found) == (D(9_000_000), D(9_000_000))


def test_purchasing_power_says_what_to_enter() -> None:
    lacking = PurchasingPower("CNY", None, D(6), households=D(5)).work_out()
    assert why(lacking) == "missing"
    assert lacking.problem is not None
    assert lacking.problem.names == ("spending", "shops")
    assert why(PurchasingPower("CNY", D(1), None).work_out()) == "missing"
    assert why(PurchasingPower("CNY", D(0), D(6), households=D(5), spending=D(5)).work_out()) == "not_positive"


# -- 7 Declarations ----------------------------------------------------------------------------------------------------


def test_declarations_take_the_corrected_figure_and_the_higher_as_ideal() -> None:
    # corrected 110 + 200 + 90 = 400; the higher of both 110 + 300 + 90 = 500; 25 of people who left
    people = (Declared("a", D(100), D(110)), Declared("b", D(300), D(200)), Declared("c", D(90)))
    found = Declarations("CNY", people, D(25), D(400), D(2000), D(2125)).work_out()
    assert both(found) == (D(425), D(525))
    assert step(found, "declared.raw") == D(490)
    assert (step(found, "declared.share"), step(found, "share.now")) == (D("0.2000"), D("0.2000"))  # 425 ÷ 2125


def test_declarations_without_people_or_above_the_market() -> None:
    assert why(Declarations("CNY", ()).work_out()) == "nobody_declared"
    assert why(Declarations("CNY", (Declared("a", D(-1)),)).work_out()) == "negative_declaration"
    found = Declarations("CNY", (Declared("a", D(10)),), industry_forecast=D(5)).work_out()
    assert [o.code for o in found.odd] == ["above_market"]


def test_judge_flags_both_kinds_and_corrects_to_the_bound() -> None:
    # trend: 110 ÷ 100 = 110 % → 110 × 1.1 = 121; potential 110 × 1.09 = 119.90; expected (121 + 119.9) ÷ 2 = 120.45
    # bounds 90 % = 108.41 (108.405 rounded half up), 120 % = 144.54
    sales, places = (D(110), D(100)), [Place(D(110), D("1.09"))]
    bounds = {"timid_below": D("0.9"), "boastful_above": D("1.2")}
    timid = judge(D(100), sales, places, "CNY", **bounds)
    assert (timid.expected, timid.flag, timid.suggested) == (D("120.45"), "timid", D("108.41"))
    boastful = judge(D(200), sales, places, "CNY", **bounds)
    assert (boastful.flag, boastful.suggested, boastful.ratio) == ("boastful", D("144.54"), D("1.6604"))
    assert judge(D("144.54"), sales, places, "CNY", **bounds).flag == "fits"


def test_judge_without_market_rests_on_history_and_without_history_on_nothing() -> None:
    bounds = {"timid_below": D("0.9"), "boastful_above": D("1.2")}
    known = judge(D(130), (D(110), D(100)), [Place(D(110))], "CNY", **bounds)
    assert (known.expected, known.knows_market, known.flag) == (D(121), False, "fits")
    one = judge(D(50), (D(100), None), [], "CNY", **bounds)
    assert (one.trend, one.flag) == (D(100), "timid")
    assert judge(D(50), (), [], "CNY", **bounds).flag == "unknown"
    assert judge(D(50), (D(0), D(-4)), [Place(D(0), D(1))], "CNY", **bounds).expected is None


# -- All ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", list(METHODS))
def test_amounts_in_another_currency_are_refused(method: str) -> None:
    name = next(n.name for n in METHODS[method].needs if n.kind == "money")
    found = work_out(method, "CNY", [Given(name, D(5), "USD", row="1")])
    assert found.problem is not None
    assert (found.problem.code, found.problem.names) == ("currencies", (name,))


@pytest.mark.parametrize("method", list(METHODS))
def test_nothing_given_is_a_reason_and_no_error(method: str) -> None:
    assert why(work_out(method, "CNY", [])) in {"missing", "no_margin", "nobody_declared"}


@BUSY
@given(st.data())
def test_any_numbers_give_two_figures_or_a_reason(data: st.DataObject) -> None:
    method = data.draw(st.sampled_from(list(METHODS)))
    numbers = st.none() | st.decimals(min_value=-(10**6), max_value=10**6, places=4)
    drawn = [Given(n.name, data.draw(numbers), row="1" if n.by_row else "") for n in METHODS[method].needs]
    found = work_out(method, "CNY", drawn)
    assert (found.realistic is None) == (found.ideal is None) == (found.problem is not None)
    if found.realistic is not None and found.ideal is not None:
        assert 0 < found.realistic <= found.ideal


def test_weighted_mean() -> None:
    # (100 × 3 + 200 × 1) ÷ 4 = 125; (120 × 3 + 240) ÷ 4 = 150
    assert weighted([Weighed(D(100), D(120), 3), Weighed(D(200), D(240), 1)], "CNY") == (D(125), D(150))
    assert weighted([Weighed(D(100), D(120), 0)], "CNY") is None
    assert weighted([], "CNY") is None
