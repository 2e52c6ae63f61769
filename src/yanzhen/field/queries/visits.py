"""Visits that somebody may see, and what pages and higher floors ask of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from yanzhen.crm.queries.traces import Trace
from yanzhen.field.enums.visits import OPEN_STATES, VisitState
from yanzhen.field.models import (
    Visit,
    VisitFinding,
    VisitStep,
    VisitStock,
    VisitTemplate,
    VisitTemplateStep,
)
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet

NAMED = ("customer", "contact", "opportunity", "owner", "unit", "template", "next_visit")


def visible(actor: Actor) -> ScopedQuerySet[Visit]:
    """Visits that `actor` may see, with what their lists and pages name."""
    return Visit.objects.visible_to(actor).naming(*NAMED).order_by("-day", "-pk")


def whole(actor: Actor) -> ScopedQuerySet[Visit]:
    """The same, with all that the pages before and after a visit need; relations may be followed."""
    return (
        Visit.objects.visible_to(actor)
        .select_related(*NAMED, "customer__owner", "customer__industry", "customer__customer_type", "unit__company")
        .order_by("-day", "-pk")
    )


def still_there(owner: int, but: int) -> QuerySet[Visit]:
    """Visits of this person that were arrived at and not left yet, but for one."""
    rows = Visit.objects.filter(owner_id=owner, state=VisitState.UNDER_WAY, arrived_at__isnull=False, left_at=None)
    return rows.exclude(pk=but).select_related("customer").order_by("arrived_at", "pk")


def unreported(owner: int, day: date, but: int) -> QuerySet[Visit]:
    """Visits of this person and day that were left and still wait for their report, but for one."""
    rows = Visit.objects.filter(owner_id=owner, day=day, state=VisitState.UNDER_WAY, left_at__isnull=False)
    return rows.exclude(pk=but).select_related("customer").order_by("arrived_at", "pk")


def findings(actor: Actor) -> ScopedQuerySet[VisitFinding]:
    """What was learnt on visits that `actor` may see."""
    rows = VisitFinding.objects.visible_to(actor)
    return rows.naming("visit", "visit__customer", "competitor", "category", "figure").order_by("-pk")


def templates(actor: Actor) -> ScopedQuerySet[VisitTemplate]:
    """Visit templates."""
    return VisitTemplate.objects.visible_to(actor).naming("customer_type").order_by("code", "pk")


def active_templates(actor: Actor) -> QuerySet[VisitTemplate]:
    return templates(actor).filter(is_active=True)


def template_steps(template: VisitTemplate) -> QuerySet[VisitTemplateStep]:
    """The steps of a template in their order."""
    return template.steps.order_by("position", "pk")


def steps(visit: Visit) -> list[VisitStep]:
    return list(VisitStep.objects.filter(visit_id=visit.pk).order_by("position"))


def stock(visit: Visit) -> list[VisitStock]:
    return list(VisitStock.objects.filter(visit_id=visit.pk).select_related("product").order_by("pk"))


def of_day(actor: Actor, day: date, owner_id: int | None) -> list[Visit]:
    """The visits of one person on one day, in the order in which they are made."""
    rows = whole(actor).filter(day=day, owner_id=owner_id).exclude(state=VisitState.CANCELLED)
    return sorted(rows, key=lambda v: (v.sequence or 999, v.starts_at is None, v.starts_at or 0, v.pk))  # type: ignore[arg-type,return-value]


def before(visit: Visit, actor: Actor, most: int = 5) -> list[Visit]:
    """The visits made to this customer before, the latest first."""
    rows = visible(actor).filter(customer_id=visit.customer_id, state=VisitState.DONE).exclude(pk=visit.pk)
    return list(rows.filter(day__lte=visit.day)[:most])


def of_customer(customer_id: int, actor: Actor) -> ScopedQuerySet[Visit]:
    return visible(actor).filter(customer_id=customer_id)


@dataclass(frozen=True)
class Summary:
    """What is known of the visits to one customer: the last one made, how many this year, the next one planned."""

    last_on: date | None
    this_year: int
    next_on: date | None


def summary(customer_id: int, actor: Actor, today: date | None = None) -> Summary:
    """One query over the visits to a customer that `actor` may see."""
    day = today or timezone.localdate()
    rows = Visit.objects.visible_to(actor).filter(customer_id=customer_id).order_by()
    done = Q(state=VisitState.DONE)
    found = rows.aggregate(
        last=Max("day", filter=done), year=Count("pk", filter=done & Q(day__gte=day.replace(month=1, day=1)))
    )
    planned = rows.filter(state__in=OPEN_STATES, day__gte=day).order_by("day", "pk").values_list("day", flat=True)
    return Summary(found["last"], found["year"], planned.first())


def last_days(customer_ids: Collection[int]) -> dict[int, date]:
    """When each of these customers was last visited, by anybody."""
    rows = Visit.objects.filter(customer_id__in=customer_ids, state=VisitState.DONE).order_by()
    return dict(rows.values_list("customer_id").annotate(Max("day")))


def planned_days(customer_ids: Collection[int], since: date, until: date) -> dict[int, list[date]]:
    """On which days each of these customers is to be visited, by anybody."""
    rows = Visit.objects.filter(customer_id__in=customer_ids, day__range=(since, until), state__in=OPEN_STATES)
    found: dict[int, list[date]] = {}
    for key, day in rows.order_by("day").values_list("customer_id", "day"):
        found.setdefault(key, []).append(day)
    return found


def shelf_lives(product_ids: Collection[int]) -> dict[int, int]:
    """The shelf life in days that was last told of each product, so that nobody types it twice."""
    rows = VisitStock.objects.filter(product_id__in=product_ids, shelf_days__isnull=False).order_by("counted_on", "pk")
    return {key: days for key, days in rows.values_list("product_id", "shelf_days") if days is not None}


def stocked_before(visit: Visit) -> Sequence[VisitStock]:
    """What stood on the shelf when it was last counted at this customer's: the list to count again."""
    last = (
        Visit.objects.filter(customer_id=visit.customer_id, stock__isnull=False)
        .exclude(pk=visit.pk)
        .order_by("-day", "-pk")
        .first()
    )
    return stock(last) if last is not None else []


def first(keys: Collection[int]) -> dict[int, Trace]:
    """The first visit to each customer, who made it, and how many there were: evidence of whose a customer is."""
    rows = Visit.objects.filter(customer_id__in=keys, state=VisitState.DONE).select_related("owner")
    found: dict[int, Trace] = {}
    counts: dict[int, int] = dict(rows.order_by().values_list("customer_id").annotate(Count("pk")))
    for row in rows.order_by("-day", "-pk"):
        found[row.customer_id] = Trace(row.day, str(row.owner), counts[row.customer_id])
    return found


def still_open(keys: Collection[int]) -> dict[int, int]:
    """How many visits to each of these customers are still to come."""
    rows = Visit.objects.filter(customer_id__in=keys, state__in=OPEN_STATES).order_by()
    return dict(rows.values_list("customer_id").annotate(Count("pk")))


def overdue() -> Q:
    """Planned for a day that has passed, and neither made nor called off."""
    return Q(state__in=OPEN_STATES, day__lt=timezone.localdate())


def today() -> Q:
    return Q(day=timezone.localdate()) & ~Q(state=VisitState.CANCELLED)


def this_week() -> Q:
    """From Monday to Sunday of this week."""
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    return Q(day__range=(monday, monday + timedelta(days=6))) & ~Q(state=VisitState.CANCELLED)


def unconfirmed() -> Q:
    """Still to come, the reason sent, and no answer yet."""
    return Q(state=VisitState.PLANNED, reason_sent_at__isnull=False, reason_confirmed="unknown")


def between(actor: Actor, since: date, until: date, owner_id: int | None = None) -> dict[date, list[Any]]:
    """Visits by day for a calendar: those of one person, or of everybody in sight."""
    rows = visible(actor).filter(day__range=(since, until)).exclude(state=VisitState.CANCELLED)
    rows = rows.filter(owner_id=owner_id) if owner_id is not None else rows
    found: dict[date, list[Any]] = {}
    for row in rows.order_by("day", "starts_at", "sequence", "pk"):
        found.setdefault(row.day, []).append(row)
    return found
