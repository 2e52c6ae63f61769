"""The lists of areas and of doors."""

from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.field.enums.canvassing import AreaState, StopResult
from yanzhen.field.models import CanvassArea, CanvassStop
from yanzhen.field.queries import canvassing
from yanzhen.organization.queries import choices
from yanzhen.platform.pages.fields import Field, describe
from yanzhen.platform.pages.filters import Filter, name_of
from yanzhen.platform.pages.lists import ListSpec

_a, _s = partial(describe, CanvassArea), partial(describe, CanvassStop)
PERSON, UNIT, AREA, LEAD = (
    "organization:employee_record", "organization:unit_record", "field:canvassarea_record", "crm:lead_record"
)  # fmt: skip
AREA_TONES = {AreaState.OPEN: "accent", AreaState.DONE: "good"}
RESULT_TONES = {
    StopResult.PROSPECT: "good", StopResult.INTERESTED: "accent", StopResult.NO_INTEREST: "neutral",
    StopResult.NOT_HOME: "warning", StopResult.CUSTOMER: "neutral",
}  # fmt: skip


def _owner(path: str) -> Filter:
    return Filter(path, _("owner"), "ref", path, options=choices.employees, named=choices.employee_name)


AREAS = ListSpec(
    query=canvassing.areas,
    columns=[
        _a("name", card="title"),
        _a("state", tones=AREA_TONES, card="badge"),
        _a("city", card="meta"),
        _a("owner", page=PERSON, card="sub"),
        Field("worked", _("blocks worked"), source="worked_count", kind="number", sort="worked_count", card="fig"),
        Field("blocks", _("blocks"), source="block_count", kind="number", sort="block_count", card="hide"),
        Field("doors", _("doors"), source="door_count", kind="number", sort="door_count", card="meta"),
        _a("starts_on", card="hide"),
        _a("ends_on", card="meta"),
    ],
    filters=[
        Filter("state", _("state"), "choice", "state", choices=dict(AreaState.choices)),
        _owner("owner"),
        Filter("unit", _("unit"), "ref", "unit", options=choices.units, named=choices.unit_name),
        Filter("city", _("city"), "text", "city"),
        Filter("ends_on", _("until"), "date", "ends_on"),
    ],
    search=("name", "city"),
    sort="-id",
)
STOPS = ListSpec(
    query=canvassing.stops,
    columns=[
        _s("called_at", card="meta"),
        _s("area", page=AREA, card="sub"),
        _s("block", card="meta"),
        _s("name", card="title"),
        _s("result", tones=RESULT_TONES, card="badge"),
        _s("person", card="hide"),
        _s("phone", card="hide"),
        _s("remark", card="meta"),
        _s("lead", page=LEAD, card="meta"),
        _s("employee", page=PERSON, card="meta"),
    ],
    filters=[
        Filter("area", _("area"), "ref", "area", named=name_of(canvassing.areas)),
        Filter("result", pgettext_lazy("of a call", "result"), "choice", "result", choices=dict(StopResult.choices)),
        Filter("employee", pgettext_lazy("who did it", "by"), "ref", "employee", options=choices.employees,
               named=choices.employee_name),
        Filter("called_at", _("called at"), "date", "called_at__date"),
    ],
    search=("name", "person", "remark"),
    sort="-called_at",
)  # fmt: skip
