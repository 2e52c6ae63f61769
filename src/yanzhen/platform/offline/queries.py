"""Reads of what phones sent."""

from datetime import datetime

from django.db.models import Case, Q, When

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


def mine(actor: Actor, since: datetime) -> ScopedQuerySet[OfflineEntry]:
    """What this person sent since a moment, and all that waits for them; what waits stands first."""
    if actor.user_id is None or not actor.can(OfflineEntry.view_function()):
        return OfflineEntry.objects.none()
    waits = Q(state=EntryState.WAITING) & (Q(user_id=actor.user_id) | Q(owner_id=actor.employee_id or 0))
    late = Q(user_id=actor.user_id, created_at__gte=since)
    return visible(actor).filter(waits | late).order_by(Case(When(state=EntryState.WAITING, then=0), default=1), "-pk")
