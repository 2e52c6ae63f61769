"""The route of a day: planned exactly, changed by hand with its price, taken over; several days by a job."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from yanzhen.field.calc.routes.answer import Plan
from yanzhen.field.calc.routes.faults import RouteFault
from yanzhen.field.forms.due import day_of
from yanzhen.field.forms.routes import AppointmentForm, keys_of, order_of
from yanzhen.field.models import Visit
from yanzhen.field.queries import day_settings, route_sheets, route_words, weeks
from yanzhen.field.queries.route_sheets import Sheet, day_key
from yanzhen.field.services import route_jobs, routes, visits
from yanzhen.field.views import route_data
from yanzhen.field.views.due import owners
from yanzhen.field.views.weeks import person_of
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.views import actor_of, needs

PLAN = routes.PLAN
AFTER = 14


@require_GET
@needs(PLAN)
def route(request: HttpRequest) -> HttpResponse:
    """The page: as planned, or with `order` another one beside it, or with `best` the best one."""
    actor = actor_of(request)
    person, day = person_of(request, actor), day_of(request.GET.get("day"), timezone.localdate())
    further = _further(request, actor, person.pk, day)
    context = _base(actor, person, day)
    try:
        sheet = route_sheets.sheet(actor, [person.pk], [day], further)
        context |= _route(request, actor, sheet, day_key(person.pk, day), further)
    except RouteFault as fault:
        context |= {"fault": fault_of(actor, fault, day_key(person.pk, day))}
    except RuleBroken as broken:
        messages.error(request, " ".join(str(message) for message in broken.errors.values()))
        return redirect(page_of(day, person.pk))
    template = "field/_route.html" if request.headers.get("HX-Request") else "field/route.html"
    response = render(request, template, context)
    response["Vary"] = "HX-Request"
    return response


def page_of(day: date, person: int, **more: str) -> str:
    extra = "".join(f"&{name}={value}" for name, value in more.items())
    return f"{reverse('field:route')}?day={day.isoformat()}&person={person}{extra}"


def _further(request: HttpRequest, actor: Actor, person: int, day: date) -> list[int]:
    """Customers beside the visits: named ones, or with `fill` those who are due, as many as can be planned exactly."""
    if request.GET.get("fill"):
        room = routes.AT_ONCE - len(route_sheets.visits_of(actor, [person], [day]))
        return route_jobs.due_for(actor, [person], [day])[: max(0, room)]
    return keys_of(request.GET.get("with", ""))


def _base(actor: Actor, person: Any, day: date) -> dict[str, Any]:
    today = timezone.localdate()
    ahead = weeks.working_days(max(day, today), max(day, today) + timedelta(days=AFTER))[: routes.MOST_DAYS]
    return {
        "page": {"title": _("Route of {day}").format(day=date_format(day, "n-j l"))},
        "trail": [(_("Week plan"), f"{reverse('field:week_plan')}?day={day.isoformat()}&person={person.pk}")],
        "person": person,
        "people": owners(actor),
        "day": day.isoformat(),
        "before_url": page_of(day - timedelta(days=1), person.pk),
        "after_url": page_of(day + timedelta(days=1), person.pk),
        "best_url": page_of(day, person.pk, best="1"),
        "fill_url": page_of(day, person.pk, best="1", fill="1"),
        "may_plan": actor.can("field.add_visit"),
        "days_ahead": [
            {"value": one.isoformat(), "label": date_format(one, "D n-j"), "is_here": one == day} for one in ahead
        ],
        "layer": route_data.layer(),
        "appointment": AppointmentForm(actor=actor, prefix="new"),
    }


def _route(request: HttpRequest, actor: Actor, sheet: Sheet, key: str, further: Sequence[int]) -> dict[str, Any]:
    planned = route_sheets.current(sheet)
    now = routes.laid_out(sheet, planned)
    asked = order_of(request.GET.get("order", ""))
    plan, is_best, fault = now, False, None
    if request.GET.get("best"):
        if len(sheet.stops) > routes.AT_ONCE:
            messages.info(request, _("More than {n} stops are planned by the worker.").format(n=routes.AT_ONCE))
        else:
            plan, is_best, fault = _best(sheet, now)
    elif asked is not None:
        plan = routes.laid_out(sheet, {key: asked})
    day = plan.day(key)
    orders = route_data.Orders(key, day.keys, further)
    is_other = list(day.keys) != planned[key]
    return {
        "fault": fault_of(actor, fault, key) if fault is not None else None,
        "key": key, "rows": route_data.timeline(sheet, day, orders), "head": route_data.head(sheet, day, plan),
        "left": route_data.left_out(sheet, plan, orders), "troubles": route_data.troubles(sheet),
        "done": route_data.done(sheet.done.get(key, [])), "map": route_data.drawn(sheet, plan),
        "is_other": is_other, "is_best": is_best, "order": ",".join(day.keys), "further": ",".join(map(str, further)),
        "price": _price(now, plan, key) if is_other else None,
        "has_home": sheet.has_home, "unknown_values": sheet.unknown_values, "count": len(sheet.stops),
        "needs_accept": not is_other and _has_no_hours(sheet) and bool(day.entries),
        "home_url": _home_url(actor, key), "is_large": len(sheet.stops) > routes.AT_ONCE,
    }  # fmt: skip


def _price(now: Plan, plan: Plan, key: str) -> dict[str, Any]:
    keys = list(plan.day(key).keys)
    return route_data.price(routes.price(now, {key: keys}), len(keys) - len(now.day(key).keys))


def _best(sheet: Sheet, now: Plan) -> tuple[Plan, bool, RouteFault | None]:
    """The best plan; where there is none, the one that stands and why."""
    try:
        return routes.best(sheet), True, None
    except RouteFault as fault:
        return now, False, fault


def _has_no_hours(sheet: Sheet) -> bool:
    return any(visit.starts_at is None for visit in sheet.visits.values())


def _home_url(actor: Actor, key: str) -> str:
    person, _day = route_sheets.owner_of(key)
    found = day_settings.own(person)
    if found is not None and actor.can("field.change_daysetting"):
        return reverse("field:daysetting_change", args=[found.pk])
    return f"{reverse('field:daysetting_add')}?employee={person}" if actor.can("field.add_daysetting") else ""


def fault_of(actor: Actor, fault: RouteFault, key: str) -> dict[str, Any]:
    """Why there is no route at all: the rule in words, and the visits or the day it concerns with a way to mend it."""
    keys = [int(one[1:]) for one in fault.stops if one.startswith("v") and one[1:].isdigit()]
    rows = Visit.objects.visible_to(actor).filter(pk__in=keys).naming("customer").order_by("starts_at", "pk")
    concerned = [
        {
            "name": row.customer.name, "hour": f"{row.starts_at:%H:%M}" if row.starts_at else "",
            "url": reverse("field:visit_change", args=[row.pk]),
        }
        for row in rows
    ]  # fmt: skip
    why = route_words.of_code(fault.detail) if fault.code == "no_route" and fault.detail else ""
    home_url = _home_url(actor, key) if key in fault.stops or not concerned else ""
    return {"text": route_words.of_code(fault.code), "why": why, "visits": concerned, "home_url": home_url}


@require_POST
@needs(PLAN)
def accept(request: HttpRequest) -> HttpResponse:
    """Take an order over into the plan."""
    actor = actor_of(request)
    person, day = person_of(request, actor), day_of(request.POST.get("day"), timezone.localdate())
    orders = {day_key(person.pk, day): order_of(request.POST.get("order", "")) or []}
    return _carried_out(request, day, person.pk, lambda: _accepted(actor, orders))


def _accepted(actor: Actor, orders: dict[str, list[str]]) -> str:
    written = routes.accept(actor=actor, orders=orders)
    told = ngettext("{n} visit has its hour now", "{n} visits have their hours now", written)
    return told.format(n=written)


def _carried_out(request: HttpRequest, day: date, person: int, act: Any, **more: str) -> HttpResponse:
    try:
        messages.success(request, act())
    except RuleBroken as broken:
        messages.error(request, " ".join(str(message) for message in broken.settle().errors.values()))
    except RouteFault as fault:
        messages.error(request, route_words.of_code(fault.code))
    return redirect(page_of(day, person, **more))


@require_POST
@needs(PLAN)
def skip(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave one stop out; the rest of the day is planned anew from now on."""
    actor = actor_of(request)
    visit = get_object_or_404(Visit.objects.visible_to(actor).select_related("customer"), pk=pk)

    def act() -> str:
        routes.skip(visit, actor=actor, reason=request.POST.get("reason", "")[:300])
        told = _("“{customer}” is left out. This is the best order of the rest; take it over if it suits you.")
        return told.format(customer=visit.customer)

    return _carried_out(request, visit.day, visit.owner_id, act, best="1")


@require_POST
@needs(PLAN)
def appoint(request: HttpRequest) -> HttpResponse:
    """A new fixed appointment; the rest of the day is planned around it."""
    actor = actor_of(request)
    person, day = person_of(request, actor), day_of(request.POST.get("day"), timezone.localdate())
    form = AppointmentForm(request.POST, actor=actor, prefix="new")
    if form.is_valid():
        try:
            given = form.cleaned_data
            visits.create(
                actor=actor, customer=given["customer"], owner=person, day=day, starts_at=given["starts_at"],
                minutes=given["minutes"] or routes.usual_minutes(given["customer"], person.pk), is_fixed=True,
            )  # fmt: skip
        except RuleBroken as broken:
            for name, message in broken.settle().errors.items():
                form.add_error(name if name in form.fields else None, str(message))
        else:
            told = _("The appointment stands. This is the best order around it; take it over if it suits you.")
            messages.success(request, told)
            return redirect(page_of(day, person.pk, best="1"))
    return _with_form(request, actor, person, day, form)


def _with_form(request: HttpRequest, actor: Actor, person: Any, day: date, form: AppointmentForm) -> HttpResponse:
    """The page again with what was typed and what is wrong with it."""
    context = _base(actor, person, day) | {"appointment": form, "is_appointing": True}
    try:
        sheet = route_sheets.sheet(actor, [person.pk], [day])
        context |= _route(request, actor, sheet, day_key(person.pk, day), [])
    except RouteFault as fault:
        context |= {"fault": fault_of(actor, fault, day_key(person.pk, day))}
    return render(request, "field/route.html", context, status=422)
