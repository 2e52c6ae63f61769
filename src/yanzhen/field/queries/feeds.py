"""A person's visits as a calendar (RFC 5545), under a secret address that ends with the person's access."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.field.enums.visits import VisitState
from yanzhen.field.models import CalendarFeed, Visit
from yanzhen.field.queries import weeks
from yanzhen.platform.actor import Actor
from yanzhen.platform.people import directory

HAVE, VIEW = "field.have_feed", "field.view_visit"
BACK, AHEAD = timedelta(days=31), timedelta(days=183)
REFRESH = timedelta(minutes=30)


def digest(secret: str) -> str:
    """What is stored in place of a secret; enough for secrets that nobody chose."""
    return hashlib.sha256(secret.encode()).hexdigest()


def may(actor: Actor) -> bool:
    """Whether this person can have a feed: somebody of the firm who signs in."""
    return actor.user_id is not None and actor.employee_id is not None and actor.can(HAVE) and actor.can(VIEW)


def address(secret: str, site: str) -> str:
    """The whole address of a feed; `site` is where the reader reached us, unless the firm named its own address."""
    return (settings.PUBLIC_URL or site).rstrip("/") + reverse("field:feed", args=[secret])


def own(actor: Actor) -> CalendarFeed | None:
    """The feed of the actor, if there is one; its address is not known any more."""
    return CalendarFeed.objects.filter(user_id=actor.user_id or 0).first()


def reader(secret: str) -> Actor | None:
    """Whose feed this address is, as long as they have access; nobody otherwise, without saying why."""
    hashed = digest(secret)
    feed = CalendarFeed.objects.filter(secret_hash=hashed).first()
    if feed is None or not secrets.compare_digest(feed.secret_hash, hashed):
        return None
    actor = directory().actor(feed.user_id)
    return actor if may(actor) else None


def calendar(actor: Actor) -> bytes:
    """The visits of this person around today."""
    from icalendar import Calendar

    today = timezone.localdate()
    found = Calendar()
    found.add("prodid", "-//Yanzhen//Visits//EN")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", _("Visits of {name}").format(name=actor.name))
    found.add("x-wr-timezone", settings.TIME_ZONE)
    found.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    for visit in weeks.visits(actor, [actor.employee_id or 0], today - BACK, today + AHEAD):
        if visit.state != VisitState.MISSED:
            found.add_component(_event(visit))
    return bytes(found.to_ical())


def _event(visit: Visit) -> Any:
    """One visit; with an hour in UTC, so that no program can take the zone for another, else the whole day."""
    from icalendar import Event

    event = Event()
    event.add("uid", f"visit-{visit.pk}@yanzhen")
    event.add("dtstamp", visit.updated_at.astimezone(UTC))
    event.add("last-modified", visit.updated_at.astimezone(UTC))
    event.add("sequence", visit.version)
    event.add("summary", visit.customer.name)
    if visit.starts_at is None:
        event.add("dtstart", visit.day)
        event.add("dtend", visit.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        local = datetime.combine(visit.day, visit.starts_at, timezone.get_default_timezone())
        event.add("dtstart", local.astimezone(UTC))
        event.add("dtend", local.astimezone(UTC) + timedelta(minutes=visit.minutes))
    if place := ", ".join(text for text in (visit.customer.city, visit.customer.address) if text):
        event.add("location", place)
    if visit.customer.latitude is not None and visit.customer.longitude is not None:
        event.add("geo", (float(visit.customer.latitude), float(visit.customer.longitude)))
    if about := "\n".join(_about(visit)):
        event.add("description", about)
    if settings.PUBLIC_URL:
        event.add("url", settings.PUBLIC_URL.rstrip("/") + reverse("field:visit_record", args=[visit.pk]))
    event.add("status", "CONFIRMED" if visit.is_fixed or visit.state == VisitState.DONE else "TENTATIVE")
    return event


def _about(visit: Visit) -> list[str]:
    lines = [(_("Reason"), visit.reason), (_("Best commitment"), visit.best), (_("Bring"), visit.material)]
    return [f"{label}: {text}" for label, text in lines if text]
