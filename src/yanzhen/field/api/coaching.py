"""Days, weeks, findings and joint visits for programs, from the same queries and services as the pages."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router

from yanzhen.field.api import coaching_schemas as schemas
from yanzhen.field.models import AgreedAction
from yanzhen.field.queries import (
    coaching,
    finding_rows,
    finding_words,
    findings,
    workday,
    workday_text,
    workdays,
)
from yanzhen.field.queries import workday_shown as shown
from yanzhen.field.services import agreed, joint_visits
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.api import Key, answer
from yanzhen.platform.pages.doors import actor_of, operations

router = Router(tags=["field"])
operation = operations(router)
VIEW_JOINT, FINDINGS = "field.view_jointvisit", "field.view_findings"


# -- Days and weeks ----------------------------------------------------------------------------------------------------


def _people(actor: Actor, asked: schemas.FieldWorkQuery) -> list[Any]:
    if asked.last < asked.first or asked.last - asked.first > workday.LONGEST:
        raise RuleBroken(_("The last day lies before the first, or more than a year after it."), field="last")
    if asked.person is not None:
        return [get_object_or_404(workdays.reachable(actor), pk=asked.person)]
    return workdays.in_the_field(actor, asked.first, asked.unit)


@operation("GET", "/workdays", workdays.VIEW, "workdays", "Planned against done, by person and day", schemas.Workdays)
def days(request: HttpRequest, asked: Query[schemas.FieldWorkQuery]) -> HttpResponse:
    actor = actor_of(request, workdays.VIEW)
    report = workdays.report(actor, _people(actor, asked), asked.first, asked.last)
    names = {person.pk: str(person) for person in report.people}
    rows = [
        {"person": key, "name": names[key], "day": day, **shown.plain(figures)}
        for (key, day), figures in sorted(report.by_day.items())
    ]
    return answer({"rows": rows, "total": shown.plain(report.of())})


@operation(
    "GET", "/workdays/documents", workdays.VIEW, "workday_documents", "The rows behind one figure",
    list[schemas.WorkdayDocument],
)  # fmt: skip
def documents(request: HttpRequest, asked: Query[schemas.WorkdayDocumentsQuery]) -> HttpResponse:
    actor = actor_of(request, workdays.VIEW)
    if shown.label_of(asked.figure, actor) is None:
        raise Http404
    keys = [person.pk for person in _people(actor, asked)]
    page = workday.page_of(asked.figure, actor)
    return answer([
        {"person": row.person, "day": row.day, "url": reverse(page, args=[row.key]), "title": row.title,
         "words": row.words, "amount": None if row.amount is None else format(row.amount, "f"),
         "currency": row.currency}
        for row in workday.rows_of(actor, asked.figure, keys, asked.first, asked.last)
    ])  # fmt: skip


@operation(
    "GET", "/workdays/text", workdays.VIEW, "workdays_text", "The report of a day or more as plain lines",
    schemas.PlainText,
)  # fmt: skip
def days_text(request: HttpRequest, asked: Query[schemas.FieldWorkQuery]) -> HttpResponse:
    actor = actor_of(request, workdays.VIEW)
    report = workdays.report(actor, _people(actor, asked), asked.first, asked.last)
    person = report.people[0] if asked.person is not None else None
    if person is not None and asked.first == asked.last:
        return answer({"text": workday_text.day(report, person, asked.first, actor)})
    return answer({"text": workday_text.days(report, actor, person, _("Field reports"))})


@operation(
    "GET", "/time-findings", FINDINGS, "time_findings", "The eleven findings about the use of time",
    schemas.TimeFindings,
)  # fmt: skip
def time_findings(request: HttpRequest, unit: int | None = None) -> HttpResponse:
    actor = actor_of(request, FINDINGS)
    scene = findings.scene(actor, timezone.localdate(), _unit(unit))
    rows = [
        {"code": row["code"], "title": row["title"], "answer": row["answer"], "words": row["words"],
         "formula": row["formula"], "percent": None if row["percent"] is None else format(row["percent"], "f")}
        for row in finding_words.shown(*findings.check(scene))
    ]  # fmt: skip
    return answer({"people": len(scene.people), "findings": rows})


@operation(
    "GET", "/time-findings/{code}/rows", FINDINGS, "time_finding_rows", "What a finding was counted from",
    list[schemas.TimeFindingRow],
)  # fmt: skip
def time_finding_rows(request: HttpRequest, code: str, unit: int | None = None) -> HttpResponse:
    actor = actor_of(request, FINDINGS)
    if code not in finding_rows.READ:
        raise Http404
    scene = findings.scene(actor, timezone.localdate(), _unit(unit))
    return answer([
        {"title": row.title, "words": row.words, "url": row.url, "is_met": row.is_met, "day": row.day, "who": row.who}
        for row in finding_rows.of(scene, code)
    ])  # fmt: skip


def _unit(unit: int | None) -> int | None:
    if unit is not None and not 0 <= unit < 2**63:
        raise RuleBroken(_("There is no such unit."), field="unit", code="unknown")
    return unit


# -- Joint visits ------------------------------------------------------------------------------------------------------


def _joint(actor: Actor, pk: int) -> Any:
    return get_object_or_404(coaching.visible(actor), pk=pk)


def _observation(actor: Actor, pk: int, status: int = 200) -> HttpResponse:
    row = _joint(actor, pk)
    actions = coaching.actions(row)
    done = agreed.done_of([one.task_id for one in actions if one.task_id is not None])
    return answer({
        "id": row.pk, "state": row.state, "top": row.form.top,
        "points": [{name: point[name] for name in ("position", "text", "score", "note", "before")}
                   for point in coaching.marks(row)],
        "actions": [
            {"id": one.pk, "text": one.text, "owner": str(one.owner), "due_on": one.due_on,
             "is_ticked_off": one.task_id in done, "outcome": one.outcome, "note": one.note}
            for one in actions
        ],
    }, status)  # fmt: skip


@operation(
    "GET", "/joint-visits/{int:pk}/observation", VIEW_JOINT, "jointvisit_observation",
    "What was seen and what was agreed", schemas.Observation,
)  # fmt: skip
def observation(request: HttpRequest, pk: Key) -> HttpResponse:
    return _observation(actor_of(request, VIEW_JOINT), pk)


@operation(
    "POST", "/joint-visits/{int:pk}/observation", joint_visits.CHANGE, "jointvisit_observe",
    "Write down what is seen during the ride", schemas.Observation,
)  # fmt: skip
def observe(request: HttpRequest, pk: Key, payload: schemas.ObservationIn) -> HttpResponse:
    actor = actor_of(request, joint_visits.CHANGE)
    given = payload.dict()
    joint_visits.observe(_joint(actor, pk), actor=actor, **given)
    return _observation(actor, pk)


@operation(
    "POST", "/joint-visits/{int:pk}/agree", joint_visits.CHANGE, "jointvisit_agree",
    "Agree on something: a task with owner and date", schemas.Observation, status=201,
)  # fmt: skip
def agree(request: HttpRequest, pk: Key, payload: schemas.AgreedIn) -> HttpResponse:
    actor = actor_of(request, joint_visits.CHANGE)
    owner = None
    if payload.owner is not None and (owner := employees.by_key(payload.owner)) is None:
        raise RuleBroken(_("There is no such colleague."), field="owner", code="unknown")
    joint_visits.agree(_joint(actor, pk), actor=actor, text=payload.text, owner=owner, due_on=payload.due_on)
    return _observation(actor, pk, 201)


@operation(
    "DELETE", "/joint-visits/{int:pk}/agreed/{int:action}", joint_visits.CHANGE, "jointvisit_drop_agreed",
    "Take back what was agreed, with its task, before the observation is finished", schemas.Observation,
)  # fmt: skip
def drop_agreed(request: HttpRequest, pk: Key, action: Key) -> HttpResponse:
    actor = actor_of(request, joint_visits.CHANGE)
    row = _joint(actor, pk)
    joint_visits.drop(row, actor=actor, action=get_object_or_404(AgreedAction, joint_visit=row, pk=action))
    return _observation(actor, pk)


@operation(
    "POST", "/joint-visits/{int:pk}/finish", joint_visits.CHANGE, "jointvisit_finish",
    "Finish the observation: the salesperson is told", schemas.Observation,
)  # fmt: skip
def finish(request: HttpRequest, pk: Key, payload: schemas.FinishIn) -> HttpResponse:
    actor = actor_of(request, joint_visits.CHANGE)
    joint_visits.finish(_joint(actor, pk), actor=actor, check_on=payload.check_on)
    return _observation(actor, pk)


@operation(
    "POST", "/joint-visits/{int:pk}/answer", joint_visits.ANSWER, "jointvisit_answer",
    "The salesperson's own view", schemas.Observation,
)  # fmt: skip
def own_view(request: HttpRequest, pk: Key, payload: schemas.OwnViewIn) -> HttpResponse:
    actor = actor_of(request, joint_visits.ANSWER)
    joint_visits.answer(_joint(actor, pk), actor=actor, text=payload.text)
    return _observation(actor, pk)


@operation(
    "POST", "/joint-visits/{int:pk}/check", joint_visits.CHANGE, "jointvisit_check",
    "Record what came of what was agreed", schemas.Observation,
)  # fmt: skip
def check(request: HttpRequest, pk: Key, payload: schemas.CheckIn) -> HttpResponse:
    actor = actor_of(request, joint_visits.CHANGE)
    outcomes = {one.action: {"outcome": one.outcome, "note": one.note} for one in payload.outcomes}
    words = {"outcome": payload.outcome, "follow_up": payload.follow_up}
    joint_visits.check(_joint(actor, pk), actor=actor, outcomes=outcomes, **words)
    return _observation(actor, pk)
