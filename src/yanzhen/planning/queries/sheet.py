"""A sheet: what a view of a plan holds, before anybody formats it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

TEXT, MONEY, PERCENT, NUMBER, DAYS = "text", "money", "percent", "number", "days"


@dataclass(frozen=True)
class Sheet:
    """Heads, the kind of each column, rows of plain values, their sum, and what has to be said about them.

    Money is whole cents, a percentage the bare ratio, days a fraction; None is what is not there.
    """

    code: str
    heads: Sequence[str]
    kinds: Sequence[str]
    rows: Sequence[Sequence[Any]]
    total: Sequence[Any] | None = None
    note: str = ""
