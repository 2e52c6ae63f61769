"""The figures of a day in the field by hand, and what must hold for any day."""

from datetime import datetime, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.field.calc.workday import findings, shares, ways
from yanzhen.field.calc.workday.findings import Finding, OfClass, Part, Team
from yanzhen.field.calc.workday.results import Tally, Visited, a_day, percent, tally
from yanzhen.field.calc.workday.shares import Minutes, Speed, Stay, spent

pytestmark = pytest.mark.once


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 20, hour, minute)


# -- Visits ------------------------------------------------------------------------------------------------------------


def test_planned_are_all_but_the_cancelled_and_success_is_the_least_commitment_or_more() -> None:
    rows = [
        Visited("done", "best"), Visited("done", "least"), Visited("done", "none"), Visited("done"),
        Visited("missed"), Visited("planned"), Visited("under_way"), Visited("cancelled"),
    ]  # fmt: skip
    found = tally(rows)
    assert found == Tally(planned=7, done=4, missed=1, ahead=2, cancelled=1, reported=3, reached=2)
    # 4 ÷ 7 = 57.142… → 57.1; 2 ÷ 4 = 50; 2 ÷ 3 = 66.66… → 66.7
    assert (found.done_rate, found.success, found.success_reported) == (D("57.1"), D("50.0"), D("66.7"))
    assert (tally([]).success, percent(1, 0), a_day(3, 0), a_day(11, 2)) == (None, None, None, D("5.5"))


# -- Ways --------------------------------------------------------------------------------------------------------------


def test_a_zigzag_is_measured_against_the_straight_way() -> None:
    # On the equator, in degrees east: 0 → 2 → 1 → 3 is 2 + 1 + 2 = 5 degrees; 0 → 1 → 2 → 3 is 3: 60 %.
    # A degree is 2π · 6371.0088 ÷ 360 = 111.195 km: 5 → 556.0, 3 → 333.6; 333.6 ÷ 556.0 = 60.0 %.
    way = ways.gone([(0, 0), (0, 2), (0, 1), (0, 3)])
    assert way is not None
    assert (way.actual_km, way.best_km, way.order) == (D("556.0"), D("333.6"), (0, 2, 1, 3))
    assert (way.efficiency, way.is_exact) == (D("60.0"), True)


def test_without_a_choice_there_is_no_efficiency() -> None:
    assert ways.gone([]) is None
    assert ways.gone([(31.2, 121.4), (31.3, 121.5)]) is None
    assert ways.gone([(31.2, 121.4)] * 4) is None


def test_the_way_from_home_and_back_is_measured_with_the_rest() -> None:
    # On the equator: home at 0, gone 0 → 2 → 1 = 3 degrees, best 0 → 1 → 2 = 2: 66.7 %. With the way back it is 4 in
    # either order, and two visits out and back are no choice; home → 2 → 1 → 3 → home is 8, best 6: 75 %.
    away = ways.gone([(0, 2), (0, 1)], home=(0, 0))
    assert away is not None
    assert (away.efficiency, away.order) == (D("66.7"), (0, 2, 1))
    assert ways.gone([(0, 2), (0, 1)], home=(0, 0), returns=True) is None
    round_trip = ways.gone([(0, 2), (0, 1), (0, 3)], home=(0, 0), returns=True)
    assert round_trip is not None
    assert (round_trip.efficiency, round_trip.is_exact) == (D("75.0"), True)
    assert ways.gone([(0, 1)], home=(0, 0)) is None


POINTS = st.tuples(st.floats(30, 31), st.floats(120, 121))


@given(st.lists(POINTS, min_size=3, max_size=7))
def test_the_best_way_is_never_longer_and_both_methods_agree_on_that(points: list[tuple[float, float]]) -> None:
    for way in (
        ways.gone(points),
        ways.gone(points[1:], home=points[0]),
        ways.gone(points[1:], home=points[0], returns=True),
    ):
        if way is not None:
            assert way.best_km <= way.actual_km
            assert sorted(way.order) == list(range(len(points)))
            assert way.order[0] == 0


def test_more_places_than_can_be_tried_are_improved_by_turns() -> None:
    line = [(30.0, 120 + n / 10) for n in range(14)]
    mixed = [line[0], *reversed(line[1:8]), *line[8:]]
    way, straight = ways.gone(mixed), ways.gone(line)
    assert way is not None
    assert straight is not None
    assert (way.is_exact, way.best_km, straight.efficiency) == (False, straight.best_km, D("100.0"))


# -- Time --------------------------------------------------------------------------------------------------------------


def test_a_day_is_split_into_selling_travel_waiting_and_the_rest() -> None:
    # 9:00–9:45, appointment at 9:10: 10 min waiting, 35 selling. Then 45 min until 10:30; one degree of longitude on
    # the equator is 111.195 km × 1.3 ÷ 300 km/h = 28.9 min → 29 of travel, 16 unknown. 10:30–11:30: 60 selling.
    stays = [
        Stay(at(9), at(9, 45), due=at(9, 10), latitude=0, longitude=0),
        Stay(at(10, 30), at(11, 30), latitude=0, longitude=1),
    ]
    found = spent(stays, speed=Speed(kmh=300))
    assert found == Minutes(selling=95, travel=29, waiting=10, unknown=16, measured=2)
    # Together 150: selling 63.3, travel 19.3, waiting 6.7, unknown 10.7 → 63 + 19 + 7 + 11 = 100 by largest remainders.
    assert shares.shares(found) == {"selling": 63, "travel": 19, "waiting": 7, "administration": 0, "unknown": 11}


def test_what_is_entered_comes_out_of_the_unknown_time_first() -> None:
    stays = [Stay(at(9), at(10)), Stay(at(11), at(12))]  # no places: the hour between is unknown
    assert spent(stays) == Minutes(selling=120, unknown=60, measured=2)
    assert spent(stays, Minutes(administration=40)) == Minutes(selling=120, administration=40, unknown=20, measured=2)
    longer = spent(stays, Minutes(administration=90, waiting=10))
    assert longer == Minutes(selling=120, administration=90, waiting=10, measured=2)


def test_moments_that_are_missing_wrong_or_overlapping_count_nothing_twice() -> None:
    assert spent([Stay(at(9)), Stay(at(11), at(10))]) == Minutes(unmeasured=2)
    # 9–11 and 10–10:30 inside it: 120, not 150
    assert spent([Stay(at(9), at(11)), Stay(at(10), at(10, 30))]) == Minutes(selling=120, measured=2)
    assert shares.shares(Minutes()) == dict.fromkeys(shares.PARTS, 0)


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 120)), max_size=8), st.integers(0, 300))
def test_a_day_never_holds_more_than_its_span_and_shares_make_a_hundred(
    visits: list[tuple[int, int]], entered: int
) -> None:
    stays = [Stay(at(8) + timedelta(minutes=a), at(8) + timedelta(minutes=a + long)) for a, long in visits]
    found = spent(stays, Minutes(administration=entered))
    span = max((a + long for a, long in visits), default=0) - min((a for a, _long in visits), default=0)
    assert max(span, entered) <= found.total <= span + entered
    assert sum(shares.shares(found).values()) == (100 if found.total else 0)


# -- Findings ----------------------------------------------------------------------------------------------------------


def team(**given: object) -> Team:
    nothing = Part(0, 0)
    base: dict[str, object] = dict.fromkeys(Team.__dataclass_fields__, nothing)
    base |= {"classes": (), "planned_sales": None, "profit_goals": None}
    return Team(**(base | given))  # type: ignore[arg-type]


def test_of_nothing_nothing_is_known() -> None:
    found = findings.check(team())
    assert [one.code for one in found] == list(findings.CODES)
    assert {one.answer for one in found} == {"unknown"}


@pytest.mark.parametrize(("part", "answer"), [(80, "yes"), (79, "partly"), (30, "partly"), (29, "no"), (0, "no")])
def test_a_share_answers_by_its_bounds(part: int, answer: str) -> None:
    [found] = [one for one in findings.check(team(reported=Part(part, 100))) if one.code == "call_reports"]
    assert found == Finding("call_reports", answer, Part(part, 100))


def test_a_fair_frequency_visits_the_better_class_more_often() -> None:
    def answer(*often: tuple[int, int]) -> str:
        classes = tuple(OfClass("ABC"[n], customers, visits) for n, (customers, visits) in enumerate(often))
        return next(one.answer for one in findings.check(team(classes=classes)) if one.code == "fair_frequency")

    assert answer((10, 30), (20, 30), (40, 20)) == "yes"  # 3 > 1.5 > 0.5
    assert answer((10, 10), (20, 30), (40, 20)) == "partly"  # 1 < 1.5, but 1 > 0.5
    assert answer((10, 5), (20, 30), (40, 20)) == "no"  # 0.5 = 0.5
    assert answer((10, 5)) == answer((0, 0), (10, 5)) == answer((10, 0), (10, 0)) == "unknown"


def test_the_time_of_a_visit_is_known_from_five_measured_on() -> None:
    classes = (OfClass("A", 3, 9, 5, 200), OfClass("B", 3, 9, 4, 100), OfClass("C", 3, 0))
    [found] = [one for one in findings.check(team(classes=classes)) if one.code == "time_per_call"]
    assert (found.figure, found.answer) == (Part(1, 2), "partly")
