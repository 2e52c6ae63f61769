"""Opportunities that somebody may see, and what of them higher floors ask for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncMonth

from yanzhen.crm.enums.opportunities import OpportunityState
from yanzhen.crm.models import Opportunity, OpportunityLine, OpportunityMember, StageEntry, TaskDone
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet

CENT = Decimal("0.01")


def visible(actor: Actor) -> ScopedQuerySet[Opportunity]:
    """Opportunities that `actor` may see, with what their lists and pages name."""
    return (
        Opportunity.objects.visible_to(actor)
        .naming("customer", "contact", "lead", "process", "stage", "owner", "unit", "reason")
        .order_by("expected_on", "pk")
    )


def lines(opportunity: Opportunity) -> QuerySet[OpportunityLine]:
    """The lines of an opportunity with their products."""
    return opportunity.lines.select_related("product", "opportunity").order_by("line_no")


def members(opportunity: Opportunity) -> list[OpportunityMember]:
    """The team, the largest part first."""
    return list(opportunity.members.select_related("employee").order_by("-share", "pk"))


def entries(opportunity: Opportunity) -> list[StageEntry]:
    """Every stay in a stage, the latest first."""
    return list(opportunity.entries.select_related("stage", "by").order_by("-entered_at", "-pk"))


def done_tasks(opportunity: Opportunity) -> dict[int, TaskDone]:
    """Exit tasks ticked off, by the key of the task."""
    return {done.task_id: done for done in opportunity.tasks_done.all()}


def latest_move(opportunity: Opportunity) -> StageEntry | None:
    """The stay it is in, or was in last, with the name of who moved it there."""
    return opportunity.entries.select_related("stage", "by").order_by("-entered_at", "-pk").first()


@dataclass(frozen=True)
class OpenPipeline:
    """Open opportunities of one owner in one stage that are expected to close in one month, in one currency."""

    owner_id: int | None
    process_id: int
    stage_id: int
    month: date
    currency: str
    count: int
    amount: Decimal
    weighted: Decimal


def open_pipeline(
    actor: Actor,
    *,
    first: date | None = None,
    last: date | None = None,
    owner_ids: Iterable[int] | None = None,
    process_id: int | None = None,
) -> list[OpenPipeline]:
    """The open pipeline that `actor` may see, by owner, stage, month of expected close and currency."""
    rows: Any = Opportunity.objects.visible_to(actor).filter(state=OpportunityState.OPEN)
    narrowed: dict[str, Any] = {"expected_on__gte": first, "expected_on__lte": last, "process_id": process_id}
    narrowed["owner_id__in"] = None if owner_ids is None else set(owner_ids)
    rows = rows.filter(**{name: value for name, value in narrowed.items() if value is not None})
    groups = (
        rows.order_by()
        .annotate(month=TruncMonth("expected_on"))
        .values("owner_id", "process_id", "stage_id", "month", "currency")
        .annotate(n=Count("pk"), total=Sum("amount"), likely=Sum("weighted_amount"))
        .order_by("owner_id", "process_id", "stage__position", "month", "currency")
    )
    return [
        OpenPipeline(
            owner_id=g["owner_id"],
            process_id=g["process_id"],
            stage_id=g["stage_id"],
            month=g["month"],
            currency=g["currency"],
            count=g["n"],
            amount=g["total"].quantize(CENT),
            weighted=g["likely"].quantize(CENT),
        )
        for g in groups
    ]


def open_with(customer_id: int, actor: Actor) -> list[tuple[str, int, Decimal]]:
    """What is open with a customer inside the actor's reach: currency, count and sum."""
    found = (
        Opportunity.objects.visible_to(actor)
        .filter(customer_id=customer_id, state=OpportunityState.OPEN)
        .order_by()
        .values_list("currency")
        .annotate(n=Count("pk"), total=Sum("amount"))
        .order_by("currency")
    )
    return [(currency, count, total.quantize(CENT)) for currency, count, total in found]
