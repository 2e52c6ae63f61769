"""Two points on the earth: how far apart they are, and whether a pair of figures can be a place at all."""

from yanzhen.field.calc.routes.travel import Place, kilometres


def metres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> int:
    """Whole metres along the great circle (haversine, mean radius of the earth 6371.0088 km), half to even.

    >>> metres(31.2304, 121.4737, 31.2304, 121.4737)
    0
    """
    here, there = Place("", longitude, latitude), Place("", other_longitude, other_latitude)
    return round(float(kilometres([here, there])[0, 1]) * 1000)


def is_swapped(latitude: float, longitude: float) -> bool:
    """Whether the two figures are a place only the other way round: 121.47 is no latitude, but a longitude.

    >>> is_swapped(121.4737, 31.2304), is_swapped(31.2304, 121.4737)
    (True, False)
    """
    return abs(latitude) > 90 and abs(longitude) <= 90 and abs(latitude) <= 180


def is_on_earth(latitude: float, longitude: float) -> bool:
    """Whether a latitude lies within ±90 and a longitude within ±180 degrees."""
    return abs(latitude) <= 90 and abs(longitude) <= 180
