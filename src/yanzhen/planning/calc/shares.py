"""Month shares from up to three years, and what newcomers take in the place of a history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Shares:
    """Shares of the twelve (or any number of) months, exactly 1 together; how many years stand behind them.

    `kind`: "years" (as many as asked), "fewer" (some), "equal" (no positive history at all).
    """

    values: tuple[Fraction, ...]
    years: int
    kind: str


def month_shares(years: Sequence[Sequence[int]], asked: int = 3) -> Shares:
    """share(i) = Σ_y S(y, i) / Σ_y Σ_j S(y, j), over the years that have sales at all.

    `years` hold one amount for each month, in cents. A month whose sum over the years is negative (returns) counts as
    zero. Without any positive sum the shares are equal.
    """
    if not years:
        raise ValueError("name at least one year, of zeros if there is none")
    filled = [year for year in years if any(year)]
    sums = [max(sum(column), 0) for column in zip(*filled, strict=True)] if filled else [0] * len(years[0])
    whole = sum(sums)
    if not whole:
        return Shares(tuple(Fraction(1, len(sums)) for _ in sums), 0, "equal")
    kind = "years" if len(filled) >= asked else "fewer"
    return Shares(tuple(Fraction(s, whole) for s in sums), len(filled), kind)


def for_newcomers(
    levels: Mapping[int, int | None], groups: Mapping[int, int | None]
) -> tuple[dict[int, int], dict[int, str]]:
    """Fill in the levels of those without history: the average of their group, else of everybody, else 1.

    `levels` gives the amount of each, None for no history; `groups` the unit (or category) of each. Returns all levels
    and, for each that was filled in, from what: "group", "all" or "equal". Negative levels count as zero.
    """
    known = {key: max(level, 0) for key, level in levels.items() if level is not None}
    filled, said = dict(known), dict[int, str]()
    for key, level in levels.items():
        if level is not None:
            continue
        near = [v for k, v in known.items() if groups.get(k) == groups.get(key) and v > 0]
        far = [v for v in known.values() if v > 0]
        pool = near or far
        filled[key] = _average(pool) if pool else 1
        said[key] = "group" if near else "all" if far else "equal"
    return filled, said


def _average(values: Sequence[int]) -> int:
    return (2 * sum(values) + len(values)) // (2 * len(values))
