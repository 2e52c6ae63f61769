"""Acts on a board, month shares, newcomers and fairness: worked by hand."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.planning.calc import cubes
from yanzhen.planning.calc.allocation import CannotHold
from yanzhen.planning.calc.cubes import CLOSED, LOCKED, Cube
from yanzhen.planning.calc.fairness import Stretch, curve
from yanzhen.planning.calc.shares import for_newcomers, month_shares

D = Decimal
ALL = (None, None, None)


def board(cells: object) -> Cube:
    table = np.array(cells, np.int64)
    return Cube(table, np.zeros(table.shape, np.uint8), np.zeros_like(table))


def cube() -> Cube:
    # Two people × two months × two categories; people 100 and 60, months 70 and 90.
    return board([[[10, 30], [20, 40]], [[10, 20], [10, 20]]])


ONES = np.ones((2, 2, 2), np.int64)


def test_a_seen_cell_keeps_its_mix() -> None:
    # Person 0 in month 0 was 10 + 30; at 80 it is 20 + 60, and nothing else moves.
    after = cubes.put(cube(), ([0], [0], None), 80, ONES)
    assert after.cells[0, 0].tolist() == [20, 60]
    assert after.total == 160 + 40
    assert after.cells[1].tolist() == cube().cells[1].tolist()


def test_the_total_can_hold() -> None:
    # 40 → 80 takes 40 from the other 120: each becomes two thirds.
    after = cubes.put(cube(), ([0], [0], None), 80, ONES, frozenset({cubes.TOTAL}))
    assert after.total == 160
    assert after.cells[0, 1].tolist() == [13, 27]
    assert cubes.amount(after, ([0], [0], None)) == 80


def test_rows_and_columns_can_hold() -> None:
    after = cubes.put(cube(), ([0], [0], None), 50, ONES, frozenset({0, 1}))
    assert cubes.margin(after.cells, 0).tolist() == [100, 60]
    assert cubes.margin(after.cells, 1).tolist() == [70, 90]
    assert cubes.amount(after, ([0], [0], None)) == 50


def test_typing_a_row_while_rows_hold_moves_the_other_rows() -> None:
    after = cubes.put(cube(), ([0], None, None), 130, ONES, frozenset({0, 1}))
    assert cubes.margin(after.cells, 0).tolist() == [130, 30]
    assert cubes.margin(after.cells, 1).tolist() == [70, 90]


def test_a_locked_cell_stays_and_too_little_is_told() -> None:
    held = cubes.lock(cube(), ([0], [0], [1]), on=True)
    assert cubes.put(held, ([0], [0], None), 100, ONES).cells[0, 0].tolist() == [70, 30]
    with pytest.raises(CannotHold) as met:
        cubes.put(held, ([0], [0], None), 20, ONES)
    assert met.value.troubles[0].by == 10


def test_a_selection_of_zeros_follows_the_weights() -> None:
    empty = board([[[0, 0], [5, 5]], [[1, 1], [1, 1]]])
    weights = ONES.copy()
    weights[0, 0] = [3, 1]
    assert cubes.put(empty, ([0], [0], None), 100, weights).cells[0, 0].tolist() == [75, 25]


def test_a_negative_amount_is_spread_as_a_mirror_image() -> None:
    assert cubes.put(cube(), ([0], [0], None), -80, ONES).cells[0, 0].tolist() == [-20, -60]


def test_the_rest_is_spread_and_locks_stay() -> None:
    held = cubes.lock(cube(), ([0], None, None), on=True)
    after = cubes.rest(held, ALL, ONES)
    assert after.cells[0].tolist() == cube().cells[0].tolist()
    assert after.cells[1].tolist() == [[15, 15], [15, 15]]


def test_what_is_closed_is_not_unlocked() -> None:
    shut = cube()
    shut.locks[0, 0, 0] = CLOSED
    after = cubes.lock(cubes.lock(shut, ALL, on=True), ALL, on=False)
    assert after.locks[0, 0, 0] == CLOSED
    assert (after.locks == LOCKED).sum() == 0


def test_a_floor_holds() -> None:
    held = cubes.floor(cube(), ([1], None, None), on=True)
    with pytest.raises(CannotHold):
        cubes.put(held, ALL, 50, ONES)
    assert cubes.put(held, ALL, 100, ONES).cells[1].sum() >= 60


def test_a_typed_floor_is_shared_as_the_amount_is() -> None:
    # 10 + 30 may not fall under 20: its parts hold 5 and 15; nothing moves, for 40 is above it.
    after = cubes.floor_at(cube(), ([0], [0], None), 20, ONES)
    assert after.floors[0, 0].tolist() == [5, 15]
    assert after.cells.tolist() == cube().cells.tolist()
    with pytest.raises(CannotHold):
        cubes.put(after, ([0], [0], None), 19, ONES)
    assert not cubes.floor_at(after, ([0], [0], None), 0, ONES).floors.any()


def test_what_stands_below_a_typed_floor_rises_to_it() -> None:
    # 40 rises to 80, and the other 120 give the 40; a locked part counts with what it holds.
    after = cubes.floor_at(cube(), ([0], [0], None), 80, ONES, frozenset({cubes.TOTAL}))
    assert (after.total, after.cells[0, 0].tolist(), after.floors[0, 0].tolist()) == (160, [20, 60], [20, 60])
    held = cubes.lock(cube(), ([0], [0], [1]), True)
    assert cubes.floor_at(held, ([0], [0], None), 35, ONES).floors[0, 0].tolist() == [5, 0]
    with pytest.raises(CannotHold):
        cubes.floor_at(cubes.lock(held, ([0], [0], [0]), True), ([0], [0], None), 41, ONES)


def test_a_mix_policy_moves_only_the_mix() -> None:
    # Categories were 50 and 110; the policy wants halves. People and months keep their sums.
    after = cubes.mixed(cube(), 2, np.array([1, 1]))
    assert cubes.margin(after.cells, 2).tolist() == [80, 80]
    assert after.cells.sum(axis=2).tolist() == cube().cells.sum(axis=2).tolist()


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2**32 - 1), st.integers(0, 10**7), st.sampled_from([(), (0,), (1,), (0, 1), (0, 1, 2), ("total",)])
)
def test_what_holds_holds(seed: int, cents: int, holds: tuple[int | str, ...]) -> None:
    random = np.random.default_rng(seed)
    some = board(random.integers(0, 10**6, (4, 5, 3)))
    some = Cube(some.cells, (random.random(some.cells.shape) < 0.2).astype(np.uint8), some.floors)
    try:
        after = cubes.put(some, ([1], [2], None), cents, np.ones(some.cells.shape, np.int64), frozenset(holds))
    except CannotHold:
        return
    assert cubes.amount(after, ([1], [2], None)) == cents
    assert (after.cells[some.fixed] == some.cells[some.fixed]).all()
    for axis in holds:
        if axis != cubes.TOTAL:
            assert cubes.margin(after.cells, int(axis)).tolist() == cubes.margin(some.cells, int(axis)).tolist()
    if holds:
        assert after.total == some.total


def test_month_shares_of_three_years() -> None:
    # (10 + 20 + 30) / 240 and (50 + 60 + 70) / 240.
    found = month_shares([[10, 50], [20, 60], [30, 70]])
    assert found.values == (Fraction(1, 4), Fraction(3, 4))
    assert (found.years, found.kind) == (3, "years")


def test_month_shares_with_less_say_so() -> None:
    assert month_shares([[0, 0], [1, 3], [0, 0]]).kind == "fewer"
    assert month_shares([[0, 0], [1, 3], [0, 0]]).values == (Fraction(1, 4), Fraction(3, 4))
    assert month_shares([[0, 0]]).kind == "equal"
    assert month_shares([[-5, 10], [1, 1]]).values == (Fraction(0), Fraction(1))


def test_newcomers_take_the_average_of_their_group() -> None:
    levels, said = for_newcomers({1: 100, 2: 300, 3: None, 4: None, 5: -8}, {1: 7, 2: 7, 3: 7, 4: 9, 5: 7})
    assert levels == {1: 100, 2: 300, 3: 200, 4: 200, 5: 0}
    assert said == {3: "group", 4: "all"}
    assert for_newcomers({1: None}, {1: None}) == ({1: 1}, {1: "equal"})


def test_an_even_spread_has_a_gini_of_zero() -> None:
    assert curve([Stretch(1, 50, 100), Stretch(2, 150, 300)]).gini == D("0.0000")


def test_gini_of_two_people_by_hand() -> None:
    # Potential 100 each; quotas 50 and 150. x: .5, 1; y: .25, 1. Gini = 1 − (.5 · .25 + .5 · 1.25) = .25.
    found = curve([Stretch(2, 150, 100), Stretch(1, 50, 100)])
    assert found.gini == D("0.2500")
    assert found.points == ((D(0), D(0)), (D("0.5000"), D("0.2500")), (D("1.0000"), D("1.0000")))
    assert curve([Stretch(1, 5, None)]).gini is None
