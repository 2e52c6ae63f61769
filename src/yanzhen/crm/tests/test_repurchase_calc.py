"""Who still buys and when: BG/NBD, shrinkage, next dates and items."""

import math
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from yanzhen.crm.calc.repurchase import bgnbd, items, next_order, rhythm, shrinkage
from yanzhen.crm.calc.repurchase.bgnbd import Buyers, Buying
from yanzhen.crm.calc.repurchase.items import ItemHistory, learn_items, next_item
from yanzhen.crm.calc.repurchase.next_order import History, looked_back, next_purchase, rhythms

pytestmark = pytest.mark.once
DAY = date(2026, 1, 1)


def model(r: float, alpha: float, a: float, b: float) -> Buyers:
    return Buyers(bgnbd.BGNBD, "", 100, 100, 0.01, r, alpha, a, b)


def after(*gaps: int) -> tuple[date, ...]:
    """Purchase days so many days apart, from the first of January on."""
    return tuple(DAY + timedelta(days=sum(gaps[:n])) for n in range(len(gaps) + 1))


# -- BG/NBD ------------------------------------------------------------------------------------------------------------


def test_expected_purchases_by_hand() -> None:
    # Nothing bought again, alive for sure; p ~ beta(2, 1) has the density 2p. With r = 2 and w = (10 + 10) / 40:
    # E = ∫ 2p · (1 − (1 + p·20/20)^−2) / p dp = 2 · (1 − ∫ (1 + p)^−2 dp) = 2 · (1 − (1 − 1/2)) = 1
    assert model(2, 10, 2, 1).expected(Buying(0, 0, 10), 20) == pytest.approx(1.0)


def test_chance_of_being_alive_by_hand() -> None:
    # 1 / (1 + a/(b + x − 1) · ((10 + 30)/(10 + 10))^(1 + 1)) = 1 / (1 + 1 · 4) = 0.2
    assert model(1, 10, 1, 1).alive(Buying(1, 10, 30)) == pytest.approx(0.2)
    assert model(1, 10, 1, 1).alive(Buying(0, 0, 30)) == 1


def test_likelihood_by_hand_and_its_slopes() -> None:
    # r = α = a = b = 1, x = 1, tₓ = 1, T = 3: Γ(2)/Γ(1) · Γ(2)Γ(2)/(Γ(1)Γ(3)) · ((1/4)² + 1·(1/2)²)
    # = 1 · 1/2 · 5/16 = 5/32
    one = np.array([1.0])
    value, _slopes = bgnbd._loss(np.zeros(4), one, one, one * 3, one)
    assert value == pytest.approx(-math.log(5 / 32))
    data = (np.array([0.0, 1, 4]), np.array([0.0, 2, 5]), np.array([3.0, 3, 6]), np.array([0.5, 0.3, 0.2]))
    at = np.array([0.2, -0.4, 0.3, 0.9])
    off = optimize.check_grad(lambda p: bgnbd._loss(p, *data)[0], lambda p: bgnbd._loss(p, *data)[1], at)
    assert off < 1e-6


def simulated(count: int, seed: int) -> list[Buying]:
    """Customers that behave as the model says: r 0.8, α 20 days, a 0.8, b 2.5, seen for 200 to 400 days."""
    random, found = np.random.default_rng(seed), []
    for _ in range(count):
        rate, leaves, age = random.gamma(0.8, 1 / 20), random.beta(0.8, 2.5), random.uniform(200, 400)
        day, bought, last = random.exponential(1 / rate), 0, 0.0
        while day <= age:
            bought, last = bought + 1, day
            if random.random() < leaves:
                break
            day += random.exponential(1 / rate)
        found.append(Buying(bought, last, age))
    return found


def test_fit_finds_what_made_the_data() -> None:
    found = bgnbd.fit(simulated(3000, 7))
    assert found.model == bgnbd.BGNBD
    assert (found.r, found.alpha) == (pytest.approx(0.8, rel=0.15), pytest.approx(20, rel=0.15))
    assert found.a / (found.a + found.b) == pytest.approx(0.8 / 3.3, rel=0.15)


def test_time_may_be_counted_in_anything() -> None:
    days = simulated(150, 3)
    weeks = [Buying(b.repeats, b.recency / 7, b.age / 7) for b in days]
    by_day, by_week = bgnbd.fit(days), bgnbd.fit(weeks)
    assert by_day.alpha == pytest.approx(by_week.alpha * 7, rel=1e-3)
    assert by_day.expected(days[0], 70) == pytest.approx(by_week.expected(weeks[0], 10), rel=1e-3)


@pytest.mark.parametrize(
    ("buyings", "note", "rate"),
    [
        ([], bgnbd.NO_TIME, 0.0),
        ([Buying(0, 0, 0)], bgnbd.NO_TIME, 0.0),
        ([Buying(3, 20, 30)], bgnbd.FEW, 0.1),
        ([Buying(0, 0, 30)] * 500, bgnbd.NO_REPEATS, 0.0),
        ([Buying(0, 0, 30)] * 500 + [Buying(5, 20, 1000)], bgnbd.FEW, 5 / 16_000),
    ],
)
def test_what_is_too_little_gets_the_mean_rate_and_says_so(buyings: list[Buying], note: str, rate: float) -> None:
    found = bgnbd.fit(buyings)
    assert (found.model, found.note) == (bgnbd.RATE, note)
    assert found.rate == pytest.approx(rate)
    assert found.expected(Buying(2, 5, 9), 10) == pytest.approx(rate * 10)
    assert found.alive(Buying(2, 5, 9)) is None


def test_odd_customers_do_not_break_the_fit() -> None:
    odd = [Buying(5000, 9999, 10_000), Buying(0, 0, 0), Buying(1, 1e-6, 1e6)] * 5
    found = bgnbd.fit([*simulated(100, 5), *odd])
    guesses = found.expected_of(odd, 365)
    assert np.isfinite(guesses).all()
    assert guesses[0] > 10
    assert ((found.alive_of(odd) >= 0) & (found.alive_of(odd) <= 1)).all()


@pytest.mark.parametrize("wrong", [(-1, 0, 1), (1, 5, 4), (0, 3, 4), (1, 0, 4), (0, 0, math.inf), (1, math.nan, 4)])
def test_impossible_customers_are_refused(wrong: tuple[int, float, float]) -> None:
    with pytest.raises(ValueError, match=r"repeat|purchase"):
        Buying(*wrong)


parameters = st.tuples(*[st.floats(-4, 5).map(math.exp)] * 4)
histories = st.builds(
    lambda x, recency, rest: Buying(x, recency if x else 0.0, recency + rest),
    st.integers(0, 2000),
    st.floats(0.01, 5000),
    st.floats(0, 5000),
)


@settings(max_examples=150, deadline=None)
@given(parameters, histories, st.floats(0, 3000))
def test_expectations_stay_in_bounds(of: tuple[float, float, float, float], buying: Buying, days: float) -> None:
    made = model(*of)
    alive = made.alive(buying)
    assert alive is not None
    assert 0 <= alive <= 1
    some, more = made.expected(buying, days), made.expected(buying, days + 100)
    most = (made.r + buying.repeats) / (made.alpha + buying.age) * days
    assert 0 <= some <= most * (1 + 1e-9)
    assert some <= more * (1 + 1e-6) + 1e-9


@settings(max_examples=25, deadline=None)
@given(st.tuples(*[st.floats(-1, 2).map(math.exp)] * 4), histories, st.floats(1, 1000))
def test_the_series_agrees_with_the_mean_over_chances(
    of: tuple[float, float, float, float], buying: Buying, days: float
) -> None:
    made = model(*of)
    x, _recency, age = bgnbd._columns([buying])
    series, mean = bgnbd._while_alive(made, x, age, days), bgnbd._by_quadrature(made, x, age, days)
    assert series[0] == pytest.approx(mean[0], rel=0.02, abs=1e-6)


@pytest.mark.parametrize("a", [1.0, 1.0 + 1e-9, 0.25])
def test_the_poles_of_the_formula_are_passed(a: float) -> None:
    # a = 1 and a + b + x = 1 (0.25 + 0.75 + 0) are poles of the formula, not of what it stands for.
    made, beside = model(2, 10, a, 0.75), model(2, 10, a + 1e-4, 0.75)
    assert made.expected(Buying(0, 0, 10), 20) == pytest.approx(beside.expected(Buying(0, 0, 10), 20), rel=1e-3)


def test_a_purchase_day_counts_once_and_later_days_do_not() -> None:
    days = [DAY, DAY, DAY + timedelta(days=10), DAY + timedelta(days=10), DAY + timedelta(days=99)]
    assert bgnbd.seen(days, DAY + timedelta(days=30)) == Buying(1, 10, 30)


# -- Shrinkage ---------------------------------------------------------------------------------------------------------


def test_variance_components_by_hand() -> None:
    # Means 11 and 21 about 16. SSW = 1+1+1+1 = 4, within = 4/(4−2) = 2. SSB = 2·25 + 2·25 = 100, n₀ = (4 − 8/4)/1 = 2,
    # between = (100/1 − 2)/2 = 49. An own mean of two counts 2/(2 + 2/49) = 0.98: 0.98·11 + 0.02·16 = 11.1.
    # The next value scatters by 2 + 49·0.02 = 2.98.
    found = shrinkage.components([[10, 12], [20, 22]])
    assert found is not None
    assert (found.mean, found.within, found.between) == (16, 2, 49)
    one = found.shrunk([10, 12])
    assert (one.weight, one.mean, one.variance) == (
        pytest.approx(0.98),
        pytest.approx(11.1),
        pytest.approx(2.98),
    )
    nothing = found.shrunk([])
    assert (nothing.weight, nothing.mean, nothing.variance) == (0, 16, 51)


def test_values_that_cannot_be_told_apart_count_as_scatter() -> None:
    # One value each: 10 and 14 about 12, (4 + 4)/1 = 8, and nobody is trusted beyond the segment.
    found = shrinkage.components([[10], [14], []])
    assert found is not None
    assert (found.mean, found.within, found.between, found.groups) == (12, 8, 0, 2)
    assert found.weight(50) == 0
    assert shrinkage.components([[], []]) is None
    with pytest.raises(ValueError, match="finite"):
        shrinkage.components([[1, math.nan]])


groups = st.lists(st.lists(st.integers(1, 400), max_size=6), min_size=1, max_size=12).filter(any)


@settings(max_examples=80, deadline=None)
@given(groups)
def test_a_shrunk_mean_lies_between_own_and_segment(values: list[list[int]]) -> None:
    found = shrinkage.components(values)
    assert found is not None
    assert found.within >= 0
    assert found.between >= 0
    for group in values:
        one = found.shrunk(group)
        assert 0 <= one.weight <= 1
        low, high = sorted((one.own, one.segment))
        assert low - 1e-6 <= one.mean <= high + 1e-6
        assert found.weight(len(group) + 1) >= one.weight


# -- Next purchase -----------------------------------------------------------------------------------------------------


def dealers() -> list[History]:
    """Ten who buy about every thirty days, and as many about every ninety."""
    return [History(n, "", after(*[(30 if n < 10 else 90) + (n * k) % 5 - 2 for k in range(1, 7)])) for n in range(20)]


def test_a_steady_customer_is_expected_after_his_own_interval() -> None:
    # Every interval of everybody is 30 days: 1 January + 60 days is 2 March, and 30 days later is 1 April.
    all_alike = [History(n, "shops", after(30, 30)) for n in range(12)]
    until = DAY + timedelta(days=65)
    found = next_purchase(all_alike[0], rhythms(all_alike, until), until)
    assert (found.last_on, found.expected_on) == (date(2026, 3, 2), date(2026, 4, 1))
    assert (found.low_on, found.high_on, found.due_on) == (found.expected_on,) * 3
    assert (found.own_days, found.segment_days) == (pytest.approx(30), pytest.approx(30))
    assert (found.purchases, found.overdue_days, found.is_late, found.is_borrowed) == (3, 0, False, False)


def test_intervals_are_shrunk_by_the_logarithms() -> None:
    # Segment: intervals 10, 40 and 40, 160. Logs to the base 2 about own means: ±1, so SSW = 4, within = 2 (bits²).
    # Means log2 20 and log2 80, SSB = 2·1 + 2·1 = 4, n₀ = 2, between = (4 − 2)/2 = 1; the segment: 40 days.
    # An own mean of two counts 2/(2 + 2/1) = 0.5: √(20 · 40) = 28.28 days, √(80 · 40) = 56.57.
    two = [History("a", "s", after(10, 40)), History("b", "s", after(40, 160))]
    known = rhythms(two, date(2027, 1, 1))
    found = [next_purchase(h, known, date(2027, 1, 1)) for h in two]
    assert [f.own_days for f in found] == [pytest.approx(20), pytest.approx(80)]
    assert [f.segment_days for f in found] == [pytest.approx(40)] * 2
    assert [f.weight for f in found] == [pytest.approx(0.5)] * 2
    assert [f.expected_days for f in found] == [pytest.approx(28.284, abs=1e-3), pytest.approx(56.569, abs=1e-3)]
    assert found[0].expected_on == DAY + timedelta(days=50 + 28)
    assert found[0].is_borrowed, "two customers are too few to speak for their segment"
    assert found[0].is_late
    assert found[0].overdue_days == (date(2027, 1, 1) - (DAY + timedelta(days=78))).days


def test_too_few_purchases_say_so() -> None:
    known = rhythms(dealers(), date(2027, 1, 1))
    never = next_purchase(History("x", "", ()), known, DAY)
    assert (never.note, never.expected_on, never.purchases) == (next_order.NEVER, None, 0)
    first = next_purchase(History("x", "", (DAY,)), known, DAY)
    assert (first.note, first.weight, first.own_days) == (next_order.FIRST, 0, None)
    assert first.expected_days == pytest.approx(first.segment_days)
    assert next_purchase(History("x", "", after(31)), known, date(2026, 2, 2)).note == next_order.FEW
    assert next_purchase(dealers()[0], known, date(2027, 1, 1)).note == next_order.ENOUGH
    nobody = rhythms([History("x", "", (DAY,))], DAY)
    assert next_purchase(History("x", "", (DAY,)), nobody, DAY).note == next_order.NO_BASIS


def test_what_did_not_come_is_expected_later_and_at_last_not_at_all() -> None:
    known = rhythms(dealers(), date(2027, 1, 1))
    dealer = History("x", "", after(30, 30, 30))
    fresh = next_purchase(dealer, known, DAY + timedelta(days=95))
    late = next_purchase(dealer, known, DAY + timedelta(days=90 + 31))
    gone = next_purchase(dealer, known, DAY + timedelta(days=1000))
    assert fresh.due_on == fresh.expected_on == late.expected_on
    assert late.due_on is not None
    assert late.due_on > DAY + timedelta(days=121)
    assert (gone.due_on, gone.is_late) == (None, True)


def test_far_dates_stay_in_the_calendar() -> None:
    end = History("x", "", (date(1900, 1, 1), date(9999, 12, 31)))
    found = next_purchase(end, rhythms([end], date.max), date.max)
    assert found.expected_on == date.max


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(1, 300), max_size=8), min_size=1, max_size=10), st.integers(0, 800))
def test_intervals_enclose_what_is_expected(gaps: list[list[int]], passed: int) -> None:
    customers = [History(n, str(n % 2), after(*g)) for n, g in enumerate(gaps)]
    until = DAY + timedelta(days=passed)
    known = rhythms(customers, until)
    for customer in customers:
        found = next_purchase(customer, known, until)
        swapped = History(customer.customer, customer.segment, (*reversed(customer.days), until + timedelta(days=5)))
        assert next_purchase(swapped, known, until) == found
        if found.expected_on is None:
            continue
        assert found.last_on is not None
        assert found.low_on is not None
        assert found.high_on is not None
        assert found.last_on < found.low_on <= found.expected_on <= found.high_on
        assert found.due_on is None or found.due_on > until


def test_looking_back_counts_hits() -> None:
    hits = looked_back(dealers(), date(2027, 12, 31))
    assert hits.customers == 20
    assert hits.inside >= 14
    assert hits.days_off is not None
    assert hits.days_off < 3
    assert looked_back([], DAY).share is None


def test_alive_and_purchases_ahead_come_from_the_model() -> None:
    found = next_purchase(
        History("x", "", after(10)), rhythms(dealers(), date(2027, 1, 1)), DAY + timedelta(days=30),
        buyers=model(1, 10, 1, 1), horizon=20,
    )  # fmt: skip
    assert found.alive == pytest.approx(0.2)
    assert found.purchases_ahead == pytest.approx(model(1, 10, 1, 1).expected(Buying(1, 10, 30), 20))


# -- Items -------------------------------------------------------------------------------------------------------------


def test_an_item_runs_out_by_its_last_quantity() -> None:
    # Everybody takes 10 pieces every 30 days; this customer took 20 at last: 20/10 · 30 = 60 days after 31 January.
    def shop(n: int, last: float) -> ItemHistory:
        return ItemHistory(n, "oil", ((DAY, 10.0), (DAY + timedelta(days=30), last)))

    usual = [shop(n, 10.0) for n in range(30)]
    found = next_item(shop(99, 20.0), learn_items(usual, date(2026, 2, 1)), date(2026, 2, 1))
    assert found.when.expected_on == date(2026, 3, 2)
    assert found.runs_out_on == date(2026, 1, 31) + timedelta(days=60)
    assert (found.quantity, found.last_quantity) == (pytest.approx(10), 20)
    assert found.own_quantity == pytest.approx(math.sqrt(200))


def test_returns_lower_their_day_and_what_is_left_of_nothing_is_no_purchase() -> None:
    history = ItemHistory("x", "oil", ((DAY, 5.0), (DAY, -2.0), (date(2026, 2, 1), 4.0), (date(2026, 2, 1), -4.0)))
    assert history.by_day(date(2026, 3, 1)) == {DAY: 3.0}
    nothing = next_item(ItemHistory("x", "glue", ()), learn_items([history], DAY), DAY)
    assert (nothing.quantity, nothing.runs_out_on, nothing.when.note) == (None, None, next_order.NEVER)
    with pytest.raises(ValueError, match="finite"):
        items.ItemHistory("x", "oil", ((DAY, math.inf),)).by_day(DAY)


def test_enormous_values_do_not_overflow() -> None:
    known = rhythm.learn({"s": [[1e-300, 1e300], [1e300, 1e-300]]})
    assert math.isfinite(known["s"].expect([1e300]).high)
