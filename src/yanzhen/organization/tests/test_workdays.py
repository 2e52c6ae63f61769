"""Working days: Monday to Friday, but for what the calendar names."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.organization.calc import holidays
from yanzhen.organization.calc.workdays import Workdays, usual
from yanzhen.organization.models import CalendarDay
from yanzhen.organization.queries import calendar as days_of
from yanzhen.organization.services import calendar
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.models import AuditEntry

PLAIN = Workdays()
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


def test_a_plain_month_counts_monday_to_friday() -> None:
    # November 2026 starts on a Sunday: 4 whole weeks of 5 from the 2nd, then Monday the 30th = 21.
    assert PLAIN.count(date(2026, 11, 1), date(2026, 11, 30)) == 21


def test_holidays_and_make_up_days_move_the_count() -> None:
    # October 2026 by the State Council: 22 weekdays; free 1, 2, 5, 6, 7 (five weekdays), worked Saturday 10.
    public = Workdays({d.day: d.is_working for d in holidays.of(2026).days})
    assert PLAIN.count(date(2026, 10, 1), date(2026, 10, 31)) == 22
    assert public.count(date(2026, 10, 1), date(2026, 10, 31)) == 22 - 5 + 1
    assert public.is_working(date(2026, 10, 10))
    assert not public.is_working(date(2026, 10, 7))


def test_one_day_no_day_and_a_weekend() -> None:
    assert PLAIN.count(date(2026, 11, 20), date(2026, 11, 20)) == 1
    assert PLAIN.count(date(2026, 11, 21), date(2026, 11, 22)) == 0
    assert PLAIN.count(date(2026, 11, 22), date(2026, 11, 21)) == 0


@given(DAYS, st.integers(0, 200), st.dictionaries(DAYS, st.booleans(), max_size=20))
def test_the_count_is_the_number_of_worked_days(start: date, length: int, named: dict[date, bool]) -> None:
    worked, end = Workdays(named), start + timedelta(days=length)
    assert worked.count(start, end) == len(worked.days(start, end))
    middle = start + timedelta(days=length // 2)
    assert worked.count(start, end) == worked.count(start, middle) + worked.count(middle + timedelta(days=1), end)


def test_the_public_list_says_what_it_does_not_know() -> None:
    assert holidays.of(2026).knows_make_up
    assert not holidays.of(2040).knows_make_up
    assert all(d.is_working == (not usual(d.day)) or not d.is_working for d in holidays.of(2026).days)


@pytest.mark.django_db
def test_public_days_are_taken_over_once_and_edits_stay() -> None:
    added = calendar.take_public(2026, actor=SYSTEM)
    row = CalendarDay.objects.get(day=date(2026, 10, 10))
    calendar.change(row, actor=SYSTEM, is_working=False)

    assert added == len(holidays.of(2026).days)
    assert calendar.take_public(2026, actor=SYSTEM) == 0
    assert not days_of.is_working(date(2026, 10, 10))
    assert days_of.working_days(date(2026, 10, 1), date(2026, 10, 31)) == 17
    assert AuditEntry.objects.filter(verb="take_public_days").count() == 1


@pytest.mark.django_db
def test_a_click_turns_a_day_and_another_turns_it_back() -> None:
    saturday = date(2026, 11, 21)
    assert calendar.turn(saturday, actor=SYSTEM)
    assert days_of.is_working(saturday)
    assert not calendar.turn(saturday, actor=SYSTEM)
    assert not CalendarDay.objects.filter(day=saturday).exists()


@pytest.mark.django_db
def test_a_holiday_keeps_its_name_when_it_is_worked() -> None:
    calendar.take_public(2026, actor=SYSTEM)
    assert calendar.turn(date(2026, 10, 1), actor=SYSTEM)
    assert not calendar.turn(date(2026, 10, 1), actor=SYSTEM)
    assert CalendarDay.objects.get(day=date(2026, 10, 1)).name == "国庆节"


@pytest.mark.django_db
def test_years_around_today_are_seeded_but_not_those_people_touched() -> None:
    calendar.create(actor=SYSTEM, day=date(2027, 3, 1), is_working=False, name="店庆")
    calendar.seed_around(date(2026, 11, 22), actor=SYSTEM)
    assert days_of.is_seeded(2022)
    assert days_of.is_seeded(2028)
    assert CalendarDay.objects.filter(day__year=2027).count() == 1
