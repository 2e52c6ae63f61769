"""Decides collision cases: one owner, shared credit, or two firms. Decided once, by one who reaches both sides."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.crm.enums.collisions import TRANSITIONS, CaseOutcome, CaseState
from yanzhen.crm.models import CaseShare, CollisionCase, Customer
from yanzhen.crm.queries import collisions
from yanzhen.crm.services import apart
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform import notifications, outbox, people, writes
from yanzhen.platform.actor import Actor

HUNDRED = Decimal(100)
DECIDED = notifications.declare(
    "crm.collision_decided",
    gettext_lazy("A collision case of mine is decided"),
    gettext_lazy("{who} decided case {number}: {outcome}. Reason: {reason}"),
)


@writes.write("crm.decide_collisioncase")
def decide(
    case: CollisionCase,
    *,
    actor: Actor,
    outcome: str,
    reason: str,
    owner: Any = None,
    shares: Sequence[tuple[Any, Decimal]] = (),
    version: int | None = None,
) -> CollisionCase:
    """Decide whose a firm is; both sides are told, and the records get the owner that was decided.

    `shares` are people with their percent, for shared credit: 100 in all, exactly.
    """
    row = _moved(case, CaseState.DECIDED, version)
    if not collisions.may_decide(row, actor):
        if collisions.is_party(row, actor):
            raise RuleBroken(_("You are one of the two: somebody else decides this case."), code="party")
        raise PermissionDenied("crm.decide_collisioncase")
    _check(outcome, reason, owner, shares)
    is_apart = outcome == CaseOutcome.APART
    row = writes.change(
        row,
        actor=actor,
        verb="decide_collision",
        reason=reason.strip(),
        state=CaseState.DECIDED,
        outcome=outcome,
        owner=None if is_apart else owner,
        decided_by=actor.name[:150],
        decided_at=timezone.now(),
    )
    CollisionCase.objects.filter(pk=row.pk).update(reason=reason.strip())
    row.reason = reason.strip()
    if outcome == CaseOutcome.SPLIT:
        CaseShare.objects.bulk_create(CaseShare(case=row, employee=who, percent=part) for who, part in shares)
    before = _settle_apart(row, actor) if is_apart else _hand_over(row, owner, actor)
    _tell(row, actor, before)
    return row


@writes.write("crm.change_collisioncase")
def withdraw(case: CollisionCase, *, actor: Actor, version: int | None = None) -> CollisionCase:
    """Take a claim back; only whoever claims may, or who could decide it."""
    row = _moved(case, CaseState.WITHDRAWN, version)
    if actor.employee_id != row.claimant_id and row.user_id != actor.user_id and not collisions.may_decide(row, actor):
        raise RuleBroken(_("Only whoever opened this claim can take it back."), code="not_yours")
    return writes.change(row, actor=actor, verb="withdraw_claim", state=CaseState.WITHDRAWN)


def _moved(case: CollisionCase, state: str, version: int | None) -> CollisionCase:
    """The case under its lock, if it may come into this state; of two at once the second learns who was first."""
    row = writes.locked(case)
    if state not in TRANSITIONS[row.state]:
        if row.state == CaseState.DECIDED:
            raise RuleBroken(_("{who} has decided this case already.").format(who=row.decided_by), code="decided")
        raise RuleBroken(_("This claim was taken back."), code="withdrawn")
    return writes.locked(row, version)


def _check(outcome: str, reason: str, owner: Any, shares: Sequence[tuple[Any, Decimal]]) -> None:
    if outcome not in CaseOutcome.values:
        raise RuleBroken(_("Choose how the case ends."), field="outcome", code="outcome")
    if not reason.strip():
        raise RuleBroken(_("Say why: both sides read it."), field="reason", code="reason")
    if len(reason) > 500:
        raise RuleBroken(_("At most {most} characters.").format(most=500), field="reason", code="long")
    if outcome != CaseOutcome.APART and owner is None:
        raise RuleBroken(_("Choose who looks after the customer."), field="owner", code="owner")
    if outcome != CaseOutcome.APART and owner.left_on is not None and owner.left_on < timezone.localdate():
        raise RuleBroken(_("{name} has left the company.").format(name=owner), field="owner", code="left")
    if outcome == CaseOutcome.SPLIT:
        _check_shares(shares)


def _check_shares(shares: Sequence[tuple[Any, Decimal]]) -> None:
    if len(shares) < 2 or len({who.pk for who, _part in shares}) < len(shares):
        raise RuleBroken(_("Name at least two people, each once."), field="shares", code="people")
    if any(part <= 0 or part != part.quantize(Decimal("0.01")) for _who, part in shares):
        raise RuleBroken(_("Each part is above 0, with two decimals at most."), field="shares", code="part")
    total = sum((part for _who, part in shares), Decimal(0))
    if total != HUNDRED:
        raise RuleBroken(
            _("The parts add up to {total} %, not to 100 %.").format(total=f"{total.normalize():f}"),
            field="shares",
            code="sum",
        )


def _records(case: CollisionCase) -> list[Customer]:
    """The records of both sides that stand today, locked in the order of their keys."""
    keys = {collisions.current(c) for c in (case.one, case.other) if c is not None}
    return list(Customer.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def _hand_over(case: CollisionCase, owner: Any, actor: Actor) -> set[int]:
    """Give the records to the owner decided; who looked after them before."""
    before: set[int] = set()
    unit, why = employees.unit_of(owner), f"{case.number}: {case.reason}"
    for customer in _records(case):
        before |= {customer.owner_id} if customer.owner_id else set()
        writes.change(
            customer,
            actor=actor,
            verb="decide_collision",
            reason=why,
            owner=owner,
            unit=unit,
        )
    return before


def _settle_apart(case: CollisionCase, actor: Actor) -> set[int]:
    rows = _records(case)
    apart.say({row.pk for row in rows}, actor=actor, reason=case.reason)
    keys = {row.pk for row in rows}
    for row in rows:
        if row.possible_duplicate_of_id in keys:
            writes.change(row, actor=actor, verb="tell_apart", reason=case.number, possible_duplicate_of=None)
    return set()


def _tell(case: CollisionCase, actor: Actor, before: set[int]) -> None:
    wanted = {case.holder_id, case.claimant_id, case.owner_id, *before} - {None}
    persons = people.directory().of_employees([key for key in wanted if key is not None])
    facts = {
        "number": case.number,
        "who": actor.name,
        "outcome": outcome_words(case),
        "reason": case.reason,
    }
    told = [person.user_id for person in persons.values() if person.user_id != actor.user_id]
    url = reverse("crm:collisioncase_record", args=[case.pk])
    notifications.send(DECIDED, told, params=facts, url=url, subject=case)
    outbox.record("crm.collision_decided", {"case": case.pk, "outcome": case.outcome, "owner": case.owner_id})


def outcome_words(case: CollisionCase) -> str:
    """How a case ended, in a few words."""
    if case.outcome == CaseOutcome.APART:
        return _("two different firms")
    if case.outcome == CaseOutcome.SPLIT:
        parts = case.shares.select_related("employee").order_by("-percent", "pk")
        listed = ", ".join(f"{part.employee} {part.percent.normalize():f} %" for part in parts)
        return _("{owner} looks after it; credit: {parts}").format(owner=case.owner, parts=listed)
    return _("{owner} looks after it").format(owner=case.owner)
