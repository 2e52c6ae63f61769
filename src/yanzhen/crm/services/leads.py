"""Leads: entered by hand, by file, by program or by a web form; followed up, lost, opened again."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.crm.calc import names
from yanzhen.crm.enums.leads import HELD, OPEN, Bant, HoldingStart, LeadState, LostReason, TouchKind
from yanzhen.crm.models import Lead, LeadTouch
from yanzhen.crm.models.leads import PARTS
from yanzhen.crm.queries import leads as lead_rows
from yanzhen.crm.services import lead_assigning, lead_moves, lead_points, lead_pool
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees, units
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

SERIES = "L"
AHEAD = timedelta(minutes=5)
KEPT = frozenset({"company_key", "phone_key", "unit", "state", "number", "lost_reason", "closed_at"})
"""What a change of the fields does not touch; the acts do."""


@writes.write("crm.add_lead")
def create(*, actor: Actor, touched: str = "", **values: Any) -> Lead:
    """Enter a lead: with an owner it is theirs, without one the rules decide, and where none does it waits.

    `touched` is what the lead did to get here: it filled in a form.
    """
    _check(values)
    owner, now = values.get("owner"), timezone.now()
    values["number"] = writes.next_number(SERIES, width=6)
    values |= keys_of({"company": values.get("company", ""), "phone": values.get("phone", "")})
    values["unit"] = employees.unit_of(owner) if owner else values.get("unit") or _unit_of(actor)
    values["state"] = LeadState.ASSIGNED if owner else LeadState.NEW
    row = writes.create(Lead, actor=actor, assigned_at=now if owner else None, **values)
    if touched:
        LeadTouch.objects.create(lead=row, kind=touched, who=actor.name, happened_at=now)
    if owner:
        lead_moves.hold(row, HoldingStart.ENTERED, now)
        lead_moves.tell_owner(row, _("entered by {who}").format(who=actor.name), actor=actor)
    else:
        row = lead_assigning.assign(row)
    lead_points.renew([row])
    return row


@writes.write("crm.change_lead")
def change(instance: Lead, *, actor: Actor, version: int | None = None, **values: Any) -> Lead:
    """Change a lead that is open; another owner gets it handed on. Of a closed one only the owner changes."""
    row = writes.locked(instance, version)
    if row.state not in OPEN and set(values) == {"owner"} and values["owner"] is not None:
        unit = employees.unit_of(values["owner"])
        return writes.change(row, actor=actor, verb="hand_lead", owner=values["owner"], unit=unit)
    if row.state not in OPEN:
        raise RuleBroken(_("A lead that is closed is not changed any more."), code="closed")
    _check({**{name: getattr(row, name) for name in _checked()}, **values})
    owner = values.pop("owner", row.owner)
    if owner is None and row.owner_id is not None:
        raise RuleBroken(_("Give the lead back to the pool, or name who gets it."), field="owner", code="owner")
    if row.state == LeadState.POOL and owner is not None and owner.pk == actor.employee_id:
        lead_pool.check_limits(owner.pk, row)
    values |= keys_of(values)
    if owner is not None and owner.pk != row.owner_id:
        row = lead_moves.to_owner(row, owner, actor=actor, verb="hand_lead", began=HoldingStart.HAND, **_saved(values))
        lead_moves.tell_owner(row, _("from {who}").format(who=actor.name), actor=actor)
    else:
        row = writes.change(row, actor=actor, **_saved(values))
    _renew_keys(row, values)
    lead_points.renew([row])
    return row


@writes.write("crm.remove_lead")
def remove(instance: Lead, *, actor: Actor, version: int | None = None) -> None:
    """A lead that became a customer stays."""
    row = writes.locked(instance, version)
    if row.state == LeadState.QUALIFIED:
        raise RuleBroken(_("A lead that became a customer stays with it."), code="qualified")
    writes.remove(row, actor=actor, version=version)


@writes.write("crm.change_lead")
def touch(
    lead: Lead, *, actor: Actor, kind: str, note: str = "", due_on: date | None = None, happened_at: Any = None
) -> Lead:
    """Write down what happened; a follow-up of the owner keeps the lead from the pool."""
    row = writes.locked(lead)
    moment: datetime = happened_at or timezone.now()
    _check_touch(row, kind, moment)
    LeadTouch.objects.create(lead=row, kind=kind, note=note.strip()[:500], who=actor.name, happened_at=moment)
    values: dict[str, Any] = {"due_on": due_on}
    if lead_rows.is_follow_up(kind):
        values["followed_at"] = max(filter(None, (row.followed_at, moment)))
        values["state"] = LeadState.WORKING
    row = writes.change(row, actor=actor, verb="follow_up", reason=note.strip()[:200], **values)
    lead_points.renew([row])
    return row


@writes.write("crm.change_lead")
def lose(lead: Lead, *, actor: Actor, reason: str, note: str = "") -> Lead:
    """Close it without a deal, saying why."""
    if reason not in LostReason.values:
        raise RuleBroken(_("Say why it is lost."), field="reason", code="reason")
    return lead_moves.close(
        writes.locked(lead), LeadState.LOST, actor=actor, verb="lose_lead", lost_reason=reason,
        lost_note=note.strip()[:300],
    )  # fmt: skip


@writes.write("crm.change_lead")
def reopen(lead: Lead, *, actor: Actor) -> Lead:
    """Take up a lost lead again: with its owner, or in the pool when it had none."""
    row = writes.locked(lead)
    if row.state != LeadState.LOST:
        raise RuleBroken(_("Only a lost lead is opened again."), code="state")
    if row.owner is None:
        return lead_moves.to_pool(row, actor=actor, verb="reopen_lead", ended="")
    return lead_moves.to_owner(row, row.owner, actor=actor, verb="reopen_lead", began=HoldingStart.HAND)


def keys_of(values: dict[str, Any]) -> dict[str, str]:
    """By what the same firm is found again."""
    found = {}
    if "company" in values:
        found["company_key"] = names.name_key(values["company"] or "")
    if "phone" in values:
        found["phone_key"] = names.phone_key(values["phone"] or "")
    return found


def _saved(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in KEPT}


def _renew_keys(row: Lead, values: dict[str, Any]) -> None:
    if keys := keys_of(values):
        Lead.objects.filter(pk=row.pk).update(**keys)


def _unit_of(actor: Actor) -> Any:
    """The unit of whoever enters it; the widest unit for programs."""
    own = employees.by_key(actor.employee_id)
    found = employees.unit_of(own) if own is not None else units.widest()
    if found is None:
        raise RuleBroken(_("Enter a unit first: a lead belongs to one."), field="owner", code="unit")
    return found


def _checked() -> list[str]:
    return [f"bant_{name}{end}" for name in PARTS for end in ("", "_evidence")]


def _check(values: dict[str, Any]) -> None:
    """What is more than unknown has its evidence."""
    errors: dict[str, object] = {
        f"bant_{name}_evidence": _("Say what shows it: who said what, and when.")
        for name in PARTS
        if values.get(f"bant_{name}", Bant.UNKNOWN) != Bant.UNKNOWN
        and not (values.get(f"bant_{name}_evidence") or "").strip()
    }
    if errors:
        raise RuleBroken(errors=errors, code="evidence")


def _check_touch(row: Lead, kind: str, moment: datetime) -> None:
    if kind not in TouchKind.values:
        raise RuleBroken(_("Say what happened."), field="kind", code="kind")
    if row.state not in HELD:
        raise RuleBroken(_("Only a lead that somebody holds is followed up."), code="state")
    if moment > timezone.now() + AHEAD:
        raise RuleBroken(_("This has not happened yet."), field="happened_at", code="ahead")
