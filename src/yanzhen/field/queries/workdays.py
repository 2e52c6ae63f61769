"""The day report and the week: planned against done, by person and day, for page, file and API alike."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from yanzhen.field.calc.workday import results, shares, ways
from yanzhen.field.calc.workday.results import Tally, Visited
from yanzhen.field.calc.workday.shares import Minutes, Speed, Stay
from yanzhen.field.models import DayReport, DaySetting, Visit
from yanzhen.field.queries import day_settings, workday
from yanzhen.organization.queries import employees
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet

VIEW = "field.view_dayreport"
GOES_OUT = timedelta(days=60)
"""Who made or planned a visit within so many days counts as somebody in the field."""
OF_EVERYBODY = frozenset({"orders", "leads", "deals"})
"""Kinds of work that everybody does; others are shown only where somebody did any."""
TENTH = Decimal("0.1")


@dataclass
class Figures:
    """What one or several days came to."""

    tally: Tally = field(default_factory=Tally)
    minutes: Minutes = field(default_factory=Minutes)
    actual_km: Decimal = Decimal(0)
    best_km: Decimal = Decimal(0)
    days_out: int = 0
    """Days with a visit done, one for each person."""
    counts: dict[str, int] = field(default_factory=dict)
    money: dict[str, dict[str, Decimal]] = field(default_factory=dict)

    @property
    def efficiency(self) -> Decimal | None:
        """The shortest ways ÷ the ways gone, in percent, of those days on which there was a choice."""
        if not self.actual_km:
            return None
        return (100 * self.best_km / self.actual_km).quantize(TENTH, ROUND_HALF_UP)

    @property
    def a_day(self) -> Decimal | None:
        """Visits done for each day out."""
        return results.a_day(self.tally.done, self.days_out)

    def add(self, other: "Figures") -> None:
        """Take the figures of another day in."""
        self.tally, self.minutes = self.tally + other.tally, self.minutes + other.minutes
        self.actual_km, self.best_km = self.actual_km + other.actual_km, self.best_km + other.best_km
        self.days_out += other.days_out
        for name, count in other.counts.items():
            self.counts[name] = self.counts.get(name, 0) + count
        for name, sums in other.money.items():
            mine = self.money.setdefault(name, {})
            for currency, amount in sums.items():
                mine[currency] = mine.get(currency, Decimal(0)) + amount


Key = tuple[int, date]


@dataclass(frozen=True)
class Report:
    """The figures of each person and day of a period; days without anything are not there."""

    people: Sequence[Any]
    first: date
    last: date
    by_day: Mapping[Key, Figures]
    sources: Sequence[workday.Source]
    written: Mapping[Key, DayReport]

    def of(self, person: int | None = None, day: date | None = None) -> Figures:
        """The sum over one person, one day, or all."""
        found = Figures()
        for (who, when), figures in self.by_day.items():
            if person in {None, who} and day in {None, when}:
                found.add(figures)
        return found

    @cached_property
    def told(self) -> list[workday.Source]:
        """The kinds of work to be shown: those of everybody, and those of which there was any."""
        met = {name for figures in self.by_day.values() for name, count in figures.counts.items() if count}
        return [source for source in self.sources if source.name in OF_EVERYBODY or source.name in met]

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


def reports(actor: Actor) -> ScopedQuerySet[DayReport]:
    """What people wrote to their days, the latest first."""
    return DayReport.objects.visible_to(actor).naming("person", "unit").order_by("-day", "-pk")


def reachable(actor: Actor) -> QuerySet[Any]:
    """The people whose days `actor` may see."""
    reach, rows = actor.reach(VIEW), employees.visible(actor)
    if reach.everything:
        return rows
    return rows.filter(Q(pk__in=reach.employee_ids) | Q(unit__in=reach.unit_ids))


def in_the_field(actor: Actor, day: date, unit: int | None = None) -> list[Any]:
    """Those of them who visit customers around this day."""
    near = Visit.objects.filter(day__range=(day - GOES_OUT, day + GOES_OUT)).order_by()
    rows = reachable(actor).filter(pk__in=near.values("owner"))
    rows = rows.filter(Q(left_on__isnull=True) | Q(left_on__gte=day))
    return list(rows if unit is None else rows.filter(unit__path__contains=f"/{unit}/"))


def report(actor: Actor, people: Sequence[Any], first: date, last: date) -> Report:
    """The days of these people, who are in reach already."""
    keys = [person.pk for person in people]
    by_day: dict[Key, Figures] = defaultdict(Figures)
    written = _written(actor, keys, first, last)
    _add_visits(by_day, actor, keys, first, last, written)
    found = workday.sources(actor)
    for source in found:
        for row in source.read(actor, keys, first, last):
            figures = by_day[row.person, row.day]
            figures.counts[source.name] = figures.counts.get(source.name, 0) + 1
            if row.amount is not None:
                sums = figures.money.setdefault(source.name, {})
                sums[row.currency] = sums.get(row.currency, Decimal(0)) + row.amount
    return Report(people, first, last, dict(by_day), found, written)


def _written(actor: Actor, keys: Collection[int], first: date, last: date) -> dict[Key, DayReport]:
    rows = DayReport.objects.visible_to(actor).filter(person__in=keys, day__range=(first, last))
    return {(row.person_id, row.day): row for row in rows}


def _add_visits(
    by_day: dict[Key, Figures], actor: Actor, keys: list[int], first: date, last: date, written: Mapping[Key, DayReport]
) -> None:
    rows: dict[Key, list[Visit]] = defaultdict(list)
    found = Visit.objects.visible_to(actor).filter(owner__in=keys, day__range=(first, last))
    for row in found.select_related("customer").order_by("arrived_at", "pk"):
        rows[row.owner_id, row.day].append(row)
    settings = day_settings.of_all(keys)
    for key in rows.keys() | written.keys():
        setting = settings[key[0]]
        by_day[key].add(_of_visits(rows.get(key, []), _entered(written.get(key)), setting))


def _entered(row: DayReport | None) -> Minutes:
    return Minutes() if row is None else Minutes(row.selling, row.travel, row.waiting, row.administration)


def _of_visits(visits: Sequence[Visit], entered: Minutes, setting: DaySetting) -> Figures:
    speed = Speed(float(setting.speed), float(setting.detour))
    done = [row for row in visits if row.state == "done"]
    came = [row for row in done if row.arrived_at is not None]
    places = [place for row in came if (place := place_of(row)) is not None]
    way = ways.gone(places, home=_home(setting), returns=setting.way_home_counts)
    return Figures(
        tally=results.tally(Visited(row.state, row.result) for row in visits),
        minutes=shares.spent([_stay(row) for row in came], entered, speed),
        actual_km=way.actual_km if way else Decimal(0),
        best_km=way.best_km if way else Decimal(0),
        days_out=int(bool(done)),
    )


def _home(setting: DaySetting) -> tuple[float, float] | None:
    """Where the person sets out from, where that is known."""
    if setting.home_latitude is None or setting.home_longitude is None:
        return None
    return float(setting.home_latitude), float(setting.home_longitude)


def place_of(row: Visit) -> tuple[float, float] | None:
    """Where a visit was: the place of the check-in, otherwise that of the customer."""
    for place in (row, row.customer):
        if place.latitude is not None and place.longitude is not None:
            return float(place.latitude), float(place.longitude)
    return None


def _stay(row: Visit) -> Stay:
    assert row.arrived_at is not None
    place = place_of(row)
    due = None
    if row.is_fixed and row.starts_at is not None:
        due = timezone.make_aware(datetime.combine(row.day, row.starts_at))
    return Stay(row.arrived_at, row.left_at, due, *(place or (None, None)))


def monday(day: date) -> date:
    """The first day of the week."""
    return day - timedelta(days=day.weekday())
