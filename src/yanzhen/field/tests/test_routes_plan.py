"""Plans: exact and searched, what was left out and what it would cost, changes by hand, the rest of a day."""

from collections import Counter
from dataclasses import replace

import pytest

from yanzhen.field.calc.routes import answer, changes, faults, team
from yanzhen.field.calc.routes.answer import Plan, plan
from yanzhen.field.calc.routes.board import board
from yanzhen.field.calc.routes.exercise import PLAN, exercise
from yanzhen.field.calc.routes.faults import NeverOpen
from yanzhen.field.calc.routes.stops import Day, Lunch, Stop
from yanzhen.field.calc.routes.timetable import laid_out, timetable
from yanzhen.field.calc.routes.travel import Grid, Place
from yanzhen.field.calc.routes.visits import stretches, visits

pytestmark = pytest.mark.once
H = 60
HOME = Place("home", 0, 0)
MINUTE = Grid(speed=60)
DAY = Day("mon", HOME, HOME, begin=0, until=100)


def at(key: str, place: float, length: float = 10, value: float = 1, **rules: object) -> Stop:
    return Stop(key, Place(key, place, 0), length, value, **rules)  # type: ignore[arg-type]


def one_day(*stops: Stop, day: Day = DAY) -> Plan:
    return plan(stops, [day], MINUTE)


# -- What was left out -------------------------------------------------------------------------------------------------


def test_left_out_names_rule_place_and_whose_place_it_could_take() -> None:
    # Home at 0. a at 40 and back: 40 + 10 + 40 = 90 of 100. With b (−45) 40 + 10 + 85 + 10 + 45 = 190: 90 too many.
    found = one_day(at("a", 40, value=9), at("b", -45, value=1))
    assert (found.days[0].keys, found.value, found.travel, found.is_exact) == (("a",), 9, 80, True)
    (left,) = found.left_out
    assert left.key == "b"
    assert left.adding is not None
    assert (left.adding.rule, left.adding.over, left.adding.travel, left.adding.later) == ("day_end", 90, 90, 100)
    assert (left.adding.instead_of, left.adding.lost) == ("a", 8)


def test_left_out_by_hand_costs_its_detour() -> None:
    # a at 20, b at 30: without b 20 + 10 + 20 = 50; with it 30 + 20 + 30 = 80: 20 more of way, 30 later.
    full = one_day(at("a", 20), at("b", 30))
    assert full.left_out == ()
    less = changes.accepted(full, changes.removed(full, "b", "mon"))
    (left,) = less.left_out
    assert left.adding is not None
    assert (left.adding.is_possible, left.adding.travel, left.adding.later) == (True, 20, 30)
    more = changes.accepted(less, changes.added(less, "b", left.adding.day, left.adding.position))
    assert (more.travel, more.left_out) == (full.travel, ())


def test_customer_who_cannot_be_reached_that_day_is_left_out_with_the_rule() -> None:
    evening = one_day(at("a", 20), at("b", 30, open=((200, 300),)))
    assert evening.days[0].keys == ("a",)
    assert [(x.key, x.adding.rule) for x in evening.left_out if x.adding] == [("b", "day_end")]


def test_no_route_names_the_smallest_group() -> None:
    with pytest.raises(faults.NoRoute) as alone:
        one_day(at("a", 10), at("b", 60, must=True))
    assert (alone.value.stops, alone.value.detail) == (("b",), "day_end")
    with pytest.raises(faults.NoRoute) as pair:
        one_day(at("a", 5, must=True), at("b", 30, appointment=40), at("c", -30, appointment=55))
    assert (pair.value.stops, pair.value.detail) == (("b", "c"), "appointment")


def test_no_route_over_several_days() -> None:
    with pytest.raises(faults.NoRoute) as alone:
        plan([at("a", 60, must=True)], [DAY, replace(DAY, key="tue")], MINUTE, iterations=20)
    assert alone.value.stops == ("a",)
    stops = [at(k, 40, 15, must=True) for k in "abc"]
    with pytest.raises(faults.NoRoute) as missed:
        plan(stops, [DAY, replace(DAY, key="tue")], MINUTE, iterations=20)
    assert (len(missed.value.stops), missed.value.detail) == (1, "missed")


def test_nobody_to_visit() -> None:
    found = plan([], [DAY, replace(DAY, key="tue")], MINUTE)
    assert [day.keys for day in found.days] == [(), ()]
    assert one_day().value == 0


# -- Several days and people -------------------------------------------------------------------------------------------


def week(seed: int) -> tuple[tuple[Stop, ...], tuple[Day, ...]]:
    """Forty customers, three days; every fifth wants two visits, the appointment is on the second day; on the third the
    way home does not count and there is no lunch."""
    stops, days = exercise(seed, 40, 3)
    stops = tuple(
        replace(s, times=2 if n % 5 == 3 else 1, on=frozenset({"d2"} if s.appointment else ()))
        for n, s in enumerate(stops)
    )
    return stops, (*days[:2], replace(days[2], lunch=None, way_home_counts=False, until=17 * H))


def test_several_days_keep_all_rules_and_frequencies() -> None:
    stops, days = week(5)
    found = plan(stops, days, PLAN, seed=3, iterations=100)
    table = board(stops, days, PLAN)
    for number, day in enumerate(found.days):
        assert timetable(table, number, day.keys) == day
    assert answer.kept_together(table, found.days) == ()
    assert stops[0].key in found.day("d2").keys
    counts = Counter(key for day in found.days for key in day.keys)
    assert {x.key: x.visits for x in found.left_out} == {
        s.key: s.times - counts[s.key] for s in stops if counts[s.key] < s.times
    }
    assert all(x.adding is not None for x in found.left_out)
    assert not found.is_exact
    again = plan(stops, days, PLAN, seed=3, iterations=100)
    assert again == found


def test_search_of_one_day_finds_the_exact_best() -> None:
    stops, days = exercise(3)
    table = board(stops, days, PLAN)
    (order,) = team.routes(table, seconds=5, seed=1, iterations=100).orders
    exact = plan(stops, days, PLAN)
    assert sum(stops[s].value for s in order) == exact.value


def test_two_people_never_share_a_customer_on_one_date() -> None:
    stops = [at(f"c{n}", 5 + n, 5) for n in range(8)]
    days = [replace(DAY, key="ann", date="mon"), replace(DAY, key="bo", date="mon", lunch=Lunch(15, 20, 60))]
    found = plan([replace(s, times=2) for s in stops], days, MINUTE, iterations=50)
    assert sorted(key for day in found.days for key in day.keys) == sorted(s.key for s in stops)
    assert [(x.visits, x.adding.rule) for x in found.left_out if x.adding] == [(1, "twice_a_day")] * 8


def test_visits_are_spread_over_the_dates() -> None:
    assert stretches(["1", "2", "3", "4", "5"], 2) == [["1", "2"], ["3", "4", "5"]]
    days = [replace(DAY, key=key) for key in ("mon", "tue", "wed")]
    found = visits(board([at("a", 5, times=2), at("b", 5, on=frozenset({"wed"}), times=5)], days, MINUTE))
    assert [(v.stop, sorted(v.days)) for v in found] == [(0, [0]), (0, [1, 2]), (1, [2])]


def test_days_alike_share_a_stretch_of_time_and_others_do_not() -> None:
    stops, days = week(5)
    table = board(stops[1:6], (days[0], replace(days[0], key="x", date="d1"), days[2]), PLAN)
    assert team._blocks(table, visits(table)) == [[0, 1], [2]]


def test_appointment_after_the_last_arrival_is_planned_by_the_search() -> None:
    late = at("a", 20, appointment=60)
    days = [replace(DAY, last_arrival=30), replace(DAY, key="tue", last_arrival=19)]
    found = plan([late, at("b", 25, open=((70, 90),))], days, MINUTE, iterations=50)
    assert found.day("mon").keys == ("a",)
    assert found.day("mon").entries[0].wait == 40


# -- Changes by hand ---------------------------------------------------------------------------------------------------


def test_dragging_within_a_day_has_a_price() -> None:
    # a 10, b 20: out and back 40 either way. With c at −5: a, b, c = 20 + 25 + 5 = 50; c between them is
    # 10 + 15 + 25 + 20 = 70.
    found = one_day(at("a", 10, 5), at("b", 20, 5), at("c", -5, 5))
    assert found.travel == 50
    place = found.days[0].keys.index("c")
    assert place in (0, 2)
    drag = changes.moved(found, "c", "mon", "mon", 1)
    assert (drag.travel, drag.later, drag.value, drag.is_possible) == (20, 20, 0, True)
    assert changes.accepted(found, drag).travel == 70


def hand_made(stops: list[Stop], days: list[Day], *keys: list[str]) -> Plan:
    table = board(stops, days, MINUTE)
    return answer.planned(table, [timetable(table, n, order) for n, order in enumerate(keys)])


def test_dragging_to_another_day_shows_what_it_breaks_and_does_not_refuse() -> None:
    days = [DAY, replace(DAY, key="tue", until=50)]
    found = hand_made([at("a", 40, on=frozenset({"mon"})), at("b", 10, 5)], days, ["b", "a"], [])
    drag = changes.moved(found, "a", "mon", "tue", 0)
    # tue: 40 + 10 + 40 = 90 of 50; mon keeps 20 of its 80 minutes of way: 20 + 80 − 80 = 20 more
    assert [(b.rule, b.key, b.minutes) for b in drag.broken] == [("not_this_day", "a", 0), ("day_end", "", 40)]
    assert drag.travel == 20
    assert changes.accepted(found, drag).days[1].broken == drag.broken
    with pytest.raises(faults.BadFigure):
        changes.moved(found, "a", "tue", "mon", 0)
    with pytest.raises(faults.BadFigure):
        changes.added(found, "x", "mon", 0)


def test_the_same_customer_twice_on_a_date_is_shown() -> None:
    days = [replace(DAY, key="ann", date="mon"), replace(DAY, key="bo", date="mon")]
    found = hand_made([at("a", 10)], days, ["a"], [])
    assert [b.rule for b in changes.added(found, "a", "bo", 0).broken] == ["twice_a_day", "frequency"]


# -- The rest of the day -----------------------------------------------------------------------------------------------

LONG = replace(DAY, until=300, lunch=Lunch(30, 100, 160))
STOPS = (at("a", 10, 20, 3), at("b", 20, 20, 2), at("c", 30, 20, 2), at("d", -60, 20, 5))


def test_rest_of_the_day_leaves_what_is_done_and_skipped() -> None:
    rest = changes.rest_of_day(STOPS, LONG, MINUTE, now=60, here=STOPS[1].place, done=["a"], skipped=["b"])
    assert rest.done == ("a",)
    (day,) = rest.plan.days
    # from 20: c at 30 (70–90), d at −60: 180 with lunch on the way 210, –230, home 290.
    assert [(e.key, e.begin, e.end) for e in day.entries] == [("c", 70, 90), ("d", 210, 230)]
    assert (day.leaves, day.ends, day.lunch) == (60, 290, (100, 130))
    had = changes.rest_of_day(
        STOPS, LONG, MINUTE, now=60, here=STOPS[1].place, done=["a"], skipped=["b"], lunch_had=True
    )
    assert had.plan.days[0].ends == 260


def test_new_appointment_bends_the_rest_of_the_day() -> None:
    rest = changes.rest_of_day(STOPS, LONG, MINUTE, now=60, here=STOPS[1].place, done=["a"], appointments={"b": 250})
    (entry,) = [e for e in rest.plan.days[0].entries if e.key == "b"]
    assert entry.begin == 250
    assert rest.plan.days[0].ends <= 300
    with pytest.raises(faults.NoRoute) as late:
        changes.rest_of_day(STOPS, LONG, MINUTE, now=60, here=STOPS[1].place, done=["a"], appointments={"b": 50})
    assert (late.value.stops, late.value.detail) == (("b",), "appointment")
    with pytest.raises(faults.BadFigure):
        changes.rest_of_day(STOPS, LONG, MINUTE, now=60, here=HOME, done=["x"])


def test_after_the_end_nothing_is_left_but_the_way_home() -> None:
    rest = changes.rest_of_day(STOPS, LONG, MINUTE, now=310, here=STOPS[1].place, done=["a"])
    assert rest.plan.days[0].keys == ()
    assert {x.adding.rule for x in rest.plan.left_out if x.adding} == {"day_end"}


# -- A pace and hours of one's own -------------------------------------------------------------------------------------


def test_everybody_travels_at_their_own_pace() -> None:
    # Home – 60 – c and back with 30 minutes there: 150 minutes at one unit a minute, 270 at half that pace.
    quick = Day("quick", HOME, HOME, 8 * H, 8 * H + 150, date="mon")
    slow = replace(quick, key="slow", travel=Grid(30))
    far = at("far", 60, 30)
    found = plan([far], [slow, quick], Grid(60), iterations=30)
    assert (found.day("slow").keys, found.day("quick").keys) == ((), ("far",))
    assert (found.day("quick").travel, found.left_out) == (120, ())
    enough = replace(slow, until=8 * H + 270)
    alone = plan([far], [enough], Grid(60))
    assert (alone.day("slow").travel, alone.day("slow").ends, alone.is_exact) == (240, 8 * H + 270, True)
    assert plan([far], [replace(enough, until=enough.until - 1)], Grid(60)).left_out[0].adding.rule == "day_end"  # type: ignore[union-attr]


def test_a_customer_receives_at_other_hours_on_other_days() -> None:
    days = [Day(key, HOME, HOME, 8 * H, 18 * H) for key in ("mon", "tue", "wed")]
    hours = {"mon": (((9 * H, 10 * H),), ()), "tue": (((15 * H, 16 * H),), ()), "wed": (((9 * H, 9 * H + 20),), ())}
    one = Stop("one", Place("one", 10, 0), 30, times=2, on=frozenset(hours), hours=hours)
    found = plan([one], days, Grid(60), iterations=30)
    begins = {day.day: [entry.begin for entry in day.entries] for day in found.days}
    assert begins == {"mon": [9 * H], "tue": [15 * H], "wed": []}
    assert [b.rule for b in laid_out(found.board, 2, ["one"]).broken] == ["closed"]
    short = dict.fromkeys(hours, (((9 * H, 9 * H + 29),), ()))
    with pytest.raises(NeverOpen):
        plan([replace(one, hours=short)], days, Grid(60))
    assert plan([replace(one, hours=short | {"wed": hours["mon"]})], days, Grid(60), iterations=30).day("wed").keys
