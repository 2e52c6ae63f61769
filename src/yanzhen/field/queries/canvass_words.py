"""Areas worked from door to door, for their pages and for programs: the map's data, the list beside it, the figures."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yanzhen.field.calc.canvassing.coverage import Coverage
from yanzhen.field.calc.canvassing.outline import square_metres
from yanzhen.field.enums.canvassing import StopResult
from yanzhen.field.models import CanvassArea, CanvassBlock
from yanzhen.field.queries import canvassing
from yanzhen.platform.actor import Actor

NONE = "–"


def layer() -> dict[str, Any]:
    """How the ground of the map is drawn: tiles where some are configured, and in which datum; else it is blank."""
    return {
        "tiles": settings.MAP_TILES, "credit": settings.MAP_CREDIT, "most": settings.MAP_MOST_ZOOM,
        "datum": settings.MAP_DATUM,
        "words": {"map": _("Map"), "here": _("You are here"), "customer": _("Customer"), "near": _("In")},
    }  # fmt: skip


def drawn(area: CanvassArea, among: Sequence[CanvassBlock], actor: Actor, current: Any = None) -> dict[str, Any]:
    """Everything the map shows, in WGS-84."""
    return {
        **layer(),
        "corners": area.corners,
        "current": current.pk if current is not None else None,
        "blocks": [
            {"id": b.pk, "name": b.name, "state": b.state, "box": [[b.south, b.west], [b.north, b.east]],
             "title": block_title(b)}
            for b in among
        ],
        "doors": [
            {"at": [float(s.latitude or 0), float(s.longitude or 0)], "result": s.result,
             "title": f"{s.name or s.get_result_display()} · {timezone.localtime(s.called_at):%m-%d %H:%M}"}
            for s in canvassing.places(area)
        ],
        "customers": [
            {"at": [float(c.latitude), float(c.longitude)], "title": str(c),
             "url": reverse("crm:customer_record", args=[c.pk])}
            for c in canvassing.known(area, actor)
        ],
    }  # fmt: skip


def block_title(block: CanvassBlock) -> str:
    """A block in words: name, state, by whom, why."""
    said = [f"{block.name}: {block.get_state_display()}"]
    if block.worked_by is not None and block.worked_at is not None:
        said.append(f"{block.worked_by} {timezone.localtime(block.worked_at):%m-%d %H:%M}")
    if block.reason:
        said.append(block.reason)
    return " · ".join(said)


def percent(value: Any) -> str:
    """A share in percent, or a dash."""
    return NONE if value is None else f"{value} %"


def figures(found: Coverage) -> list[dict[str, Any]]:
    """What stands at the head of an area."""
    pace = found.pace
    doors = ngettext("{n} door", "{n} doors", pace.doors).format(n=f"{pace.doors:,}")
    return [
        {"label": _("blocks worked"), "value": percent(found.share),
         "hint": _("{worked} of {total}, {skipped} skipped").format(
             worked=found.worked, total=found.total, skipped=found.skipped)},
        {"label": _("doors an hour"), "value": NONE if pace.an_hour is None else str(pace.an_hour), "hint": doors},
        {"label": _("prospects of 100 doors"),
         "value": NONE if found.prospects_per_100 is None else str(found.prospects_per_100),
         "hint": ngettext("{n} prospect", "{n} prospects", prospects(found)).format(n=prospects(found))},
    ]  # fmt: skip


def prospects(found: Coverage) -> int:
    """How many doors were prospects."""
    return found.results.get(StopResult.PROSPECT, 0)


def results(found: Coverage) -> list[dict[str, Any]]:
    """How often each result came, in the order of the buttons."""
    total = found.pace.doors or 1
    return [
        {"label": label, "result": code, "n": found.results.get(code, 0),
         "width": round(100 * found.results.get(code, 0) / total)}
        for code, label in StopResult.choices
    ]  # fmt: skip


def people(area: CanvassArea) -> list[dict[str, Any]]:
    """Each person's doors, pace and prospects in an area."""
    return [
        {
            "name": one["name"] or NONE,
            "doors": one["coverage"].pace.doors,
            "an_hour": NONE if one["coverage"].pace.an_hour is None else str(one["coverage"].pace.an_hour),
            "prospects": prospects(one["coverage"]),
            "per_100": NONE if one["coverage"].prospects_per_100 is None else str(one["coverage"].prospects_per_100),
        }
        for one in canvassing.people(area)
    ]


def ground(area: CanvassArea) -> str:
    """The size of an area."""
    return _("{size} km²").format(size=f"{square_metres(canvassing.outline(area)) / 1e6:.2f}")


def told(found: Coverage) -> dict[str, Any]:
    """The coverage for programs: counts as numbers, shares as decimal strings."""
    pace = found.pace
    return {
        "blocks": found.total, "worked": found.worked, "skipped": found.skipped, "open": found.open,
        "share": str(found.share), "settled": str(found.settled), "doors": pace.doors,
        "doors_an_hour": None if pace.an_hour is None else str(pace.an_hour), "minutes": str(pace.minutes),
        "results": {code: found.results.get(code, 0) for code in StopResult.values},
        "prospects_per_100": None if found.prospects_per_100 is None else str(found.prospects_per_100),
    }  # fmt: skip
