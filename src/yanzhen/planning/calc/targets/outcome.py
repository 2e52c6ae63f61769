"""What a target method answers: two figures with every step of the working, or the reason why there is none.

Rates are in the trade's ratio form: 1.12 is 112 %, twelve per cent more than before. They are worked out exactly and
rounded half up to hundredths of a percent (four decimals) before anything is multiplied by them, so that whoever works
with the rates shown gets the figures shown. Amounts are rounded half up to the smallest step of their currency.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from yanzhen.lib.money import rounded

MONEY, RATIO, COUNT = "money", "ratio", "count"
ONE = Decimal(1)
PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class Quantity:
    """A figure and what it counts: money, ratio or count."""

    value: Decimal
    kind: str = MONEY


@dataclass(frozen=True)
class Step:
    """One line of the working: which (`code`), the figures that go in by name, what comes out, and for which row."""

    code: str
    result: Quantity
    of: tuple[tuple[str, Quantity], ...] = ()
    row: str = ""


@dataclass(frozen=True)
class Problem:
    """Why there is no figure, or what is odd about it; `names` are the inputs it is about."""

    code: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """The realistic and the ideal target, both or neither; `odd` says what to look at though there is a figure."""

    realistic: Decimal | None = None
    ideal: Decimal | None = None
    steps: tuple[Step, ...] = ()
    problem: Problem | None = None
    odd: tuple[Problem, ...] = ()


@dataclass
class Working:
    """Collects the steps of one calculation."""

    currency: str

    def __post_init__(self) -> None:
        self.steps: list[Step] = []
        self.odd: list[Problem] = []

    def money(self, code: str, amount: Decimal | Fraction, row: str = "", **of: Quantity) -> Decimal:
        """Note an amount, rounded to the currency's smallest step."""
        value = rounded(_decimal(amount), self.currency)
        return self.note(code, Quantity(value), row, **of)

    def ratio(self, code: str, rate: Decimal | Fraction, row: str = "", **of: Quantity) -> Decimal:
        """Note a rate, rounded to hundredths of a percent."""
        value = _decimal(rate).quantize(PLACES, rounding=ROUND_HALF_UP)
        return self.note(code, Quantity(value, RATIO), row, **of)

    def note(self, code: str, result: Quantity, row: str = "", **of: Quantity) -> Decimal:
        """Note one step and give back what came out."""
        self.steps.append(Step(code, result, tuple(of.items()), row))
        return result.value

    def warn(self, code: str, *names: str) -> None:
        """Note something odd that does not stand in the way of a figure."""
        self.odd.append(Problem(code, names))

    def none(self, code: str, *names: str) -> Outcome:
        """There is no figure, and why."""
        return Outcome(steps=tuple(self.steps), problem=Problem(code, names), odd=tuple(self.odd))

    def done(self, realistic: Decimal, ideal: Decimal) -> Outcome:
        """Both figures; an ideal below the realistic one is no ideal."""
        if realistic <= 0:
            return self.none("not_positive")
        if ideal < realistic:
            return self.none("ideal_below")
        return Outcome(realistic, ideal, tuple(self.steps), None, tuple(self.odd))


def _decimal(value: Decimal | Fraction) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(value.numerator) / Decimal(value.denominator)


def quantity(value: Decimal) -> Quantity:
    """An amount of money."""
    return Quantity(value, MONEY)


def rate(value: Decimal) -> Quantity:
    """A rate in ratio form."""
    return Quantity(value, RATIO)


def count(value: Decimal) -> Quantity:
    """A number of things."""
    return Quantity(value, COUNT)


def missing(**inputs: object) -> tuple[str, ...]:
    """The names of those inputs that were not given."""
    return tuple(name for name, value in inputs.items() if value is None)
