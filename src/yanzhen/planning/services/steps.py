"""The steps of a plan: prepare → talk → fix → team meeting → published. Nothing counts before it is published."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.enums import TRANSITIONS, PlanState, TalkState
from yanzhen.planning.models import Plan, PlanStep, Quota, QuotaTalk
from yanzhen.planning.queries import quotas as rows
from yanzhen.planning.services import editions, news, plans, talks
from yanzhen.planning.services.step_notes import note_step
from yanzhen.platform import approvals, audit, writes
from yanzhen.platform.actor import Actor

MOVE = "planning.move_plan"


@writes.write(MOVE)
def move(plan: Plan, *, actor: Actor, to: str, note: str = "", people: Iterable[int] | None = None) -> Plan:
    """Take a plan to another step. Publishing a new edition of a plan that counts asks for consent first."""
    row = _ready(plan, actor, to)
    if to == PlanState.PUBLISHED and row.replaces_id and not actor.is_system:
        editions.ask(row, actor)
    return _enter(row, actor, to, note, people)


@writes.write(MOVE)
def publish_with_consent(plan: Plan, *, actor: Actor) -> Plan:
    """Publish a new edition once it was approved."""
    return _enter(_ready(plan, actor, PlanState.PUBLISHED), actor, PlanState.PUBLISHED, "", None)


@approvals.carries_out(editions.MID_PERIOD)
def _publish_approved(approval: Any, actor: Actor) -> None:
    plan = Plan.objects.visible_to(actor).filter(pk=approval.object_id).first()
    if plan is None:
        raise RuleBroken(_("The plan is out of the asker's reach by now."), code="reach")
    publish_with_consent(plan, actor=actor)


@writes.write(MOVE)
def intend(plan: Plan, *, actor: Actor, state: str, planned_on: date | None, note: str = "") -> PlanStep | None:
    """Set the day a coming step is meant for; without a day it is no longer planned."""
    row = _led(plan, actor)
    if state not in PlanState.values or state in {PlanState.REPLACED, row.state}:
        raise RuleBroken(_("This step is not ahead."), field="state", code="state")
    if len(note) > 500:
        raise RuleBroken(_("At most 500 characters."), field="note", code="long")
    coming = PlanStep.objects.filter(plan=row, state=state, entered_at=None)
    before = coming.values_list("planned_on", flat=True).first()
    step = None
    if planned_on is None:
        coming.delete()
    else:
        step, _new = PlanStep.objects.update_or_create(
            plan=row, state=state, entered_at=None, defaults={"planned_on": planned_on, "note": note}
        )
    audit.record(actor, "plan_step", row, before={state: str(before or "")}, after={state: str(planned_on or "")})
    return step


def _led(plan: Plan, actor: Actor) -> Plan:
    row = writes.locked(plan)
    plans.only_led(row, actor, MOVE)
    return row


def _ready(plan: Plan, actor: Actor, to: str) -> Plan:
    """The plan under its lock, once all that the step asks for is there."""
    row = _led(plan, actor)
    if to not in PlanState.values or to not in TRANSITIONS[row.state] or to == PlanState.REPLACED:
        told = _("A plan in “{state}” cannot go there.").format(state=row.get_state_display())
        raise RuleBroken(told, field="to", code="transition")
    for check in CHECKS.get(to, ()):
        check(row)
    return row


def _enter(row: Plan, actor: Actor, to: str, note: str, people: Iterable[int] | None) -> Plan:
    if len(note) > 500:
        raise RuleBroken(_("At most 500 characters."), field="note", code="long")
    values: dict[str, Any] = {"state": to}
    if to == PlanState.PUBLISHED:
        values |= {"published_at": timezone.now(), "in_force_on": row.in_force_on or row.starts_on}
    before = row.state
    row = writes.change(row, actor=actor, verb="move_plan", reason=note, **values)
    note_step(row, actor, to, note, _asked(row, to) if people is None else people)
    if to == PlanState.TALK:
        talks.open_all(row, actor=actor, anew=before == PlanState.PREPARE)
    elif to == PlanState.PUBLISHED:
        editions.settle(row, actor)
        news.published(row)
    return row


def _asked(plan: Plan, to: str) -> list[int]:
    if to not in {PlanState.TALK, PlanState.MEETING, PlanState.PUBLISHED}:
        return []
    return list(Quota.objects.filter(plan=plan).order_by("person_id").values_list("person_id", flat=True).distinct())


def _has_quotas(plan: Plan) -> None:
    if not Quota.objects.filter(plan=plan).exists():
        raise RuleBroken(_("Nobody has a quota in this plan yet; draw them up first."), field="to", code="no_quotas")


def _looked_back(plan: Plan) -> None:
    """The retrospective of the period before must be answered."""
    from yanzhen.planning.queries import retrospectives

    if plan.replaces_id is None and (missing := retrospectives.missing(plan)):
        told = _("Look back first: {number} questions about the period before are not answered.")
        raise RuleBroken(told.format(number=len(missing)), field="to", code="retrospective")


def _all_fixed(plan: Plan) -> None:
    open_talks = QuotaTalk.objects.filter(plan=plan, state=TalkState.COUNTERED).select_related("person")
    if names := [str(talk.person) for talk in open_talks.order_by("person__number")[:4]]:
        told = _("Fix the quotas of those who named another figure first: {names}.").format(names=", ".join(names))
        raise RuleBroken(told, field="to", code="countered")


def _in_step(plan: Plan) -> None:
    """The amount of each quota is the sum of its months."""
    sums = rows.by_month(plan)
    for quota in Quota.objects.filter(plan=plan).select_related("person"):
        months = [v for (person, metric, month), v in sums.items() if _belongs(quota, person, metric, month)]
        if sum(months) != quota.amount:
            told = _("The quota of {person} is not what the plan's figures say; draw the quotas up anew.")
            raise RuleBroken(told.format(person=quota.person), field="to", code="differs")


def _belongs(quota: Quota, person: int, metric: str, month: date) -> bool:
    passed = (month.year - quota.starts_on.year) * 12 + month.month - quota.starts_on.month
    return person == quota.person_id and metric == quota.metric and 0 <= passed < quota.months


def _stands_alone(plan: Plan) -> None:
    rivals: QuerySet[Plan] = rows.rivals(plan)
    if other := rivals.first():
        told = _("“{plan}” counts for these months already; open a new edition of it.").format(plan=other)
        raise RuleBroken(told, field="to", code="rival")


CHECKS: Mapping[str, tuple[Any, ...]] = {
    PlanState.TALK: (_has_quotas, _looked_back, _in_step),
    PlanState.MEETING: (_has_quotas, _all_fixed, _in_step),
    PlanState.PUBLISHED: (_has_quotas, _all_fixed, _in_step, _stands_alone, editions.check),
}
"""What must be so before a plan may enter a step."""
