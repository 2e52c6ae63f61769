"""Due visits, weeks, routes and the calendar feed for programs."""

import re
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router

from yanzhen.field.api import planner_schemas as shapes
from yanzhen.field.calc.routes.answer import Plan
from yanzhen.field.calc.routes.faults import RouteFault
from yanzhen.field.forms.due import address_of, is_sensible, question_of
from yanzhen.field.lists import due_files
from yanzhen.field.models import Visit
from yanzhen.field.queries import due, feeds, route_sheets, route_words, weeks
from yanzhen.field.queries.route_sheets import Sheet, day_key
from yanzhen.field.services import feeds as feed_services
from yanzhen.field.services import route_jobs, routes
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform import idempotency
from yanzhen.platform.actor import Actor
from yanzhen.platform.exporting.permits import API
from yanzhen.platform.pages.api import FILES, Key, answer
from yanzhen.platform.pages.doors import actor_of, operations

router = Router(tags=["visits"])
operation = operations(router)
DUE, PLAN = "field.view_due", routes.PLAN
_DAY = re.compile(r"\d{1,18}:\d{4}-\d\d-\d\d")


@operation("GET", "/visits-due", DUE, "visits_due", "Who is due for a visit, and why", shapes.DueOfVisits)
def due_list(request: HttpRequest, asked: Query[shapes.DuePage]) -> HttpResponse:
    actor = actor_of(request, DUE)
    question = question_of(asked.dict())
    rows = due.ask(actor, question)
    part = rows[asked.offset : asked.offset + asked.limit]
    known = due.rows_of(actor, part)
    found = [
        {
            "customer": row.pk, "code": row.code, "name": row.name, "grade": one.grade, "city": row.city,
            "owner": row.owner_id, "score": one.score,
            "potential": None if one.potential is None else f"{one.potential:.2f}", "currency": one.currency,
            "last_visit_on": one.last_on, "planned_on": one.planned_on,
            "reasons": [
                {"name": t.name, "label": t.label, "text": t.text, "points": t.points, "url": t.url}
                for t in due.told(one, question.today)
            ],
        }
        for one in part
        if (row := known.get(one.customer_id)) is not None
    ]  # fmt: skip
    return answer({"total": len(rows), "customers": found})


@router.get(
    "/visits-due/export",
    operation_id="visits_due_export",
    summary="The due list as a file",
    openapi_extra={
        "x-function": due_files.EXPORT, "responses": {200: {"description": "the file", "content": FILES}},
    },
)  # fmt: skip
def due_file(request: HttpRequest, asked: Query[shapes.DueFile]) -> HttpResponse:
    actor = actor_of(request, DUE, due_files.EXPORT)
    question = question_of(asked.dict())
    return due_files.file_of(request, actor, question, address_of(question), asked.format, API)


@operation("POST", "/visits-due/plan", PLAN, "visits_due_plan", "Plan visits on days", shapes.PlannedVisits, 201)
def plan_due(request: HttpRequest, payload: shapes.DuePlanIn) -> HttpResponse:
    actor = actor_of(request, PLAN)

    def carry_out() -> tuple[int, Any]:
        made = routes.plan_on(
            actor=actor, customer_ids=payload.customers, days=payload.days, owner_id=_person(actor, payload.owner, None)
        )
        return 201, {"visits": [_visit(visit) for visit in made]}

    status, body = idempotency.once(request, actor, carry_out)
    return answer(body, status)


def _visit(visit: Visit) -> dict[str, Any]:
    return {
        "id": visit.pk, "number": visit.number, "customer": visit.customer_id, "name": str(visit.customer),
        "day": visit.day.isoformat(), "starts_at": f"{visit.starts_at:%H:%M}" if visit.starts_at else None,
        "minutes": visit.minutes, "sequence": visit.sequence, "is_fixed": visit.is_fixed, "state": visit.state,
    }  # fmt: skip


def _person(actor: Actor, asked: int | None, usual: int | None) -> int | None:
    """The person asked for, within reach, else the usual one."""
    return usual if asked is None else get_object_or_404(employees.visible(actor), pk=asked).pk


def _sensible(day: date) -> date:
    if not is_sensible(day):
        raise RuleBroken(_("This day is too far off."), field="day", code="far_off")
    return day


def _read(text: str) -> date:
    """The day of an address, read after the right is checked: who lacks that is told so whatever was asked."""
    try:
        return _sensible(date.fromisoformat(text))
    except ValueError as error:
        told = _("“{text}” is not a date such as 2026-01-31.").format(text=text[:40])
        raise RuleBroken(told, field="day", code="day") from error


def _somebody(actor: Actor, asked: int | None) -> int:
    person = _person(actor, asked, actor.employee_id)
    if person is None:
        raise RuleBroken(_("Say whose day or week."), field="person", code="required")
    return person


@operation("GET", "/visit-weeks/{day}", "field.view_visit", "visit_week", "The week of a person", shapes.WeekOfVisits)
def week(request: HttpRequest, day: str, asked: Query[shapes.WeekAsked]) -> HttpResponse:
    actor = actor_of(request, "field.view_visit")
    person, first = _somebody(actor, asked.person), weeks.monday(_read(day))
    days = [
        {
            "day": one.day, "is_working": one.is_working, "minutes": one.minutes, "available": one.available,
            "visits": [_visit(visit) for visit in one.visits],
        }
        for one in weeks.of(actor, person, first)
    ]  # fmt: skip
    return answer({"person": person, "first": first, "days": days})


# -- Routes ----------------------------------------------------------------------------------------------------------


@operation("POST", "/visit-routes/accept", PLAN, "visit_routes_accept", "Take orders over", shapes.RouteAccepted)
def accept(request: HttpRequest, payload: shapes.RouteAcceptIn) -> HttpResponse:
    actor = actor_of(request, PLAN)
    if not all(_is_day(key) for key in payload.orders):
        raise RuleBroken(_("A day is named person:year-month-day."), field="orders", code="day")
    return answer(
        _clear(actor, lambda: {"changed": routes.accept(actor=actor, orders=payload.orders, is_shared=payload.share)})
    )


def _is_day(key: str) -> bool:
    try:
        return bool(_DAY.fullmatch(key)) and bool(route_sheets.owner_of(key))
    except ValueError:
        return False


@operation("POST", "/visit-routes/{day}", PLAN, "visit_route", "A day in its planned or another order", shapes.RouteDay)
def route(request: HttpRequest, day: date, payload: shapes.RouteAsked) -> HttpResponse:
    actor = actor_of(request, PLAN)
    person = _somebody(actor, payload.person)
    return answer(_clear(actor, lambda: _laid_out(actor, person, day, payload, is_best=False)))


@operation("POST", "/visit-routes/{day}/best", PLAN, "visit_route_best", "The best order of a day", shapes.RouteDay)
def best(request: HttpRequest, day: date, payload: shapes.RouteAsked) -> HttpResponse:
    actor = actor_of(request, PLAN)
    person = _somebody(actor, payload.person)
    return answer(_clear(actor, lambda: _laid_out(actor, person, day, payload, is_best=True)))


def _clear(actor: Actor, act: Any) -> Any:
    """A fault of the calculation as the broken rule that it is."""
    try:
        return act()
    except RouteFault as fault:
        raise RuleBroken(route_words.of_fault(actor, fault), field="order", code=fault.code) from fault


def _laid_out(actor: Actor, person: int, day: date, asked: shapes.RouteAsked, *, is_best: bool) -> dict[str, Any]:
    sheet, key = route_sheets.sheet(actor, [person], [_sensible(day)], asked.customers), day_key(person, day)
    if is_best and len(sheet.stops) > routes.AT_ONCE:
        told = _("More than {n} stops are planned by the worker.").format(n=routes.AT_ONCE)
        raise RuleBroken(told, field="customers", code="too_many")
    now = routes.laid_out(sheet, route_sheets.current(sheet))
    plan = routes.best(sheet) if is_best else now
    if not is_best and asked.order is not None:
        plan = routes.laid_out(sheet, {key: asked.order})
    return _told(sheet, now, plan, key)


def _told(sheet: Sheet, now: Plan, plan: Plan, key: str) -> dict[str, Any]:
    day, change = plan.day(key), routes.price(now, {key: list(plan.day(key).keys)})
    at = route_words.at
    broken: dict[str, list[str]] = {}
    for one in day.broken:
        broken.setdefault(one.key, []).append(one.rule)
    return {
        "day": key, "leaves": at(day.leaves), "home": at(day.home), "ends": at(day.ends), "travel": day.travel,
        "waiting": day.waiting, "visiting": day.visiting, "is_exact": plan.is_exact, "broken": broken.get("", []),
        "price_travel": change.travel, "price_later": change.later,
        "stops": [
            {
                **_named(sheet, entry.key), "visit": sheet.visits[entry.key].pk if entry.key in sheet.visits else None,
                "begin": at(entry.begin), "end": at(entry.end), "travel": entry.travel, "wait": entry.wait,
                "broken": broken.get(entry.key, []),
            }
            for entry in day.entries
        ],
        "left_out": [
            {
                **_named(sheet, one.key), "rule": one.adding.rule, "position": one.adding.position,
                "travel": one.adding.travel, "later": one.adding.later, "over": one.adding.over,
                "instead_of": one.adding.instead_of,
            }
            for one in plan.left_out
            if one.adding is not None
        ],
        "troubles": [{**_named(sheet, one.key), "code": one.code} for one in sheet.troubles],
    }  # fmt: skip


def _named(sheet: Sheet, key: str) -> dict[str, Any]:
    return {"key": key, "customer": sheet.customers[key].pk, "name": sheet.customers[key].name}


@operation("POST", "/visit-routes", PLAN, "visit_routes_start", "Plan days or people", shapes.RoutesJob, 202)
def start(request: HttpRequest, payload: shapes.RoutesIn) -> HttpResponse:
    actor = actor_of(request, PLAN)
    people = [get_object_or_404(employees.visible(actor), pk=key).pk for key in payload.people]
    job = route_jobs.start(
        actor=actor, people=people or [_somebody(actor, None)], days=payload.days, is_filled=payload.fill,
        is_shared=payload.share,
    )  # fmt: skip
    return answer(_job(job), 202)


def _job(job: Any) -> dict[str, Any]:
    known = job.arguments
    return {
        "job": job.pk, "state": job.state, "orders": known.get("orders"), "given_up": known.get("given_up", {}),
        "fault": known.get("fault"),
    }  # fmt: skip


@operation("GET", "/visit-routes/jobs/{int:pk}", PLAN, "visit_routes_job", "How far the planning is", shapes.RoutesJob)
def job(request: HttpRequest, pk: Key) -> HttpResponse:
    return answer(_job(get_object_or_404(route_jobs.visible(actor_of(request, PLAN)), pk=pk)))


# -- Calendar --------------------------------------------------------------------------------------------------------


@operation("POST", "/calendar-feed", feeds.HAVE, "calendar_feed_renew", "A new feed address", shapes.FeedAddress, 201)
def renew(request: HttpRequest) -> HttpResponse:
    secret = feed_services.renew(actor=actor_of(request, feeds.HAVE))
    return answer({"address": feeds.address(secret, request.build_absolute_uri("/"))}, 201)


@operation("DELETE", "/calendar-feed", feeds.HAVE, "calendar_feed_end", "End the feed", shapes.FeedEnded)
def end(request: HttpRequest) -> HttpResponse:
    feed_services.end(actor=actor_of(request, feeds.HAVE))
    return answer({"ended": True})
