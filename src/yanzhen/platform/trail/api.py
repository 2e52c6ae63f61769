"""The trail for programs: how it stands, everything a person did, the limits, and the lifting of one."""

from datetime import datetime
from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import people
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import AuditEntry, AuditSeal
from yanzhen.platform.trail import counting, heads, jobs, policy, stream, triggers
from yanzhen.platform.trail.forms import StreamForm

router = Router(tags=["trail"])
MOST = 5_000


class HeadPlace(Schema):
    """A second place, and the last head it took."""

    place: str
    position: int | None
    sent_at: datetime | None
    error: str


class Standing(Schema):
    """How the chain stands. `missing_triggers` is empty where the database refuses changes."""

    rows: int
    sealed: int
    head: str
    missing_triggers: list[str]
    places: list[HeadPlace]


class StreamEvent(Schema):
    """One thing a person did; `group` is saw, changed, exported or refused."""

    when: datetime
    group: str
    act: str
    kind: str
    title: str
    detail: str


class StreamTotal(Schema):
    """How often a person did one kind of thing to one kind of record."""

    group: str
    act: str
    kind: str
    times: int
    rows: int


class Stream(Schema):
    """The latest first; `next` is the value of `skip` for what is earlier."""

    user: int
    name: str
    start: datetime
    end: datetime
    items: list[StreamEvent]
    next: int | None
    totals: list[StreamTotal]


class StreamQuery(Schema):
    """Whose stream, between which moments."""

    user: str | None = Field(None, description="key of the person")
    start: str | None = Field(None, description="beginning, such as 2026-11-01T00:00:00+08:00; seven days by default")
    end: str | None = Field(None, description="end; now by default")
    only: str | None = Field(None, description="saw, changed, exported or refused")
    skip: str | None = Field(None, description="`next` of the page before")


class LimitsIn(Schema):
    """Thresholds by name; what is left out stays."""

    limits: dict[str, int] = Field(default_factory=dict)


class Limits(Schema):
    """Every threshold as it holds now."""

    limits: dict[str, int]


class LiftIn(Schema):
    """Whose limit, and why."""

    user_id: int = Field(0, ge=0, le=2**63 - 1)
    reason: str = ""


class Lifted(Schema):
    """The person's day."""

    user_id: int
    day: str
    records: int
    lifted_by: str


class CheckStarted(Schema):
    """The job in which the trail is checked; its log says what came of it."""

    job: int


def answer(payload: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(orjson.dumps(payload), content_type="application/json", status=status)


def _actor(request: HttpRequest, code: str) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(code)
    return actor


def standing(request: HttpRequest):  # type: ignore[no-untyped-def]
    _actor(request, "platform.verify_trail")
    last = AuditSeal.objects.order_by("-position").first()
    return answer(
        {
            "rows": AuditEntry.objects.count(),
            "sealed": last.position if last else 0,
            "head": last.digest if last else "",
            "missing_triggers": triggers.missing(),
            "places": [
                {
                    "place": heads.shown(p.name),
                    "position": p.last.position if p.last else None,
                    "sent_at": p.last.sent_at.isoformat() if p.last and p.last.sent_at else None,
                    "error": p.waiting.error if p.waiting else "",
                }
                for p in heads.places()
            ],
        }
    )


def check(request: HttpRequest):  # type: ignore[no-untyped-def]
    return answer({"job": jobs.start_check(_actor(request, "platform.verify_trail")).pk}, 202)


def person(request: HttpRequest, parameters: Query[StreamQuery]):  # type: ignore[no-untyped-def]
    actor = _actor(request, "platform.view_readentry")
    form = StreamForm({**request.GET.dict(), "start": _moment("start", request), "end": _moment("end", request)})
    if not form.is_valid():
        raise RuleBroken(code="invalid", errors={n: " ".join(map(str, m)) for n, m in form.errors.items()})
    user_id, (start, end) = form.cleaned_data["user"], form.moments()
    only, skip = request.GET.get("only", ""), request.GET.get("skip", "0") or "0"
    if only and only not in stream.GROUPS:
        raise RuleBroken(_("Not one of the choices: {values}.").format(values=only[:40]), field="only", code="choice")
    if not skip.isascii() or not skip.isdigit() or len(skip) > 6 or int(skip) > MOST:
        raise RuleBroken(_("From {low} to {high}.").format(low=0, high=f"{MOST:,}"), field="skip", code="number")
    found = people.person(user_id)
    if found is None:
        raise Http404
    return answer(_stream(user_id, found.name, start, end, actor, only, int(skip), request))


def _moment(name: str, request: HttpRequest) -> datetime | str:
    """A moment with its zone, which the field of a form would leave aside."""
    text = request.GET.get(name, "").strip().replace(" ", "+")
    try:
        found = parse_datetime(text) if text else None
    except ValueError:
        found = None
    if found is None:
        return text
    return timezone.localtime(found).replace(tzinfo=None) if timezone.is_aware(found) else found


def _stream(
    user_id: int, name: str, start: datetime, end: datetime, actor: Actor, only: str, skip: int, request: HttpRequest
) -> dict[str, Any]:
    from yanzhen.platform.trail import views

    views._note(request, user_id, name)
    events = stream.page(user_id, start, end, actor, only=only, skip=skip)
    names = ("group", "act", "kind", "title", "detail")
    return {
        "user": user_id,
        "name": name,
        "start": start.isoformat(),
        "end": end.isoformat(),
        "items": [{"when": e.when.isoformat(), **{n: getattr(e, n) for n in names}} for e in events[: stream.PAGE]],
        "next": skip + stream.PAGE if len(events) > stream.PAGE else None,
        "totals": [
            {n: getattr(t, n) for n in ("group", "act", "kind", "times", "rows")}
            for t in stream.totals(user_id, start, end)
        ],
    }


def limits(request: HttpRequest):  # type: ignore[no-untyped-def]
    _actor(request, "platform.verify_trail")
    return answer({"limits": dict(policy.values())})


def set_limits(request: HttpRequest, payload: LimitsIn):  # type: ignore[no-untyped-def]
    actor = _actor(request, "platform.set_trail")
    return answer({"limits": policy.change(actor=actor, given=payload.limits)})


def lift(request: HttpRequest, payload: LiftIn):  # type: ignore[no-untyped-def]
    actor = _actor(request, "platform.lift_reading_stop")
    row = counting.lift(actor=actor, user_id=payload.user_id, reason=payload.reason)
    return answer(
        {"user_id": row.user_id, "day": row.day.isoformat(), "records": row.records, "lifted_by": row.lifted_by}
    )


for method, path, view, code, summary, response in (
    ("GET", "", standing, "platform.verify_trail", "How the audit chain stands", {200: Standing}),
    ("POST", "/check", check, "platform.verify_trail", "Check the whole audit trail", {202: CheckStarted}),
    ("GET", "/person", person, "platform.view_readentry", "Everything a person saw, did and took along", {200: Stream}),
    ("GET", "/limits", limits, "platform.verify_trail", "The limits of reading and alerts", {200: Limits}),
    ("PATCH", "/limits", set_limits, "platform.set_trail", "Set limits of reading and alerts", {200: Limits}),
    ("POST", "/lift", lift, "platform.lift_reading_stop", "Lift a person's reading limit for today", {200: Lifted}),
):
    view.function_code = code  # type: ignore[union-attr]
    router.add_api_operation(
        path,
        [method],
        view,
        response=response,  # type: ignore[dict-item]
        operation_id=f"trail_{view.__name__}",
        summary=summary,
        openapi_extra={"x-function": code},
    )
