"""How opportunities stood on each day: kept as they change, so that the flow between two dates can be told.

Every act on an opportunity enters the audit trail; what it changed is noted here in the same transaction. What came
another way (imports, the sample company, rows from before this was kept) is caught up with by a job.
"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from yanzhen.crm.enums.opportunities import OpportunityState
from yanzhen.crm.models import Opportunity, OpportunityChange, StageEntry
from yanzhen.platform.actor import Actor

if TYPE_CHECKING:
    from yanzhen.platform.models import AuditEntry

KEPT = ("amount", "currency", "expected_on", "state")
BATCH = 2_000


def heard(entry: "AuditEntry", actor: Actor) -> None:
    """Note what an act changed of an opportunity; called for every act, in its transaction."""
    if entry.noun_name != "crm.opportunity" or entry.object_id is None or entry.verb == "remove":
        return
    if not {*KEPT, "closed_on"}.intersection(entry.after):
        return
    row = Opportunity.objects.filter(pk=entry.object_id).only(*KEPT, "closed_on").first()
    if row is not None:
        note(row)


def note(opportunity: Opportunity) -> None:
    """Write how an opportunity stands from today on; a closed one from the day it was closed on."""
    last = OpportunityChange.objects.filter(opportunity=opportunity, until__isnull=True).first()
    values = {name: getattr(opportunity, name) for name in KEPT}
    if last is None:
        OpportunityChange.objects.create(opportunity=opportunity, since=timezone.localdate(), **values)
        return
    if all(getattr(last, name) == value for name, value in values.items()):
        return
    day = max(last.since, _day(opportunity))
    if day == last.since:
        OpportunityChange.objects.filter(pk=last.pk).update(**values)
        return
    OpportunityChange.objects.filter(pk=last.pk).update(until=day)
    OpportunityChange.objects.create(opportunity=opportunity, since=day, **values)


def _day(opportunity: Opportunity) -> date:
    today = timezone.localdate()
    return min(opportunity.closed_on or today, today) if opportunity.state != OpportunityState.OPEN else today


def catch_up() -> int:
    """Note what was written past the services; may run twice. How many opportunities were behind."""
    found = 0
    while keys := list(_without().values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            found += _begin(keys)
    for row in _behind()[:BATCH]:
        with transaction.atomic():
            note(row)
        found += 1
    return found


def _without() -> QuerySet[Opportunity]:
    noted = OpportunityChange.objects.filter(opportunity=OuterRef("pk"), until__isnull=True)
    return Opportunity.objects.filter(~Exists(noted)).order_by("pk")


def _behind() -> QuerySet[Opportunity]:
    """Opportunities that stand differently from what was noted last."""
    differs = Q()
    for name in KEPT:
        differs |= ~Q(**{f"changes__{name}": F(name)})
    rows = Opportunity.objects.filter(changes__until__isnull=True).filter(differs).only(*KEPT, "closed_on")
    return rows.order_by("pk")


def _begin(keys: list[int]) -> int:
    """The history of opportunities that have none, as far as their stays tell: amounts on entering each stage.

    What was expected when cannot be told any more: the present day stands for all of it.
    """
    rows = Opportunity.objects.filter(pk__in=keys).only(*KEPT, "closed_on", "created_at").in_bulk()
    stays: dict[int, list[tuple[date, Any]]] = {key: [] for key in rows}
    entries = StageEntry.objects.filter(opportunity_id__in=keys).order_by("opportunity_id", "entered_at", "pk")
    for key, moment, amount in entries.values_list("opportunity_id", "entered_at", "amount"):
        stays[key].append((timezone.localdate(moment), amount))
    OpportunityChange.objects.filter(opportunity_id__in=keys).delete()
    OpportunityChange.objects.bulk_create(
        [change for key, row in rows.items() for change in _history(row, stays[key])], batch_size=1_000
    )
    return len(rows)


def _history(row: Opportunity, stays: Iterable[tuple[date, Any]]) -> list[OpportunityChange]:
    days: dict[date, tuple[Any, str]] = {day: (amount, OpportunityState.OPEN) for day, amount in stays}
    first = min(days, default=timezone.localdate(row.created_at))
    days.setdefault(first, (row.amount, OpportunityState.OPEN))
    days[max([*days, _day(row)]) if row.state != OpportunityState.OPEN else max(days)] = (row.amount, row.state)
    made: list[OpportunityChange] = []
    for day in sorted(days):
        amount, state = days[day]
        if made and (made[-1].amount, made[-1].state) == (amount, state):
            continue
        if made:
            made[-1].until = day
        made.append(
            OpportunityChange(
                opportunity=row, since=day, amount=amount, currency=row.currency, expected_on=row.expected_on,
                state=state,
            )
        )  # fmt: skip
    return made
