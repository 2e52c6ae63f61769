"""How long the ways take: on a grid, on the earth, or by a given table. All times inside are hundredths of a minute.

A hundredth of a minute (0.6 s) is a tick: whole numbers, so that the exact method, the solver and the check cannot
disagree by a rounding. Ways that are computed are rounded up to the next tick, given ones half up.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yanzhen.field.calc.routes.faults import (
    BadFigure,
    FarAway,
    NoCoordinates,
    OutsideEarth,
    SameKey,
    SwappedCoordinates,
)

TICKS = 100
EARTH_KM = 6371.0088
"""Mean radius of the earth (IUGG)."""
MOST = 1e6
"""Minutes; no way and no day is longer."""

type Ticks = NDArray[np.int64]


@dataclass(frozen=True)
class Place:
    """A point with a name for messages: x is east or longitude, y north or latitude (WGS-84 degrees).

    For a `Table` the name is what counts, and coordinates may be missing.
    """

    name: str
    x: float | None = None
    y: float | None = None


@dataclass(frozen=True)
class Grid:
    """Places on a plan: straight lines, or along streets (|Δx| + |Δy|); `speed` in units of the plan an hour."""

    speed: float
    streets: bool = False


@dataclass(frozen=True)
class Earth:
    """Places on the earth: great circle × `detour`, `speed` in kilometres an hour."""

    speed: float
    detour: float = 1.3


@dataclass(frozen=True)
class Table:
    """Minutes from each place (row) to each place (column), by name; the two directions may differ."""

    names: tuple[str, ...]
    minutes: tuple[tuple[float, ...], ...]


type Travel = Grid | Earth | Table


def ticks(minutes: float) -> int:
    """Minutes as ticks, half up."""
    if not math.isfinite(minutes) or abs(minutes) > MOST:
        raise BadFigure(detail="minutes")
    return math.floor(minutes * TICKS + 0.5)


def minutes(ticks: float) -> float:
    return round(float(ticks) / TICKS, 2)


def ways(travel: Travel, places: Sequence[Place], keys: Sequence[str] = ()) -> Ticks:
    """Ticks from each place (row) to each (column): int64, places × places.

    Raises NoCoordinates, OutsideEarth, SwappedCoordinates, BadFigure, naming places by `keys` (else names).
    """
    keys = keys or [p.name for p in places]
    if isinstance(travel, Table):
        return _looked_up(travel, places, keys)
    if not (math.isfinite(travel.speed) and travel.speed > 0):
        raise BadFigure(detail="speed")
    _known(places, keys)
    if isinstance(travel, Grid):
        return _rounded_up(_plan(places, travel.streets) * 60 / travel.speed)
    if not (math.isfinite(travel.detour) and travel.detour >= 1):
        raise BadFigure(detail="detour")
    _on_earth(places, keys)
    return _rounded_up(kilometres(places) * travel.detour * 60 / travel.speed)


def _rounded_up(found: NDArray[np.float64]) -> Ticks:
    """Up to whole ticks; a billionth above one is the machine's, not the way's."""
    if found.size and found.max() > MOST:
        raise BadFigure(detail="speed")
    return np.ceil(found * TICKS - 1e-6).astype(np.int64)


def _plan(places: Sequence[Place], streets: bool) -> NDArray[np.float64]:
    x, y = (np.array([getattr(p, axis) for p in places], dtype=float) for axis in "xy")
    dx, dy = np.abs(x[:, None] - x), np.abs(y[:, None] - y)
    found: NDArray[np.float64] = dx + dy if streets else np.hypot(dx, dy)
    return found


def kilometres(places: Sequence[Place]) -> NDArray[np.float64]:
    """Great-circle kilometres by the haversine formula, places × places."""
    east, north = (np.radians(np.array([getattr(p, axis) for p in places], dtype=float)) for axis in "xy")
    half = np.sin((north[:, None] - north) / 2) ** 2
    half += np.cos(north)[:, None] * np.cos(north) * np.sin((east[:, None] - east) / 2) ** 2
    found: NDArray[np.float64] = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return found


def _looked_up(table: Table, places: Sequence[Place], keys: Sequence[str]) -> Ticks:
    if len(set(table.names)) != len(table.names):
        raise SameKey(table.names, "table")
    if len(table.minutes) != len(table.names) or any(len(row) != len(table.names) for row in table.minutes):
        raise BadFigure(detail="table")
    at = {name: n for n, name in enumerate(table.names)}
    if unknown := {key for key, p in zip(keys, places, strict=True) if p.name not in at}:
        raise NoCoordinates(tuple(sorted(unknown)))
    values = np.array(table.minutes, dtype=float)
    if not np.isfinite(values).all() or (values < 0).any() or (values > MOST).any():
        raise BadFigure(detail="table")
    index = [at[p.name] for p in places]
    return np.floor(values[np.ix_(index, index)] * TICKS + 0.5).astype(np.int64)


# -- Coordinates that cannot be right ----------------------------------------------------------------------------------


def _known(places: Sequence[Place], keys: Sequence[str]) -> None:
    unknown = {
        key for key, p in zip(keys, places, strict=True) if p.x is None or p.y is None or not math.isfinite(p.x + p.y)
    }
    if unknown:
        raise NoCoordinates(tuple(sorted(unknown)))


def _on_earth(places: Sequence[Place], keys: Sequence[str]) -> None:
    outside = [(p.x or 0, p.y or 0, key) for key, p in zip(keys, places, strict=True)]
    outside = [(x, y, key) for x, y, key in outside if abs(y) > 90 or abs(x) > 180]
    if outside:
        swapped = all(abs(x) <= 90 and abs(y) <= 180 for x, y, _key in outside)
        raise (SwappedCoordinates if swapped else OutsideEarth)(tuple(sorted({key for _x, _y, key in outside})))


def check_distance(travel: Travel, places: Sequence[Place], found: Ticks, longest: int, keys: Sequence[str]) -> None:
    """Refuse a place farther from every other place than `longest` ticks.

    Raises SwappedCoordinates where the other way round it is near, else FarAway; both name the places by `keys`.
    """
    first = list({(p.name, p.x, p.y): n for n, p in enumerate(places)}.values())
    if len(first) < 2:
        return
    near = found[np.ix_(first, first)] + np.diag([np.iinfo(np.int64).max // 4] * len(first))
    lonely = [n for n, least in zip(first, near.min(axis=1), strict=True) if least > longest]
    if not lonely:
        return
    where = {(places[n].name, places[n].x, places[n].y) for n in lonely}
    names = tuple(sorted({key for key, p in zip(keys, places, strict=True) if (p.name, p.x, p.y) in where}))
    if isinstance(travel, Earth) and all(_near_swapped(travel, places, n, longest) for n in lonely):
        raise SwappedCoordinates(names)
    raise FarAway(names)


def _near_swapped(travel: Earth, places: Sequence[Place], at: int, longest: int) -> bool:
    place = places[at]
    if place.x is None or abs(place.x) > 90:
        return False
    others = [p for p in places if (p.x, p.y) != (place.x, place.y)]
    way = kilometres([Place("", place.y, place.x), *others])[0, 1:] * travel.detour * 60 / travel.speed
    return bool(len(way)) and float(way.min()) * TICKS <= longest
