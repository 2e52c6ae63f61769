"""The arithmetic of key accounts, worked by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.keyaccounts.calc import accuracy, deadlines, filling, renewing, shops, terms
from yanzhen.keyaccounts.calc.filling import Arrived, Ordered
from yanzhen.keyaccounts.calc.shops import Bought
from yanzhen.keyaccounts.calc.terms import Paid, Tier

pytestmark = pytest.mark.once
D = Decimal


def test_the_plan_of_january_is_ready_from_2_to_17_november() -> None:
    # 1 January 2027 − 60 days: 31 of December and 29 of November → 2 November; − 45: 31 + 14 → 17 November.
    assert deadlines.window(date(2027, 1, 20)) == deadlines.Window(
        date(2027, 1, 1), date(2026, 11, 2), date(2026, 11, 17)
    )


def test_a_plan_keeps_the_deadline_of_the_second_month_after_it() -> None:
    assert deadlines.of_plan(date(2026, 11, 30)) == deadlines.window(date(2027, 1, 1))
    assert deadlines.months(date(2026, 11, 30)) == (date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1))


@pytest.mark.parametrize(
    ("today", "state", "days"),
    [
        (date(2026, 11, 1), "ahead", 16),
        (date(2026, 11, 2), "open", 15),
        (date(2026, 11, 17), "open", 0),
        (date(2026, 11, 18), "late", 1),
        (date(2026, 12, 1), "late", 14),
    ],
)
def test_a_plan_that_is_not_ready(today: date, state: str, days: int) -> None:
    found = deadlines.standing(deadlines.of_plan(date(2026, 11, 1)), None, today)
    assert (found.state, found.days) == (state, days)


def test_a_plan_that_was_ready_stays_as_it_was() -> None:
    window = deadlines.of_plan(date(2026, 11, 1))
    assert deadlines.standing(window, date(2026, 11, 15), date(2027, 5, 1)) == deadlines.Standing("ready", 2)
    assert deadlines.standing(window, date(2026, 11, 20), date(2027, 5, 1)) == deadlines.Standing("ready_late", 3)
    assert deadlines.days_ahead(date(2027, 1, 1), date(2026, 11, 15)) == 47


def test_each_reminder_has_its_day_and_then_it_is_late() -> None:
    window = deadlines.of_plan(date(2026, 11, 1))
    told = {day: deadlines.step(window, date(2026, 11, day)) for day in (9, 10, 13, 14, 16, 17, 18)}
    assert told == {
        9: "", 10: "remind-7", 13: "remind-7", 14: "remind-3", 16: "remind-1", 17: "remind-0", 18: "late",
    }  # fmt: skip


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_window_is_fifteen_days_long_and_opens_in_time_to_plan(day: date) -> None:
    window = deadlines.of_plan(day)
    assert (window.due - window.opens).days == 15
    assert 45 <= (window.month - window.due).days <= (window.month - window.opens).days == 60


def test_a_target_is_due_evenly_over_its_days() -> None:
    # 2026-01-01 … 2026-04-10 are 31 + 28 + 31 + 10 = 100 of 365 days: 730 000 × 100 ÷ 365 = 200 000.
    elapsed, whole = terms.share_elapsed(date(2026, 1, 1), date(2026, 12, 31), date(2026, 4, 10))
    assert (elapsed, whole) == (100, 365)
    assert terms.target_due(D(730_000), elapsed, whole) == D("200000.00")
    assert terms.share_elapsed(date(2026, 1, 1), date(2026, 12, 31), date(2025, 6, 1)) == (0, 365)
    assert terms.share_elapsed(date(2026, 1, 1), date(2026, 12, 31), date(2028, 6, 1)) == (365, 365)


def test_a_tenth_short_is_a_risk_and_more_is_broken() -> None:
    states = [terms.at_least(D(n), D(100)).state for n in (100, 99, 90, 89)]
    assert states == ["kept", "risk", "risk", "broken"]
    states = [terms.at_most(D(n), D(60)).state for n in (60, 61, 66, 67)]
    assert states == ["kept", "risk", "risk", "broken"]
    assert terms.at_least(None, D(1)).state == terms.at_most(D(1), None).state == "unknown"


def test_payment_days_are_weighed_by_amount_and_open_parts_count_until_today() -> None:
    # (10 000 × 30 + 20 000 × 60 + 10 000 × 40) ÷ 40 000 = 47.5 days
    first = date(2026, 3, 1)
    parts = [
        Paid(D(10_000), first, first + timedelta(days=30)),
        Paid(D(20_000), first, first + timedelta(days=60)),
        Paid(D(10_000), first, None),
    ]
    assert terms.payment_days(parts, first + timedelta(days=40)) == D("47.5")
    assert terms.payment_days([], first) is None


def test_a_rebate_is_the_reached_rate_on_all() -> None:
    found = terms.tiers("5,000,000:2; 8000000: 3.5 %")
    assert found == (Tier(D(5_000_000), D(2)), Tier(D(8_000_000), D("3.5")))
    assert terms.rebate(found, D(4_999_999)) == D(0)
    assert terms.rebate(found, D(5_000_000)) == D("100000.00")
    assert terms.rebate(found, D(10_000_000)) == D("350000.00")
    assert terms.tiers("") == ()


@pytest.mark.parametrize("text", ["x", "5", "5:x", "-5:2", "8:2;5:3", "5:2;5:3", "5:101", "1e9:2", "NaN:2", "５:2"])
def test_tiers_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the text is the message
        terms.tiers(text)


def test_the_pace_of_the_days_that_are_over() -> None:
    assert terms.run_rate(D(200_000), 100, 365) == D("730000.00")
    assert terms.run_rate(D(0), 0, 365) == D(0)


def test_listed_goods_are_ordered_again_in_time() -> None:
    today = date(2026, 6, 30)
    assert terms.listing(date(2026, 5, 1), today, 60) == "kept"
    assert terms.listing(date(2026, 4, 30), today, 60) == "risk"
    assert terms.listing(None, today, 60) == "broken"


DAY = date(2026, 3, 1)
ORDERED = [Ordered(1, 7, DAY, D(10)), Ordered(1, 8, DAY, D(30)), Ordered(2, 7, DAY + timedelta(days=5), D(60))]


def test_only_what_came_whole_and_in_time_is_filled() -> None:
    # Order 1: product 7 whole on day 7 (filled 10); product 8 in part (30 missed); order 2 on day 5 + 8 (60 missed).
    arrived = [
        Arrived(1, 7, DAY + timedelta(days=7), D(10)),
        Arrived(1, 8, DAY + timedelta(days=2), D(29)),
        Arrived(2, 7, DAY + timedelta(days=13), D(60)),
    ]
    found = filling.fill_rate(ORDERED, arrived, 7, DAY + timedelta(days=30))
    assert (found.ordered, found.filled, found.rate, found.missed) == (D(100), D(10), D("10.0"), ((1, 8), (2, 7)))


def test_what_is_not_due_yet_does_not_count() -> None:
    arrived = [Arrived(1, 7, DAY, D(10)), Arrived(1, 8, DAY, D(20)), Arrived(1, 8, DAY + timedelta(days=1), D(10))]
    found = filling.fill_rate(ORDERED, arrived, 7, DAY + timedelta(days=11))
    assert (found.ordered, found.rate) == (D(40), D("100.0"))
    assert filling.fill_rate(ORDERED, arrived, 7, DAY).rate is None


def test_goods_age_and_lead_time() -> None:
    # 120 of 364 days = 32.97 → 33.0 %
    part = Arrived(1, 7, date(2026, 5, 1), D(1), date(2026, 1, 1), date(2026, 12, 31))
    assert filling.age_at_arrival(part) == D("33.0")
    assert filling.age_at_arrival(Arrived(1, 7, DAY, D(1))) is None
    # (10 × 7 + 30 × 3) ÷ 40 = 4.0 days
    arrived = [Arrived(1, 7, DAY + timedelta(days=7), D(10)), Arrived(1, 8, DAY + timedelta(days=3), D(30))]
    assert filling.lead_time(ORDERED, arrived) == D("4.0")


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 9), st.integers(0, 20)), max_size=12))
def test_a_fill_rate_lies_between_nothing_and_all(parts: list[tuple[int, int, int]]) -> None:
    arrived = [Arrived(order, 7, DAY + timedelta(days=late), D(n)) for order, n, late in parts]
    ordered = [Ordered(order, 7, DAY, D(n)) for order, n, _late in parts]
    rate = filling.fill_rate(ordered, arrived, 7, DAY + timedelta(days=40)).rate
    assert rate is None or 0 <= rate <= 100


def test_a_plan_is_as_right_as_actual_by_plan() -> None:
    # January 90 ÷ 100 = 90 %, February 60 ÷ 50 = 120 %: off by (10 + 20) ÷ 2 = 15 %; March is not over.
    planned = {date(2026, n, 1): D(amount) for n, amount in ((1, 100), (2, 50), (3, 70))}
    actual = {date(2026, 1, 1): D(90), date(2026, 2, 1): D(60), date(2026, 3, 1): D(9)}
    found = accuracy.of(planned, actual, date(2026, 3, 1))
    assert [one.ratio for one in found.months] == [D("90.0"), D("120.0")]
    assert found.mean_off == D("15.0")
    assert accuracy.of({date(2026, 1, 1): D(0)}, actual, date(2026, 3, 1)).mean_off is None


def bought(store: int, product: int, months: int, amount: int, ago: int, today: date) -> list[Bought]:
    return [
        Bought(store, product, date(2026, 1 + n, 1), D(amount), today - timedelta(days=ago + 30 * n))
        for n in range(months)
    ]


def test_goods_not_ordered_for_six_weeks_have_run_out() -> None:
    today = date(2026, 6, 30)
    rows = [*bought(1, 7, 3, 100, 50, today), *bought(1, 8, 3, 900, 40, today), *bought(1, 9, 2, 900, 80, today)]
    # Product 7: three months, last 50 days ago (7 weeks); 8 is 40 days ago (under 42); 9 was bought in two months only.
    [found] = shops.chances(rows, [1], today)
    assert (found.kind, found.product, found.amount) == ("out_of_stock", 7, D("100.00"))
    assert dict(found.facts) == {"last": "2026-05-11", "weeks": "7", "months": "3"}


def test_goods_that_half_of_the_sisters_sell_are_missing() -> None:
    today = date(2026, 6, 30)
    rows = [*bought(1, 7, 3, 100, 1, today), *bought(2, 7, 3, 300, 1, today), *bought(3, 9, 3, 800, 1, today)]
    # Two of the three sisters of store 3 sell product 7 (≥ half): missing there and in 4, worth the median of 100, 300.
    found = shops.chances(rows, [1, 2, 3, 4], today)
    assert [(c.kind, c.store, c.product, c.amount) for c in found] == [
        ("not_listed", 3, 7, D("200.00")), ("not_listed", 4, 7, D("200.00")),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1), date(2027, 12, 31)),
        (date(2027, 2, 1), date(2027, 2, 28), date(2027, 3, 1), date(2027, 3, 31)),
        (date(2023, 3, 1), date(2024, 2, 29), date(2024, 3, 1), date(2025, 2, 28)),
        (date(2026, 5, 10), date(2026, 5, 19), date(2026, 5, 20), date(2026, 5, 29)),
    ],
)
def test_an_agreement_is_followed_by_one_of_equal_length(start: date, end: date, first: date, last: date) -> None:
    assert renewing.following(start, end) == (first, last)


@pytest.mark.parametrize(
    ("given_share", "state"),
    [("2.69", "broken"), ("2.7", "risk"), ("2.9", "risk"), ("3", "kept"), ("3.3", "kept"), ("3.4", "risk")],
)
def test_free_goods_are_neither_fewer_nor_many_more_than_agreed(given_share: str, state: str) -> None:
    # Agreed 3 %: 90 % of it is 2.7, 110 % of it is 3.3.
    assert terms.about(D(given_share), D(3)).state == state
    assert terms.about(None, D(3)).state == terms.about(D(3), None).state == "unknown"


def test_statements_count_from_the_first_month_that_was_noted() -> None:
    # January was not noted. February ended on the 28th, signed on 5 March: 5 days. March is open: 31 March to 12 April.
    ends = (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30))
    months = [terms.Month(end, date(2026, 3, 5) if end.month == 2 else None) for end in ends]
    found = terms.reconciling_days(months, date(2026, 4, 12))
    assert [(month.end.month, days) for month, days in found] == [(2, 5), (3, 12)]
    assert terms.reconciling_days([terms.Month(end, None) for end in ends], date(2026, 4, 12)) == []


def test_the_mean_share_is_rounded_half_up() -> None:
    # (20 + 22.5 + 25.05) ÷ 3 = 67.55 ÷ 3 = 22.51…; (20.1 + 20.2) ÷ 2 = 20.15 → 20.2
    assert terms.mean([D(20), D("22.5"), D("25.05")]) == D("22.5")
    assert terms.mean([D("20.1"), D("20.2")]) == D("20.2")
    assert terms.mean([]) is None
