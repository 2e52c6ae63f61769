"""Targets: seven methods filled from our books, inputs and weights changed with a reason, a decision, a new edition."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.money import quantum
from yanzhen.planning.calc import targets as calc
from yanzhen.planning.enums import Taken, TargetMethodCode, TargetSide, TargetState
from yanzhen.planning.models import Plan, Target, TargetMethod
from yanzhen.planning.queries import bases, target_inputs
from yanzhen.planning.queries.target_inputs import Input
from yanzhen.planning.services import plans, target_consent
from yanzhen.platform import approvals, writes
from yanzhen.platform.actor import Actor

MOST = Decimal(10) ** 15


@dataclass(frozen=True)
class Entry:
    """An input as somebody typed it; None takes it away, or back to what the sources say when `back`."""

    name: str
    value: Decimal | None
    row: str = ""
    reason: str = ""
    back: bool = False


@writes.write("planning.add_target")
def create(
    *,
    actor: Actor,
    plan: Plan,
    side: str = TargetSide.WHOLE,
    unit: Any = None,
    region: Any = None,
    category: Any = None,
    reader: bases.Reader | None = None,
) -> Target:
    """Begin the target of a plan or of one of its parts; after a decision, its next edition."""
    plans.only_open(writes.locked(plan))
    of_unit = side == TargetSide.UNIT and unit is not None
    plans.only_drafted(plan, unit.pk if of_unit else plan.unit_id, actor, "planning.add_target")
    values = _part(plan, side, unit, region, category)
    rows = Target.objects.filter(plan=plan, part=values["part"])
    if rows.filter(state=TargetState.DRAFT).exists():
        raise RuleBroken(_("There is a draft of this target already; go on with it."), field="side", code="draft")
    edition = (rows.aggregate(last=Max("edition"))["last"] or 0) + 1
    target = writes.create(Target, actor=actor, plan=plan, side=side, edition=edition, **values)
    last = rows.exclude(pk=target.pk).order_by("-edition").first()
    _fill(target, actor, last, reader)
    return target


def _part(plan: Plan, side: str, unit: Any, region: Any, category: Any) -> dict[str, Any]:
    """The part in one form: whose it is and its code."""
    if side == TargetSide.WHOLE:
        return {"unit": plan.unit, "part": "whole"}
    named = {TargetSide.UNIT: unit, TargetSide.REGION: region, TargetSide.CATEGORY: category}
    row = named.get(TargetSide(side))
    if row is None:
        raise RuleBroken(_("Say which part the target is for."), field=side, code="part")
    if side == TargetSide.UNIT:
        if f"/{plan.unit_id}/" not in unit.path or unit.pk == plan.unit_id:
            raise RuleBroken(_("The unit does not belong to the unit of the plan."), field="unit", code="part")
        return {"unit": unit, "part": f"unit-{unit.pk}"}
    return {"unit": plan.unit, side: row, "part": f"{side}-{row.pk}"}


def _fill(target: Target, actor: Actor, last: Target | None, reader: bases.Reader | None) -> None:
    """The methods of a new edition: as the last one left them, the sources asked again."""
    suggested = target_inputs.suggest(actor, target, timezone.localdate(), reader)
    before = {} if last is None else {m.method: m for m in last.methods.all()}
    for code in TargetMethodCode.values:
        row = TargetMethod(target=target, method=code)
        inputs = suggested[code]
        if (old := before.get(code)) is not None:
            row.weight, row.is_left_out, row.left_out_reason = old.weight, old.is_left_out, old.left_out_reason
            inputs = _renewed(target_inputs.read(old.inputs), inputs)
        _work_out(row, inputs, target.plan.currency)
        writes.checked(row)
        row.save()


def _work_out(row: TargetMethod, inputs: Sequence[Input], currency: str) -> calc.Outcome:
    """Put inputs and their result into the row."""
    found = calc.work_out(row.method, currency, [one.given() for one in inputs])
    row.inputs = [one.stored() for one in inputs]
    row.realistic, row.ideal = found.realistic, found.ideal
    row.problem = found.problem.code if found.problem else ""
    return found


def _renewed(old: Sequence[Input], fresh: Sequence[Input]) -> list[Input]:
    """What the sources say today, under what somebody typed."""
    typed = {(one.name, one.row): one for one in old if one.taken == Taken.TYPED}
    found = []
    for one in fresh:
        kept = typed.pop((one.name, one.row), None)
        found.append(one if kept is None else replace(kept, suggested=one.value, suggested_from=one.taken))
    return [*found, *typed.values()]


def _open(target: Target, actor: Actor, version: int | None = None, code: str = "planning.change_target") -> Target:
    """The target under its lock, if it may still change, and by `actor`."""
    row = writes.locked(target, version)
    plans.only_drafted(row.plan, row.unit_id, actor, code)
    plans.only_open(row.plan)
    if row.state != TargetState.DRAFT:
        raise RuleBroken(_("A decided target stays as it is; begin a new edition."), code="state")
    return row


@writes.write("planning.change_target")
def refill(instance: Target, *, actor: Actor) -> Target:
    """Ask books, market and declarations again; what was typed stays."""
    row = _open(instance, actor)
    suggested = target_inputs.suggest(actor, row, timezone.localdate())
    for method in row.methods.order_by("pk"):
        inputs = _renewed(target_inputs.read(method.inputs), suggested[method.method])
        _save(method, inputs, row.plan.currency, actor, verb="refill")
    return row


def _save(method: TargetMethod, inputs: Sequence[Input], currency: str, actor: Actor, **told: Any) -> TargetMethod:
    _work_out(method, inputs, currency)
    values = {name: getattr(method, name) for name in ("inputs", "realistic", "ideal", "problem")}
    return writes.change(method, actor=actor, **told, **values)


@writes.write("planning.change_target")
def set_inputs(instance: Target, *, actor: Actor, method: str, entries: Iterable[Entry]) -> TargetMethod:
    """Type inputs of a method; one that differs from what the sources say needs a reason."""
    target = _open(instance, actor)
    row = TargetMethod.objects.select_for_update().get(target=target, method=method)
    inputs = entered(row, entries, target.plan.currency)
    reasons = "; ".join(dict.fromkeys(one.reason for one in inputs if one.reason))
    return _save(row, inputs, target.plan.currency, actor, verb="set_inputs", reason=reasons[:500])


def entered(row: TargetMethod, entries: Iterable[Entry], currency: str, *, strict: bool = True) -> list[Input]:
    """The inputs of a method with these entries; without `strict` a missing reason is let pass, for trying out."""
    inputs = {(one.name, one.row): one for one in target_inputs.read(row.inputs)}
    for entry in entries:
        need = calc.METHODS[row.method].need(entry.name)
        if need is None or (need.by_row and not entry.row):
            raise RuleBroken(_("This method has no such input."), field=entry.name[:60], code="input")
        key = (entry.name, entry.row if need.by_row else "")
        old = inputs.get(key) or _blank(need, entry.row, inputs.values(), currency)
        inputs[key] = _typed(old, entry, need, currency, strict)
    return list(inputs.values())


def _blank(need: calc.Need, row: str, inputs: Iterable[Input], currency: str) -> Input:
    """An input that nobody gave yet; of a row, only for rows that are there."""
    money = currency if need.kind == calc.MONEY else ""
    if not need.by_row:
        return Input(need.name, currency=money)
    beside = next((one for one in inputs if one.row == row), None)
    if beside is None:
        raise RuleBroken(_("This method has no such row."), field=need.name, code="row")
    return Input(need.name, row=row, label=beside.label, currency=money)


def _typed(old: Input, entry: Entry, need: calc.Need, currency: str, strict: bool) -> Input:
    source = (old.suggested, old.suggested_from) if old.taken == Taken.TYPED else (old.value, old.taken)
    told = None if source[0] is None else Decimal(source[0])
    if entry.back or entry.value == told:
        back = source[1] or Taken.MISSING
        return replace(old, value=source[0], taken=back, reason="", suggested=None, suggested_from="")
    _check_number(entry, need, currency)
    reason = entry.reason.strip()[:300]
    if strict and told is not None and not reason:
        field = f"{entry.name}:{entry.row}" if entry.row else entry.name
        raise RuleBroken(_("Say why this differs from what the sources say."), field=field, code="reason")
    value = None if entry.value is None else format(entry.value, "f")
    money = currency if need.kind == calc.MONEY else ""
    return replace(
        old, value=value, taken=Taken.TYPED, currency=money, reason=reason,
        suggested=source[0], suggested_from=source[1],
    )  # fmt: skip


def places(step: Decimal) -> int:
    """The decimals of a smallest step: 2 for 0.01."""
    return -int(step.as_tuple().exponent)


def _check_number(entry: Entry, need: calc.Need, currency: str) -> None:
    value = entry.value
    if value is None:
        return
    field = f"{entry.name}:{entry.row}" if entry.row else entry.name
    if not value.is_finite() or abs(value) >= (MOST if need.kind != calc.RATIO else 1000):
        raise RuleBroken(_("The number is too large."), field=field, code="too_large")
    if value < 0 and not need.may_be_negative:
        raise RuleBroken(_("This cannot be below zero."), field=field, code="negative")
    step = {calc.MONEY: quantum(currency), calc.RATIO: Decimal("0.0001"), calc.COUNT: Decimal("0.01")}[need.kind]
    if value != value.quantize(step):
        raise RuleBroken(_("At most {places} decimals.").format(places=places(step)), field=field, code="decimals")


@writes.write("planning.change_target")
def weigh(
    instance: Target, *, actor: Actor, method: str, weight: int | None = None, left_out: str | None = None
) -> TargetMethod:
    """Set the weight of a method, or leave it out with a reason; an empty reason takes it back in."""
    row = _open(instance, actor)
    found = TargetMethod.objects.get(target=row, method=method)
    values: dict[str, Any] = {} if weight is None else {"weight": weight}
    if left_out is not None:
        values |= {"is_left_out": bool(left_out.strip()), "left_out_reason": left_out.strip()[:300]}
    return writes.change(found, actor=actor, verb="weigh", reason=left_out or "", **values)


@writes.write("planning.change_target")
def decide(
    instance: Target, *, actor: Actor, realistic: Decimal, ideal: Decimal, reason: str, version: int | None = None
) -> Target:
    """Decide, where one may alone; otherwise ask whoever may. The edition in force before is replaced."""
    row = _open(instance, actor, version)
    _check_decision(row, realistic, ideal, reason)
    target_consent.check(row, actor, realistic, ideal, reason.strip())
    return settle(row, actor=actor, realistic=realistic, ideal=ideal, reason=reason.strip())


def _check_decision(row: Target, realistic: Decimal, ideal: Decimal, reason: str) -> None:
    step = quantum(row.plan.currency)
    for field, value in (("realistic", realistic), ("ideal", ideal)):
        if not 0 < value < MOST:
            raise RuleBroken(_("A target is above zero."), field=field, code="not_positive")
        if value != value.quantize(step):
            raise RuleBroken(_("At most {places} decimals.").format(places=places(step)), field=field, code="decimals")
    if ideal < realistic:
        raise RuleBroken(_("The ideal target is not below the realistic one."), field="ideal", code="ideal_below")
    if not reason.strip():
        raise RuleBroken(_("Say why you decide so."), field="reason", code="reason")


def settle(
    row: Target, *, actor: Actor, realistic: Decimal, ideal: Decimal, reason: str, approved_by: str = ""
) -> Target:
    """Put a decision in force, in the transaction of whoever may."""
    if row.state != TargetState.DRAFT:
        raise RuleBroken(_("A decided target stays as it is; begin a new edition."), code="state")
    for old in Target.objects.filter(plan_id=row.plan_id, part=row.part, state=TargetState.DECIDED):
        writes.change(old, actor=actor, verb="replace", state=TargetState.REPLACED)
    signed = {"decided_by": actor.name[:150], "approved_by": approved_by[:300], "decided_at": timezone.now()}
    values: dict[str, Any] = {"state": TargetState.DECIDED, "realistic": realistic, "ideal": ideal, **signed}
    row = writes.change(row, actor=actor, verb="decide", reason=reason, **values)
    row.reason = reason[:500]  # beside the reason of the audit row, which bears the same name
    row.save(update_fields=["reason"])
    return row


@writes.write("planning.remove_target")
def remove(instance: Target, *, actor: Actor, version: int | None = None) -> None:
    """Throw a draft away; decided targets stay."""
    writes.remove(_open(instance, actor, version, "planning.remove_target"), actor=actor, version=version)


@approvals.carries_out(target_consent.TARGET)
def _decide_approved(approval: Any, actor: Actor) -> None:
    actor.require("planning.change_target")
    rows = Target.objects.visible_to(actor).select_related("plan").select_for_update(of=("self",))
    row = rows.filter(pk=approval.object_id).first()
    if row is None:
        raise RuleBroken(_("The target is out of the asker's reach by now."), code="reach")
    plans.only_drafted(row.plan, row.unit_id, actor, "planning.change_target")
    plans.only_open(row.plan)
    names = list(dict.fromkeys(seat.decided_by for seat in approval.seats.all() if seat.decided_by))
    asked = approval.content
    figures = {name: Decimal(asked[name]) for name in ("realistic", "ideal")}
    settle(row, actor=actor, reason=asked["reason"], approved_by=", ".join(names), **figures)
