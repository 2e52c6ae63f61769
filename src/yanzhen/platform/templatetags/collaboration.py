from typing import Any

from django import template
from django.utils import timezone

from yanzhen.platform import tasks
from yanzhen.platform.actor import NOBODY
from yanzhen.platform.together.tasks import with_records

register = template.Library()
MOST = 8


@register.inclusion_tag("platform/_today_tasks.html", takes_context=True)
def today_tasks(context: dict[str, Any]) -> dict[str, Any]:
    """What is late and what is for today, on the first page."""
    request = context["request"]
    actor = getattr(request, "actor", NOBODY)
    if not actor.can(tasks.SEE):
        return {}
    found = list(tasks.mine(actor).filter(due_on__lte=timezone.localdate())[:MOST])
    rows = with_records(found, request)
    return {"today_tasks": rows, "back": request.get_full_path(), "csrf_token": context.get("csrf_token")}
