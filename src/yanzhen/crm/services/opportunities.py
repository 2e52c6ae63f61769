"""Opportunities: entered, moved from stage to stage, won, lost and opened again."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.crm.calc import deals
from yanzhen.crm.enums.opportunities import TRANSITIONS, OpportunityState
from yanzhen.crm.models import LossReason, Opportunity, Stage
from yanzhen.crm.queries import processes as process_rows
from yanzhen.crm.services import opportunity_lines, opportunity_teams, standard_process, stays
from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.money import rounded
from yanzhen.organization.queries import employees
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

Lines = Sequence[Mapping[str, Any]]
ALWAYS = frozenset({"owner", "unit"})
"""What may change on a closed opportunity too: who looks after it."""


@writes.write("crm.add_opportunity")
def create(*, actor: Actor, lines: Lines | None = None, **values: Any) -> Opportunity:
    """Enter an opportunity in the first stage of its process, with its owner as the whole team.

    Without an owner it is the one who enters it, without a process the usual one, without a probability the stage's.
    Lines, when there are any, make the amount.
    """
    process = values.get("process") or standard_process.usual(actor)
    stage = values.get("stage") or _first_of(process)
    _must_belong(stage, process.pk)
    owner = values.get("owner") or employees.by_key(actor.employee_id) or values["customer"].owner
    values |= {"process": process, "stage": stage, "owner": owner, "unit": _unit_of(owner)}
    values["number"] = values.get("number") or writes.next_number(f"OP-{timezone.localdate():%Y%m}")
    values["currency"] = values.get("currency") or "CNY"
    if values.get("probability") is None:
        values["probability"] = stage.likely
    _check_contact(values.get("contact"), values["customer"].pk)
    rows = opportunity_lines.made(lines or [], values["currency"])
    values["amount"] = _amount(values.get("amount"), rows, values["currency"])
    values |= stays.beginning(stage) | {"weighted_amount": _weighted(values)}
    row = writes.create(Opportunity, actor=actor, details=opportunity_lines.told(rows), **values)
    opportunity_lines.save(row, rows)
    opportunity_teams.begin(row)
    stays.begin(row, actor)
    return row


@writes.write("crm.change_opportunity")
def change(
    instance: Opportunity, *, actor: Actor, version: int | None = None, lines: Lines | None = None, **values: Any
) -> Opportunity:
    """Change an open opportunity; `lines`, when given, replace those it had and, when there are any, make the amount.

    Another process begins at its first stage; a new owner brings his unit along and, alone in the team, takes it over.
    """
    row = writes.locked(instance, version)
    if not row.is_open and ({n for n, v in values.items() if getattr(row, n, None) != v} - ALWAYS or lines is not None):
        raise RuleBroken(_("This opportunity is closed. Reopen it to change it."), code="state")
    values = {n: v for n, v in values.items() if not (v is None and n in {"owner", "process", "probability"})}
    values = {n: v for n, v in values.items() if not (v == "" and n in {"number", "currency"})}
    moved = values.pop("process", row.process)
    if values.get("owner") and values["owner"].pk != row.owner_id:
        values["unit"] = _unit_of(values["owner"])
    customer = values.get("customer", row.customer)
    if "customer" in values or "contact" in values:
        _check_contact(values.get("contact", row.contact), customer.pk)
    merged = {n: values.get(n, getattr(row, n)) for n in ("amount", "currency", "probability")}
    kept = opportunity_lines.kept(row) if lines is None else lines
    rows = opportunity_lines.made(kept, merged["currency"])
    merged["amount"] = _amount(merged["amount"], rows, merged["currency"])
    if row.is_open:
        values |= {"amount": merged["amount"], "weighted_amount": _weighted(merged)}
    changed = writes.change(row, actor=actor, version=version, **values)
    if lines is not None or changed.currency != row.currency:
        changed = opportunity_lines.replace(changed, rows, actor)
    opportunity_teams.hand_over(changed, row.owner_id)
    if moved.pk != changed.process_id:
        changed = stays.enter(changed, _first_of(moved), actor, verb="move")
    return changed


@writes.write("crm.remove_opportunity")
def remove(instance: Opportunity, *, actor: Actor, version: int | None = None) -> None:
    """Remove an opportunity with its lines, team and history; one that did not come about is rather lost."""
    writes.remove(instance, actor=actor, version=version)


@writes.write("crm.change_opportunity")
def move(opportunity: Opportunity, *, actor: Actor, stage: Stage, version: int | None = None) -> Opportunity:
    """Move an open opportunity to another stage of its process; a stage it is in already changes nothing.

    `version` is the one the mover saw; when somebody else was faster, the refusal names its new place.
    """
    target = stays.locked_stage(stage)
    row = _locked(opportunity, version)
    if row.stage_id == target.pk and row.is_open:
        return row
    _must_be_open(row)
    _must_belong(target, row.process_id)
    return stays.enter(row, target, actor, verb="move")


@writes.write("crm.change_opportunity")
def win(
    opportunity: Opportunity,
    *,
    actor: Actor,
    reason: LossReason | None = None,
    competitor: str = "",
    amount: Decimal | None = None,
    closed_on: date | None = None,
    version: int | None = None,
) -> Opportunity:
    """The customer buys. The reason, the competitor beaten and the amount agreed may be told."""
    row = _locked(opportunity, version)
    _check_reason(reason, OpportunityState.WON)
    agreed = row.amount if amount is None else rounded(amount, row.currency)
    values = {"competitor": competitor or row.competitor, "amount": agreed, "weighted_amount": agreed}
    return _close(
        row, OpportunityState.WON, actor, "win", closed_on, probability=100, reason_id=reason and reason.pk, **values
    )


@writes.write("crm.change_opportunity")
def lose(
    opportunity: Opportunity,
    *,
    actor: Actor,
    reason: LossReason | None,
    competitor: str = "",
    price: Decimal | None = None,
    closed_on: date | None = None,
    version: int | None = None,
) -> Opportunity:
    """The customer does not buy, for a reason that is named; the winner and his price as far as they are known."""
    row = _locked(opportunity, version)
    if reason is None:
        raise RuleBroken(_("Say why it was lost."), field="reason", code="reason")
    _check_reason(reason, OpportunityState.LOST)
    if price is not None and price < 0:
        raise RuleBroken(_("A price cannot be negative."), field="price", code="price")
    values = {"competitor": competitor or row.competitor, "price": price, "weighted_amount": Decimal(0)}
    return _close(row, OpportunityState.LOST, actor, "lose", closed_on, probability=0, reason_id=reason.pk, **values)


@writes.write("crm.change_opportunity")
def reopen(opportunity: Opportunity, *, actor: Actor, version: int | None = None) -> Opportunity:
    """A closed opportunity goes on in the stage it was in."""
    row = _locked(opportunity, version)
    _check_transition(row, OpportunityState.OPEN)
    stage = Stage.objects.get(pk=row.stage_id)
    values = stays.beginning(stage) | {"probability": stage.likely, "reason_id": None, "price": None, "closed_on": None}
    values["weighted_amount"] = deals.weighted(row.amount, stage.likely, row.currency)
    reopened = writes.change(row, actor=actor, verb="reopen", state=OpportunityState.OPEN, **values)
    stays.begin(reopened, actor)
    return reopened


def _close(
    row: Opportunity, state: OpportunityState, actor: Actor, verb: str, closed_on: date | None, **values: Any
) -> Opportunity:
    _check_transition(row, state)
    today = timezone.localdate()
    if closed_on is not None and closed_on > today:
        raise RuleBroken(_("The day lies in the future."), field="closed_on", code="future")
    day = closed_on or today
    closed = writes.change(row, actor=actor, verb=verb, state=state, closed_on=day, stuck_from=None, **values)
    stays.end(closed)
    return closed


def _locked(opportunity: Opportunity, version: int | None) -> Opportunity:
    row = writes.locked(opportunity)
    if version is not None and row.version != version:
        raise stays.overtaken(row)
    return row


def _must_be_open(row: Opportunity) -> None:
    if not row.is_open:
        raise RuleBroken(
            _("“{name}” is closed: {state}. Reopen it to move it.").format(name=row, state=row.get_state_display()),
            code="state",
        )


def _check_transition(row: Opportunity, state: OpportunityState) -> None:
    if state not in TRANSITIONS[row.state]:
        message = _("An opportunity that is {state} cannot become {wanted}.")
        raise RuleBroken(message.format(state=row.get_state_display(), wanted=state.label), code="state")


def _check_reason(reason: LossReason | None, state: OpportunityState) -> None:
    if reason is not None and reason.outcome != state:
        raise RuleBroken(_("This reason is for the other outcome."), field="reason", code="reason")


def _check_contact(contact: Any, customer_id: int) -> None:
    if contact is not None and contact.customer_id != customer_id:
        raise RuleBroken(_("This contact belongs to another customer."), field="contact", code="contact")


def _must_belong(stage: Stage, process_id: int) -> None:
    if stage.process_id != process_id:
        raise RuleBroken(_("This stage belongs to another sales process."), field="stage", code="stage")


def _first_of(process: Any) -> Stage:
    found = process_rows.stages_of(process.pk)
    if not found:
        raise RuleBroken(_("This sales process has no stages yet."), field="process", code="stages")
    return found[0]


def _unit_of(owner: Any) -> Any:
    if owner is None:
        raise RuleBroken(_("Say who looks after this opportunity."), field="owner", code="owner")
    return employees.unit_of(owner)


def _amount(amount: Decimal | None, rows: Sequence[Any], currency: str) -> Decimal:
    if rows:
        return deals.total(row.net_amount for row in rows)
    return rounded(amount or Decimal(0), currency)


def _weighted(values: Mapping[str, Any]) -> Decimal:
    return deals.weighted(values["amount"], values["probability"], values["currency"])
