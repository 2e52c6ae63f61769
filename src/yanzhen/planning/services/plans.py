"""Plans: entered in preparation; the procedure moves them on.

Here stands the one rule of who may change a plan: whoever has its unit in the reach of the function. The manager of
East works on plans of East and below, not on that of the company, which is open to be read. All acts on a plan ask
`only_led`: on its fields and figures, steps, editions, thresholds, bounds, look back, and on drawing quotas up.

Drafts of a part (a board, the target of a unit) ask `only_drafted`: the manager of East works East's part of the
company's plan out and proposes it; taking it into the plan stays with whoever leads the plan. What belongs to one
person (a declaration, a quota, the talk about it) goes by the reach that holds them.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.enums import PlanState
from yanzhen.planning.models import Plan
from yanzhen.planning.queries import plans
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor


class OutOfReach(RuleBroken, PermissionDenied):
    """The plan is seen, but belongs to a unit beyond the reach of the function: 403, with words."""

    status = 403

    def __init__(self) -> None:
        super().__init__(_("This plan belongs to a unit that you do not lead."), code="reach")


def only_led(plan: Plan, actor: Actor, code: str) -> None:
    """Refuse to change a plan whose unit the function `code` does not reach."""
    if not plans.led(plan, actor, code):
        raise OutOfReach


def only_drafted(plan: Plan, unit_id: int, actor: Actor, code: str) -> None:
    """Refuse to work on a draft of a part of a plan whose unit the function `code` does not reach."""
    if not plans.drafts(plan, unit_id, actor, code):
        raise OutOfReach


@writes.write("planning.add_plan")
def create(*, actor: Actor, **values: Any) -> Plan:
    """Open a plan in preparation."""
    _only_within(actor, "planning.add_plan", values)
    return writes.create(Plan, actor=actor, **values)


@writes.write("planning.change_plan")
def change(instance: Plan, *, actor: Actor, version: int | None = None, **values: Any) -> Plan:
    """Change a plan that is not yet published."""
    only_led(instance, actor, "planning.change_plan")
    _only_within(actor, "planning.change_plan", values)
    only_open(instance)
    return writes.change(instance, actor=actor, version=version, **values)


@writes.write("planning.remove_plan")
def remove(instance: Plan, *, actor: Actor, version: int | None = None) -> None:
    """Remove a plan that was never published."""
    only_led(instance, actor, "planning.remove_plan")
    only_open(instance)
    writes.remove(instance, actor=actor, version=version)


def _only_within(actor: Actor, code: str, values: dict[str, Any]) -> None:
    """Refuse to open a plan for a unit out of reach, or to hand one there."""
    unit_id = values["unit"].pk if values.get("unit") is not None else values.get("unit_id")
    if unit_id is not None and not plans.holds(actor, code, unit_id):
        raise OutOfReach


def only_open(plan: Plan) -> None:
    """Refuse what would change a plan that counts, or once counted."""
    if plan.state in {PlanState.PUBLISHED, PlanState.REPLACED}:
        raise RuleBroken(_("A published plan stays as it is; open a new edition."), code="state")
