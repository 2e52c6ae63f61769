"""Which days are worked: Monday to Friday, but for the days that a calendar names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

WEEK, WORKED = 7, 5


def usual(day: date) -> bool:
    """Whether a day is worked when no calendar says otherwise: Monday to Friday."""
    return day.weekday() < WORKED


@dataclass(frozen=True)
class Workdays:
    """A calendar: what it names is so, everything else is as usual."""

    named: Mapping[date, bool] = field(default_factory=dict)
    """True for a day that is worked (a make-up workday), False for one that is not (a holiday)."""

    def is_working(self, day: date) -> bool:
        return self.named.get(day, usual(day))

    def count(self, start: date, end: date) -> int:
        """Worked days from `start` to `end`, both included; 0 when the end lies before the start."""
        days = (end - start).days + 1
        if days <= 0:
            return 0
        weeks, rest = divmod(days, WEEK)
        whole = weeks * WORKED + sum(usual(start + timedelta(days=n)) for n in range(rest))
        inside = (day for day in self.named if start <= day <= end)
        return whole + sum(int(self.named[day]) - int(usual(day)) for day in inside)

    def days(self, start: date, end: date) -> list[date]:
        """The worked days themselves, in order."""
        span = (start + timedelta(days=n) for n in range((end - start).days + 1))
        return [day for day in span if self.is_working(day)]
