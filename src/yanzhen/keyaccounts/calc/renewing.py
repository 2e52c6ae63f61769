"""Which days an agreement covers that follows on another."""

from datetime import date, timedelta

from yanzhen.lib.periods import month_end, month_start, months_between, shifted


def following(start: date, end: date) -> tuple[date, date]:
    """The period of equal length after one: whole months are followed by as many months, other periods by as many days.

    1 January to 31 December 2026 is followed by 2027, 1 to 28 February 2027 by all of March, and 10 to 19 May (ten
    days) by 20 to 29 May.
    """
    first = end + timedelta(days=1)
    if start == month_start(start) and end == month_end(end):
        return first, month_end(shifted(first, len(months_between(start, end)) - 1))
    return first, first + (end - start)
