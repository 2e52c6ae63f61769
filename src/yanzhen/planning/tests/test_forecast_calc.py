"""Errors, naive forecasts, simple models, chances and the league table, each against figures worked out by hand."""

import math
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.planning.calc import chances, forecasting, league
from yanzhen.planning.calc.forecast_errors import (
    is_seasonal,
    mase,
    naive2,
    seasonal_factors,
    seasonal_naive,
    smape,
)
from yanzhen.planning.calc.league import Hit

finite = st.floats(-1e12, 1e12, allow_nan=False, allow_subnormal=False)


def test_smape_by_hand() -> None:
    # 2·|100−80|/(100+80) = 40/180 = 2/9; 2·|50−50|/100 = 0; both zero counts as hit. Mean of three: 2/27.
    assert smape([100, 50, 0], [80, 50, 0]) == pytest.approx(2 / 27)


def test_mase_by_hand() -> None:
    # Season 2: steps |3−1|, |6−2| = 2, 4, mean 3. Misses |5−4|, |8−6| = 1, 2, mean 1.5. 1.5 ÷ 3 = 0.5.
    assert mase([5, 8], [4, 6], [1, 2, 3, 6], season=2) == pytest.approx(0.5)
    assert mase([5], [4], [1, 1, 1, 1], season=2) is None
    assert mase([5], [4], [1], season=2) is None


def test_figures_must_match() -> None:
    with pytest.raises(ValueError, match="as many"):
        smape([1, 2], [1])
    with pytest.raises(ValueError, match="at least one"):
        smape([], [])


def test_seasonal_naive() -> None:
    assert seasonal_naive([9, 1, 2, 3], 5, season=3) == [1, 2, 3, 1, 2]
    assert seasonal_naive([7, 8], 2) == [8, 8]
    assert seasonal_naive([], 2) == [0.0, 0.0]


def test_naive2_puts_the_season_back() -> None:
    # Level 100 with factors 0.5, 1.5 in turns; season 2, 8 values: r₂ is far above the limit.
    history = [50.0, 150.0] * 12
    assert is_seasonal(history, season=2)
    assert seasonal_factors(history, season=2) == pytest.approx([0.5, 1.5])
    assert naive2(history, 3, season=2) == pytest.approx([50, 150, 50])


def test_naive2_without_season_is_the_last_value() -> None:
    rising = [float(n) for n in range(1, 30)]
    assert naive2(rising, 2, season=12) == [29.0, 29.0]
    assert naive2([], 2) == [0.0, 0.0]
    assert not is_seasonal([5.0] * 40)


@pytest.mark.parametrize(
    ("values", "model", "note"),
    [
        ([], "zero", "empty"),
        ([0] * 30, "zero", "empty"),
        ([0, 0, 5], "mean", "single"),
        ([3, 4, 5, 6], "mean", "single"),
        ([4, 4, 4, 4, 4, 4], "naive", "constant"),
        ([5, 6, 7, 5, 6, 7], "mean", "young"),
        ([1, *[0, 0, 5] * 10], "mean", "sparse"),
        (list(range(1, 19)), "seasonal", "short"),
        ([5] * 20 + [0] * 12, "zero", "stopped"),
    ],
)
def test_short_and_odd_histories_get_a_simple_model(values: list[float], model: str, note: str) -> None:
    made = forecasting.forecast(values, 3)
    assert (made.model, made.note) == (model, note)
    assert len(made.mean) == 3


def test_mean_of_few_months_by_hand() -> None:
    # 2, 4, 6: mean 4, s = 2, s·√(1 + 1/3) = 2.3094; Student with 2 degrees: 1.886 and 4.303.
    made = forecasting.forecast([2, 4, 6], 1)
    wide = 2 * math.sqrt(4 / 3)
    assert made.mean == (4.0,)
    assert made.high80[0] == pytest.approx(4 + 1.886 * wide)
    assert made.low95[0] == pytest.approx(4 - 4.303 * wide)
    assert forecasting.forecast([2, 4, 6], 1, floor=0.0).low95 == (0.0,)


def test_one_month_alone_reaches_from_nothing_to_twice_as_much() -> None:
    made = forecasting.forecast([100], 2)
    assert made.low95[0] == pytest.approx(0, abs=1e-9)
    assert made.high95[1] == pytest.approx(200)


def test_less_than_two_years_is_the_month_a_year_ago() -> None:
    # 13 months: one step from year to year only, so the spread is that of the values.
    made = forecasting.forecast([10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 12], 2)
    assert made.mean == (20.0, 30.0)
    assert made.held_out == 0
    # 16 months, steps of 10 each: σ = 10 in the first year ahead, 10·√2 in the second.
    made = forecasting.forecast([*[100 + n for n in range(12)], 110, 111, 112, 113], 13)
    assert made.high95[0] - made.mean[0] == pytest.approx(1.959964 * 10)
    assert made.high95[12] - made.mean[12] == pytest.approx(1.959964 * 10 * math.sqrt(2))


def test_negative_months_are_no_obstacle() -> None:
    made = forecasting.forecast([-5, 3, -2], 2)
    assert made.mean[0] == pytest.approx(-4 / 3)
    assert forecasting.forecast([-5, 3, -2], 2, floor=0.0).mean == (0.0, 0.0)


class Broken:
    """A model as a library may have it: it fails on some series, in its own way."""

    def __init__(self, mean: float | None) -> None:
        self.mean = mean

    def forecast(self, y: Any, h: int, level: list[int]) -> dict[str, list[float]]:
        if self.mean is None:
            raise IndexError("index 13 is out of bounds")
        return dict.fromkeys(("mean", "lo-80", "hi-80", "lo-95", "hi-95"), [self.mean] * h)


def test_a_model_that_fails_leaves_its_reason() -> None:
    failures: list[str] = []
    for mean in (None, 1e9, math.nan):
        assert forecasting._fitted(Broken(mean), [1.0, 2.0], 3, 1.0, failures) is None
    assert failures == ["Broken: IndexError: index 13 is out of bounds", "Broken: ran away", "Broken: ran away"]
    assert forecasting._fitted(Broken(2.0), [1.0, 2.0], 3, 1.0, failures).shape == (5, 3)
    assert len(failures) == 3


def test_history_begins_with_the_first_sale() -> None:
    assert forecasting.begun([0, 0, 3, 0, 4]) == [3, 0, 4]
    assert forecasting.forecast([0] * 50 + [3, 4, 5, 6, 7], 1).history == 5


def test_figures_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        forecasting.forecast([1, math.nan], 1)
    with pytest.raises(ValueError, match="month ahead"):
        forecasting.forecast([1], 0)


@given(st.lists(finite, max_size=23), st.integers(1, 24))
def test_simple_models_are_always_finite_and_ordered(values: list[float], ahead: int) -> None:
    made = forecasting.forecast(values, ahead)
    for n in range(ahead):
        bands = [made.low95[n], made.low80[n], made.mean[n], made.high80[n], made.high95[n]]
        assert all(math.isfinite(v) for v in bands)
        slack = 1e-6 * max(1.0, *map(abs, bands))
        assert all(a <= b + slack for a, b in pairwise(bands))


# -- Chances -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Expected:
    month: date
    mean: int
    low95: int
    high95: int


def test_chances_by_hand() -> None:
    # (high − low) ÷ (2 · 1.959964): 392 ÷ 3.919928 = 100.0018.
    assert chances.deviation_of(804, 1196) == pytest.approx(100.0018, abs=1e-4)
    assert chances.chance_of(1_000, 1_000, 100.0) == 0.5
    # One deviation below the mean: Φ(1) = 0.841345.
    assert chances.chance_of(900, 1_000, 100.0) == pytest.approx(0.841345, abs=1e-6)
    assert chances.chance_of(1_000, 1_000, 0.0) == 1.0
    assert chances.chance_of(1_001, 1_000, 0.0) == 0.0


def test_months_together_are_independent() -> None:
    month = date(2026, 1, 1)
    # Deviations 3 and 4 make 5.
    three, four = round(2 * chances.Z95 * 3e6), round(2 * chances.Z95 * 4e6)
    mean, deviation = chances.together([Expected(month, 10, 0, three), Expected(month, 20, 0, four)])
    assert mean == 30
    assert deviation == pytest.approx(5e6, rel=1e-6)
    assert chances.together([]) == (0, 0.0)


def test_odd_intervals_are_refused() -> None:
    with pytest.raises(ValueError, match="under the lower"):
        chances.deviation_of(5, 4)
    with pytest.raises(ValueError, match="deviation"):
        chances.chance_of(1, 1, -1.0)


# -- League table ------------------------------------------------------------------------------------------------------


def test_league_by_hand() -> None:
    # One month ahead: misses 10 + 20 of 100 + 300 = 7.5 %; naive 50 + 0 = 12.5 %; people 5 of 100 = 5 % where the
    # statistical one missed 10 of 100 = 10 %.
    rows = league.table([Hit(1, 100, 90, 50, 105), Hit(1, 300, 320, 300), Hit(2, 5, 5, 5), Hit(12, 0, 3, 3)])
    assert [row.ahead for row in rows] == [1, 3, 6, 12]
    assert rows[0].statistical == pytest.approx(0.075)
    assert rows[0].naive == pytest.approx(0.125)
    assert (rows[0].own_count, rows[0].own, rows[0].own_statistical) == (1, pytest.approx(0.05), pytest.approx(0.1))
    assert (rows[1].count, rows[1].statistical) == (0, None)
    assert (rows[3].count, rows[3].statistical) == (1, None)
