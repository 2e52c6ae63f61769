"""Going live for programs: the same plan, order of data, totals and tasks as the page."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from yanzhen.platform.actor import Actor
from yanzhen.platform.golive import data, services, tasks
from yanzhen.platform.golive.data import Comparison
from yanzhen.platform.models import GoLiveTask
from yanzhen.platform.pages.api import answer

router = Router(tags=["go-live"])
KEEP, SIGN = services.KEEP, services.SIGN


class PlanIn(Schema):
    """Who answers for the start, and the days."""

    model_config = ConfigDict(extra="forbid")
    responsible: str = Field("", max_length=120)
    switch_on: date | None = None
    freeze_on: date | None = None
    left_out: dict[str, bool] = Field(default_factory=dict, description="kinds of record that are not brought")


class TotalIn(Schema):
    """What the old system says; neither rows nor amount takes the entry back."""

    model_config = ConfigDict(extra="forbid")
    check: str = Field("", max_length=80)
    currency: str = Field("", max_length=3)
    rows: int | None = Field(None, ge=0, le=10**15)
    amount: Decimal | None = Field(None, max_digits=20, decimal_places=2)


class GoLiveTaskIn(Schema):
    """Something to be done, or a training."""

    model_config = ConfigDict(extra="forbid")
    step: str = Field("", max_length=12)
    title: str = Field("", max_length=200)
    people: str = Field("", max_length=200)
    responsible: str = Field("", max_length=120)
    due_on: date | None = None
    is_training: bool = False


class TickIn(Schema):
    """Done, or open again; one that always is there by `code`, another by `id`."""

    model_config = ConfigDict(extra="forbid")
    id: int | None = Field(None, ge=0, le=2**63 - 1)
    code: str = Field("", max_length=40)
    done: bool = True


class SignIn(Schema):
    """Sign the start, or take the signature back."""

    model_config = ConfigDict(extra="forbid")
    sign: bool = True
    remark: str = Field("", max_length=500)


class ComparisonOut(Schema):
    """One figure beside that of the old system; `off` is what the books have more."""

    check: str
    label: str
    currency: str
    rows: int
    amount: str | None
    wanted_rows: int | None
    wanted_amount: str | None
    rows_off: int | None
    amount_off: str | None
    right: bool


class StandOut(Schema):
    """One kind of record, in the order of bringing."""

    noun: str
    label: str
    rows: int | None
    needs: list[str]
    left_out: bool
    done: bool
    comparisons: list[ComparisonOut]


class GoLiveTaskOut(Schema):
    """Something to be done."""

    id: int | None
    code: str
    step: str
    title: str
    people: str
    responsible: str
    due_on: str | None
    is_training: bool
    done: bool
    done_by: str


class GoLiveOut(Schema):
    """How far the start is."""

    percent: int
    steps: dict[str, int]
    responsible: str
    switch_on: str | None
    freeze_on: str | None
    signed_by: str
    signed_at: str | None
    data: list[StandOut]
    tasks: list[GoLiveTaskOut]


def _function(code: str) -> dict[str, Any]:
    return {"x-function": code}


def _actor(request: HttpRequest, code: str = KEEP) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(code)
    return actor


def described(actor: Actor) -> dict[str, Any]:
    """Everything about the start."""
    plan, rows = tasks.plan(), list(GoLiveTask.objects.all())
    stands = data.stands(actor, plan.left_out)
    parts = tasks.progress(actor, stands)
    return {
        "percent": tasks.whole(parts).percent,
        "steps": {name: part.percent for name, part in parts.items()},
        "responsible": plan.responsible,
        "switch_on": plan.switch_on.isoformat() if plan.switch_on else None,
        "freeze_on": plan.freeze_on.isoformat() if plan.freeze_on else None,
        "signed_by": plan.signed_by,
        "signed_at": plan.signed_at.isoformat() if plan.signed_at else None,
        "data": [
            {"noun": s.noun.name, "label": s.label, "rows": s.rows, "needs": sorted(data.needed_by(s.noun)),
             "left_out": s.left_out, "done": s.is_done, "comparisons": [_comparison(c) for c in s.comparisons]}
            for s in stands
        ],
        "tasks": [_task(step, t) for step in tasks.STEPS for t in tasks.of_step(step, rows)],
    }  # fmt: skip


def _comparison(found: Comparison) -> dict[str, Any]:
    def money(value: Decimal | None) -> str | None:
        return None if value is None else f"{value:f}"

    return {
        "check": found.check.name,
        "label": str(found.check.label),
        "currency": found.currency,
        "rows": found.rows,
        "amount": money(found.amount),
        "wanted_rows": found.wanted_rows,
        "wanted_amount": money(found.wanted_amount),
        "rows_off": found.rows_off,
        "amount_off": money(found.amount_off),
        "right": found.is_right,
    }


def _task(step: str, found: dict[str, Any]) -> dict[str, Any]:
    row = found["task"]
    return {
        "id": row.pk if row is not None and not found["code"] else None,
        "code": found["code"],
        "step": step,
        "title": str(found["title"]),
        "people": row.people if row else "",
        "responsible": row.responsible if row else "",
        "due_on": row.due_on.isoformat() if row and row.due_on else None,
        "is_training": bool(row and row.is_training),
        "done": bool(row and row.done_at),
        "done_by": row.done_by if row else "",
    }


@router.get("/go-live", response={200: GoLiveOut}, operation_id="golive_read",
            summary="How far the start is", openapi_extra=_function(KEEP))  # fmt: skip
def read(request: HttpRequest) -> HttpResponse:
    return answer(described(_actor(request)))


@router.put("/go-live", response={200: GoLiveOut}, operation_id="golive_plan",
            summary="Plan the start", openapi_extra=_function(KEEP))  # fmt: skip
def plan(request: HttpRequest, payload: PlanIn) -> HttpResponse:
    """Only what is given is changed."""
    actor, given, kept = _actor(request), payload.dict(exclude_unset=True), tasks.plan()
    for noun, is_left_out in given.pop("left_out", {}).items():
        services.leave_out(noun, actor=actor, is_left_out=is_left_out)
    if given:
        now = {name: getattr(kept, name) for name in ("responsible", "switch_on", "freeze_on")}
        services.set_plan(actor=actor, **{**now, **given})
    return answer(described(actor))


@router.put("/go-live/totals", response={200: GoLiveOut}, operation_id="golive_total",
            summary="Note a total of the old system", openapi_extra=_function(KEEP))  # fmt: skip
def total(request: HttpRequest, payload: TotalIn) -> HttpResponse:
    actor = _actor(request)
    services.note_total(payload.check, actor=actor, currency=payload.currency, rows=payload.rows, amount=payload.amount)
    return answer(described(actor))


@router.post("/go-live/tasks", response={201: GoLiveOut}, operation_id="golive_task_create",
             summary="Add a task or a training", openapi_extra=_function(KEEP))  # fmt: skip
def add_task(request: HttpRequest, payload: GoLiveTaskIn) -> HttpResponse:
    actor = _actor(request)
    services.add_task(actor=actor, **payload.dict())
    return answer(described(actor), 201)


@router.put("/go-live/tasks", response={200: GoLiveOut}, operation_id="golive_task_tick",
            summary="Mark a task as done, or as open", openapi_extra=_function(KEEP))  # fmt: skip
def tick(request: HttpRequest, payload: TickIn) -> HttpResponse:
    actor = _actor(request)
    services.tick(actor=actor, code=payload.code, pk=payload.id, is_done=payload.done)
    return answer(described(actor))


@router.delete("/go-live/tasks/{pk}", response={204: None}, operation_id="golive_task_remove",
               summary="Take a task back", openapi_extra=_function(KEEP))  # fmt: skip
def remove_task(request: HttpRequest, pk: str) -> HttpResponse:
    actor = _actor(request)
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        raise Http404
    services.remove_task(int(pk), actor=actor)
    return HttpResponse(status=204)


@router.post("/go-live/sign", response={200: GoLiveOut}, operation_id="golive_sign",
             summary="Sign the start", openapi_extra=_function(SIGN))  # fmt: skip
def sign(request: HttpRequest, payload: SignIn) -> HttpResponse:
    """Refused while a noted total differs from the books."""
    actor = _actor(request, SIGN)
    services.sign(actor=actor, remark=payload.remark, is_signed=payload.sign)
    return answer(described(actor))
