"""Quotas: set one by one, drawn up from the plan's figures, or given to many; each with its months.

The months of a quota are `PlanCell`s. Whatever changes a quota changes them with it, to the cent.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.periods import shifted
from yanzhen.planning.calc import allocation
from yanzhen.planning.enums import MONEY, Metric, PlanState
from yanzhen.planning.models import Plan, PlanCell, Quota
from yanzhen.planning.queries import plans as plan_rows
from yanzhen.planning.queries import quotas as quota_rows
from yanzhen.planning.services import editions
from yanzhen.planning.services.plans import only_led
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

CHANGEABLE = frozenset({PlanState.PREPARE, PlanState.TALK, PlanState.FIX})
ADD, CHANGE, REMOVE = "planning.add_quota", "planning.change_quota", "planning.remove_quota"


def only_changeable(plan: Plan) -> None:
    """Refuse to touch the quotas of a plan that is shown to the team, or counts."""
    if plan.state == PlanState.MEETING:
        raise RuleBroken(_("The plan is before the team; go back to “Fix” to change quotas."), code="state")
    if plan.state not in CHANGEABLE:
        raise RuleBroken(_("A published plan stays as it is; open a new edition."), code="state")


def require_person(actor: Actor, code: str, person: Any) -> None:
    """Refuse quotas for people outside the reach of the function."""
    reach = actor.reach(code)
    near = reach.everything or person.pk in reach.employee_ids or person.unit_id in reach.unit_ids
    if not near:
        raise RuleBroken(_("This person is outside your reach."), field="person", code="reach")


@writes.write(ADD)
def create(*, actor: Actor, plan: Plan, person: Any, amount: Decimal, **values: Any) -> Quota:
    """Set a quota; without months it covers the whole plan. Its figures follow those the person has, else equal months.

    `measured_in` says in what a quantity is counted.
    """
    plan = writes.locked(plan)
    only_changeable(plan)
    require_person(actor, ADD, person)
    values["starts_on"] = (values.get("starts_on") or plan.starts_on).replace(day=1)
    values["months"] = values.get("months") or _months_left(plan, values["starts_on"])
    quota = Quota(plan=plan, person=person, amount=amount, **values)
    _check(quota)
    made = writes.create(Quota, actor=actor, plan=plan, person=person, unit_id=person.unit_id, amount=amount, **values)
    _spread(made, plan)
    return made


@writes.write(CHANGE)
def change(instance: Quota, *, actor: Actor, version: int | None = None, reason: str = "", **values: Any) -> Quota:
    """Change a quota and, with its amount, its months in their proportion. Plan, person and metric stay."""
    plan = writes.locked(instance.plan)
    only_changeable(plan)
    for name in ("plan", "person", "metric"):
        if name in values and getattr(instance, name) != values.pop(name):
            told = _("Plan, salesperson and metric of a quota stay; remove it and set another.")
            raise RuleBroken(told, field=name, code="fixed")
    values = {n: v for n, v in values.items() if v is not None or n not in {"starts_on", "months"}}
    draft = writes.locked(instance, version)
    was = (draft.amount, draft.starts_on, draft.months)
    for name, value in values.items():
        setattr(draft, name, value)
    _check(draft)
    if (draft.starts_on, draft.months) != was[1:]:
        _clear(instance, plan)
    row = writes.change(instance, actor=actor, reason=reason, **values)
    if (row.amount, row.starts_on, row.months) != was:
        _spread(row, plan)
    return row


@writes.write(REMOVE)
def remove(instance: Quota, *, actor: Actor, version: int | None = None) -> None:
    """Remove a quota with its months; those before a new edition takes effect stay, and so does the quota."""
    plan = writes.locked(instance.plan)
    only_changeable(plan)
    if plan.replaces_id and instance.starts_on < quota_rows.first_open(plan):
        raise RuleBroken(_("The months before the new edition stay; set the quota lower instead."), code="past")
    quota_rows.quota_cells(instance).delete()
    writes.remove(instance, actor=actor, version=version)


@writes.write(ADD)
def draw_up(plan: Plan, *, actor: Actor, metric: str = Metric.REVENUE) -> int:
    """Make each person's quota of a metric what the figures of the plan say; returns how many were set or changed.

    Quotas of whole-plan length only; a person whose figures are gone loses the quota.
    """
    plan = writes.locked(plan)
    only_led(plan, actor, ADD)
    only_changeable(plan)
    editions.keep_past(plan)
    sums = _figures(actor, plan, metric)
    if not sums:
        told = _("The plan has no figures by salesperson yet. Choose a draft on the board first.")
        raise RuleBroken(told, code="no_figures")
    have = {q.person_id: q for q in Quota.objects.filter(plan=plan, metric=metric, person__in=_people(actor, ADD))}
    done = 0
    for person in _by_key(sums.keys() | have.keys()):
        done += _draw(plan, actor, metric, person, sums.get(person.pk), have.get(person.pk))
    follow_figures(plan, actor=actor)
    return done


def _draw(plan: Plan, actor: Actor, metric: str, person: Any, total: Decimal | None, quota: Quota | None) -> int:
    if quota is None:
        values: dict[str, Any] = {"starts_on": plan.starts_on, "months": plan.months, "basis": plan.note[:200]}
        writes.create(
            Quota, actor=actor, plan=plan, person=person, unit_id=person.unit_id, metric=metric, amount=total, **values
        )
        return 1
    if (quota.starts_on, quota.months) != (plan.starts_on, plan.months):
        told = _("{person} has quotas of single periods; remove them before drawing up anew.").format(person=person)
        raise RuleBroken(told, code="periods")
    if total is None:
        writes.remove(quota, actor=actor)
        return 1
    if quota.amount == total:
        return 0
    writes.change(quota, actor=actor, amount=total)
    return 1


@writes.write(ADD)
def give(
    plan: Plan,
    *,
    actor: Actor,
    metric: str,
    a_month: Decimal,
    weight: Decimal = Decimal(20),
    cap: Decimal | None = Decimal(150),
    measured_in: str = "",
    people: Sequence[Any] = (),
) -> int:
    """Give the same quota a month to many: those named, else everybody who has a quota in this plan.

    Who has a quota of the metric already keeps it; returns how many were set.
    """
    plan = writes.locked(plan)
    only_led(plan, actor, ADD)
    only_changeable(plan)
    if a_month is None or a_month <= 0:
        raise RuleBroken(_("Say how much a month."), field="a_month", code="amount")
    rows = list(people) or _by_key(Quota.objects.filter(plan=plan).values_list("person_id", flat=True))
    near = _people(actor, ADD)
    have = set(Quota.objects.filter(plan=plan, metric=metric).values_list("person_id", flat=True))
    wanted = [p for p in rows if p.pk in near and p.pk not in have]
    if not rows:
        raise RuleBroken(_("Nobody has a quota in this plan yet; draw them up first."), code="nobody")
    shared = {"metric": metric, "weight": weight, "cap": cap, "measured_in": measured_in}
    for person in wanted:
        create(plan=plan, person=person, amount=a_month * plan.months, actor=actor, **shared)
    return len(wanted)


def follow_figures(plan: Plan, *, actor: Actor) -> None:
    """Bring the amounts of all quotas in step with the figures after these were set from elsewhere."""
    for quota in Quota.objects.filter(plan=plan).order_by("pk"):
        total = quota_rows.quota_cells(quota).aggregate(total=Sum("amount"))["total"]
        if total is not None and plan_rows.exact(total) != quota.amount:
            writes.change(quota, actor=actor, amount=plan_rows.exact(total))


def _figures(actor: Actor, plan: Plan, metric: str) -> dict[int, Decimal]:
    cells = PlanCell.objects.filter(plan=plan, metric=metric, person__in=_people(actor, ADD))
    rows = cells.order_by().values_list("person_id").annotate(total=Sum("amount"))
    return {person: plan_rows.exact(total) for person, total in rows}


def _people(actor: Actor, code: str) -> set[int]:
    """Everybody for whom `actor` may set quotas."""
    employee: Any = Quota._meta.get_field("person").related_model
    reach = actor.reach(code)
    condition = employee.scope.rows(reach)
    return set() if condition is None else set(employee.objects.filter(condition).values_list("pk", flat=True))


def _by_key(keys: Iterable[int]) -> list[Any]:
    employee: Any = Quota._meta.get_field("person").related_model
    return list(employee.objects.filter(pk__in=set(keys)).order_by("number", "pk"))


def _months_left(plan: Plan, starts_on: date) -> int:
    passed = (starts_on.year - plan.starts_on.year) * 12 + starts_on.month - plan.starts_on.month
    return max(1, plan.months - passed)


def _check(quota: Quota) -> None:
    """Whole months inside the plan, a whole number of what cannot be halved, and no month twice."""
    span = plan_rows.period(quota.plan)
    if (
        not 1 <= quota.months <= 36
        or quota.starts_on < span.start
        or _end(quota) > shifted(span.start, quota.plan.months)
    ):
        raise RuleBroken(_("The quota covers months outside its plan."), field="starts_on", code="outside")
    if quota.amount is None or quota.amount < 0:
        raise RuleBroken(_("A quota is zero or more."), field="amount", code="negative")
    counted_whole = quota.metric not in MONEY and quota.metric != Metric.QUANTITY
    if counted_whole and quota.amount != quota.amount.to_integral_value():
        raise RuleBroken(_("This is counted in whole numbers."), field="amount", code="whole")
    others = Quota.objects.filter(plan=quota.plan_id, person=quota.person_id, metric=quota.metric).exclude(pk=quota.pk)
    if any(o.starts_on < _end(quota) and quota.starts_on < _end(o) for o in others):
        told = _("This person has a quota of this measure in some of these months already.")
        raise RuleBroken(told, field="starts_on", code="overlap")


def _end(quota: Quota) -> date:
    """The first month after a quota."""
    return shifted(quota.starts_on, quota.months)


def _clear(quota: Quota, plan: Plan) -> None:
    """Take the months of a quota away that is to cover others."""
    if plan.replaces_id and quota.starts_on < quota_rows.first_open(plan):
        raise RuleBroken(_("The months before the new edition stay as they were."), field="starts_on", code="past")
    quota_rows.quota_cells(quota).delete()


def _spread(quota: Quota, plan: Plan) -> None:
    """Let the months add up to the amount: those there keep their proportion, new ones are equal."""
    cells = list(quota_rows.quota_cells(quota).order_by("month", "pk"))
    if not any(cell.amount for cell in cells):
        quota_rows.quota_cells(quota).delete()
        months = [shifted(quota.starts_on, n) for n in range(quota.months)]
        cells = [_cell(quota, month) for month in months]
    open_from = quota_rows.first_open(plan)
    exact = quota.metric in MONEY or quota.amount != quota.amount.to_integral_value()
    places = 2 if exact or any(c.amount != c.amount.to_integral_value() for c in cells) else 0
    weights = [_units(cell.amount, places) for cell in cells]
    locks = [
        weight if cell.pk and cell.month < open_from else None for cell, weight in zip(cells, weights, strict=True)
    ]
    try:
        parts = allocation.spread(_units(quota.amount, places), weights, locks=locks)
    except allocation.CannotHold as error:
        told = _("The months before the new edition hold more than that.")
        raise RuleBroken(told, field="amount", code="past") from error
    for cell, part in zip(cells, parts, strict=True):
        cell.amount = Decimal(part).scaleb(-places)
    PlanCell.objects.bulk_create([c for c in cells if c.pk is None])
    PlanCell.objects.bulk_update([c for c in cells if c.pk is not None], ["amount"], batch_size=500)


def _cell(quota: Quota, month: date) -> PlanCell:
    return PlanCell(
        plan_id=quota.plan_id,
        metric=quota.metric,
        month=month,
        unit_id=quota.unit_id,
        person_id=quota.person_id,
        amount=Decimal(0),
    )


def _units(amount: Decimal, places: int) -> int:
    return int(amount.scaleb(places))
