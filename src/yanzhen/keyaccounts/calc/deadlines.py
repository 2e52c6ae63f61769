"""When a rolling plan must be ready. See docs/algorithms/key-accounts.md."""

from dataclasses import dataclass
from datetime import date, timedelta

from yanzhen.lib.periods import month_start, shifted

EARLIEST, LATEST = 60, 45
"""A month's plan is ready between so many and so many days before the month begins."""
PLANNED = (1, 2, 3)
"""The months after the one a plan is made in."""
LEADING = 2
"""Of these the one whose deadline the plan must keep: the one before it was fixed by the plan before, the last one is
looked ahead at."""
REMINDED = (7, 3, 1, 0)
"""So many days before the deadline its owner is reminded."""


@dataclass(frozen=True)
class Window:
    """The days on which the plan of a month should become ready, both included."""

    month: date
    opens: date
    due: date


@dataclass(frozen=True)
class Standing:
    """How a plan stands against its window.

    `state`: `ahead` (the window is not open yet), `open`, `late` (not ready and past it), `ready`, `ready_late`.
    `days`: until the deadline where it is ahead or open, past it where late, and before it (after it) where ready.
    """

    state: str
    days: int


def window(month: date) -> Window:
    """The window of the plan of one month: from 60 to 45 days before its first day.

    January 2027 begins on 1 January: 60 days before is 2 November, 45 days before is 17 November 2026.
    """
    first = month_start(month)
    return Window(first, first - timedelta(days=EARLIEST), first - timedelta(days=LATEST))


def of_plan(made_in: date) -> Window:
    """The window of the rolling plan made in a month: that of the second month after it."""
    return window(shifted(month_start(made_in), LEADING))


def months(made_in: date) -> tuple[date, ...]:
    """The first days of the three months that a plan made in a month is about."""
    return tuple(shifted(month_start(made_in), n) for n in PLANNED)


def standing(found: Window, ready_on: date | None, today: date) -> Standing:
    """How a plan stands today, or on the day it became ready."""
    if ready_on is not None:
        days = (found.due - ready_on).days
        return Standing("ready" if days >= 0 else "ready_late", abs(days))
    days = (found.due - today).days
    if days < 0:
        return Standing("late", -days)
    return Standing("open" if today >= found.opens else "ahead", days)


def days_ahead(month: date, ready_on: date) -> int:
    """How many days before a month begins its plan was ready; negative when the month had begun."""
    return (month_start(month) - ready_on).days


def step(found: Window, today: date) -> str:
    """What is to be told today about a plan that is not ready: `remind-N`, `late`, or nothing."""
    days = (found.due - today).days
    if days < 0:
        return "late"
    due = [n for n in REMINDED if days <= n]
    return f"remind-{min(due)}" if due else ""
