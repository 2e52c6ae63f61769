"""The relation picture: by hand for four people, and what must hold for any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.crm.calc.relation_map import BAND, BOX_HEIGHT, BOX_WIDTH, DROP, GAP, Person, clipped, forest, narrow, wide

pytestmark = pytest.mark.once


def test_a_chief_stands_in_the_middle_above_those_who_report() -> None:
    # Two reports: 172 + 20 + 172 = 364 wide; the chief begins at (364 - 172) / 2 = 96.
    picture = wide([Person(1), Person(2, 1), Person(3, 1)])
    places = {b.key: (b.x, b.y) for b in picture.boxes}
    assert places == {1: (96, 0), 2: (0, 132), 3: (192, 132)}
    assert (picture.width, picture.height) == (364, BOX_HEIGHT + DROP + BOX_HEIGHT)
    assert picture.links[0].points == ((182, 88), (182, 110), (86, 110), (86, 132))


def test_a_fifth_lone_person_begins_a_new_band() -> None:
    picture = wide([Person(key) for key in range(1, 6)])
    assert [b.y for b in picture.boxes] == [0, 0, 0, 0, BOX_HEIGHT + DROP]
    assert picture.width == BAND == 4 * BOX_WIDTH + 3 * GAP


def test_a_circle_and_an_absent_chief_lead_to_the_top() -> None:
    assert forest([Person(1, 2), Person(2, 1), Person(3, 9)]) == ([1, 3], {1: [2]})


def test_text_is_cut_by_columns() -> None:
    assert clipped("采购部高级经理", 14) == "采购部高级经理"
    # Thirteen columns hold six characters of two, less one column for the sign of cutting.
    assert clipped("采购部高级经理", 13) == "采购部高级经…"


@given(st.lists(st.integers(0, 12), max_size=13))
def test_everybody_is_drawn_once_and_nobody_over_another(uppers: list[int]) -> None:
    people = [Person(key, upper) for key, upper in enumerate(uppers)]
    for picture in (wide(people), narrow(people)):
        assert sorted(b.key for b in picture.boxes) == [p.key for p in people]
        for at, one in enumerate(picture.boxes):
            assert 0 <= one.x <= picture.width - one.width
            assert one.y + one.height <= picture.height
            for other in picture.boxes[at + 1 :]:
                apart = one.x + one.width <= other.x or other.x + other.width <= one.x
                assert apart or one.y + one.height <= other.y or other.y + other.height <= one.y
