"""The parts of a plan that can have a target of their own, inside the reach of a person."""

from dataclasses import dataclass

from yanzhen.organization.queries import regions, units
from yanzhen.planning.enums import TargetSide
from yanzhen.planning.models import Plan, Target
from yanzhen.platform.actor import Actor
from yanzhen.products.queries import categories


@dataclass(frozen=True)
class Part:
    """A part of a plan: its code in addresses, its side and key, its name."""

    code: str
    side: str
    key: int | None
    name: str


def whole_is_open(actor: Actor, plan: Plan) -> bool:
    """Whether the plan's own unit is in reach: its whole, its regions and categories are."""
    reach = actor.reach("planning.view_target")
    return reach.everything or plan.unit_id in reach.unit_ids


def of(actor: Actor, plan: Plan) -> list[Part]:
    """The parts in reach: the whole, the units below, regions, and the widest product categories."""
    reach, found = actor.reach("planning.view_target"), []
    if whole_is_open(actor, plan):
        found.append(Part("whole", TargetSide.WHOLE, None, str(TargetSide.WHOLE.label)))
    below = units.visible(actor).filter(path__contains=f"/{plan.unit_id}/").exclude(pk=plan.unit_id)
    inside = [unit for unit in below if reach.everything or unit.pk in reach.unit_ids]
    found += [Part(f"unit-{unit.pk}", TargetSide.UNIT, unit.pk, str(unit)) for unit in inside]
    if whole_is_open(actor, plan):
        rows = regions.visible(actor)
        found += [Part(f"region-{row.pk}", TargetSide.REGION, row.pk, str(row)) for row in rows]
        widest = categories.visible(actor).filter(parent=None)
        found += [Part(f"category-{row.pk}", TargetSide.CATEGORY, row.pk, str(row)) for row in widest]
    return found


def decided(plan: Plan) -> set[str]:
    """The codes of the parts that have a target at all."""
    return set(Target.objects.filter(plan=plan).values_list("part", flat=True))
