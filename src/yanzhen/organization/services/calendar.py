"""The calendar: days named one by one, turned over with a click, or taken from the list of public holidays."""

from datetime import date

from yanzhen.organization.calc import holidays, workdays
from yanzhen.organization.models import CalendarDay
from yanzhen.organization.queries import calendar
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import Actor

YEARS_BACK, YEARS_AHEAD = 4, 2
"""How far around today the public holidays are taken up by themselves: history is measured by working days too."""

create, change, remove = writes.plain(CalendarDay)


@writes.write("organization.change_calendarday")
def turn(day: date, *, actor: Actor) -> bool:
    """Make a worked day free or a free day worked; says whether it is worked now.

    A day without a name that is again as usual is no longer named at all.
    """
    row = CalendarDay.objects.select_for_update().filter(day=day).first()
    if row is None:
        writes.create(CalendarDay, actor=actor, day=day, is_working=not workdays.usual(day))
        return not workdays.usual(day)
    if not row.name and not row.name_en and row.is_working != workdays.usual(day):
        writes.remove(row, actor=actor)
        return workdays.usual(day)
    return writes.change(row, actor=actor, is_working=not row.is_working).is_working


@writes.write("organization.add_calendarday")
def take_public(year: int, *, actor: Actor) -> int:
    """Name the public holidays and make-up workdays of a year; days already named stay. Says how many were added."""
    known = set(CalendarDay.objects.filter(day__year=year).values_list("day", flat=True))
    missing = [d for d in holidays.of(year).days if d.day not in known]
    CalendarDay.objects.bulk_create(
        [CalendarDay(day=d.day, is_working=d.is_working, name=d.name, name_en=d.name_en) for d in missing],
        ignore_conflicts=True,
    )
    if missing:
        told = {"year": year, "days": [d.day.isoformat() for d in missing]}
        audit.record(actor, "take_public_days", str(year), after=told, noun=CalendarDay.noun())
    return len(missing)


def seed_around(today: date, *, actor: Actor) -> int:
    """Take up the public days of the years around today that have none yet; what people removed stays removed."""
    years = range(today.year - YEARS_BACK, today.year + YEARS_AHEAD + 1)
    return sum(take_public(year, actor=actor) for year in years if not calendar.is_seeded(year))
