"""What customers and the pipeline add to the page of a customer: the last contact, and events of its people."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from yanzhen.crm.enums.opportunities import OpportunityState
from yanzhen.crm.models import Opportunity, Stakeholder
from yanzhen.lib.money import MISSING, in_words
from yanzhen.platform import notes, tasks, timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import nouns
from yanzhen.platform.timeline import Event

CUSTOMER = "crm.customer"


def last_contact(customer: Any, actor: Actor) -> list[dict[str, Any]]:
    """When somebody last wrote a note or finished a task on this customer, and who."""
    found: list[tuple[datetime, str]] = []
    note = notes.last(customer)
    if note is not None:
        found.append((note.written_at, note.who))
    if actor.can(tasks.SEE):
        done = tasks.last_done(customer)
        if done is not None and done.done_at is not None:
            found.append((done.done_at, done.title))
    if not found:
        return [{"label": gettext_lazy("last note or task"), "value": MISSING, "hint": ""}]
    moment, whose = max(found)
    ago = (timezone.localdate() - timezone.localdate(moment)).days
    when = ngettext("{n} day ago", "{n} days ago", ago).format(n=f"{ago:,}") if ago else _("today")
    return [
        {
            "label": gettext_lazy("last note or task"),
            "value": when,
            "hint": whose[:24],
            "url": "#history",
        }
    ]


def people_events(customer: Any, actor: Actor, most: int) -> list[Event]:
    """When people took a part in the purchases of a customer, and when they left it."""
    if not actor.can("crm.view_stakeholder"):
        return []
    rows = Stakeholder.objects.visible_to(actor).filter(customer_id=customer.pk).select_related("replaces")
    found = []
    for row in rows.order_by("-starts_on", "-pk")[:most]:
        found.append(_event(row, row.starts_on, _began(row)))
        if row.ends_on is not None:
            found.append(_event(row, row.ends_on, _("{name} left: {role}").format(name=row, role=_role(row))))
    return found


def _began(row: Stakeholder) -> str:
    if row.replaces is not None:
        return _("{name} followed on {before}: {role}").format(name=row, before=row.replaces, role=_role(row))
    return _("{name} has a say: {role}").format(name=row, role=_role(row))


def _role(row: Stakeholder) -> str:
    return str(row.get_role_display())


def _event(row: Stakeholder, day: Any, text: str) -> Event:
    url = reverse("crm:stakeholder_record", args=[row.pk])
    return Event("person", "", timeline.of_day(day), text, url=url, icon="users-group", is_day=True)


def deal_events(customer: Any, actor: Actor, most: int) -> list[Event]:
    """When opportunities with a customer were opened, won and lost."""
    if not actor.can("crm.view_opportunity"):
        return []
    rows = Opportunity.objects.visible_to(actor).filter(customer_id=customer.pk).select_related("owner")
    found = []
    for row in rows.order_by("-pk")[:most]:
        shown: dict[str, Any] = {
            "url": reverse("crm:opportunity_record", args=[row.pk]),
            "icon": "target-arrow",
            "is_day": True,
        }
        shown["figure"] = in_words(row.amount, currency=row.currency)
        who = str(row.owner or "")
        opened = _("Opportunity opened: {name}").format(name=row.name)
        found.append(Event("deal", who, timeline.of_day(timezone.localdate(row.created_at)), opened, **shown))
        if row.closed_on is not None and row.state in _CLOSED:
            found.append(Event("deal", who, timeline.of_day(row.closed_on), _closed(row), **shown))
    return found


_CLOSED = (OpportunityState.WON, OpportunityState.LOST)


def _closed(row: Opportunity) -> str:
    won, lost = _("Opportunity won: {name}"), _("Opportunity lost: {name}")
    return (won if row.state == OpportunityState.WON else lost).format(name=row.name)


nouns.relate(CUSTOMER, figures=last_contact, order=90)
timeline.merge(CUSTOMER, people_events)
timeline.merge(CUSTOMER, deal_events)
