"""Routes: worked out (nothing is written), taken over into the plan, and stops left out on the way."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.crm.queries import customers
from yanzhen.field.calc.routes import answer, changes
from yanzhen.field.calc.routes.answer import Plan
from yanzhen.field.calc.routes.changes import Change
from yanzhen.field.calc.routes.possible import Possible, possible
from yanzhen.field.calc.routes.timetable import laid_out as laid_out_day
from yanzhen.field.enums.visits import VisitState
from yanzhen.field.models import Visit
from yanzhen.field.queries import day_settings, route_sheets
from yanzhen.field.queries.route_sheets import Sheet, day_key
from yanzhen.field.services import visits
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

PLAN = "field.plan_visits"
AT_ONCE = 14
"""Stops up to which one day is worked out while the reader waits; it takes at most 0.3 s."""
SECONDS = 15.0
MOST_PEOPLE, MOST_DAYS = 12, 7
Orders = Mapping[str, Sequence[str]]
_KEY = re.compile(r"[vc]\d{1,18}")


def best(sheet: Sheet, *, seconds: float = SECONDS) -> Plan:
    """The best routes. Raises the faults of the calculation."""
    return answer.plan(sheet.stops, sheet.days, sheet.travel, seconds=seconds)


def best_possible(sheet: Sheet, *, seconds: float | None = None) -> Possible:
    """The best routes of what can be visited, with the appointments that cannot be kept named beside them."""
    return possible(sheet.stops, sheet.days, sheet.travel, seconds=SECONDS if seconds is None else seconds)


def laid_out(sheet: Sheet, orders: Orders) -> Plan:
    """These orders as they would go, with what they break and what it costs to add who is left out."""
    board = route_sheets.table(sheet)
    unknown = [key for keys in orders.values() for key in keys if key not in board.places]
    if unknown or set(orders) - {day.key for day in sheet.days}:
        raise RuleBroken(_("The day has changed meanwhile; load it anew."), field="order", code="changed")
    numbers = {day.key: number for number, day in enumerate(sheet.days)}
    days = [laid_out_day(board, numbers[day.key], list(orders.get(day.key, ()))) for day in sheet.days]
    return answer.planned(board, days)


def price(now: Plan, orders: Orders) -> Change:
    """What other orders would cost against `now`."""
    return changes.priced(now, {key: list(keys) for key, keys in orders.items()})


# -- Taken over ------------------------------------------------------------------------------------------------------


@writes.write(PLAN)
def accept(*, actor: Actor, orders: Orders, is_shared: bool = False) -> int:
    """Give visits the places and hours of these orders, and plan visits to customers who had none; how many in all.

    Visits of these days that are in no order keep their day and have no hour. Orders that name somebody who is no
    longer there are refused as a whole: nothing is half taken over.
    """
    _require_once(orders)
    days = {key: route_sheets.owner_of(key) for key in orders}
    people, dates = sorted({person for person, _day in days.values()}), sorted({day for _p, day in days.values()})
    if len(people) > MOST_PEOPLE or len(dates) > MOST_DAYS:
        raise RuleBroken(_("That are too many days at once."), field="days", code="too_many")
    for person in people:
        employees.locked(person)
    further = [int(key[1:]) for keys in orders.values() for key in keys if key.startswith("c")]
    sheet = route_sheets.sheet(actor, people, dates, further, is_shared=is_shared)
    _leave_appointments(sheet, orders)
    plan = laid_out(sheet, orders)
    _require_within_a_day(plan)
    written = sum(_take_over(actor, sheet, plan, key) for key in orders)
    return written + _unplace(actor, sheet, orders)


def _require_once(orders: Orders) -> None:
    every = [key for keys in orders.values() for key in keys]
    if not all(_KEY.fullmatch(key) for key in every):
        raise RuleBroken(_("The day has changed meanwhile; load it anew."), field="order", code="changed")
    if len(set(every)) != len(every):
        raise RuleBroken(_("A visit stands in the order twice."), field="order", code="twice")


def _leave_appointments(sheet: Sheet, orders: Orders) -> None:
    """An appointment that no order names keeps its hour; it need not fit the others."""
    named = {key for keys in orders.values() for key in keys}
    sheet.stops = [stop for stop in sheet.stops if stop.key in named or stop.appointment is None]


def _require_within_a_day(plan: Plan) -> None:
    if any(day.entries and day.entries[-1].end >= 24 * 60 for day in plan.days):
        raise RuleBroken(_("This order goes beyond midnight."), field="order", code="midnight")


def _take_over(actor: Actor, sheet: Sheet, plan: Plan, key: str) -> int:
    person, day = route_sheets.owner_of(key)
    written = 0
    first = 1 + len(sheet.done.get(key, ()))
    for place, entry in enumerate(plan.day(key).entries, start=first):
        hour = moment(entry.begin)
        visit = sheet.visits.get(entry.key)
        if visit is None:
            _planned(actor, sheet, entry.key, person, day, hour, place)
        elif not _stands(visit, person, day, hour, place):
            _moved(actor, sheet, visit, person, day, hour, place)
        else:
            continue
        written += 1
    return written


def _stands(visit: Visit, person: int, day: date, hour: time, place: int) -> bool:
    hour_stands = visit.is_fixed or visit.starts_at == hour
    return hour_stands and (visit.owner_id, visit.day, visit.sequence) == (person, day, place)


def _moved(actor: Actor, sheet: Sheet, visit: Visit, person: int, day: date, hour: time, place: int) -> None:
    if visit.owner_id != person:
        visits.change(visit, actor=actor, owner=sheet.people[person])
    if visit.state == VisitState.PLANNED:
        starts = visit.starts_at if visit.is_fixed else hour
        visits.reschedule(visit, day, actor=actor, starts_at=starts, sequence=place)


def _planned(actor: Actor, sheet: Sheet, key: str, person: int, day: date, hour: time, place: int) -> None:
    stop = next(stop for stop in sheet.stops if stop.key == key)
    visits.create(
        actor=actor, customer=sheet.customers[key], owner=sheet.people[person], day=day, starts_at=hour,
        minutes=math.ceil(stop.minutes), sequence=place,
    )  # fmt: skip


def _unplace(actor: Actor, sheet: Sheet, orders: Orders) -> int:
    """Visits of these days that no order names lose the hour of an earlier route; appointments keep theirs."""
    named = {key for keys in orders.values() for key in keys}
    written = 0
    for key, visit in sheet.visits.items():
        its = day_key(visit.owner_id, visit.day)
        loose = visit.state == VisitState.PLANNED and not visit.is_fixed and (visit.sequence or visit.starts_at)
        if key not in named and its in orders and loose:
            visits.reschedule(visit, visit.day, actor=actor)
            written += 1
    return written


def moment(minutes: float) -> time:
    """A time of day, rounded up to whole minutes."""
    whole = min(math.ceil(minutes - 1e-9), 24 * 60 - 1)
    return time(whole // 60, whole % 60)


# -- Planned by hand -----------------------------------------------------------------------------------------------


@writes.write(PLAN)
def plan_on(
    *, actor: Actor, customer_ids: Sequence[int], days: Sequence[date], owner_id: int | None = None
) -> list[Visit]:
    """Plan a visit to each of these customers, spread over the days in their order, the emptiest day first.

    Each visit belongs to `owner_id`, else to the owner of the customer where the actor plans for others, else to the
    actor. A customer who is planned on one of these days already gets no second visit.
    """
    if not days:
        raise RuleBroken(_("Choose a day."), field="days", code="required")
    require_to_come(min(days), "days")
    rows = {row.pk: row for row in customers.visible(actor).filter(pk__in=set(customer_ids))}
    if missing := [key for key in customer_ids if key not in rows]:
        told = _("{n} of the customers cannot be found.")
        raise RuleBroken(told.format(n=len(missing)), field="customers", code="unknown")
    owner = employees.by_key(owner_id) if owner_id is not None else None
    made: list[Visit] = []
    for key in dict.fromkeys(customer_ids):
        its = owner or rows[key].owner or employees.by_key(actor.employee_id)
        if its is None:
            raise RuleBroken(_("Say who makes this visit."), field="owner", code="owner")
        day = _emptiest(its.pk, days)
        if not _is_planned(key, days):
            minutes = usual_minutes(rows[key], its.pk)
            made.append(visits.create(actor=actor, customer=rows[key], owner=its, day=day, minutes=minutes))
    return made


def require_to_come(day: date, field: str) -> None:
    """Refuse to plan for a day that is over."""
    if day < timezone.localdate():
        raise RuleBroken(_("This day is over."), field=field, code="over")


def usual_minutes(customer: Any, person: int) -> int:
    """How long a visit to this customer takes: as agreed there, as its class says, as the person's day says."""
    own = day_settings.receiving_of([customer.pk]).get(customer.pk)
    by_class = day_settings.minutes_by_class().get(customer.grade_class)
    return (own.minutes if own else None) or by_class or day_settings.of(person).visit_minutes


def _emptiest(person: int, days: Sequence[date]) -> date:
    held = Visit.objects.filter(owner_id=person, day__in=days, state=VisitState.PLANNED)
    counts = dict.fromkeys(days, 0)
    for day in held.values_list("day", flat=True):
        counts[day] += 1
    return min(days, key=lambda day: (counts[day], day))


def _is_planned(customer: int, days: Iterable[date]) -> bool:
    return Visit.objects.filter(customer_id=customer, day__in=days, state=VisitState.PLANNED).exists()


@writes.write(PLAN)
def skip(visit: Visit, *, actor: Actor, reason: str = "") -> Visit:
    """Leave a stop out: today it counts as missed, before its day as called off; the customer is due again."""
    end = visits.cancel if visit.day > timezone.localdate() else visits.miss
    return end(visit, actor=actor, reason=reason or _("Skipped on the way"))
