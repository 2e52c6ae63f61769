"""What a person does to a board: amounts, locks and floors of a cube of whole cents.

A board is a cube over two or three sides. A selection names the places of each side, None for all of them; a cell that
is seen on the screen is the sum of all cells of its selection. Nothing here changes its input.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yanzhen.planning.calc.allocation import CannotHold, Cents, Trouble, fit, spread

Selection = tuple[Sequence[int] | None, ...]
LOCKED = 1
CLOSED = 2
"""A lock that nobody opens: the person is not there in that month."""
TOTAL = "total"
LIMIT = 9 * 10**15
"""Cents that every program can count, JavaScript too."""
CHOSEN = -1
"""In a trouble, the side that stands for the selection as a whole."""


@dataclass(frozen=True)
class Cube:
    """Cells, locks (0, LOCKED, CLOSED) and floors of a board, each of the same shape."""

    cells: Cents
    locks: NDArray[np.uint8]
    floors: Cents

    @property
    def total(self) -> int:
        return int(self.cells.sum())

    @property
    def fixed(self) -> NDArray[np.bool_]:
        return self.locks > 0


def grid(cube: Cube, selection: Selection) -> tuple[Any, ...]:
    """The selection as an index of the cube."""
    return np.ix_(
        *(np.arange(n) if s is None else np.asarray(s) for n, s in zip(cube.cells.shape, selection, strict=True))
    )


def amount(cube: Cube, selection: Selection) -> int:
    """The sum of a selection."""
    return int(cube.cells[grid(cube, selection)].sum())


def margin(cells: Cents, axis: int) -> Cents:
    """The sums of one side."""
    return cells.sum(axis=tuple(a for a in range(cells.ndim) if a != axis))  # type: ignore[no-any-return]


def put(
    cube: Cube, selection: Selection, cents: int, weights: Cents, holds: frozenset[int | str] = frozenset()
) -> Cube:
    """Let a selection come to `cents`; its free parts keep their proportions (or take those of `weights`).

    `holds` names what must not move: sides (their sums stay) and `TOTAL`. What the change frees or needs then comes
    from the free cells outside the selection, in their proportions. Raises `CannotHold`.
    """
    _within(cents)
    changed = _filled(cube, grid(cube, selection), cents, weights)
    kept = _kept_sides(cube, selection, holds)
    if not holds or all(s is None for s in selection):
        return changed
    chosen = np.zeros(cube.cells.shape, bool)
    chosen[grid(cube, selection)] = True
    if not kept:
        return replace(changed, cells=_outside(changed, ~chosen, cube.total, weights))
    return replace(changed, cells=_refitted(changed, chosen, kept, cube.cells, weights))


def put_block(cube: Cube, rows: Cents, columns: Cents, cents: Cents, weights: Cents) -> Cube:
    """Many seen cells at once, at these places of the first two sides; the third side keeps its proportions."""
    _within(int(np.abs(cents).max(initial=0)))
    cells = cube.cells.copy()
    part = (rows, columns)
    seen: list[Any] = [t[part].reshape(len(rows), -1) for t in (cube.cells, cube.fixed, cube.floors, weights)]
    base = np.where(seen[1], 0, seen[0])
    bare = base.sum(axis=1, keepdims=True) <= 0
    found = fit(np.where(bare, seen[3], base), [cents, None], locked=seen[1], values=seen[0], floors=seen[2])
    cells[part] = found.values.reshape(cells[part].shape)
    return replace(cube, cells=cells)


def _within(cents: int) -> None:
    if abs(cents) > LIMIT:
        raise CannotHold(Trouble("size", 0, (), abs(cents) - LIMIT))


def _filled(cube: Cube, where: tuple[Any, ...], cents: int, weights: Cents) -> Cube:
    cells = cube.cells.copy()
    cells[where] = _proportioned(
        cube.cells[where], cents, weights[where], locked=cube.fixed[where], floors=cube.floors[where]
    )
    return replace(cube, cells=cells)


def _proportioned(now: Cents, cents: int, weights: Cents, *, locked: NDArray[np.bool_], floors: Cents) -> Cents:
    """Divide `cents` over cells: locked ones stay, the others keep their proportions or follow `weights`."""
    free = np.where(locked, 0, now)
    base = free if free.sum() > 0 else np.where(locked, 0, weights)
    sign = -1 if cents < 0 and not floors.any() else 1
    return _divided(np.abs(base) if sign < 0 else base, locked, now * sign, floors, cents * sign) * sign


def _divided(base: Cents, locked: NDArray[np.bool_], values: Cents, floors: Cents, cents: int) -> Cents:
    """Parts by weights such that every side's sums are in proportion too, where locks leave room for that."""
    kept = np.where(locked, values, 0)
    free, left = np.where(locked, 0, np.maximum(base, 0)), cents - int(kept.sum())
    free = free if free.any() else np.where(locked, 0, 1)
    if base.ndim > 1 and left > 0 and not floors.any() and free.any():
        aims = [np.array(spread(left, margin(free, a).tolist()), np.int64) + margin(kept, a) for a in range(base.ndim)]
        try:
            return fit(free, aims, locked=locked, values=values).values
        except CannotHold:
            pass
    flat = [t.reshape(1, -1) for t in (base, locked, values, floors)]
    return _one_row(flat, cents).reshape(base.shape)


def _one_row(flat: list[Any], cents: int) -> Cents:
    """Cells as one row with this sum; what cannot hold is told of the selection."""
    try:
        return fit(flat[0], [np.array([cents]), None], locked=flat[1], values=flat[2], floors=flat[3]).values
    except CannotHold as error:
        raise CannotHold(*(Trouble(t.kind, CHOSEN, (), t.by) for t in error.troubles)) from error


def _kept_sides(cube: Cube, selection: Selection, holds: frozenset[int | str]) -> list[int]:
    """The sides that hold; a side whose own sum is being typed cannot."""
    named = [a for a, places in enumerate(selection) if places is not None]
    kept = [a for a in range(cube.cells.ndim) if a in holds]
    return [a for a in kept if named != [a]] if len(named) == 1 else kept


def _outside(cube: Cube, outside: NDArray[np.bool_], total: int, weights: Cents) -> Cents:
    """Let the cells outside take up what is left of the total."""
    cells = cube.cells.copy()
    rest = total - int(cells[~outside].sum())
    cells[outside] = _proportioned(
        cells[outside], rest, weights[outside], locked=cube.fixed[outside], floors=cube.floors[outside]
    )
    return cells


def _refitted(cube: Cube, chosen: NDArray[np.bool_], kept: list[int], before: Cents, weights: Cents) -> Cents:
    """Let everything but the chosen cells give way so that the kept sides sum to what they did."""
    margins = [margin(before, a) if a in kept else None for a in range(before.ndim)]
    held = cube.fixed | chosen
    base = np.where(cube.cells > 0, cube.cells, np.where(weights > 0, 1e-6, 0))
    return fit(base, margins, locked=held, values=cube.cells, floors=cube.floors).values


def rest(
    cube: Cube,
    selection: Selection,
    weights: Cents,
    holds: frozenset[int | str] = frozenset(),
    total: int | None = None,
) -> Cube:
    """Spread the free cells of a selection by `weights`: its sum stays or becomes `total`; sides held keep theirs."""
    where = grid(cube, selection)
    part = Cube(cube.cells[where], cube.locks[where], cube.floors[where])
    whole = part.total if total is None else total
    _within(whole)
    kept = [a for a in range(part.cells.ndim) if a in holds] if total is None else []
    if kept:
        margins = [margin(part.cells, a) if a in kept else None for a in range(part.cells.ndim)]
        found = fit(weights[where], margins, locked=part.fixed, values=part.cells, floors=part.floors).values
    else:
        found = _divided(weights[where], part.fixed, part.cells, part.floors, whole)
    cells = cube.cells.copy()
    cells[where] = found.reshape(part.cells.shape)
    return replace(cube, cells=cells)


def mixed(cube: Cube, axis: int, shares: Cents) -> Cube:
    """Give one side these shares of the total, each other pair of sides keeping its sums: a mix policy.

    `shares` are weights of the places of the side. Raises `CannotHold` when locks stand in the way.
    """
    aim = np.array(spread(cube.total, shares.tolist()), np.int64)
    turned: list[Any] = [np.moveaxis(t, axis, -1) for t in (cube.cells, cube.fixed, cube.floors)]
    flat = [t.reshape(-1, len(aim)) for t in turned]
    found = fit(flat[0], [flat[0].sum(axis=1), aim], locked=flat[1], values=flat[0], floors=flat[2]).values
    return replace(cube, cells=np.moveaxis(found.reshape(turned[0].shape), -1, axis))


def lock(cube: Cube, selection: Selection, on: bool) -> Cube:
    """Lock or unlock a selection; what is closed stays closed."""
    locks, where = cube.locks.copy(), grid(cube, selection)
    locks[where] = np.where(locks[where] == CLOSED, CLOSED, LOCKED if on else 0)
    return replace(cube, locks=locks)


def floor(cube: Cube, selection: Selection, on: bool) -> Cube:
    """Let a selection not fall under what stands there now, or take that away again."""
    floors, where = cube.floors.copy(), grid(cube, selection)
    floors[where] = np.maximum(cube.cells[where], 0) if on else 0
    return replace(cube, floors=floors)


def floor_at(
    cube: Cube, selection: Selection, cents: int, weights: Cents, holds: frozenset[int | str] = frozenset()
) -> Cube:
    """Let a selection not fall under `cents`; zero takes the floor away. What stands below it rises to it.

    The parts of a selection share the floor as they share its amount; what is locked counts with what it holds.
    """
    where = grid(cube, selection)
    floors = cube.floors.copy()
    floors[where] = 0
    bare = replace(cube, floors=floors)
    if amount(bare, selection) < cents:
        bare = put(bare, selection, cents, weights, holds)
    free = np.where(bare.fixed[where], 0, np.maximum(bare.cells[where], 0))
    held = int(bare.cells[where][bare.fixed[where]].sum())
    need = min(max(cents - held, 0), int(free.sum()))
    floors = floors.copy()
    floors[where] = np.array(spread(need, free.reshape(-1).tolist()), np.int64).reshape(free.shape) if need else 0
    return replace(bare, floors=floors)
