"""What coaching puts before a person on Today: checks that are due, joint visits to answer, the next meeting."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from yanzhen.field.enums.coaching import MeetingState
from yanzhen.field.queries import coaching, meetings
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import waiting


def joint_visits(actor: Actor) -> list[dict[str, Any]]:
    """Joint visits whose check is due, and those one has not answered yet."""
    if not actor.can("field.view_jointvisit") or actor.employee_id is None:
        return []
    url = reverse("field:jointvisit_list")
    found = [
        (_("Joint visits to check"), coaching.to_check(actor, timezone.localdate()),
         f"{url}?to_check=true&manager={actor.employee_id}"),
        (_("Joint visits to answer"), coaching.to_answer(actor), f"{url}?unanswered=true&seller={actor.employee_id}"),
    ]  # fmt: skip
    return [{"text": text, "figure": f"{number:,}", "url": where} for text, number, where in found if number]


def meetings_today(actor: Actor) -> list[dict[str, Any]]:
    """Meetings of today that are still to be held."""
    if not actor.can("field.view_meeting") or actor.employee_id is None:
        return []
    today = timezone.localdate()
    return [
        {"text": row.get_kind_display(), "figure": f"{row.starts_at:%H:%M}" if row.starts_at else "",
         "url": reverse("field:meeting_record", args=[row.pk]), "icon": "presentation"}
        for row in meetings.ahead(actor, today) if row.day == today
    ]  # fmt: skip


def meetings_open(actor: Actor) -> list[dict[str, Any]]:
    """Meetings one leads whose day has passed without their being held, and those held without minutes finished."""
    if not actor.can("field.change_meeting") or actor.employee_id is None:
        return []
    return [
        {"text": _("Minutes to finish") if row.state == MeetingState.HELD else _("Meeting not held yet"),
         "figure": f"{row.get_kind_display()} {date_format(row.day, 'n-j')}",
         "url": reverse("field:meeting_record", args=[row.pk])}
        for row in meetings.unfinished(actor, timezone.localdate())
    ]  # fmt: skip


waiting.add(joint_visits, order=36)
waiting.add(meetings_today, order=12)
waiting.add(meetings_open, order=37)
