"""How far an area was worked, and how well: blocks, doors an hour, prospects of a hundred doors."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

OPEN, WORKED, SKIPPED = "open", "worked", "skipped"
PROSPECT = "prospect"
BREAK = timedelta(minutes=45)
"""A longer pause between two doors is a break (lunch, another customer) and no working time."""


@dataclass(frozen=True)
class Door:
    """One door: who knocked, when, what came of it."""

    person: int
    at: datetime
    result: str


@dataclass(frozen=True)
class Pace:
    """Doors in the time between them.

    `doors` knocked at in all; `intervals` are the steps from one door to the next without a break, `minutes` their
    sum; `an_hour` is intervals ÷ hours, None where no two doors follow one another.
    """

    doors: int
    intervals: int
    minutes: Decimal
    an_hour: Decimal | None


@dataclass(frozen=True)
class Coverage:
    """What was done of an area; shares in percent with one digit, rounded half up."""

    total: int
    worked: int
    skipped: int
    open: int
    share: Decimal
    settled: Decimal
    pace: Pace
    results: dict[str, int] = field(default_factory=dict)
    prospects_per_100: Decimal | None = None


def of(states: Iterable[str], doors: Sequence[Door]) -> Coverage:
    """The coverage of an area from the states of its blocks and its doors.

    `share` is worked ÷ all blocks; `settled` counts skipped ones as well: nothing is left to do there.
    """
    count = Counter(states)
    total = sum(count.values())
    results = dict(Counter(door.result for door in doors))
    return Coverage(
        total, count[WORKED], count[SKIPPED], count[OPEN], _percent(count[WORKED], total),
        _percent(count[WORKED] + count[SKIPPED], total), pace(doors), results,
        _percent(results.get(PROSPECT, 0), len(doors)) if doors else None,
    )  # fmt: skip


def pace(doors: Iterable[Door]) -> Pace:
    """Doors an hour: for each person the steps between two doors, without breaks; people are added up.

    One door alone took time nobody measured, so it counts as a door and not into the pace. Two doors at the same
    moment count with no time between them.
    """
    moments: dict[int, list[datetime]] = defaultdict(list)
    for door in doors:
        moments[door.person].append(door.at)
    steps = [
        later - earlier
        for found in moments.values()
        for earlier, later in zip(sorted(found), sorted(found)[1:], strict=False)
        if later - earlier <= BREAK
    ]
    seconds = Decimal(int(sum(steps, timedelta()).total_seconds()))
    an_hour = _rounded(Decimal(len(steps)) * 3600 / seconds) if seconds else None
    return Pace(sum(map(len, moments.values())), len(steps), _rounded(seconds / 60), an_hour)


def _percent(part: int, whole: int) -> Decimal:
    return _rounded(Decimal(100) * part / whole) if whole else Decimal("0.0")


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)
