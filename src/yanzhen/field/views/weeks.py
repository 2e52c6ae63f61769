"""The week planner: days with their visits, the due list beside them, moved by hand, by keys or from a menu."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yanzhen.crm.queries import customers
from yanzhen.field.enums.visits import VisitState
from yanzhen.field.forms.due import day_of, key_of
from yanzhen.field.models import Visit
from yanzhen.field.queries import due, feeds, route_words, weeks
from yanzhen.field.queries.due import Question
from yanzhen.field.queries.weeks import WeekDay
from yanzhen.field.services import routes, visits
from yanzhen.field.views import week_beside
from yanzhen.field.views.due import owners, shown
from yanzhen.field.views.week_beside import Beside
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.views import actor_of, needs

PLAN = routes.PLAN
BESIDE = 25
FULL, OVER = 85, 100
TONES = {VisitState.DONE: "good", VisitState.MISSED: "bad", VisitState.UNDER_WAY: "accent"}


@require_GET
@needs(PLAN)
def week(request: HttpRequest) -> HttpResponse:
    """The page."""
    return _answer(request)


def person_of(request: HttpRequest, actor: Actor) -> Any:
    """Whose week: the one asked for within reach, else one's own; who makes no visits looks at the first who does."""
    given = request.GET if request.method == "GET" else request.POST
    asked = key_of(given.get("person"))
    if asked is not None:
        return get_object_or_404(employees.visible(actor), pk=asked)
    seen = employees.visible(actor)
    own = seen.filter(pk=actor.employee_id or 0).first()
    going = weeks.going_out(actor, timezone.localdate())
    found = own if own is not None and own.pk in going else seen.filter(pk__in=going).first() or own or seen.first()
    if found is None:
        raise Http404
    return found


def _answer(request: HttpRequest, notice: str = "", tone: str = "good") -> HttpResponse:
    actor = actor_of(request)
    given = request.GET if request.method == "GET" else request.POST
    person, today = person_of(request, actor), timezone.localdate()
    first = weeks.monday(day_of(given.get("day"), today))
    days = weeks.of(actor, person.pk, first)
    beside = week_beside.of(actor, person.pk, first, [visit.pk for one in days for visit in one.visits])
    may_plan = actor.can("field.add_visit")
    context = {
        "page": {"title": _("Week plan")},
        "person": person,
        "people": owners(actor),
        "first": first.isoformat(),
        "title": _("{first} to {last}").format(first=first.isoformat(), last=(first + timedelta(days=6)).isoformat()),
        "before_url": _url(first - timedelta(days=7), person.pk),
        "after_url": _url(first + timedelta(days=7), person.pk),
        "now_url": _url(today, person.pk),
        "days": [_day(one, person.pk, today, days, beside) for one in days],
        "due": _due(actor, person.pk, first, today),
        "due_url": f"{reverse('field:due')}?owner={person.pk}" if owners(actor) else reverse("field:due"),
        "may_plan": may_plan,
        "may_feed": feeds.may(actor) and person.pk == actor.employee_id,
        "notice": notice,
        "notice_tone": tone,
    }
    template = "field/_week.html" if request.headers.get("HX-Request") else "field/week.html"
    response = render(request, template, context)
    response["Vary"] = "HX-Request"
    return response


def _url(day: date, person: int) -> str:
    return f"{reverse('field:week_plan')}?day={day.isoformat()}&person={person}"


def _day(one: WeekDay, person: int, today: date, days: list[WeekDay], beside: Beside) -> dict[str, Any]:
    used = round(100 * one.minutes / one.available) if one.available > 0 else 0
    return {
        "value": one.day.isoformat(),
        "weekday": date_format(one.day, "l"),
        "date": date_format(one.day, "n-j"),
        "is_today": one.day == today,
        "is_past": one.day < today,
        "is_off": not one.is_working,
        "visits": [{**_visit(visit, days, today), "joint": beside.visits.get(visit.pk)} for visit in one.visits],
        "beside": beside.days.get(one.day, ()),
        "count": len(one.visits),
        "load": route_words.duration(one.minutes),
        "used": min(100, used),
        "tone": "bad" if used > OVER else "warning" if used > FULL else "good",
        "route_url": f"{reverse('field:route')}?day={one.day.isoformat()}&person={person}",
    }


def _visit(visit: Visit, days: list[WeekDay], today: date) -> dict[str, Any]:
    return {
        "pk": visit.pk,
        "version": visit.version,
        "name": visit.customer.name,
        "city": visit.customer.city,
        "grade": visit.customer.grade_class,
        "hour": f"{visit.starts_at:%H:%M}" if visit.starts_at else "",
        "is_fixed": visit.is_fixed,
        "minutes": route_words.duration(visit.minutes),
        "state": visit.get_state_display() if visit.state != VisitState.PLANNED else "",
        "tone": TONES.get(visit.state, "neutral"),  # type: ignore[call-overload]
        "may_move": visit.state in (VisitState.PLANNED, VisitState.MISSED),
        "may_remove": visit.state == VisitState.PLANNED,
        "days": [d.day for d in days if d.day != visit.day and d.day >= today],
        "url": reverse("field:visit_record", args=[visit.pk]),
    }


def _due(actor: Actor, person: int, first: date, today: date) -> dict[str, Any]:
    if not actor.can("field.view_due"):
        return {"rows": [], "more": 0}
    question = Question(today, max(due.horizon(today), first + timedelta(days=6)), owner=person)
    rows = due.ask(actor, question)
    return {"rows": shown(actor, rows[:BESIDE], today), "more": max(0, len(rows) - BESIDE), "total": len(rows)}


def _done(request: HttpRequest, notice: str, tone: str = "good") -> HttpResponse:
    """The part of the page for script, else the page again."""
    if request.headers.get("HX-Request"):
        return _answer(request, notice, tone)
    (messages.success if tone == "good" else messages.error)(request, notice)
    day = day_of(request.POST.get("day"), timezone.localdate())
    return redirect(_url(day, person_of(request, actor_of(request)).pk))


def _tried(request: HttpRequest, act: Any) -> HttpResponse:
    try:
        return _done(request, act())
    except RuleBroken as broken:
        return _done(request, " ".join(str(message) for message in broken.settle().errors.values()), "bad")


@require_POST
@needs(PLAN)
def put(request: HttpRequest) -> HttpResponse:
    """A customer from the due list onto a day."""
    actor = actor_of(request)
    customer = get_object_or_404(customers.visible(actor), pk=key_of(request.POST.get("customer")) or 0)
    person = person_of(request, actor)

    def act() -> str:
        day = _target(request)
        made = routes.plan_on(actor=actor, customer_ids=[customer.pk], days=[day], owner_id=person.pk)
        if not made:
            raise RuleBroken(_("“{customer}” is planned on this day already.").format(customer=customer))
        told = _("“{customer}” is planned for {day}.")
        return told.format(customer=customer, day=date_format(day, "l n-j"))

    return _tried(request, act)


@require_POST
@needs("field.change_visit")
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """A visit onto another day."""
    actor = actor_of(request)
    visit = get_object_or_404(Visit.objects.visible_to(actor).select_related("customer"), pk=pk)

    def act() -> str:
        day = _target(request)
        routes.require_to_come(day, "to")
        visits.reschedule(visit, day, actor=actor)
        told = _("The visit to “{customer}” is on {day} now.")
        return told.format(customer=visit.customer, day=date_format(day, "l n-j"))

    return _tried(request, act)


@require_POST
@needs("field.remove_visit")
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """A planned visit off the plan."""
    actor = actor_of(request)
    visit = get_object_or_404(Visit.objects.visible_to(actor).select_related("customer"), pk=pk)

    def act() -> str:
        visits.remove(visit, actor=actor)
        return _("The visit to “{customer}” was taken off the plan.").format(customer=visit.customer)

    return _tried(request, act)


def _target(request: HttpRequest) -> date:
    day = day_of(request.POST.get("to") or request.POST.get("other"), date.min)
    if day == date.min:
        raise RuleBroken(_("Choose a day."), field="to", code="required")
    return day
