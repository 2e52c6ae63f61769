"""How right plans were: actual ÷ plan. See docs/algorithms/key-accounts.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yanzhen.keyaccounts.calc.terms import percent_of


@dataclass(frozen=True)
class Month:
    """One month: what was planned, what came, and the ratio in percent; None without a plan."""

    month: date
    planned: Decimal
    actual: Decimal
    ratio: Decimal | None


@dataclass(frozen=True)
class Accuracy:
    """The months that are over, and the mean of how far they were off in percent of the plan."""

    months: tuple[Month, ...]
    mean_off: Decimal | None


def of(planned: Mapping[date, Decimal], actual: Mapping[date, Decimal], until: date) -> Accuracy:
    """Actual ÷ plan of every planned month that was over on `until` (the first day of the running month)."""
    months = tuple(
        Month(month, plan, actual.get(month, Decimal(0)), percent_of(actual.get(month, Decimal(0)), plan))
        for month, plan in sorted(planned.items())
        if month < until
    )
    off = [abs(one.ratio - 100) for one in months if one.ratio is not None]
    return Accuracy(months, (sum(off, Decimal(0)) / len(off)).quantize(Decimal("0.1")) if off else None)
