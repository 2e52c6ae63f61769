"""Referrals: who brought whom, never in a circle, and each customer by one."""

from contextlib import suppress
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.crm.enums.customers import CustomerSource
from yanzhen.crm.services import customers
from yanzhen.lib.errors import RuleBroken
from yanzhen.loyalty.calc import chains
from yanzhen.loyalty.models import Referral
from yanzhen.loyalty.queries import loyalty
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

SERIES = "RF"


@writes.write("loyalty.add_referral")
def create(*, actor: Actor, **values: Any) -> Referral:
    """Note a referral; circles are looked for under a lock that all share."""
    _lock()
    number = writes.next_number(SERIES)
    values["referred_on"] = values.get("referred_on") or timezone.localdate()
    _check(values, None)
    row = writes.create(Referral, actor=actor, number=number, **values)
    _note_source(row, actor)
    return row


def _note_source(row: Referral, actor: Actor) -> None:
    """A customer of whom nobody knows where it came from came by this referral, if the actor may say so."""
    if row.referred is not None and not row.referred.source and actor.can("crm.change_customer"):
        with suppress(PermissionDenied):  # seen, but not theirs to change
            customers.change(row.referred, actor=actor, source=CustomerSource.REFERRAL)


@writes.write("loyalty.change_referral")
def change(instance: Referral, *, actor: Actor, version: int | None = None, **values: Any) -> Referral:
    """Correct a referral, under the same lock as a new one."""
    _lock()
    whole = {name: getattr(instance, name) for name in ("referrer", "contact", "referred", "lead")} | values
    _check(whole, instance.pk)
    return writes.change(instance, actor=actor, version=version, **values)


remove = writes.plain(Referral)[2]


def _lock() -> None:
    """One at a time: a row that every writer changes first, kept until the end of the transaction."""
    writes.next_number(f"{SERIES}-lock")


def _check(values: dict[str, Any], key: int | None) -> None:
    referrer, referred = values["referrer"], values.get("referred")
    if (referred is None) == (values.get("lead") is None):
        raise RuleBroken(_("Name either the customer or the lead that was referred."), field="referred", code="whom")
    contact = values.get("contact")
    if contact is not None and contact.customer_id != referrer.pk:
        raise RuleBroken(_("This contact is of another customer."), field="contact", code="contact")
    if referred is None:
        return
    if referred.pk == referrer.pk:
        raise RuleBroken(_("Nobody refers themselves."), field="referred", code="self")
    rest = [link for link in loyalty.links() if link.key != key]
    if any(link.referred == referred.pk for link in rest):
        raise RuleBroken(_("Somebody has referred this customer already."), field="referred", code="twice")
    if chains.closes_circle(rest, referrer.pk, referred.pk):
        told = _("This would close a circle: {referred} stands above {referrer} in the chain.")
        raise RuleBroken(told.format(referred=referred, referrer=referrer), field="referred", code="circle")
