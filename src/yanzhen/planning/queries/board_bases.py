"""By what a board can be spread: history, potential, equal parts, the last plan, the forecast."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yanzhen.lib.periods import shifted
from yanzhen.organization.queries import employees
from yanzhen.planning.calc.allocation import Cents
from yanzhen.planning.enums import Basis, Dim
from yanzhen.planning.queries import forecasts, places, plans, potential
from yanzhen.planning.queries.board_history import Past, Real, Wanted, scaled_side
from yanzhen.planning.queries.places import Key
from yanzhen.platform.actor import SYSTEM, Actor

__all__ = ["Bases", "Wanted", "bases", "weights_by"]
FINE = 1e9
"""Small weights are scaled up to this, so that rounding them to whole numbers costs nothing."""


@dataclass(frozen=True)
class Bases:
    """What a cube is spread by: weights, last year's amounts, cells that stay closed, and what is said about it."""

    weights: Cents
    last_year: Cents
    closed: NDArray[np.bool_]
    notes: list[dict[str, Any]]


def bases(actor: Actor, wanted: Wanted, basis: str = Basis.HISTORY) -> Bases:
    """By what a board can be spread, from the books inside the reach of `actor`, and what had to be made up."""
    past, closed = Past(actor, wanted), _closed(wanted)
    notes = [*past.notes, *_gaps(wanted, closed)]
    weights, told = weights_by(actor, wanted, basis, past)
    return Bases(np.where(closed, 0, weights), past.last_year(), closed, [*notes, *told])


def weights_by(
    actor: Actor, wanted: Wanted, basis: str, past: Past | None = None
) -> tuple[Cents, list[dict[str, Any]]]:
    """The weights alone and what is said about them; the books are read only where the basis needs them."""
    notes: list[dict[str, Any]] = []
    if basis in {Basis.EQUAL, Basis.PLAN}:
        if past is not None:
            past.level(notes)
        weights = np.ones(wanted.shape) if basis == Basis.EQUAL else _last_plan(actor, wanted, notes)
    else:
        weights = _from_books(actor, wanted, basis, past or Past(actor, wanted), notes)
    most = float(weights.max(initial=0))
    fine = FINE / most if 0 < most < FINE else 1.0
    return np.rint(np.maximum(weights, 0) * fine).astype(np.int64), notes


def _from_books(actor: Actor, wanted: Wanted, basis: str, past: Past, notes: list[dict[str, Any]]) -> Real:
    level, season = past.level(notes), past.season()
    if basis == Basis.FORECAST:
        return _forecast(actor, wanted, level, season, notes)
    if basis == Basis.POTENTIAL:
        level = _scaled(actor, wanted, level, potential.of(actor, wanted), notes)
    return _by_month(wanted, level, season)


def _by_month(wanted: Wanted, level: Real, season: Real) -> Real:
    """Levels times the shares of the plan's months; without months the levels themselves."""
    if Dim.MONTH not in wanted.sides:
        return level
    columns = [places.month_of(key).month - 1 for key in wanted.keys[Dim.MONTH]]
    return np.moveaxis(level[..., None] * season[..., columns], -1, wanted.sides.index(Dim.MONTH))


def _scaled(actor: Actor, wanted: Wanted, level: Real, found: Any, notes: list[dict[str, Any]]) -> Real:
    """Levels scaled so that each place of one side sums to its potential."""
    if found is None:
        notes.append({"code": "no_potential"})
        return level
    notes.append({"code": f"potential_{found.source}"})
    axis = wanted.things.index(found.side)
    return scaled_side(level, axis, [max(found.amounts.get(int(k), 0), 0) for k in wanted.keys[found.side]])


def _last_plan(actor: Actor, wanted: Wanted, notes: list[dict[str, Any]]) -> Real:
    """The figures of the plan in force, months matched by the calendar."""
    earlier = [p for p in plans.in_force(actor, shifted(wanted.plan.starts_on, -1)) if p.pk != wanted.plan.pk]
    found = next((p for p in earlier if p.currency == wanted.plan.currency), None)
    table = np.zeros(wanted.shape)
    if found is None:
        notes.append({"code": "no_last_plan"})
        return table
    notes.append({"code": "last_plan", "plan": str(found)})
    index = [_index(side, wanted.keys[side]) for side in wanted.sides]
    for key, amount in plans.sums(actor, found, wanted.sides, wanted.metric).items():
        place = [i.get(k.month if isinstance(k, date) else k) for i, k in zip(index, key, strict=True)]
        if None not in place:
            table[tuple(place)] += float(amount) * 100
    return table


def _index(side: str, keys: Sequence[Key]) -> dict[Any, int]:
    if side == Dim.MONTH:
        return {places.month_of(key).month: n for n, key in enumerate(keys)}
    return {int(key): n for n, key in enumerate(keys)}


def _forecast(
    actor: Actor,
    wanted: Wanted,
    level: Real,
    season: Real,
    notes: list[dict[str, Any]],
) -> Real:
    """What the newest forecast expects of one side and its months, the other sides as in the last twelve months."""
    table = _by_month(wanted, level, season)
    side = next((s for s in (Dim.PERSON, Dim.CATEGORY, Dim.REGION, Dim.UNIT) if s in wanted.things), None)
    keys: list[int | None] = [int(k) for k in wanted.keys[side]] if side else [None]
    found = forecasts.outlook(actor, side or "", keys, wanted.plan.starts_on, wanted.plan.months, wanted.plan.currency)
    if not found:
        notes.append({"code": "no_forecast"})
        return table
    notes.append({"code": "forecast"})
    columns = [places.month_of(k) for k in wanted.keys[Dim.MONTH]] if Dim.MONTH in wanted.sides else None
    axis = wanted.sides.index(side) if side else None
    for n, key in enumerate(keys):
        if key in found:
            means = {e.month: max(e.mean, 0) for e in found[key].months}
            part: tuple[Any, ...] = tuple(n if a == axis else slice(None) for a in range(table.ndim))
            table[part] = _to_means(wanted, table[part], means, columns, axis)
    return table


def _to_means(
    wanted: Wanted, part: Real, means: Mapping[date, int], columns: list[date] | None, axis: int | None
) -> Real:
    if columns is None:
        return part * (sum(means.values()) / part.sum()) if part.sum() > 0 else part
    month_axis = wanted.sides.index(Dim.MONTH)
    month_axis -= 1 if axis is not None and axis < month_axis else 0
    turned = np.moveaxis(part, month_axis, -1).copy()
    for m, month in enumerate(columns):
        if (whole := turned[..., m].sum()) > 0 and month in means:
            turned[..., m] *= means[month] / whole
    return np.moveaxis(turned, -1, month_axis)


def _closed(wanted: Wanted) -> NDArray[np.bool_]:
    """Months in which a person is not yet or no longer there."""
    closed = np.zeros(wanted.shape, bool)
    if Dim.PERSON not in wanted.sides or Dim.MONTH not in wanted.sides:
        return closed
    months = [places.month_of(key) for key in wanted.keys[Dim.MONTH]]
    people = {e.pk: e for e in employees.visible(SYSTEM).filter(pk__in=wanted.keys[Dim.PERSON])}
    away = np.zeros((len(wanted.keys[Dim.PERSON]), len(months)), bool)
    for n, key in enumerate(wanted.keys[Dim.PERSON]):
        person = people[int(key)]
        for m, month in enumerate(months):
            gone = person.left_on is not None and person.left_on < month
            away[n, m] = gone or (person.hired_on is not None and person.hired_on >= shifted(month, 1))
    order = (wanted.sides.index(Dim.PERSON), wanted.sides.index(Dim.MONTH))
    table = away if order[0] < order[1] else away.T
    for axis in range(closed.ndim):
        if axis not in order:
            table = np.expand_dims(table, axis)
    return np.broadcast_to(table, wanted.shape).copy()


def _gaps(wanted: Wanted, closed: NDArray[np.bool_]) -> list[dict[str, Any]]:
    if not closed.any():
        return []
    axis = wanted.sides.index(Dim.PERSON)
    rows = closed.any(axis=tuple(a for a in range(closed.ndim) if a != axis))
    return [
        {"code": "away", "side": Dim.PERSON, "keys": [wanted.keys[Dim.PERSON][int(n)] for n in np.nonzero(rows)[0]]}
    ]
