from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.lib.money import in_words
from yanzhen.organization.queries import choices
from yanzhen.planning.enums import Metric, PlanState, QuotaKind, TalkState
from yanzhen.planning.models import Quota, QuotaTalk
from yanzhen.planning.queries import plans, quotas
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.fields import Field, describe
from yanzhen.platform.pages.filters import Filter, name_of
from yanzhen.platform.pages.lists import ListSpec

_q, _t = partial(describe, Quota), partial(describe, QuotaTalk)
TONES = {
    TalkState.WAITING: "neutral",
    TalkState.ACCEPTED: "good",
    TalkState.COUNTERED: "warning",
    TalkState.FIXED: "neutral",
    TalkState.SIGNED: "good",
}
PLAN, EMPLOYEE, UNIT = "planning:plan_record", "organization:employee_record", "organization:unit_record"


def amount_words(quota: Quota, amount: Any) -> str:
    """An amount of this quota's metric: money with its currency, pieces with what they are."""
    if quota.is_money:
        return in_words(amount, currency=quota.plan.currency)
    digits = 0 if amount is None or amount == amount.to_integral_value() else 2
    return f"{in_words(amount, digits=digits)} {quota.measured_in}".strip()


def _kind(quota: Quota, actor: Actor) -> str:
    return str(QuotaKind(quota.kind).label)


def _plans(actor: Actor) -> list[tuple[int, str]]:
    return [(plan.pk, str(plan)) for plan in plans.visible(actor)[:100]]


def _figure(talk: QuotaTalk, actor: Actor) -> str:
    return "" if talk.figure is None else in_words(talk.figure)


KIND = Field("kind", _("kind of quota"), words=_kind, source="kind", card="hide")
ABOUT = [
    Filter("plan", _("plan"), "ref", "plan", options=_plans, named=name_of(plans.visible)),
    Filter("person", _("salesperson"), "ref", "person", options=choices.employees, named=choices.employee_name),
    Filter("unit", _("unit"), "ref", "unit", options=choices.units, named=choices.unit_name),
]
QUOTAS = ListSpec(
    query=quotas.visible,
    columns=[
        _q("plan", page=PLAN, card="sub"),
        _q("person", page=EMPLOYEE, card="title"),
        _q("unit", page=UNIT, card="hide"),
        _q("metric", card="meta"),
        KIND,
        _q("starts_on", card="hide"),
        _q("months", card="hide"),
        _q("amount", words=lambda quota, actor: amount_words(quota, quota.amount), card="fig"),
        _q("weight", kind="percent", card="hide"),
        _q("cap", kind="percent", card="hide"),
        _q("floor", kind="percent", card="hide"),
    ],
    filters=[
        *ABOUT,
        Filter("metric", _("metric"), "choice", "metric", choices=dict(Metric.choices)),
        Filter("starts_on", _("first month"), "date", "starts_on"),
        Filter("amount", _("quota"), "number", "amount"),
    ],
    search=("person__name", "person__number"),
)
TALKS = ListSpec(
    query=quotas.talks,
    columns=[
        _t("person", page=EMPLOYEE, card="title"),
        _t("plan", page=PLAN, card="sub"),
        _t("unit", page=UNIT, card="hide"),
        _t("state", tones=TONES, card="badge"),
        _t("figure", words=_figure, card="fig"),
        _t("reason", card="meta"),
        _t("note", card="hide"),
        _t("answered_at", card="hide"),
        _t("acknowledged_at", card="meta"),
    ],
    filters=[
        *ABOUT,
        Filter("state", pgettext_lazy("of a document", "state"), "choice", "state", choices=dict(TalkState.choices)),
        Filter("step", _("state of the plan"), "choice", "plan__state", choices=dict(PlanState.choices)),
        Filter("answered_at", _("answered"), "date", "answered_at__date"),
    ],
    search=("person__name", "person__number", "reason"),
)
