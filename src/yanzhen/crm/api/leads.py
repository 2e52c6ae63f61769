"""What is done with leads by program: the pool, follow-ups, the end of a lead, its points."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from yanzhen.crm.api.lead_schemas import (
    LeadDone,
    LeadLoseIn,
    LeadPool,
    LeadPoolBounds,
    LeadQualified,
    LeadQualifyIn,
    LeadReleaseIn,
    LeadScore,
    LeadTouchIn,
    LeadTouchOut,
    SameLead,
)
from yanzhen.crm.models import Lead
from yanzhen.crm.nouns.leads import LEADS
from yanzhen.crm.permissions.leads import CLAIM, QUALIFY, SET_POOL
from yanzhen.crm.queries import customers, lead_bounds
from yanzhen.crm.queries import leads as lead_rows
from yanzhen.crm.queries.lead_pool import PAGE, limits, searched
from yanzhen.crm.queries.lead_told import beginning, explained
from yanzhen.crm.services import lead_pool, lead_qualifying, leads
from yanzhen.platform import idempotency
from yanzhen.platform.pages.api import Key, answer, row_of
from yanzhen.platform.pages.filters import clean_text
from yanzhen.platform.pages.views import actor_of
from yanzhen.platform.trail import reading

router = Router(tags=["leads"])
VIEW, CHANGE, ADD = "crm.view_lead", "crm.change_lead", "crm.add_lead"


def _mark(view: Any, code: str) -> None:
    view.function_code = code


def _lead(request: HttpRequest, pk: int, code: str) -> Lead:
    actor = actor_of(request)
    actor.require(code)
    return row_of(LEADS, actor, pk)  # type: ignore[no-any-return]


@router.get(
    "/lead-pool",
    response={200: LeadPool},
    operation_id="lead_pool",
    summary="Leads that may be taken",
    openapi_extra={"x-function": CLAIM},
)
def pool(
    request: HttpRequest,
    search: Annotated[str, Query(max_length=60)] = "",
    sort: Annotated[str, Query(max_length=10)] = "points",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> HttpResponse:
    """Thirty at a time, by points, the newest or the longest waiting first (`points`, `new`, `old`)."""
    actor = actor_of(request)
    actor.require(CLAIM)
    found = searched(actor, clean_text(search, "search"), sort)
    total = found.count()
    rows = list(found[(page - 1) * PAGE : page * PAGE])
    reading.listed(request, LEADS, rows, total=total)
    items = []
    for one in lead_rows.pooled(rows, actor):
        values = {k: v for k, v in vars(one).items() if k not in {"key", "is_open"}}
        items.append({"id": one.key, **values, "in_reach": one.is_open})
    return answer({"items": items, "total": total, **limits(actor)})


@router.post(
    "/lead-pool/{int:pk}/claim",
    response={200: LeadDone},
    operation_id="lead_claim",
    summary="Take a lead from the pool",
    openapi_extra={"x-function": CLAIM},
)
def claim(request: HttpRequest, pk: Key) -> HttpResponse:
    """Of several at once one gets it; the others are answered 422 with the code `taken`."""
    actor = actor_of(request)
    actor.require(CLAIM)
    if not 0 <= pk < 2**63 or not lead_rows.may_be_claimed(actor, pk):
        raise Http404
    return _done(lead_pool.claim(actor=actor, key=pk))


@router.get(
    "/lead-pool/bounds",
    response={200: LeadPoolBounds},
    operation_id="lead_pool_bounds",
    summary="The bounds of the pool",
    openapi_extra={"x-function": VIEW},
)
def read_bounds(request: HttpRequest) -> Any:
    """As they hold now."""
    actor_of(request).require(VIEW)
    return lead_bounds.values()


@router.put(
    "/lead-pool/bounds",
    response={200: LeadPoolBounds},
    operation_id="lead_pool_set_bounds",
    summary="Set the bounds of the pool",
    openapi_extra={"x-function": SET_POOL},
)
def put_bounds(request: HttpRequest, payload: LeadPoolBounds) -> Any:
    """All of them at once."""
    lead_pool.put(actor=actor_of(request), values=payload.dict())
    return lead_bounds.values()


@router.get(
    "/leads/{int:pk}/touches",
    response={200: list[LeadTouchOut]},
    operation_id="lead_touches",
    summary="What happened with a lead",
    openapi_extra={"x-function": VIEW},
)
def touches(request: HttpRequest, pk: Key) -> HttpResponse:
    """The latest first."""
    row = _lead(request, pk, VIEW)
    names = ("kind", "happened_at", "note", "who")
    return answer([{name: getattr(one, name) for name in names} for one in lead_rows.touches(row, 200)])


@router.post(
    "/leads/{int:pk}/touches",
    response={201: LeadDone},
    operation_id="lead_touch",
    summary="Write down what happened with a lead",
    openapi_extra={"x-function": CHANGE},
)
def touch(request: HttpRequest, pk: Key, payload: LeadTouchIn) -> HttpResponse:
    """A call, message, meeting or offer of ours counts as a follow-up and keeps the lead from the pool."""
    row, actor = _lead(request, pk, CHANGE), actor_of(request)

    def carry_out() -> tuple[int, Any]:
        done = leads.touch(row, actor=actor, **payload.dict())
        return 201, {"id": done.pk, "state": done.state}

    status, body = idempotency.once(request, actor, carry_out)
    return answer(body, status)


@router.post(
    "/leads/{int:pk}/lose",
    response={200: LeadDone},
    operation_id="lead_lose",
    summary="Close a lead as lost",
    openapi_extra={"x-function": CHANGE},
)
def lose(request: HttpRequest, pk: Key, payload: LeadLoseIn) -> HttpResponse:
    """With the reason."""
    row = _lead(request, pk, CHANGE)
    return _done(leads.lose(row, actor=actor_of(request), **payload.dict()))


@router.post(
    "/leads/{int:pk}/release",
    response={200: LeadDone},
    operation_id="lead_release",
    summary="Give a lead back to the pool",
    openapi_extra={"x-function": CHANGE},
)
def release(request: HttpRequest, pk: Key, payload: LeadReleaseIn) -> HttpResponse:
    """With the reason, if there is one."""
    row = _lead(request, pk, CHANGE)
    return _done(lead_pool.release(row, actor=actor_of(request), **payload.dict()))


@router.post(
    "/leads/{int:pk}/qualify",
    response={201: LeadQualified},
    operation_id="lead_qualify",
    summary="Make a lead a customer with contact and opportunity",
    openapi_extra={"x-function": QUALIFY},
)
def qualify(request: HttpRequest, pk: Key, payload: LeadQualifyIn) -> HttpResponse:
    """In one act: all of it, or nothing."""
    row, actor = _lead(request, pk, QUALIFY), actor_of(request)

    def carry_out() -> tuple[int, Any]:
        given = {name: value for name, value in payload.dict().items() if value not in (None, "")}
        key = given.pop("customer", None)
        customer = None if key is None else get_object_or_404(customers.visible(actor), pk=key)
        usual = {name: value for name, value in beginning(row).items() if name in {"name", "expected_on"}}
        made = lead_qualifying.qualify(row, actor=actor, customer=customer, **{**usual, **given})
        ids = {"customer": made.customer_id, "contact": made.contact_id, "opportunity": made.pk}
        return 201, {"lead": row.pk, **ids}

    status, body = idempotency.once(request, actor, carry_out)
    return answer(body, status)


@router.get(
    "/possible-leads",
    response={200: list[SameLead]},
    operation_id="lead_possible",
    summary="Open leads that a new one would repeat",
    openapi_extra={"x-function": ADD},
)
def possible(
    request: HttpRequest,
    company: Annotated[str, Query(max_length=200)] = "",
    phone: Annotated[str, Query(max_length=32)] = "",
    exclude: Annotated[int | None, Query(ge=0, lt=2**63)] = None,
) -> HttpResponse:
    """By name but for place, legal form and spelling, and by telephone number; `exclude` is the lead in hand."""
    actor = actor_of(request)
    actor.require(ADD)
    found = lead_rows.same(actor, clean_text(company, "company"), clean_text(phone, "phone"), exclude)
    return answer([{"id": o.key, "company": o.company, "ask": o.ask, "in_pool": o.in_pool} for o in found])


@router.get(
    "/leads/{int:pk}/score",
    response={200: LeadScore},
    operation_id="lead_score",
    summary="The points of a lead, each explained",
    openapi_extra={"x-function": VIEW},
)
def score(request: HttpRequest, pk: Key) -> HttpResponse:
    """Points people set, and the model score, each with its parts."""
    found = explained(_lead(request, pk, VIEW))
    model = found["model"]
    parts = [{"points": p["points"], "fact": p["words"], "evidence": p["evidence"]} for p in found["parts"]]
    learnt = [{"points": points, "fact": name, "evidence": ""} for name, points in (model.parts if model else ())]
    return answer(
        {
            "points": found["total"],
            "parts": parts,
            "score": model.score if model else None,
            "base": model.base if model else None,
            "score_parts": learnt,
        }
    )


def _done(row: Lead) -> HttpResponse:
    return answer({"id": row.pk, "state": row.state})


_GUARDED = (
    (pool, CLAIM), (claim, CLAIM), (read_bounds, VIEW), (put_bounds, SET_POOL), (touches, VIEW), (touch, CHANGE),
    (lose, CHANGE), (release, CHANGE), (qualify, QUALIFY), (possible, ADD), (score, VIEW),
)  # fmt: skip
for _view, _code in _GUARDED:
    _mark(_view, _code)
