"""What stands beside the visits of a week: meetings of the person, and the visits somebody rides along to."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from yanzhen.field.queries import coaching, meetings
from yanzhen.platform.actor import Actor


@dataclass
class Beside:
    """By day what the person has beside their own visits; by visit who rides along."""

    days: dict[date, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    visits: dict[int, dict[str, Any]] = field(default_factory=dict)


def of(actor: Actor, person: int, first: date, visits: Collection[int]) -> Beside:
    """What of it `actor` may see in the seven days from `first` on."""
    found, last = Beside(), first + timedelta(days=6)
    if actor.can("field.view_meeting"):
        _meetings(found, actor, person, first, last)
    if actor.can("field.view_jointvisit"):
        _rides(found, actor, person, first, last)
        found.visits = {key: _with(row) for key, row in coaching.of_visits(visits, actor).items()}
    return found


def _meetings(found: Beside, actor: Actor, person: int, first: date, last: date) -> None:
    own = meetings.visible(actor).filter(Q(leader=person) | Q(guests__employee=person), day__range=(first, last))
    for row in own.distinct().order_by("day", "starts_at", "pk"):
        hour = f"{row.starts_at:%H:%M}" if row.starts_at else ""
        url = reverse("field:meeting_record", args=[row.pk])
        found.days[row.day].append({"icon": "presentation", "text": row.get_kind_display(), "hour": hour, "url": url})


def _rides(found: Beside, actor: Actor, person: int, first: date, last: date) -> None:
    """Joint visits on which the person is the one who rides along."""
    rows = coaching.visible(actor).filter(manager=person, visit__day__range=(first, last)).exclude(seller=person)
    for row in rows.order_by("visit__day", "visit__starts_at", "pk"):
        hour = f"{row.visit.starts_at:%H:%M}" if row.visit.starts_at else ""
        text = _("With {person}: {customer}").format(person=row.seller, customer=row.visit.customer)
        url = reverse("field:jointvisit_record", args=[row.pk])
        found.days[row.visit.day].append({"icon": "users", "text": text, "hour": hour, "url": url})


def _with(row: Any) -> dict[str, Any]:
    url = reverse("field:jointvisit_record", args=[row.pk])
    return {"text": _("With {person}").format(person=row.manager), "url": url}
