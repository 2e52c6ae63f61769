"""What a change by hand would do: a stop dragged elsewhere, put in, taken out; and the rest of a day planned again.

A change is never refused: it comes with its timetable, its price and the rules it would break, and the person decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from yanzhen.field.calc.routes.answer import Plan, kept_together, plan, planned
from yanzhen.field.calc.routes.faults import BadFigure
from yanzhen.field.calc.routes.stops import Day, Stop
from yanzhen.field.calc.routes.timetable import Broken, Timetable, laid_out
from yanzhen.field.calc.routes.travel import Place, Travel


@dataclass(frozen=True)
class Change:
    """The days that change, as they would go, and the price: more travel, later ends and more waiting in minutes (less
    is negative), value gained or lost, and what would be broken that was not before."""

    days: tuple[Timetable, ...]
    travel: float
    later: float
    waiting: float
    value: float
    broken: tuple[Broken, ...]

    @property
    def is_possible(self) -> bool:
        return not self.broken


def moved(now: Plan, key: str, day: str, to: str, position: int) -> Change:
    """A stop taken from `day` and put into the day `to` as visit number `position` (from 0, counted without it)."""
    keys = _without(now, day, key)
    rest = keys if to == day else list(now.day(to).keys)
    target = [*rest[:position], key, *rest[position:]]
    return priced(now, {to: target} if to == day else {day: keys, to: target})


def added(now: Plan, key: str, day: str, position: int) -> Change:
    """One more visit."""
    keys = list(now.day(day).keys)
    return priced(now, {day: [*keys[:position], key, *keys[position:]]})


def removed(now: Plan, key: str, day: str) -> Change:
    """One visit less."""
    return priced(now, {day: _without(now, day, key)})


def priced(now: Plan, orders: Mapping[str, Sequence[str]]) -> Change:
    """Any new orders for some of the days. Raises BadFigure for a day or stop that is not there."""
    unknown = [key for keys in orders.values() for key in keys if key not in now.board.places]
    numbers = {day.key: n for n, day in enumerate(now.board.days)}
    if unknown or orders.keys() - numbers.keys():
        raise BadFigure((*unknown, *sorted(orders.keys() - numbers.keys())), "unknown")
    new = {day: laid_out(now.board, numbers[day], keys) for day, keys in orders.items()}
    before = [day for day in now.days if day.day in new]
    after = [new.get(day.day, day) for day in now.days]
    known = {b for day in before for b in day.broken} | set(kept_together(now.board, now.days))
    broken = [b for day in new.values() for b in day.broken] + list(kept_together(now.board, after))
    return Change(
        tuple(new.values()),
        round(sum(d.travel for d in new.values()) - sum(d.travel for d in before), 2),
        round(sum(d.ends for d in new.values()) - sum(d.ends for d in before), 2),
        round(sum(d.waiting for d in new.values()) - sum(d.waiting for d in before), 2),
        sum(d.value for d in new.values()) - sum(d.value for d in before),
        tuple(b for b in dict.fromkeys(broken) if b not in known),
    )


def accepted(now: Plan, change: Change) -> Plan:
    """The plan with this change in it, whatever it breaks."""
    new = {day.day: day for day in change.days}
    return planned(now.board, [new.get(day.day, day) for day in now.days])


def _without(now: Plan, day: str, key: str) -> list[str]:
    keys = list(now.day(day).keys)
    if key not in keys:
        raise BadFigure((key,), "unknown")
    keys.remove(key)
    return keys


# -- The rest of the day -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rest:
    """The visits done, as reported and untouched, and the plan for what is left of the day."""

    done: tuple[str, ...]
    plan: Plan


def rest_of_day(
    stops: Sequence[Stop],
    day: Day,
    travel: Travel,
    *,
    now: float,
    here: Place,
    done: Sequence[str] = (),
    skipped: Sequence[str] = (),
    lunch_had: bool = False,
    appointments: Mapping[str, float] | None = None,
    seconds: float = 10.0,
    seed: int = 1,
    iterations: int | None = None,
) -> Rest:
    """Plan again from `now` (minute of the day) and `here` on.

    What is done stays done, what was skipped is not asked again today; `appointments` fixes or moves the beginning of a
    visit, for stops of the plan or new ones in `stops`. After the end of the day nothing but the way home is left.
    Raises what `plan` raises, NoRoute above all where an appointment can no longer be kept.
    """
    new = dict(appointments or {})
    unknown = {*done, *skipped, *new} - {stop.key for stop in stops}
    if unknown:
        raise BadFigure(tuple(sorted(unknown)), "unknown")
    gone = {*done, *skipped}
    left = [replace(s, appointment=new.get(s.key, s.appointment)) for s in stops if s.key not in gone]
    today = day.from_now(now, here, lunch_had=lunch_had)
    today = replace(today, until=max(now, day.until))
    return Rest(tuple(done), plan(left, [today], travel, seconds=seconds, seed=seed, iterations=iterations))
