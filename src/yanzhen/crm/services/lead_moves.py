"""How leads move: from state to state, from one pair of hands into another. Called inside the services of leads."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.crm.enums.leads import HELD, TRANSITIONS, HoldingEnd, LeadState
from yanzhen.crm.models import Lead, LeadHolding
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform import notifications, people, writes
from yanzhen.platform.actor import Actor

ASSIGNED = notifications.declare(
    "lead.assigned", gettext_lazy("I get a lead"), gettext_lazy("You got the lead {lead}: {how}")
)
ENDS = {LeadState.LOST: HoldingEnd.LOST, LeadState.QUALIFIED: HoldingEnd.QUALIFIED}


def locked(key: int) -> Lead:
    """The lead as it is now, and nobody else's until the transaction ends."""
    return Lead.objects.select_for_update().get(pk=key)


def allowed(lead: Lead, state: str) -> None:
    """Refuse a move that the table does not hold."""
    if state not in TRANSITIONS[lead.state]:
        raise RuleBroken(
            _("A lead that is “{state}” cannot be moved there.").format(state=lead.get_state_display()), code="state"
        )


def to_owner(lead: Lead, owner: Any, *, actor: Actor, verb: str, began: str, **values: Any) -> Lead:
    """Put a lead into somebody's hands; `values` are changed along."""
    allowed(lead, LeadState.ASSIGNED)
    now = timezone.now()
    row = writes.change(
        lead, actor=actor, verb=verb, state=LeadState.ASSIGNED, owner=owner, unit=employees.unit_of(owner),
        assigned_at=now, pooled_at=None, closed_at=None, lost_reason="", lost_note="", **values,
    )  # fmt: skip
    leave(row, HoldingEnd.HANDED_ON, now)
    hold(row, began, now)
    return row


def to_pool(lead: Lead, *, actor: Actor, verb: str, ended: str, reason: str = "") -> Lead:
    """Take a lead out of its owner's hands."""
    allowed(lead, LeadState.POOL)
    now = timezone.now()
    row = writes.change(
        lead, actor=actor, verb=verb, reason=reason, state=LeadState.POOL, owner=None, pooled_at=now, due_on=None,
        assigned_at=None, closed_at=None, lost_reason="", lost_note="",
    )  # fmt: skip
    leave(row, ended, now)
    return row


def close(lead: Lead, state: LeadState, *, actor: Actor, verb: str, **values: Any) -> Lead:
    """Lost or qualified."""
    allowed(lead, state)
    now = timezone.now()
    row = writes.change(lead, actor=actor, verb=verb, state=state, closed_at=now, due_on=None, **values)
    leave(row, ENDS[state], now)
    return row


def hold(lead: Lead, began: str, now: datetime) -> None:
    """Note that the owner has it from now on."""
    assert lead.owner is not None, "the database refuses a lead in hand without an owner"
    LeadHolding.objects.create(lead=lead, employee=lead.owner, began=began, began_at=now)


def leave(lead: Lead, ended: str, now: datetime) -> None:
    """Note that whoever had it has it no longer; a warning that was given is forgotten."""
    LeadHolding.objects.filter(lead=lead, ended_at=None).update(ended_at=now, ended=ended)
    Lead.objects.filter(pk=lead.pk).update(warned_at=None)


def tell_owner(lead: Lead, how: str, *, actor: Actor) -> None:
    """Tell the owner that the lead is theirs, unless they took it themselves."""
    if lead.state not in HELD or lead.owner_id is None or lead.owner_id == actor.employee_id:
        return
    found = people.directory().of_employees([lead.owner_id]).values()
    params = {"lead": lead.company, "how": how}
    notifications.send(ASSIGNED, [p.user_id for p in found], params=params, url=f"/leads/{lead.pk}/", subject=lead)
