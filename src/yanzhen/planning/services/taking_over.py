"""Plans that were agreed before this system: taken over as they were, without talks held here."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.enums import PlanState
from yanzhen.planning.models import Plan, Quota
from yanzhen.planning.services import plans, steps
from yanzhen.planning.services.step_notes import note_step
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor


@writes.write("planning.add_plan")
def create(*, actor: Actor, state: str = PlanState.PREPARE, **values: Any) -> Plan:
    """Open a plan in preparation; it is published once its quotas are in."""
    if state != PlanState.PREPARE:
        raise RuleBroken(_("A plan comes in as “prepare”; publish it after its quotas."), field="state", code="state")
    return plans.create(actor=actor, **values)


@writes.write("planning.change_plan")
def change(instance: Plan, *, actor: Actor, state: str | None = None, **values: Any) -> Plan:
    """Change a plan in preparation, or publish it as it was."""
    row = plans.change(instance, actor=actor, **values) if values else instance
    return row if state is None else publish(row, actor=actor, state=state)


@writes.write("planning.move_plan")
def publish(plan: Plan, *, actor: Actor, state: str) -> Plan:
    """Let a plan count that was agreed elsewhere: straight from preparation, noted as taken over.

    What every published plan must hold is checked all the same; nobody is asked to sign.
    """
    row = writes.locked(plan)
    plans.only_led(row, actor, steps.MOVE)
    if (row.state, state) != (PlanState.PREPARE, PlanState.PUBLISHED) or row.replaces_id:
        told = _("Only a plan in preparation is taken over, and then as published.")
        raise RuleBroken(told, field="state", code="state")
    for check in steps.CHECKS[PlanState.PUBLISHED]:
        check(row)
    row = writes.change(
        row, actor=actor, verb="move_plan", state=state, in_force_on=row.starts_on, published_at=timezone.now()
    )
    people = Quota.objects.filter(plan=row).order_by("person_id").values_list("person_id", flat=True).distinct()
    note_step(row, actor, state, _("taken over as it was agreed before"), people)
    return row
