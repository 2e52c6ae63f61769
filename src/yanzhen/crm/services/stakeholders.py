"""Stakeholders: people who have a say in what a customer buys, dated, with their successors."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.crm.models import Contact, Customer, Stakeholder
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

HANDED_ON = ("role", "influence", "reports_to")
"""What a successor takes over unless it is said otherwise; the attitude is a person's own."""


@writes.write("crm.add_stakeholder")
def create(*, actor: Actor, **values: Any) -> Stakeholder:
    """Enter somebody who has a say: a contact, whose name and title are taken over, or only a name."""
    values["starts_on"] = values.get("starts_on") or timezone.localdate()
    _complete(values, values.get("customer"))
    return writes.create(Stakeholder, actor=actor, **values)


@writes.write("crm.change_stakeholder")
def change(instance: Stakeholder, *, actor: Actor, version: int | None = None, **values: Any) -> Stakeholder:
    """Change a stakeholder; reporting may not run in a circle, nor over to another customer."""
    customer = values.get("customer") or instance.customer
    if values.get("customer") and customer.pk != instance.customer_id:
        raise RuleBroken(
            _("Somebody stays with their customer. Enter them anew at the other one."), field="customer", code="moved"
        )
    if "starts_on" in values:
        values["starts_on"] = values["starts_on"] or instance.starts_on
    told = {"contact": instance.contact, "reports_to": instance.reports_to, "name": instance.name, **values}
    _complete(told, customer)
    if "name" in values:
        values["name"] = told["name"]
    _refuse_circle(instance, told["reports_to"])
    return writes.change(instance, actor=actor, version=version, **values)


@writes.write("crm.remove_stakeholder")
def remove(instance: Stakeholder, *, actor: Actor, version: int | None = None) -> None:
    """Remove what was entered by mistake; who only left gets a last day instead."""
    writes.remove(instance, actor=actor, version=version)


@writes.write("crm.change_stakeholder")
def replace(
    instance: Stakeholder, *, actor: Actor, starts_on: date | None = None, version: int | None = None, **values: Any
) -> Stakeholder:
    """Let somebody else take this place: one act ends the one, begins the other and hands on who reports to them.

    The last day of the former is the day before, or the same day if they began on it.
    """
    actor.require("crm.add_stakeholder")
    before = writes.locked(instance, version)
    day = starts_on or timezone.localdate()
    if before.ends_on is not None:
        raise RuleBroken(_("“{name}” has left this place already.").format(name=before), code="ended")
    if day < before.starts_on:
        raise RuleBroken(
            _("The successor begins on or after {day}, when “{name}” began.").format(day=before.starts_on, name=before),
            field="starts_on",
            code="too_early",
        )
    # Ended first, so that a contact may follow on itself in another role.
    writes.change(before, actor=actor, verb="replace", ends_on=max(day - timedelta(days=1), before.starts_on))
    handed = {name: values.get(name) or getattr(before, name) for name in HANDED_ON}
    entered = {**values, **handed, "customer": before.customer, "starts_on": day}
    _complete(entered, before.customer)
    after = writes.create(Stakeholder, actor=actor, replaces=before, **entered)
    for report in Stakeholder.objects.filter(reports_to=before, ends_on__isnull=True).exclude(pk=after.pk):
        writes.change(report, actor=actor, reports_to=after)
    return after


def _complete(values: dict[str, Any], customer: Customer | None) -> None:
    """Take name and title from the contact; refuse a contact or a chief of another customer."""
    contact: Contact | None = values.get("contact")
    upper: Stakeholder | None = values.get("reports_to")
    if customer is None:
        raise RuleBroken(_("Say at which customer."), field="customer", code="customer")
    if contact is not None and contact.customer_id != customer.pk:
        raise RuleBroken(_("This contact belongs to another customer."), field="contact", code="contact")
    if upper is not None and upper.customer_id != customer.pk:
        raise RuleBroken(_("Pick somebody at the same customer."), field="reports_to", code="reports_to")
    values["name"] = values.get("name") or (contact.name if contact else "")
    values["title"] = values.get("title") or (contact.title if contact else "")
    if not values["name"]:
        raise RuleBroken(_("Pick a contact or give a name."), field="name", code="name")


def _refuse_circle(instance: Stakeholder, upper: Stakeholder | None) -> None:
    above = dict(Stakeholder.objects.filter(customer_id=instance.customer_id).values_list("pk", "reports_to_id"))
    step, seen = (upper.pk if upper else None), {instance.pk}
    while step is not None:
        if step in seen:
            raise RuleBroken(_("Nobody can report to themselves or to one below."), field="reports_to", code="circle")
        seen.add(step)
        step = above.get(step)
