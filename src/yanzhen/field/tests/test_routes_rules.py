"""Each rule of a day on both sides of its edge, the ways, and figures that cannot be right."""

from dataclasses import replace

import pytest

from yanzhen.field.calc.routes import faults
from yanzhen.field.calc.routes.board import board, free
from yanzhen.field.calc.routes.stops import Day, Lunch, Stop
from yanzhen.field.calc.routes.timetable import RuleBroken, Timetable, laid_out, timetable
from yanzhen.field.calc.routes.travel import Earth, Grid, Place, Table, Travel, ways

pytestmark = pytest.mark.once
H = 60
HOME = Place("home", 0, 0)
DAY = Day("d", HOME, HOME, begin=8 * H, until=18 * H)
MINUTE = Grid(speed=60)
"""One unit a minute."""


def at(minutes: float, length: float = 30, key: str = "c", **rules: object) -> Stop:
    """A customer so many minutes from home, all on one straight line."""
    return Stop(key, Place(key, minutes, 0), length, **rules)  # type: ignore[arg-type]


def went(day: Day, *stops: Stop, travel: Travel = MINUTE) -> Timetable:
    return timetable(board(stops, [day], travel), 0, [s.key for s in stops])


def rules(day: Day, *stops: Stop) -> list[tuple[str, str, float]]:
    """What going to them in this order breaks; the strict check must refuse exactly that."""
    b, keys = board(stops, [day], MINUTE), [s.key for s in stops]
    broken = laid_out(b, 0, keys).broken
    if broken:
        with pytest.raises(RuleBroken) as refused:
            timetable(b, 0, keys)
        assert refused.value.broken == broken
    return [(x.rule, x.key, x.minutes) for x in broken]


# -- Ways --------------------------------------------------------------------------------------------------------------


def test_ways_on_a_plan_straight_and_along_streets() -> None:
    # 3 east, 4 north: 5 straight, 7 along streets; at 30 units an hour 2 minutes a unit, 1000 and 1400 ticks.
    places = [Place("a", 0, 0), Place("b", 3, 4)]
    assert ways(Grid(30), places).tolist() == [[0, 1000], [1000, 0]]
    assert ways(Grid(30, streets=True), places).tolist() == [[0, 1400], [1400, 0]]


def test_ways_on_the_earth() -> None:
    # One degree of a great circle is π · 6371.0088 / 180 = 111.19508 km; × 1.3 at 60 km/h 144.55361 minutes, rounded
    # up to 14456 ticks. On the 60th parallel a degree east is about half as far.
    found = ways(Earth(60), [Place("a", 116, 39), Place("b", 116, 40), Place("c", 10, 60), Place("d", 11, 60)])
    assert found[0, 1] == found[1, 0] == 14456
    assert ways(Earth(60, detour=1), [Place("a", 116, 39), Place("b", 116, 40)])[0, 1] == 11120
    assert found[2, 3] == pytest.approx(14456 / 2, rel=1e-3)


def test_ways_from_a_table_may_differ_there_and_back() -> None:
    table = Table(("a", "b"), ((0, 12.34), (20, 0)))
    assert ways(table, [Place("b"), Place("a"), Place("b")]).tolist() == [[0, 2000, 0], [1234, 0, 1234], [0, 2000, 0]]
    with pytest.raises(faults.NoCoordinates) as unknown:
        ways(table, [Place("a"), Place("x")], ["first", "second"])
    assert unknown.value.stops == ("second",)


# -- Windows and appointments ------------------------------------------------------------------------------------------


def test_timetable_by_hand() -> None:
    # 8:00 → 20 min → 8:20, waits until 9:00, visit 30 → 9:30 → 10 min → 9:40, visit 15 → 9:55 → 30 min home → 10:25
    day = went(DAY, at(20, key="a", open=((9 * H, 12 * H),), value=3), at(30, 15, key="b", value=4))
    a, b = day.entries
    assert (a.travel, a.arrival, a.wait, a.begin, a.end) == (20, 500, 40, 540, 570)
    assert (b.travel, b.arrival, b.wait, b.begin, b.end) == (10, 580, 0, 580, 595)
    assert (day.travel, day.waiting, day.visiting, day.home, day.ends, day.value) == (60, 40, 45, 625, 625, 7)


def test_visit_lies_wholly_in_the_open_window() -> None:
    assert rules(DAY, at(20, 30, open=((8 * H, 8 * H + 50),))) == []
    assert rules(DAY, at(20, 31, open=((8 * H, 8 * H + 50),))) == [("closed", "c", 1)]
    assert rules(DAY, at(20, 31, open=((8 * H, 8 * H + 50),), begin_only=True)) == []
    assert rules(DAY, at(51, 31, open=((8 * H, 8 * H + 50),), begin_only=True)) == [("closed", "c", 1)]


def test_customer_who_receives_nobody_over_noon() -> None:
    noon = ((11.5 * H, 13.5 * H),)
    early, late = replace(DAY, begin=10 * H), replace(DAY, begin=10 * H + 1)
    assert went(early, at(60, 30, closed=noon)).entries[0].end == 11.5 * H
    assert went(late, at(60, 30, closed=noon)).entries[0].begin == 13.5 * H


def test_windows_that_touch_are_one_and_closed_times_cut_them() -> None:
    assert free([(9, 10), (10, 12)], [(11, 11.5)]) == ((900, 1100), (1150, 1200))
    assert free([(9, 10)], [(8, 12)]) == ()


def test_appointment_is_kept_to_the_minute() -> None:
    assert went(DAY, at(60, appointment=10 * H)).entries[0].wait == 60
    assert rules(replace(DAY, begin=9 * H), at(60, appointment=10 * H)) == []
    assert rules(replace(DAY, begin=9 * H + 2), at(60, appointment=10 * H)) == [("appointment", "c", 2)]


# -- The day -----------------------------------------------------------------------------------------------------------


def test_last_arrival() -> None:
    day = replace(DAY, last_arrival=16.5 * H, until=19 * H)
    assert rules(replace(day, begin=15.5 * H), at(60)) == []
    assert rules(replace(day, begin=15.5 * H + 1), at(60)) == [("last_arrival", "c", 1)]
    # He is there in time and waits: received.
    assert rules(replace(day, begin=15.5 * H), at(60, open=((16.75 * H, 18 * H),))) == []
    assert rules(replace(day, begin=15.5 * H + 1), at(60, open=((16.75 * H, 18 * H),))) == [("last_arrival", "c", 1)]


def test_doors_close_after_the_visit() -> None:
    day = replace(DAY, begin=15.5 * H, doors_close=17 * H, until=19 * H)
    assert rules(day, at(60, 30)) == []
    assert rules(day, at(60, 31)) == [("doors_close", "c", 1)]


def test_way_home_counts_or_not() -> None:
    day = replace(DAY, begin=15.5 * H)
    assert rules(day, at(60, 30)) == []
    assert rules(day, at(60, 31)) == [("day_end", "", 1)]
    free_way = replace(day, way_home_counts=False)
    assert rules(free_way, at(60, 90)) == []
    assert rules(free_way, at(60, 91)) == [("day_end", "c", 1)]
    late = went(free_way, at(60, 90))
    assert (late.ends, late.home, late.travel) == (18 * H, 19 * H, 120)


@pytest.mark.parametrize("length", [15, 30, 60])
def test_lunch_takes_its_time(length: int) -> None:
    eats = replace(DAY, lunch=Lunch(length, 11 * H, 14 * H))
    visits = [at(10, 180, key="a"), at(20, 180, key="b")]
    assert went(eats, *visits).ends == went(DAY, *visits).ends + length
    # a until 11:10, lunch at once, then on to b
    assert went(eats, *visits).lunch == (11 * H + 10, 11 * H + 10 + length)


def test_lunch_must_begin_in_time() -> None:
    day = replace(DAY, lunch=Lunch(30, 11 * H, 12.5 * H), until=15 * H)
    assert rules(day, at(10, 230), at(10, 60, key="b")) == []  # over at 12:00, the last moment to begin
    assert rules(day, at(10, 231), at(10, 60, key="b")) == [("lunch", "b", 1)]


def test_lunch_is_taken_while_waiting_or_on_the_way() -> None:
    day = replace(DAY, lunch=Lunch(30, 11 * H, 12.5 * H))
    # b opens at 13:00 and is reached at 10:10: lunch costs nothing.
    assert went(day, at(10, 90, key="a"), at(20, 30, key="b", open=((13 * H, 18 * H),))).ends == 13 * H + 50
    # On the way from a to b from 10:00 to 13:00: lunch is half-way, as early as may be.
    far = went(day, at(0, 120, key="a"), at(180, 10, key="b"))
    assert (far.lunch, far.entries[1].arrival) == ((11 * H, 11.5 * H), 13.5 * H)


def test_day_that_is_over_before_lunch_needs_none() -> None:
    day = replace(DAY, lunch=Lunch(30, 11 * H, 12.5 * H))
    assert went(day, at(10, 220)).lunch is None  # home at 12:00
    late = went(day, at(10, 221))  # home at 12:01: lunch on the way home
    assert (late.lunch is not None, late.lunch_before, late.ends) == (True, 1, 12.5 * H + 1)
    assert went(replace(day, begin=12 * H + 1), at(10, 221)).lunch is None


def test_other_days_and_twice() -> None:
    b = board([at(10, on=frozenset({"e"}))], [DAY, replace(DAY, key="e")], MINUTE)
    assert laid_out(b, 1, ["c"]).broken == ()
    assert [x.rule for x in laid_out(b, 0, ["c"]).broken] == ["not_this_day"]
    assert [x[0] for x in rules(DAY, at(10), at(20, key="b"))] == []
    b = board([at(10)], [DAY], MINUTE)
    assert [x.rule for x in laid_out(b, 0, ["c", "c"]).broken] == ["twice_a_day"]


def test_empty_day_stays_at_home() -> None:
    day = went(DAY)
    assert (day.entries, day.travel, day.ends, day.lunch) == ((), 0, 8 * H, None)


# -- Bad input ---------------------------------------------------------------------------------------------------------

BEIJING, TIANJIN, SHANGHAI = (116.40, 39.90), (117.20, 39.13), (121.47, 31.23)


def refused(*stops: Stop, day: Day = DAY, travel: Travel = MINUTE) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(faults.RouteFault) as fault:
        board(stops, [day], travel)
    return fault.value.code, fault.value.stops


def earthly(key: str, place: tuple[float | None, float | None]) -> Stop:
    return Stop(key, Place(key, *place), 30)


def test_coordinates_missing_swapped_outside_and_far_away() -> None:
    home = Place("home", *BEIJING)
    day = replace(DAY, start=home, end=home)
    near = earthly("near", (116.5, 39.8))
    car = Earth(40)
    assert refused(near, earthly("x", (None, 39)), day=day, travel=car) == ("coordinates_missing", ("x",))
    assert refused(near, earthly("x", (float("nan"), 39)), day=day, travel=car) == ("coordinates_missing", ("x",))
    assert refused(near, earthly("x", (39.9, 116.4)), day=day, travel=car) == ("coordinates_swapped", ("x",))
    assert refused(near, earthly("x", (200, 116.4)), day=day, travel=car) == ("coordinates_outside", ("x",))
    assert refused(near, earthly("x", SHANGHAI), day=day, travel=car) == ("far_away", ("x",))
    assert board([near, earthly("x", TIANJIN)], [day], car).stops[1].key == "x"


def test_swapped_coordinates_that_are_a_place_are_found_by_their_distance() -> None:
    # Ürümqi is 87.6 east, 43.8 north; the other way round it is a place in the Arctic Ocean.
    home = Place("home", 87.6, 43.8)
    day = replace(DAY, start=home, end=home)
    assert refused(earthly("x", (43.9, 87.7)), earthly("y", (87.7, 43.7)), day=day, travel=Earth(40)) == (
        "coordinates_swapped", ("x",),
    )  # fmt: skip


def test_customer_open_only_when_closed() -> None:
    noon = (11.5 * H, 13.5 * H)
    assert refused(at(10, open=((12 * H, 13 * H),), closed=(noon,))) == ("never_open", ("c",))
    assert refused(at(10, 61, open=((10 * H, 11 * H),))) == ("never_open", ("c",))
    assert refused(at(10, closed=(noon,), appointment=12 * H)) == ("appointment_closed", ("c",))


def test_appointments_that_overlap() -> None:
    one = at(10, 30, key="a", appointment=10 * H)
    assert refused(one, at(20, 30, key="b", appointment=10 * H + 29)) == ("appointments_overlap", ("a", "b"))
    assert len(board([one, at(20, 30, key="b", appointment=10 * H + 30)], [DAY], MINUTE).stops) == 2
    two = [DAY, replace(DAY, key="e")]
    assert len(board([one, at(20, 30, key="b", appointment=10 * H)], two, MINUTE).stops) == 2


@pytest.mark.parametrize(
    ("stops", "day", "code"),
    [
        ((at(10, -1),), DAY, "bad_figure"),
        ((at(10, value=-1),), DAY, "bad_figure"),
        ((at(10, value=float("nan")),), DAY, "bad_figure"),
        ((at(10, open=((600, 540),)),), DAY, "bad_figure"),
        ((at(10, on=frozenset({"x"})),), DAY, "bad_figure"),
        ((at(10, times=0),), DAY, "bad_figure"),
        ((at(10), at(20)), DAY, "same_key"),
        ((at(10),), replace(DAY, until=7 * H), "bad_figure"),
        ((at(10),), replace(DAY, lunch=Lunch(60, 700, 750)), "bad_figure"),
    ],
)
def test_figures_that_no_day_has(stops: tuple[Stop, ...], day: Day, code: str) -> None:
    assert refused(*stops, day=day)[0] == code


@pytest.mark.parametrize("travel", [Grid(0), Grid(float("nan")), Earth(40, detour=0.9), Table(("home",), ((1, 2),))])
def test_ways_that_cannot_be(travel: Travel) -> None:
    assert refused(at(10), travel=travel)[0] == "bad_figure"
