"""What the API does with approvals beyond the usual routes of their noun."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from yanzhen.platform.approvals import engine, nouns, queries, views
from yanzhen.platform.pages.api import Key, answer, detail_of, row_of

router = Router(tags=["approvals"])


class DecisionIn(Schema):
    """`approve` or not; a refusal says why. `content_hash` makes sure of what is decided on."""

    model_config = ConfigDict(extra="forbid")
    approve: bool
    comment: str = Field("", max_length=500)
    content_hash: str | None = Field(None, max_length=64)


class ApprovalSeatOut(Schema):
    name: str
    by: str
    decision: str
    comment: str
    when: str
    due: str
    is_late: bool
    is_joint: bool


class ApprovalStep(Schema):
    """One step of the route, with the people asked in it."""

    number: int
    is_now: bool
    seats: list[ApprovalSeatOut]


class WaitingOut(Schema):
    """Keys of the requests on which the asker may decide now."""

    items: list[int]


@router.get(
    "/approvals-waiting",
    response={200: WaitingOut},
    operation_id="approval_waiting",
    summary="Requests that wait for my decision",
    openapi_extra={"x-function": "platform.decide_approval"},
)
def waiting(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("platform.decide_approval")
    return answer({"items": list(queries.waiting_for(actor).values_list("pk", flat=True)[:500])})


@router.get(
    "/approvals/{int:pk}/route",
    response={200: list[ApprovalStep]},
    operation_id="approval_route",
    summary="Who was asked, and what each said",
    openapi_extra={"x-function": "platform.view_approval"},
)
def route(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("platform.view_approval")
    steps: Any = views.route(row_of(nouns.APPROVALS, actor, pk))
    return answer([{**s, "seats": [{k: v for k, v in p.items() if k != "tone"} for p in s["seats"]]} for s in steps])


@router.post(
    "/approvals/{int:pk}/decide",
    response={200: dict[str, Any]},
    operation_id="approval_decide",
    summary="Consent or refuse",
    openapi_extra={"x-function": "platform.decide_approval"},
)
def decide(request: HttpRequest, pk: Key, payload: DecisionIn) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("platform.decide_approval")
    row = engine.decide(row_of(nouns.APPROVALS, actor, pk), actor=actor, **payload.dict())
    return answer(detail_of(nouns.APPROVALS, row, actor))
