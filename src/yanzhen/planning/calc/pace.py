"""Pace: what should have been reached by today, what was, where it leads, and how likely it ends at the plan.

Amounts are whole cents (or pieces of a metric that is counted, times 100); deviations and chances are floats. Nothing
here knows today: how many working days have passed is an argument. Source: DOMAIN §15 and §2.

A month of D working days is taken as D equal days; of its expected sales the part d ÷ D lies in d days, and of its
variance too, so that the deviation shrinks with √(d ÷ D). Months count as independent.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from yanzhen.planning.calc.chances import Z80, Z95, chance_of

FORECAST, RUN_RATE, CLOSED, NO_BASIS = "forecast", "run_rate", "closed", "none"
ENOUGH_DAYS = 10
"""Working days after which the days of the period itself tell the rate; before, history does."""
ENOUGH_MONTHS = 3
"""Closed months from which their scatter is worth something."""


@dataclass(frozen=True)
class Span:
    """A month of the period: its plan, its working days, how many of them have passed, and whether it is over."""

    plan: int
    days: int
    passed: int
    is_over: bool = False

    @property
    def left(self) -> int:
        return self.days - self.passed

    @property
    def due(self) -> Fraction:
        """The part of the plan that is due: plan × passed ÷ days; a month without working days is due at its end."""
        if self.is_over or (self.days and self.passed >= self.days):
            return Fraction(self.plan)
        return Fraction(self.plan * self.passed, self.days) if self.days else Fraction(0)


@dataclass(frozen=True)
class MonthAhead:
    """What a whole month is expected to bring, with its deviation, beside its working days and those still to come."""

    mean: int
    deviation: float
    days: int
    left: int


@dataclass(frozen=True)
class Rest:
    """What the days to come are expected to bring, and out of what: `basis` and the figures behind it."""

    mean: int
    deviation: float
    basis: str
    per_day: int | None = None
    history_months: int = 0


@dataclass(frozen=True)
class Pace:
    """How a part of a plan stands. Intervals, chance and `expected` are None where nothing tells the future."""

    plan: int
    due: int
    actual: int
    days: int
    passed: int
    rest: Rest | None
    expected: int | None
    low80: int | None
    high80: int | None
    low95: int | None
    high95: int | None
    chance: float | None
    needed: int | None

    @property
    def gap(self) -> int:
        """Actual less what was due: below zero is behind."""
        return self.actual - self.due

    @property
    def left(self) -> int:
        return self.days - self.passed

    @property
    def basis(self) -> str:
        return NO_BASIS if self.rest is None else self.rest.basis

    def is_red(self, bound: Decimal) -> bool:
        """Red only when the chance of attaining is known and lies under `bound` (0.6 for 60 %)."""
        return self.chance is not None and self.plan > 0 and self.chance < float(bound)


def rounded(value: Fraction | float) -> int:
    """Half away from zero, as the cents of money are rounded."""
    exact = value if isinstance(value, Fraction) else Fraction(value)
    number = Decimal(exact.numerator) / Decimal(exact.denominator)
    return int(number.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def due(spans: Sequence[Span]) -> int:
    """Plan to date: Σ month's plan × working days passed ÷ working days of the month, rounded once."""
    return rounded(sum((span.due for span in spans), Fraction(0)))


def by_forecast(ahead: Sequence[MonthAhead]) -> Rest:
    """The rest out of forecast months: of each the part of its days that is to come."""
    mean, variance = Fraction(0), 0.0
    for month in ahead:
        share = Fraction(month.left, month.days) if month.days else Fraction(0)
        mean += month.mean * share
        variance += month.deviation**2 * float(share)
    return Rest(rounded(mean), math.sqrt(variance), FORECAST)


def by_run_rate(
    actual: int, passed: int, ahead: Sequence[tuple[int, int]], history: Sequence[tuple[int, int]]
) -> Rest | None:
    """The rest at the rate of the days passed, with the scatter of closed months.

    `ahead` are (working days, those to come) of each month with days left, `history` (amount, working days) of closed
    months. The rate is that of the period when at least `ENOUGH_DAYS` have passed, else that of history. The scatter
    is the sample deviation of the closed months' rates; None with fewer than `ENOUGH_MONTHS` of them.
    """
    rates = [Fraction(amount, days) for amount, days in history if days > 0]
    if len(rates) < ENOUGH_MONTHS:
        return None
    usual = sum(rates, Fraction(0)) / len(rates)
    rate = Fraction(actual, passed) if passed >= ENOUGH_DAYS else usual
    spread = math.sqrt(sum(float(r - usual) ** 2 for r in rates) / (len(rates) - 1))
    variance = sum((spread * days) ** 2 * left / days for days, left in ahead if days)
    left = sum(left for _days, left in ahead)
    return Rest(rounded(rate * left), math.sqrt(variance), RUN_RATE, rounded(rate), len(rates))


def pace(spans: Sequence[Span], actual: int, rest: Rest | None) -> Pace:
    """Put plan, actual and the rest together. With no day left the actual is the end: chance 1 or 0."""
    plan, passed = sum(span.plan for span in spans), sum(span.passed for span in spans)
    days = sum(span.days for span in spans)
    left = days - passed
    if not left:
        rest = Rest(0, 0.0, CLOSED)
    needed = rounded(Fraction(plan - actual, left)) if left and plan > actual else None
    found = Pace(plan, due(spans), actual, days, passed, rest, None, None, None, None, None, None, needed)
    return found if rest is None else _ended(found, rest)


def _ended(found: Pace, rest: Rest) -> Pace:
    mean = found.actual + rest.mean

    def bound(z: float) -> int:
        return rounded(mean + z * rest.deviation)

    return Pace(
        plan=found.plan, due=found.due, actual=found.actual, days=found.days, passed=found.passed, rest=rest,
        expected=mean, low80=bound(-Z80), high80=bound(Z80), low95=bound(-Z95), high95=bound(Z95),
        chance=chance_of(found.plan, mean, rest.deviation), needed=found.needed,
    )  # fmt: skip


def shared[K](whole: int, exact: Mapping[K, Fraction]) -> dict[K, int]:
    """Whole cents next to `exact` parts that add up to `whole`: the largest remainders take what is over.

    `exact` must add up to within one of `whole` for each part to lie on a neighbouring cent; where all parts are zero
    the first takes everything. Ties go to the earlier part.
    """
    if not exact:
        return {}
    total = sum(exact.values(), Fraction(0))
    if total != 0 and abs(total - whole) >= len(exact):
        exact = {key: part * whole / total for key, part in exact.items()}
    floors = {key: part.numerator // part.denominator for key, part in exact.items()}
    over = whole - sum(floors.values())
    order = sorted(exact, key=lambda key: floors[key] - exact[key])
    found = dict(floors)
    turns, left = divmod(over, len(order))
    for place, key in enumerate(order):
        found[key] += turns + (1 if place < left else 0)
    return found
