"""Reads of areas worked from door to door: their blocks and doors, how far they are, and what is nearest."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone

from yanzhen.crm.queries import customers
from yanzhen.field.calc.canvassing import cells, coverage
from yanzhen.field.calc.canvassing.outline import Outline, Point, holds
from yanzhen.field.enums.canvassing import BlockState
from yanzhen.field.models import CanvassArea, CanvassBlock, CanvassStop
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet

KNOWN_SHOWN, STOPS_SHOWN = 300, 1_000


def areas(actor: Actor) -> ScopedQuerySet[CanvassArea]:
    """Areas that `actor` may see, with how many blocks they have and how many were worked."""
    rows = CanvassArea.objects.visible_to(actor).naming("owner", "unit").order_by("-pk")
    return rows.annotate(  # type: ignore[return-value]
        block_count=_count(CanvassBlock.objects.all()),
        worked_count=_count(CanvassBlock.objects.filter(state=BlockState.WORKED)),
        door_count=_count(CanvassStop.objects.all()),
    )


def _count(rows: models.QuerySet[Any]) -> Any:
    """How many of these rows belong to the area in hand; a subquery, so that nothing is counted twice."""
    found = rows.filter(area_id=models.OuterRef("pk")).order_by().values("area_id").annotate(n=models.Count("pk"))
    return Coalesce(
        models.Subquery(found.values("n"), output_field=models.IntegerField()), 0, output_field=models.IntegerField()
    )


def share(area: Any) -> str:
    """Blocks worked of all, for a list."""
    return f"{area.worked_count} / {area.block_count}"


def stops(actor: Actor) -> ScopedQuerySet[CanvassStop]:
    """Doors called at that `actor` may see."""
    return (
        CanvassStop.objects.visible_to(actor)
        .naming("area", "block", "employee", "lead")
        .order_by("-called_at", "-pk")
    )  # fmt: skip


def outline(area: CanvassArea) -> Outline:
    """The corners of an area."""
    return tuple(Point(float(latitude), float(longitude)) for latitude, longitude in area.corners)


def blocks(area: CanvassArea) -> list[CanvassBlock]:
    """The blocks of an area that was already shown, from south-west to north-east."""
    return list(area.blocks.select_related("worked_by").order_by("row", "column"))


def cell(block: CanvassBlock) -> cells.Cell:
    """A block for the calculation."""
    return cells.Cell(block.row, block.column, block.south, block.west, block.north, block.east, block.share)


def nearest_open(area: CanvassArea, here: Point | None, among: Sequence[CanvassBlock] | None = None) -> Any:
    """The open block that is nearest; without a place the one nearest to the last door, or the first."""
    found = [b for b in (blocks(area) if among is None else among) if b.state == BlockState.OPEN]
    here = here or _last_place(area)
    if not found or here is None:
        return found[0] if found else None
    by_place = {(b.row, b.column): b for b in found}
    nearest = cells.nearest([cell(b) for b in found], here)
    return None if nearest is None else by_place[nearest.row, nearest.column]


def _last_place(area: CanvassArea) -> Point | None:
    last = area.stops.filter(latitude__isnull=False).order_by("-called_at", "-pk").first()
    if last is None or last.latitude is None or last.longitude is None:
        return None
    return Point(float(last.latitude), float(last.longitude))


def holding(area: CanvassArea, here: Point) -> CanvassBlock | None:
    """The block a place lies in."""
    return area.blocks.filter(
        south__lte=here.latitude, north__gt=here.latitude, west__lte=here.longitude, east__gt=here.longitude
    ).first()


def covered(area: CanvassArea, among: Sequence[CanvassBlock] | None = None) -> coverage.Coverage:
    """How far an area was worked and how well."""
    found = blocks(area) if among is None else among
    doors = [
        coverage.Door(person or 0, at, result)
        for person, at, result in area.stops.order_by("called_at").values_list("employee_id", "called_at", "result")
    ]
    return coverage.of([b.state for b in found], doors)


def people(area: CanvassArea) -> list[dict[str, Any]]:
    """Doors, prospects and pace of each person in an area, most doors first."""
    names: dict[int, str] = {}
    doors: dict[int, list[coverage.Door]] = {}
    for row in area.stops.select_related("employee").order_by("called_at"):
        key = row.employee_id or 0
        names[key] = str(row.employee or "")
        doors.setdefault(key, []).append(coverage.Door(key, row.called_at, row.result))
    found = [{"name": names[key], "coverage": coverage.of([], rows)} for key, rows in doors.items()]
    return sorted(found, key=lambda one: -one["coverage"].pace.doors)  # type: ignore[attr-defined]


def known(area: CanvassArea, actor: Actor) -> list[Any]:
    """Customers in an area whose place is known and who are in reach, at most 300."""
    if not area.corners or not actor.can("crm.view_customer"):
        return []
    around = outline(area)
    south, north = min(p.latitude for p in around), max(p.latitude for p in around)
    west, east = min(p.longitude for p in around), max(p.longitude for p in around)
    rows = customers.visible(actor).filter(
        latitude__gte=_six(south), latitude__lte=_six(north), longitude__gte=_six(west), longitude__lte=_six(east)
    )
    return [
        row for row in rows.order_by("pk")[: KNOWN_SHOWN * 2]
        if row.latitude is not None and row.longitude is not None
        and holds(around, Point(float(row.latitude), float(row.longitude)))
    ][:KNOWN_SHOWN]  # fmt: skip


def _six(degrees: float) -> Decimal:
    return Decimal(f"{degrees:.6f}")


def places(area: CanvassArea) -> list[CanvassStop]:
    """The latest doors of an area whose place is known, for the map."""
    rows = area.stops.filter(latitude__isnull=False).select_related("block", "employee", "lead")
    return list(rows.order_by("-called_at", "-pk")[:STOPS_SHOWN])


def today(area: CanvassArea, actor: Actor) -> list[CanvassStop]:
    """The doors somebody called at today in an area, the latest first."""
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    rows = area.stops.filter(
        employee_id=actor.employee_id or 0, called_at__gte=since, called_at__lt=since + timedelta(days=1)
    )
    return list(rows.select_related("block", "lead").order_by("-called_at", "-pk"))


def placed(actor: Actor) -> list[Any]:
    """The latest customers in reach whose place is known, at most 300."""
    if not actor.can("crm.view_customer"):
        return []
    return list(customers.visible(actor).filter(latitude__isnull=False).order_by("-pk")[:KNOWN_SHOWN])


def middle(actor: Actor) -> list[float]:
    """Where the map of a new area begins: at the last customer in reach whose place is known, else in Shanghai."""
    row = None
    if actor.can("crm.view_customer"):
        row = customers.visible(actor).filter(latitude__isnull=False).order_by("-pk").first()
    if row is None or row.latitude is None or row.longitude is None:
        return [31.2304, 121.4737]
    return [float(row.latitude), float(row.longitude)]
