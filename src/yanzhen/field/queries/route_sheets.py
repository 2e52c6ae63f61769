"""What a route is made from: the days of people, their open visits and further customers, as `calc.routes` takes them.

A customer who cannot be placed or never receives is taken out and named among the `troubles`, so that the rest of the
day is still planned; what makes any plan impossible is raised as the fault it is.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from statistics import median
from typing import Any

from django.utils import timezone

from yanzhen.crm.queries import customers
from yanzhen.field.calc.routes.board import Board, board
from yanzhen.field.calc.routes.faults import RouteFault
from yanzhen.field.calc.routes.stops import Day, Hours, Lunch, Stop
from yanzhen.field.calc.routes.travel import Earth, Place
from yanzhen.field.enums.visits import OPEN_STATES, VisitState
from yanzhen.field.models import DaySetting, Visit
from yanzhen.field.queries import day_settings
from yanzhen.field.queries.day_settings import minute
from yanzhen.organization.queries import employees
from yanzhen.platform.actor import Actor

TAKEN_OUT = frozenset({
    "coordinates_missing", "coordinates_swapped", "coordinates_outside", "far_away", "never_open", "appointment_closed",
})  # fmt: skip
"""Faults of single customers."""
NOT_RECEIVED = "not_this_day"
MOST_STOPS = 120


@dataclass(frozen=True)
class Trouble:
    """A customer who could not be put into the route, and the code of the reason."""

    key: str
    code: str


@dataclass
class Sheet:
    """The question. `visits` and `customers` by key of the stop (`v7` a visit, `c9` a customer without one)."""

    days: list[Day]
    stops: list[Stop]
    travel: Earth
    visits: dict[str, Visit] = field(default_factory=dict)
    customers: dict[str, Any] = field(default_factory=dict)
    people: dict[int, Any] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    done: dict[str, list[Visit]] = field(default_factory=dict)
    """By day what was made or is under way; only of today, which begins now."""
    has_home: bool = True
    unknown_values: int = 0

    @property
    def keys(self) -> set[str]:
        return {stop.key for stop in self.stops}

    def day(self, key: str) -> Day:
        return next(day for day in self.days if day.key == key)


def day_key(employee_id: int, day: date) -> str:
    return f"{employee_id}:{day.isoformat()}"


def owner_of(key: str) -> tuple[int, date]:
    """Whose day, and which, a key means."""
    person, _, day = key.partition(":")
    return int(person), date.fromisoformat(day)


def visits_of(actor: Actor, people: Collection[int], days: Collection[date]) -> list[Visit]:
    """Open visits of these people on these days that `actor` may see, in the order of the plan."""
    rows = Visit.objects.visible_to(actor).filter(owner_id__in=people, day__in=days, state__in=OPEN_STATES)
    found = rows.naming("customer", "owner").order_by("day", "pk")
    return sorted(found, key=in_order)


def in_order(visit: Visit) -> tuple[Any, ...]:
    """Days, then places in the day, then hours; what has neither stands last, in the order of entry."""
    hour = minute(visit.starts_at) if visit.starts_at else 24 * 60
    return visit.day, visit.sequence is None and visit.starts_at is None, visit.sequence or 0, hour, visit.pk


def sheet(
    actor: Actor,
    people: Sequence[int],
    days: Sequence[date],
    further: Collection[int] = (),
    *,
    is_shared: bool = False,
) -> Sheet:
    """Everything about these days. With `further` customers beside the visits; with `is_shared` any of the people may
    make a visit that is no fixed appointment."""
    found_people = {row.pk: row for row in employees.visible(actor).filter(pk__in=people)}
    people = [key for key in people if key in found_people]
    settings = day_settings.of_all(people)
    visits = visits_of(actor, people, days)[:MOST_STOPS]
    known = {visit.customer_id for visit in visits}
    more = [row for row in customers.visible(actor).filter(pk__in=set(further)) if row.pk not in known]
    rows = [*(v.customer for v in visits), *more]
    made = Sheet([], [], _travel([settings[key] for key in people]), people=found_people)
    middle = _middle(rows)
    for person in people:
        made.days += [_day(settings[person], person, day, middle) for day in days]
    made.has_home = all(settings[key].home_latitude is not None for key in people)
    _fill(made, visits, more, settings, is_shared=is_shared)
    _begin_now(made, actor)
    return _without_faulty(made)


def _travel(settings: Sequence[DaySetting]) -> Earth:
    """How the fastest of them gets about, for what is too far for all; each day goes at its own person's pace."""
    return _pace(max(settings, key=lambda one: one.speed / one.detour, default=DaySetting()))


def _pace(setting: DaySetting) -> Earth:
    return Earth(float(setting.speed), float(setting.detour))


def _middle(rows: Sequence[Any]) -> Place:
    placed = [row for row in rows if row.longitude is not None and row.latitude is not None]
    if not placed:
        return Place("home", 0.0, 0.0)
    return Place("home", float(median(r.longitude for r in placed)), float(median(r.latitude for r in placed)))


def _day(setting: DaySetting, person: int, day: date, middle: Place) -> Day:
    home = middle
    if setting.home_longitude is not None and setting.home_latitude is not None:
        home = Place(f"home {person}", float(setting.home_longitude), float(setting.home_latitude))
    lunch = None
    if setting.lunch_minutes:
        lunch = Lunch(setting.lunch_minutes, minute(setting.lunch_from), minute(setting.lunch_until))
    return Day(
        day_key(person, day), home, home, minute(setting.begins_at), minute(setting.ends_at), day.isoformat(),
        minute(setting.last_arrival) if setting.last_arrival else None,
        minute(setting.doors_close) if setting.doors_close else None,
        lunch, setting.way_home_counts, _pace(setting),
    )  # fmt: skip


def _fill(
    made: Sheet, visits: Sequence[Visit], more: Sequence[Any], settings: Mapping[int | None, DaySetting], *,
    is_shared: bool,
) -> None:  # fmt: skip
    hours = day_settings.receiving_of([*(v.customer_id for v in visits), *(row.pk for row in more)])
    values = Values([*(v.customer for v in visits), *more])
    made.unknown_values = values.unknown
    by_class = day_settings.minutes_by_class()
    every = [day.key for day in made.days]
    for visit in visits:
        key, own = f"v{visit.pk}", day_key(visit.owner_id, visit.day)
        made.visits[key], made.customers[key] = visit, visit.customer
        its = [k for k in every if is_shared or owner_of(k)[0] == visit.owner_id]
        may = [own] if visit.is_fixed or len(its) < 2 else its
        hour = minute(visit.starts_at) if visit.is_fixed and visit.starts_at else None
        _put(made, key, hours.get(visit.customer_id), visit.minutes, values.of(visit.customer), may, hour)
    for row in more:
        made.customers[f"c{row.pk}"] = row
        its_hours = hours.get(row.pk)
        usual = settings[owner_of(every[0])[0]].visit_minutes if every else 45
        minutes = (its_hours.minutes if its_hours else None) or by_class.get(row.grade_class) or usual
        _put(made, f"c{row.pk}", its_hours, minutes, values.of(row), every, None)


def _put(made: Sheet, key: str, hours: Any, minutes: int, value: float, may: Sequence[str], hour: int | None) -> None:
    row = made.customers[key]
    place = Place(
        key,
        None if row.longitude is None else float(row.longitude),
        None if row.latitude is None else float(row.latitude),
    )
    by_day = _hours(hours, may)
    if not by_day:
        made.troubles.append(Trouble(key, NOT_RECEIVED))
        return
    on = frozenset(by_day)
    made.stops.append(Stop(key, place, minutes, value, appointment=hour, on=on, hours=by_day))


def _hours(hours: Any, may: Sequence[str]) -> dict[str, Hours]:
    """Windows and closed times of those of these days on which somebody is received."""
    found: dict[str, Hours] = {}
    for key in may:
        opened, closed, is_received = day_settings.windows(hours, owner_of(key)[1])
        if is_received:
            found[key] = opened, closed
    return found


class Values:
    """What a visit is worth for the route: the potential a year, in the currency that most of these customers have;
    one whose potential is not known there counts as the middle of those that are."""

    def __init__(self, rows: Sequence[Any]) -> None:
        counted = Counter(row.potential_currency for row in rows if row.potential)
        self.currency = min(counted, key=lambda code: (-counted[code], code), default="")
        known = [float(row.potential) for row in rows if self._is_known(row)]
        self.usual = median(known) if known else 1.0
        self.unknown = sum(not self._is_known(row) for row in rows)

    def _is_known(self, row: Any) -> bool:
        return bool(row.potential) and row.potential_currency == self.currency

    def of(self, row: Any) -> float:
        return float(row.potential) if self._is_known(row) else self.usual


def _begin_now(made: Sheet, actor: Actor) -> None:
    """What is left of today: from now and from the last visit on; what was made stays made.

    Lunch counts as had once it could not begin any more. Before the day begins nothing changes.
    """
    local = timezone.localtime()
    now = float(minute(local.time()))
    for number, day in enumerate(made.days):
        person, date_ = owner_of(day.key)
        if date_ != local.date():
            continue
        done = made.done[day.key] = _made(actor, person, date_)
        if now <= day.begin and not done:
            continue
        under_way = [visit for visit in done if visit.state == VisitState.UNDER_WAY]
        gone = {f"v{visit.pk}" for visit in under_way}
        made.stops = [stop for stop in made.stops if stop.key not in gone]
        begin = max(now, day.begin) + sum(visit.minutes for visit in under_way)
        had = day.lunch is None or begin > day.lunch.end - day.lunch.minutes
        left = day.from_now(begin, _last_place(done) or day.start, lunch_had=had)
        made.days[number] = replace(left, until=max(begin, day.until))


def _made(actor: Actor, person: int, day: date) -> list[Visit]:
    rows = Visit.objects.visible_to(actor).filter(
        owner_id=person, day=day, state__in=(VisitState.DONE, VisitState.UNDER_WAY)
    )
    found = list(rows.naming("customer", "owner"))
    return sorted(found, key=lambda visit: (visit.arrived_at or visit.created_at, visit.pk))


def _last_place(done: Sequence[Visit]) -> Place | None:
    for visit in reversed(done):
        row = visit.customer
        if row.longitude is not None and row.latitude is not None:
            return Place(f"v{visit.pk}", float(row.longitude), float(row.latitude))
    return None


def _without_faulty(made: Sheet) -> Sheet:
    """Take out who cannot be placed or never receives, one fault after another."""
    while True:
        try:
            board(made.stops, made.days, made.travel)
        except RouteFault as fault:
            wrong = set(fault.stops) & made.keys
            if fault.code not in TAKEN_OUT or not wrong:
                raise
            made.troubles += [Trouble(key, fault.code) for key in sorted(wrong)]
            made.stops = [stop for stop in made.stops if stop.key not in wrong]
        else:
            return made


def without(made: Sheet, given_up: Mapping[str, str]) -> Sheet:
    """The same without the appointments that cannot be kept; each is named with its reason."""
    made.troubles += [Trouble(key, code) for key, code in given_up.items() if key in made.keys]
    made.stops = [stop for stop in made.stops if stop.key not in given_up]
    return made


def table(made: Sheet) -> Board:
    return board(made.stops, made.days, made.travel)


def current(made: Sheet) -> dict[str, list[str]]:
    """The order in which the visits stand in the plan now, by day; customers without a visit are not in it."""
    orders: dict[str, list[str]] = {day.key: [] for day in made.days}
    here = made.keys
    for key, visit in sorted(made.visits.items(), key=lambda pair: in_order(pair[1])):
        at = day_key(visit.owner_id, visit.day)
        if key in here and at in orders:
            orders[at].append(key)
    return orders
