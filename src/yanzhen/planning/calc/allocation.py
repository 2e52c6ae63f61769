"""Spreading an amount over parts so that the parts add up to the cent.

All amounts are whole cents (or whole pieces). `spread` divides one amount, `fit` fills a table of two or three sides
whose margins are given. Locked cells stay as they are; floors and caps hold; what cannot hold is explained by
`Trouble`s and nothing is forced. Deming & Stephan (1940) for the fitting, largest remainders (Hamilton) and network
flows (Cox 1987) for the rounding.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from yanzhen.planning.calc import rounding

Cents = NDArray[np.int64]
Weight = int | float | Decimal | Fraction
NEAR = 0.25
ROUNDS = 80


@dataclass(frozen=True)
class Trouble:
    """Why parts cannot add up: `kind`, on which side (axis) and which places of it, and by how many cents.

    "above": locks and floors need `by` more than there is. "below": caps and locks leave `by` that nobody can take.
    "differ": the sums of two sides differ by `by`. "crossed": these places are held too high by `by`, because of locks
    in the rows that cross them.
    """

    kind: str
    axis: int
    places: tuple[int, ...]
    by: int


class CannotHold(ValueError):
    """The parts cannot add up; `troubles` say where and by how much."""

    def __init__(self, *troubles: Trouble):
        self.troubles = troubles
        super().__init__("; ".join(f"{t.kind} {t.axis} {t.places} {t.by}" for t in troubles))


@dataclass(frozen=True)
class Fit:
    """A filled table: `values` in cents, how many rounds of fitting it took, and cells moved off their nearest cent."""

    values: Cents
    rounds: int
    moved: int


def spread(
    total: int,
    weights: Sequence[Weight],
    *,
    locks: Sequence[int | None] | None = None,
    floors: Sequence[int] | None = None,
    caps: Sequence[int | None] | None = None,
) -> list[int]:
    """Divide `total` cents by `weights`; the parts add up exactly.

    Weights below zero count as zero; when all are zero the parts are equal. A lock is a part that stays. Floors are 0
    unless given. Every part is first cut down to a whole cent, then the cents left over go one each to the largest
    remainders, the first of equals first: 10000 over three equal parts is 3334 + 3333 + 3333. A negative total is
    divided as its mirror image. Raises `CannotHold`.
    """
    count = len(weights)
    held = list(locks) if locks is not None else [None] * count
    low = list(floors) if floors is not None else [0 if total >= 0 else None] * count
    high = list(caps) if caps is not None else [None if total >= 0 else 0] * count
    if total < 0:
        mirror = spread(
            -total, weights, locks=[None if v is None else -v for v in held],
            floors=[0 if v is None else -v for v in high], caps=[None if v is None else -v for v in low],
        )  # fmt: skip
        return [-part for part in mirror]
    free = [n for n in range(count) if held[n] is None]
    rest = total - sum(v for v in held if v is not None)
    parts = [v if v is not None else 0 for v in held]
    for place, part in zip(free, _bounded(rest, free, weights, low, high), strict=True):
        parts[place] = part
    return parts


def _bounded(
    rest: int,
    free: list[int],
    weights: Sequence[Weight],
    low: Sequence[int | None],
    high: Sequence[int | None],
) -> list[int]:
    """Parts of the free places: each the same multiple of its weight, cut to its bounds."""
    floor = {n: low[n] or 0 for n in free}
    _check(rest, sum(floor.values()), [high[n] for n in free])
    done: dict[int, int] = {}
    open_ = list(free)
    while open_:
        left = rest - sum(done.values())
        share = _shares(left, open_, weights)
        under = {n: floor[n] for n in open_ if share[n] < floor[n]}
        over = {n: cap for n in open_ if (cap := high[n]) is not None and share[n] > cap}
        lacking, spare = sum(v - share[n] for n, v in under.items()), sum(share[n] - v for n, v in over.items())
        fixed = (under if lacking >= spare else over) or under or over
        if not fixed:
            done |= _whole(left, share)
            break
        done |= fixed
        open_ = [n for n in open_ if n not in fixed]
    return [done[n] for n in free]


def _check(rest: int, least: int, caps: list[int | None]) -> None:
    if rest < least:
        raise CannotHold(Trouble("above", 0, (), least - rest))
    if not caps and rest:
        raise CannotHold(Trouble("below", 0, (), rest))
    if caps and all(cap is not None for cap in caps):
        most = sum(cap for cap in caps if cap is not None)
        if rest > most:
            raise CannotHold(Trouble("below", 0, (), rest - most))


def _shares(left: int, places: list[int], weights: Sequence[Weight]) -> dict[int, Fraction]:
    exact = {n: max(Fraction(weights[n]), Fraction(0)) for n in places}
    whole = sum(exact.values())
    if not whole:
        return {n: Fraction(left, len(places)) for n in places}
    return {n: left * w / whole for n, w in exact.items()}


def _whole(left: int, share: dict[int, Fraction]) -> dict[int, int]:
    """Whole cents by largest remainders."""
    parts = {n: int(v // 1) for n, v in share.items()}
    order = sorted(share, key=lambda n: (parts[n] - share[n], n))
    for n in order[: left - sum(parts.values())]:
        parts[n] += 1
    return parts


def fit(
    weights: NDArray[np.float64] | Cents,
    margins: Sequence[Cents | None],
    *,
    locked: NDArray[np.bool_] | None = None,
    values: Cents | None = None,
    floors: Cents | None = None,
    caps: Cents | None = None,
) -> Fit:
    """Fill a table of 1, 2 or 3 sides so that every given margin holds to the cent.

    `margins[a][i]` is the sum of all cells whose place on side `a` is `i`; None leaves that side free. `locked` cells
    keep `values`. Free cells are as near as can be to `weights` times one factor for each place of each side, not
    under `floors` (0 unless given) and not above `caps`. Raises `CannotHold`.
    """
    shape = weights.shape
    fixed = np.zeros(shape, bool) if locked is None else locked
    kept = np.zeros(shape, np.int64) if values is None else np.where(fixed, values, 0)
    low = np.zeros(shape, np.int64) if floors is None else np.where(fixed, 0, floors)
    given = [(axis, np.asarray(m, np.int64) - _sums(kept, axis)) for axis, m in enumerate(margins) if m is not None]
    if not given:
        raise ValueError("at least one margin is given")
    _same_whole(given)
    high = _ceilings(given, low, fixed, caps)
    _reachable(given, low, high)
    real, rounds = _fitted(np.asarray(weights, np.float64), given, low, high, fixed)
    try:
        whole, moved = rounding.controlled(real, given, low, high)
    except rounding.NoWay as error:
        raise CannotHold(*(Trouble("crossed", axis, places, by) for axis, places, by in error.found)) from error
    return Fit(whole + kept, rounds, moved)


def _sums(table: Cents, axis: int) -> Cents:
    return table.sum(axis=tuple(a for a in range(table.ndim) if a != axis))  # type: ignore[no-any-return]


def _same_whole(given: list[tuple[int, Cents]]) -> None:
    first = int(given[0][1].sum())
    wrong = [Trouble("differ", axis, (), int(m.sum()) - first) for axis, m in given[1:] if int(m.sum()) != first]
    if wrong:
        raise CannotHold(*wrong)


def _ceilings(given: list[tuple[int, Cents]], low: Cents, fixed: NDArray[np.bool_], caps: Cents | None) -> Cents:
    """The most a free cell can take: its cap, and what its row leaves when all others stand at their floors."""
    high = np.full(low.shape, np.iinfo(np.int64).max // 4) if caps is None else np.asarray(caps, np.int64)
    for axis, margin in given:
        room = margin - _sums(low, axis)
        high = np.minimum(high, low + np.maximum(room, 0).reshape([-1 if a == axis else 1 for a in range(low.ndim)]))
    return np.where(fixed, 0, np.maximum(high, low))


def _reachable(given: list[tuple[int, Cents]], low: Cents, high: Cents) -> None:
    """Each row by itself: are its floors not above its sum, and can its free cells take it up?"""
    troubles = []
    for axis, margin in given:
        least, most = _sums(low, axis), high.astype(np.float64)
        most = most.sum(axis=tuple(a for a in range(low.ndim) if a != axis))
        troubles += [
            Trouble("above", axis, (int(n),), int(least[n] - margin[n])) for n in np.nonzero(least > margin)[0]
        ]
        short = np.nonzero((most < margin - 0.5) & (least <= margin))[0]
        troubles += [Trouble("below", axis, (int(n),), int(margin[n] - round(most[n]))) for n in short]
    if troubles:
        raise CannotHold(*troubles)


def _fitted(
    weights: NDArray[np.float64], given: list[tuple[int, Cents]], low: Cents, high: Cents, fixed: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], int]:
    """Iterative proportional fitting of the free cells between their bounds."""
    base = _seeded(np.where(fixed, 0.0, np.maximum(weights, 0.0)), given, fixed)
    plain = not low.any() and not _is_capped(given, high, fixed)
    goals = [(a, m.astype(np.float64), [-1 if n == a else 1 for n in range(base.ndim)]) for a, m in given]
    real = base if plain else np.clip(base, low, high)
    turn = 0
    while turn < ROUNDS:
        turn += 1
        worst = 0.0
        for axis, goal, column in goals:
            now = real.sum(axis=tuple(a for a in range(base.ndim) if a != axis))
            worst = max(worst, float(np.abs(now - goal).max(initial=0)))
            base = base * np.where(now > 0, goal / np.where(now > 0, now, 1), 1.0).reshape(column)
            real = base if plain else np.clip(base, low, high)
        if worst < NEAR or (len(goals) == 1 and plain):
            break
    return np.where(fixed, 0.0, np.clip(np.nan_to_num(real), low, high)), turn


def _is_capped(given: list[tuple[int, Cents]], high: Cents, fixed: NDArray[np.bool_]) -> bool:
    axis, margin = given[0]
    wide = margin.reshape([-1 if a == axis else 1 for a in range(high.ndim)])
    for axis, margin in given[1:]:
        wide = np.minimum(wide, margin.reshape([-1 if a == axis else 1 for a in range(high.ndim)]))
    return bool((np.where(fixed, wide, high) < wide).any())


def _seeded(base: NDArray[np.float64], given: list[tuple[int, Cents]], fixed: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Places without any weight that must hold something take the pattern of all others, or equal parts."""
    for axis, margin in given:
        bare = (_sums(base, axis) <= 0) & (margin > 0)  # type: ignore[arg-type]
        if bare.any():
            pattern = base.mean(axis=axis, keepdims=True)
            pattern = pattern if pattern.any() else np.ones_like(pattern)
            column = bare.reshape([-1 if a == axis else 1 for a in range(base.ndim)])
            free_pattern = np.where(fixed, 0.0, np.where(pattern > 0, pattern, pattern.max() * 1e-9))
            base = np.where(column, free_pattern, base)
    return base
