"""The records that are compared with each other: what is known of each, in the form in which it is compared."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from yanzhen.crm.calc.comparing import Kind

LARGE = 1_000
"""Values count as rare as they would be among so many records at least: in a small book everything is frequent."""
ALONE = 0.25
"""So many others would have a value by chance that only two records bear."""


@dataclass(frozen=True)
class Field:
    """One thing that is known of each record."""

    name: str
    kind: Kind


@dataclass(frozen=True)
class Book:
    """The records in the form in which they are compared, and the keys that they share."""

    fields: Sequence[Field]
    forms: Sequence[Sequence[str]]
    keys: Sequence[Sequence[str]]
    left: int | None

    @property
    def pairs(self) -> int:
        """How many pairs there are in all, compared or not."""
        count = len(self.forms)
        return count * (count - 1) // 2 if self.left is None else self.left * (count - self.left)

    @property
    def size(self) -> int:
        """Among how many records a value is rare."""
        return max(len(self.forms), LARGE)

    def shares(self, at: int) -> dict[str, float]:
        """How often something else has each value of a field by chance (0 to 1).

        If a pair that shares a value is one thing, both its records bear it for one reason; by chance bear it the
        others, and nobody is quite alone.
        """
        return {value: min(1.0, (max(count - 2, 0) + ALONE) / self.size) for value, count in self.counts(at).items()}

    def counts(self, at: int) -> Counter[str]:
        """How often each value of a field occurs."""
        return Counter(form for row in self.forms if (form := row[at].replace(" ", "")))
