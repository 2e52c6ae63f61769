"""Calls where they are looked for: in the history of customers and leads, and as the report of their list."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.field.models import CallAttempt
from yanzhen.field.queries import call_words, calls
from yanzhen.platform import timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import nouns
from yanzhen.platform.pages.nouns import Panel
from yanzhen.platform.timeline import Event


def customer_events(customer: Any, actor: Actor, most: int) -> list[Event]:
    """The calls to a customer."""
    return _events(calls.of_record(actor, most, customer_id=customer.pk), actor)


def lead_events(lead: Any, actor: Actor, most: int) -> list[Event]:
    """The calls to a lead."""
    return _events(calls.of_record(actor, most, lead_id=lead.pk), actor)


def _events(rows: list[CallAttempt], actor: Actor) -> list[Event]:
    if not actor.can("field.view_callattempt"):
        return []
    return [
        Event(
            "call", str(row.employee or ""), row.called_at, _told(row), icon="phone",
            url=reverse("field:callattempt_record", args=[row.pk]),
        )
        for row in rows
    ]  # fmt: skip


def _told(row: CallAttempt) -> str:
    words = _("Call: {result} ({list})").format(result=row.code, list=row.target.call_list)
    return f"{words} – {row.note}" if row.note else words


def report(call_list: Any, actor: Actor) -> str:
    """Calls a day and an hour, how many were reached, what succeeded, by result and person."""
    return render_to_string("field/calls/_report.html", call_words.report(call_list, actor))


def figures(call_list: Any, actor: Actor) -> list[dict[str, Any]]:
    """How many are still to call, reached and won over."""
    return call_words.figures(call_list, actor)


nouns.relate(
    "field.calllist",
    Panel("report", gettext_lazy("Report"), "field.view_callattempt", report),
    figures=figures,
    order=30,
)
timeline.merge("crm.customer", customer_events)
timeline.merge("crm.lead", lead_events)
