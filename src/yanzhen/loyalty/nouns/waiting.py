"""What loyalty puts before a person on Today: cause analyses that are due, and customers to call."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.loyalty.queries import evaluations
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import waiting


def analyses_due(actor: Actor) -> list[dict[str, Any]]:
    """Own cause analyses whose day has come."""
    if not actor.can("loyalty.view_causeanalysis"):
        return []
    today = timezone.localdate()
    number = evaluations.open_analyses(actor, today)
    if not number:
        return []
    given = {"owner": actor.employee_id, "due_on_to": today}
    url = f"{reverse('loyalty:causeanalysis_list')}?{urlencode(given)}"
    return [{"text": _("Cause analyses due"), "figure": f"{number:,}", "url": url}]


waiting.add(analyses_due, order=35)
