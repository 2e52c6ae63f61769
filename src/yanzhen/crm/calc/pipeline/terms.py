"""The words of the pipeline calculations: stays, deals, shares and spans of time."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

OPEN, WON, LOST = "open", "won", "lost"
SECONDS_A_DAY = 86_400
MEDIAN, MOST = Fraction(1, 2), Fraction(4, 5)


class Stay(NamedTuple):
    """One stay in a stage: its ends in whole seconds of any one clock; `left` is None while it lasts."""

    stage: int
    entered: int
    left: int | None


class Deal(NamedTuple):
    """An opportunity as the funnel sees it: where it stands now (`stage`), and its stays in the order of time."""

    key: int
    created: date
    state: str
    amount: Decimal
    currency: str
    stage: int
    stays: tuple[Stay, ...]


class Share(NamedTuple):
    """A part of a whole number of things; no rate when the whole is nothing."""

    part: int
    whole: int

    @property
    def rate(self) -> Fraction | None:
        return Fraction(self.part, self.whole) if self.whole else None


Money = dict[str, Decimal]
"""Amounts by currency: amounts of two currencies are never added."""


def add(sums: Money, currency: str, amount: Decimal) -> None:
    """Add an amount to the sum of its currency, exactly."""
    sums[currency] = sums.get(currency, Decimal(0)) + amount


def furthest(stays: Iterable[Stay], places: dict[int, int]) -> int:
    """The last place in the order of the process that a deal ever stood in; -1 when it stood in none of them."""
    at = -1
    for stage, _entered, _left in stays:
        place = places.get(stage, -1)
        if place > at:
            at = place
    return at


def seconds_by_stage(stays: Iterable[Stay]) -> dict[int, int]:
    """Whole seconds spent in each stage, several stays added up; a stage in which a stay still lasts is left out."""
    spent: dict[int, int] = {}
    lasting: set[int] = set()
    for stage, entered, left in stays:
        if left is None:
            lasting.add(stage)
        else:
            spent[stage] = spent.get(stage, 0) + max(0, left - entered)
    for stage in lasting:
        spent.pop(stage, None)
    return spent


def median(sorted_values: Sequence[int]) -> Fraction | None:
    """The middle of sorted values, or the mean of the two in the middle."""
    count = len(sorted_values)
    if not count:
        return None
    return Fraction(sorted_values[(count - 1) // 2] + sorted_values[count // 2], 2)


def within(sorted_values: Sequence[int], share: Fraction = MOST) -> int | None:
    """The smallest of the sorted values that at least `share` of them do not exceed (nearest rank)."""
    count = len(sorted_values)
    if not count:
        return None
    return sorted_values[max(0, -(-share.numerator * count // share.denominator) - 1)]


def in_days(seconds: Fraction | int | None) -> Decimal | None:
    """Seconds as days with one decimal, half up."""
    if seconds is None:
        return None
    tenths = Fraction(seconds) * 10 / SECONDS_A_DAY
    return Decimal(int(tenths + Fraction(1, 2))).scaleb(-1)
