"""The exact day: equal to trying everything, under all settings; and quick enough."""

import random
from itertools import permutations
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.field.calc.routes import oneday
from yanzhen.field.calc.routes.board import Board, board
from yanzhen.field.calc.routes.exercise import PLAN, exercise
from yanzhen.field.calc.routes.faults import AppointmentsOverlap, BadFigure, NeverOpen
from yanzhen.field.calc.routes.stops import Day, Lunch, Stop
from yanzhen.field.calc.routes.timetable import _laid, quick, timetable
from yanzhen.field.calc.routes.travel import Grid, Place

pytestmark = pytest.mark.once


def small(seed: int) -> Board:
    """Up to six stops in a tight day, each setting there or not."""
    draw = random.Random(seed)
    flip = lambda: draw.random() < 0.5  # noqa: E731
    stops = []
    for n in range(draw.randint(1, 6)):
        begin = draw.randint(0, 200)
        stops.append(Stop(
            f"c{n}", Place(f"c{n}", draw.randint(0, 30), draw.randint(0, 30)), draw.choice((0, 10, 25, 40)),
            value=draw.choice((1, 1, 2, 5)),
            open=((begin, begin + draw.randint(60, 250)),) if flip() else (),
            closed=((90, 150),) if draw.random() < 0.3 else (),
            appointment=draw.randint(60, 200) if draw.random() < 0.1 else None,
            must=draw.random() < 0.1, begin_only=draw.random() < 0.3,
        ))  # fmt: skip
    day = Day(
        "d", Place("a", 15, 15), Place("b", draw.randint(0, 30), draw.randint(0, 30)), begin=0,
        until=draw.randint(100, 320), last_arrival=draw.randint(80, 250) if flip() else None,
        doors_close=draw.randint(100, 260) if flip() else None,
        lunch=Lunch(draw.choice((15, 30, 60)), 80, draw.choice((140, 170))) if flip() else None,
        way_home_counts=flip(),
    )  # fmt: skip
    return board(stops, [day], Grid(speed=draw.choice((30, 60)), streets=flip()))


def tried(b: Board) -> tuple[float, int, int] | None:
    """Every order of every choice: most value, then least travel, then the earliest end."""
    found = []
    for count in range(len(b.stops) + 1):
        for order in permutations(range(len(b.stops)), count):
            if set(b.fixed) <= set(order) and (kept := quick(b, 0, order)):
                found.append((-sum(b.stops[s].value for s in order), kept.travel, kept.ends))
    return min(found, default=None)


@given(st.integers(0, 10**9))
@settings(max_examples=60, deadline=None)
def test_best_day_equals_trying_everything(seed: int) -> None:
    try:
        b = small(seed)
    except (NeverOpen, AppointmentsOverlap):  # an appointment while he receives nobody, two at once: no question
        return
    expected, found = tried(b), oneday.best(b, 0, range(len(b.stops)), b.fixed)
    assert (found is None) == (expected is None)
    if found and expected:
        assert (-found.value, found.travel, found.ends) == expected
        day = timetable(b, 0, [b.stops[s].key for s in found.order])
        assert (day.travel, day.ends, day.value) == (found.travel / 100, found.ends / 100, found.value)


@given(st.integers(0, 10**9))
@settings(max_examples=60, deadline=None)
def test_quick_check_equals_every_place_of_lunch_laid_out(seed: int) -> None:
    try:
        b = small(seed)
    except (NeverOpen, AppointmentsOverlap):
        return
    order = list(range(len(b.stops)))
    random.Random(seed).shuffle(order)
    order = order[: random.Random(seed).randint(1, 4)]
    places = [None, *range(len(order) + 1)] if b.shifts[0].lunch else [None]
    good = [t for t in (_laid(b, 0, order, place) for place in places) if not t.broken]
    kept = quick(b, 0, order)
    assert (kept.ends / 100 if kept else None) == min((t.ends for t in good), default=None)


@pytest.mark.parametrize("seed", range(20))
def test_every_exercise_has_a_best_day(seed: int) -> None:
    """The customer with the appointment of 14:30 never receives in the morning only."""
    stops, days = exercise(seed)
    b = board(stops, days, PLAN)
    found = oneday.best(b, 0, range(16), b.fixed)
    assert found is not None
    assert 0 in found.order


def test_exercise_of_sixteen_is_quick_and_the_same_again() -> None:
    assert exercise(3) == exercise(3)
    assert exercise(3) != exercise(4)
    stops, days = exercise(3)
    b = board(stops, days, PLAN)
    began = process_time()
    first = oneday.best(b, 0, range(16), b.fixed)
    assert process_time() - began < 5
    second = oneday.best(b, 0, range(16), b.fixed)
    assert first == second
    assert first is not None
    day = timetable(b, 0, [stops[s].key for s in first.order])
    assert stops[0].key in day.keys
    assert day.lunch is not None
    assert day.value == first.value


def test_no_more_than_eighteen() -> None:
    stops, days = exercise(1, 19)
    with pytest.raises(BadFigure):
        oneday.best(board(stops, days, PLAN), 0, range(19))


def test_must_comes_before_value_and_may_be_impossible() -> None:
    # 60 units an hour: one a minute. Only one of the two can be visited and home again by 100.
    home = Place("h", 0, 0)
    day = Day("d", home, home, 0, 100)
    near, far = Stop("near", Place("n", 40, 0), 10, 9), Stop("far", Place("f", -45, 0), 10, 1, must=True)
    b = board([near, far], [day], Grid(60))
    found = oneday.best(b, 0, [0], [1])
    assert found is not None
    assert [b.stops[s].key for s in found.order] == ["far"]
    b = board([Stop("far", Place("f", -46, 0), 10, 1, must=True)], [day], Grid(60))
    assert oneday.best(b, 0, [], [0]) is None
