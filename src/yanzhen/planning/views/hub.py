"""Where planning begins: the plan that counts, how it goes, what waits for me, and all plans."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yanzhen.lib.money import rounded, to_cents
from yanzhen.lib.periods import month_end
from yanzhen.organization.queries import calendar
from yanzhen.planning.enums import Metric, PlanState
from yanzhen.planning.models import Plan
from yanzhen.planning.nouns import quotas as noun
from yanzhen.planning.queries import attainment, pace_words, plans
from yanzhen.planning.queries import quotas as rows
from yanzhen.planning.services import talks
from yanzhen.planning.views.quotas import percent
from yanzhen.platform import warehouse
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.views import actor_of, needs

MOST = 12


@require_GET
@needs("planning.view_plan")
def page(request: HttpRequest) -> HttpResponse:
    """The hub of planning."""
    actor, today = actor_of(request), timezone.localdate()
    counting = plans.in_force(actor, today)
    context = {
        "page": {"title": _("Plans")},
        "plans_in_force": [_in_force(actor, plan) for plan in counting],
        "waiting": [*noun.own_waiting(actor), *noun.led_waiting(actor)],
        "rows": [_row(plan, counting) for plan in plans.visible(actor)[:MOST]],
        "total": plans.visible(actor).count(),
        "all_url": reverse("planning:plan_list"),
        "has_own": actor.can(talks.ANSWER) and rows.own(actor).exists(),
        "places": _places(actor),
        "may_add": actor.can("planning.add_plan"),
    }
    return render(request, "planning/quotas/hub.html", context)


def _in_force(actor: Actor, plan: Plan) -> dict[str, Any]:
    """A plan and its pace in a line: what was reached of what working days ask for by today."""
    today, span = timezone.localdate(), plans.period(plan)
    whole = plans.sums(actor, plan, ()).get((), Decimal(0))
    by_month: Any = plans.sums(actor, plan, ("month",))
    due = sum((amount for (month,), amount in by_month.items() if month < today.replace(day=1)), Decimal(0))
    this_month = by_month.get((today.replace(day=1),), Decimal(0))
    due += this_month * _passed(today)
    reached = _reached(actor, plan, span.start, today)
    unit = pace_words.unit(actor, Metric.REVENUE, plan.currency)

    def short(amount: Decimal) -> str:
        return f"{pace_words.short(actor, Metric.REVENUE, to_cents(rounded(amount)))} {unit}"

    return {
        "plan": plan,
        "url": reverse("planning:plan_quotas", args=[plan.pk])
        if actor.can("planning.view_quota")
        else reverse("planning:plan_record", args=[plan.pk]),
        "period": span,
        "whole": short(whole),
        "reached": "" if reached is None else short(reached),
        "due": short(due),
        "pace": percent(reached / due) if reached is not None and due else "",
        "of_whole": percent(reached / whole) if reached is not None and whole else "",
        "bar": _bar(reached, whole),
        "mark": _bar(due, whole),
        "is_own": not actor.reach("planning.view_quota").everything,
    }


def _bar(part: Decimal | None, whole: Decimal) -> int:
    return min(100, max(0, int((part or 0) * 100 / whole))) if whole else 0


def _passed(today: Any) -> Decimal:
    """The share of this month's working days that are over, today included."""
    start = today.replace(day=1)
    days = calendar.working_days(start, month_end(today))
    return Decimal(calendar.working_days(start, today)) / days if days else Decimal(1)


def _reached(actor: Actor, plan: Plan, start: Any, today: Any) -> Decimal | None:
    if not attainment.may_see(actor, Metric.REVENUE):
        return None
    try:
        return Decimal(attainment.actual(actor, Metric.REVENUE, (), start, today, plan.currency)[()])
    except warehouse.NotReady:
        return None


def _row(plan: Plan, counting: list[Plan]) -> dict[str, Any]:
    return {
        "plan": plan,
        "url": reverse("planning:plan_record", args=[plan.pk]),
        "period": plans.period(plan),
        "state": plan.get_state_display(),
        "tone": {PlanState.PUBLISHED: "good", PlanState.REPLACED: "neutral"}.get(PlanState(plan.state), "warning"),
        "counts": plan in counting,
    }


def _places(actor: Actor) -> list[dict[str, Any]]:
    """The registers of planning that are open to `actor`."""
    places = (
        (_("Quota talks"), "message-2", "planning:quotatalk_list", "planning.view_quotatalk"),
        (_("Quotas"), "target-arrow", "planning:quota_list", "planning.view_quota"),
        (_("My figure"), "message-2", "planning:declare", "planning.add_declaration"),
        (_("All plans"), "target-arrow", "planning:plan_list", "planning.view_plan"),
    )
    return [{"label": a, "icon": b, "url": reverse(c)} for a, b, c, code in places if actor.can(code)]
