"""Outlines on the earth: corners that make sense, their size, and whether a point lies inside.

Corners are WGS-84 degrees. Areas are small (tens of kilometres), so the earth is taken as flat around the middle
latitude: a degree of latitude has 111 195 m, one of longitude that many times the cosine of the latitude. Within 20 km
the error of a length stays below 0.2 %.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

EARTH_M = 6_371_008.8
"""Mean radius of the earth in metres (IUGG)."""
DEGREE_M = math.pi * EARTH_M / 180
MOST_CORNERS = 60
LARGEST_M = 50_000.0
"""The longest side of the rectangle around an area."""


class BadOutline(ValueError):
    """An outline that cannot be worked with; `code` says why, `line` where it was read wrong (from 1)."""

    def __init__(self, code: str, line: int = 0) -> None:
        super().__init__(code)
        self.code, self.line = code, line


@dataclass(frozen=True)
class Point:
    """A place in WGS-84 degrees."""

    latitude: float
    longitude: float


type Outline = tuple[Point, ...]


@dataclass(frozen=True)
class Flat:
    """The plane around an outline: metres east and north of its south-west corner."""

    south: float
    west: float
    metres_a_longitude: float

    def xy(self, point: Point) -> tuple[float, float]:
        """Metres east and north."""
        return (point.longitude - self.west) * self.metres_a_longitude, (point.latitude - self.south) * DEGREE_M

    def point(self, x: float, y: float) -> Point:
        """The place so many metres east and north."""
        return Point(self.south + y / DEGREE_M, self.west + x / self.metres_a_longitude)


def read(text: str) -> Outline:
    """Corners from text, one a line as `latitude, longitude`; spaces, tabs and Chinese commas part them as well.

    Raises
    ------
    BadOutline
        `number` with the line for what are not two numbers, and all that `checked` raises.
    """
    found = []
    for number, line in enumerate(text.strip().splitlines(), 1):
        parts = [part for part in re.split(r"[\s,，;；]+", line.strip()) if part]
        if not parts:
            continue
        try:
            latitude, longitude = (float(part) for part in parts)
        except ValueError as error:
            raise BadOutline("number", number) from error
        found.append(Point(latitude, longitude))
    return checked(found)


def written(outline: Sequence[Point]) -> str:
    """The corners as text that `read` reads, six digits after the point (0.1 m)."""
    return "\n".join(f"{corner.latitude:.6f}, {corner.longitude:.6f}" for corner in outline)


def checked(corners: Sequence[Point]) -> Outline:
    """The corners, the closing one left out, if they make an outline.

    Raises
    ------
    BadOutline
        `swapped` (latitude beyond 90 where the longitude would do as one), `earth`, `few`, `many`, `large`, `crossed`
        (two sides cross or touch), `flat` (no ground inside).
    """
    for corner in corners:
        _on_earth(corner)
    found = tuple(corner for at, corner in enumerate(corners) if at == 0 or corner != corners[at - 1])
    if len(found) > 1 and found[0] == found[-1]:
        found = found[:-1]
    if len(found) < 3:
        raise BadOutline("few")
    if len(found) > MOST_CORNERS:
        raise BadOutline("many")
    plane = flat(found)
    plan = [plane.xy(corner) for corner in found]
    if max(max(x for x, _y in plan), max(y for _x, y in plan)) > LARGEST_M:
        raise BadOutline("large")
    if _is_crossed(plan):
        raise BadOutline("crossed")
    if abs(signed(plan)) < 1:
        raise BadOutline("flat")
    return found


def _on_earth(corner: Point) -> None:
    if not (math.isfinite(corner.latitude) and math.isfinite(corner.longitude)):
        raise BadOutline("earth")
    if abs(corner.latitude) > 90 and abs(corner.latitude) <= 180 and abs(corner.longitude) <= 90:
        raise BadOutline("swapped")
    if abs(corner.latitude) > 85 or abs(corner.longitude) > 180:
        raise BadOutline("earth")


def flat(outline: Sequence[Point]) -> Flat:
    """The plane whose origin is the south-west corner of the rectangle around the outline."""
    south, north = min(p.latitude for p in outline), max(p.latitude for p in outline)
    west = min(p.longitude for p in outline)
    return Flat(south, west, DEGREE_M * math.cos(math.radians((south + north) / 2)))


def signed(plan: Sequence[tuple[float, float]]) -> float:
    """Area by the shoelace formula in square metres; positive when the corners run against the clock."""
    turns = zip(plan, [*plan[1:], *plan[:1]], strict=True)
    return sum(x * v - u * y for (x, y), (u, v) in turns) / 2


def square_metres(outline: Outline) -> float:
    """The ground inside an outline."""
    plane = flat(outline)
    return abs(signed([plane.xy(corner) for corner in outline]))


def holds(outline: Outline, point: Point) -> bool:
    """Whether a point lies inside or on the outline, by counting how often a ray to the east crosses it."""
    inside = False
    for a, b in zip(outline, [*outline[1:], outline[0]], strict=True):
        if _is_on(a, b, point):
            return True
        if (a.latitude > point.latitude) != (b.latitude > point.latitude):
            share = (point.latitude - a.latitude) / (b.latitude - a.latitude)
            inside ^= point.longitude < a.longitude + share * (b.longitude - a.longitude)
    return inside


def _is_on(a: Point, b: Point, point: Point) -> bool:
    across = (b.longitude - a.longitude) * (point.latitude - a.latitude) - (b.latitude - a.latitude) * (
        point.longitude - a.longitude
    )
    within = min(a.longitude, b.longitude) <= point.longitude <= max(a.longitude, b.longitude)
    return abs(across) < 1e-14 and within and min(a.latitude, b.latitude) <= point.latitude <= max(
        a.latitude, b.latitude
    )  # fmt: skip


def metres(a: Point, b: Point) -> float:
    """The great circle between two points (haversine)."""
    latitude, other = math.radians(a.latitude), math.radians(b.latitude)
    half = (
        math.sin((other - latitude) / 2) ** 2
        + math.cos(latitude) * math.cos(other) * math.sin(math.radians(b.longitude - a.longitude) / 2) ** 2
    )
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(half)))


def _is_crossed(plan: Sequence[tuple[float, float]]) -> bool:
    """Whether two sides that are no neighbours meet."""
    count = len(plan)
    sides = [(plan[at], plan[(at + 1) % count]) for at in range(count)]
    return any(
        _meet(*sides[one], *sides[two])
        for one in range(count)
        for two in range(one + 2, count)
        if (two + 1) % count != one
    )


type _XY = tuple[float, float]


def _meet(a: _XY, b: _XY, c: _XY, d: _XY) -> bool:
    one, two, three, four = _side(a, b, c), _side(a, b, d), _side(c, d, a), _side(c, d, b)
    if one * two < 0 and three * four < 0:
        return True
    touching = ((one, a, b, c), (two, a, b, d), (three, c, d, a), (four, c, d, b))
    return any(side == 0 and _between(p, q, r) for side, p, q, r in touching)


def _side(a: _XY, b: _XY, p: _XY) -> float:
    return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])


def _between(a: _XY, b: _XY, p: _XY) -> bool:
    return min(a[0], b[0]) <= p[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= p[1] <= max(a[1], b[1])
