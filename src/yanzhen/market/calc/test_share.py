"""Shares and the eleven cases, worked by hand, and e = r on any data set."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from yanzhen.market.calc.ledger import MixedCurrencies
from yanzhen.market.calc.matrix import Field, field_of
from yanzhen.market.calc.share import Case, Fault, Gap, Side, case_of, read, rounded

D = Decimal
STILL = Fraction("0.005")
AMOUNT = st.decimals(min_value=D("0.01"), max_value=D("9999999999.99"), places=2)


def test_a_share_and_its_movement_worked_by_hand() -> None:
    # Before: 1 800 of 15 000, share 0.12. Now: 2 340 of 18 000, share 0.13; the largest rival sold 2 600.
    # Market growth 18 000 / 15 000 = 1.20; own growth 2 340 / 1 800 = 1.30; e = 0.13 / 0.12 = 1.0833…;
    # r = 1.30 / 1.20 = 1.0833…; relative share 2 340 / 2 600 = 0.90.
    found = read(Side(D(2340), D(18000), (D(2600), D(900))), Side(D(1800), D(15000)))
    rates = (found.share, found.share_before, found.relative, found.market_growth, found.own_growth, found.expansion)
    assert [rounded(rate) for rate in rates] == [
        D("0.1300"), D("0.1200"), D("0.9000"), D("1.2000"), D("1.3000"), D("1.0833"),
    ]  # fmt: skip
    assert found.expansion == found.real_growth == Fraction(13, 12)
    assert (found.case, found.is_against, found.gaps, found.faults) == (Case.UP_FASTER, False, (), ())
    assert [step.name for step in found.steps] == [
        "share", "share_before", "relative_share", "market_growth", "own_growth", "expansion", "real_growth",
    ]  # fmt: skip


# Own sales were 100 and the market 1 000, a share of 10 %; what they became, and what that means.
ELEVEN = [
    (130, 1200, Case.UP_FASTER, False),  # own +30 %, market +20 %: 10.83 %
    (110, 1000, Case.UP_STILL_MARKET, False),  # own +10 %, market still: 11 %
    (100, 900, Case.UP_FALLING_MARKET, False),  # own still, market −10 %: 11.11 %
    (105, 900, Case.UP_FALLING_MARKET, True),  # own +5 % against a falling market: 11.67 %
    (95, 800, Case.UP_FELL_SLOWER, False),  # own −5 %, market −20 %: 11.88 %
    (70, 900, Case.DOWN_FELL_FASTER, False),  # own −30 %, market −10 %: 7.78 %
    (90, 1000, Case.DOWN_STILL_MARKET, False),  # own −10 %, market still: 9 %
    (100, 1100, Case.DOWN_GROWING_MARKET, False),  # own still, market +10 %: 9.09 %
    (95, 1100, Case.DOWN_GROWING_MARKET, True),  # own −5 % against a growing market: 8.64 %
    (105, 1200, Case.DOWN_GREW_SLOWER, False),  # own +5 %, market +20 %: 8.75 %
    (120, 1200, Case.STILL_GROWING, False),  # both +20 %
    (80, 800, Case.STILL_FALLING, False),  # both −20 %
    (100, 1000, Case.STILL_BOTH, False),  # nothing moved
]


@pytest.mark.parametrize(("own", "market", "case", "is_against"), ELEVEN)
def test_the_eleven_cases(own: int, market: int, case: Case, is_against: bool) -> None:
    found = read(Side(D(own), D(market)), Side(D(100), D(1000)))
    assert (found.case, found.is_against) == (case, is_against)


def test_every_case_occurs_above() -> None:
    assert {case for *_rest, case, _against in ELEVEN} == set(Case)
    assert len(Case) == 11


def test_two_movements_too_small_to_see_can_move_the_share() -> None:
    # Own 1.004 and market 0.996 both stand within 0.5 %; the share rose by 0.8 %. Own moved as far: it grew.
    assert case_of(Fraction("1.004"), Fraction("0.996"), Fraction("1.004") / Fraction("0.996"), STILL) == (
        Case.UP_STILL_MARKET
    )
    assert case_of(Fraction("0.997"), Fraction("1.005"), Fraction("0.997") / Fraction("1.005"), STILL) == (
        Case.DOWN_GROWING_MARKET
    )


@pytest.mark.parametrize(
    ("now", "before", "gap"),
    [
        (Side(D(10)), Side(D(10), D(100)), Gap.NO_MARKET),
        (Side(D(10), D(0)), Side(D(10), D(100)), Gap.EMPTY_MARKET),
        (Side(D(-10), D(100)), Side(D(10), D(100)), Gap.RETURNS),
        (Side(D(10), D(100)), Side(D(0), D(100)), Gap.NO_OWN_BEFORE),
        (Side(D(10), D(100)), Side(D(-3), D(100)), Gap.RETURNS_BEFORE),
        (Side(D(10), D(100)), Side(D(10)), Gap.NO_MARKET_BEFORE),
        (Side(D(10), D(100)), Side(D(10), D(0)), Gap.EMPTY_MARKET_BEFORE),
    ],
)
def test_zero_negative_and_missing_history_are_said_and_make_no_case(now: Side, before: Side, gap: Gap) -> None:
    found = read(now, before)
    assert gap in found.gaps
    assert found.case is None


def test_without_sales_before_the_share_is_known_and_its_movement_is_not() -> None:
    found = read(Side(D(10), D(100), (D(20),)), Side(D(0), D(100)))
    assert (found.share, found.own_growth, found.expansion, found.real_growth) == (Fraction(1, 10), None, None, None)
    assert (found.share_before, found.market_growth) == (Fraction(0), Fraction(1))
    assert found.gaps == (Gap.NO_OWN_BEFORE,)


def test_sales_that_ended_are_a_fall_to_nothing() -> None:
    found = read(Side(D(0), D(100)), Side(D(10), D(100)))
    assert (found.own_growth, found.expansion, found.case) == (Fraction(0), Fraction(0), Case.DOWN_STILL_MARKET)


def test_a_difference_between_e_and_r_is_a_fault() -> None:
    # The year's row says 1 000, its months add up to 1 100; before both said 1 000. Own sales grew from 100 to 110.
    # e = (110 / 1 000) / (100 / 1 000) = 1.10; r = 1.10 / (1 100 / 1 000) = 1.00.
    now = Side(D(110), D(1000), market_again=D(1100))
    found = read(now, Side(D(100), D(1000), market_again=D(1000)))
    assert (found.expansion, found.real_growth) == (Fraction("1.1"), Fraction(1))
    assert found.faults == (Fault.TWO_READINGS,)


def test_a_part_larger_than_the_whole_is_a_fault() -> None:
    assert read(Side(D(110), D(100)), Side(D(1), D(1))).faults == (Fault.OWN_ABOVE_MARKET,)
    assert read(Side(D(60), D(100), (D(30), D(11))), Side(D(1), D(1))).faults == (Fault.ALL_ABOVE_MARKET,)
    assert read(Side(D(60), D(100), (D(30), D(10))), Side(D(1), D(1))).faults == ()


def test_currencies_are_never_compared() -> None:
    with pytest.raises(MixedCurrencies):
        read(Side(D(1), D(2), currencies=frozenset({"CNY"})), Side(D(1), D(2), currencies=frozenset({"USD"})))


@given(AMOUNT, AMOUNT, AMOUNT, AMOUNT)
def test_expansion_equals_real_growth_on_one_data_set(own: D, market: D, own_before: D, market_before: D) -> None:
    found = read(Side(own, market), Side(own_before, market_before))
    assert found.expansion == found.real_growth is not None
    assert Fault.TWO_READINGS not in found.faults


@given(AMOUNT, AMOUNT, AMOUNT, AMOUNT)
def test_the_case_tells_the_direction_of_the_share(own: D, market: D, own_before: D, market_before: D) -> None:
    found = read(Side(own, market), Side(own_before, market_before))
    assert found.case is not None
    assert found.expansion is not None
    away = found.expansion - 1
    direction = "still" if abs(away) <= STILL else "up" if away > 0 else "down"
    assert found.case.startswith(direction)


@given(AMOUNT, AMOUNT, AMOUNT, AMOUNT)
def test_what_goes_up_forwards_goes_down_backwards(own: D, market: D, own_before: D, market_before: D) -> None:
    forwards = read(Side(own, market), Side(own_before, market_before), still=D(0))
    backwards = read(Side(own_before, market_before), Side(own, market), still=D(0))
    assert forwards.case is not None
    assert backwards.case is not None
    turned = {"up": "down", "down": "up", "still": "still"}
    assert backwards.case.split("_")[0] == turned[forwards.case.split("_")[0]]


@given(AMOUNT, AMOUNT, AMOUNT, AMOUNT, st.integers(2, 1000))
def test_the_unit_of_money_does_not_matter(own: D, market: D, own_before: D, market_before: D, times: int) -> None:
    assume(market_before)
    one = read(Side(own, market), Side(own_before, market_before))
    other = read(Side(own * times, market * times), Side(own_before * times, market_before * times))
    assert (one.case, one.share, one.expansion) == (other.case, other.share, other.expansion)


def test_rates_are_rounded_half_up() -> None:
    assert rounded(Fraction(1, 8), 2) == D("0.13")
    assert rounded(Fraction(-1, 8), 2) == D("-0.13")
    assert rounded(Fraction(1, 3)) == D("0.3333")
    assert rounded(None) is None


def test_the_four_fields_and_their_borders() -> None:
    fast, slow, large, small = Fraction("1.2"), Fraction("1.05"), Fraction("1.5"), Fraction("0.4")
    assert field_of(fast, large) is Field.STAR
    assert field_of(slow, large) is Field.COW
    assert field_of(fast, small) is Field.QUESTION
    assert field_of(slow, small) is Field.DOG
    assert field_of(Fraction("1.10"), Fraction(1)) is Field.STAR, "what lies on a cut-off counts as high"
    assert field_of(fast, large, growth_from=D("1.25")) is Field.COW
    assert field_of(fast, large, share_from=D(2)) is Field.QUESTION
    assert field_of(None, large) is None
    assert field_of(fast, None) is None
