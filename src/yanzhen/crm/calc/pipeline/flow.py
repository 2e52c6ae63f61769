"""What became of the pipeline between two dates, to the cent.

opening + came in + reopened + raised − lowered + moved in − slipped − won − lost = closing

The balance is the worth of the open opportunities that are expected to close until the *horizon* (all of them without
one). Each opportunity is compared as it stood at the end of the day before the first day and at the end of the last
day: what went there and back in between cancels out. Amounts of two currencies are never added.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from yanzhen.crm.calc.pipeline.terms import OPEN, WON


class Part(StrEnum):
    """Where the difference comes from, in the order it is told."""

    OPENING = "opening"
    CAME_IN = "came_in"
    REOPENED = "reopened"
    RAISED = "raised"
    LOWERED = "lowered"
    MOVED_IN = "moved_in"
    SLIPPED = "slipped"
    WON = "won"
    LOST = "lost"
    CLOSING = "closing"


MOVEMENTS = tuple(part for part in Part if part not in {Part.OPENING, Part.CLOSING})


class Standing(NamedTuple):
    """An opportunity at the end of a day."""

    amount: Decimal
    currency: str
    expected: date
    state: str


class Between(NamedTuple):
    """An opportunity at both ends; `before` is None when it was not there yet."""

    key: int
    before: Standing | None
    after: Standing


class Entry(NamedTuple):
    """What one opportunity adds to a figure, signed."""

    key: int
    amount: Decimal


@dataclass(frozen=True)
class Figure:
    """A figure of the flow and the opportunities it is made of."""

    part: Part
    amount: Decimal
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Flow:
    """The flow of one currency: every figure by its part, all parts there."""

    currency: str
    figures: dict[Part, Figure]

    @property
    def movement(self) -> Decimal:
        """All movements together; opening + movement = closing."""
        return sum((self.figures[part].amount for part in MOVEMENTS), Decimal(0))


_Written = tuple[str, Part, Decimal]


def flow(found: Iterable[Between], horizon: date | None = None) -> tuple[Flow, ...]:
    """The flow of each currency that occurs, by its code; none without opportunities."""
    sheets: dict[str, dict[Part, list[Entry]]] = {}
    for one in found:
        for currency, part, amount in _written(one, horizon):
            sheets.setdefault(currency, {p: [] for p in Part})[part].append(Entry(one.key, amount))
    return tuple(
        Flow(currency, {part: _figure(part, entries) for part, entries in sheets[currency].items()})
        for currency in sorted(sheets)
    )


def _figure(part: Part, entries: list[Entry]) -> Figure:
    return Figure(part, sum((entry.amount for entry in entries), Decimal(0)), tuple(entries))


def _counts(standing: Standing | None, horizon: date | None) -> bool:
    """Whether an opportunity is in the balance."""
    return standing is not None and standing.state == OPEN and (horizon is None or standing.expected <= horizon)


def _written(one: Between, horizon: date | None) -> list[_Written]:
    """All entries of one opportunity, with its place in the opening and closing balance."""
    before, after = one.before, one.after
    lines: list[_Written] = []
    if before is not None and _counts(before, horizon):
        lines.append((before.currency, Part.OPENING, before.amount))
        lines += _left(before, after, horizon)
    else:
        lines += _arrived(before, after, horizon)
    if _counts(after, horizon):
        lines.append((after.currency, Part.CLOSING, after.amount))
    return lines


def _left(before: Standing, after: Standing, horizon: date | None) -> list[_Written]:
    """What happened to one that was in the balance."""
    if after.state == OPEN and not _counts(after, horizon):
        return [(before.currency, Part.SLIPPED, -before.amount)]
    lines = _repriced(before, after)
    if after.state != OPEN:
        lines.append((after.currency, Part.WON if after.state == WON else Part.LOST, -after.amount))
    return lines


def _repriced(before: Standing, after: Standing) -> list[_Written]:
    """A changed amount; a changed currency lowers the one by all of it and raises the other."""
    if before.currency != after.currency:
        return [(before.currency, Part.LOWERED, -before.amount), (after.currency, Part.RAISED, after.amount)]
    change = after.amount - before.amount
    if not change:
        return []
    return [(after.currency, Part.RAISED if change > 0 else Part.LOWERED, change)]


def _arrived(before: Standing | None, after: Standing, horizon: date | None) -> list[_Written]:
    """What happened to one that was not in the balance: new, closed, or expected later than the horizon.

    One that is won came into the balance on the way, however late it was expected; one that is lost only when it was
    expected until the horizon.
    """
    if before is not None and before.state != OPEN and before.state == after.state:
        return []
    arrival = Part.CAME_IN if before is None else Part.MOVED_IN if before.state == OPEN else Part.REOPENED
    came = (after.currency, arrival, after.amount)
    if after.state == OPEN:
        return [came] if _counts(after, horizon) else []
    if after.state == WON:
        return [came, (after.currency, Part.WON, -after.amount)]
    within = horizon is None or after.expected <= horizon
    return [came, (after.currency, Part.LOST, -after.amount)] if within else []
