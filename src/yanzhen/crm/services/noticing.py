"""Notices that somebody enters a firm that is there already: the new record is marked, and a case is opened.

Before a customer is entered, the likeliest firm that is there is looked for, as the form does while somebody types.
Whoever enters it all the same is not stopped: a branch, a namesake and a dealer's shop look alike. But when the other
one belongs to somebody else, a collision case tells both and a manager decides whose it is.
"""

from dataclasses import dataclass
from typing import Any

from yanzhen.crm.enums.collisions import CaseWay
from yanzhen.crm.models import Customer
from yanzhen.crm.queries import duplicates
from yanzhen.crm.services import opening
from yanzhen.platform.actor import SYSTEM, Actor

SURE = 0.8
"""From this chance on the form's warning is taken seriously."""


@dataclass(frozen=True)
class Warned:
    """The firm that was shown as likely the same, with the working."""

    customer: Customer
    found: duplicates.Likely


def before(values: dict[str, Any], *, actor: Actor) -> Warned | None:
    """The firm that these values very likely mean, if there is one. What the system enters itself is not looked at."""
    if actor.is_system or values.get("possible_duplicate_of") is not None:
        return None
    found = duplicates.possible(
        actor=SYSTEM,
        name=values.get("name") or "",
        phone=values.get("phone") or "",
        credit_code=values.get("credit_code") or "",
        address=values.get("address") or "",
    )
    first = next((one for one in found if one.chance >= SURE), None)
    if first is None:
        return None
    return Warned(Customer.objects.select_related("owner", "unit").get(pk=first.key or 0), first)


def after(row: Customer, warned: Warned | None, *, actor: Actor) -> None:
    """Open a case when the firm that was there belongs to somebody else."""
    if warned is None or warned.customer.owner_id == row.owner_id or row.owner is None:
        return
    opening.opened(warned.customer, claimant=row.owner, way=CaseWay.ENTRY, actor=actor, other=row, found=warned.found)
