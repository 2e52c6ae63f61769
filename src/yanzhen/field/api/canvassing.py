"""Areas worked from door to door for programs: the map's data, doors, blocks."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema
from pydantic import ConfigDict

from yanzhen.field.calc.canvassing.outline import Point
from yanzhen.field.models import CanvassBlock
from yanzhen.field.nouns.canvassing import AREAS, STOPS
from yanzhen.field.permissions.canvassing import WALK
from yanzhen.field.queries import canvass_words, canvassing
from yanzhen.field.services import canvass_stops
from yanzhen.field.services import canvassing as services
from yanzhen.platform.pages.api import Key, answer, row_of
from yanzhen.platform.pages.doors import actor_of, operations

router = Router(tags=["canvassing"])
operation = operations(router)
VIEW, REMOVE = "field.view_canvassarea", "field.remove_canvassstop"
Latitude = Annotated[float | None, Query(ge=-90, le=90)]
Longitude = Annotated[float | None, Query(ge=-180, le=180)]


class CanvassBlockOut(Schema):
    """A block: its sides in WGS-84 degrees, its state, and why it was skipped."""

    id: int
    name: str
    row: int
    column: int
    south: float
    west: float
    north: float
    east: float
    share: float
    state: str
    reason: str
    worked_at: datetime | None


class CanvassResults(Schema):
    """How often each result came."""

    not_home: int
    no_interest: int
    interested: int
    prospect: int
    customer: int


class CanvassCoverage(Schema):
    """How far an area was worked and how well; shares in percent."""

    blocks: int
    worked: int
    skipped: int
    open: int
    share: str
    settled: str
    doors: int
    doors_an_hour: str | None
    minutes: str
    results: CanvassResults
    prospects_per_100: str | None


class CanvassMap(Schema):
    """An area's outline and blocks, its coverage, and the open block that is nearest to a place."""

    corners: list[list[float]]
    square_km: str
    blocks: list[CanvassBlockOut]
    coverage: CanvassCoverage
    nearest: int | None = Field(description="key of the nearest open block; None when none is open")


class BlockMarkIn(Schema):
    """The state of a block, by its key."""

    model_config = ConfigDict(extra="forbid")
    block: int = Field(ge=0, le=2**63 - 1)
    state: Literal["open", "worked", "skipped"]
    reason: str = Field("", max_length=200)


class DoorIn(Schema):
    """A door called at; with a `client_key` it is kept once, however often it is sent."""

    model_config = ConfigDict(extra="forbid")
    result: Literal["not_home", "no_interest", "interested", "prospect", "customer"]
    block: int | None = Field(None, ge=0, le=2**63 - 1)
    called_at: datetime | None = None
    name: str = Field("", max_length=200)
    person: str = Field("", max_length=120)
    phone: str = Field("", max_length=32)
    remark: str = Field("", max_length=500)
    latitude: float | None = Field(None, ge=-180, le=180)
    longitude: float | None = Field(None, ge=-180, le=180)
    accuracy_m: int | None = Field(None, ge=0, le=1_000_000)
    client_key: UUID | None = None


class DoorOut(Schema):
    """A door as it was kept, and the lead that a prospect became."""

    id: int
    area: int
    block: int | None
    called_at: datetime
    result: str
    name: str
    remark: str
    lead: int | None


def _block(row: CanvassBlock) -> dict[str, object]:
    return {
        "id": row.pk, "name": row.name, "row": row.row, "column": row.column, "south": row.south, "west": row.west,
        "north": row.north, "east": row.east, "share": row.share, "state": row.state, "reason": row.reason,
        "worked_at": row.worked_at.isoformat() if row.worked_at else None,
    }  # fmt: skip


@operation("GET", "/canvass-areas/{int:pk}/map", VIEW, "canvass_map", "Blocks and coverage of an area", CanvassMap)
def area_map(request: HttpRequest, pk: Key, latitude: Latitude = None, longitude: Longitude = None) -> HttpResponse:
    """With a place the nearest open block is the one nearest to it, else to the last door."""
    actor = actor_of(request, VIEW)
    area = row_of(AREAS, actor, pk)
    blocks = canvassing.blocks(area)
    here = None if latitude is None or longitude is None else Point(latitude, longitude)
    nearest = canvassing.nearest_open(area, here, blocks)
    return answer({
        "corners": area.corners,
        "square_km": canvass_words.ground(area).split()[0],
        "blocks": [_block(row) for row in blocks],
        "coverage": canvass_words.told(canvassing.covered(area, blocks)),
        "nearest": None if nearest is None else nearest.pk,
    })  # fmt: skip


@operation(
    "POST", "/canvass-areas/{int:pk}/blocks", WALK, "canvass_mark",
    "Say that a block is open, worked or skipped", CanvassBlockOut,
)  # fmt: skip
def mark(request: HttpRequest, pk: Key, payload: BlockMarkIn) -> HttpResponse:
    actor = actor_of(request, WALK)
    area = row_of(AREAS, actor, pk)
    row = get_object_or_404(CanvassBlock.objects.visible_to(actor), pk=payload.block, area=area)
    return answer(_block(services.mark(area, actor=actor, block=row, state=payload.state, reason=payload.reason)))


@operation(
    "POST", "/canvass-areas/{int:pk}/doors", WALK, "canvassarea_walk",
    "Write down a door; a prospect becomes a lead", DoorOut, 201,
)  # fmt: skip
def door(request: HttpRequest, pk: Key, payload: DoorIn) -> HttpResponse:
    actor = actor_of(request, WALK)
    area = row_of(AREAS, actor, pk)
    values = payload.dict(exclude_none=True)
    for name in ("latitude", "longitude"):
        if name in values:
            values[name] = Decimal(f"{values[name]:.6f}")
    if (key := values.pop("block", None)) is not None:
        values["block"] = get_object_or_404(CanvassBlock.objects.visible_to(actor), pk=key, area=area)
    stop = canvass_stops.call(area, actor=actor, **values)
    return answer({
        "id": stop.pk, "area": stop.area_id, "block": stop.block_id, "called_at": stop.called_at.isoformat(),
        "result": stop.result, "name": stop.name, "remark": stop.remark, "lead": stop.lead_id,
    }, 201)  # fmt: skip


@operation("POST", "/canvass-doors/{int:pk}/take-back", REMOVE, "canvassstop_take_back", "Take back a door", None, 204)
def take_back(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = actor_of(request, REMOVE)
    canvass_stops.take_back(row_of(STOPS, actor, pk), actor=actor)
    return HttpResponse(status=204)
