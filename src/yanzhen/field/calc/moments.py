"""Which moment counts when a phone tells of something it may have noted long before, by a clock that may be wrong."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

AHEAD = timedelta(minutes=5)
"""So much a clock may be ahead without being wrong."""


@dataclass(frozen=True)
class Moment:
    """The moment that counts, and whether it is the phone's."""

    at: datetime
    is_the_phones: bool


def counted(stated: datetime | None, received: datetime, day: date, zone: tzinfo) -> Moment:
    """The phone's moment where it can be true, otherwise that of receipt.

    It cannot be true when it lies in the future; nor when it falls on another day than the visit while the report
    arrived on the very day of the visit: then the clock is wrong by a day, not the visit.

    >>> from datetime import UTC
    >>> now = datetime(2026, 11, 5, 9, 0, tzinfo=UTC)
    >>> counted(datetime(2026, 11, 4, 9, 0, tzinfo=UTC), now, date(2026, 11, 5), UTC).is_the_phones
    False
    """
    if stated is None or stated > received + AHEAD:
        return Moment(received, False)
    if stated.astimezone(zone).date() != day and received.astimezone(zone).date() == day:
        return Moment(received, False)
    return Moment(min(stated, received), True)
