"""Meetings for programs: what the page shows, what is decided, who was there, and the minutes as plain lines."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Router

from yanzhen.crm.queries import opportunities
from yanzhen.field.api import coaching_schemas as schemas
from yanzhen.field.enums.coaching import ItemKind
from yanzhen.field.models import MeetingItem
from yanzhen.field.queries import meeting_text, meetings
from yanzhen.field.services import meetings as meeting_services
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.api import Key, answer
from yanzhen.platform.pages.doors import actor_of, operations

router = Router(tags=["field"])
operation = operations(router)
VIEW_MEETING = "field.view_meeting"


def _meeting(actor: Actor, pk: int) -> Any:
    return get_object_or_404(meetings.whole(actor), pk=pk)


def _item(one: MeetingItem) -> dict[str, Any]:
    return {
        "id": one.pk, "kind": one.kind, "text": one.text, "owner": one.owner_id, "due_on": one.due_on,
        "outcome": one.outcome, "note": one.note, "meeting": one.meeting_id,
    }  # fmt: skip


def _only(rows: list[dict[str, Any]], shape: Any) -> list[dict[str, Any]]:
    return [{name: row.get(name, "") for name in shape.model_fields} for row in rows]


@operation(
    "GET", "/meetings/{int:pk}/page", VIEW_MEETING, "meeting_page",
    "Last time's actions, figures, news of competitors, blocked deals, and what was decided", schemas.MeetingPage,
)  # fmt: skip
def meeting_page(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = actor_of(request, VIEW_MEETING)
    row = _meeting(actor, pk)
    found = meetings.shown(row, actor)
    return answer({
        "id": row.pk, "first": found.first, "last": found.last, "is_kept": bool(row.shown),
        "last_actions": [_item(one) for one in meetings.last_actions(row)],
        "people": _only(found.people, schemas.MeetingPerson), "news": _only(found.news, schemas.MeetingNews),
        "deals": _only(found.deals, schemas.MeetingDeal), "items": [_item(one) for one in meetings.items(row)],
    })  # fmt: skip


@operation(
    "GET", "/meetings/{int:pk}/text", VIEW_MEETING, "meeting_text", "The minutes as plain lines", schemas.PlainText
)
def minutes_text(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = actor_of(request, VIEW_MEETING)
    return answer({"text": meeting_text.of(_meeting(actor, pk), actor)})


@operation(
    "POST", "/meetings/{int:pk}/items", meeting_services.CHANGE, "meeting_add_item",
    "Note a topic, a decision or an action", schemas.MeetingItemOut, status=201,
)  # fmt: skip
def add_item(request: HttpRequest, pk: Key, payload: schemas.MeetingItemIn) -> HttpResponse:
    actor = actor_of(request, meeting_services.CHANGE)
    row = _meeting(actor, pk)
    if payload.kind not in ItemKind.values:
        raise RuleBroken(_("A topic, a decision or an action."), field="kind", code="kind")
    deal = None
    if payload.opportunity is not None:
        deal = get_object_or_404(opportunities.visible(actor), pk=payload.opportunity)
    owner = employees.by_key(payload.owner)
    made = meeting_services.add_item(
        row, actor=actor, kind=payload.kind, text=payload.text, owner=owner, due_on=payload.due_on, opportunity=deal
    )
    return answer(_item(made), 201)


@operation(
    "DELETE", "/meetings/{int:pk}/items/{int:item}", meeting_services.CHANGE, "meeting_drop_item",
    "Take an item back, with its task", schemas.MeetingItemOut,
)  # fmt: skip
def drop_item(request: HttpRequest, pk: Key, item: Key) -> HttpResponse:
    actor = actor_of(request, meeting_services.CHANGE)
    row = _meeting(actor, pk)
    found = get_object_or_404(MeetingItem, meeting=row, pk=item)
    told = _item(found)
    meeting_services.drop_item(row, actor=actor, item=found)
    return answer(told)


@operation(
    "POST", "/meetings/{int:pk}/items/{int:item}/settle", meeting_services.CHANGE, "meeting_settle",
    "Follow an action of an earlier meeting up", schemas.MeetingItemOut,
)  # fmt: skip
def settle(request: HttpRequest, pk: Key, item: Key, payload: schemas.MeetingSettledIn) -> HttpResponse:
    actor = actor_of(request, meeting_services.CHANGE)
    row = _meeting(actor, pk)
    known = [one.pk for one in meetings.last_actions(row)]
    found = get_object_or_404(MeetingItem.objects.filter(pk__in=known), pk=item)
    made = meeting_services.settle(row, actor=actor, item=found, **payload.dict())
    return answer(_item(made))


@operation(
    "PUT", "/meetings/{int:pk}/attendance", meeting_services.CHANGE, "meeting_attendance",
    "Note who was there", schemas.AttendanceOut,
)  # fmt: skip
def attendance(request: HttpRequest, pk: Key, payload: schemas.AttendanceIn) -> HttpResponse:
    actor = actor_of(request, meeting_services.CHANGE)
    row = _meeting(actor, pk)
    meeting_services.attend(row, actor=actor, present=payload.present)
    return answer({"there": row.guests.filter(was_there=True).count()})
