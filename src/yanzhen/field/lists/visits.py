from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.crm.queries import customers, opportunities
from yanzhen.field.enums.visits import Confirmation, FindingKind, VisitKind, VisitResult, VisitState
from yanzhen.field.models import Visit, VisitFinding, VisitTemplate
from yanzhen.field.queries import visits
from yanzhen.market.queries import competitors
from yanzhen.organization.queries import choices
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.fields import Field, describe
from yanzhen.platform.pages.filters import Filter, name_of, options_of
from yanzhen.platform.pages.lists import ListSpec

of_visit, of_finding, of_template = (partial(describe, m) for m in (Visit, VisitFinding, VisitTemplate))
CUSTOMER, VISIT = "crm:customer_record", "field:visit_record"
PERSON, UNIT = "organization:employee_record", "organization:unit_record"
STATE_TONES = {
    VisitState.PLANNED: "neutral",
    VisitState.UNDER_WAY: "accent",
    VisitState.DONE: "good",
    VisitState.MISSED: "bad",
    VisitState.CANCELLED: "neutral",
}
RESULT_TONES = {VisitResult.BEST: "good", VisitResult.LEAST: "warning", VisitResult.NONE: "bad"}
CONFIRMED_TONES = {Confirmation.YES: "good", Confirmation.NO: "bad", Confirmation.UNKNOWN: "neutral"}
KIND_TONES = {FindingKind.NEED: "accent", FindingKind.PRICE: "warning"}


def hour(row: Visit, actor: Actor) -> str | None:
    """The hour by plan, 09:30; none where any hour is as good."""
    return f"{row.starts_at:%H:%M}" if row.starts_at else None


def minutes_there(row: Visit, actor: Actor) -> int | None:
    return row.minutes_there


HOUR = of_visit("starts_at", reader=hour, card="meta")
THERE = Field("minutes_there", _("minutes there"), "number", reader=minutes_there, card="hide")
VISITS = ListSpec(
    query=visits.visible,
    columns=[
        of_visit("number", card="hide"),
        of_visit("day", card="meta"),
        HOUR,
        of_visit("customer", page=CUSTOMER, card="title"),
        of_visit("kind", card="hide"),
        of_visit("state", tones=STATE_TONES, card="badge"),
        of_visit("reason", card="sub"),
        of_visit("result", tones=RESULT_TONES, card="meta"),
        of_visit("next_step", card="hide"),
        of_visit("next_on", card="hide"),
        of_visit("owner", page=PERSON, card="meta"),
    ],
    filters=[
        Filter("state", _("state"), "choice", "state", choices=dict(VisitState.choices)),
        Filter("owner", _("who visits"), "ref", "owner", options=choices.employees, named=choices.employee_name),
        Filter("unit", _("unit"), "ref", "unit", options=choices.units, named=choices.unit_name),
        Filter("is_today", _("today"), "when", when=visits.today),
        Filter("this_week", _("this week"), "when", when=visits.this_week),
        Filter("overdue", _("not reported"), "when", when=visits.overdue),
        Filter("unconfirmed", _("reason not answered"), "when", when=visits.unconfirmed),
        Filter("day", pgettext_lazy("of a visit", "day"), "date", "day"),
        Filter("kind", _("kind"), "choice", "kind", choices=dict(VisitKind.choices)),
        Filter("result", _("result"), "choice", "result", choices=dict(VisitResult.choices)),
        Filter("confirmed", _("confirmed"), "choice", "reason_confirmed", choices=dict(Confirmation.choices)),
        Filter("is_fixed", _("fixed appointment"), "bool", "is_fixed"),
        Filter("is_planned", _("planned ahead"), "bool", "is_planned"),
        Filter("distance", _("distance to the customer (m)"), "number", "distance_m"),
        Filter("next_on", _("next step on"), "date", "next_on"),
        Filter("customer", _("customer"), "ref", "customer", named=name_of(customers.visible)),
        Filter("opportunity", _("opportunity"), "ref", "opportunity", named=name_of(opportunities.visible)),
        Filter(
            "template",
            _("visit template"),
            "ref",
            "template",
            options=options_of(visits.templates),
            named=name_of(visits.templates),
        ),
    ],
    search=("number", "customer__name", "reason", "next_step"),
    sort="-day",
)


def _rival(row: VisitFinding, actor: Actor) -> str:
    return str(row.competitor or row.rival or "")


RIVAL = Field("who", _("competitor"), reader=_rival, card="sub")
FINDINGS = ListSpec(
    query=visits.findings,
    columns=[
        of_finding("visit", page=VISIT, card="hide"),
        of_finding("visit__day", card="meta"),
        of_finding("visit__customer", page=CUSTOMER, card="meta"),
        of_finding("kind", tones=KIND_TONES, card="badge"),
        of_finding("words", card="title"),
        RIVAL,
        of_finding("category", card="meta"),
        of_finding("amount", kind="money", currency="currency", card="fig"),
        of_finding("figure", page="market:marketfigure_record", card="hide"),
    ],
    filters=[
        Filter("kind", _("kind"), "choice", "kind", choices=dict(FindingKind.choices)),
        Filter("day", pgettext_lazy("of a visit", "day"), "date", "visit__day"),
        Filter(
            "competitor",
            _("competitor"),
            "ref",
            "competitor",
            options=options_of(competitors.visible),
            named=name_of(competitors.visible),
        ),
        Filter("customer", _("customer"), "ref", "visit__customer", named=name_of(customers.visible)),
        Filter("visit", _("visit"), "ref", "visit", named=name_of(visits.visible)),
    ],
    search=("words", "rival", "visit__number"),
    sort="-day",
)
TEMPLATES = ListSpec(
    query=visits.templates,
    columns=[
        of_template("code", card="meta"),
        of_template("name", source="label", card="title"),
        of_template("customer_type", card="sub"),
        of_template("minutes", card="meta"),
        of_template("is_active", card="badge"),
    ],
    filters=[Filter("is_active", _("active"), "bool", "is_active")],
    search=("code", "name", "name_en"),
    sort="code",
)
