"""Amounts of an opportunity: its lines, its weighted amount, the parts of its team, and when it is stuck."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from yanzhen.lib.money import rounded

WHOLE = Decimal(100)
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Line:
    """One product: quantity, price a unit before the discount, discount in percent (0 to 100)."""

    quantity: Decimal
    unit_price: Decimal
    discount: Decimal


def of_line(line: Line, currency: str) -> Decimal:
    """Quantity × unit price × (100 − discount) ÷ 100, rounded half up once to the currency's smallest step."""
    return rounded(line.quantity * line.unit_price * (WHOLE - line.discount) / WHOLE, currency)


def total(lines: Iterable[Decimal]) -> Decimal:
    """The amount is the plain sum of the rounded lines, so that a quote made of them adds up to the cent."""
    return sum(lines, NOTHING)


def weighted(amount: Decimal, probability: int, currency: str) -> Decimal:
    """Amount × probability in percent, rounded half up to the currency's smallest step."""
    return rounded(amount * probability / WHOLE, currency)


def missing_share(shares: Sequence[Decimal]) -> Decimal:
    """What the parts of a team lack to 100 percent: above zero too little, below zero too much, zero exactly right."""
    return WHOLE - sum(shares, NOTHING)


def credits_of(amount: Decimal, shares: Sequence[Decimal], currency: str) -> list[Decimal]:
    """Part `amount` by shares that make 100 percent, so that the parts add up to the amount to the cent.

    Each part is rounded down to the currency's smallest step; the steps left over go one each to those with the largest
    remainder, the earlier first (largest-remainder method).
    """
    step = rounded(Decimal(1), currency) if rounded(Decimal("0.01"), currency) == 0 else Decimal("0.01")
    exact = [amount * share / WHOLE for share in shares]
    parts = [(part // step) * step for part in exact]
    left = int((rounded(amount, currency) - sum(parts, NOTHING)) / step)
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[:left]:
        parts[i] += step
    return parts


def stuck_from(since: date, usual_days: int | None) -> date | None:
    """The first day on which a stay is longer than usual: more than `usual_days` days after it began."""
    return None if usual_days is None else since + timedelta(days=usual_days + 1)
