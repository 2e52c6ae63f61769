"""Being there: arrival and departure, with place and time. The distance is shown and nobody is policed by it.

Nobody is in two places: who arrives somewhere has left where they were. The visit they left still waits for its report.
"""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.field.enums.visits import VisitState
from yanzhen.field.models import Visit
from yanzhen.field.queries import visits
from yanzhen.field.services import visit_rules as rules
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
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
    is_anew: bool = False,
    version: int | None = None,
) -> Visit:
    """Note the arrival once; told again it stays as it is, unless `is_anew`: somebody looked at both and this one
    holds. `at` is the moment by the phone, which may be long ago.

    The visit counts on the day it was made, whatever day it was planned for. Another visit on which the same person
    still was is left at this moment.
    """
    employees.locked(visit.owner_id)
    row = writes.locked(visit)
    was_there = row.arrived_at is not None and row.state in {VisitState.UNDER_WAY, VisitState.DONE}
    if was_there and not is_anew:
        return row
    row = writes.locked(visit, version)
    if not was_there:
        rules.must_become(row, VisitState.UNDER_WAY)
    north, east = rules.place(latitude, longitude)
    arrived, now = rules.moment(row, at)
    _leave_others(row, arrived, actor)
    values: dict[str, Any] = {
        "arrived_at": arrived, "stated_at": at, "received_at": now, "latitude": north, "longitude": east,
        "day": timezone.localdate(arrived), "accuracy_m": accuracy_m if north is not None else None,
        "distance_m": rules.distance(row, north, east),
    }  # fmt: skip
    if not was_there:
        values |= {"state": VisitState.UNDER_WAY, "why": ""}
    elif row.left_at is not None:
        values["left_at"] = max(row.left_at, arrived)
    return writes.change(row, actor=actor, verb="check_in", **values)


def _leave_others(row: Visit, at: datetime, actor: Actor) -> None:
    """Note the departure from every visit of this person that is still under way, had they arrived there before."""
    others = visits.still_there(row.owner_id, row.pk).filter(arrived_at__lt=at)
    for other in others.order_by("pk"):
        writes.change(writes.locked(other), actor=actor, verb="check_out", left_at=at)


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
