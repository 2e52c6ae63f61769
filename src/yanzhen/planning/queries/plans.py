"""Plans and their figures."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum
from django.shortcuts import get_object_or_404

from yanzhen.lib.periods import Period, month_end, shifted
from yanzhen.planning.enums import Dim, Metric, PlanState
from yanzhen.planning.models import Plan, PlanCell
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet

COLUMNS: dict[Dim, str] = {Dim.MONTH: "month", **{dim: f"{dim}_id" for dim in Dim if dim != Dim.MONTH}}
"""Where a side of the plan stands in `PlanCell`."""


CENT = Decimal("0.01")


def exact(total: Decimal | None) -> Decimal:
    """A sum as the database gives it, to the cent: SQLite adds amounts up as binary fractions."""
    return (total or Decimal(0)).quantize(CENT)


def visible(actor: Actor) -> ScopedQuerySet[Plan]:
    """Plans that `actor` may see, the latest first."""
    return Plan.objects.visible_to(actor).naming("unit", "replaces").order_by("-starts_on", "-pk")


def one(actor: Actor, pk: int) -> Plan:
    """The plan, or 404 when it is out of reach."""
    return get_object_or_404(visible(actor), pk=pk)


def led(plan: Plan, actor: Actor, code: str) -> bool:
    """Whether `actor` may change this plan by the function `code`: its unit lies within the reach of the function.

    A plan is open to all who see plans, so that everybody finds theirs; that alone lets nobody change it.
    """
    return holds(actor, code, plan.unit_id)


def drafts(plan: Plan, unit_id: int, actor: Actor, code: str) -> bool:
    """Whether `actor` may work on a draft of this unit's part of a plan: whoever leads the plan, or the unit."""
    return led(plan, actor, code) or holds(actor, code, unit_id)


def holds(actor: Actor, code: str, unit_id: int) -> bool:
    """Whether a function reaches a unit as a whole."""
    reach = actor.reach(code)
    return reach.everything or unit_id in reach.unit_ids


def period(plan: Plan) -> Period:
    """The days of a plan."""
    return Period(plan.starts_on, month_end(shifted(plan.starts_on, plan.months - 1)))


def months(plan: Plan) -> list[date]:
    """The first days of a plan's months."""
    return [shifted(plan.starts_on, n) for n in range(plan.months)]


def in_force(actor: Actor, on: date) -> list[Plan]:
    """Plans that count on a day, those of the widest units first.

    An edition counts from the day it is in force; the one it replaces counts until the day before.
    """
    counting = (PlanState.PUBLISHED, PlanState.REPLACED)
    rows = visible(actor).filter(Q(in_force_on=None) | Q(in_force_on__lte=on), state__in=counting, starts_on__lte=on)
    rows = rows.exclude(replaced_by__state__in=counting, replaced_by__in_force_on__lte=on)
    return [plan for plan in rows.order_by("unit__path", "-pk") if period(plan).end >= on]


def cells(actor: Actor, plan: Plan, metric: str = Metric.REVENUE) -> QuerySet[PlanCell]:
    """The figures of a plan inside the reach of `actor`."""
    return PlanCell.objects.visible_to(actor).filter(plan=plan, metric=metric)


def sums(
    actor: Actor, plan: Plan, by: Sequence[str], metric: str = Metric.REVENUE
) -> dict[tuple[date | int | None, ...], Decimal]:
    """Planned amounts inside the reach of `actor` by any sides: {(month, person): amount}; () for one sum."""
    columns = [COLUMNS[Dim(code)] for code in by]
    if not columns:
        return {(): exact(cells(actor, plan, metric).aggregate(total=Sum("amount"))["total"])}
    rows = cells(actor, plan, metric).order_by().values_list(*columns).annotate(total=Sum("amount"))
    return {row[:-1]: exact(row[-1]) for row in rows}
