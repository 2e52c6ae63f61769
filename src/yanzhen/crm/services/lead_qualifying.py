"""A lead becomes a customer with a contact and an opportunity in one act, with nothing typed twice."""

from datetime import date
from decimal import Decimal
from typing import Any

from yanzhen.crm.calc import names
from yanzhen.crm.enums.customers import CustomerSource
from yanzhen.crm.enums.leads import LeadSource, LeadState
from yanzhen.crm.models import Contact, Customer, Industry, Lead
from yanzhen.crm.permissions.leads import QUALIFY
from yanzhen.crm.queries.leads import bant
from yanzhen.crm.services import contacts, customers, lead_moves, opportunities
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

SOURCES = {
    LeadSource.WEB: CustomerSource.WEB,
    LeadSource.FAIR: CustomerSource.EXHIBITION,
    LeadSource.REFERRAL: CustomerSource.REFERRAL,
    LeadSource.CANVASSING: CustomerSource.CANVASSING,
    LeadSource.PARTNER: CustomerSource.PARTNER,
}
LONGEST_NOTE = 1000


@writes.write(QUALIFY)
def qualify(
    lead: Lead,
    *,
    actor: Actor,
    name: str,
    expected_on: date,
    amount: Decimal | None = None,
    currency: str = "",
    customer: Customer | None = None,
) -> Any:
    """Close the lead as qualified; answer with the opportunity.

    Without a customer one is entered from the lead; contact and opportunity follow, each by its own service and under
    its own rule, all in one transaction: when one of them is refused, nothing of the others is left.
    """
    row = writes.locked(lead)
    lead_moves.allowed(row, LeadState.QUALIFIED)
    customer = customer or _customer(row, actor)
    contact = _contact(row, customer, actor)
    row = lead_moves.close(
        row, LeadState.QUALIFIED, actor=actor, verb="qualify_lead", customer=customer, contact=contact
    )
    return opportunities.create(
        actor=actor, name=name, customer=customer, contact=contact, lead=row, owner=row.owner,
        amount=row.budget if amount is None else amount, currency=currency or row.currency, expected_on=expected_on,
        source=str(row.campaign or row.get_source_display())[:60], note=evidence(row),
    )  # fmt: skip


def evidence(lead: Lead) -> str:
    """What was asked for and what BANT rests on, for the opportunity."""
    lines = [lead.note.strip(), *(f"{part.label}: {part.evidence}" for part in bant(lead) if part.evidence)]
    return "\n".join(filter(None, lines))[:LONGEST_NOTE]


def _customer(lead: Lead, actor: Actor) -> Customer:
    return customers.create(
        actor=actor, name=lead.company, owner=lead.owner, phone=lead.phone, province=lead.province, city=lead.city,
        industry=industry(lead.industry), source=SOURCES.get(LeadSource(lead.source), CustomerSource.LEAD),
    )  # fmt: skip


def industry(text: str) -> Industry | None:
    """The industry that is called so."""
    named = text.strip()
    return (
        (Industry.objects.filter(name=named).first() or Industry.objects.filter(name_en=named).first())
        if named
        else None
    )


def _contact(lead: Lead, customer: Customer, actor: Actor) -> Contact | None:
    """The person of the lead: one who is there already by name and number, or a new contact."""
    if not lead.person:
        return None
    there = Contact.objects.filter(customer=customer)
    for one in there.filter(name=lead.person):
        if not lead.phone or not one.phone or names.phone_key(one.phone) == lead.phone_key:
            return one
    return contacts.create(
        actor=actor, customer=customer, name=lead.person, title=lead.title, phone=lead.phone, email=lead.email,
        is_primary=not there.exists(),
    )  # fmt: skip
