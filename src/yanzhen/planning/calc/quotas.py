"""Attainment of quotas, and the points of several quotas together.

Attainment is actual ÷ quota; of an expense quota, where less is better, 2 − actual ÷ quota (on budget 100 %, a tenth
over 90 %, nothing spent 200 %), never below zero. A quota of zero has no attainment.

Points = Σ wᵢ · min(attainmentᵢ, capᵢ) ÷ Σ wᵢ. Weights need not add up to 100: they are divided by their sum, and the
working shows both. A part under its floor counts as nothing but keeps its weight. A part without attainment (no quota,
no books) is left out together with its weight. Attainments and points are ratios with four decimals, rounded half up;
points are worked out from the rounded attainments, so that the shown working gives the shown result.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

STEP = Decimal("0.0001")
ONE = Decimal(1)
NOTHING = Decimal(0)

NO_QUOTA = "no_quota"
NO_BOOKS = "no_books"


@dataclass(frozen=True)
class Part:
    """One quota with what was reached.

    `actual` is None where nothing is known. `weight` is any number from zero up; `cap` and `floor` are ratios (1.5 is
    150 %), a cap of None is none. `less_is_better` for expenses.
    """

    code: str
    quota: Decimal
    actual: Decimal | None
    weight: Decimal = ONE
    cap: Decimal | None = None
    floor: Decimal = NOTHING
    less_is_better: bool = False


@dataclass(frozen=True)
class Counted:
    """A part as it counts: its attainment, what of it counts, its share of all weights, and the points it brings.

    `why` says why there is no attainment: `no_quota` or `no_books`.
    """

    part: Part
    attainment: Decimal | None
    counted: Decimal | None
    share: Decimal | None
    why: str = ""
    is_capped: bool = False
    is_under_floor: bool = False

    @property
    def points(self) -> Decimal | None:
        """What it adds to the points, four decimals."""
        if self.counted is None or self.share is None:
            return None
        return rounded(self.counted * self.share)


@dataclass(frozen=True)
class Composite:
    """The points of all parts together; None when no part counts."""

    points: Decimal | None
    parts: tuple[Counted, ...]


def rounded(ratio: Decimal) -> Decimal:
    """Four decimals, half up."""
    return ratio.quantize(STEP, rounding=ROUND_HALF_UP)


def attainment(quota: Decimal, actual: Decimal | None, *, less_is_better: bool = False) -> Decimal | None:
    """Actual ÷ quota (or 2 − actual ÷ quota, at least 0) with four decimals; None without either.

    >>> attainment(Decimal(200), Decimal(150))
    Decimal('0.7500')
    >>> attainment(Decimal(80_000), Decimal(88_000), less_is_better=True)
    Decimal('0.9000')
    """
    if not quota or actual is None:
        return None
    ratio = actual / quota
    return rounded(max(NOTHING, 2 - ratio) if less_is_better else ratio)


def composite(parts: Sequence[Part]) -> Composite:
    """The weighted, capped points of several quotas, with the working. Raises `ValueError` for a weight below zero."""
    if any(part.weight < 0 for part in parts):
        raise ValueError("a weight is zero or more")
    reached = [attainment(p.quota, p.actual, less_is_better=p.less_is_better) for p in parts]
    whole = sum((p.weight for p, ratio in zip(parts, reached, strict=True) if ratio is not None), NOTHING)
    counted = tuple(_counted(p, ratio, whole) for p, ratio in zip(parts, reached, strict=True))
    if not whole:
        return Composite(None, counted)
    total = sum((c.counted * c.part.weight for c in counted if c.counted is not None), NOTHING)
    return Composite(rounded(total / whole), counted)


def _counted(part: Part, ratio: Decimal | None, whole: Decimal) -> Counted:
    if ratio is None:
        return Counted(part, None, None, None, NO_QUOTA if not part.quota else NO_BOOKS)
    is_under, is_over = ratio < part.floor, part.cap is not None and ratio > part.cap
    counts = NOTHING if is_under else min(ratio, part.cap) if part.cap is not None else ratio
    return Counted(part, ratio, counts, part.weight / whole if whole else None, "", is_over and not is_under, is_under)
