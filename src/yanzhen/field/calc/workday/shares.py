"""Where the time of a day went: selling, travel, waiting, administration, and what nobody measured."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from yanzhen.field.calc.routes.travel import Place, kilometres

PARTS = ("selling", "travel", "waiting", "administration", "unknown")


@dataclass(frozen=True)
class Stay:
    """One visit by its moments: `due` is the hour of a fixed appointment, the place is WGS-84 degrees if known."""

    arrived: datetime
    left: datetime | None = None
    due: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Speed:
    """How fast one gets about: great circle × `detour` at `kmh`."""

    kmh: float = 30.0
    detour: float = 1.3


@dataclass(frozen=True)
class Minutes:
    """Whole minutes by part; what people enter by hand has no unknown part."""

    selling: int = 0
    travel: int = 0
    waiting: int = 0
    administration: int = 0
    unknown: int = 0
    measured: int = 0
    """Visits whose two moments are known."""
    unmeasured: int = 0
    """Visits without a moment of leaving, or with one before the arrival."""

    @property
    def total(self) -> int:
        return sum(getattr(self, part) for part in PARTS)

    def __add__(self, other: "Minutes") -> "Minutes":
        return Minutes(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


NONE = Minutes()


@dataclass
class _Spent:
    """Seconds while they are being counted."""

    seconds: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PARTS, 0))

    def add(self, part: str, seconds: float) -> None:
        self.seconds[part] += max(0, round(seconds))


def spent(stays: Iterable[Stay], entered: Minutes = NONE, speed: Speed = Speed()) -> Minutes:
    """The minutes of one person's day.

    Inside a visit: until the hour of a fixed appointment one waits, the rest is selling. Between two visits: travel is
    what the way takes at `speed`, at most the time between them; the rest is unknown (lunch, desk, private). Without
    two places all of it is unknown. A visit that began before the one before it ended counts from that end. Visits
    whose end is missing, or lies before their start, are left out and counted in `unmeasured`.

    Minutes entered by hand were spent somewhere in the unknown time, if there is as much, and beside it otherwise.
    Each part is rounded half up to whole minutes.
    """
    rows = sorted(stays, key=lambda stay: stay.arrived)
    whole = [stay for stay in rows if stay.left is not None and stay.left >= stay.arrived]
    found, end, before = _Spent(), None, None
    for stay in whole:
        assert stay.left is not None
        begin = stay.arrived if end is None else max(stay.arrived, end)
        if before is not None and end is not None and begin > end:
            _between(found, before, stay, (begin - end).total_seconds(), speed)
        _inside(found, stay, begin, stay.left)
        end, before = max(stay.left, end) if end else stay.left, stay
    counted = _minutes(found)
    return _with_entered(replace(counted, measured=len(whole), unmeasured=len(rows) - len(whole)), entered)


def _inside(found: _Spent, stay: Stay, begin: datetime, left: datetime) -> None:
    if left <= begin:
        return
    until = min(stay.due, left) if stay.due is not None and stay.due > begin else begin
    found.add("waiting", (until - begin).total_seconds())
    found.add("selling", (left - until).total_seconds())


def _between(found: _Spent, one: Stay, two: Stay, seconds: float, speed: Speed) -> None:
    way = _way_seconds(one, two, speed)
    travel = min(seconds, way) if way is not None else 0
    found.add("travel", travel)
    found.add("unknown", seconds - travel)


def _way_seconds(one: Stay, two: Stay, speed: Speed) -> float | None:
    if None in (one.latitude, one.longitude, two.latitude, two.longitude):
        return None
    km = kilometres([Place("1", one.longitude, one.latitude), Place("2", two.longitude, two.latitude)])
    return float(km[0][1]) * speed.detour * 3600 / speed.kmh


def _minutes(found: _Spent) -> Minutes:
    return Minutes(**{part: (seconds + 30) // 60 for part, seconds in found.seconds.items()})


def _with_entered(counted: Minutes, entered: Minutes) -> Minutes:
    """What was entered comes out of the unknown time first."""
    summed = counted + replace(entered, unknown=0, measured=0, unmeasured=0)
    return replace(summed, unknown=max(0, counted.unknown - (entered.total - entered.unknown)))


def shares(minutes: Minutes) -> dict[str, int]:
    """Whole percents of the parts that make 100 together, by the largest remainders; all 0 of nothing."""
    total = minutes.total
    if total == 0:
        return dict.fromkeys(PARTS, 0)
    given = {part: divmod(100 * getattr(minutes, part), total) for part in PARTS}
    missing = 100 - sum(whole for whole, _rest in given.values())
    largest: Sequence[str] = sorted(PARTS, key=lambda part: (-given[part][1], PARTS.index(part)))
    return {part: given[part][0] + (part in largest[:missing]) for part in PARTS}
