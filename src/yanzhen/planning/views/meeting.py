"""The page for the team meeting: large type for the wall, the goal, how it is spread, the pace of last year.

Nobody's own figures, unless whoever leads the plan switches them on.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from yanzhen.lib.periods import month_end, shifted
from yanzhen.organization.queries import units
from yanzhen.planning.enums import Metric
from yanzhen.planning.models import Plan
from yanzhen.planning.queries import attainment, plans, standings, targets
from yanzhen.planning.services import steps
from yanzhen.planning.views import heads
from yanzhen.planning.views.quotas import change, percent
from yanzhen.platform import amounts, warehouse
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.views import actor_of, needs


@require_GET
@needs(steps.MOVE)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan for the wall."""
    plan, actor = heads.plan_of(request, pk), actor_of(request)
    shows_people = request.GET.get("people") == "1" and plans.led(plan, actor, steps.MOVE)
    by_month = _by_month(actor, plan)
    last = _last_year(actor, plan)
    total, before = sum(by_month.values(), Decimal(0)), sum(last.values(), Decimal(0))
    decided = targets.decided(plan) if actor.can("planning.view_target") else None
    context = {
        "page": {"title": str(plan)},
        "plan": plan,
        "period": plans.period(plan),
        "unit": amounts.unit(actor, plan.currency),
        "goal": _short(total, plan, actor),
        "ideal": _short(decided.ideal, plan, actor) if decided is not None else "",
        "change": change(total, before),
        "before": _short(before, plan, actor) if before else "",
        "units": _parts(actor, plan, "unit", total),
        "regions": _parts(actor, plan, "region", total),
        "quarters": _quarters(actor, plan, by_month, last),
        "people": _people(actor, plan) if shows_people else [],
        "shows_people": shows_people,
        "back": reverse("planning:plan_quotas", args=[pk]),
    }
    return render(request, "planning/quotas/meeting.html", context)


def _short(amount: Decimal, plan: Plan, actor: Actor) -> str:
    """Whole amounts, or those in 万元 and 亿元 with a decimal; the page names the unit."""
    return amounts.table(actor, amount, places=2 if actor.amount_unit == "yi" else 0)


def _by_month(actor: Actor, plan: Plan) -> dict[date, Decimal]:
    found: Any = plans.sums(actor, plan, ("month",))
    return {month: found.get((month,), Decimal(0)) for month in plans.months(plan)}


def _last_year(actor: Actor, plan: Plan) -> dict[date, Decimal]:
    """Net sales of the same months a year before, in reach; empty where they may not be seen."""
    span = plans.period(plan)
    start, end = shifted(span.start, -12), month_end(shifted(span.end.replace(day=1), -12))
    if not attainment.may_see(actor, Metric.REVENUE):
        return {}
    try:
        found = attainment.actual(actor, Metric.REVENUE, ("month",), start, end, plan.currency)
    except warehouse.NotReady:
        return {}
    return {shifted(key[0], 12): Decimal(amount) for key, amount in found.items()}


def _parts(actor: Actor, plan: Plan, side: str, total: Decimal) -> list[dict[str, Any]]:
    sums: Any = plans.sums(actor, plan, (side,))
    found = {key: amount for (key,), amount in sums.items() if key is not None and amount}
    if len(found) < 2 or not total:
        return []
    most = max(found.values())
    names = _names(side, found)
    return [
        {"label": names[key], "amount": _short(v, plan, actor), "share": percent(v / total), "width": _width(v, most)}
        for key, v in sorted(found.items(), key=lambda pair: -pair[1])
    ]


def _names(side: str, keys: Mapping[int, Any]) -> dict[int, str]:
    if side == "unit":
        return {key: units.label(key) for key in keys}
    model: Any = Plan._meta.apps.get_model("organization", "Region")
    return {row.pk: row.label for row in model.objects.filter(pk__in=keys)}


def _width(amount: Decimal, most: Decimal) -> int:
    return max(0, min(100, int(amount * 100 / most))) if most > 0 else 0


def _quarters(
    actor: Actor, plan: Plan, by_month: Mapping[date, Decimal], last: Mapping[date, Decimal]
) -> list[dict[str, Any]]:
    """Each quarter beside the same one a year before, on one scale."""
    sums = []
    for span in standings.spans(plan, "quarter"):
        inside = [month for month in by_month if span.start <= month <= span.end]
        now = sum((by_month[m] for m in inside), Decimal(0))
        before = sum((last.get(m, Decimal(0)) for m in inside), Decimal(0))
        label = f"{span.start:%Y-%m} – {span.end:%m}"
        sums.append((label, now, before))
    most = max([n for _l, n, _b in sums] + [b for _l, _n, b in sums] + [Decimal(1)])
    return [
        {
            "label": label,
            "amount": _short(now, plan, actor),
            "before": _short(before, plan, actor) if before else "–",
            "change": change(now, before),
            "width": _width(now, most),
            "before_width": _width(before, most),
        }
        for label, now, before in sums
    ]


def _people(actor: Actor, plan: Plan) -> list[dict[str, Any]]:
    [span] = standings.spans(plan, "plan")
    found = [(p, s.quota) for p in standings.of(actor, plan, span) if (s := p.of(Metric.REVENUE))]
    most = max([quota for _p, quota in found] + [Decimal(1)])
    return [
        {"label": str(p.person), "amount": _short(quota, plan, actor), "width": _width(quota, most)}
        for p, quota in sorted(found, key=lambda pair: -pair[1])
    ]
