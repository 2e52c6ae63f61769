"""Pipeline coverage: how many prospects it takes, and where too few are held.

Counts are exact fractions until they are rounded up to whole prospects. Source: DOMAIN §3 (漏洞):
prospects needed = wins a month × cycle months ÷ win rate; 3 × 4 ÷ 1/3 = 36.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

type Number = int | Decimal | Fraction


class NoRate(ValueError):
    """A win rate of zero, below it or above one: no number of prospects makes sense."""


@dataclass(frozen=True)
class Stage:
    """Figures of one stage: wins wanted a month, months from here to the win, the part that is won, prospects held."""

    code: str
    wins: Number
    months: Number
    rate: Fraction
    held: int


@dataclass(frozen=True)
class Covered:
    """A stage beside what it needs; `steps` are the figures of the formula."""

    code: str
    needed: int
    held: int
    wins: Fraction
    months: Fraction
    rate: Fraction

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.held)

    @property
    def is_leak(self) -> bool:
        return self.held < self.needed

    @property
    def coverage(self) -> Fraction | None:
        """Held ÷ needed; None when nothing is needed."""
        return Fraction(self.held, self.needed) if self.needed else None


def rate_of(won: int, tried: int) -> Fraction:
    """The win rate out of counts: 1 of 3. Raises `NoRate` when none of them was tried, won, or more won than tried."""
    if tried <= 0 or won <= 0 or won > tried:
        raise NoRate(f"{won} of {tried}")
    return Fraction(won, tried)


def needed(wins: Number, months: Number, rate: Fraction) -> int:
    """Prospects needed, rounded up: wins a month × cycle months ÷ win rate. Nothing wanted needs nobody."""
    if not 0 < rate <= 1:
        raise NoRate(str(rate))
    if wins < 0 or months < 0:
        raise ValueError("wins and months are not negative")
    exact = Fraction(wins) * Fraction(months) / rate
    return -(-exact.numerator // exact.denominator)


def covered(stage: Stage) -> Covered:
    """One stage beside what it needs."""
    return Covered(
        stage.code,
        needed(stage.wins, stage.months, stage.rate),
        stage.held,
        Fraction(stage.wins),
        Fraction(stage.months),
        stage.rate,
    )


def leak(stages: Sequence[Covered]) -> Covered | None:
    """The stage that is furthest below what it needs, by its coverage; of equals the earlier one. None without leak."""
    short = [stage for stage in stages if stage.is_leak]
    return min(short, key=lambda stage: stage.coverage or Fraction(0), default=None)
