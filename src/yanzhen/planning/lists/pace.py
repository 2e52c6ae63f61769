from functools import partial

from django.utils.translation import gettext_lazy as _

from yanzhen.organization.queries import choices
from yanzhen.planning.enums import ActionSpan, ImprovementState, PipelineStage
from yanzhen.planning.models import ActionItem, Improvement, PipelineFigure
from yanzhen.planning.queries import pace_rows as rows
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter
from yanzhen.platform.pages.lists import ListSpec

_f, _a, _i = (partial(describe, m) for m in (PipelineFigure, ActionItem, Improvement))
PERSON = "organization:employee_record"
TONES = {
    ImprovementState.OPEN: "warning",
    ImprovementState.DOING: "accent",
    ImprovementState.CHECKED: "good",
    ImprovementState.CLOSED: "neutral",
}

PIPELINE_FIGURES = ListSpec(
    query=rows.pipeline_figures,
    columns=[
        _f("person", page=PERSON, card="title"),
        _f("month", card="meta"),
        _f("stage", card="badge"),
        _f("held", card="fig"),
        _f("wanted"),
        _f("cycle_months"),
        _f("won"),
        _f("tried"),
    ],
    filters=[
        Filter("person", _("salesperson"), "ref", "person", options=choices.employees, named=choices.employee_name),
        Filter("unit", _("unit"), "ref", "unit", options=choices.units, named=choices.unit_name),
        Filter("stage", _("stage"), "choice", "stage", choices=dict(PipelineStage.choices)),
        Filter("month", _("month"), "date", "month"),
    ],
    search=("person__name", "person__number"),
    sort="-month",
)
ACTIONS = ListSpec(
    query=rows.actions,
    columns=[
        _a("task", card="title"),
        _a("person", page=PERSON, card="sub"),
        _a("span", card="badge"),
        _a("starts_on"),
        _a("measure", card="hide"),
        _a("customer", page="crm:customer_record"),
        _a("is_done"),
    ],
    filters=[
        Filter("person", _("salesperson"), "ref", "person", options=choices.employees, named=choices.employee_name),
        Filter("span", _("plan of the"), "choice", "span", choices=dict(ActionSpan.choices)),
        Filter("starts_on", _("begins"), "date", "starts_on"),
        Filter("is_done", _("done"), "bool", "is_done"),
    ],
    search=("task", "measure"),
    sort="-starts_on",
)
IMPROVEMENTS = ListSpec(
    query=rows.improvements,
    columns=[
        _i("title", card="title"),
        _i("state", card="badge", tones=TONES),
        _i("owner", page=PERSON, card="sub"),
        _i("unit", page="organization:unit_record", card="hide"),
        _i("measure", card="hide"),
        _i("check_on", card="meta"),
        _i("checked_on", card="hide"),
    ],
    filters=[
        Filter("state", _("state"), "choice", "state", choices=dict(ImprovementState.choices)),
        Filter("owner", _("owner"), "ref", "owner", options=choices.employees, named=choices.employee_name),
        Filter("unit", _("unit"), "ref", "unit", options=choices.units, named=choices.unit_name),
        Filter("plan", _("plan"), "ref", "plan"),
        Filter("check_on", _("to be checked"), "date", "check_on"),
    ],
    search=("title", "what", "measure"),
    sort="-check_on",
)
