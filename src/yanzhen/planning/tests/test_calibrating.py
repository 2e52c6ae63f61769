"""Intervals that hold what they say: factors by hand, limits, and that the mean and simple models stay."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.planning.calc import calibrating
from yanzhen.planning.calc.calibrating import Line, Scale
from yanzhen.planning.calc.chances import Z80, Z95
from yanzhen.planning.calc.forecasting import Forecast, _misses


def made(model: str = "ensemble", misses: tuple[tuple[float, float], ...] = ()) -> Forecast:
    months = {"mean": (10.0, 10.0), "low80": (8.0, 7.0), "high80": (12.0, 14.0), "low95": (6.0, 5.0)}
    return Forecast(model, "", **months, high95=(15.0, 16.0), naive=(9.0, 9.0), misses=misses)


def test_misses_by_hand() -> None:
    # Mean 10: 13 lies 3 above of 2 and 5 (1.5 and 0.6 half widths); 7 lies 3 below of 3 and 5 (1 and 0.6).
    bands = ([10.0, 10.0], [8.0, 7.0], [12.0, 14.0], [6.0, 5.0], [15.0, 16.0])
    assert _misses(bands, [13.0, 7.0]) == ((1.5, 0.6), (1.0, 0.6))
    flat = ([10.0], [10.0], [10.0], [10.0], [10.0])
    assert _misses(flat, [10.0]) == ((0.0, 0.0),)
    assert _misses(flat, [11.0]) == ((1000.0, 1000.0),)


def test_levels_by_hand() -> None:
    # 50 series wholly inside the edge of 1, 50 half: shares 1 and 0.5, variance 0.25² · 100 ÷ 99 = 0.06313;
    # 0.7 + 1.645 · √(0.06313 ÷ 100) = 0.7 + 1.645 · 0.025126 = 0.7413.
    rows = [[1.0, 1.0]] * 50 + [[1.0, 9.0]] * 50
    assert calibrating.raised(0.7, rows) == pytest.approx(0.7413, abs=1e-4)
    # All alike: nothing is added; of 20 none above 20 ÷ 21.
    assert calibrating.raised(0.7, [[1.0, 1.0]] * 100) == 0.7
    assert calibrating.raised(0.99, [[1.0]] * 20) == 20 / 21
    assert calibrating.quantile([1.0, 2.0, 4.0], 0.75) == 3.0
    assert calibrating.quantile([5.0], 0.9) == 5.0


def test_bounds_move_and_the_mean_stays() -> None:
    scale = Scale(Line(1.0, 0.5), Line(2.0, 0.0), 30)
    found = calibrating.widened(made(), scale, floor=0.0)
    # 80 %: × 1.5 then × 2 about 10; 95 %: × 2, not under zero.
    assert found.mean == (10.0, 10.0)
    assert (found.low80, found.high80) == ((7.0, 4.0), (13.0, 18.0))
    assert (found.low95, found.high95) == ((2.0, 0.0), (20.0, 22.0))
    simple = made("seasonal")
    assert calibrating.widened(simple, scale) == simple
    assert calibrating.widened(made(), None) == made()


def test_the_wider_interval_holds_the_narrower_one() -> None:
    found = calibrating.widened(made(), Scale(Line(3.0, 0.0), Line(0.5, 0.0), 30))
    assert all(a <= b <= m <= c <= d for a, b, m, c, d in zip(
        found.low95, found.low80, found.mean, found.high80, found.high95, strict=True
    ))  # fmt: skip


def test_too_few_series_say_nothing() -> None:
    assert calibrating.learn([made(misses=((1.0, 1.0),))] * 19) is None
    assert calibrating.learn([made()] * 50) is None
    found = calibrating.learn([made(misses=((1.2, 0.9),))] * 20)
    assert found == Scale(Line(1.2, 0.0), Line(0.9, 0.0), 20)


def test_factors_grow_with_the_months_ahead() -> None:
    # One month ahead all miss by 1, two by 1.5, three by 2: a line from 0.5, half a width more each month.
    found = calibrating.learn([made(misses=((1.0, 1.0), (1.5, 1.0), (2.0, 1.0)))] * 40)
    assert found is not None
    assert (found.inner.start, found.inner.step) == (pytest.approx(0.5), pytest.approx(0.5))
    assert (found.inner.at(6), found.outer.at(18)) == (3.0, 1.0)
    falling = calibrating.learn([made(misses=((2.0, 1.0), (1.0, 1.0)))] * 40)
    assert falling is not None
    assert falling.inner == Line(1.5, 0.0), "what is farther away is never held to be surer"


def test_a_model_too_sure_of_itself_is_corrected() -> None:
    """Normal errors with bounds of half the right width: factors near two, coverage of new errors near the level."""
    rng = random.Random(7)

    def misses() -> tuple[tuple[float, float], ...]:
        errors = [abs(rng.gauss(0, 1)) for _ in range(12)]
        return tuple((2 * e / Z80, 2 * e / Z95) for e in errors)

    scale = calibrating.learn([made(misses=misses()) for _ in range(700)])
    assert scale is not None
    fresh = [misses() for _ in range(700)]
    for place, (line, level) in enumerate(((scale.inner, 0.8), (scale.outer, 0.95))):
        assert line.at(6) == pytest.approx(2, abs=0.25)
        inside = [row[n][place] <= line.at(n + 1) for row in fresh for n in range(12)]
        assert level - 0.015 <= sum(inside) / len(inside) <= level + 0.04


@given(st.lists(st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 1000)), max_size=12), max_size=60))
def test_factors_are_always_within_their_limits(rows: list[list[tuple[float, float]]]) -> None:
    found = calibrating.learn([replace(made(), misses=tuple(row)) for row in rows])
    for line in () if found is None else (found.inner, found.outer):
        assert line.step >= 0
        assert all(0.5 <= line.at(n) <= 3 for n in range(1, 25))
