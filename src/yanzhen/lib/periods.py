"""Calendar periods of business dates. A period includes its first and its last day."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, order=True)
class Period:
    """The days from `start` to `end`, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("a period ends on or after its start")

    def year_before(self) -> "Period":
        """The same days one year earlier; 29 February becomes 28 February."""
        return Period(shifted(self.start, -12), shifted(self.end, -12))

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


def month_start(day: date) -> date:
    return day.replace(day=1)


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def shifted(day: date, months: int) -> date:
    """The same day `months` later (or earlier), cut to the length of that month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(first: date, last: date) -> list[date]:
    """Starts of all months from the one of `first` to the one of `last`."""
    months, current = [], month_start(first)
    while current <= last:
        months.append(current)
        current = shifted(current, 1)
    return months


def quarter_of(day: date) -> int:
    return (day.month - 1) // 3 + 1


def to_date(kind: str, today: date) -> Period:
    """The period of `kind` that runs until today: month, quarter, year or rolling (twelve months)."""
    starts = {
        "month": month_start(today),
        "quarter": date(today.year, 3 * (quarter_of(today) - 1) + 1, 1),
        "year": date(today.year, 1, 1),
        "rolling": shifted(today, -12) + timedelta(days=1),
    }
    if kind not in starts:
        raise ValueError(f"unknown kind of period: {kind}")
    return Period(starts[kind], today)
