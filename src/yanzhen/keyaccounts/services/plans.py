"""Rolling plans: begun from last year and the last plan, filled in, submitted in time, accepted."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.keyaccounts.calc import deadlines
from yanzhen.keyaccounts.enums import PLAN_STEPS, PlanState
from yanzhen.keyaccounts.models import RollingPlan, RollingPlanLine
from yanzhen.keyaccounts.queries import plans
from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.money import rounded
from yanzhen.lib.periods import month_start
from yanzhen.platform import audit, notifications, writes
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.people import directory

Lines = Sequence[dict[str, Any]]
CHANGE = "keyaccounts.change_rollingplan"
REMIND = notifications.declare(
    "keyaccounts.plan_due", gettext_lazy("A rolling plan of mine is due"),
    gettext_lazy("The rolling plan {what} has to be ready by {day}"),
)  # fmt: skip
LATE = notifications.declare(
    "keyaccounts.plan_late", gettext_lazy("A rolling plan of my people is late"),
    gettext_lazy("The rolling plan {what} of {who} was due on {day} and is not ready"),
)  # fmt: skip


@writes.write("keyaccounts.add_rollingplan")
def create(*, actor: Actor, lines: Lines | None = None, **values: Any) -> RollingPlan:
    """Begin the plan made in a month; without lines it is filled from the last plan and from last year."""
    values["month"] = month_start(values["month"])
    values |= _window(values["month"])
    if not lines:
        cells = plans.suggested(values["agreement"], values["month"])
        rows = [
            RollingPlanLine(month=c.month, product_id=c.product, quantity=c.quantity, amount=c.amount) for c in cells
        ]
    else:
        rows = _rows(values["month"], lines, values["agreement"].currency)
    row = writes.create(RollingPlan, actor=actor, details=_told(rows), **values)
    _save(row, rows)
    return row


def _window(month: date) -> dict[str, date]:
    found = deadlines.of_plan(month)
    return {"opens_on": found.opens, "due_on": found.due}


@writes.write(CHANGE)
def change(
    instance: RollingPlan, *, actor: Actor, version: int | None = None, lines: Lines | None = None, **values: Any
) -> RollingPlan:
    """Change a draft; `lines`, when given, replace those it had."""
    row = writes.locked(instance, version)
    if row.state != PlanState.DRAFT:
        raise RuleBroken(_("Only a draft can be changed. Have the plan sent back first."), code="state")
    if values.get("month") is not None:
        values["month"] = month_start(values["month"])
        values |= _window(values["month"])
    before = list(plans.lines(row))
    changed = writes.change(row, actor=actor, version=version, **values)
    rows = [] if lines is None else _rows(changed.month, lines, changed.agreement.currency)
    if lines is None:
        if changed.month != row.month and before:
            raise RuleBroken(_("The lines belong to other months; enter them anew."), field="month", code="lines")
        return changed
    if _told(rows) == _told(before):
        return changed
    RollingPlanLine.objects.filter(plan=changed).delete()
    _save(changed, rows)
    audit.record(actor, "change", changed, before=_told(before), after=_told(rows))
    if changed.version == row.version:
        RollingPlan.objects.filter(pk=row.pk).update(version=row.version + 1)
        changed.version += 1
    return changed


@writes.write("keyaccounts.remove_rollingplan")
def remove(instance: RollingPlan, *, actor: Actor, version: int | None = None) -> None:
    """Remove a draft."""
    row = writes.locked(instance, version)
    if row.state != PlanState.DRAFT:
        raise RuleBroken(_("Only a draft can be removed."), code="state")
    writes.remove(row, actor=actor, version=version, details=_told(list(plans.lines(row))))


@writes.write(CHANGE)
def submit(plan: RollingPlan, *, actor: Actor) -> RollingPlan:
    """The plan is ready today."""
    row = _at(plan, PlanState.SUBMITTED)
    if not RollingPlanLine.objects.filter(plan=row).exists():
        raise RuleBroken(_("Enter at least one line first."), field="lines", code="lines")
    today = timezone.localdate()
    return writes.change(row, actor=actor, verb="submit_plan", state=PlanState.SUBMITTED, ready_on=today)


@writes.write("keyaccounts.accept_rollingplan")
def accept(plan: RollingPlan, *, actor: Actor) -> RollingPlan:
    """Goods and production may rely on it."""
    row = _at(plan, PlanState.ACCEPTED)
    today = timezone.localdate()
    return writes.change(row, actor=actor, verb="accept_plan", state=PlanState.ACCEPTED, accepted_on=today)


@writes.write("keyaccounts.accept_rollingplan")
def send_back(plan: RollingPlan, *, actor: Actor) -> RollingPlan:
    """It is a draft again, and not ready."""
    row = writes.locked(plan)
    if row.state != PlanState.SUBMITTED:
        raise RuleBroken(_("The plan is not at this step."), code="state")
    return writes.change(row, actor=actor, verb="send_back_plan", state=PlanState.DRAFT, ready_on=None)


def _at(plan: RollingPlan, state: PlanState) -> RollingPlan:
    row = writes.locked(plan)
    if state not in PLAN_STEPS[row.state]:
        raise RuleBroken(_("The plan is not at this step."), code="state")
    return row


def _rows(made_in: date, lines: Lines, currency: str) -> list[RollingPlanLine]:
    months = deadlines.months(made_in)
    seen: set[tuple[date, int]] = set()
    rows = []
    for number, line in enumerate(lines):
        month = month_start(line["month"])
        if month not in months:
            told = _("This plan is about {first} to {last}.").format(
                first=f"{months[0]:%Y-%m}", last=f"{months[-1]:%Y-%m}"
            )
            raise RuleBroken(told, field=f"lines.{number}.month", code="month")
        if (month, line["product"].pk) in seen:
            told = _("This product stands in this month already.")
            raise RuleBroken(told, field=f"lines.{number}.product", code="twice")
        seen.add((month, line["product"].pk))
        rows.append(_row(line, month, currency))
    return rows


def _row(line: dict[str, Any], month: date, currency: str) -> RollingPlanLine:
    """Without an amount it is the quantity at the list price, where that is in the same currency."""
    product, quantity, amount = line["product"], line.get("quantity") or Decimal(0), line.get("amount")
    if amount is None:
        price = product.list_price if product.currency == currency else None
        amount = quantity * (price or Decimal(0))
    return RollingPlanLine(month=month, product=product, quantity=quantity, amount=rounded(amount, currency))


def _save(plan: RollingPlan, rows: list[RollingPlanLine]) -> None:
    for row in rows:
        row.plan = plan
        if row.quantity < 0 or row.amount < 0:
            raise RuleBroken(_("A plan is not below zero."), field="lines", code="negative")
    RollingPlanLine.objects.bulk_create(rows)


def _told(rows: Sequence[RollingPlanLine]) -> dict[str, str]:
    """The lines as the history tells them: the sum of each month."""
    sums: dict[date, Decimal] = {}
    marks: list[tuple[str, int, str, str]] = []
    for row in rows:
        sums[row.month] = sums.get(row.month, Decimal(0)) + row.amount
        marks.append((row.month.isoformat(), row.product_id, f"{row.quantity:.3f}", f"{row.amount:.2f}"))
    total = "; ".join(f"{month:%Y-%m}: {amount:,.2f}" for month, amount in sorted(sums.items()))
    pieces = ", ".join(
        f"{month[:7]} #{product} {quantity} {amount}" for month, product, quantity, amount in sorted(marks)
    )
    return {"lines": f"{total} ({pieces})"[:4000] if rows else ""}


def remind(today: date | None = None) -> int:
    """Remind the owners of drafts whose deadline comes near and tell their managers what is late; each step once."""
    day, told = today or timezone.localdate(), 0
    for due in plans.due(SYSTEM, day):
        step = deadlines.step(due.window, day)
        if due.standing.state not in {"ahead", "open", "late"} or not step:
            continue
        with transaction.atomic():
            told += _reminded(due, step)
    return told


def _reminded(due: plans.Due, step: str) -> int:
    """Tell once: the step is noted on the plan, which is begun where nobody did."""
    plan = due.plan
    if plan is None:
        plan = create(actor=SYSTEM, agreement=due.agreement, month=due.month)
    row = writes.locked(plan)
    if row.told == step or row.ready_on is not None:
        return 0
    RollingPlan.objects.filter(pk=row.pk).update(told=step)
    owner = directory().of_employees([due.agreement.owner_id]).get(due.agreement.owner_id)
    if owner is None:
        return 0
    params = {"what": str(due.agreement.customer) + f" {due.month:%Y-%m}", "day": due.window.due.isoformat(),
              "who": owner.name}  # fmt: skip
    url = reverse("keyaccounts:rollingplan_record", args=[row.pk])
    if step == "late":
        manager = directory().manager(owner.user_id)
        if manager is not None:
            notifications.send(LATE, [manager.user_id], params=params, url=url, subject=row)
    notifications.send(REMIND, [owner.user_id], params=params, url=url, subject=row)
    return 1
