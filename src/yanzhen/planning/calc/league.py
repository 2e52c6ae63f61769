"""How past forecasts did: the error of each kind of forecast by how far ahead it looked.

Error of a set of figures: Σ|actual − forecast| ÷ Σ|actual| (weighted absolute percentage error), so that large series
count by their size and months without sales do no harm. Amounts are whole cents; errors are ratios (0.1 is 10 %).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

HORIZONS = (1, 3, 6, 12)


@dataclass(frozen=True)
class Hit:
    """One figure that was forecast and has come; `own` is None where the person said nothing."""

    ahead: int
    actual: int
    statistical: int
    naive: int
    own: int | None = None


@dataclass(frozen=True)
class Row:
    """A horizon of the table. Errors are None where nothing was compared, or nothing was sold at all.

    `own` is compared over `own_count` figures, `own_statistical` is the statistical error over the same ones.
    """

    ahead: int
    count: int
    statistical: float | None
    naive: float | None
    own_count: int = 0
    own: float | None = None
    own_statistical: float | None = None


def table(hits: Iterable[Hit], horizons: Sequence[int] = HORIZONS) -> list[Row]:
    """A row for each horizon, also for those without figures."""
    by: Mapping[int, list[Hit]] = {ahead: [] for ahead in horizons}
    for hit in hits:
        if hit.ahead in by:
            by[hit.ahead].append(hit)
    return [_row(ahead, found) for ahead, found in by.items()]


def _row(ahead: int, hits: Sequence[Hit]) -> Row:
    said = [hit for hit in hits if hit.own is not None]
    return Row(
        ahead,
        len(hits),
        error([(h.actual, h.statistical) for h in hits]),
        error([(h.actual, h.naive) for h in hits]),
        len(said),
        error([(h.actual, h.own or 0) for h in said]),
        error([(h.actual, h.statistical) for h in said]),
    )


def error(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Σ|a − f| ÷ Σ|a|; None when the actual figures are all zero, or there are none."""
    size = sum(abs(a) for a, _f in pairs)
    return sum(abs(a - f) for a, f in pairs) / size if size else None
