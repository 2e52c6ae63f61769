from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.field.enums.canvassing import AreaState
from yanzhen.field.forms import canvassing as forms
from yanzhen.field.lists import canvassing as lists
from yanzhen.field.models import CanvassArea, CanvassStop
from yanzhen.field.queries import canvass_words
from yanzhen.field.queries import canvassing as canvassing_rows
from yanzhen.field.services import canvass_stops, canvassing
from yanzhen.platform import timeline
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.nouns import Action, Noun, Tab

_a, _s = partial(describe, CanvassArea), partial(describe, CanvassStop)


def _is_open(row: Any) -> bool:
    return bool(row.state == AreaState.OPEN)


def _corners(row: CanvassArea, actor: Any) -> str:
    return " · ".join(f"{latitude:.4f}, {longitude:.4f}" for latitude, longitude in row.corners)


AREAS = nouns.declare(
    Noun(
        model=CanvassArea,
        slug="canvass-areas",
        icon="map-2",
        list=lists.AREAS,
        fields=[
            _a("name"),
            _a("state", tones=lists.AREA_TONES),
            _a("city"),
            _a("owner", page=lists.PERSON),
            _a("unit", page=lists.UNIT),
            _a("cell_size"),
            _a("corners", words=_corners),
            _a("starts_on"),
            _a("ends_on"),
            _a("remark"),
            _a("version"),
        ],
        groups={_("Outline"): ("corners", "cell_size")},
        state="state",
        form=forms.CanvassAreaForm,
        services=canvassing,
        actions=[
            Action(
                "walk", pgettext_lazy("button", "Go from door to door"), canvassing.mark, "walk", _is_open,
                primary=True, page="field:canvass_walk",
            ),
            Action("finish", pgettext_lazy("button", "Finish the area"), canvassing.finish, "circle-check", _is_open),
            Action(
                "reopen", pgettext_lazy("button", "Open again"), canvassing.reopen, "refresh",
                lambda row: not _is_open(row),
            ),
        ],
    )
)  # fmt: skip
STOPS = nouns.declare(
    Noun(
        model=CanvassStop,
        slug="canvass-doors",
        icon="door",
        list=lists.STOPS,
        fields=[
            _s("name"),
            _s("area", page=lists.AREA),
            _s("block"),
            _s("called_at"),
            _s("employee", page=lists.PERSON),
            _s("result", tones=lists.RESULT_TONES),
            _s("person"),
            _s("phone"),
            _s("remark"),
            _s("lead", page=lists.LEAD),
            _s("latitude"),
            _s("longitude"),
            _s("accuracy_m"),
        ],
        state="result",
        actions=[
            Action(
                "take_back", pgettext_lazy("button", "Take back"), canvass_stops.take_back, "arrow-back-up",
                lambda row: row.lead_id is None, danger=True, page="field:canvass_take_back",
            ),
        ],
    )
)  # fmt: skip


def _figures(area: CanvassArea, actor: Any) -> list[dict[str, Any]]:
    return canvass_words.figures(canvassing_rows.covered(area))


nouns.relate("field.canvassarea", Tab("doors", _("Doors"), "field.canvassstop", "area"), figures=_figures)
timeline.VERBS.update({
    "finish_area": _("finished the area"), "reopen_area": _("opened the area again"),
    "mark_block": _("marked a block"),
})  # fmt: skip
timeline.LABELS.update({"block": _("block"), "state": _("state")})
VISITS = pgettext_lazy("navigation", "Visits")
navigation.add(
    navigation.Place(
        38, _("Canvassing"), "map-2", "field:canvassarea_list", "field.view_canvassarea", section=VISITS,
        group=_("Calls and canvassing"),
    )
)  # fmt: skip
navigation.add_creator(
    navigation.Place(75, _("Canvassing area"), "map-2", "field:canvassarea_add", "field.add_canvassarea")
)
