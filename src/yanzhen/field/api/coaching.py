"""Days, weeks, findings, joint visits and meetings for programs, from the same queries and services as the pages."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router

from yanzhen.crm.queries import opportunities
from yanzhen.field.api import coaching_schemas as schemas
from yanzhen.field.enums.coaching import ItemKind
from yanzhen.field.models import AgreedAction, MeetingItem
from yanzhen.field.queries import coaching, finding_words, findings, meetings, workday, workdays
from yanzhen.field.queries import workday_shown as shown
from yanzhen.field.services import agreed, joint_visits
from yanzhen.field.services import meetings as meeting_services
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.api import Key, answer
from yanzhen.platform.pages.doors import actor_of, operations

router = Router(tags=["field"])
operation = operations(router)
VIEW_JOINT, VIEW_MEETING, FINDINGS = "field.view_jointvisit", "field.view_meeting", "field.view_findings"


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
    "GET", "/time-findings", FINDINGS, "time_findings", "The eleven findings about the use of time",
    schemas.TimeFindings,
)  # fmt: skip
def time_findings(request: HttpRequest, unit: int | None = None) -> HttpResponse:
    actor = actor_of(request, FINDINGS)
    if unit is not None and not 0 <= unit < 2**63:
        raise RuleBroken(_("There is no such unit."), field="unit", code="unknown")
    today = timezone.localdate()
    people = findings.team_of(actor, today, unit)
    team, found = findings.check(actor, people, today)
    rows = [
        {"code": row["code"], "title": row["title"], "answer": row["answer"], "words": row["words"],
         "percent": None if row["percent"] is None else format(row["percent"], "f")}
        for row in finding_words.shown(team, found)
    ]  # fmt: skip
    return answer({"people": len(people), "findings": rows})


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


# -- Meetings ----------------------------------------------------------------------------------------------------------


def _meeting(actor: Actor, pk: int) -> Any:
    return get_object_or_404(meetings.whole(actor), pk=pk)


def _item(one: MeetingItem) -> dict[str, Any]:
    return {
        "id": one.pk, "kind": one.kind, "text": one.text, "owner": one.owner_id, "due_on": one.due_on,
        "outcome": one.outcome, "note": one.note, "meeting": one.meeting_id,
    }  # fmt: skip


def _only(rows: list[dict[str, Any]], shape: Any) -> list[dict[str, Any]]:
    return [{name: row[name] for name in shape.model_fields} for row in rows]


@operation(
    "GET", "/meetings/{int:pk}/page", VIEW_MEETING, "meeting_page",
    "Last time's actions, figures, news of competitors, blocked deals, and what was decided", schemas.MeetingPage,
)  # fmt: skip
def meeting_page(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = actor_of(request, VIEW_MEETING)
    row = _meeting(actor, pk)
    found = meetings.shown(row, actor)
    return answer({
        "id": row.pk, "first": found.first, "last": found.last, "is_kept": bool(row.shown),
        "last_actions": [_item(one) for one in meetings.last_actions(row)],
        "people": _only(found.people, schemas.MeetingPerson), "news": _only(found.news, schemas.MeetingNews),
        "deals": _only(found.deals, schemas.MeetingDeal), "items": [_item(one) for one in meetings.items(row)],
    })  # fmt: skip


@operation(
    "POST", "/meetings/{int:pk}/items", meeting_services.CHANGE, "meeting_add_item",
    "Note a topic, a decision or an action", schemas.MeetingItemOut, status=201,
)  # fmt: skip
def add_item(request: HttpRequest, pk: Key, payload: schemas.MeetingItemIn) -> HttpResponse:
    actor = actor_of(request, meeting_services.CHANGE)
    row = _meeting(actor, pk)
    if payload.kind not in ItemKind.values:
        raise RuleBroken(_("A topic, a decision or an action."), field="kind", code="kind")
    deal = None
    if payload.opportunity is not None:
        deal = get_object_or_404(opportunities.visible(actor), pk=payload.opportunity)
    owner = employees.by_key(payload.owner)
    made = meeting_services.add_item(
        row, actor=actor, kind=payload.kind, text=payload.text, owner=owner, due_on=payload.due_on, opportunity=deal
    )
    return answer(_item(made), 201)


@operation(
    "DELETE", "/meetings/{int:pk}/items/{int:item}", meeting_services.CHANGE, "meeting_drop_item",
    "Take an item back, with its task", schemas.MeetingItemOut,
)  # fmt: skip
def drop_item(request: HttpRequest, pk: Key, item: Key) -> HttpResponse:
    actor = actor_of(request, meeting_services.CHANGE)
    row = _meeting(actor, pk)
    found = get_object_or_404(MeetingItem, meeting=row, pk=item)
    told = _item(found)
    meeting_services.drop_item(row, actor=actor, item=found)
    return answer(told)


@operation(
    "POST", "/meetings/{int:pk}/items/{int:item}/settle", meeting_services.CHANGE, "meeting_settle",
    "Follow an action of an earlier meeting up", schemas.MeetingItemOut,
)  # fmt: skip
def settle(request: HttpRequest, pk: Key, item: Key, payload: schemas.MeetingSettledIn) -> HttpResponse:
    actor = actor_of(request, meeting_services.CHANGE)
    row = _meeting(actor, pk)
    known = [one.pk for one in meetings.last_actions(row)]
    found = get_object_or_404(MeetingItem.objects.filter(pk__in=known), pk=item)
    made = meeting_services.settle(row, actor=actor, item=found, outcome=payload.outcome, note=payload.note)
    return answer(_item(made))


@operation(
    "PUT", "/meetings/{int:pk}/attendance", meeting_services.CHANGE, "meeting_attendance",
    "Note who was there", schemas.AttendanceOut,
)  # fmt: skip
def attendance(request: HttpRequest, pk: Key, payload: schemas.AttendanceIn) -> HttpResponse:
    actor = actor_of(request, meeting_services.CHANGE)
    row = _meeting(actor, pk)
    meeting_services.attend(row, actor=actor, present=payload.present)
    return answer({"there": row.guests.filter(was_there=True).count()})
