from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from yanzhen.organization.queries import choices
from yanzhen.planning.enums import TargetSide, TargetState
from yanzhen.planning.models import Declaration, Target
from yanzhen.planning.queries import declarations, plans, targets
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter, name_of
from yanzhen.platform.pages.lists import ListSpec

_t, _d = partial(describe, Target), partial(describe, Declaration)
_plan_name = name_of(plans.visible)


def _plans(actor: Actor) -> list[tuple[Any, Any]]:
    return [(plan.pk, str(plan)) for plan in plans.visible(actor)[:100]]


TONES = {TargetState.DRAFT: "neutral", TargetState.DECIDED: "good", TargetState.REPLACED: "neutral"}

TARGETS = ListSpec(
    query=targets.visible,
    columns=[
        _t("plan", page="planning:plan_record", card="title"),
        _t("side", card="sub"),
        _t("unit", page="organization:unit_record", card="meta"),
        _t("region", card="meta"),
        _t("category", card="meta"),
        _t("edition", card="hide"),
        _t("state", card="badge", tones=TONES),
        _t("realistic", kind="money", currency="plan__currency", card="fig"),
        _t("ideal", kind="money", currency="plan__currency", card="hide"),
        _t("decided_at", card="hide"),
    ],
    filters=[
        Filter("plan", _("plan"), "ref", "plan", options=_plans, named=_plan_name),
        Filter("unit", _("unit"), "ref", "unit", options=choices.units, named=choices.unit_name),
        Filter("state", _t("state").label, "choice", "state", choices=dict(TargetState.choices)),
        Filter("side", _("part"), "choice", "side", choices=dict(TargetSide.choices)),
    ],
    search=("plan__name",),
    sort="plan",
)
DECLARATIONS = ListSpec(
    query=declarations.visible,
    columns=[
        _d("person", page="organization:employee_record", card="title"),
        _d("plan", page="planning:plan_record", card="sub"),
        _d("unit", page="organization:unit_record", card="meta"),
        _d("amount", kind="money", currency="plan__currency", card="fig"),
        _d("corrected", kind="money", currency="plan__currency", card="meta"),
        _d("declared_at", card="meta"),
    ],
    filters=[
        Filter("plan", _("plan"), "ref", "plan", options=_plans, named=_plan_name),
        Filter("person", _("salesperson"), "ref", "person", options=choices.employees, named=choices.employee_name),
        Filter("unit", _("unit"), "ref", "unit", options=choices.units, named=choices.unit_name),
    ],
    search=("person__name", "plan__name"),
    sort="person",
)
