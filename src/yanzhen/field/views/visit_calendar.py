"""The month of visits: one's own, or those of everybody in sight; on a phone the days one below the other."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yanzhen.field.enums.visits import VisitState
from yanzhen.field.models import Visit
from yanzhen.field.nouns.visits import VIEW, VISITS
from yanzhen.field.queries import visits
from yanzhen.lib.periods import month_end, shifted
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.views import actor_of, needs
from yanzhen.platform.trail import reading

SHOWN = 5


@require_GET
@needs(VIEW)
def calendar(request: HttpRequest) -> HttpResponse:
    """The month asked for, or this one."""
    actor, month = actor_of(request), month_of(request.GET.get("month", ""))
    whose = "mine" if actor.employee_id is not None and request.GET.get("who") != "all" else "all"
    first = month - timedelta(days=month.weekday())
    last = month_end(month) + timedelta(days=6 - month_end(month).weekday())
    found = visits.between(actor, first, last, actor.employee_id if whose == "mine" else None)
    shown = [row for day in found.values() for row in day[:SHOWN]]
    reading.listed(request, VISITS, shown, total=sum(map(len, found.values())))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    context = {
        "page": _page(actor, month, whose),
        "weekdays": [date_format(day, "D") for day in days[:7]],
        "days": [_day(day, month, found.get(day, []), whose) for day in days],
        "is_empty": not any(day.month == month.month for day in found),
    }
    return render(request, "field/visits/calendar.html", context)


def month_of(text: str) -> date:
    """The first day of the month asked for; of this one when none is, or what is asked is none."""
    try:
        found = date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)
    return found if 1950 <= found.year <= 2200 else timezone.localdate().replace(day=1)


def _page(actor: Actor, month: date, whose: str) -> dict[str, Any]:
    def link(at: date, who: str = whose) -> str:
        parameters = {"month": f"{at:%Y-%m}", **({"who": who} if who == "all" else {})}
        return f"{reverse('field:visit_calendar')}?{urlencode(parameters)}"

    today = timezone.localdate().replace(day=1)
    who = [("mine", _("Mine")), ("all", _("Everybody in sight"))] if actor.employee_id is not None else []
    return {
        "title": VISITS.plural,
        "month": date_format(month, "YEAR_MONTH_FORMAT"),
        "previous": link(shifted(month, -1)),
        "next": link(shifted(month, 1)),
        "today": link(today) if month != today else "",
        "who": [{"label": label, "url": link(month, code), "is_here": code == whose} for code, label in who],
        "create_url": reverse("field:visit_add") if actor.can("field.add_visit") else "",
    }


def _day(at: date, month: date, found: list[Visit], whose: str) -> dict[str, Any]:
    narrowed = {"day_from": at.isoformat(), "day_to": at.isoformat()}
    return {
        "iso": at.isoformat(),
        "number": at.day,
        "label": f"{date_format(at, 'MONTH_DAY_FORMAT')} {date_format(at, 'D')}",
        "is_other": at.month != month.month,
        "is_today": at == timezone.localdate(),
        "is_empty": not found,
        "visits": [_visit(row, whose) for row in found[:SHOWN]],
        "more": max(0, len(found) - SHOWN),
        "more_url": f"{VISITS.url('list')}?{urlencode(narrowed)}",
    }


def _visit(row: Visit, whose: str) -> dict[str, Any]:
    hour = f"{row.starts_at:%H:%M}" if row.starts_at else ""
    who = str(row.owner) if whose == "all" else ""
    return {
        "url": VISITS.url("record", row.pk),
        "hour": hour,
        "customer": str(row.customer),
        "who": who,
        "state": row.get_state_display(),
        "is_done": row.state == VisitState.DONE,
        "is_missed": row.state == VisitState.MISSED,
        "is_late": row.is_open and row.day < timezone.localdate(),
        "title": " · ".join(filter(None, [hour, str(row.customer), who, str(row.get_state_display())])),
    }
