"""Routes of several days or people: asked for, worked out by the worker, looked at and taken over as a whole."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from yanzhen.field.calc.routes.faults import RouteFault
from yanzhen.field.forms.due import day_of, key_of
from yanzhen.field.queries import route_sheets, route_words
from yanzhen.field.queries.route_sheets import Sheet
from yanzhen.field.services import route_jobs, routes
from yanzhen.field.views import route_data
from yanzhen.field.views.routes import fault_of, page_of
from yanzhen.field.views.weeks import person_of
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.views import actor_of, needs

PLAN = routes.PLAN
COLOURS = 8


@require_POST
@needs(PLAN)
def several(request: HttpRequest) -> HttpResponse:
    """Have the worker plan several days or people."""
    actor = actor_of(request)
    person = person_of(request, actor)
    days = sorted({day for text in request.POST.getlist("days") if (day := day_of(text, date.min)) != date.min})
    named = [key for text in request.POST.getlist("people") if (key := key_of(text)) is not None]
    try:
        job = route_jobs.start(
            actor=actor, people=named or [person.pk], days=days, is_filled="fill" in request.POST,
            is_shared="share" in request.POST and len(named) > 1,
        )  # fmt: skip
    except RuleBroken as broken:
        messages.error(request, " ".join(str(message) for message in broken.settle().errors.values()))
        return redirect(page_of(day_of(request.POST.get("day"), timezone.localdate()), person.pk))
    return redirect("field:routes_job", pk=job.pk)


@require_GET
@needs(PLAN)
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the worker is, then the routes side by side, to be taken over."""
    actor = actor_of(request)
    found = get_object_or_404(route_jobs.visible(actor), pk=pk)
    context = {
        "page": {"title": route_jobs.title_of(found)},
        "trail": [(_("Week plan"), reverse("field:week_plan"))],
        "job": found,
        "layer": route_data.layer(),
        "is_open": found.state in ("waiting", "running"),
        "anew": _anew(found.arguments),
    }
    if "orders" in found.arguments:
        try:
            context |= _several(actor, found.arguments)
        except (RuleBroken, RouteFault):
            context["is_stale"] = True
    elif "fault" in found.arguments:
        context["fault"] = _fault(actor, found.arguments)
    template = "field/_routes_job.html" if request.headers.get("HX-Request") else "field/routes_job.html"
    return render(request, template, context)


def _anew(asked: dict[str, Any]) -> dict[str, Any] | None:
    """The same question once more, for those of its days that are not over."""
    today = timezone.localdate().isoformat()
    days = [day for day in asked["days"] if day >= today]
    if not days:
        return None
    return {"days": days, "people": asked["people"], "fill": asked["is_filled"], "share": asked["is_shared"]}


def _several(actor: Actor, asked: dict[str, Any]) -> dict[str, Any]:
    days = [date.fromisoformat(day) for day in asked["days"]]
    further = asked.get("further", [])
    sheet = route_sheets.sheet(actor, asked["people"], days, further, is_shared=asked["is_shared"])
    route_sheets.without(sheet, asked.get("given_up", {}))
    plan = routes.laid_out(sheet, asked["orders"])
    rows = [_one_of_several(sheet, plan, day, number) for number, day in enumerate(plan.days)]
    left = [route_data.left(sheet, plan, one, route_data.Orders(plan.days[0].day, [], [])) for one in plan.left_out]
    return {
        "days": rows, "left": left[:30], "left_more": max(0, len(left) - 30),
        "troubles": route_data.troubles(sheet), "map": route_data.drawn(sheet, plan),
        "travel": route_words.duration(plan.travel), "visits": sum(len(day.entries) for day in plan.days),
        "is_exact": asked.get("is_exact", False),
    }  # fmt: skip


def _fault(actor: Actor, kept: dict[str, Any]) -> dict[str, Any]:
    """Why the worker found no routes, and the visits it concerns."""
    fault = RouteFault(tuple(kept.get("fault_stops", ())), kept.get("fault_detail", ""), kept["fault"])
    person, day = kept["people"][0], date.fromisoformat(kept["days"][0])
    return fault_of(actor, fault, route_sheets.day_key(person, day))


def _one_of_several(sheet: Sheet, plan: Any, day: Any, number: int) -> dict[str, Any]:
    person, at = route_sheets.owner_of(day.day)
    orders = route_data.Orders(day.day, day.keys, [])
    return {
        "title": date_format(at, "l n-j"), "person": str(sheet.people[person]), "colour": number % COLOURS,
        "rows": route_data.timeline(sheet, day, orders), "head": route_data.head(sheet, day, plan),
        "url": page_of(at, person),
    }  # fmt: skip


@require_POST
@needs(PLAN)
def accept_job(request: HttpRequest, pk: int) -> HttpResponse:
    """Take all of these routes over."""
    actor = actor_of(request)
    asked = get_object_or_404(route_jobs.visible(actor), pk=pk).arguments
    if "orders" not in asked:
        raise Http404
    try:
        written = routes.accept(actor=actor, orders=asked["orders"], is_shared=asked["is_shared"])
    except RuleBroken as broken:
        messages.error(request, " ".join(str(message) for message in broken.settle().errors.values()))
        return redirect("field:routes_job", pk=pk)
    told = ngettext("{n} visit has its hour now", "{n} visits have their hours now", written)
    messages.success(request, told.format(n=written))
    return redirect(f"{reverse('field:week_plan')}?day={min(asked['days'])}&person={asked['people'][0]}")
