"""What the API does with handovers beyond the usual routes of their noun."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from yanzhen.crm.nouns.handovers import HANDOVERS
from yanzhen.crm.queries import handovers as rows
from yanzhen.crm.services import handing, handovers
from yanzhen.platform.pages.api import Key, answer, detail_of, row_of

router = Router(tags=["handovers"])
ADD = "crm.add_handover"


class HandoverKind(Schema):
    """One kind of thing in the leaver's name."""

    key: str
    label: str
    count: int
    can_move: bool
    rule: str


class HandoverExport(Schema):
    when: str
    title: str
    rows: int
    format: str


class HandoverHeir(Schema):
    id: int
    name: str


class HandoverOverview(Schema):
    """What there is, who may take it, what left the house in the last 30 days, and how far it is."""

    kinds: list[HandoverKind]
    heirs: list[HandoverHeir]
    exports: list[HandoverExport]
    counts: dict[str, int]
    has_access: bool


class HandoverRuleIn(Schema):
    model_config = ConfigDict(extra="forbid")
    key: str = Field(max_length=120)
    rule: Literal["territory", "manager", "even", "customer", "person", "later"]
    person: int | None = Field(None, ge=0, le=2**63 - 1)


class HandoverPlanIn(Schema):
    model_config = ConfigDict(extra="forbid")
    rules: list[HandoverRuleIn] = Field(max_length=100)


class HandoverChoice(Schema):
    model_config = ConfigDict(extra="forbid")
    item: int = Field(ge=0, le=2**63 - 1)
    heir: int | None = Field(None, ge=0, le=2**63 - 1)


class HandoverAssignIn(Schema):
    """Single records by hand; without an heir a record stays where it is."""

    model_config = ConfigDict(extra="forbid")
    items: list[HandoverChoice] = Field(max_length=1000)


class HandoverAssigned(Schema):
    changed: int


class HandoverLettersIn(Schema):
    model_config = ConfigDict(extra="forbid")
    letter_zh: str = Field(max_length=4000)
    letter_en: str = Field(max_length=4000)


@router.get(
    "/handovers/{int:pk}/overview",
    response={200: HandoverOverview},
    operation_id="handover_overview",
    summary="What somebody who leaves has",
    openapi_extra={"x-function": "crm.view_handover"},
)
def overview(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("crm.view_handover")
    row = row_of(HANDOVERS, actor, pk)
    user, plan = rows.account(row.employee_id), row.plan
    return answer(
        {
            "kinds": [
                {
                    "key": kind.key,
                    "label": kind.label,
                    "count": kind.count,
                    "can_move": kind.can_move,
                    "rule": plan.get(kind.key, {}).get("rule", "") if kind.can_move else "",
                }
                for kind in handing.kinds(row.employee_id)
            ],
            "heirs": [{"id": key, "name": name} for key, name in rows.heirs(row.employee).items()],
            "exports": [
                {**e, "when": e["when"].isoformat()} for e in rows.exports_of(user.pk if user else None, actor)
            ],
            "counts": rows.counts(row),
            "has_access": user is not None and user.is_active,
        }
    )


@router.put(
    "/handovers/{int:pk}/plan",
    response={200: dict[str, Any]},
    operation_id="handover_plan",
    summary="Share out by other rules",
    openapi_extra={"x-function": ADD},
)
def plan(request: HttpRequest, pk: Key, payload: HandoverPlanIn) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(ADD)
    rules = {one.key: {"rule": one.rule, "person": one.person} for one in payload.rules}
    row = handovers.plan(row_of(HANDOVERS, actor, pk), actor=actor, rules=rules)
    return answer(detail_of(HANDOVERS, row, actor))


@router.post(
    "/handovers/{int:pk}/assign",
    response={200: HandoverAssigned},
    operation_id="handover_assign",
    summary="Give single records to somebody else",
    openapi_extra={"x-function": ADD},
)
def assign(request: HttpRequest, pk: Key, payload: HandoverAssignIn) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(ADD)
    heirs = {one.item: one.heir for one in payload.items}
    return answer({"changed": handovers.assign(row_of(HANDOVERS, actor, pk), actor=actor, heirs=heirs)})


@router.put(
    "/handovers/{int:pk}/letter",
    response={200: dict[str, Any]},
    operation_id="handover_letter",
    summary="Keep the words of the customer letter",
    openapi_extra={"x-function": ADD},
)
def letter(request: HttpRequest, pk: Key, payload: HandoverLettersIn) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(ADD)
    row = handovers.write_letters(row_of(HANDOVERS, actor, pk), actor=actor, **payload.dict())
    return answer(detail_of(HANDOVERS, row, actor))
