"""Whether an opportunity is stuck in its stage, and by what that is judged."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Staying:
    """How long an opportunity is in its stage beside what is usual.

    days : since it came in; usual : the hand-set usual days (None: nothing is judged); over : days beyond them
    """

    days: int
    usual: int | None
    median_days: Decimal | None
    most_days: Decimal | None
    stays: int

    @property
    def over(self) -> int:
        return 0 if self.usual is None else max(0, self.days - self.usual)

    @property
    def is_stuck(self) -> bool:
        return self.over > 0

    @property
    def is_rare(self) -> bool:
        """Whether four fifths of the won opportunities had left the stage by now."""
        return self.most_days is not None and self.days > self.most_days


def staying(
    since: date, today: date, usual: int | None, median: Decimal | None, most: Decimal | None, stays: int
) -> Staying:
    """Judge a stay; one that begins in the future has lasted no day."""
    return Staying(max(0, (today - since).days), usual, median, most, stays)
