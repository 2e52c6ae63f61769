"""The board of a process: counts and sums of its stages by one grouped query, and the first cards of each."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet, Sum

from yanzhen.crm.models import Opportunity
from yanzhen.organization.queries import people
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import localized

FIRST = 20
CENT = Decimal("0.01")
WHO = ("all", "team", "mine")


class Card(NamedTuple):
    """What a card shows."""

    pk: int
    version: int
    name: str
    customer: str
    amount: Decimal
    currency: str
    expected_on: date
    next_step: str
    next_on: date | None
    stage_since: date
    stuck_from: date | None
    owner: str | None
    stage_id: int


FIELDS = (
    "pk", "version", "name", "customer__name", "amount", "currency", "expected_on", "next_step", "next_on",
    "stage_since", "stuck_from", "owner__name", "stage_id", "owner__name_en",
)  # fmt: skip


@dataclass(frozen=True)
class Total:
    """Count, sum and weighted sum of a stage in one currency."""

    currency: str
    count: int
    amount: Decimal
    weighted: Decimal


def whose(who: str, actor: Actor) -> Q:
    """The condition for mine (I own it), the team's (mine and those of the people I lead) and all in reach."""
    if who == "mine":
        return Q(owner_id=actor.employee_id)
    if who == "team":
        return Q(owner_id__in=sorted(people.team_ids(actor.employee_id)) if actor.employee_id else [])
    return Q()


def totals(rows: QuerySet[Opportunity]) -> dict[int, list[Total]]:
    """What stands in each stage, by currency; sums are exact to the cent."""
    found: dict[int, list[Total]] = {}
    groups = (
        rows.order_by()
        .select_related(None)
        .values_list("stage_id", "currency")
        .annotate(n=Count("*"), total=Sum("amount"), likely=Sum("weighted_amount"))
        .order_by("stage_id", "currency")
    )
    for stage_id, currency, count, amount, weighted in groups:
        total = Total(currency, count, amount.quantize(CENT), weighted.quantize(CENT))
        found.setdefault(stage_id, []).append(total)
    return found


def cards(
    rows: QuerySet[Opportunity], stage_id: int, *, after: tuple[date, int] | None = None, limit: int = FIRST
) -> tuple[list[Card], bool]:
    """Cards of a stage by expected day, `limit` behind `after`, and whether there are more."""
    found: Any = rows.filter(stage_id=stage_id).order_by("expected_on", "pk")
    if after is not None:
        day, key = after
        found = found.filter(Q(expected_on__gt=day) | Q(expected_on=day, pk__gt=key), expected_on__gte=day)
    read = [_card(row) for row in found.values_list(*FIELDS)[: limit + 1]]
    return read[:limit], len(read) > limit


def card(rows: QuerySet[Opportunity], pk: int) -> Card | None:
    """One card, if it is among these rows."""
    row = rows.order_by().filter(pk=pk).values_list(*FIELDS).first()
    return None if row is None else _card(row)


def _card(row: tuple[Any, ...]) -> Card:
    """The owner as the reader's language calls them."""
    *shown, owner, stage_id, in_english = row
    return Card._make((*shown, localized(owner, in_english or "") if owner else owner, stage_id))
