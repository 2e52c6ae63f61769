"""The calendar of the company: which days are worked. Mon–Fri, but for the days people or a public list named."""

from calendar import monthrange
from datetime import date

from yanzhen.organization.calc.workdays import Workdays
from yanzhen.organization.models import CalendarDay
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet


def visible(actor: Actor) -> ScopedQuerySet[CalendarDay]:
    """Named days that `actor` may see, the latest first."""
    return CalendarDay.objects.visible_to(actor).naming().order_by("-day", "pk")


def between(start: date, end: date) -> Workdays:
    """The calendar from `start` to `end`, to be asked as often as one likes: one query."""
    rows = CalendarDay.objects.filter(day__gte=start, day__lte=end)
    return Workdays(dict(rows.values_list("day", "is_working")))


def is_working(day: date) -> bool:
    """Whether the company works on this day."""
    return between(day, day).is_working(day)


def working_days(start: date, end: date) -> int:
    """Days the company works from `start` to `end`, both included; 0 when the end lies before the start."""
    return between(start, end).count(start, end)


def of_month(day: date) -> int:
    """Days the company works in the month of `day`."""
    return working_days(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def is_seeded(year: int) -> bool:
    """Whether any day of the year has been named."""
    return CalendarDay.objects.filter(day__year=year).exists()


def has_make_up_days(year: int) -> bool:
    """Whether any weekend day of the year is named as worked; without one the public list did not know them yet."""
    rows = CalendarDay.objects.filter(day__year=year, is_working=True).values_list("day", flat=True)
    return any(day.weekday() >= 5 for day in rows)
