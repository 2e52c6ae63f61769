"""Stretches of days that conditions name: this month, the last 30 days. Weeks begin on Monday."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from yanzhen.lib.periods import month_start, quarter_of, shifted

RELATIVE = {
    "today": _("today"),
    "yesterday": _("yesterday"),
    "tomorrow": _("tomorrow"),
    "this_week": _("this week"),
    "last_week": _("last week"),
    "next_week": _("next week"),
    "this_month": _("this month"),
    "last_month": _("last month"),
    "next_month": _("next month"),
    "this_quarter": _("this quarter"),
    "last_quarter": _("last quarter"),
    "next_quarter": _("next quarter"),
    "this_year": _("this year"),
    "last_year": _("last year"),
    "next_year": _("next year"),
}
_STEP = {"last": -1, "this": 0, "next": 1}


@dataclass(frozen=True)
class Days:
    """From the first day until before another; an open end is None."""

    first: date | None
    after: date | None


def named(name: str, today: date) -> Days:
    """The days that `name` means today."""
    single = {"yesterday": -1, "today": 0, "tomorrow": 1}.get(name)
    if single is not None:
        day = today + timedelta(days=single)
        return Days(day, day + timedelta(days=1))
    which, span = name.split("_")
    step = _STEP[which]
    if span == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        return Days(monday, monday + timedelta(weeks=1))
    months = {"month": 1, "quarter": 3, "year": 12}[span]
    starts = {
        "month": month_start(today),
        "quarter": date(today.year, 3 * quarter_of(today) - 2, 1),
        "year": date(today.year, 1, 1),
    }
    first = shifted(starts[span], step * months)
    return Days(first, shifted(first, months))


def counted(which: str, number: int, today: date) -> Days:
    """The last so many days up to and with today, or the next beginning with today."""
    if which == "last":
        return Days(today - timedelta(days=number - 1), today + timedelta(days=1))
    return Days(today, today + timedelta(days=number))
