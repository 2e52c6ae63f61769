"""Visits planned against done, and how many of them came to something."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

REACHED = frozenset({"best", "least"})
"""Results that count as success: at least the smallest commitment that was sought."""
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Visited:
    """One visit as the report counts it: `state` is planned, under_way, done, missed or cancelled."""

    state: str
    result: str = ""


@dataclass(frozen=True)
class Tally:
    """Counts of visits; the planned ones are all but those that were cancelled."""

    planned: int = 0
    done: int = 0
    missed: int = 0
    ahead: int = 0
    cancelled: int = 0
    reported: int = 0
    reached: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))

    @property
    def done_rate(self) -> Decimal | None:
        """Done ÷ planned, in percent."""
        return percent(self.done, self.planned)

    @property
    def success(self) -> Decimal | None:
        """Visits that reached the least commitment or more ÷ visits done, in percent."""
        return percent(self.reached, self.done)

    @property
    def success_reported(self) -> Decimal | None:
        """The same over those visits only of which a result was written down."""
        return percent(self.reached, self.reported)


def tally(visits: Iterable[Visited]) -> Tally:
    """Count visits: planned = done + missed + ahead; `ahead` are those still to come or under way."""
    rows = list(visits)
    done = [row for row in rows if row.state == "done"]
    counts = {state: sum(row.state == state for row in rows) for state in ("missed", "cancelled")}
    return Tally(
        planned=len(rows) - counts["cancelled"],
        done=len(done),
        missed=counts["missed"],
        ahead=len(rows) - counts["cancelled"] - counts["missed"] - len(done),
        cancelled=counts["cancelled"],
        reported=sum(bool(row.result) for row in done),
        reached=sum(row.result in REACHED for row in done),
    )


def percent(part: int, whole: int) -> Decimal | None:
    """A share in percent, half up to a tenth; None of nothing."""
    return None if whole <= 0 else (Decimal(100) * part / whole).quantize(TENTH, ROUND_HALF_UP)


def a_day(done: int, days: int) -> Decimal | None:
    """Visits done ÷ days on which anything was done, half up to a tenth; None without such a day."""
    return None if days <= 0 else (Decimal(done) / days).quantize(TENTH, ROUND_HALF_UP)
