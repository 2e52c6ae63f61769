"""Which rule fits a request, and who sits in its steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.approvals.matters import Matter
from yanzhen.platform.models import Approval, ApprovalRule, ApprovalRuleStep, ApprovalSeat
from yanzhen.platform.models.approvals import ApproverKind
from yanzhen.platform.people import Person, directory

DEFAULT_HOURS = 48


@dataclass(frozen=True)
class Facts:
    """What rules look at: amount in a currency, discount in percent, unit of the document."""

    amount: Decimal | None = None
    currency: str = ""
    discount: Decimal | None = None
    unit_id: int | None = None


@dataclass(frozen=True)
class Line:
    """One line of a route: any, or with `is_joint` all, of these people consent within so many hours."""

    step_no: int
    people: Sequence[Person]
    is_joint: bool
    hours: int


def rule_for(matter: Matter, facts: Facts) -> ApprovalRule | None:
    """The first active rule in rank that fits. An amount in another currency than the rule's does not fit it."""
    rules: QuerySet[ApprovalRule] = ApprovalRule.objects.filter(matter=matter.name, is_active=True)
    ordered = list(rules.order_by("rank", "pk"))
    above = directory().units_above(facts.unit_id) if facts.unit_id and any(r.unit_id for r in ordered) else []
    return next((rule for rule in ordered if _fits(rule, facts, above)), None)


def _fits(rule: ApprovalRule, facts: Facts, above: Sequence[int]) -> bool:
    if rule.unit_id is not None and rule.unit_id not in above:
        return False
    if rule.currency and rule.currency != facts.currency:
        return False
    if rule.amount_from is not None and (facts.amount is None or abs(facts.amount) < rule.amount_from):
        return False
    return rule.discount_from is None or (facts.discount is not None and facts.discount >= rule.discount_from)


def lines(rule: ApprovalRule | None, matter: Matter, asker_id: int | None, unit_id: int | None) -> list[Line]:
    """The route of a request. Nobody approves their own, so the asker never has a seat."""
    steps = list(rule.steps.order_by("step_no", "pk")) if rule is not None else []
    if not steps:
        steps = [ApprovalRuleStep(step_no=1, approver=ApproverKind.HOLDERS, hours=DEFAULT_HOURS)]
    found = [Line(step.step_no, _people(step, matter, asker_id, unit_id), step.is_joint, step.hours) for step in steps]
    if not all(line.people for line in found):
        raise RuleBroken(
            _("Nobody but you may decide on this. Ask the administrator to name somebody."), code="no_approver"
        )
    return found


def _people(step: ApprovalRuleStep, matter: Matter, asker_id: int | None, unit_id: int | None) -> list[Person]:
    people: list[Person] = []
    if step.approver == ApproverKind.PERSON and step.person_id is not None:
        people = [p for p in directory().people([step.person_id]).values() if p.is_active]
    elif step.approver == ApproverKind.MANAGER and asker_id is not None:
        manager = directory().manager(asker_id)
        people = [manager] if manager is not None else []
    people = [p for p in people if p.user_id != asker_id]
    # Where the rule names nobody who is there, those answer who may decide on such things at all.
    if not people:
        people = [p for p in directory().holding(matter.function, unit_id=unit_id) if p.user_id != asker_id]
    return people


def seat(approval: Approval, route: Sequence[Line]) -> list[ApprovalSeat]:
    """Write the route down and begin its first step; returns the seats asked now."""
    numbers = {step: index for index, step in enumerate(sorted({line.step_no for line in route}), start=1)}
    seats = [
        ApprovalSeat(
            approval=approval,
            step_no=numbers[line.step_no],
            group=group,
            is_joint=line.is_joint,
            user_id=person.user_id,
            name=person.name,
            hours=line.hours,
        )
        for group, line in enumerate(route)
        for person in line.people
    ]
    ApprovalSeat.objects.bulk_create(seats)
    return begin(approval, 1)


def begin(approval: Approval, step_no: int) -> list[ApprovalSeat]:
    """Ask the people of a step; the clock of each runs from now."""
    now, asked = timezone.now(), []
    for place in approval.seats.filter(step_no=step_no):
        place.asked_at, place.due_at = now, now + timedelta(hours=place.hours)
        place.save(update_fields=["asked_at", "due_at"])
        asked.append(place)
    return asked
