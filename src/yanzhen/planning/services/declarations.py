"""Declarations: a person's own figure for a plan, and the manager's correction beside it."""

from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.money import quantum
from yanzhen.organization.queries import employees
from yanzhen.planning.models import Declaration, Plan, TargetRules
from yanzhen.planning.queries import declarations
from yanzhen.planning.services import plans
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

MOST = Decimal(10) ** 15


@writes.write("planning.add_declaration")
def create(*, actor: Actor, plan: Plan, amount: Decimal, note: str = "") -> Declaration:
    """Declare one's own figure; once for each plan, changed afterwards."""
    person = employees.by_key(actor.employee_id)
    if person is None:
        raise RuleBroken(_("Only somebody who is an employee here can declare a figure."), code="no_employee")
    _check(plan, amount)
    if f"/{plan.unit_id}/" not in person.unit.path:
        raise RuleBroken(_("This plan is not one of your unit."), field="plan", code="unit")
    values: dict[str, Any] = {"plan": plan, "person": person, "unit": person.unit, "declared_at": timezone.now()}
    return writes.create(Declaration, actor=actor, amount=amount, note=note, **values)


def _check(plan: Plan, amount: Decimal) -> None:
    if not declarations.is_open(plan):
        raise RuleBroken(_("This plan takes no declarations any more."), field="plan", code="state")
    if not 0 <= amount < MOST:
        raise RuleBroken(_("A figure from 0 to a million billion, please."), field="amount", code="amount")
    if amount != amount.quantize(quantum(plan.currency)):
        raise RuleBroken(_("The amount is finer than the currency allows."), field="amount", code="decimals")


@writes.write("planning.change_declaration")
def change(
    instance: Declaration,
    *,
    actor: Actor,
    version: int | None = None,
    amount: Decimal,
    note: str = "",
    plan: Plan | None = None,
) -> Declaration:
    """Change one's own figure while the plan takes declarations; a correction of the old figure falls."""
    if instance.person_id != actor.employee_id:
        raise RuleBroken(_("A declaration is changed by whoever made it; correct it instead."), code="not_mine")
    row = writes.locked(instance, version)
    if plan is not None and plan.pk != row.plan_id:
        raise RuleBroken(_("A declaration stays with its plan."), field="plan", code="plan")
    _check(row.plan, amount)
    kept: dict[str, Any] = {"amount": amount, "note": note}
    if amount != row.amount:
        kept |= {"declared_at": timezone.now(), "corrected": None, "correction_reason": "", "corrected_by": ""}
    return writes.change(instance, actor=actor, version=version, **kept)


@writes.write("planning.remove_declaration")
def remove(instance: Declaration, *, actor: Actor, version: int | None = None) -> None:
    """Take one's own declaration back while the plan takes declarations."""
    if instance.person_id != actor.employee_id:
        raise RuleBroken(_("A declaration is changed by whoever made it; correct it instead."), code="not_mine")
    _check(writes.locked(instance).plan, instance.amount)
    writes.remove(instance, actor=actor, version=version)


def declare(plan: Plan, *, actor: Actor, amount: Decimal, note: str = "") -> Declaration:
    """Declare, or change what was declared before: what the phone sends."""
    row = Declaration.objects.filter(plan=plan, person_id=actor.employee_id).first() if actor.employee_id else None
    if row is None:
        return create(actor=actor, plan=plan, amount=amount, note=note)
    return change(row, actor=actor, amount=amount, note=note)


@writes.write("planning.correct_declaration")
def correct(
    instance: Declaration, *, actor: Actor, corrected: Decimal | None, reason: str = "", version: int | None = None
) -> Declaration:
    """Set a corrected figure beside the declared one, with a reason; None takes the correction away."""
    row = writes.locked(instance, version)
    if row.person_id == actor.employee_id:
        raise RuleBroken(_("Nobody corrects their own declaration; change it instead."), code="own")
    if corrected is not None:
        _check(row.plan, corrected)
    elif not declarations.is_open(row.plan):
        _check(row.plan, row.amount)
    if corrected is not None and not reason.strip():
        raise RuleBroken(_("Say why the figure is corrected."), field="reason", code="reason")
    values: dict[str, Any] = {"corrected": corrected, "correction_reason": reason.strip()[:300]}
    values["corrected_by"] = actor.name[:150]
    if corrected is None:
        values |= {"correction_reason": "", "corrected_by": ""}
    return writes.change(row, actor=actor, version=version, verb="correct", reason=reason.strip(), **values)


@writes.write("planning.correct_declaration")
def set_rules(plan: Plan, *, actor: Actor, timid_below: Decimal, boastful_above: Decimal) -> TargetRules:
    """Set the thresholds of a plan."""
    plans.only_led(plan, actor, "planning.correct_declaration")
    row = TargetRules.objects.filter(plan=plan).first()
    values: dict[str, Any] = {"timid_below": timid_below, "boastful_above": boastful_above}
    if row is None:
        return writes.create(TargetRules, actor=actor, plan=plan, **values)
    return writes.change(row, actor=actor, **values)
