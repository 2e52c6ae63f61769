"""Doors called at: written down on the spot; prospects become leads with what was typed at the door."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.crm.enums.leads import LeadSource
from yanzhen.crm.services import leads
from yanzhen.field.calc.canvassing.outline import Point
from yanzhen.field.enums.canvassing import StopResult
from yanzhen.field.models import CanvassArea, CanvassBlock, CanvassStop
from yanzhen.field.permissions.canvassing import WALK
from yanzhen.field.queries import canvassing as rows
from yanzhen.field.services.canvassing import require_open
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

AHEAD, EARLIEST = timedelta(minutes=10), timedelta(days=31)


def call(area: CanvassArea, *, actor: Actor, client_key: UUID | None = None, **values: Any) -> CanvassStop:
    """Write down a door; one that the phone sends twice is one."""
    if (sent := _sent(area, client_key)) is not None:
        actor.require(WALK)
        return sent
    try:
        with transaction.atomic():
            return _call(area, actor=actor, client_key=client_key, **values)
    except IntegrityError:
        if (sent := _sent(area, client_key)) is None:
            raise
        return sent


def _sent(area: CanvassArea, key: UUID | None) -> CanvassStop | None:
    return None if key is None else CanvassStop.objects.filter(area=area, client_key=key).first()


@writes.write(WALK)
def _call(
    area: CanvassArea, *, actor: Actor, result: str, block: CanvassBlock | None = None, called_at: Any = None,
    **values: Any,
) -> CanvassStop:  # fmt: skip
    row = writes.locked(area)
    require_open(row)
    at = called_at or timezone.now()
    _check(result, at, values)
    here = _place(values)
    values["block"] = block or (rows.holding(row, here) if here else None)
    lead = _lead(row, values, actor) if result == StopResult.PROSPECT else None
    person = employees.by_key(actor.employee_id)
    return writes.create(
        CanvassStop, actor=actor, area=row, result=result, called_at=at, lead=lead, employee=person, **values
    )


@writes.write("field.remove_canvassstop")
def take_back(stop: CanvassStop, *, actor: Actor) -> None:
    """Take back a door that was written down by mistake, on the same day; one that made a lead stays."""
    row = writes.locked(stop)
    if row.lead_id is not None:
        raise RuleBroken(_("This door made a lead. Close the lead instead."), code="lead")
    if row.employee_id != actor.employee_id or row.called_at < timezone.now() - timedelta(days=1):
        raise RuleBroken(_("Only who called at a door takes it back, within a day."), code="late")
    writes.remove(row, actor=actor)


def _check(result: str, at: Any, values: dict[str, Any]) -> None:
    if result not in StopResult.values:
        raise RuleBroken(_("Say what came of it."), field="result", code="result")
    now = timezone.now()
    if at > now + AHEAD:
        raise RuleBroken(
            _("This door lies in the future; set the clock of the phone right."), field="called_at", code="ahead"
        )
    if at < now - EARLIEST:
        raise RuleBroken(_("This door was longer ago than a month."), field="called_at", code="old")
    if result == StopResult.PROSPECT and not (values.get("name") or "").strip():
        raise RuleBroken(
            _("A prospect needs the name at the door: it becomes the name of the lead."), field="name", code="name"
        )
    latitude, longitude = values.get("latitude"), values.get("longitude")
    if (latitude is None) != (longitude is None):
        raise RuleBroken(_("A place has a latitude and a longitude."), field="latitude", code="place")
    if latitude is not None and abs(latitude) > 90 and longitude is not None and abs(longitude) <= 90:
        raise RuleBroken(_("Latitude and longitude look swapped."), field="latitude", code="swapped")


def _place(values: dict[str, Any]) -> Point | None:
    latitude, longitude = values.get("latitude"), values.get("longitude")
    return None if latitude is None or longitude is None else Point(float(latitude), float(longitude))


def _lead(area: CanvassArea, values: dict[str, Any], actor: Actor) -> Any:
    """The lead of a prospect, with everything that was typed at the door."""
    owner = employees.by_key(actor.employee_id) or area.owner
    return leads.create(
        actor=actor, company=values["name"].strip(), person=values.get("person", ""), phone=values.get("phone", ""),
        city=area.city, note=values.get("remark", ""), source=LeadSource.CANVASSING, campaign=area.name, owner=owner,
    )  # fmt: skip
