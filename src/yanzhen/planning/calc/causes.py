"""Where a gap comes from: each part's own gap, which add up to the whole one, and the fewest that explain half of it.

Amounts are whole cents. Source: DOMAIN §15 (the cause located); the choice of the fewest is `figures.calc.figures`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from yanzhen.figures.calc.figures import Change, explained_by

MOST = 3
HALF = Decimal("0.5")


@dataclass(frozen=True)
class Part[K]:
    """One region, product category, person or customer: what was due, what came, and the difference."""

    key: K
    due: int
    actual: int

    @property
    def gap(self) -> int:
        return self.actual - self.due


@dataclass(frozen=True)
class Cause[K]:
    """All parts of one side, the worst first, and the few of them that carry at least half of the gap."""

    side: str
    parts: tuple[Part[K], ...]
    main: tuple[Part[K], ...]

    @property
    def gap(self) -> int:
        """The whole gap, which the parts add up to."""
        return sum(part.gap for part in self.parts)

    @property
    def carried(self) -> int:
        """What the few together are behind."""
        return sum(part.gap for part in self.main)


def located[K](side: str, due: Mapping[K, int], actual: Mapping[K, int]) -> Cause[K]:
    """Parts by their gaps; `main` is empty when there is no shortfall, or when nobody in particular carries it."""
    keys = list(dict.fromkeys((*due, *actual)))
    parts = sorted((Part(k, due.get(k, 0), actual.get(k, 0)) for k in keys), key=lambda part: part.gap)
    by_key = {part.key: part for part in parts}
    gap = sum(part.gap for part in parts)
    if gap >= 0:
        return Cause(side, tuple(parts), ())
    changes: dict[object, Change] = {part.key: Change(part.actual, part.due) for part in parts}
    few = explained_by(changes, gap, most=MOST, share=HALF)
    return Cause(side, tuple(parts), tuple(by_key[key] for key, _change in few))  # type: ignore[index]


def sharpest[K](causes: list[Cause[K]]) -> Cause[K] | None:
    """The side that explains the gap with the fewest parts; of equals the one whose parts carry most."""
    told = [cause for cause in causes if cause.main and len(cause.parts) > 1]
    return min(told, key=lambda cause: (len(cause.main), cause.carried), default=None)
