"""What the API does with quotas, talks and the steps of a plan beyond the usual routes of their nouns."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from yanzhen.planning.api.doors import plan_of
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
from yanzhen.planning.models import Plan, QuotaTalk
from yanzhen.planning.nouns import PLANS, TALKS
from yanzhen.planning.queries import quotas as rows
from yanzhen.planning.queries import standings
from yanzhen.planning.services import editions, quotas, steps, talks
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.api import Key, answer, detail_of, row_of
from yanzhen.platform.pages.doors import actor_of, operations

router = Router(tags=["quotas"])
operation = operations(router)


def _shown(actor: Actor, plan: Plan) -> HttpResponse:
    return answer(detail_of(PLANS, PLANS.visible(actor).get(pk=plan.pk), actor))


@operation("POST", "/plans/{int:pk}/move", steps.MOVE, "plan_move", "Take a plan to another step", dict[str, Any])
def move(request: HttpRequest, pk: Key, payload: PlanMoveIn) -> HttpResponse:
    actor = actor_of(request, steps.MOVE)
    return _shown(actor, steps.move(plan_of(actor, pk), actor=actor, **payload.dict()))


@operation("GET", "/plans/{int:pk}/steps", "planning.view_plan", "plan_steps", "The steps of a plan", list[PlanStepOut])
def plan_steps(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = actor_of(request, "planning.view_plan")
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
            for step in rows.steps(plan_of(actor, pk))
        ]
    )


@operation("POST", "/plans/{int:pk}/steps", steps.MOVE, "plan_intend", "Plan the day of a step", list[PlanStepOut])
def intend(request: HttpRequest, pk: Key, payload: PlanStepIn) -> HttpResponse:
    actor = actor_of(request, steps.MOVE)
    steps.intend(plan_of(actor, pk), actor=actor, **payload.dict())
    return plan_steps(request, pk)  # type: ignore[no-any-return]


@operation(
    "POST", "/plans/{int:pk}/editions", steps.MOVE, "plan_renew", "Open a new edition in mid-period", dict[str, Any]
)
def renew(request: HttpRequest, pk: Key, payload: EditionIn) -> HttpResponse:
    actor = actor_of(request, steps.MOVE)
    return _shown(actor, editions.open_new(plan_of(actor, pk), actor=actor, **payload.dict()))


@operation(
    "POST", "/plans/{int:pk}/quotas/draw-up", quotas.ADD, "plan_draw_up", "Draw quotas up from figures", QuotaNumberOut
)
def draw_up(request: HttpRequest, pk: Key, payload: QuotaDrawIn) -> HttpResponse:
    actor = actor_of(request, quotas.ADD)
    return answer({"number": quotas.draw_up(plan_of(actor, pk), actor=actor, metric=payload.metric)})


@operation(
    "POST", "/plans/{int:pk}/quotas/give", quotas.ADD, "plan_give", "Give everybody the same quota", QuotaNumberOut
)
def give(request: HttpRequest, pk: Key, payload: QuotaGiveIn) -> HttpResponse:
    actor = actor_of(request, quotas.ADD)
    return answer({"number": quotas.give(plan_of(actor, pk), actor=actor, **payload.dict())})


@operation(
    "POST", "/plans/{int:pk}/quotas/remind", talks.LEAD, "plan_remind", "Remind who has not signed", QuotaNumberOut
)
def remind(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = actor_of(request, talks.LEAD)
    return answer({"number": talks.remind(plan_of(actor, pk), actor=actor)})


@operation(
    "GET",
    "/plans/{int:pk}/attainment",
    "planning.view_quota",
    "plan_attainment",
    "What people reached of their quotas, from the books",
    AttainmentOut,
)
def attained(request: HttpRequest, pk: Key, asked: Query[AttainmentQuery]) -> HttpResponse:
    actor = actor_of(request, "planning.view_quota")
    plan = plan_of(actor, pk)
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


def _talk(actor: Actor, pk: int) -> QuotaTalk:
    found: QuotaTalk = row_of(TALKS, actor, pk)
    return found


def _told(actor: Actor, pk: int) -> HttpResponse:
    return answer(detail_of(TALKS, _talk(actor, pk), actor))


@operation("POST", "/quota-talks/{int:pk}/accept", talks.ANSWER, "quotatalk_accept", "Accept my quotas", dict[str, Any])
def accept(request: HttpRequest, pk: Key, payload: TalkWordsIn) -> HttpResponse:
    actor = actor_of(request, talks.ANSWER)
    talks.accept(_talk(actor, pk), actor=actor, text=payload.text)
    return _told(actor, pk)


@operation(
    "POST", "/quota-talks/{int:pk}/counter", talks.ANSWER, "quotatalk_counter", "Name another figure", dict[str, Any]
)
def counter(request: HttpRequest, pk: Key, payload: CounterIn) -> HttpResponse:
    actor = actor_of(request, talks.ANSWER)
    talks.counter(_talk(actor, pk), actor=actor, **payload.dict())
    return _told(actor, pk)


@operation(
    "POST", "/quota-talks/{int:pk}/acknowledge", talks.ANSWER, "quotatalk_acknowledge", "Sign my quotas", dict[str, Any]
)
def acknowledge(request: HttpRequest, pk: Key, payload: TalkWordsIn) -> HttpResponse:
    actor = actor_of(request, talks.ANSWER)
    talks.acknowledge(_talk(actor, pk), actor=actor, objection=payload.text)
    return _told(actor, pk)


@operation("POST", "/quota-talks/{int:pk}/settle", talks.LEAD, "quotatalk_settle", "Fix a quota", dict[str, Any])
def settle(request: HttpRequest, pk: Key, payload: FixIn) -> HttpResponse:
    actor = actor_of(request, talks.LEAD)
    talks.fix(_talk(actor, pk), actor=actor, **payload.dict())
    return _told(actor, pk)


@operation("POST", "/quota-talks/{int:pk}/note", talks.LEAD, "quotatalk_write_note", "Note on a talk", dict[str, Any])
def note(request: HttpRequest, pk: Key, payload: TalkWordsIn) -> HttpResponse:
    actor = actor_of(request, talks.LEAD)
    talks.note(_talk(actor, pk), actor=actor, text=payload.text)
    return _told(actor, pk)
