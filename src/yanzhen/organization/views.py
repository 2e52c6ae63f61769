"""The year at a glance: which days are worked, turned over with a click."""

from calendar import Calendar
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.periods import month_end
from yanzhen.organization.calc.workdays import Workdays
from yanzhen.organization.models import CalendarDay
from yanzhen.organization.queries import calendar as days_of
from yanzhen.organization.services import calendar
from yanzhen.platform.pages.views import actor_of, needs

EARLIEST, LATEST = 2000, 2099


def year_of(text: str, today: date) -> int:
    """The year asked for; this one when none is asked for."""
    if not text:
        return today.year
    if not (text.isascii() and text.isdigit() and EARLIEST <= int(text) <= LATEST):
        raise RuleBroken(
            _("Name a year from {first} to {last}.").format(first=EARLIEST, last=LATEST), field="year", code="year"
        )
    return int(text)


@require_GET
@needs("organization.view_calendarday")
def year(request: HttpRequest) -> HttpResponse:
    """The twelve months of a year, with what is known of its holidays."""
    today = timezone.localdate()
    try:
        asked = year_of(request.GET.get("year", ""), today)
    except RuleBroken:
        return redirect("organization:calendar")
    actor = actor_of(request)
    start, end = date(asked, 1, 1), date(asked, 12, 31)
    rows = {row.day: row for row in CalendarDay.objects.filter(day__gte=start, day__lte=end)}
    worked = Workdays({day: row.is_working for day, row in rows.items()})
    context = {
        "page": {"title": _("Working days {year}").format(year=asked)},
        "trail": [(_("Settings"), reverse("platform:settings"))],
        "year": asked,
        "before": asked - 1 if asked > EARLIEST else None,
        "after": asked + 1 if asked < LATEST else None,
        "months": [_month(date(asked, n, 1), rows, worked, today) for n in range(1, 13)],
        "total": worked.count(start, end),
        "week": [_weekday(date(2024, 1, n)) for n in range(1, 8)],
        "is_seeded": bool(rows),
        "knows_make_up": days_of.has_make_up_days(asked),
        "may_change": actor.can("organization.change_calendarday"),
        "may_add": actor.can("organization.add_calendarday"),
    }
    return render(request, "organization/calendar.html", context)


def _weekday(day: date) -> str:
    """The shortest usual word: 一, Mo."""
    word = date_format(day, "D")
    return word[-1] if word.startswith(("星期", "周")) else word[:2]


def _month(first: date, rows: dict[date, CalendarDay], worked: Workdays, today: date) -> dict[str, Any]:
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    return {
        "name": date_format(first, "F"),
        "count": worked.count(first, month_end(first)),
        "weeks": [[_day(d, rows.get(d), worked, today) if d.month == first.month else None for d in w] for w in weeks],
        "named": [row for day, row in rows.items() if day.month == first.month and row.label],
    }


def _day(day: date, row: CalendarDay | None, worked: Workdays, today: date) -> dict[str, Any]:
    is_working = worked.is_working(day)
    words = [date_format(day, "DATE_FORMAT"), _("worked") if is_working else _("free"), row.label if row else ""]
    return {
        "iso": day.isoformat(),
        "number": day.day,
        "is_working": is_working,
        "is_named": row is not None,
        "is_today": day == today,
        "words": ", ".join(w for w in words if w),
    }


@require_POST
@needs("organization.change_calendarday")
def turn(request: HttpRequest) -> HttpResponse:
    """Turn one day over; another click turns it back."""
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        messages.error(request, _("Name a day."))
        return redirect("organization:calendar")
    is_working = calendar.turn(day, actor=actor_of(request))
    told = _("{day} is worked.") if is_working else _("{day} is free.")
    messages.success(request, told.format(day=date_format(day, "DATE_FORMAT")))
    return redirect(f"{reverse('organization:calendar')}?year={day.year}#m{day.month}")


@require_POST
@needs("organization.add_calendarday")
def take_public(request: HttpRequest) -> HttpResponse:
    """Name the public holidays of a year."""
    today = timezone.localdate()
    try:
        asked = year_of(request.POST.get("year", ""), today)
    except RuleBroken as error:
        messages.error(request, str(next(iter(error.errors.values()))))
        return redirect("organization:calendar")
    added = calendar.take_public(asked, actor=actor_of(request))
    told = _("{n} public days were taken over.") if added else _("All public days known here were there already.")
    messages.success(request, told.format(n=added))
    return redirect(f"{reverse('organization:calendar')}?year={asked}")
