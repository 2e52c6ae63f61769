"""What the books say about the sides of a board: thirty-six months, levels, seasons and what had to be made up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yanzhen.lib.periods import months_between, shifted
from yanzhen.organization.queries import employees
from yanzhen.planning.calc.allocation import Cents
from yanzhen.planning.calc.shares import for_newcomers, month_shares
from yanzhen.planning.enums import Dim, Metric
from yanzhen.planning.models import Plan
from yanzhen.planning.queries import books, places
from yanzhen.planning.queries.places import Key
from yanzhen.platform.actor import SYSTEM, Actor

YEARS = 3
GROUPS = (Dim.CATEGORY, Dim.REGION, Dim.UNIT)
"""The side whose season a cell follows, the first of these that the board has."""
Real = NDArray[np.float64]


@dataclass(frozen=True)
class Wanted:
    """The frame of a board: its sides and their places, what it counts, and what may be known of it."""

    plan: Plan
    unit: Any
    sides: tuple[str, ...]
    keys: Mapping[str, Sequence[Key]]
    metric: str
    today: date
    read: Any = books.history
    """How the books are read; the sample company reads them before the warehouse has them."""

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(self.keys[side]) for side in self.sides)

    @property
    def things(self) -> tuple[str, ...]:
        return tuple(side for side in self.sides if side != Dim.MONTH)


class Past:
    """Thirty-six months of the books, cut by the sides of a board."""

    def __init__(self, actor: Actor, wanted: Wanted):
        self.wanted = wanted
        self.end = places.known_until(wanted.plan, wanted.today)
        self.start = shifted(self.end, 1 - 12 * YEARS)
        self.months = months_between(self.start, self.end)
        self.notes: list[dict[str, Any]] = []
        self.cube = self._read(actor)
        if not self.cube.any():
            self.notes.append({"code": "no_history", "currency": wanted.plan.currency})
        else:
            self.notes.append({"code": "known_until", "month": places.month_key(self.end)})
        if (self.cube < 0).any():
            self.notes.append({"code": "negative", "count": int((self.cube < 0).sum())})

    def _read(self, actor: Actor) -> Cents:
        """Amounts by the things of the board and the month, the month last."""
        wanted, things = self.wanted, self.wanted.things
        index = [{key: n for n, key in enumerate(wanted.keys[side])} for side in things]
        table = np.zeros((*(len(i) for i in index), len(self.months)), np.int64)
        at = {month: n for n, month in enumerate(self.months)}
        reader = _READERS.get(Metric(wanted.metric))
        if reader is None:
            self.notes.append({"code": "no_books"})
            return table
        filters = {} if Dim.PERSON in things else {"unit": [wanted.unit.pk]}
        if Dim.PERSON in things:
            filters["person"] = list(wanted.keys[Dim.PERSON])
        found = wanted.read(actor, things, self.start, self.end, wanted.plan.currency, filters=filters)
        for key, by_month in found.items():
            place = [i.get(k) for i, k in zip(index, key, strict=True)]  # type: ignore[arg-type]
            if None not in place:
                for month, sums in by_month.items():
                    table[(*place, at[month])] = reader(sums)
        return table

    def last_twelve(self) -> Cents:
        return self.cube[..., -12:].sum(axis=-1)  # type: ignore[no-any-return]

    def last_year(self) -> Cents:
        """For each cell the same month, the latest that is known; without months the last twelve."""
        if Dim.MONTH not in self.wanted.sides:
            return self.last_twelve()
        latest = {month.month: n for n, month in enumerate(self.months)}
        columns = [latest[places.month_of(key).month] for key in self.wanted.keys[Dim.MONTH]]
        return np.moveaxis(self.cube[..., columns], -1, self.wanted.sides.index(Dim.MONTH))

    def level(self, notes: list[dict[str, Any]]) -> Real:
        """What each thing sold in the last twelve months, a part year made whole, newcomers filled in."""
        level = np.maximum(self.last_twelve(), 0).astype(np.float64)
        for axis, side in enumerate(self.wanted.things):
            level = self._side_filled(level, axis, side, notes)
        return level

    def _side_filled(self, level: Real, axis: int, side: str, notes: list[dict[str, Any]]) -> Real:
        keys = [int(key) for key in self.wanted.keys[side]]
        other = tuple(a for a in range(self.cube.ndim - 1) if a != axis)
        monthly = self.cube.sum(axis=other)
        sums = level.sum(axis=other)
        active = (monthly != 0).argmax(axis=1)
        had = [int(len(self.months) - first) if row.any() else 0 for first, row in zip(active, monthly, strict=True)]
        levels: dict[int, int | None] = {}
        for n, key in enumerate(keys):
            levels[key] = None if had[n] < 1 else round(sums[n] * 12 / min(had[n], 12))
        short = [key for n, key in enumerate(keys) if 0 < had[n] < 12]
        filled, said = for_newcomers(levels, _groups(side, keys))
        if short:
            notes.append({"code": "short", "side": side, "keys": short})
        for kind in sorted(set(said.values())):
            notes.append({"code": f"new_{kind}", "side": side, "keys": [k for k, v in said.items() if v == kind]})
        return scaled_side(level, axis, [filled[key] for key in keys])

    def season(self) -> Real:
        """Shares of the twelve calendar months, for each place of the side they follow; all sides in their order."""
        wanted, things = self.wanted, self.wanted.things
        group = next((side for side in GROUPS if side in things), None)
        axes = tuple(a for a, side in enumerate(things) if side != group)
        table = self.cube.sum(axis=axes).reshape(-1, len(self.months))
        whole = _shares(table.sum(axis=0), self.start)
        if group is None:
            return whole[0].reshape([1] * len(things) + [12])
        rows = [(own if years else whole[0]) for own, years in (_shares(row, self.start) for row in table)]
        return np.stack(rows).reshape([len(wanted.keys[s]) if s == group else 1 for s in things] + [12])


_READERS: dict[str, Callable[[books.Month], int]] = {
    Metric.REVENUE: lambda m: m.net,
    Metric.MARGIN: lambda m: m.margin or 0,
    Metric.QUANTITY: lambda m: m.quantity // 10,
    Metric.ORDERS: lambda m: m.orders * 100,
}


def _shares(monthly: Cents, start: date) -> tuple[Real, int]:
    """Month shares of DOMAIN.md §3 from whole years that end with the last known month, January first."""
    found = month_shares([row.tolist() for row in monthly.reshape(YEARS, 12)], YEARS)
    calendar = np.zeros(12)
    for n, share in enumerate(found.values):
        calendar[(start.month - 1 + n) % 12] = float(share)
    return calendar, found.years


def _groups(side: str, keys: Sequence[int]) -> dict[int, int | None]:
    if side != Dim.PERSON:
        return dict.fromkeys(keys, None)
    rows = employees.visible(SYSTEM).filter(pk__in=keys)
    return {row.pk: row.unit_id for row in rows}


def scaled_side(level: Real, axis: int, sums: Sequence[float]) -> Real:
    """Let the places of a side sum to `sums`; one without any pattern takes that of all others."""
    other = tuple(a for a in range(level.ndim) if a != axis)
    now = level.sum(axis=other, keepdims=True)
    pattern = level.sum(axis=axis, keepdims=True)
    pattern = pattern / pattern.sum() if pattern.any() else np.full_like(pattern, 1 / max(pattern.size, 1))
    shape = [-1 if a == axis else 1 for a in range(level.ndim)]
    aim = np.array(sums, np.float64).reshape(shape)
    return np.where(now > 0, level * aim / np.where(now > 0, now, 1), pattern * aim)
