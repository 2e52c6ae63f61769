"""Money and periods: laws that hold for all amounts and days, and the edges by hand."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.lib import money, periods

CENTS = st.integers(-(10**17), 10**17)
DAYS = st.dates(date(1951, 1, 1), date(2100, 12, 31))


@given(CENTS)
def test_cents_come_back(cents: int) -> None:
    assert money.to_cents(money.from_cents(cents)) == cents  # type: ignore[arg-type]


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=6), st.sampled_from(["CNY", "JPY", "USD"]))
def test_rounding_moves_by_half_a_step_at_most_and_mirrors(amount: Decimal, currency: str) -> None:
    rounded = money.rounded(amount, currency)
    assert abs(rounded - amount) <= money.quantum(currency) / 2
    assert money.rounded(-amount, currency) == -rounded
    assert money.rounded(rounded, currency) == rounded


def test_an_amount_finer_than_a_cent_is_refused() -> None:
    with pytest.raises(ValueError, match="finer"):
        money.to_cents(Decimal("0.005"))


def test_amounts_in_words() -> None:
    assert money.in_words(Decimal("-1234567.895"), currency="CNY") == "-¥1,234,567.90"
    assert money.in_words(Decimal("1234.56"), digits=1) == "1,234.6"
    assert money.in_words(Decimal("5"), currency="CHF") == "CHF 5.00"
    assert money.in_words(None) == money.MISSING


@given(DAYS, st.integers(-600, 600))
def test_shifting_months_keeps_the_day_where_it_can(day: date, months: int) -> None:
    moved = periods.shifted(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == min(day.day, periods.month_end(moved).day)


@given(DAYS, st.sampled_from(["month", "quarter", "year", "rolling"]))
def test_a_period_to_date_ends_today_and_its_twin_a_year_earlier(today: date, kind: str) -> None:
    period = periods.to_date(kind, today)
    assert period.end == today
    assert period.start <= today
    assert period.year_before().end == periods.shifted(today, -12)


@given(DAYS, DAYS)
def test_months_between_cover_each_day_once(first: date, last: date) -> None:
    first, last = sorted((first, last))
    months = periods.months_between(first, last)
    assert months[0] == periods.month_start(first)
    assert months[-1] == periods.month_start(last)
    assert all(after == periods.month_end(before) + timedelta(days=1) for before, after in pairwise(months))


def test_leap_days_and_the_ends_of_months() -> None:
    assert periods.shifted(date(2024, 2, 29), -12) == date(2023, 2, 28)
    assert periods.shifted(date(2026, 3, 31), -1) == date(2026, 2, 28)
    # Rolling twelve months to 28 February 2025 begin on 29 February 2024.
    assert periods.to_date("rolling", date(2025, 2, 28)) == periods.Period(date(2024, 2, 29), date(2025, 2, 28))
    with pytest.raises(ValueError, match="ends on or after"):
        periods.Period(date(2026, 1, 2), date(2026, 1, 1))
