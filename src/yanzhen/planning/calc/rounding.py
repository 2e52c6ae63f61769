"""Controlled rounding: whole cents near the fitted amounts such that every margin holds exactly.

Two sides: each row is rounded by largest remainders, then cents move between columns along paths of cells that may
still give or take (a maximum flow, so a way is found whenever there is one). Three sides: first the table of the first
two, then each of its cells over the third.
"""

from collections.abc import Sequence
from itertools import pairwise, permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

Cents = NDArray[np.int64]
Real = NDArray[np.float64]
EXACT_CELLS = 4_000


class NoWay(ValueError):
    """Margins that no whole table can hold; `found`: (axis, places, by how many cents)."""

    def __init__(self, found: list[tuple[int, tuple[int, ...], int]]):
        self.found = found
        super().__init__(str(found))


def controlled(real: Real, given: Sequence[tuple[int, Cents]], low: Cents, high: Cents) -> tuple[Cents, int]:
    """Whole cells between `low` and `high` with these sums, and how many lie off both neighbouring cents."""
    if len(given) == 1:
        whole = _one_side(real, given[0], low, high)
    elif len(given) == 2:
        whole = _two_sides(real, given, low, high)
    else:
        whole = _three_sides(real, [m for _, m in given], low, high)
    return whole, int((np.abs(whole - real) >= 1).sum())


def _one_side(real: Real, given: tuple[int, Cents], low: Cents, high: Cents) -> Cents:
    axis, margin = given
    turned: list[Any] = [np.moveaxis(t, axis, 0) for t in (real, low, high)]
    flat = [t.reshape(len(margin), -1) for t in turned]
    return np.moveaxis(rows(flat[0], flat[1], flat[2], margin).reshape(turned[0].shape), 0, axis)


def _two_sides(real: Real, given: Sequence[tuple[int, Cents]], low: Cents, high: Cents) -> Cents:
    (one, first), (two, second) = given
    if real.ndim == 2:
        return table(real, first, second, low, high, (one, two))
    idle = ({0, 1, 2} - {one, two}).pop()
    flat: list[Any] = [t.sum(axis=idle) for t in (real, low, high)]
    pairs = table(flat[0], first, second, flat[1], flat[2], (one, two))
    deep: list[Any] = [np.moveaxis(t, idle, 2).reshape(pairs.size, -1) for t in (real, low, high)]
    whole = rows(deep[0], deep[1], deep[2], pairs.reshape(-1))
    return np.moveaxis(whole.reshape(*pairs.shape, -1), 2, idle)


def _three_sides(real: Real, margins: list[Cents], low: Cents, high: Cents) -> Cents:
    """Pairs of two sides first; when locks stand in the way of one order, the other orders, then an exact search."""
    error: NoWay | None = None
    for order in sorted(permutations(range(3)), key=lambda o: real.shape[o[2]]):
        if order[0] > order[1]:
            continue
        try:
            return _nested(real, margins, low, high, order)
        except NoWay as found:
            error = error or found
    assert error is not None
    return _searched(real, margins, low, high, error)


def _nested(real: Real, margins: list[Cents], low: Cents, high: Cents, order: tuple[int, ...]) -> Cents:
    turned: list[Any] = [t.transpose(order) for t in (real, low, high)]
    a, b, c = order
    flat = [t.sum(axis=2) for t in turned]
    pairs = table(flat[0], margins[a], margins[b], flat[1], flat[2], (a, b))
    deep = [t.reshape(pairs.size, -1) for t in turned]
    whole = table(deep[0], pairs.reshape(-1), margins[c], deep[1], deep[2], (-1, c))
    return whole.reshape(turned[0].shape).transpose(np.argsort(order))


def _searched(real: Real, margins: list[Cents], low: Cents, high: Cents, error: NoWay) -> Cents:
    """A whole table by integer programming (HiGHS), for small tables only; otherwise the trouble that was found."""
    if real.size > EXACT_CELLS:
        raise error
    from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]
    from scipy.sparse import csr_array, vstack  # type: ignore[import-untyped]

    base = np.clip(np.floor(real).astype(np.int64), low, high)
    places = np.indices(real.shape).reshape(3, -1)
    cells = np.arange(real.size)
    sides = [csr_array((np.ones(real.size), (places[a], cells)), shape=(len(margins[a]), real.size)) for a in range(3)]
    goals = np.concatenate([m - base.sum(axis=tuple(x for x in range(3) if x != a)) for a, m in enumerate(margins)])
    found = milp(
        c=-(real - base).reshape(-1),
        constraints=LinearConstraint(vstack(sides), goals, goals),
        bounds=Bounds((low - base).reshape(-1), (high - base).reshape(-1)),
        integrality=np.ones(real.size),
        options={"time_limit": 5.0},
    )
    if found.x is None:
        raise error
    whole = base + np.rint(found.x).astype(np.int64).reshape(real.shape)
    sums = [whole.sum(axis=tuple(x for x in range(3) if x != a)) for a in range(3)]
    if any((s != m).any() for s, m in zip(sums, margins, strict=True)) or (whole < low).any() or (whole > high).any():
        raise error
    return whole  # type: ignore[no-any-return]


def rows(real: Real, low: Cents, high: Cents, sums: Cents) -> Cents:
    """Each row by largest remainders, exactly to its sum."""
    whole = np.clip(np.floor(real).astype(np.int64), low, high)
    for most in (1, None):
        left = sums - whole.sum(axis=1)
        if not left.any():
            return whole
        order = np.argsort(whole - real, axis=1, kind="stable")
        whole = whole + _taken(left, order, high - whole, most) - _taken(-left, order[:, ::-1], whole - low, most)
    left = sums - whole.sum(axis=1)
    if left.any():
        raise NoWay([(0, (int(n),), int(abs(left[n]))) for n in np.nonzero(left)[0]])
    return whole


def _taken(left: Cents, order: NDArray[np.intp], room: Cents, most: int | None) -> Cents:
    """For each row, up to `most` a cell in this order until nothing is left."""
    ordered = np.take_along_axis(room if most is None else np.minimum(room, most), order, axis=1)
    before = np.cumsum(ordered, axis=1) - ordered
    part = np.clip(left[:, None] - before, 0, ordered)
    taken = np.zeros_like(room)
    np.put_along_axis(taken, order, part, axis=1)
    return taken


def table(real: Real, first: Cents, second: Cents, low: Cents, high: Cents, axes: tuple[int, int]) -> Cents:
    """A table whose rows sum to `first` and whose columns sum to `second`."""
    if real.shape[1] > real.shape[0]:
        return table(real.T, second, first, low.T, high.T, (axes[1], axes[0])).T
    try:
        return _levelled(rows(real, low, high, first), real, second, low, high)
    except NoWay as error:
        raise NoWay([(axes[axis], places, by) for axis, places, by in error.found]) from error


def _levelled(whole: Cents, real: Real, second: Cents, low: Cents, high: Cents) -> Cents:
    """Move cents between columns, never between rows, until the columns hold too."""
    left = second - whole.sum(axis=0)
    while left.any():
        path = _path(whole, low, high, left)
        amount = min(-left[path[0]], left[path[-1]], *(_room(whole, low, high, a, b).sum() for a, b in _pairs(path)))
        for a, b in _pairs(path):
            move = _moves(real, whole, low, high, a, b, int(amount))
            whole[:, a] -= move
            whole[:, b] += move
        left[path[0]] += amount
        left[path[-1]] -= amount
    return whole


def _pairs(path: list[int]) -> list[tuple[int, int]]:
    return list(pairwise(path))


def _room(whole: Cents, low: Cents, high: Cents, a: int, b: int) -> Cents:
    """For each row, how much may move from column `a` to column `b`."""
    return np.minimum(whole[:, a] - low[:, a], high[:, b] - whole[:, b])  # type: ignore[no-any-return]


def _path(whole: Cents, low: Cents, high: Cents, left: Cents) -> list[int]:
    """The shortest chain of columns from one that has too much to one that has too little."""
    came: dict[int, int | None] = {int(n): None for n in np.nonzero(left < 0)[0]}
    edge = list(came)
    while edge:
        following: list[int] = []
        for a in edge:
            gives = whole[:, a] > low[:, a]
            takes = (whole[gives] < high[gives]).any(axis=0)
            for b in np.nonzero(takes)[0].tolist():
                if b in came:
                    continue
                came[b] = a
                if left[b] > 0:
                    return _chain(came, b)
                following.append(b)
        edge = following
    over = tuple(int(n) for n in np.nonzero(left < 0)[0])
    raise NoWay([(1, over, int(-left[left < 0].sum()))])


def _chain(came: dict[int, int | None], end: int) -> list[int]:
    chain, step = [], end
    current: int | None = step
    while current is not None:
        chain.append(current)
        current = came[current]
    return chain[::-1]


def _moves(real: Real, whole: Cents, low: Cents, high: Cents, a: int, b: int, amount: int) -> Cents:
    """Move `amount` from one column to another in the rows where that lies nearest to the fitted amounts."""
    room = _room(whole, low, high, a, b)
    gain = np.where(room > 0, (whole[:, a] - real[:, a]) + (real[:, b] - whole[:, b]), -np.inf)
    order = np.argsort(-gain, kind="stable")[None, :]
    single = _taken(np.array([amount]), order, room[None, :], 1)[0]
    return single + _taken(np.array([amount - single.sum()]), order, (room - single)[None, :], None)[0]  # type: ignore[no-any-return]
