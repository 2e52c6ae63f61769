"""Spreading and fitting: worked by hand, and on random boards."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.planning.calc.allocation import CannotHold, Trouble, fit, spread
from yanzhen.planning.tests.boards import Case, boards, check


def test_a_hundred_over_three_equal_parts() -> None:
    # 100.00 / 3 = 33.333…; cut 33.33 each leaves one cent; the first of equals takes it.
    assert spread(10_000, [1, 1, 1]) == [3_334, 3_333, 3_333]


def test_largest_remainders_take_what_is_left() -> None:
    # 1.00 by 1 : 2 : 4 → 14.28…, 28.57…, 57.14…; cut 14 + 28 + 57 = 99; the largest remainder is .57.
    assert spread(100, [1, 2, 4]) == [14, 29, 57]


def test_a_locked_part_stays_and_the_rest_is_spread() -> None:
    # 100.00 − 40.00 = 60.00 by 1 : 2.
    assert spread(10_000, [1, 9, 2], locks=[None, 4_000, None]) == [2_000, 4_000, 4_000]


def test_floors_and_caps_hold() -> None:
    # By weight 9 : 1 it would be 90 and 10; the floor of 20 leaves 80.
    assert spread(100, [9, 1], floors=[0, 20]) == [80, 20]
    # The cap of 50 leaves 50 for the other two, by 1 : 3.
    assert spread(100, [96, 1, 3], caps=[50, None, None]) == [50, 13, 37]


def test_all_capped_but_those_without_weight() -> None:
    # The weighted one takes 30, the two without history share the other 70 equally.
    assert spread(100, [5, 0, 0], caps=[30, None, None]) == [30, 35, 35]


@pytest.mark.parametrize("weights", [[0, 0, 0], [-5, -1, 0], [Decimal("-0.5"), 0, 0]])
def test_without_positive_history_parts_are_equal(weights: list[Decimal]) -> None:
    assert spread(10, weights) == [4, 3, 3]


def test_a_negative_total_is_the_mirror_image() -> None:
    assert spread(-10_000, [1, 1, 1]) == [-3_334, -3_333, -3_333]


def test_nothing_over_nobody() -> None:
    assert spread(0, []) == []
    assert spread(0, [1, 2]) == [0, 0]


def test_locks_above_the_total_are_told() -> None:
    with pytest.raises(CannotHold) as met:
        spread(10_000, [1, 1], locks=[12_000, None])
    assert met.value.troubles == (Trouble("above", 0, (), 2_000),)


def test_what_nobody_can_take_is_told() -> None:
    with pytest.raises(CannotHold) as met:
        spread(100, [1, 1], locks=[40, None], caps=[None, 50])
    assert met.value.troubles == (Trouble("below", 0, (), 10),)
    with pytest.raises(CannotHold) as met:
        spread(100, [1], locks=[40])
    assert met.value.troubles == (Trouble("below", 0, (), 60),)


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
def test_parts_add_up_and_lie_within_a_cent_of_their_share(total: int, weights: list[int]) -> None:
    parts = spread(total, weights)
    assert sum(parts) == total
    if any(weights):
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part * sum(weights) - total * weight) < sum(weights)


def test_both_margins_hold_in_a_table_worked_by_hand() -> None:
    # Equal weights: cell = row · column / whole. Rows 60, 40 and columns 50, 30, 20 of 100 give 30 18 12 / 20 12 8.
    found = fit(np.ones((2, 3)), [np.array([60, 40]), np.array([50, 30, 20])])
    assert found.values.tolist() == [[30, 18, 12], [20, 12, 8]]


def test_a_lock_in_a_table() -> None:
    # 30 is locked at 25: row 1 leaves 35, column 1 leaves 25; the rest keeps both sums.
    locked = np.zeros((2, 3), bool)
    locked[0, 0] = True
    values = np.where(locked, 25, 0)
    found = fit(np.ones((2, 3)), [np.array([60, 40]), np.array([50, 30, 20])], locked=locked, values=values).values
    assert found[0, 0] == 25
    assert found.sum(axis=1).tolist() == [60, 40]
    assert found.sum(axis=0).tolist() == [50, 30, 20]
    assert found[1, 0] == 25  # the only other cell of the column


def test_cents_are_rounded_so_that_both_margins_hold() -> None:
    # Thirds everywhere: 33.33… each. Every row and every column must come to 100.
    found = fit(np.ones((3, 3)), [np.full(3, 100), np.full(3, 100)]).values
    assert found.sum(axis=0).tolist() == found.sum(axis=1).tolist() == [100, 100, 100]
    assert set(found.reshape(-1).tolist()) == {33, 34}


def test_margins_that_differ_are_told() -> None:
    with pytest.raises(CannotHold) as met:
        fit(np.ones((2, 2)), [np.array([50, 50]), np.array([50, 51])])
    assert met.value.troubles == (Trouble("differ", 1, (), 1),)


def test_a_row_whose_locks_exceed_its_sum_is_told() -> None:
    locked = np.array([[True, False], [False, False]])
    with pytest.raises(CannotHold) as met:
        fit(np.ones((2, 2)), [np.array([50, 50]), np.array([80, 20])], locked=locked, values=np.where(locked, 70, 0))
    assert Trouble("above", 0, (0,), 20) in met.value.troubles


def test_locks_that_cross_each_other_are_told() -> None:
    # Each row and column could hold by itself, but columns 1 and 2 are closed to row 2 and cannot hold its 60.
    locked = np.array([[False, False, False], [True, True, False], [False, False, True]])
    with pytest.raises(CannotHold) as met:
        fit(np.ones((3, 3)), [np.array([10, 60, 30]), np.array([40, 40, 20])], locked=locked,
            values=np.zeros((3, 3), np.int64))  # fmt: skip
    assert {t.kind for t in met.value.troubles} <= {"crossed", "below"}


def test_a_row_without_history_takes_the_pattern_of_the_others() -> None:
    # The newcomer's 100 follow 3 : 1 of the colleague.
    found = fit(np.array([[3.0, 1.0], [0.0, 0.0]]), [np.array([100, 100]), None]).values
    assert found.tolist() == [[75, 25], [75, 25]]


@settings(max_examples=250, deadline=None)
@given(boards())
def test_every_margin_holds_and_no_lock_moves(board: Case) -> None:
    check(board)
