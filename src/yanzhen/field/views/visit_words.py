"""How a visit reads on its pages: its head, its choices, its files, and what is told after a report."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from yanzhen.crm.queries import contacts
from yanzhen.field.enums.visits import VisitResult, VisitState
from yanzhen.field.lists.visits import STATE_TONES
from yanzhen.field.models import Visit
from yanzhen.field.nouns import visit_panels as panels
from yanzhen.field.queries import visits
from yanzhen.platform import masks
from yanzhen.platform.actor import Actor
from yanzhen.platform.files import attachments


def head(row: Visit, actor: Actor) -> dict[str, Any]:
    """Who, where, when; telephone and map as one touch each, where the reader may see the number."""
    contact = row.contact or contacts.visible(actor).filter(customer_id=row.customer_id).first()
    sees = contact is not None and not masks.is_hidden(type(contact), "phone", actor)
    day = f"{row.day.isoformat()} {date_format(row.day, 'D')}"
    hour = f"{row.starts_at:%H:%M}" if row.starts_at else ""
    customer = row.customer
    return {
        "customer_url": reverse("crm:customer_record", args=[customer.pk]),
        "when": " ".join(filter(None, [day, hour])),
        "minutes": row.minutes,
        "is_fixed": row.is_fixed,
        "state": row.get_state_display(),
        "tone": STATE_TONES.get(VisitState(row.state), "neutral"),
        "contact": " ".join(filter(None, [contact.name, contact.title])) if contact else "",
        "phone": contact.phone if contact is not None and sees else "",
        "address": panels.address_of(customer),
        "map": f"geo:{customer.latitude},{customer.longitude}" if customer.latitude is not None else "",
        "number": row.number,
        "arrived": f"{timezone.localtime(row.arrived_at):%H:%M}" if row.arrived_at else "",
        "left": f"{timezone.localtime(row.left_at):%H:%M}" if row.left_at else "",
        "distance": panels.distance_words(row),
        "accuracy": panels.accuracy_words(row),
        "clock": clock_words(row),
    }


def others(row: Visit, actor: Actor) -> dict[str, Any]:
    """Where the person still is while this visit is not begun, and what they left that still waits for its report."""
    may = visits.visible(actor).values("pk")
    there = visits.still_there(row.owner_id, row.pk).filter(pk__in=may) if not row.arrived_at else ()
    left = visits.unreported(row.owner_id, row.day, row.pk).filter(pk__in=may)
    told = _("Still checked in at “{customer}” since {at}. Checking in here notes that you left there.")
    return {
        "there": [
            told.format(customer=one.customer, at=date_format(timezone.localtime(one.arrived_at), "m-d H:i"))
            for one in there
        ],
        "left": [{"name": str(one.customer), "url": reverse("field:visit_report", args=[one.pk])} for one in left],
    }


def clock_words(row: Visit) -> str:
    """Says so where the phone's clock and the moment of receipt are more than an hour apart."""
    if not row.clock_differs or row.stated_at is None or row.received_at is None:
        return ""
    told = _("The phone said {stated}, the system heard of it at {received}.")
    local = timezone.localtime
    return told.format(stated=f"{local(row.stated_at):%m-%d %H:%M}", received=f"{local(row.received_at):%m-%d %H:%M}")


def report_words(row: Visit, form: Any) -> dict[str, Any]:
    """The choices of the report: the commitments in their own words, and what is chosen already."""
    commitments = {VisitResult.BEST: row.best, VisitResult.LEAST: row.least, VisitResult.NONE: ""}
    chosen = form["result"].value() or ""
    return {
        "results": [
            {
                "value": kind.value,
                "label": kind.label,
                "words": commitments[kind],
                "is_here": chosen == kind,
                "tone": {"best": "good", "least": "warning", "none": "bad"}[kind.value],
            }
            for kind in VisitResult
        ],
        "is_reported": row.state == VisitState.DONE,
    }


def visit_files(row: Visit, actor: Actor) -> dict[str, Any]:
    """Photos and voice notes on this visit, and whether more may be added."""
    found = attachments.of(row.noun(), row.pk) if actor.can(attachments.SEE) else []
    return {
        "items": [
            {
                "name": one.name,
                "url": reverse("collaboration:file", args=[one.pk]),
                "thumbnail": reverse("collaboration:thumbnail", args=[one.pk]) if one.has_thumbnail else "",
            }
            for one in found
        ],
        "can_add": actor.can(attachments.ADD),
    }


def told_of(row: Visit) -> str:
    """What is told when a report was kept: that it was, and what follows from it."""
    if row.next_visit_id is not None and row.next_on is not None:
        return _("Visit reported. The next one is planned for {day}.").format(day=row.next_on.isoformat())
    if row.next_on is not None:
        return _("Visit reported. “{step}” is a task for {day}.").format(step=row.next_step, day=row.next_on)
    return _("Visit reported.")
