"""What the day needs from the field, on Today: own visits, those of the team, and visits nobody has reported."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from yanzhen.field.queries import visits, workdays
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import waiting

VIEW = "field.view_visit"
TODAY = Count("pk", filter=visits.today())
DONE = Count("pk", filter=visits.today() & Q(state="done"))
LATE = Count("pk", filter=visits.overdue())


def of_the_day(actor: Actor) -> list[dict[str, Any]]:
    """Visits of today, own ones and those of the people one sees besides; and own ones that wait for their report."""
    if not actor.can(VIEW):
        return []
    own, rows = Q(owner=actor.employee_id or 0), visits.visible(actor).select_related(None).order_by()
    mine = rows.filter(own).aggregate(today=TODAY, done=DONE, late=LATE)
    found = []
    if mine["today"]:
        found.append(_entry(_("My visits today"), mine, reverse("field:today")))
    if mine["late"]:
        url = f"{reverse('field:visit_list')}?{urlencode({'overdue': 'true', 'owner': actor.employee_id})}"
        found.append({"text": _("Visits to report"), "figure": f"{mine['late']:,}", "url": url})
    if actor.can(workdays.VIEW) and actor.can("field.view_findings"):
        team = rows.exclude(own).aggregate(today=TODAY, done=DONE)
        if team["today"]:
            found.append(_entry(_("Visits of my people today"), team, f"{reverse('field:day')}?person="))
    return found


def _entry(text: str, counts: dict[str, int], url: str) -> dict[str, Any]:
    figure = _("{done} of {planned} done").format(done=counts["done"], planned=counts["today"])
    return {"text": text, "figure": figure, "url": url, "icon": "map-pin"}


waiting.add(of_the_day, order=11)
