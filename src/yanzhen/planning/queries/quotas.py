"""Quotas of people, the talks about them, and the steps of a plan."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from yanzhen.lib.periods import shifted
from yanzhen.planning.enums import Metric, PlanState, TalkState
from yanzhen.planning.models import Plan, PlanCell, PlanStep, Quota, QuotaTalk, TalkEntry
from yanzhen.planning.queries import plans
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet

TO_SIGN = frozenset({TalkState.WAITING, TalkState.ACCEPTED, TalkState.COUNTERED, TalkState.FIXED})
"""Talks whose person has not yet acknowledged."""


def visible(actor: Actor) -> ScopedQuerySet[Quota]:
    """Quotas that `actor` may see; those who do not plan see theirs from the talk on."""
    rows = Quota.objects.visible_to(actor).naming("plan", "person", "unit")
    reach = actor.reach("planning.view_quota")
    if not actor.can("planning.change_quota") and not reach.everything:
        rows = rows.exclude(plan__state=PlanState.PREPARE)
    return rows.order_by("-plan_id", "person__number", "metric", "starts_on", "pk")


def talks(actor: Actor) -> ScopedQuerySet[QuotaTalk]:
    """Talks about quotas that `actor` may see, the latest plan first."""
    rows = QuotaTalk.objects.visible_to(actor).naming("plan", "person", "unit")
    return rows.order_by("-plan_id", "person__number", "pk")


def entries(talk: QuotaTalk) -> QuerySet[TalkEntry]:
    """What was said in a talk that the reader has already been shown, the first word first."""
    return TalkEntry.objects.filter(talk=talk).naming().order_by("pk")


def steps(plan: Plan) -> list[PlanStep]:
    """The steps of a plan as they were entered, then those planned."""
    rows = PlanStep.objects.filter(plan=plan).prefetch_related("people").order_by("pk")
    return sorted(rows, key=lambda step: (step.entered_at is None, step.entered_at or step.planned_on, step.pk))


def own(actor: Actor) -> ScopedQuerySet[QuotaTalk]:
    """The talks about one's own quotas."""
    return talks(actor).filter(person_id=actor.employee_id or 0)


def to_answer(actor: Actor) -> QuerySet[QuotaTalk]:
    """Own quotas that wait for an answer now."""
    return own(actor).filter(plan__state=PlanState.TALK, state=TalkState.WAITING)


def to_acknowledge(actor: Actor) -> QuerySet[QuotaTalk]:
    """Own quotas of published plans that are not signed yet."""
    return own(actor).filter(plan__state=PlanState.PUBLISHED, state__in=TO_SIGN)


def to_fix(actor: Actor) -> QuerySet[QuotaTalk]:
    """Other figures named by people whom `actor` leads."""
    if not actor.can("planning.lead_quotatalk"):
        return talks(actor).none()
    open_steps = (PlanState.TALK, PlanState.FIX)
    return talks(actor).filter(plan__state__in=open_steps, state=TalkState.COUNTERED).exclude(person=actor.employee_id)


def unsigned(actor: Actor) -> QuerySet[QuotaTalk]:
    """Quotas of published plans that other people in reach have not signed."""
    if not actor.can("planning.lead_quotatalk"):
        return talks(actor).none()
    return talks(actor).filter(plan__state=PlanState.PUBLISHED, state__in=TO_SIGN).exclude(person=actor.employee_id)


def quota_cells(quota: Quota) -> QuerySet[PlanCell]:
    """The plan figures that make up a quota."""
    return PlanCell.objects.filter(
        plan_id=quota.plan_id,
        metric=quota.metric,
        person_id=quota.person_id,
        month__gte=quota.starts_on,
        month__lt=shifted(quota.starts_on, quota.months),
    )


def by_month(plan: Plan, person_ids: Iterable[int] | None = None) -> dict[tuple[int, str, date], Decimal]:
    """Planned amounts of people: {(person, metric, month): amount}. Not narrowed to a reach: narrow the people."""
    rows = PlanCell.objects.filter(plan=plan, person__isnull=False)
    if person_ids is not None:
        rows = rows.filter(person__in=person_ids)
    sums = rows.order_by().values_list("person_id", "metric", "month").annotate(total=Sum("amount"))
    return {(person, metric, month): plans.exact(total) for person, metric, month, total in sums}


def first_open(plan: Plan) -> date:
    """The first month whose figures may still change: a new edition leaves those before it takes effect."""
    return plan.in_force_on if plan.replaces_id and plan.in_force_on else plan.starts_on


def rivals(plan: Plan) -> QuerySet[Plan]:
    """Published plans of the same unit that count for some of the same months, but for the one this replaces."""
    span = plans.period(plan)
    rows = Plan.objects.filter(unit=plan.unit_id, state=PlanState.PUBLISHED, starts_on__lte=span.end)
    near = [p.pk for p in rows.exclude(Q(pk=plan.pk) | Q(pk=plan.replaces_id)) if plans.period(p).end >= span.start]
    return Plan.objects.filter(pk__in=near)


def share_of(plan: Plan, person_id: int) -> Decimal | None:
    """The share of a person in all planned net sales; None without any."""
    rows = PlanCell.objects.filter(plan=plan, metric=Metric.REVENUE)
    whole = rows.aggregate(total=Sum("amount"))["total"]
    own = rows.filter(person=person_id).aggregate(total=Sum("amount"))["total"]
    return own / whole if whole and own is not None else None


def by_category(plan: Plan, person_id: int) -> dict[str, Decimal]:
    """Planned net sales of a person by the name of the product category; nothing where the plan is not cut so."""
    cells = PlanCell.objects.filter(plan=plan, metric=Metric.REVENUE, person=person_id, category__isnull=False)
    found: dict[str, Decimal] = {}
    for cell in cells.select_related("category"):
        found[str(cell.category)] = found.get(str(cell.category), Decimal(0)) + cell.amount
    return found
