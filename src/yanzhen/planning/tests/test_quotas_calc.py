"""Attainment and points, worked by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.planning.calc.quotas import NO_BOOKS, NO_QUOTA, Part, attainment, composite

D = Decimal


def test_attainment_is_actual_over_quota() -> None:
    # 870 000 ÷ 1 200 000 = 0.725
    assert attainment(D("1200000.00"), D("870000.00")) == D("0.7250")
    # 2 ÷ 3 = 0.66666… → 0.6667
    assert attainment(D(3), D(2)) == D("0.6667")
    # More came back than was sold.
    assert attainment(D(100), D(-20)) == D("-0.2000")


def test_a_quota_of_zero_has_no_attainment() -> None:
    assert attainment(D(0), D(500)) is None
    [part] = composite([Part("revenue", D(0), D(500))]).parts
    assert (part.attainment, part.why) == (None, NO_QUOTA)


def test_of_expenses_less_is_better() -> None:
    # Budget 80 000: spent 88 000 → 2 − 1.1 = 0.9; 72 000 → 2 − 0.9 = 1.1; nothing → 2; thrice → 2 − 3 < 0 → 0.
    budget = D(80_000)
    spent = (D(88_000), D(72_000), D(80_000), D(0), D(240_000))
    assert [attainment(budget, s, less_is_better=True) for s in spent] == [
        D("0.9000"), D("1.1000"), D("1.0000"), D("2.0000"), D("0.0000"),
    ]  # fmt: skip


def test_points_weigh_and_cap_each_part() -> None:
    # Revenue  1 200 000 ÷ 1 000 000 = 1.20, capped 1.10 × 0.60 = 0.66
    # Visits         180 ÷       240 = 0.75            × 0.20 = 0.15
    # New customers    6 ÷         5 = 1.20, no cap    × 0.20 = 0.24
    #                                                    sum = 1.05
    found = composite(
        [
            Part("revenue", D(1_000_000), D(1_200_000), weight=D(60), cap=D("1.10")),
            Part("visits", D(240), D(180), weight=D(20), cap=D("1.50")),
            Part("new_customers", D(5), D(6), weight=D(20)),
        ]
    )
    assert [part.points for part in found.parts] == [D("0.6600"), D("0.1500"), D("0.2400")]
    assert [part.is_capped for part in found.parts] == [True, False, False]
    assert found.points == D("1.0500")


def test_exactly_at_the_cap_counts_whole_and_is_not_capped() -> None:
    [part] = composite([Part("revenue", D(100), D(110), cap=D("1.10"))]).parts
    assert (part.counted, part.is_capped) == (D("1.1000"), False)


def test_weights_are_divided_by_their_sum() -> None:
    # Weights 3 and 1: 0.75 × 0.80 + 0.25 × 1.00 = 0.85
    found = composite([Part("revenue", D(100), D(80), weight=D(3)), Part("orders", D(10), D(10), weight=D(1))])
    assert found.points == D("0.8500")
    assert [part.share for part in found.parts] == [D("0.75"), D("0.25")]


def test_a_part_without_books_is_left_out_with_its_weight() -> None:
    # Only revenue counts: 0.90, though visits have half the weight.
    found = composite([Part("revenue", D(100), D(90), weight=D(50)), Part("visits", D(20), None, weight=D(50))])
    assert found.points == D("0.9000")
    assert (found.parts[1].why, found.parts[1].share) == (NO_BOOKS, None)


def test_under_its_floor_a_part_counts_nothing_and_keeps_its_weight() -> None:
    # 0.49 is under 0.50 → 0 × 0.5; 1.00 × 0.5 = 0.50. At 0.50 itself it counts: 0.25 + 0.50 = 0.75.
    orders = Part("orders", D(10), D(10))
    assert composite([Part("revenue", D(100), D(49), floor=D("0.5")), orders]).points == D("0.5000")
    assert composite([Part("revenue", D(100), D(50), floor=D("0.5")), orders]).points == D("0.7500")


def test_nothing_that_counts_gives_no_points() -> None:
    assert composite([]).points is None
    assert composite([Part("revenue", D(100), D(50), weight=D(0))]).points is None


def test_a_weight_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="weight"):
        composite([Part("revenue", D(1), D(1), weight=D(-1))])


ratios = st.decimals(min_value=0, max_value=3, places=4)
parts = st.builds(
    Part,
    st.just("x"),
    st.decimals(min_value=1, max_value=10**9, places=2),
    st.decimals(min_value=0, max_value=10**9, places=2),
    weight=st.decimals(min_value=1, max_value=100, places=2),
    cap=st.none() | ratios.filter(lambda r: r >= 1),
)


@given(st.lists(parts, min_size=1, max_size=6))
def test_points_lie_between_the_lowest_and_the_highest_part(given_parts: list[Part]) -> None:
    found = composite(given_parts)
    counted = [part.counted for part in found.parts if part.counted is not None]
    assert found.points is not None
    assert min(counted) - D("0.0001") <= found.points <= max(counted) + D("0.0001")
    assert abs(sum(part.share or D(0) for part in found.parts) - 1) < D("1e-20")


@given(st.lists(parts, min_size=1, max_size=6), st.integers(2, 50))
def test_only_the_proportion_of_weights_matters(given_parts: list[Part], times: int) -> None:
    scaled = [Part(p.code, p.quota, p.actual, p.weight * times, p.cap) for p in given_parts]
    assert composite(scaled).points == composite(given_parts).points
