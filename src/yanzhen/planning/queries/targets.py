"""Targets of a plan: editions of each part, and the decision in force."""

from dataclasses import dataclass
from decimal import Decimal

from django.shortcuts import get_object_or_404

from yanzhen.planning.enums import TargetSide, TargetState
from yanzhen.planning.models import Plan, Target, TargetMethod
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet

NAMING = ("plan", "unit", "region", "category")


@dataclass(frozen=True)
class Decided:
    """The decision in force: of the whole plan, and by (side, key) of the parts that have one of their own."""

    realistic: Decimal
    ideal: Decimal
    parts: dict[tuple[str, int], Decimal]


def visible(actor: Actor) -> ScopedQuerySet[Target]:
    """Targets that `actor` may see, the latest plan first."""
    return Target.objects.visible_to(actor).naming(*NAMING).order_by("-plan_id", "part", "-edition", "-pk")


def one(actor: Actor, pk: int) -> Target:
    """The target with its plan, or 404 when it is out of reach."""
    return get_object_or_404(visible(actor).select_related("plan__unit", "plan__replaces"), pk=pk)


def key_of(target: Target) -> int | None:
    """The key of the part; None for the whole."""
    keys = {
        TargetSide.UNIT: target.unit_id,
        TargetSide.REGION: target.region_id,
        TargetSide.CATEGORY: target.category_id,
    }
    return keys.get(TargetSide(target.side))


def decided(plan: Plan) -> Decided | None:
    """The decision in force for a plan; a new edition goes on with that of the one it replaces.

    None before the whole was decided.
    """
    rows = list(Target.objects.filter(plan=plan, state=TargetState.DECIDED))
    whole = next((row for row in rows if row.side == TargetSide.WHOLE), None)
    if whole is None or whole.realistic is None or whole.ideal is None:
        return None if plan.replaces is None else decided(plan.replaces)
    parts = {
        (row.side, key): row.realistic for row in rows if (key := key_of(row)) is not None and row.realistic is not None
    }
    return Decided(whole.realistic, whole.ideal, parts)


def decided_of_unit(plan: Plan, unit_id: int) -> Decimal | None:
    """The realistic target in force for a unit of a plan; None before there is one."""
    row = Target.objects.filter(plan=plan, state=TargetState.DECIDED, side=TargetSide.UNIT, unit_id=unit_id).first()
    return None if row is None else row.realistic


def editions(actor: Actor, plan: Plan, part: str) -> list[Target]:
    """The editions of a part, the latest first."""
    return list(visible(actor).filter(plan=plan, part=part).order_by("-edition", "-pk"))


def methods(target: Target) -> list[TargetMethod]:
    """The methods of a target in their usual order."""
    return list(TargetMethod.objects.filter(target=target).order_by("pk"))
