from functools import partial

from django.utils.translation import gettext_lazy as _

from yanzhen.organization.queries import choices
from yanzhen.planning.enums import PlanState
from yanzhen.planning.models import Plan
from yanzhen.planning.queries import plans
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter
from yanzhen.platform.pages.lists import ListSpec

_p = partial(describe, Plan)

PLANS = ListSpec(
    query=plans.visible,
    columns=[
        _p("name", card="title"),
        _p("unit", page="organization:unit_record", card="sub"),
        _p("starts_on", card="meta"),
        _p("months", card="hide"),
        _p("currency", card="hide"),
        _p("state", card="badge"),
        _p("edition", card="hide"),
        _p("in_force_on", card="meta"),
    ],
    filters=[
        Filter("unit", _("unit"), "ref", "unit", options=choices.units, named=choices.unit_name),
        Filter("state", _p("state").label, "choice", "state", choices=dict(PlanState.choices)),
        Filter("starts_on", _("first month"), "date", "starts_on"),
    ],
    search=("name",),
    sort="-starts_on",
)
