"""Public holidays of China as the package `holidays` knows them, with make-up workdays where they are announced.

The State Council announces make-up workdays each November for the next year; a year beyond that holds the holidays of
the law alone, and `knows_make_up` says so.
"""

from dataclasses import dataclass
from datetime import date

COUNTRY, CHINESE, ENGLISH = "CN", "zh_CN", "en_US"
MAKE_UP = ("调休上班", "Make-up workday")


@dataclass(frozen=True)
class PublicDay:
    """A day off (or, on a weekend, a make-up day that is worked) and what it is called."""

    day: date
    is_working: bool
    name: str
    name_en: str


@dataclass(frozen=True)
class PublicYear:
    """What the package knows about a year."""

    year: int
    days: tuple[PublicDay, ...]
    knows_make_up: bool


def of(year: int) -> PublicYear:
    """The public days of one year, in order."""
    import holidays  # a quarter of a second: only where it is needed

    chinese = holidays.country_holidays(COUNTRY, years=year, language=CHINESE)
    english = holidays.country_holidays(COUNTRY, years=year, language=ENGLISH)
    made_up = sorted(day for day in getattr(chinese, "weekend_workdays", ()) if day.year == year)
    off = [PublicDay(day, False, name[:120], english[day][:120]) for day, name in chinese.items() if day.year == year]
    worked = [PublicDay(day, True, *MAKE_UP) for day in made_up]
    return PublicYear(year, tuple(sorted((*off, *worked), key=lambda d: d.day)), bool(made_up))
