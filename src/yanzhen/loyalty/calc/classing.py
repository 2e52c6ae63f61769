"""A class for each customer by value and potential: what it may be worth, beside what it is worth now.

By value: customers in order of their sales; those who make the first 80 % are A, up to 95 % B, the rest C (Pareto).
By potential the same. The suggestion is the better of the two, but never more than one step above the class by value:
potential alone makes nobody an A. See docs/algorithms/customer-evaluation.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

A_UNTIL, B_UNTIL = Decimal("0.80"), Decimal("0.95")
LETTERS = "ABC"
ZERO = Decimal(0)


@dataclass(frozen=True)
class Suggested:
    """A suggestion with what it rests on; `by_potential` is empty where the potential is not known."""

    customer: int
    letter: str
    by_value: str
    by_potential: str
    value: Decimal
    potential: Decimal | None


def pareto(values: Mapping[int, Decimal]) -> dict[int, str]:
    """A, B or C by the share of the sum reached before a customer, the largest first (ties: the lower key).

    What is not above zero is C.
    """
    total = sum((v for v in values.values() if v > 0), Decimal(0))
    reached, found = Decimal(0), {}
    for key in sorted(values, key=lambda k: (-values[k], k)):
        value = values[key]
        share = reached / total if total else Decimal(1)
        found[key] = "C" if value <= 0 or share >= B_UNTIL else "A" if share < A_UNTIL else "B"
        reached += max(value, Decimal(0))
    return found


def suggest(values: Mapping[int, Decimal], potentials: Mapping[int, Decimal]) -> dict[int, Suggested]:
    """A suggestion for every customer with a value."""
    by_value, by_potential = pareto(values), pareto(potentials)
    found = {}
    for key, letter in by_value.items():
        other = by_potential.get(key, "")
        step = LETTERS.index(letter)
        best = step if not other else max(step - 1, min(step, LETTERS.index(other)))
        found[key] = Suggested(key, LETTERS[best], letter, other, values[key], potentials.get(key))
    return found
