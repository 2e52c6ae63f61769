"""Areas worked from door to door: the page with the map, and the page one walks with."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yanzhen.field.calc.canvassing.outline import Point
from yanzhen.field.enums.canvassing import BlockState, StopResult
from yanzhen.field.forms import canvassing as forms
from yanzhen.field.models import CanvassArea, CanvassBlock
from yanzhen.field.nouns.canvassing import AREAS, STOPS
from yanzhen.field.permissions.canvassing import WALK
from yanzhen.field.queries import canvass_words, canvassing
from yanzhen.field.services import canvass_stops
from yanzhen.field.services import canvassing as services
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.files import attachments
from yanzhen.platform.pages.records import record_page
from yanzhen.platform.pages.views import actor_of, needs, row_or_404
from yanzhen.platform.trail import reading

ICONS = {
    StopResult.NOT_HOME: "door-off", StopResult.NO_INTEREST: "thumb-down", StopResult.INTERESTED: "thumb-up",
    StopResult.CUSTOMER: "user-check", StopResult.PROSPECT: "star",
}  # fmt: skip
TONES = {BlockState.OPEN: "neutral", BlockState.WORKED: "good", BlockState.SKIPPED: "warning"}


@require_GET
@needs("field.view_canvassarea")
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The area with its map, its blocks beside it, and how far and how well it was worked."""
    actor, row = actor_of(request), row_or_404(AREAS, request, pk)
    reading.opened(request, AREAS, row)
    blocks = canvassing.blocks(row)
    found = canvassing.covered(row, blocks)
    context = {
        "record": record_page(AREAS, row, request, actor),
        "noun": AREAS,
        "row": row,
        "trail": [(AREAS.plural, AREAS.url("list"))],
        "map": canvass_words.drawn(row, blocks, actor),
        "blocks": [_block(b, row) for b in blocks],
        "results": canvass_words.results(found) if found.pace.doors else [],
        "people": canvass_words.people(row),
        "ground": canvass_words.ground(row),
        "may_walk": actor.can(WALK) and row.state == "open",
        "states": [{"code": code, "label": label} for code, label in BlockState.choices],
    }
    return render(request, "field/canvassing/record.html", context)


def _block(block: CanvassBlock, area: CanvassArea) -> dict[str, Any]:
    return {
        "pk": block.pk, "name": block.name, "state": block.state, "label": block.get_state_display(),
        "tone": TONES[BlockState(block.state)], "title": canvass_words.block_title(block), "reason": block.reason,
        "by": str(block.worked_by or ""), "at": block.worked_at,
        "url": reverse("field:canvass_mark", args=[area.pk, block.pk]),
        "walk_url": f"{reverse('field:canvass_walk', args=[area.pk])}?block={block.pk}",
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(WALK)
def walk(request: HttpRequest, pk: int) -> HttpResponse:
    """From door to door with one thumb: the block in hand, what came of the door, the next one."""
    actor, area = actor_of(request), row_or_404(AREAS, request, pk)
    blocks = canvassing.blocks(area)
    block = _chosen(request, area, blocks)
    form = forms.DoorForm(request.POST or None, actor=actor, initial={"client_key": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            stop = canvass_stops.call(area, actor=actor, block=block, **form.values())
        except RuleBroken as broken:
            names = {"name": "company"}
            for name, message in broken.settle().errors.items():
                name = names.get(name, name)
                form.add_error(name if name in form.fields else None, str(message))
        else:
            _photo(request, stop)
            messages.success(request, _("Written down: {door}").format(door=stop))
            return redirect(_walk_url(area, block))
    return render(
        request, "field/canvassing/walk.html", _walking(request, area, blocks, block, form),
        status=422 if form.is_bound else 200,
    )  # fmt: skip


def _walking(request: HttpRequest, area: CanvassArea, blocks: list[CanvassBlock], block: Any, form: Any) -> Any:
    actor = actor_of(request)
    found, today = canvassing.covered(area, blocks), canvassing.today(area, actor)
    left = [(code, label) for code, label in StopResult.choices if code != StopResult.PROSPECT]
    return {
        "page": {"title": _("Canvassing: {area}").format(area=area)},
        "trail": [(AREAS.plural, AREAS.url("list")), (str(area), AREAS.url("record", area.pk))],
        "area": area,
        "current": block,
        "current_title": canvass_words.block_title(block) if block is not None else "",
        "form": form,
        "buttons": [{"code": code, "label": label, "icon": ICONS[StopResult(code)]} for code, label in left],
        "wants_prospect": form.is_bound and form.data.get("result") == StopResult.PROSPECT,
        "map": canvass_words.drawn(area, blocks, actor, block),
        "coverage": found,
        "today": today[:6],
        "today_count": len(today),
        "prospects": sum(1 for stop in today if stop.result == StopResult.PROSPECT),
        "is_open": area.state == "open",
    }


def _chosen(request: HttpRequest, area: CanvassArea, blocks: list[CanvassBlock]) -> Any:
    """The block that is named, else the open one nearest to where somebody stands."""
    text = request.POST.get("block") or request.GET.get("block", "")
    named = next((b for b in blocks if str(b.pk) == text), None)
    return named or canvassing.nearest_open(area, _near(request.GET.get("near", "")), blocks)


def _near(text: str) -> Point | None:
    try:
        latitude, longitude = (float(part) for part in text[:60].split(","))
    except ValueError:
        return None
    return Point(latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _walk_url(area: CanvassArea, block: Any = None) -> str:
    url = reverse("field:canvass_walk", args=[area.pk])
    return url if block is None else f"{url}?block={block.pk}"


def _photo(request: HttpRequest, stop: Any) -> None:
    if upload := request.FILES.get("photo"):
        try:
            attachments.add(stop, actor=actor_of(request), uploads=[upload])
        except RuleBroken as broken:
            for message in broken.settle().errors.values():
                messages.error(request, str(message))


@require_POST
@needs(WALK)
def mark(request: HttpRequest, pk: int, block: int) -> HttpResponse:
    """Say that a block is worked, skipped or open again; then on to the next, or back to the map."""
    actor, area = actor_of(request), row_or_404(AREAS, request, pk)
    row = get_object_or_404(CanvassBlock.objects.visible_to(actor), pk=block, area=area)
    form = forms.BlockForm(request.POST, actor=actor)
    onward = request.POST.get("then") == "walk"
    try:
        if not form.is_valid():
            raise RuleBroken(_("A block is open, worked or skipped."), field="state", code="state")
        services.mark(area, actor=actor, block=row, **form.cleaned_data)
    except RuleBroken as broken:
        for message in broken.settle().errors.values():
            messages.error(request, str(message))
        return redirect(_walk_url(area, row) if onward else AREAS.url("record", area.pk))
    return redirect(_walk_url(area) if onward else AREAS.url("record", area.pk))


@require_http_methods(["GET", "POST"])
@needs("field.remove_canvassstop")
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a door written down by mistake."""
    actor, stop = actor_of(request), row_or_404(STOPS, request, pk)
    area = stop.area_id
    page: dict[str, Any] = {
        "title": _("Take back “{record}”?").format(record=stop),
        "text": _("The door is removed; its history is kept."),
        "cancel_url": STOPS.url("record", stop.pk),
        "submit_label": _("Take back"),
    }
    if request.method == "POST":
        try:
            canvass_stops.take_back(stop, actor=actor)
        except RuleBroken as broken:
            page["consequences"] = [str(m) for m in broken.settle().errors.values()]
            return render(request, "platform/confirm_remove.html", {"page": page, "noun": STOPS}, status=422)
        messages.success(request, _("The door was taken back."))
        return redirect(AREAS.url("record", area))
    return render(request, "platform/confirm_remove.html", {"page": page, "noun": STOPS})
