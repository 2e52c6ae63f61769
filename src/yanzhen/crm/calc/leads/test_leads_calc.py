"""Rules, pool and points of leads, worked by hand."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.crm.calc.leads import assigning, points, pooling
from yanzhen.crm.calc.leads.assigning import Rule, Wanted

pytestmark = pytest.mark.once
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
BOUNDS = pooling.Bounds(14, 60, 3, 50, 10, 7, 2)
EAST = Rule(1, "East", "round_robin", (11, 12, 13), places=frozenset({"浙江", "上海"}))
HOTELS = Rule(2, "Hotels", "least_load", (21, 22), industries=("酒店",))
REST = Rule(3, "Rest", "person", (31,))


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("浙江省", "浙江"),
        ("杭州市", "杭州"),
        ("广西壮族自治区", "广西"),
        ("上海市", "上海"),
        ("Zhejiang", "zhejiang"),
        ("市", "市"),
    ],
)
def test_places_are_compared_without_their_kind(written: str, plain: str) -> None:
    assert assigning.place(written) == plain


def test_the_first_rule_that_holds_decides() -> None:
    rules = [EAST, HOTELS, REST]
    leads = [Wanted(1, province="浙江省", industry="酒店"), Wanted(2, industry="连锁酒店"), Wanted(3)]
    assert [(g.rule, g.member) for g in assigning.dry_run(rules, leads, {}, 0)] == [(1, 11), (2, 21), (3, 31)]


def test_turns_move_on_and_begin_again() -> None:
    found = assigning.dry_run([EAST], [Wanted(n, city="上海") for n in range(5)], {}, 0)
    assert [g.member for g in found] == [11, 12, 13, 11, 12]


def test_who_left_the_group_does_not_stop_the_turn() -> None:
    assert assigning.choose(Rule(1, "", "round_robin", (11, 13), last=12), {}, 0) == 11


def test_fewest_counts_what_is_held_and_given() -> None:
    # 21 holds 2, 22 holds 0: 22, 22, then both hold 2 and the earlier gets it.
    found = assigning.dry_run([HOTELS], [Wanted(n, industry="酒店") for n in range(3)], {21: 2}, 0)
    assert [g.member for g in found] == [22, 22, 21]


def test_whoever_is_full_is_passed_over_and_a_full_rule_too() -> None:
    found = assigning.dry_run([EAST, REST], [Wanted(n, city="上海") for n in range(3)], {11: 5, 12: 4, 13: 5}, 5)
    assert [(g.rule, g.member, g.full) for g in found] == [(1, 12, ()), (3, 31, (1,)), (3, 31, (1,))]
    assert assigning.give([EAST], Wanted(1, city="成都"), {}, 0).member is None


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 60), st.integers(1, 6))
def test_in_turn_nobody_gets_two_more_than_another(count: int, people: int) -> None:
    rule = Rule(1, "", "round_robin", tuple(range(people)))
    got = Counter(g.member for g in assigning.dry_run([rule], [Wanted(n) for n in range(count)], {}, 0))
    loads = [got.get(person, 0) for person in range(people)]
    assert sum(loads) == count
    assert max(loads) - min(loads) <= 1


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


@pytest.mark.parametrize(
    ("assigned", "followed", "warned", "wanted"),
    [
        (5, None, None, pooling.KEEP),  # goes back after 14 days: in 9
        (11, None, None, pooling.WARN),  # in exactly 3
        (12, None, 1, pooling.KEEP),  # warned already
        (14, None, 3, pooling.RECLAIM),
        (40, None, None, pooling.WARN),  # long over, but nobody was told
        (40, None, 1, pooling.KEEP),  # told yesterday: two days are left
        (40, 2, 27, pooling.KEEP),  # followed up since
        (58, 1, 45, pooling.WARN),  # 60 days without a deal, in 2; the old warning was for silence
        (60, 1, 3, pooling.RECLAIM),
    ],
)
def test_the_pool_warns_first_and_takes_back_then(
    assigned: float, followed: float | None, warned: float | None, wanted: str
) -> None:
    found = pooling.deadline(ago(assigned), None if followed is None else ago(followed), BOUNDS)
    assert pooling.verdict(found, None if warned is None else ago(warned), BOUNDS, NOW) == wanted


def test_a_follow_up_of_the_owner_before_does_not_count() -> None:
    found = pooling.deadline(ago(3), ago(30), BOUNDS)
    assert found == pooling.Deadline(ago(3) + timedelta(days=14), pooling.NO_FOLLOW_UP)


def test_bounds_of_zero_are_off() -> None:
    off = pooling.Bounds(0, 0, 0, 0, 0, 0, 0)
    assert pooling.deadline(ago(900), None, off) is None
    assert pooling.refusal(10**6, 10**6, NOW, off, NOW) == ""
    at_once = pooling.Bounds(14, 0, 0, 0, 0, 0, 0)  # without a warning
    assert pooling.verdict(pooling.deadline(ago(14), None, at_once), None, at_once, NOW) == pooling.RECLAIM


def test_who_may_claim() -> None:
    assert pooling.refusal(50, 0, None, BOUNDS, NOW) == pooling.FULL
    assert pooling.refusal(49, 10, None, BOUNDS, NOW) == pooling.ENOUGH_TODAY
    assert pooling.refusal(0, 0, ago(6.9), BOUNDS, NOW) == pooling.BARRED
    assert pooling.refusal(49, 9, ago(7), BOUNDS, NOW) == ""


def test_points_add_up_and_name_their_evidence() -> None:
    rules = [
        points.Rule(1, points.PLACE, "上海、浙江", 10),
        points.Rule(2, points.BUDGET, "100,000", 20),
        points.Rule(3, points.QUOTE, "", 15),
        points.Rule(4, points.SILENT, "20", -10),
        points.Rule(5, points.SOURCE, "fair,referral", 5),
        points.Rule(6, points.INDUSTRY, "酒店", 8),
    ]
    facts = points.Facts(
        province="浙江省", industry="连锁酒店", source="web", budget=Decimal("100000.00"), touches={"quote": 2},
        silent_days=21,
    )  # fmt: skip
    found = points.score(facts, rules)
    # 20 + 15 + 10 − 10 + 8; the source is not on the list
    assert found.total == 43
    assert [(p.rule.key, p.points, p.evidence) for p in found.parts] == [
        (2, 20, "100000.00"), (3, 15, "2"), (1, 10, "浙江省"), (4, -10, "21"), (6, 8, "连锁酒店"),
    ]  # fmt: skip


@pytest.mark.parametrize("value", ["", "many", "NaN", "Infinity", "1e99"])
def test_points_for_a_budget_without_a_number_never_hold(value: str) -> None:
    rule = points.Rule(1, points.BUDGET, value, 5)
    assert points.score(points.Facts(budget=Decimal(1)), [rule]).total == 0


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["phone", "email", "form", "answered"]), st.integers(-100, 100)), max_size=8))
def test_the_total_is_the_sum_of_its_parts(given_points: list[tuple[str, int]]) -> None:
    rules = [points.Rule(n, fact, "", worth) for n, (fact, worth) in enumerate(given_points)]
    found = points.score(points.Facts(has_phone=True, touches={"form": 1}), rules)
    assert found.total == sum(part.points for part in found.parts)
    assert found.total == sum(worth for fact, worth in given_points if fact in {"phone", "form"})
