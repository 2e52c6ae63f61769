"""How good a spread is: how evenly quotas lie on potentials, and who is asked for more than anyone ever sold."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

STEP = Decimal("0.0001")


@dataclass(frozen=True)
class Stretch:
    """Quota and potential of one person, in cents; `ratio` is quota ÷ potential, None without potential."""

    key: int
    quota: int
    potential: int | None

    @property
    def ratio(self) -> Decimal | None:
        if not self.potential or self.potential < 0:
            return None
        return (Decimal(self.quota) / self.potential).quantize(STEP)


@dataclass(frozen=True)
class Curve:
    """The Lorenz curve of quota over potential (points of shares, 0 to 1) and its Gini coefficient."""

    points: tuple[tuple[Decimal, Decimal], ...]
    gini: Decimal | None


def curve(people: Sequence[Stretch]) -> Curve:
    """Gini of quota over potential: 0 when everybody carries the same share of their potential.

    People are ordered by quota ÷ potential; the curve runs over the shares of potential (x) and of quota (y).
    Gini = 1 − Σ (xᵢ − xᵢ₋₁)(yᵢ + yᵢ₋₁). Those without potential or with a negative quota are left out.
    """
    known = sorted((p for p in people if p.ratio is not None and p.quota >= 0), key=lambda p: (p.ratio, p.key))
    potential, quota = sum(p.potential or 0 for p in known), sum(p.quota for p in known)
    if not known or not potential or not quota:
        return Curve((), None)
    points, x, y, area = [(Decimal(0), Decimal(0))], 0, 0, 0
    for person in known:
        wide, before = person.potential or 0, y
        x, y = x + wide, y + person.quota
        area += wide * (y + before)
        points.append(((Decimal(x) / potential).quantize(STEP), (Decimal(y) / quota).quantize(STEP)))
    gini = 1 - Decimal(area) / (potential * quota)
    return Curve(tuple(points), gini.quantize(STEP))
