from functools import partial
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.crm.enums.leads import HELD, LeadSource, LeadState, LostReason, PointFact
from yanzhen.crm.models import Lead, LeadForm, LeadPoint, LeadRule
from yanzhen.crm.queries import customers, lead_rules, leads
from yanzhen.organization.queries import choices
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter, name_of, options_of
from yanzhen.platform.pages.lists import ListSpec
from yanzhen.products.queries import categories

_l, _r = partial(describe, Lead), partial(describe, LeadRule)
_p, _f = partial(describe, LeadPoint), partial(describe, LeadForm)
EMPLOYEE, UNIT = "organization:employee_record", "organization:unit_record"
TONES = {
    LeadState.NEW: "warning",
    LeadState.ASSIGNED: "neutral",
    LeadState.WORKING: "neutral",
    LeadState.POOL: "warning",
    LeadState.QUALIFIED: "good",
    LeadState.LOST: "bad",
}


def _overdue() -> Q:
    return Q(state__in=HELD, due_on__lt=timezone.localdate())


def place(lead: Any) -> str:
    return " ".join(filter(None, (lead.province, lead.city)))


LEADS = ListSpec(
    query=leads.visible,
    columns=[
        _l("company", card="title"),
        _l("state", tones=TONES, card="badge"),
        _l("points", card="fig"),
        _l("person", card="meta"),
        _l("phone", card="meta"),
        _l("city", card="meta"),
        _l("category", card="hide"),
        _l("source", card="hide"),
        _l("owner", page=EMPLOYEE, card="sub"),
        _l("received_at", card="meta"),
        _l("due_on", card="hide"),
    ],
    filters=[
        Filter("state", _("state"), "choice", "state", choices=dict(LeadState.choices)),
        Filter("owner", _("owner"), "ref", "owner", options=choices.employees, named=choices.employee_name),
        Filter("without_owner", _("without an active owner"), "when", when=choices.without_active("owner")),
        Filter("unit", _("unit"), "ref", "unit", options=choices.units, named=choices.unit_name),
        Filter(
            "source", pgettext_lazy("of a lead", "source"), "choice", "source", choices=dict(LeadSource.choices)
        ),
        Filter("campaign", _("campaign"), "text", "campaign"),
        Filter("province", _("province"), "text", "province"),
        Filter("industry", _("industry"), "text", "industry"),
        Filter(
            "category", _("interested in"), "ref", "category", options=options_of(categories.visible),
            named=name_of(categories.visible),
        ),
        Filter("lost_reason", _("reason for losing it"), "choice", "lost_reason", choices=dict(LostReason.choices)),
        Filter("overdue", _("next step overdue"), "when", when=_overdue),
        Filter("received_at", _("received"), "date", "received_at__date"),
        Filter("due_on", _("next step due"), "date", "due_on"),
        Filter("points", pgettext_lazy("of a lead", "points"), "number", "points"),
        Filter("score", _("model score"), "number", "score"),
        Filter("budget", _("estimated budget"), "number", "budget"),
        Filter(
            "form", _("web form"), "ref", "form", options=options_of(lead_rules.forms), named=name_of(lead_rules.forms)
        ),
        Filter("customer", _("customer"), "ref", "customer", named=name_of(customers.visible)),
    ],
    search=("company", "person", "number", "city", "industry"),
    sort="-received_at",
)  # fmt: skip
RULES = ListSpec(
    query=lead_rules.visible,
    columns=[
        _r("order", card="meta"),
        _r("name", card="title"),
        _r("places", card="meta"),
        _r("industries", card="meta"),
        _r("category", card="meta"),
        _r("target", card="sub"),
        _r("is_active", card="badge"),
    ],
    filters=[Filter("is_active", _("active"), "bool", "is_active")],
    search=("name", "places", "industries"),
    sort="order",
)
POINTS = ListSpec(
    query=lead_rules.points,
    columns=[
        _p("fact", card="title"),
        _p("value", card="sub", words=lambda row, actor: value_words(row)),
        _p("points", card="fig"),
        _p("is_active", card="badge"),
    ],
    filters=[
        Filter("fact", pgettext_lazy("of points", "fact"), "choice", "fact", choices=dict(PointFact.choices)),
        Filter("is_active", _("active"), "bool", "is_active"),
    ],
    search=("value",),
    sort="fact",
)
FORMS = ListSpec(
    query=lead_rules.forms,
    columns=[
        _f("name", source="label", card="title"),
        _f("unit", card="sub"),
        _f("campaign", card="meta"),
        _f("is_active", card="badge"),
    ],
    filters=[Filter("is_active", _("active"), "bool", "is_active")],
    search=("name", "name_en", "campaign"),
    sort="name",
)


def value_words(point: Any) -> str:
    """Sources by name; other values as they are kept."""
    if point.fact != PointFact.SOURCE:
        return str(point.value)
    known = {code: str(label) for code, label in LeadSource.choices}
    return ", ".join(known.get(code.strip(), code) for code in point.value.split(","))
