"""What a day and a customer are, for the route. Times are minutes since midnight, lengths minutes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from yanzhen.field.calc.routes.travel import Place, Travel

type Window = tuple[float, float]
type Hours = tuple[tuple[Window, ...], tuple[Window, ...]]
"""Open windows and closed times."""


@dataclass(frozen=True)
class Stop:
    """A customer who may be visited. `value` is what the visit is worth (its potential), in any one unit, ≥ 0.

    The whole visit lies within one of the `open` windows (none given: always open) and outside all `closed` ones; with
    `begin_only` just its beginning does. An `appointment` is the fixed minute at which the visit begins; it must be
    kept, like a stop that `must` be visited. `on` are the keys of the days that come into question (none: all of them),
    `times` the number of visits over all days, never two on one date, spread over the dates. `hours` holds the windows
    and closed times of single days by their keys, where those are others than `open` and `closed`.
    """

    key: str
    place: Place
    minutes: float
    value: float = 1.0
    open: tuple[Window, ...] = ()
    closed: tuple[Window, ...] = ()
    appointment: float | None = None
    on: frozenset[str] = frozenset()
    times: int = 1
    must: bool = False
    begin_only: bool = False
    hours: Mapping[str, Hours] = field(default_factory=dict, hash=False)

    @property
    def is_fixed(self) -> bool:
        """It has to be visited, whatever it is worth."""
        return self.must or self.appointment is not None

    def hours_on(self, day: str) -> Hours:
        """Windows and closed times of a day."""
        return self.hours.get(day, (self.open, self.closed))


@dataclass(frozen=True)
class Lunch:
    """A break of `minutes` that lies wholly between `begin` and `end`. It may be taken anywhere on the way.

    A day that is over when the break would at the latest have to begin needs none.
    """

    minutes: float
    begin: float
    end: float


@dataclass(frozen=True)
class Day:
    """The working day of one person: leaves `start` at `begin`, works until `until`, goes to `end`.

    With `way_home_counts` he is at `end` by `until`, otherwise only his last visit is over by then. Nobody is visited
    who was not reached by `last_arrival`; visits end by `doors_close`. `date` joins the days of several people: days
    of one date never visit the same customer twice (empty: the key is the date). `travel` is the person's own way of
    getting about (None: that of the plan).
    """

    key: str
    start: Place
    end: Place
    begin: float
    until: float
    date: str = ""
    last_arrival: float | None = None
    doors_close: float | None = None
    lunch: Lunch | None = None
    way_home_counts: bool = True
    travel: Travel | None = None

    @property
    def day(self) -> str:
        return self.date or self.key

    def from_now(self, now: float, here: Place, *, lunch_had: bool) -> "Day":
        """What is left of it at `now`."""
        return replace(self, start=here, begin=now, lunch=None if lunch_had else self.lunch)
