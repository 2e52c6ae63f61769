"""From WGS-84 to GCJ-02, the datum of map tiles in mainland China; only for showing, never for storing.

The published approximation (Krasovsky 1940 ellipsoid and a sum of sines), good to a metre or two. Outside mainland
China's box both are the same. Degrees in, degrees out: (longitude, latitude). Source: eviltransform, by googollee
(the constants are those everybody uses).
"""

from math import cos, pi, sin, sqrt

A, EE = 6378245.0, 0.00669342162296594323
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271


def shown(longitude: float, latitude: float) -> tuple[float, float]:
    """Where a WGS-84 point is drawn on GCJ-02 tiles."""
    if not (WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH):
        return longitude, latitude
    x, y = longitude - 105.0, latitude - 35.0
    radians = latitude / 180.0 * pi
    magic = 1 - EE * sin(radians) ** 2
    north = _north(x, y) * 180.0 / ((A * (1 - EE)) / (magic * sqrt(magic)) * pi)
    east = _east(x, y) * 180.0 / (A / sqrt(magic) * cos(radians) * pi)
    return longitude + east, latitude + north


def _waves(x: float) -> float:
    return (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0


def _north(x: float, y: float) -> float:
    found = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + _waves(x)
    found += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    return found + (160.0 * sin(y / 12.0 * pi) + 320 * sin(y * pi / 30.0)) * 2.0 / 3.0


def _east(x: float, y: float) -> float:
    found = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + _waves(x)
    found += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    return found + (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
