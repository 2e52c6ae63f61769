"""One's own plan of the week and the month, made for the phone: tick off, add in a line."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.enums import ActionSpan
from yanzhen.planning.queries import pace_rows
from yanzhen.planning.services.pace import actions, began
from yanzhen.platform.pages.views import actor_of, needs


@require_GET
@needs("planning.view_actionitem")
def week(request: HttpRequest) -> HttpResponse:
    """This week and this month of whoever signed in, with what was left open before."""
    actor = actor_of(request)
    day = day_of(request.GET.get("on", ""))
    monday = began(ActionSpan.WEEK, day)
    rows = pace_rows.actions(actor).filter(person=actor.employee_id or 0)
    weeks = rows.filter(span=ActionSpan.WEEK)
    lists = [
        (_("Left open"), weeks.filter(starts_on__lt=monday, is_done=False).order_by("starts_on", "pk")[:20]),
        (_("This week"), weeks.filter(starts_on=monday).order_by("pk")),
        (_("This month"), rows.filter(span=ActionSpan.MONTH, starts_on=day.replace(day=1)).order_by("pk")),
    ]
    url = reverse("planning:week")
    context = {
        "page": {"title": _("My week")},
        "lists": [(label, list(found)) for label, found in lists],
        "label": f"{date_format(monday, 'n-j')} – {date_format(monday + timedelta(days=6), 'n-j')}",
        "before": f"{url}?on={monday - timedelta(days=7)}",
        "after": f"{url}?on={monday + timedelta(days=7)}",
        "on": monday.isoformat(),
        "may_add": actor.can("planning.add_actionitem") and actor.employee_id is not None,
        "may_change": actor.can("planning.change_actionitem"),
    }
    return render(request, "planning/pace/week.html", context)


def day_of(text: str) -> date:
    """The day asked for; today when none is, or what is asked is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()


@require_POST
@needs("planning.add_actionitem")
def add(request: HttpRequest) -> HttpResponse:
    """A line more on the own week."""
    given: dict[str, Any] = {
        name: request.POST.get(name, "").replace("\x00", "").strip() for name in ("task", "measure")
    }
    on = day_of(request.POST.get("on", ""))
    try:
        actions.create(actor=actor_of(request), span=ActionSpan.WEEK, starts_on=on, **given)
    except RuleBroken as broken:
        for message in broken.errors.values():
            messages.error(request, str(message))
    return redirect(f"{reverse('planning:week')}?on={on}")


@require_POST
@needs("planning.change_actionitem")
def tick(request: HttpRequest, pk: int) -> HttpResponse:
    """Done, or not done after all."""
    actor = actor_of(request)
    row = get_object_or_404(pace_rows.actions(actor), pk=pk)
    actions.tick(row, actor=actor)
    return redirect(f"{reverse('planning:week')}?on={day_of(request.POST.get('on', ''))}")
