"""What calling adds elsewhere: agreed calls on the page of today, and calls and doors in the reports of field work."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.field.permissions.calls import WORK
from yanzhen.field.queries import calls_told
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import waiting


def recalls(actor: Actor) -> list[dict[str, Any]]:
    """The calls one agreed on for today or missed, list by list; each leads to where one calls."""
    if actor.employee_id is None or not (actor.can(WORK) and actor.can("field.view_calltarget")):
        return []
    return [
        {"text": _("Call again today: {list}").format(list=row.name), "figure": f"{number:,}",
         "url": reverse("field:call_work", args=[row.pk])}
        for row, number in calls_told.recalls(actor, timezone.localdate())
    ]  # fmt: skip


calls_told.register()
waiting.add(recalls, order=22)
