"""Pace, causes, coverage and collection: hand-worked, and what must always hold."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.planning.calc import causes, collection, coverage, pace
from yanzhen.planning.calc.pace import MonthAhead, Rest, Span

MONEY = st.integers(-(10**12), 10**12)


def test_plan_to_date_counts_working_days() -> None:
    # 2 100.00 over 21 working days, 7 passed: 2 100 × 7 ÷ 21 = 700.00; a month that is over counts whole.
    assert pace.due([Span(210_000, 21, 7)]) == 70_000
    assert pace.due([Span(100_000, 22, 22, True), Span(210_000, 21, 7)]) == 170_000
    # 1 000.00 over 3 days, one passed: 333.333… → 333.33.
    assert pace.due([Span(100_000, 3, 1)]) == 33_333


def test_plan_to_date_on_edge_days() -> None:
    assert pace.due([Span(210_000, 21, 1)]) == 10_000  # the first day, when it is worked
    assert pace.due([Span(210_000, 21, 0)]) == 0  # the first day, a holiday
    assert pace.due([Span(210_000, 21, 21)]) == 210_000  # the last day
    assert pace.due([Span(210_000, 0, 0)]) == 0  # a month of holidays is due when it is over
    assert pace.due([Span(210_000, 0, 0, True)]) == 210_000
    assert pace.due([]) == 0


def test_rest_of_a_forecast_is_the_part_of_the_days_to_come() -> None:
    # 900.00 ± 60 expected in 20 days, 5 to come: 225.00 ± 60·√¼ = 30; a whole month of 1 000.00 ± 40 after it.
    # Together 1 225.00 and √(30² + 40²) = 50.
    rest = pace.by_forecast([MonthAhead(90_000, 6_000, 20, 5), MonthAhead(100_000, 4_000, 21, 21)])
    assert rest == Rest(122_500, pytest.approx(5_000), pace.FORECAST)  # type: ignore[arg-type]


def test_run_rate_takes_the_days_of_the_period_and_the_scatter_of_history() -> None:
    # 1 000.00 in 10 days is 100.00 a day; 11 days to come bring 1 100.00.
    # Closed months sold 90, 100 and 110 a day: deviation 10 a day. The month has 21 days, 11 to come:
    # 10 · 21 · √(11 ÷ 21) = 151.99.
    history = [(198_000, 22), (200_000, 20), (231_000, 21)]
    rest = pace.by_run_rate(100_000, 10, [(21, 11)], history)
    assert rest is not None
    assert (rest.mean, rest.per_day, rest.history_months) == (110_000, 10_000, 3)
    assert rest.deviation == pytest.approx(15_198.68, abs=0.01)


def test_run_rate_leans_on_history_while_few_days_have_passed() -> None:
    history = [(198_000, 22), (200_000, 20), (231_000, 21)]
    rest = pace.by_run_rate(900_000, 2, [(21, 19)], history)
    assert rest is not None
    assert rest.per_day == 10_000  # (90 + 100 + 110) ÷ 3
    assert pace.by_run_rate(900_000, 12, [(21, 9)], history[:2]) is None  # two months tell no scatter


def test_pace_on_the_way() -> None:
    # 2 100.00 planned, 10 of 21 days passed: 1 000.00 due. 900.00 came, 1 100.00 ± 100 are expected: 2 000.00.
    # Chance of 2 100 = 1 − Φ(1) = 0.1587. Needed: (2 100 − 900) ÷ 11 = 109.09 a day.
    found = pace.pace([Span(210_000, 21, 10)], 90_000, Rest(110_000, 10_000, pace.FORECAST))
    assert (found.due, found.gap, found.expected, found.needed) == (100_000, -10_000, 200_000, 10_909)
    assert found.chance == pytest.approx(0.158655, abs=1e-6)
    assert (found.low95, found.high95) == (180_400, 219_600)
    assert found.is_red(Decimal("0.6"))
    assert not found.is_red(Decimal("0.15"))


def test_pace_with_no_day_left_knows_the_end() -> None:
    reached = pace.pace([Span(210_000, 21, 21, True)], 210_000, None)
    missed = pace.pace([Span(210_000, 21, 21, True)], 209_999, None)
    assert (reached.chance, missed.chance) == (1.0, 0.0)
    assert missed.needed is None
    assert reached.basis == pace.CLOSED


def test_pace_of_nothing_planned_and_of_negative_sales() -> None:
    nothing = pace.pace([Span(0, 21, 10)], 5_000, Rest(1_000, 100.0, pace.RUN_RATE))
    assert (nothing.due, nothing.needed, nothing.is_red(Decimal(1))) == (0, None, False)
    # Returns of 500.00 against 1 000.00 due: 1 500.00 behind, (2 100 + 500) ÷ 11 = 236.36 a day are needed.
    behind = pace.pace([Span(210_000, 21, 10)], -50_000, None)
    assert (behind.gap, behind.needed, behind.chance, behind.basis) == (-150_000, 23_636, None, pace.NO_BASIS)
    assert not behind.is_red(Decimal("0.6"))  # nothing tells the future: not red


@given(st.lists(st.tuples(MONEY, st.integers(0, 23), st.integers(0, 23)), max_size=36))
def test_plan_to_date_lies_between_nothing_and_the_plan(months: list[tuple[int, int, int]]) -> None:
    spans = [Span(abs(plan), days, min(days, passed)) for plan, days, passed in months]
    assert 0 <= pace.due(spans) <= sum(span.plan for span in spans)


@given(MONEY, st.lists(st.fractions(0, 10**9, max_denominator=97), min_size=1, max_size=30))
def test_shares_add_up_to_the_whole(whole: int, parts: list[Fraction]) -> None:
    assert sum(pace.shared(whole, dict(enumerate(parts))).values()) == whole


@given(st.lists(st.fractions(0, 10**9, max_denominator=97), min_size=1, max_size=30))
def test_shares_lie_on_a_neighbouring_cent(parts: list[Fraction]) -> None:
    found = pace.shared(pace.rounded(sum(parts, Fraction(0))), dict(enumerate(parts)))
    assert all(abs(found[n] - part) <= 1 for n, part in enumerate(parts))


def test_shares_of_thirds() -> None:
    assert pace.shared(10_000, dict.fromkeys("abc", Fraction(10_000, 3))) == {"a": 3_334, "b": 3_333, "c": 3_333}


# -- causes ------------------------------------------------------------------------------------------------------------


def test_the_fewest_parts_that_carry_half_are_named() -> None:
    # Gaps: A −60, B −25, C −20, D +5: −100 in all. A alone carries 60 %.
    found = causes.located("region", {"A": 100, "B": 100, "C": 100, "D": 100}, {"A": 40, "B": 75, "C": 80, "D": 105})
    assert found.gap == -100
    assert [part.key for part in found.parts] == ["A", "B", "C", "D"]
    assert [part.key for part in found.main] == ["A"]


def test_many_small_gaps_have_no_main_cause() -> None:
    found = causes.located("person", dict.fromkeys("ABCDEFGH", 10), {})
    assert found.gap == -80
    assert found.main == ()


def test_a_plan_ahead_has_no_cause_and_unplanned_sales_count() -> None:
    assert causes.located("region", {"A": 10}, {"A": 5, "B": 20}).main == ()
    found = causes.located("region", {"A": 100}, {"B": 20})
    assert (found.gap, [p.gap for p in found.parts]) == (-80, [-100, 20])


def test_the_sharpest_side_is_told() -> None:
    one = causes.located("region", {"A": 100, "B": 100}, {"A": 40, "B": 100})
    two = causes.located("customer", {"x": 50, "y": 50, "z": 100}, {"x": 22, "y": 20, "z": 98})
    assert causes.sharpest([two, one]) == one
    assert causes.sharpest([]) is None


@given(st.dictionaries(st.integers(0, 9), MONEY), st.dictionaries(st.integers(0, 9), MONEY))
def test_parts_add_up_to_the_whole_gap(due: dict[int, int], actual: dict[int, int]) -> None:
    found = causes.located("region", due, actual)
    assert found.gap == sum(actual.values()) - sum(due.values())
    if found.main:
        assert Decimal(abs(found.carried)) >= abs(found.gap) / Decimal(2)


# -- coverage ----------------------------------------------------------------------------------------------------------


def test_coverage_of_the_handbook() -> None:
    # 3 wins a month × 4 months ÷ 1/3 = 36.
    assert coverage.needed(3, 4, coverage.rate_of(1, 3)) == 36
    assert coverage.needed(3, 4, Fraction(1, 3)) == 36


def test_coverage_rounds_up_and_stays_exact() -> None:
    assert coverage.needed(1, 1, Fraction(3, 10)) == 4  # 3.33…
    assert coverage.needed(Decimal("2.5"), Decimal("1.5"), Fraction(1, 4)) == 15  # 3.75 ÷ ¼ = 15 exactly
    assert coverage.needed(0, 4, Fraction(1, 3)) == 0


@pytest.mark.parametrize(("won", "tried"), [(0, 3), (1, 0), (4, 3), (-1, 3)])
def test_rates_that_make_no_sense_are_refused(won: int, tried: int) -> None:
    with pytest.raises(coverage.NoRate):
        coverage.rate_of(won, tried)


def test_the_worst_stage_is_the_leak() -> None:
    # Needed: 36, 3 · 2 ÷ ½ = 12, 3 · 1 ÷ ¾ = 4. Held 40, 6, 3: the second is at 50 %, the third at 75 %.
    stages = [
        coverage.covered(coverage.Stage("a", 3, 4, Fraction(1, 3), 40)),
        coverage.covered(coverage.Stage("b", 3, 2, Fraction(1, 2), 6)),
        coverage.covered(coverage.Stage("c", 3, 1, Fraction(3, 4), 3)),
    ]
    assert [stage.needed for stage in stages] == [36, 12, 4]
    assert [stage.is_leak for stage in stages] == [False, True, True]
    found = coverage.leak(stages)
    assert found is not None
    assert (found.code, found.missing) == ("b", 6)
    assert coverage.leak(stages[:1]) is None


@given(st.integers(0, 500), st.integers(0, 36), st.integers(1, 100), st.integers(1, 100))
def test_what_is_needed_is_the_least_that_suffices(wins: int, months: int, won: int, more: int) -> None:
    rate = Fraction(won, won + more)
    number = coverage.needed(wins, months, rate)
    assert number * rate >= wins * months
    assert number == 0 or (number - 1) * rate < wins * months


# -- collection --------------------------------------------------------------------------------------------------------


def test_collection_rolls_from_month_to_month() -> None:
    # Opening 300, sales 500, receipts 400: closing 400. Days: 400 ÷ 500 · 30 = 24. Rate: 400 ÷ 800 = 50 %.
    # Then sales 200, receipts 450: closing 150; 150 ÷ 200 · 31 = 23.25 days; 450 ÷ 600 = 75 %.
    flows = [
        collection.Flow(date(2026, 11, 1), 50_000, 40_000, 30),
        collection.Flow(date(2026, 12, 1), 20_000, 45_000, 31),
    ]
    first, second = collection.rolled(30_000, flows)
    assert (first.closing, first.outstanding_days, first.rate) == (40_000, 24, Fraction(1, 2))
    assert (second.opening, second.closing, second.outstanding_days) == (40_000, 15_000, Fraction(93, 4))
    assert second.rate == Fraction(3, 4)


def test_collection_without_sales_has_no_days() -> None:
    assert collection.days_outstanding(100, 0, 30) is None
    assert collection.collection_rate(0, 0, 0) is None
    assert collection.collection_rate(-100, 50, 10) is None


@given(MONEY, st.lists(st.tuples(MONEY, MONEY), max_size=24))
def test_nothing_is_lost_between_the_months(opening: int, months: list[tuple[int, int]]) -> None:
    lines = collection.rolled(opening, [collection.Flow(date(2026, 1, 1), s, r, 30) for s, r in months])
    end = lines[-1].closing if lines else opening
    assert end == opening + sum(s for s, _ in months) - sum(r for _, r in months)
