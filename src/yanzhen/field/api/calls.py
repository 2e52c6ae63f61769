"""Calling from lists for programs: next, result, put off, take back, fill, report."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema
from pydantic import ConfigDict

from yanzhen.field.calc.calls import Share
from yanzhen.field.models import CallTarget
from yanzhen.field.nouns.calls import LISTS, TARGETS
from yanzhen.field.permissions.calls import WORK
from yanzhen.field.queries import calling_page, calls
from yanzhen.field.services import call_filling, calling
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.api import Key, answer, row_of
from yanzhen.platform.pages.doors import actor_of, operations

router = Router(tags=["calls"])
operation = operations(router)
CHANGE, SEE = "field.change_calllist", "field.view_callattempt"


class CallTargetNow(Schema):
    """Whom one has in hand; `number` is null where it may not be seen."""

    id: int
    name: str
    number: str | None
    customer: int | None
    lead: int | None
    contact: int | None
    state: str
    tries: int
    recall_at: datetime | None
    claimed_until: datetime | None


class NextCall(Schema):
    """Whom to call; None when nobody waits, and then the next agreed time."""

    target: CallTargetNow | None
    next_recall: datetime | None


class CallIn(Schema):
    """What came of a call: the key of a result code, and what goes with it."""

    model_config = ConfigDict(extra="forbid")
    key: int = Field(ge=1, le=9)
    note: str = Field("", max_length=500)
    minutes: Decimal | None = Field(None, ge=0, le=600, max_digits=5, decimal_places=1)
    recall_at: datetime | None = None
    visit_on: date | None = None
    visit_at: time | None = None


class CallOut(Schema):
    """A call as it was kept."""

    id: int
    target: int
    code: str
    kind: str
    called_at: datetime
    recall_at: datetime | None
    state: str = Field(description="how the target stands now")


class CallListFillIn(Schema):
    """From where a list is filled: parameters as those of the list of customers or leads, `view` a saved view."""

    model_config = ConfigDict(extra="forbid")
    noun: Literal["crm.customer", "crm.lead"]
    parameters: dict[str, str] = {}


class CallListFilled(Schema):
    """What filling came to, or the job that does it."""

    added: int | None = None
    there: int | None = None
    numberless: int | None = None
    barred: int | None = None
    job: int | None = None


class CallShare(Schema):
    """Some of the calls; rates in percent."""

    label: str
    calls: int
    reached: int
    successes: int
    reach: str | None
    success: str | None


class CallCount(Schema):
    """So many calls of a result, a day or an hour."""

    label: str
    calls: int


class CallReport(Schema):
    """What the calls of a list came to, over those one may see."""

    whole: CallShare
    people: list[CallShare]
    codes: list[CallCount]
    days: list[CallCount]
    hours: list[CallCount]
    calls_a_day: str | None
    minutes: str


def _target(row: CallTarget, actor: Actor) -> dict[str, Any]:
    shown = calling_page.shown(row, actor)
    return {
        "id": row.pk, "name": shown["name"], "number": shown["number"] if shown["tel"] else None,
        "customer": row.customer_id, "lead": row.lead_id, "contact": row.contact_id, "state": row.state,
        "tries": row.tries, "recall_at": _iso(row.recall_at), "claimed_until": _iso(row.claimed_until),
    }  # fmt: skip


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


@operation("POST", "/call-lists/{int:pk}/next", WORK, "calllist_work", "Take whom to call next", NextCall)
def take_next(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = actor_of(request, WORK)
    call_list = row_of(LISTS, actor, pk)
    taken = calling.take_next(call_list, actor=actor)
    row = None if taken is None else row_of(TARGETS, actor, taken.pk)
    recall = calls.next_recall(call_list, actor, timezone.now())
    return answer({"target": None if row is None else _target(row, actor), "next_recall": _iso(recall)})


@operation("POST", "/call-targets/{int:pk}/calls", WORK, "call_write", "Write down what came of a call", CallOut, 201)
def call(request: HttpRequest, pk: Key, payload: CallIn) -> HttpResponse:
    actor = actor_of(request, WORK)
    target = row_of(TARGETS, actor, pk)
    values = payload.dict()
    if values["recall_at"] is not None and timezone.is_naive(values["recall_at"]):
        values["recall_at"] = timezone.make_aware(values["recall_at"])
    made = calling.record(target, actor=actor, **values)
    state = row_of(TARGETS, actor, pk).state
    return answer({
        "id": made.pk, "target": made.target_id, "code": made.code, "kind": made.kind,
        "called_at": _iso(made.called_at), "recall_at": _iso(made.recall_at), "state": state,
    }, 201)  # fmt: skip


@operation("POST", "/call-targets/{int:pk}/put-off", WORK, "call_put_off", "Put somebody off", CallTargetNow)
def put_off(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = actor_of(request, WORK)
    calling.skip(row_of(TARGETS, actor, pk), actor=actor)
    return answer(_target(row_of(TARGETS, actor, pk), actor))


@operation("POST", "/call-lists/{int:pk}/undo", WORK, "call_undo", "Take back one's last call", CallTargetNow)
def undo(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = actor_of(request, WORK)
    target = calling.undo(row_of(LISTS, actor, pk), actor=actor)
    return answer(_target(row_of(TARGETS, actor, target.pk), actor))


@operation("POST", "/call-lists/{int:pk}/stop", WORK, "call_stop", "Let go of whom one has in hand", None, 204)
def stop(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = actor_of(request, WORK)
    calling.release(row_of(LISTS, actor, pk), actor=actor)
    return HttpResponse(status=204)


@operation(
    "POST", "/call-lists/{int:pk}/fill", CHANGE, "calllist_fill", "Fill a list from customers or leads", CallListFilled
)
def fill(request: HttpRequest, pk: Key, payload: CallListFillIn) -> HttpResponse:
    actor = actor_of(request, CHANGE)
    call_list = row_of(LISTS, actor, pk)
    return answer(call_filling.fill(call_list, actor=actor, noun=payload.noun, parameters=payload.parameters))


@operation("GET", "/call-lists/{int:pk}/report", SEE, "call_report", "What the calls of a list came to", CallReport)
def report(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = actor_of(request, SEE)
    found = calls.report(row_of(LISTS, actor, pk), actor)
    return answer({
        "whole": _share(found.whole),
        "people": [_share(one) for one in found.people],
        "codes": [{"label": code, "calls": n} for code, n, _part in found.codes],
        "days": [{"label": day, "calls": n} for day, n in found.days],
        "hours": [{"label": f"{hour:02}", "calls": n} for hour, n in found.hours],
        "calls_a_day": None if found.a_day is None else str(found.a_day),
        "minutes": f"{found.minutes:f}",
    })  # fmt: skip


def _share(one: Share) -> dict[str, Any]:
    return {
        "label": one.label, "calls": one.calls, "reached": one.reached, "successes": one.successes,
        "reach": None if one.reach is None else str(one.reach),
        "success": None if one.success is None else str(one.success),
    }  # fmt: skip
