"""Opens collision cases, and tells those whom one concerns."""

from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.crm.enums.collisions import CaseState, CaseWay
from yanzhen.crm.models import CollisionCase, Customer
from yanzhen.crm.queries import collisions
from yanzhen.crm.queries.duplicates import Likely
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform import notifications, people, writes
from yanzhen.platform.actor import Actor

SERIES = "CC"
TO_DECIDE = notifications.declare(
    "crm.collision_to_decide",
    gettext_lazy("Two people claim one customer: you decide"),
    gettext_lazy("{who} claims a customer that {holder} looks after. Decide case {number}."),
)
CLAIMED = notifications.declare(
    "crm.collision_claimed",
    gettext_lazy("Somebody claims a customer of mine"),
    gettext_lazy("{who} claims a customer that you look after: case {number}. A manager decides."),
)
OPENED = notifications.declare(
    "crm.collision_opened",
    gettext_lazy("A customer I entered is claimed by two"),
    gettext_lazy("The customer you entered may be there already, with {holder}. A manager decides case {number}."),
)


@writes.write("crm.add_collisioncase")
def claim(customer: Customer, *, actor: Actor, said: str = "", claim: str = "") -> CollisionCase:
    """Claim a firm that somebody else looks after, without entering it a second time.

    `customer` may be out of the actor's reach: whoever was shown that it is there may ask whose it is.
    """
    claimant = employees.by_key(actor.employee_id)
    if claimant is None:
        raise RuleBroken(_("Only somebody of the staff can claim a customer."), code="no_employee")
    if customer.owner_id == claimant.pk:
        raise RuleBroken(_("You look after this customer already."), code="own")
    if not claim.strip():
        raise RuleBroken(_("Say what your claim rests on."), field="claim", code="claim")
    case = opened(customer, claimant=claimant, way=CaseWay.PANEL, actor=actor, said=said, claim=claim.strip())
    if case.user_id != actor.user_id:
        raise RuleBroken(_("This claim is open already: case {number}.").format(number=case.number), code="open")
    return case


@writes.write("crm.add_collisioncase")
def between(one: Customer, other: Customer, *, actor: Actor, claim: str = "") -> CollisionCase:
    """A case between the owners of two records that somebody found to be one firm, and may not merge."""
    first, second = sorted((one, other), key=lambda row: row.pk)
    if first.owner_id == second.owner_id:
        raise RuleBroken(_("Both records have one owner: there is nothing to decide."), code="owner")
    if second.owner is None:
        first, second = second, first
    return opened(first, claimant=second.owner, way=CaseWay.CLEAN_UP, actor=actor, other=second, claim=claim.strip())


def opened(
    customer: Customer,
    *,
    claimant: Any,
    way: str,
    actor: Actor,
    other: Customer | None = None,
    said: str = "",
    claim: str = "",
    found: Likely | None = None,
) -> CollisionCase:
    """A case for this claim: the one that is open already, or a new one, of which those concerned are told."""
    same = CollisionCase.objects.filter(one=customer, claimant=claimant, state=CaseState.OPEN)
    if (there := same.first()) is not None:
        return there
    try:
        with transaction.atomic():
            case = writes.create(
                CollisionCase,
                actor=actor,
                number=writes.next_number(SERIES),
                one=customer,
                other=other,
                said=(said or (other.name if other is not None else ""))[:200],
                holder=customer.owner,
                holder_unit_id=customer.unit_id,
                claimant=claimant,
                claimant_unit_id=claimant.unit_id,
                way=way,
                claim=claim[:500],
                chance=found.chance if found is not None else None,
                working=[asdict(reason) for reason in found.reasons] if found is not None else [],
                user_id=actor.user_id,
                who=actor.name,
            )
    except (IntegrityError, RuleBroken):
        if (there := same.first()) is None:  # another process was not faster: it is something else
            raise
        return there
    _tell(case, actor)
    return case


def _tell(case: CollisionCase, actor: Actor) -> None:
    """Tell who decides, the owner, and whoever entered the customer without knowing. No customer is named."""
    holder = str(case.holder or case.holder_unit or "")
    facts = {"number": case.number, "who": str(case.claimant), "holder": holder}
    url = reverse("crm:collisioncase_record", args=[case.pk])
    sides = people.directory().of_employees([k for k in (case.holder_id, case.claimant_id) if k is not None])
    notifications.send(TO_DECIDE, [p.user_id for p in collisions.deciders(case)], params=facts, url=url, subject=case)
    for employee_id, topic in ((case.holder_id, CLAIMED), (case.claimant_id, OPENED)):
        person = sides.get(employee_id or 0)
        if person is not None and (person.user_id != actor.user_id or topic is OPENED):
            notifications.send(topic, [person.user_id], params=facts, url=url, subject=case)
