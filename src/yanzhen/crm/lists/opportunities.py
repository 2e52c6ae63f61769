from datetime import date
from functools import partial
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yanzhen.crm.enums.opportunities import OpportunityState, Outcome
from yanzhen.crm.lists.customers import EMPLOYEE
from yanzhen.crm.models import LossReason, Opportunity, Process
from yanzhen.crm.queries import customers, opportunities, processes
from yanzhen.lib.periods import month_end
from yanzhen.organization.queries import choices
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.fields import Field, describe
from yanzhen.platform.pages.filters import Filter, name_of, options_of
from yanzhen.platform.pages.lists import ListSpec
from yanzhen.products.queries import products

_o, _p, _r = partial(describe, Opportunity), partial(describe, Process), partial(describe, LossReason)
CUSTOMER = "crm:customer_record"
TONES = {OpportunityState.OPEN: "neutral", OpportunityState.WON: "good", OpportunityState.LOST: "bad"}
OPEN = Q(state=OpportunityState.OPEN)


def stuck() -> Q:
    """Open and longer in its stage than usual."""
    return OPEN & Q(stuck_from__lte=timezone.localdate())


def overdue() -> Q:
    """Open though its day of closing has passed."""
    return OPEN & Q(expected_on__lt=timezone.localdate())


def closing_this_month() -> Q:
    """Open and expected to close in this month."""
    today = timezone.localdate()
    return OPEN & Q(expected_on__gte=today.replace(day=1), expected_on__lte=month_end(today))


def next_due() -> Q:
    """Open, with a next step that is due today or was before."""
    return OPEN & Q(next_on__lte=timezone.localdate())


def is_stuck(row: Opportunity, actor: Actor) -> bool:
    return bool(row.is_open and row.stuck_from and row.stuck_from <= timezone.localdate())


def days_in_stage(row: Opportunity, actor: Actor) -> int | None:
    return days_since(row.stage_since) if row.is_open else None


def days_since(day: date) -> int:
    return (timezone.localdate() - day).days


def _stage_options(actor: Actor) -> list[tuple[Any, Any]]:
    rows = list(processes.stages(actor))
    several = len({row.process_id for row in rows}) > 1
    return [(row.pk, f"{row.process.label} · {row.label}" if several else row.label) for row in rows]


OPPORTUNITIES = ListSpec(
    query=opportunities.visible,
    columns=[
        _o("number", card="hide"),
        _o("name", card="title"),
        _o("customer", page=CUSTOMER, card="sub"),
        _o("stage", card="meta", sort="stage__position"),
        _o("state", tones=TONES, card="badge"),
        _o("amount", kind="money", currency="currency", total=True, card="fig"),
        _o("probability", card="hide"),
        _o("weighted_amount", kind="money", currency="currency", total=True, card="hide"),
        _o("expected_on", card="meta"),
        Field("is_stuck", _("stuck"), "bool", reader=is_stuck, card="hide"),
        _o("next_step", card="hide"),
        _o("next_on", card="hide"),
        _o("owner", page=EMPLOYEE, card="meta"),
    ],
    filters=[
        Filter("state", _("state"), "choice", "state", choices=dict(OpportunityState.choices)),
        Filter(
            "process",
            _("sales process"),
            "ref",
            "process",
            options=options_of(processes.visible),
            named=name_of(processes.visible),
        ),
        Filter("stage", _("stage"), "ref", "stage", options=_stage_options, named=name_of(processes.stages)),
        Filter("owner", _("owner"), "ref", "owner", options=choices.employees, named=choices.employee_name),
        Filter("without_owner", _("without an active owner"), "when", when=choices.without_active("owner")),
        Filter("unit", _("unit"), "ref", "unit", options=choices.units, named=choices.unit_name),
        Filter("stuck", _("stuck"), "when", when=stuck),
        Filter("overdue", _("overdue"), "when", when=overdue),
        Filter("closing", _("closing this month"), "when", when=closing_this_month),
        Filter("next_due", _("next step due"), "when", when=next_due),
        Filter("expected_on", _("expected close"), "date", "expected_on"),
        Filter("closed_on", _("closed on"), "date", "closed_on"),
        Filter("amount", _("amount"), "number", "amount"),
        Filter("currency", _("currency"), "text", "currency"),
        Filter("customer", _("customer"), "ref", "customer", named=name_of(customers.visible)),
        Filter("lead", _("lead"), "ref", "lead"),
        Filter(
            "reason",
            _("reason"),
            "ref",
            "reason",
            options=options_of(processes.reasons),
            named=name_of(processes.reasons),
        ),
        Filter("competitor", _("competitor"), "text", "competitor"),
        Filter("source", _("source"), "text", "source"),
        Filter("member", _("in the team"), "ref", "members__employee", named=choices.employee_name, many=True),
        Filter("product", _("product"), "ref", "lines__product", named=name_of(products.visible), many=True),
    ],
    search=("number", "name", "customer__name"),
    sort="expected_on",
    currency="currency",
)
PROCESSES = ListSpec(
    query=processes.visible,
    columns=[
        _p("name", source="label", card="title"),
        _p("is_default", card="badge"),
        _p("is_active", card="meta"),
        _p("note", card="sub"),
    ],
    filters=[Filter("is_active", _("active"), "bool", "is_active")],
    search=("name", "name_en"),
    sort="name",
)
LOSS_REASONS = ListSpec(
    query=processes.reasons,
    columns=[
        _r("code", card="meta"),
        _r("name", source="label", card="title"),
        _r("outcome", card="badge"),
        _r("is_active", card="meta"),
    ],
    filters=[
        Filter("outcome", _("outcome"), "choice", "outcome", choices=dict(Outcome.choices)),
        Filter("is_active", _("active"), "bool", "is_active"),
    ],
    search=("code", "name", "name_en"),
    sort="code",
)
