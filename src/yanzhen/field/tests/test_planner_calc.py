"""Hours as they are typed, points of urgency, and places in the datum of Chinese maps."""

from datetime import date
from decimal import Decimal as D
from math import cos, hypot, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.field.calc import due, gcj, hours

pytestmark = pytest.mark.once
TODAY = date(2026, 3, 20)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        ("9-11:30", "09:00-11:30"),
        ("13:30 – 17:00, 9:00-11:30", "09:00-11:30, 13:30-17:00"),
        ("9：00至11：30；13-17", "09:00-11:30, 13:00-17:00"),
        ("09:00-11:30 13:30-24:00", "09:00-11:30, 13:30-24:00"),
        ("9-12、12-14", "09:00-12:00, 12:00-14:00"),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, kept: str) -> None:
    assert hours.written(hours.read(text)) == kept


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("morning", "unreadable"), ("25-26", "unreadable"), ("9:60-10", "unreadable"), ("17-9", "backwards"),
        ("9-9", "backwards"), ("9-12, 11-13", "overlap"), ("1-2,3-4,5-6,7-8,9-10", "too_many"), ("9-", "unreadable"),
    ],
)  # fmt: skip
def test_hours_that_cannot_be_say_why(text: str, code: str) -> None:
    with pytest.raises(hours.BadHours) as bad:
        hours.read(text)
    assert bad.value.code == code


@given(st.lists(st.integers(0, 1440), min_size=0, max_size=8, unique=True))
def test_what_is_written_is_read_back(edges: list[int]) -> None:
    edges = sorted(edges)[: len(edges) // 2 * 2]
    windows = tuple((edges[n], edges[n + 1]) for n in range(0, len(edges), 2))
    assert hours.read(hours.written(windows)) == windows


def test_the_longest_stretch_leaves_out_what_is_closed() -> None:
    # 09:00-12:00 less 10:00-10:30: 60 and 90 minutes.
    assert hours.longest(((540, 720),), ((600, 630),)) == 90
    assert hours.longest(((690, 810),), ((690, 810),)) == 0
    assert hours.longest((), ((0, 1000),)) == 440


def test_an_interval_is_a_mean_month_by_its_visits() -> None:
    # 365 ÷ 12 = 30.42 days; ÷ 2 = 15.21; ÷ 0.5 = 60.83; ÷ 31 = 0.98.
    assert [due.interval(D(n)) for n in ("1", "2", "0.5", "31", "0")] == [30, 15, 61, 1, None]


def test_points_grow_with_the_days_late_and_have_a_ceiling() -> None:
    # Interval 15 days. Due today: 10. 3 days late: 20 · 3 ÷ 15 = 4 more. 6 of 15: 8. 22 days: 29.3 → 29. 23: 30.7 → 30.
    found = [
        due.frequency_points(date.fromordinal(TODAY.toordinal() - n), 15, TODAY) for n in (-5, 0, 3, 6, 22, 23, 99)
    ]
    assert found == [10, 10, 14, 18, 39, 40, 40]
    # 15 and one for each ten whole days, at most 15.
    assert [due.debt_points(date.fromordinal(TODAY.toordinal() - n), TODAY) for n in (1, 10, 149, 150, 900)] == [
        15, 16, 29, 30, 30,
    ]  # fmt: skip
    assert [due.task_points(date.fromordinal(TODAY.toordinal() - n), TODAY) for n in (-3, 0, 4, 40)] == [15, 15, 19, 25]
    assert (due.purchase_points(is_late=False), due.purchase_points(is_late=True)) == (20, 30)


@given(st.integers(0, 400), st.integers(1, 90))
def test_later_is_never_less_urgent(late: int, days: int) -> None:
    one, other = (due.frequency_points(date.fromordinal(TODAY.toordinal() - n), days, TODAY) for n in (late, late + 1))
    assert 10 <= one <= other <= 40


def test_gcj_moves_mainland_places_by_some_hundred_metres_and_no_others() -> None:
    # Tian'anmen, as every published converter has it: 116.3912757, 39.906217 → 116.397517, 39.907621.
    east, north = gcj.shown(116.3912757, 39.906217)
    assert (round(east, 4), round(north, 4)) == (116.3975, 39.9076)
    assert gcj.shown(2.3522, 48.8566) == (2.3522, 48.8566)


@given(st.floats(98, 122), st.floats(22, 45))
def test_gcj_is_never_far(longitude: float, latitude: float) -> None:
    east, north = gcj.shown(longitude, latitude)
    km = hypot((east - longitude) * cos(radians(latitude)), north - latitude) * 111.2
    assert 0.01 < km < 1.2
