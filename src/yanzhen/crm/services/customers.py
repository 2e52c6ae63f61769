"""Customers: who looks after them decides which unit they belong to."""

from typing import Any

from django.utils.translation import gettext as _
from stdnum.cn import uscc

from yanzhen.crm.models import Customer
from yanzhen.crm.services import apart, duplicates, identity, noticing
from yanzhen.crm.services.classing import classify as classify
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

SERIES = "C"


@writes.write("crm.add_customer")
def create(*, actor: Actor, **values: Any) -> Customer:
    """Enter a customer; without an owner it is the one who enters it, without a code the next number."""
    values["owner"] = values.get("owner") or employees.by_key(actor.employee_id)
    values["code"] = values.get("code") or writes.next_number(SERIES, width=6)
    check_credit_code(values)
    values |= duplicates.keys_of({"name": values.get("name", ""), "phone": values.get("phone", "")})
    identity.check(values)
    unit, warned = _unit_of(values["owner"]), noticing.before(values, actor=actor)
    if warned is not None:
        values["possible_duplicate_of"] = warned.customer
    with identity.told(values):
        row = writes.create(Customer, actor=actor, unit=unit, **values)
    noticing.after(row, warned, actor=actor)
    return row


@writes.write("crm.change_customer")
def change(instance: Customer, *, actor: Actor, version: int | None = None, **values: Any) -> Customer:
    """Change a customer; a new owner brings his unit along."""
    check_credit_code(values)
    if values.get("owner") and values["owner"].pk != instance.owner_id:
        values["unit"] = _unit_of(values["owner"])
    if "code" in values:
        values["code"] = values["code"] or instance.code
    values |= duplicates.keys_of(values)
    identity.check(values, instance)
    with identity.told(values, instance):
        return writes.change(instance, actor=actor, version=version, **values)


@writes.write("crm.remove_customer")
def remove(instance: Customer, *, actor: Actor, version: int | None = None) -> None:
    writes.remove(instance, actor=actor, version=version)


@writes.write("crm.change_customer")
def tell_apart(instance: Customer, *, actor: Actor, version: int | None = None) -> Customer:
    """Say that a customer is not the one it was taken for; the two are never proposed as one again."""
    other = instance.possible_duplicate_of_id
    if other is not None:
        apart.say({instance.pk, other}, actor=actor)
    return writes.change(instance, actor=actor, version=version, verb="tell_apart", possible_duplicate_of=None)


def _unit_of(owner: Any) -> Any:
    if owner is None:
        raise RuleBroken(_("Say who looks after this customer."), field="owner", code="owner")
    return employees.unit_of(owner)


def check_credit_code(values: dict[str, Any]) -> None:
    """Bring a credit code into its usual form; refuse one whose check digit does not fit."""
    code = values.get("credit_code")
    if code:
        values["credit_code"] = code = code.strip().upper()
        if not uscc.is_valid(code):
            raise RuleBroken(
                _("This is not a unified social credit code: its check digit does not fit."),
                field="credit_code",
                code="credit_code",
            )
