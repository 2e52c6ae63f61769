"""Which visits there are to plan: each customer as often as his frequency says, spread over the dates."""

from collections.abc import Sequence
from dataclasses import dataclass

from yanzhen.field.calc.routes.board import Board


@dataclass(frozen=True)
class Visit:
    """One of the visits to a stop, and the days (their numbers) that may hold it.

    The dates of a customer with n visits are cut into n stretches of equal length, one for each, so that no two fall on
    one date and all are spread.
    """

    stop: int
    days: frozenset[int]


def visits(board: Board) -> tuple[Visit, ...]:
    """All that can be wanted; a customer who wants more visits than there are dates gets one a date."""
    found = []
    for stop, its in enumerate(board.stops):
        allowed = [d for d in range(len(board.days)) if board.begins[d][stop]]
        dates = list(dict.fromkeys(board.days[d].day for d in allowed))
        for part in stretches(dates, min(its.times, len(dates))):
            found.append(Visit(stop, frozenset(d for d in allowed if board.days[d].day in part)))
    return tuple(found)


def stretches(dates: Sequence[str], count: int) -> list[Sequence[str]]:
    """The dates in so many stretches, whose lengths differ by one at most."""
    return [dates[len(dates) * n // count : len(dates) * (n + 1) // count] for n in range(count)]
