"""Being there: arrival and departure, with place and time. The distance is shown and nobody is policed by it."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.field.enums.visits import VisitState
from yanzhen.field.models import Visit
from yanzhen.field.services import visit_rules as rules
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

CHANGE = "field.change_visit"


@writes.write(CHANGE)
def check_in(
    visit: Visit,
    *,
    actor: Actor,
    at: datetime | None = None,
    latitude: Any = None,
    longitude: Any = None,
    accuracy_m: int | None = None,
    version: int | None = None,
) -> Visit:
    """Note the arrival once; told again it stays as it is. `at` is the moment by the phone, which may be long ago.

    The visit counts on the day it was made, whatever day it was planned for.
    """
    row = writes.locked(visit)
    if row.arrived_at is not None and row.state in {VisitState.UNDER_WAY, VisitState.DONE}:
        return row
    row = writes.locked(visit, version)
    rules.must_become(row, VisitState.UNDER_WAY)
    north, east = rules.place(latitude, longitude)
    arrived, now = rules.moment(row, at)
    return writes.change(
        row,
        actor=actor,
        verb="check_in",
        state=VisitState.UNDER_WAY,
        why="",
        day=timezone.localdate(arrived),
        arrived_at=arrived,
        stated_at=at,
        received_at=now,
        latitude=north,
        longitude=east,
        accuracy_m=accuracy_m if north is not None else None,
        distance_m=rules.distance(row, north, east),
    )


@writes.write(CHANGE)
def check_out(visit: Visit, *, actor: Actor, at: datetime | None = None, version: int | None = None) -> Visit:
    """Note the departure once."""
    row = writes.locked(visit)
    if row.left_at is not None:
        return row
    row = writes.locked(visit, version)
    if row.arrived_at is None:
        raise RuleBroken(_("Check in first."), code="arrival")
    left, _now = rules.moment(row, at)
    return writes.change(row, actor=actor, verb="check_out", left_at=max(left, row.arrived_at))
