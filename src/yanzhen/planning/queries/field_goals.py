"""What the findings about time are told of plans: who has a quota for a day, which customers have a goal."""

from collections.abc import Collection
from datetime import date

from yanzhen.field.queries import findings
from yanzhen.lib.periods import month_start, shifted
from yanzhen.planning.enums import Metric, PlanState
from yanzhen.planning.models import Plan, PlanCell, Quota
from yanzhen.platform.actor import Actor


def planned(actor: Actor, people: Collection[int], today: date) -> set[int] | None:
    """Those of these people who have a quota of a published plan for today; None for whoever may not see quotas."""
    if not actor.can("planning.view_quota"):
        return None
    month = month_start(today)
    rows = Quota.objects.visible_to(actor).filter(person__in=people, plan__state=PlanState.PUBLISHED)
    spans = rows.filter(starts_on__lte=month).values_list("person", "starts_on", "months")
    return {person for person, starts, months in spans if shifted(starts, months) > month}


def aimed(actor: Actor, customers: Collection[int], today: date) -> set[int] | None:
    """Those of these customers for whom a published plan of today names a figure of whatever kind."""
    return _in_plans(actor, customers, today, frozenset(Metric.values))


def profitable(actor: Actor, customers: Collection[int], today: date) -> set[int] | None:
    """Those of these customers for whom a published plan of today names a gross margin."""
    return _in_plans(actor, customers, today, frozenset({Metric.MARGIN}))


def _in_plans(actor: Actor, customers: Collection[int], today: date, metrics: frozenset[str]) -> set[int] | None:
    if not actor.can("planning.view_plan"):
        return None
    month = month_start(today)
    plans = Plan.objects.visible_to(actor).filter(state=PlanState.PUBLISHED, starts_on__lte=month)
    now = [plan for plan, starts, months in plans.values_list("pk", "starts_on", "months")
           if shifted(starts, months) > month]  # fmt: skip
    cells = PlanCell.objects.visible_to(actor).filter(plan__in=now, metric__in=metrics, amount__gt=0)
    named = cells.filter(customer__isnull=False).order_by().values_list("customer", flat=True).distinct()
    return set(named) & set(customers)


def register() -> None:
    """Tell it where field work reads it."""
    findings.declare("sales_plan", planned)
    findings.declare("customer_goal", aimed)
    findings.declare("profit_goal", profitable)
