"""Shares, margins and changes of amounts in hundredths; plain whole numbers in, decimals out."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


def ratio(part: int | None, whole: int | None, places: int = 4) -> Decimal | None:
    """`part` over `whole`, rounded half up; None where it has no meaning."""
    if part is None or not whole:
        return None
    return (Decimal(part) / Decimal(whole)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Change:
    """How a figure differs from the same figure before. `rate` is None when there was nothing, or less, before."""

    now: int
    before: int

    @property
    def difference(self) -> int:
        return self.now - self.before

    @property
    def rate(self) -> Decimal | None:
        """Difference over the amount before: 0.12 for 12 % more."""
        return ratio(self.difference, self.before) if self.before > 0 else None

    @property
    def direction(self) -> str:
        """up, down or flat."""
        return "up" if self.difference > 0 else "down" if self.difference < 0 else "flat"


@dataclass(frozen=True)
class Margin:
    """What is left of net sales after cost, over the lines whose cost is known."""

    net: int
    covered_net: int
    margin: int | None

    @property
    def rate(self) -> Decimal | None:
        """Margin over the net sales of lines with a known cost."""
        return ratio(self.margin, self.covered_net)

    @property
    def coverage(self) -> Decimal | None:
        """The part of net sales that stands on lines with a known cost."""
        return ratio(self.covered_net, self.net)


def main_mover(parts: dict[object, Change], direction: str) -> tuple[object, Change] | None:
    """The part that moved most in money in the given direction."""
    moved = [(key, change) for key, change in parts.items() if change.direction == direction]
    return max(moved, key=lambda item: abs(item[1].difference), default=None)


def explained_by(
    parts: dict[object, Change], total: int, *, most: int = 3, share: Decimal = Decimal("0.5")
) -> tuple[tuple[object, Change], ...]:
    """The fewest parts, largest first, that together make up `share` of the difference `total`.

    Empty when more than `most` would be needed: then nobody in particular explains it.
    """
    sign = 1 if total > 0 else -1
    ordered = sorted(parts.items(), key=lambda item: -sign * item[1].difference)
    found: list[tuple[object, Change]] = []
    reached = 0
    for key, change in ordered[:most]:
        if sign * change.difference <= 0:
            break
        found.append((key, change))
        reached += change.difference
        if Decimal(abs(reached)) >= share * abs(total):
            return tuple(found)
    return ()
