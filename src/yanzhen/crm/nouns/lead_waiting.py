"""What leads add to the page of today: one's own that are due or new, and those about to go back to the pool."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from yanzhen.crm.enums.leads import HELD, LeadState
from yanzhen.crm.models import Lead
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import waiting


def own(actor: Actor) -> list[dict[str, Any]]:
    """Leads of one's own whose next step is due, and new ones; one query."""
    if actor.employee_id is None or not actor.can("crm.change_lead"):
        return []
    today = timezone.localdate()
    rows = Lead.objects.visible_to(actor).filter(owner_id=actor.employee_id, state__in=HELD)
    counts = rows.aggregate(due=Count("pk", filter=Q(due_on__lte=today)), new=Count("pk", filter=Q(state="assigned")))
    due, new, mine = counts["due"], counts["new"], {"owner": actor.employee_id}
    found = []
    if due:
        text = ngettext("{n} lead has its next step due", "{n} leads have their next step due", due)
        held = {**mine, "state": ",".join(sorted(HELD)), "due_on_to": today.isoformat()}
        found.append(_entry(text, due, held))
    if new:
        text = ngettext("{n} new lead waits for your first call", "{n} new leads wait for your first call", new)
        found.append(_entry(text, new, {**mine, "state": LeadState.ASSIGNED.value}))
    return found


def _entry(text: str, count: int, query: dict[str, Any]) -> dict[str, Any]:
    return {"text": text.format(n=count), "figure": count, "url": f"{reverse('crm:lead_list')}?{urlencode(query)}"}


waiting.add(own, order=25)
