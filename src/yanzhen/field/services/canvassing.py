"""Areas worked from door to door: drawn, cut into blocks, worked, skipped, finished."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.field.calc.canvassing import cells
from yanzhen.field.calc.canvassing.outline import MOST_CORNERS, BadOutline, Outline, Point, checked
from yanzhen.field.enums.canvassing import AreaState, BlockState
from yanzhen.field.models import CanvassArea, CanvassBlock
from yanzhen.field.permissions.canvassing import WALK
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import Actor


@writes.write("field.add_canvassarea")
def create(*, actor: Actor, **values: Any) -> CanvassArea:
    """Draw an area; it is cut into blocks at once. Without an owner it is the actor's."""
    owner = values.get("owner") or employees.by_key(actor.employee_id)
    if owner is None:
        raise RuleBroken(_("Say who works this area."), field="owner", code="owner")
    around = _outline(values.get("corners", []))
    found = _cut(around, values.get("cell_size") or 200)
    values |= {"owner": owner, "unit": employees.unit_of(owner), "corners": _stored(around)}
    row = writes.create(CanvassArea, actor=actor, **values)
    _lay(row, found)
    return row


@writes.write("field.change_canvassarea")
def change(instance: CanvassArea, *, actor: Actor, version: int | None = None, **values: Any) -> CanvassArea:
    """Change an area. Its outline and the size of its blocks stay once it is being worked."""
    row = writes.locked(instance, version)
    around = _outline(values.get("corners", row.corners))
    size = values.get("cell_size") or row.cell_size
    is_new = _stored(around) != row.corners or size != row.cell_size
    if is_new and _is_begun(row):
        raise RuleBroken(
            _("This area is being worked: its outline and its blocks stay. Draw a new area for new ground."),
            field="corners", code="begun",
        )  # fmt: skip
    found = _cut(around, size) if is_new else []
    values |= {"corners": _stored(around), "cell_size": size}
    if values.get("owner") is None:
        values.pop("owner", None)
    elif values["owner"].pk != row.owner_id:
        values["unit"] = employees.unit_of(values["owner"])
    changed = writes.change(row, actor=actor, **values)
    if is_new:
        row.blocks.all().delete()
        _lay(changed, found)
    return changed


@writes.write("field.remove_canvassarea")
def remove(instance: CanvassArea, *, actor: Actor, version: int | None = None) -> None:
    """Remove an area where nobody has called at a door."""
    writes.remove(instance, actor=actor, version=version)


@writes.write("field.change_canvassarea")
def finish(area: CanvassArea, *, actor: Actor) -> CanvassArea:
    """Say that the area is done; what is still open stays so."""
    return writes.change(area, actor=actor, verb="finish_area", state=AreaState.DONE)


@writes.write("field.change_canvassarea")
def reopen(area: CanvassArea, *, actor: Actor) -> CanvassArea:
    """Work an area again."""
    return writes.change(area, actor=actor, verb="reopen_area", state=AreaState.OPEN)


@writes.write(WALK)
def mark(area: CanvassArea, *, actor: Actor, block: CanvassBlock, state: str, reason: str = "") -> CanvassBlock:
    """Say that a block is worked, skipped with a reason, or open again."""
    row = writes.locked(area)
    require_open(row)
    if state not in BlockState.values:
        raise RuleBroken(_("A block is open, worked or skipped."), field="state", code="state")
    reason = reason.strip()[:200] if state == BlockState.SKIPPED else ""
    if state == BlockState.SKIPPED and not reason:
        raise RuleBroken(_("Say why the block is skipped."), field="reason", code="reason")
    held = CanvassBlock.objects.filter(area=row).get(pk=block.pk)
    before, after = {"block": held.name, "state": held.state}, {"block": held.name, "state": state}
    is_open = state == BlockState.OPEN
    held.state, held.reason = state, reason
    held.worked_by_id = None if is_open else actor.employee_id
    held.worked_at = None if is_open else timezone.now()
    held.save(update_fields=["state", "reason", "worked_by", "worked_at"])
    audit.record(actor, "mark_block", row, before=before, after=after, reason=reason)
    return held


def require_open(area: CanvassArea) -> None:
    """Refuse work in an area that is finished."""
    if area.state != AreaState.OPEN:
        raise RuleBroken(_("This area is finished. Open it again to work there."), code="finished")


def _is_begun(area: CanvassArea) -> bool:
    return area.stops.exists() or area.blocks.exclude(state=BlockState.OPEN).exists()


def _lay(area: CanvassArea, found: list[cells.Cell]) -> None:
    CanvassBlock.objects.bulk_create(
        CanvassBlock(
            area=area, name=cell.name, row=cell.row, column=cell.column, south=cell.south, west=cell.west,
            north=cell.north, east=cell.east, share=cell.share,
        )
        for cell in found
    )  # fmt: skip


def _stored(around: Outline) -> list[list[float]]:
    return [[round(corner.latitude, 6), round(corner.longitude, 6)] for corner in around]


def _outline(corners: Any) -> Outline:
    try:
        return checked([Point(float(latitude), float(longitude)) for latitude, longitude in corners])
    except BadOutline as bad:
        raise bad_outline(bad) from bad


def _cut(around: Outline, size: int) -> list[cells.Cell]:
    try:
        return cells.cut(around, size)
    except BadOutline as bad:
        raise bad_outline(bad) from bad


def bad_outline(bad: BadOutline) -> RuleBroken:
    """What is wrong with an outline, in words."""
    words = {
        "number": _("Line {line}: a corner is two numbers, latitude and longitude, such as 31.2304, 121.4737."),
        "swapped": _("Latitude comes first: these look swapped, such as 121.4737, 31.2304."),
        "earth": _("A corner lies from -85 to 85 in latitude and from -180 to 180 in longitude."),
        "few": _("An area has three corners at least."),
        "many": _("An area has {most} corners at most."),
        "large": _("The area is longer than 50 km. Draw a smaller one."),
        "crossed": _("The outline crosses itself. Give the corners in the order one walks around."),
        "flat": _("There is no ground inside this outline."),
        "cells": _("That makes more than {cells} blocks. Draw a smaller area or larger blocks."),
    }[bad.code]
    field = "cell_size" if bad.code == "cells" else "corners"
    message = words.format(line=bad.line, most=MOST_CORNERS, cells=cells.MOST_CELLS)
    return RuleBroken(message, field=field, code=bad.code)
