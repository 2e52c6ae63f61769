"""A plan that counts changes by a new edition: with a reason, somebody's consent, and the month it takes effect.

The months before stay as they were in the edition it replaces, so that any sum over the new one is right for the whole
period; the old edition itself stays to be read.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.money import in_words
from yanzhen.planning.enums import PlanState
from yanzhen.planning.models import Plan, PlanCell, Quota
from yanzhen.planning.queries import plans
from yanzhen.planning.services.plans import only_led
from yanzhen.planning.services.step_notes import note_step
from yanzhen.platform import approvals, writes
from yanzhen.platform.actor import Actor
from yanzhen.platform.approvals import Matter

CELL = ("metric", "month", "unit_id", "person_id", "region_id", "category_id", "customer_id", "amount")
QUOTA = (
    "person_id", "unit_id", "metric", "starts_on", "months", "amount", "measured_in", "weight", "cap", "floor", "basis",
)  # fmt: skip


@writes.write("planning.move_plan")
def open_new(plan: Plan, *, actor: Actor, in_force_on: date, reason: str) -> Plan:
    """Open a new edition of a published plan, in preparation, with its figures and quotas."""
    old = writes.locked(plan)
    only_led(old, actor, "planning.move_plan")
    _check_opening(old, in_force_on, reason)
    new = writes.create(
        Plan, actor=actor, name=old.name, unit_id=old.unit_id, starts_on=old.starts_on, months=old.months,
        currency=old.currency, edition=old.edition + 1, replaces=old, in_force_on=in_force_on, note=reason.strip(),
    )  # fmt: skip
    PlanCell.objects.bulk_create(_copies(PlanCell, old, new, CELL), batch_size=2_000)
    for values in Quota.objects.filter(plan=old).order_by("pk").values(*QUOTA):
        writes.create(Quota, actor=actor, plan=new, **values)
    note_step(new, actor, PlanState.PREPARE, reason.strip(), [])
    return new


def _check_opening(old: Plan, in_force_on: date, reason: str) -> None:
    if old.state != PlanState.PUBLISHED:
        raise RuleBroken(_("Only a published plan has editions; this one can be changed as it is."), code="state")
    if Plan.objects.filter(replaces=old).exists():
        raise RuleBroken(_("A new edition of this plan is in preparation already."), code="open")
    if in_force_on not in plans.months(old)[1:]:
        told = _("Name the first day of a month of the plan after its first one.")
        raise RuleBroken(told, field="in_force_on", code="month")
    if not reason.strip():
        raise RuleBroken(_("Say why the plan changes."), field="reason", code="reason")
    if len(reason.strip()) > 500:
        raise RuleBroken(_("At most 500 characters."), field="reason", code="long")


def _copies(model: Any, old: Plan, new: Plan, names: tuple[str, ...]) -> list[Any]:
    return [model(plan=new, **values) for values in model.objects.filter(plan=old).order_by("pk").values(*names)]


def keep_past(plan: Plan) -> None:
    """Put the months before the edition takes effect back as they were in the one it replaces."""
    if plan.replaces_id is None or plan.in_force_on is None:
        return
    old = Plan.objects.get(pk=plan.replaces_id)
    PlanCell.objects.filter(plan=plan, month__lt=plan.in_force_on).delete()
    past = [cell for cell in _copies(PlanCell, old, plan, CELL) if cell.month < plan.in_force_on]
    PlanCell.objects.bulk_create(past, batch_size=2_000)


def check(plan: Plan) -> None:
    """Refuse an edition whose past is not that of the plan it replaces, or whose forerunner no longer counts."""
    if plan.replaces_id is None:
        return
    old = Plan.objects.get(pk=plan.replaces_id)
    if old.state != PlanState.PUBLISHED:
        raise RuleBroken(_("The plan it replaces no longer counts."), field="to", code="replaced")
    if _past(plan, plan.in_force_on) != _past(old, plan.in_force_on):
        told = _("The months before {month} stay as they were, but differ here; draw the quotas up anew.")
        raise RuleBroken(told.format(month=f"{plan.in_force_on:%Y-%m}"), field="to", code="past")


def _past(plan: Plan, until: date | None) -> dict[tuple[Any, ...], Decimal]:
    rows = PlanCell.objects.filter(plan=plan, month__lt=until)
    sums = rows.order_by().values_list("metric", "month", "person_id").annotate(total=Sum("amount"))
    return {row[:-1]: plans.exact(row[-1]) for row in sums if row[-1]}


def settle(plan: Plan, actor: Actor) -> None:
    """Once published, the plan it replaces is the one before."""
    if plan.replaces_id is None:
        return
    old = writes.locked(Plan.objects.get(pk=plan.replaces_id))
    old = writes.change(old, actor=actor, verb="move_plan", reason=plan.note, state=PlanState.REPLACED)
    note_step(old, actor, PlanState.REPLACED, plan.note, [])


# -- consent -----------------------------------------------------------------------------------------------------------


def content(plan: Plan) -> dict[str, Any]:
    """What is consented to: why, from when, and the quotas of each person before and after."""
    old = Plan.objects.get(replaced_by=plan)
    before, after = _amounts(old), _amounts(plan)
    changed = [
        {"person": name, "metric": metric, "before": before.get((name, metric)), "after": after.get((name, metric))}
        for name, metric in sorted(before.keys() | after.keys())
        if before.get((name, metric)) != after.get((name, metric))
    ]
    return {
        "plan": str(plan), "reason": plan.note, "in_force_on": plan.in_force_on, "currency": plan.currency,
        "changes": changed,
    }  # fmt: skip


def _amounts(plan: Plan) -> dict[tuple[str, str], Decimal]:
    found: dict[tuple[str, str], Decimal] = {}
    for quota in Quota.objects.filter(plan=plan).select_related("person"):
        key = (f"{quota.person.number} {quota.person.name}", quota.metric)
        found[key] = found.get(key, Decimal(0)) + quota.amount
    return found


def ask(plan: Plan, actor: Actor) -> None:
    """Ask for consent to this edition; it is published with the last consent."""
    raise approvals.NeedsApproval(
        MID_PERIOD, actor=actor, title=str(plan), content=content(plan), subject=plan, unit_id=plan.unit_id,
        reason=plan.note,
    )  # fmt: skip


def _current(approval: Any) -> Mapping[str, Any] | None:
    plan = Plan.objects.filter(pk=approval.object_id, replaces__isnull=False).first()
    return None if plan is None else content(plan)


def _words(values: Mapping[str, Any], actor: Actor) -> list[tuple[Any, Any]]:
    lines = []
    for change in values["changes"]:
        figures = [in_words(None if change[side] is None else Decimal(change[side])) for side in ("before", "after")]
        lines.append(f"{change['person']}: {figures[0]} → {figures[1]}")
    return [
        (_("plan"), values["plan"]),
        (_("reason"), values["reason"]),
        (_("in force from"), values["in_force_on"]),
        (_("quotas"), "\n".join(lines) or _("No quota changes.")),
    ]


MID_PERIOD = approvals.declare(
    Matter(
        "planning.mid_period", gettext_lazy("Change a plan in mid-period"), "planning.approve_mid_period",
        describe=_words, current=_current, always=True,
    )
)  # fmt: skip
