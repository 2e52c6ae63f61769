"""The week of a person: days with their visits and how full they are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import QuerySet

from yanzhen.field.enums.visits import VisitState
from yanzhen.field.models import DaySetting, Visit
from yanzhen.field.queries import day_settings
from yanzhen.field.queries.day_settings import minute
from yanzhen.field.queries.route_sheets import in_order
from yanzhen.organization.queries import calendar
from yanzhen.platform.actor import Actor

AROUND = timedelta(days=31)
SHOWN = (VisitState.PLANNED, VisitState.UNDER_WAY, VisitState.DONE, VisitState.MISSED)


@dataclass
class WeekDay:
    """One day: its visits in order, minutes planned and available (lunch taken off)."""

    day: date
    is_working: bool
    available: int
    visits: list[Visit] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        """Minutes of the visits that are not missed, without the ways between them."""
        return sum(visit.minutes for visit in self.visits if visit.state != VisitState.MISSED)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def of(actor: Actor, person: int, first: date) -> list[WeekDay]:
    """The seven days from `first` on; a day off without a visit is left out."""
    days = [first + timedelta(days=n) for n in range(7)]
    worked = calendar.between(days[0], days[-1])
    available = _available(day_settings.of(person))
    week = {day: WeekDay(day, worked.is_working(day), available) for day in days}
    for visit in visits(actor, [person], days[0], days[-1]):
        week[visit.day].visits.append(visit)
    return [one for one in week.values() if one.is_working or one.visits]


def visits(actor: Actor, people: Sequence[int], first: date, last: date) -> list[Visit]:
    """Visits of these people from `first` to `last`, but those called off, in order."""
    rows = Visit.objects.visible_to(actor).filter(owner_id__in=people, day__gte=first, day__lte=last, state__in=SHOWN)
    return sorted(rows.naming("customer", "owner").order_by("day", "pk"), key=in_order)


def going_out(actor: Actor, day: date) -> QuerySet[Visit, int]:
    """The keys of the people who visit customers around this day, as far as `actor` sees their visits."""
    near = Visit.objects.visible_to(actor).filter(day__range=(day - AROUND, day + AROUND)).order_by()
    return near.values_list("owner_id", flat=True).distinct()


def _available(setting: DaySetting) -> int:
    return minute(setting.ends_at) - minute(setting.begins_at) - setting.lunch_minutes


def working_days(first: date, last: date) -> list[date]:
    """Days the company works, both ends included."""
    worked = calendar.between(first, last)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in days if worked.is_working(day)]
