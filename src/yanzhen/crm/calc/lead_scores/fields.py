"""Fields of leads as numbers a model can take: levels of categories by code, numbers as given.

A category's levels that are rare among the rows it was learnt from, or were never seen there, are "other"; not answered
is a level of its own. A number that is missing stays missing (not a number).
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Value = str | float | int | bool | None

NUMBER, CATEGORY = "number", "category"
MISSING, OTHER = 0, 1
"""Codes of a category; its own levels follow from 2."""
RARE = 20
"""Levels with fewer rows than this are folded."""
MOST_LEVELS = 200
LARGEST = 1e15
"""What is larger is a slip, and would drown every other number."""
MOSTLY = 0.95
"""So many of the answers must read as numbers for a field to be one."""


@dataclass(frozen=True)
class Coding:
    """How one field is coded. Of numbers the centre, the spread, and the bounds to which a linear model cuts them."""

    name: str
    kind: str
    levels: tuple[str, ...] = ()
    centre: float = 0.0
    spread: float = 1.0
    low: float = 0.0
    high: float = 0.0

    @property
    def width(self) -> int:
        """Codes of a category."""
        return len(self.levels) + 2

    def codes(self, values: Sequence[Value]) -> Floats:
        """One figure a row."""
        if self.kind == NUMBER:
            return np.array([number(value) for value in values], dtype=np.float64)
        places = {level: n + 2 for n, level in enumerate(self.levels)}
        words = (word(value) for value in values)
        return np.array([places.get(w, OTHER) if w else MISSING for w in words], dtype=np.float64)


def word(value: Value) -> str:
    """A level; "" is not answered."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return str(value).strip()


def number(value: Value) -> float:
    """A number up to `LARGEST` either way, or not a number."""
    if value is None or value == "":
        return math.nan
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return math.nan
    return found if abs(found) <= LARGEST else math.nan


def kind_of(values: Sequence[Value]) -> str:
    """NUMBER where nearly all answers read as numbers of more than ten kinds, else CATEGORY."""
    answers = {w: count for w, count in Counter(word(value) for value in values).items() if w}
    numbers = sum(count for w, count in answers.items() if math.isfinite(number(w)))
    return NUMBER if len(answers) > 10 and numbers >= MOSTLY * sum(answers.values()) else CATEGORY


def learn(name: str, kind: str, values: Sequence[Value]) -> Coding | None:
    """The coding of one field out of the rows to train on; None where it says the same of all."""
    if kind == NUMBER:
        return _number_coding(name, np.array([number(value) for value in values], dtype=np.float64))
    counts = Counter(word(value) for value in values)
    missing = counts.pop("", 0)
    common = [level for level, count in counts.most_common(MOST_LEVELS) if count >= RARE]
    rest = sum(counts.values()) - sum(counts[level] for level in common)
    if (missing > 0) + (rest > 0) + len(common) < 2:
        return None
    return Coding(name, CATEGORY, tuple(sorted(common)))


def _number_coding(name: str, values: Floats) -> Coding | None:
    known = values[~np.isnan(values)]
    if not len(known) or (len(known) == len(values) and known.min() == known.max()):
        return None
    low, high = (float(bound) for bound in np.quantile(known, [0.01, 0.99]))
    cut = np.clip(known, low, high)
    return Coding(name, NUMBER, (), float(cut.mean()), float(cut.std()) or 1.0, low, high)


def table(codings: Sequence[Coding], columns: Mapping[str, Sequence[Value]], rows: int) -> Floats:
    """Rows × fields. A field that the columns lack is missing throughout."""
    blank: list[Value] = [None] * rows
    if not codings:
        return np.empty((rows, 0))
    return np.column_stack([coding.codes(columns.get(coding.name, blank)) for coding in codings])
