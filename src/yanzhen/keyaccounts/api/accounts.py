"""Key accounts for programs: the desk, the working of checks, the week, plans and reviews."""

import re
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router

from yanzhen.keyaccounts.api import schemas
from yanzhen.keyaccounts.enums import ChanceState
from yanzhen.keyaccounts.models import AgreementCheckLine
from yanzhen.keyaccounts.queries import agreements, business, plans, reviews, stores, words
from yanzhen.keyaccounts.services import chances, kpis
from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.periods import month_start, shifted
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import localized
from yanzhen.platform.pages.api import Key, answer
from yanzhen.platform.pages.doors import actor_of, operations

router = Router(tags=["key accounts"])
operation = operations(router)
VIEW, CHECKS = "keyaccounts.view_agreement", "keyaccounts.view_agreementcheck"


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _line(line: AgreementCheckLine, actor: Actor) -> dict[str, Any]:
    currency = line.self_check.agreement.currency
    return {
        "term": line.term_id, "kind": line.term.kind, "name": words.name(line.term), "state": line.state,
        "wanted": _text(line.wanted), "actual": _text(line.actual), "working": words.working(line, currency),
        "documents": [one["url"] for one in words.documents(line, actor)],
    }  # fmt: skip


@operation("GET", "/key-accounts", VIEW, "account_desk", "What waits at the desk of key accounts", schemas.AccountDesk)
def desk(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request, VIEW)
    due = plans.due(actor, timezone.localdate()) if actor.can("keyaccounts.view_rollingplan") else []
    found = stores.chances(actor).filter(state=ChanceState.OPEN).order_by()
    return answer({
        "plans": [
            {"agreement": d.agreement.pk, "customer": str(d.agreement.customer), "month": d.month,
             "opens": d.window.opens, "due": d.window.due, "plan": d.plan.pk if d.plan else None,
             "state": d.standing.state, "days": d.standing.days}
            for d in due
        ],
        "terms": [_line(x, actor) for x in agreements.at_risk(actor)] if actor.can(CHECKS) else [],
        "open_opportunities": found.count(),
        "worth": [{"currency": money, "amount": str(total)} for money, total in stores.worth(actor).items()],
    })  # fmt: skip


@operation(
    "GET", "/agreement-checks/{int:pk}/lines", CHECKS, "agreementcheck_lines",
    "Every term of a self-check with its working", list[schemas.TermFound],
)  # fmt: skip
def lines(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = actor_of(request, CHECKS)
    row = get_object_or_404(agreements.checks(actor), pk=pk)
    return answer([_line(line, actor) for line in agreements.lines(row)])


@operation(
    "GET", "/agreements/{int:pk}/business-review", VIEW, "agreement_business_review",
    "The customer's KPIs beside our orders", schemas.BusinessReviewOut,
)  # fmt: skip
def business_review(request: HttpRequest, pk: Key, asked: Query[schemas.BusinessReviewQuery]) -> HttpResponse:
    row = get_object_or_404(agreements.visible(actor_of(request, VIEW)), pk=pk)
    today = timezone.localdate()
    last = shifted(month_start(today), -1)
    month = min(max(month_start(asked.month), last.replace(year=1950)), shifted(last, 1)) if asked.month else last
    found = business.of(row, month, today)
    return answer({
        "month": found.month, "currency": row.currency,
        "year": f"{found.year:.2f}", "year_before": f"{found.year_before:.2f}",
        "fill": _text(found.fill),
        "course": [
            {"month": one["month"], "actual": f"{one['actual']:.2f}", "before": f"{one['before']:.2f}",
             "planned": _text(one["planned"])}
            for one in found.course
        ],
        "kpis": [
            {"id": one.key, "name": one.name, "unit": one.unit, "goal": _text(one.goal),
             "values": [_text(v) for v in one.values]}
            for one in found.kpis
        ],
    })  # fmt: skip


@operation(
    "POST", "/agreements/{int:pk}/prepare-week", chances.ADD, "agreement_prepare_week",
    "Make this week's list of store opportunities", schemas.WeekPrepared,
)  # fmt: skip
def prepare(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = actor_of(request, chances.ADD)
    row = get_object_or_404(agreements.visible(actor), pk=pk)
    return answer({"found": chances.prepare(row, actor=actor)})


@operation(
    "POST", "/store-opportunities/{int:pk}/result", chances.CHANGE, "storeopportunity_result",
    "Done, with what it brought", schemas.ChanceClosed,
)  # fmt: skip
def result(request: HttpRequest, pk: Key, payload: schemas.ChanceResult) -> HttpResponse:
    actor = actor_of(request, chances.CHANGE)
    row = get_object_or_404(stores.chances(actor), pk=pk)
    done = chances.done(row, actor=actor, result=Decimal(payload.result))
    return answer({"id": done.pk, "state": done.state, "result": str(done.result)})


@operation(
    "GET", "/rolling-plans/{int:pk}/standing", "keyaccounts.view_rollingplan", "rollingplan_standing",
    "The deadline of a plan, and how right the plans before were", schemas.PlanStanding,
)  # fmt: skip
def standing(request: HttpRequest, pk: Key) -> HttpResponse:
    row = get_object_or_404(plans.visible(actor_of(request, "keyaccounts.view_rollingplan")), pk=pk)
    today = timezone.localdate()
    window, how, right = plans.window(row), plans.standing(row, today), plans.right(row.agreement, today)
    return answer({
        "opens": window.opens, "due": window.due, "state": how.state, "days": how.days,
        "mean_off": _text(right.mean_off),
        "months": [
            {"month": m.month, "planned": str(m.planned), "actual": str(m.actual), "ratio": _text(m.ratio)}
            for m in right.months
        ],
    })  # fmt: skip


@operation(
    "GET", "/monthly-reviews/{int:pk}/figures", "keyaccounts.view_monthlyreview", "monthlyreview_figures",
    "The figures of a review", schemas.ReviewFigures,
)  # fmt: skip
def figures(request: HttpRequest, pk: Key) -> HttpResponse:
    row = get_object_or_404(reviews.visible(actor_of(request, "keyaccounts.view_monthlyreview")), pk=pk)
    found = reviews.figures(row, timezone.localdate())
    groups = [
        {"name": localized(one["name"], one["name_en"]), "planned": one["planned"], "actual": one["actual"]}
        for one in found["groups"]
    ]
    kept = {name: found[name] for name in schemas.ReviewFigures.model_fields if name != "groups"}
    return answer({**kept, "groups": groups})


@operation(
    "POST", "/account-kpis/{int:pk}/values", "keyaccounts.change_accountkpi", "accountkpi_paste",
    "Add monthly values of a KPI; a month that is there already gets the new one", schemas.KpiValuesKept,
)  # fmt: skip
def values(request: HttpRequest, pk: Key, payload: schemas.KpiValuesIn) -> HttpResponse:
    actor = actor_of(request, "keyaccounts.change_accountkpi")
    row = get_object_or_404(reviews.kpis(actor), pk=pk)
    given = {month_start(one.month): _number(one.value) for one in payload.values}
    known = {one.month: one.value for one in kpis.of(row)}
    known |= given
    rows = [{"month": month, "value": value} for month, value in sorted(known.items())]
    kept = kpis.change(row, actor=actor, monthly=rows)
    return answer({"id": kept.pk, "months": len(rows)})


def _number(text: str) -> Decimal:
    """A value with up to two decimals."""
    if not re.fullmatch(r"-?[0-9]{1,16}(\.[0-9]{1,2})?", text):
        raise RuleBroken(_("A number with up to two decimals, please."), field="values", code="number")
    return Decimal(text)
