"""What may be wrong with a question about routes. The words are for programs; pages say it in the reader's language."""


class RouteFault(Exception):
    """No answer can be given. `code` says why, `stops` are the keys of the customers (or days) concerned."""

    code = "route_fault"

    def __init__(self, stops: tuple[str, ...] = (), detail: str = "", code: str = ""):
        self.stops = stops
        self.detail = detail
        self.code = code or self.code
        super().__init__(f"{self.code}: {', '.join(stops)}" + (f" ({detail})" if detail else ""))


class BadFigure(RouteFault):
    """A figure that no day has: a negative length, a window that ends before it begins. `detail` names the field."""

    code = "bad_figure"


class SameKey(RouteFault):
    """Two stops or two days have the same key."""

    code = "same_key"


class NoCoordinates(RouteFault):
    """A place without coordinates, or one that the table of minutes does not know."""

    code = "coordinates_missing"


class SwappedCoordinates(RouteFault):
    """Longitude and latitude have probably changed places: the latitude is beyond ±90, or the place is far away from
    all others and near to them the other way round."""

    code = "coordinates_swapped"


class OutsideEarth(RouteFault):
    """A longitude beyond ±180 or a latitude beyond ±90 that swapping does not mend."""

    code = "coordinates_outside"


class FarAway(RouteFault):
    """A place farther from every other place than anybody travels in a whole working day."""

    code = "far_away"


class NeverOpen(RouteFault):
    """A customer who receives only when he receives nobody, or never long enough for the visit."""

    code = "never_open"


class AppointmentsOverlap(RouteFault):
    """Two fixed appointments of one person at the same time."""

    code = "appointments_overlap"


class NoRoute(RouteFault):
    """What must be visited cannot all be: `stops` is a smallest group that already fails, `detail` the rule. Where
    each of them fails without the others, `rules` says which rule each one breaks."""

    code = "no_route"

    def __init__(self, stops: tuple[str, ...] = (), detail: str = "", rules: dict[str, str] | None = None):
        super().__init__(stops, detail)
        self.rules = rules or {}
