"""Reads of what phones sent."""

from datetime import datetime

from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet
from yanzhen.platform.models import OfflineEntry
from yanzhen.platform.models.offline import EntryState


def visible(actor: Actor) -> ScopedQuerySet[OfflineEntry]:
    """What people in reach typed, and what waits for people and units in reach."""
    return OfflineEntry.objects.visible_to(actor).naming().order_by("-pk")


def concerning(actor: Actor) -> ScopedQuerySet[OfflineEntry]:
    """What waits for this very person: typed by them, or about what they look after now."""
    rows = visible(actor).filter(state=EntryState.WAITING)
    if actor.employee_id is None:
        return rows.none()
    return rows.filter(typed_by_id=actor.employee_id) | rows.filter(owner_id=actor.employee_id)


def typed_by(actor: Actor, since: datetime) -> ScopedQuerySet[OfflineEntry]:
    """What this person sent since a moment."""
    return visible(actor).filter(user_id=actor.user_id, created_at__gte=since)
