"""What the API does with quotas, talks and the steps of a plan beyond the usual routes of their nouns."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from yanzhen.planning.api.quota_schemas import (
    AttainmentOut,
    AttainmentQuery,
    CounterIn,
    EditionIn,
    FixIn,
    PlanMoveIn,
    PlanStepIn,
    PlanStepOut,
    QuotaDrawIn,
    QuotaGiveIn,
    QuotaNumberOut,
    TalkWordsIn,
)
from yanzhen.planning.models import Plan
from yanzhen.planning.nouns import PLANS, TALKS
from yanzhen.planning.queries import quotas as rows
from yanzhen.planning.queries import standings
from yanzhen.planning.services import editions, quotas, steps, talks
from yanzhen.platform.pages.api import Key, _detail, _row, answer
from yanzhen.platform.pages.schemas import PROBLEMS

router = Router(tags=["quotas"])


def _operation(method: str, path: str, code: str, name: str, summary: str, response: Any) -> Any:
    """Register a route with its function, which the permission tests read."""

    def decorate(view: Any) -> Any:
        view.function_code = code
        router.add_api_operation(
            path,
            [method],
            view,
            response={200: response, **PROBLEMS},
            operation_id=name,
            summary=summary,
            openapi_extra={"x-function": code},
        )
        return view

    return decorate


def _plan(request: HttpRequest, pk: int) -> Plan:
    found: Plan = _row(PLANS, request.actor, pk)  # type: ignore[attr-defined]
    return found


def _shown(request: HttpRequest, plan: Plan) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    return answer(_detail(PLANS, PLANS.visible(actor).get(pk=plan.pk), actor))


@_operation("POST", "/plans/{int:pk}/move", steps.MOVE, "plan_move", "Take a plan to another step", dict[str, Any])
def move(request: HttpRequest, pk: Key, payload: PlanMoveIn) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(steps.MOVE)
    return _shown(request, steps.move(_plan(request, pk), actor=actor, **payload.dict()))


@_operation(
    "GET", "/plans/{int:pk}/steps", "planning.view_plan", "plan_steps", "The steps of a plan", list[PlanStepOut]
)
def plan_steps(request: HttpRequest, pk: Key) -> HttpResponse:
    request.actor.require("planning.view_plan")  # type: ignore[attr-defined]
    return answer(
        [
            {
                "state": step.state,
                "planned_on": step.planned_on,
                "entered_at": step.entered_at.isoformat() if step.entered_at else None,
                "by": step.by,
                "note": step.note,
                "people": [person.pk for person in step.people.all()],
            }
            for step in rows.steps(_plan(request, pk))
        ]
    )


@_operation("POST", "/plans/{int:pk}/steps", steps.MOVE, "plan_intend", "Plan the day of a step", list[PlanStepOut])
def intend(request: HttpRequest, pk: Key, payload: PlanStepIn) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(steps.MOVE)
    steps.intend(_plan(request, pk), actor=actor, **payload.dict())
    return plan_steps(request, pk)  # type: ignore[no-any-return]


@_operation(
    "POST", "/plans/{int:pk}/editions", steps.MOVE, "plan_renew", "Open a new edition in mid-period", dict[str, Any]
)
def renew(request: HttpRequest, pk: Key, payload: EditionIn) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(steps.MOVE)
    return _shown(request, editions.open_new(_plan(request, pk), actor=actor, **payload.dict()))


@_operation(
    "POST", "/plans/{int:pk}/quotas/draw-up", quotas.ADD, "plan_draw_up", "Draw quotas up from figures", QuotaNumberOut
)
def draw_up(request: HttpRequest, pk: Key, payload: QuotaDrawIn) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(quotas.ADD)
    return answer({"number": quotas.draw_up(_plan(request, pk), actor=actor, metric=payload.metric)})


@_operation(
    "POST", "/plans/{int:pk}/quotas/give", quotas.ADD, "plan_give", "Give everybody the same quota", QuotaNumberOut
)
def give(request: HttpRequest, pk: Key, payload: QuotaGiveIn) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(quotas.ADD)
    return answer({"number": quotas.give(_plan(request, pk), actor=actor, **payload.dict())})


@_operation(
    "POST", "/plans/{int:pk}/quotas/remind", talks.LEAD, "plan_remind", "Remind who has not signed", QuotaNumberOut
)
def remind(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(talks.LEAD)
    return answer({"number": talks.remind(_plan(request, pk), actor=actor)})


@_operation(
    "GET",
    "/plans/{int:pk}/attainment",
    "planning.view_quota",
    "plan_attainment",
    "What people reached of their quotas, from the books",
    AttainmentOut,
)
def attained(request: HttpRequest, pk: Key, asked: Query[AttainmentQuery]) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("planning.view_quota")
    plan = _plan(request, pk)
    people = None if asked.person is None else [asked.person]
    return answer(
        {
            "items": [
                _attainment(span, person)
                for span in standings.spans(plan, asked.by)
                for person in standings.of(actor, plan, span, person_ids=people)
            ]
        }
    )


def _attainment(span: standings.Span, found: standings.Person) -> dict[str, Any]:
    return {
        "period": span.code,
        "starts_on": span.start,
        "ends_on": span.end,
        "person": found.person.pk,
        "number": found.person.number,
        "name": found.person.label,
        "points": _text(found.points),
        "standings": [
            {
                "metric": s.metric,
                "quota": _text(s.quota),
                "reached": _text(s.actual),
                "attainment": _text(s.counted.attainment),
                "counted": _text(s.counted.counted),
                "weight": _text(s.counted.part.weight),
                "why": s.why,
            }
            for s in found.standings
        ],
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


# -- talks -------------------------------------------------------------------------------------------------------------


def _talk(request: HttpRequest, pk: int, code: str) -> Any:
    request.actor.require(code)  # type: ignore[attr-defined]
    return _row(TALKS, request.actor, pk)  # type: ignore[attr-defined]


def _told(request: HttpRequest, pk: int) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    return answer(_detail(TALKS, _row(TALKS, actor, pk), actor))


@_operation(
    "POST", "/quota-talks/{int:pk}/accept", talks.ANSWER, "quotatalk_accept", "Accept my quotas", dict[str, Any]
)
def accept(request: HttpRequest, pk: Key, payload: TalkWordsIn) -> HttpResponse:
    talks.accept(_talk(request, pk, talks.ANSWER), actor=request.actor, text=payload.text)  # type: ignore[attr-defined]
    return _told(request, pk)


@_operation(
    "POST", "/quota-talks/{int:pk}/counter", talks.ANSWER, "quotatalk_counter", "Name another figure", dict[str, Any]
)
def counter(request: HttpRequest, pk: Key, payload: CounterIn) -> HttpResponse:
    talks.counter(_talk(request, pk, talks.ANSWER), actor=request.actor, **payload.dict())  # type: ignore[attr-defined]
    return _told(request, pk)


@_operation(
    "POST", "/quota-talks/{int:pk}/acknowledge", talks.ANSWER, "quotatalk_acknowledge", "Sign my quotas", dict[str, Any]
)
def acknowledge(request: HttpRequest, pk: Key, payload: TalkWordsIn) -> HttpResponse:
    talk = _talk(request, pk, talks.ANSWER)
    talks.acknowledge(talk, actor=request.actor, objection=payload.text)  # type: ignore[attr-defined]
    return _told(request, pk)


@_operation("POST", "/quota-talks/{int:pk}/settle", talks.LEAD, "quotatalk_settle", "Fix a quota", dict[str, Any])
def settle(request: HttpRequest, pk: Key, payload: FixIn) -> HttpResponse:
    talks.fix(_talk(request, pk, talks.LEAD), actor=request.actor, **payload.dict())  # type: ignore[attr-defined]
    return _told(request, pk)


@_operation("POST", "/quota-talks/{int:pk}/note", talks.LEAD, "quotatalk_write_note", "Note on a talk", dict[str, Any])
def note(request: HttpRequest, pk: Key, payload: TalkWordsIn) -> HttpResponse:
    talks.note(_talk(request, pk, talks.LEAD), actor=request.actor, text=payload.text)  # type: ignore[attr-defined]
    return _told(request, pk)
