from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.planning.enums import IMPROVEMENT_STEPS, Dim, ImprovementState
from yanzhen.planning.forms import pace as forms
from yanzhen.planning.lists import pace as lists
from yanzhen.planning.models import ActionItem, Improvement, PipelineFigure
from yanzhen.planning.queries import places
from yanzhen.planning.services import improvements, pace
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.nouns import Action, Noun, Tab
from yanzhen.platform.search import Find

_f, _a, _i = (partial(describe, m) for m in (PipelineFigure, ActionItem, Improvement))
PERSON, UNIT = lists.PERSON, "organization:unit_record"


def _part(row: Improvement, actor: Actor) -> str:
    """The part of the plan in words; the whole when there is no side."""
    if not row.side or row.key is None:
        return ""
    return places.names(actor, Dim(row.side), [row.key])[0]


def _may(state: str) -> Any:
    return lambda row: state in IMPROVEMENT_STEPS[row.state]


PIPELINE_FIGURES = nouns.declare(
    Noun(
        model=PipelineFigure,
        slug="pipeline-figures",
        icon="filter",
        list=lists.PIPELINE_FIGURES,
        fields=[
            _f("person", page=PERSON),
            _f("unit", page=UNIT),
            _f("month"),
            _f("stage"),
            _f("held"),
            _f("wanted"),
            _f("cycle_months"),
            _f("won"),
            _f("tried"),
            _f("version"),
        ],
        form=forms.PipelineFigureForm,
        services=pace.figures,
    )
)
ACTIONS = nouns.declare(
    Noun(
        model=ActionItem,
        slug="actions",
        icon="checklist",
        list=lists.ACTIONS,
        fields=[
            _a("task"),
            _a("measure"),
            _a("customer", page="crm:customer_record"),
            _a("person", page=PERSON),
            _a("unit", page=UNIT),
            _a("span"),
            _a("starts_on"),
            _a("is_done"),
            _a("result"),
            _a("version"),
        ],
        form=forms.ActionItemForm,
        services=pace.actions,
        actions=[
            Action("tick", pgettext_lazy("button", "Done"), pace.actions.tick, offered=lambda r: not r.is_done,
                   primary=True),
        ],
    )
)  # fmt: skip
IMPROVEMENTS = nouns.declare(
    Noun(
        model=Improvement,
        slug="improvements",
        icon="bulb",
        list=lists.IMPROVEMENTS,
        fields=[
            _i("title"),
            _i("state", tones=lists.TONES),
            _i("what"),
            _i("why"),
            _i("how"),
            _i("worth"),
            _i("owner", page=PERSON),
            _i("unit", page=UNIT),
            _i("measure"),
            _i("check_on"),
            _i("plan", page="planning:plan_record"),
            _i("metric"),
            _i("side"),
            _i("key", words=_part),
            _i("gap_from"),
            _i("gap_to"),
            _i("due_then", kind="money"),
            _i("actual_then", kind="money"),
            _i("checked_on"),
            _i("due_checked", kind="money"),
            _i("actual_checked", kind="money"),
            _i("result"),
            _i("standard"),
            _i("version"),
        ],
        groups={
            _("Four questions"): ("what", "why", "how", "worth"),
            _("Carrying out"): ("owner", "unit", "measure", "check_on", "state"),
            _("The gap it was opened from"): (
                "plan", "metric", "side", "key", "gap_from", "gap_to", "due_then", "actual_then",
            ),
            _("Check"): ("checked_on", "due_checked", "actual_checked", "result", "standard"),
        },
        state="state",
        form=forms.ImprovementForm,
        services=improvements,
        actions=[
            Action(
                "start", pgettext_lazy("button", "Carry out"), improvements.start, "arrow-right",
                lambda row: row.state == ImprovementState.OPEN, primary=True,
            ),
            Action(
                "check", pgettext_lazy("button", "Check"), improvements.check, "clipboard-check",
                _may(ImprovementState.CHECKED), primary=True, page="planning:improvement_check",
            ),
            Action(
                "again", pgettext_lazy("button", "Carry on"), improvements.again, "refresh",
                lambda row: row.state == ImprovementState.CHECKED,
            ),
            Action(
                "close", pgettext_lazy("button", "Close card"), improvements.close, "circle-check",
                _may(ImprovementState.CLOSED), primary=True, page="planning:improvement_close",
            ),
        ],
        may_change=lambda row: row.state != ImprovementState.CLOSED,
        find=Find(titles=("title",), rank="created_at", shown=("owner", "state")),
    )
)  # fmt: skip
nouns.relate("planning.plan", Tab("improvements", _("Improvement cards"), "planning.improvement", "plan"))
PLANNING = pgettext_lazy("navigation", "Planning")
navigation.add(navigation.Place(56, _("Pace"), "gauge", "planning:pace", "planning.view_pace", section=PLANNING))
navigation.add(navigation.Place(16, _("My week"), "checklist", "planning:week", "planning.view_actionitem"))
navigation.add(
    navigation.Place(
        59, _("Pipeline coverage"), "filter", "planning:coverage", "planning.view_pipelinefigure", section=PLANNING
    )
)
navigation.add_creator(
    navigation.Place(60, _("Action item"), "checklist", "planning:actionitem_add", "planning.add_actionitem")
)
