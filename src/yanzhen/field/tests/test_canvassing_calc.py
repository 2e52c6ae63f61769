"""Areas, blocks, coverage and the rules of calls: worked by hand, and what must hold for any area."""

import math
from datetime import UTC, datetime, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.field.calc import calls
from yanzhen.field.calc.canvassing import cells, coverage
from yanzhen.field.calc.canvassing.outline import (
    DEGREE_M,
    BadOutline,
    Point,
    checked,
    holds,
    metres,
    read,
    square_metres,
    written,
)

pytestmark = pytest.mark.once
NOW = datetime(2026, 5, 6, 10, 0, tzinfo=UTC)
# On the equator a degree is 111 195.08 m both ways; 0.009 degrees are 1 000.76 m.
SIDE = 1000 / DEGREE_M
SQUARE = (Point(-SIDE / 2, 0.0), Point(-SIDE / 2, SIDE), Point(SIDE / 2, SIDE), Point(SIDE / 2, 0.0))


def test_a_square_kilometre_has_25_blocks_of_200_metres() -> None:
    """1 000 m ÷ 200 m = 5 rows and 5 columns, all wholly inside."""
    found = cells.cut(checked(SQUARE), 200)
    assert len(found) == 25
    assert [cell.name for cell in found[:6]] == ["A1", "B1", "C1", "D1", "E1", "A2"]
    assert all(cell.share == pytest.approx(1) for cell in found)
    assert square_metres(SQUARE) == pytest.approx(1_000_000, rel=1e-6)


def test_a_triangle_takes_half_of_the_blocks_on_its_side() -> None:
    """Half the square: 10 whole blocks, 5 half ones on the diagonal, 10 not at all: 10 + 5 × ½ = 12.5 = 25 ÷ 2."""
    found = cells.cut(checked(SQUARE[:3]), 200)
    shares = sorted(round(cell.share, 6) for cell in found)
    assert shares == [0.5] * 5 + [1.0] * 10
    assert square_metres(SQUARE[:3]) == pytest.approx(500_000, rel=1e-6)


def test_a_strip_narrower_than_a_block_keeps_its_largest_block() -> None:
    """1 m wide and 150 m long: 0.4 % of a block of 200 m, below the 2 %, but an area has one block at least."""
    strip = checked(
        (Point(0.0, 0.0), Point(0.0, 1 / DEGREE_M), Point(150 / DEGREE_M, 1 / DEGREE_M), Point(150 / DEGREE_M, 0.0))
    )
    assert len(cells.cut(strip, 200)) == 1


def test_letters_of_columns() -> None:
    assert [cells.letters(n) for n in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_a_point_on_the_side_is_inside() -> None:
    outline = checked(SQUARE)
    middle, side, corner = Point(0, SIDE / 2), Point(0, 0.0), SQUARE[0]
    assert [holds(outline, p) for p in (middle, side, corner)] == [True, True, True]
    assert not holds(outline, Point(0, -SIDE / 100))
    assert not holds(outline, Point(SIDE, SIDE / 2))


def test_a_point_in_the_bay_of_a_u_is_outside() -> None:
    bay = checked(
        [
            Point(0, 0),
            Point(0, 0.03),
            Point(0.03, 0.03),
            Point(0.03, 0.02),
            Point(0.01, 0.02),
            Point(0.01, 0.01),
            Point(0.03, 0.01),
            Point(0.03, 0),
        ]
    )
    assert not holds(bay, Point(0.02, 0.015))
    assert holds(bay, Point(0.02, 0.005))


def test_a_degree_of_latitude_is_111_195_metres() -> None:
    """Mean radius 6 371 008.8 m × π ÷ 180 = 111 195.08 m."""
    assert metres(Point(0, 0), Point(1, 0)) == pytest.approx(111_195.08, abs=0.01)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31.2, 121.4\n31.3, 121.4", "few"),
        ("121.47, 31.23\n121.48, 31.23\n121.48, 31.24", "swapped"),
        ("31.2, 121.4\nx, 121.5\n31.3, 121.5", "number"),
        ("91, 181\n31, 121\n32, 122", "earth"),
        ("31.2, 121.4\n31.3, 121.5\n31.2, 121.5\n31.3, 121.4", "crossed"),
        ("31.2, 121.4\n31.21, 121.4\n31.22, 121.4", "flat"),
        ("31.2, 121.4\n32.2, 121.4\n32.2, 122.4", "large"),
        ("nan, 121.4\n31.21, 121.4\n31.22, 121.5", "earth"),
    ],
)
def test_an_outline_that_cannot_be_worked_with_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadOutline) as refusal:
        read(text)
    assert refusal.value.code == code


def test_too_many_blocks_are_refused() -> None:
    with pytest.raises(BadOutline) as refusal:
        cells.cut(checked(SQUARE), 20)
    assert refusal.value.code == "cells"


def test_corners_as_text_come_back() -> None:
    text = "31.230000, 121.470000\n31.236000, 121.470000\n31.236000, 121.478000"
    assert written(read(text)) == text
    assert read("31.23，121.47\n31.236 121.47\n31.236;121.478\n31.23,121.47")[0] == Point(31.23, 121.47)


@st.composite
def stars(draw: st.DrawFn) -> tuple[Point, ...]:
    """Simple outlines of any shape: corners around a middle, in the order of their direction."""
    corners = draw(st.integers(3, 12))
    middle = Point(draw(st.floats(-60, 60)), draw(st.floats(-170, 170)))
    reach = [draw(st.floats(300, 1500)) for _ in range(corners)]
    found = []
    for number, far in enumerate(reach):
        turn = 2 * math.pi * number / corners
        east = far * math.cos(turn) / (DEGREE_M * math.cos(math.radians(middle.latitude)))
        found.append(Point(middle.latitude + far * math.sin(turn) / DEGREE_M, middle.longitude + east))
    return tuple(found)


@settings(max_examples=40, deadline=None)
@given(outline=stars(), size=st.integers(100, 400))
def test_the_shares_of_the_blocks_add_up_to_the_area(outline: tuple[Point, ...], size: int) -> None:
    outline = checked(outline)
    found = cells.cut(outline, size, least=0.0)
    assert sum(cell.share for cell in found) * size**2 == pytest.approx(square_metres(outline), rel=1e-6)
    assert all(0 < cell.share <= 1 for cell in found)
    assert len({(cell.row, cell.column) for cell in found}) == len(found)


@settings(max_examples=40, deadline=None)
@given(outline=stars(), share=st.floats(0.05, 0.95), corner=st.integers(0, 11))
def test_a_point_of_the_area_lies_in_one_block(outline: tuple[Point, ...], share: float, corner: int) -> None:
    """Points between the middle of the star and a corner are inside; the nearest block is the one that holds them."""
    outline = checked(outline)
    found = cells.cut(outline, 200, least=0.0)
    middle = Point(
        sum(p.latitude for p in outline) / len(outline),
        sum(p.longitude for p in outline) / len(outline),
    )
    end = outline[corner % len(outline)]
    point = Point(
        middle.latitude + share * (end.latitude - middle.latitude),
        middle.longitude + share * (end.longitude - middle.longitude),
    )
    if not holds(outline, point):
        return
    here = cells.at(found, point)
    assert here is not None
    assert cells.nearest(found, point) == here


def door(minute: int, result: str = "not_home", person: int = 1) -> coverage.Door:
    return coverage.Door(person, NOW + timedelta(minutes=minute), result)


def test_coverage_by_hand() -> None:
    """4 blocks: 2 worked, 1 skipped: 50 %, settled 75 %. Doors of A at 0, 6, 12, 72 (a break), 78; of B at 0.

    Steps without break: 6 + 6 + 6 = 18 min, 3 of them: 3 ÷ 0.3 h = 10 an hour. 1 prospect of 6 doors: 16.67 → 16.7.
    """
    doors = [door(0), door(6), door(12, "prospect"), door(72), door(78, "interested"), door(0, person=2)]
    found = coverage.of(["worked", "worked", "skipped", "open"], doors)
    assert (found.total, found.worked, found.skipped, found.open) == (4, 2, 1, 1)
    assert (found.share, found.settled) == (D("50.0"), D("75.0"))
    assert (found.pace.doors, found.pace.intervals, found.pace.minutes, found.pace.an_hour) == (
        6,
        3,
        D("18.0"),
        D("10.0"),
    )
    assert found.results == {"not_home": 4, "prospect": 1, "interested": 1}
    assert found.prospects_per_100 == D("16.7")


def test_nothing_done_yet_has_no_pace() -> None:
    found = coverage.of([], [])
    assert (found.share, found.pace.an_hour, found.prospects_per_100) == (D("0.0"), None, None)
    assert coverage.pace([door(0)]).an_hour is None


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(1, 3)), max_size=30))
def test_the_order_of_the_doors_does_not_matter(given_doors: list[tuple[int, int]]) -> None:
    doors = [door(minute, person=person) for minute, person in given_doors]
    assert coverage.pace(doors) == coverage.pace(doors[::-1])


RULES = calls.Rules(recall_minutes=120, most_tries=3)


def test_after_the_third_try_in_vain_it_ends() -> None:
    """Tries 0 → 1 → 2 → 3; twice again in two hours, then not reached."""
    one = calls.after("no_answer", 0, NOW, RULES)
    assert (one.state, one.tries, one.recall_at) == ("open", 1, NOW + timedelta(hours=2))
    two = calls.after("no_answer", one.tries, NOW, RULES, minutes=30)
    assert two.recall_at == NOW + timedelta(minutes=30)
    three = calls.after("no_answer", two.tries, NOW, RULES, recall_at=NOW + timedelta(days=1))
    assert (three.state, three.tries, three.recall_at) == ("unreached", 3, None)


def test_a_call_back_is_no_try_in_vain() -> None:
    agreed = NOW + timedelta(days=1)
    found = calls.after("call_back", 2, NOW, RULES, recall_at=agreed)
    assert (found.state, found.tries, found.recall_at) == ("open", 2, agreed)


@pytest.mark.parametrize(
    ("kind", "state"),
    [("not_interested", "refused"), ("interested", "success"), ("appointment", "success"), ("wrong_number", "wrong"),
     ("do_not_call", "barred")],
)  # fmt: skip
def test_other_results_end_it(kind: str, state: str) -> None:
    assert calls.after(kind, 1, NOW, RULES) == calls.After(state, 1, None)


def test_a_report_by_hand() -> None:
    """5 calls on 2 days: 2.5 a day. Reached: call_back, interested, not_interested: 3 of 5 = 60 %; 1 of 3 = 33.3 %."""
    made = [
        calls.Call("A", "没人接", "no_answer", NOW),
        calls.Call("A", "回电", "call_back", NOW + timedelta(hours=1), D("1.5")),
        calls.Call("A", "有意向", "interested", NOW + timedelta(hours=1), D("4")),
        calls.Call("B", "没人接", "no_answer", NOW + timedelta(days=1)),
        calls.Call("B", "拒绝", "not_interested", NOW + timedelta(days=1), D("0.5")),
    ]
    found = calls.report(made)
    assert (found.whole.calls, found.whole.reach, found.whole.success) == (5, D("60.0"), D("33.3"))
    assert [(one.label, one.calls, one.success) for one in found.people] == [("A", 3, D("50.0")), ("B", 2, D("0.0"))]
    assert found.codes[0] == ("没人接", 2, D("40.0"))
    assert (found.a_day, found.minutes, found.hours) == (D("2.5"), D("6.0"), [(10, 3), (11, 2)])


def test_no_calls_have_no_rates() -> None:
    found = calls.report([])
    assert (found.whole.reach, found.whole.success, found.a_day, found.days) == (None, None, None, [])
