"""Plans: entered in preparation; the procedure moves them on."""

from typing import Any

from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.enums import PlanState
from yanzhen.planning.models import Plan
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor


@writes.write("planning.add_plan")
def create(*, actor: Actor, **values: Any) -> Plan:
    """Open a plan in preparation."""
    return writes.create(Plan, actor=actor, **values)


@writes.write("planning.change_plan")
def change(instance: Plan, *, actor: Actor, version: int | None = None, **values: Any) -> Plan:
    """Change a plan that is not yet published."""
    only_open(instance)
    return writes.change(instance, actor=actor, version=version, **values)


@writes.write("planning.remove_plan")
def remove(instance: Plan, *, actor: Actor, version: int | None = None) -> None:
    """Remove a plan that was never published."""
    only_open(instance)
    writes.remove(instance, actor=actor, version=version)


def only_open(plan: Plan) -> None:
    """Refuse what would change a plan that counts, or once counted."""
    if plan.state in {PlanState.PUBLISHED, PlanState.REPLACED}:
        raise RuleBroken(_("A published plan stays as it is; open a new edition."), code="state")
