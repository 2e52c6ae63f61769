"""Collision cases for programs: claim, both sides, decision; the same services as the pages."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from yanzhen.crm.nouns import matching as nouns
from yanzhen.crm.queries import collisions as cases
from yanzhen.crm.queries import merges
from yanzhen.crm.services import asking, collisions, opening
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform import idempotency
from yanzhen.platform.pages.api import Key, answer, row_of
from yanzhen.platform.pages.views import actor_of

router = Router(tags=["customers"])
OPEN, DECIDE, SEE = "crm.add_collisioncase", "crm.decide_collisioncase", "crm.view_collisioncase"


class ClaimIn(Schema):
    """A claim to a customer that the list of likely ones showed."""

    claim_token: str = Field(max_length=500)
    claim: str = Field(max_length=500)
    said: str = Field(default="", max_length=200)


class BetweenIn(Schema):
    """Two records of one firm whose owners differ."""

    ids: list[int] = Field(min_length=2, max_length=2)
    claim: str = Field(default="", max_length=500)


class CaseOpened(Schema):
    """The case that a claim opened."""

    id: int
    number: str


class CaseShareIn(Schema):
    """What part of the credit one person gets."""

    employee: int = Field(ge=0, lt=2**63)
    percent: Decimal


class CaseDecisionIn(Schema):
    """How a case ends."""

    outcome: str = Field(max_length=8, description="owner, split or apart")
    owner: int | None = Field(default=None, ge=0, lt=2**63)
    shares: list[CaseShareIn] = []
    reason: str = Field(max_length=500)
    version: int | None = Field(default=None, ge=0, lt=2**31)


class CaseEvidence(Schema):
    """One kind of evidence on both sides."""

    kind: str
    holder_on: str | None
    holder_who: str
    claimant_on: str | None
    claimant_who: str
    first: str


class CaseSides(Schema):
    """Both sides of a case and what is proposed."""

    evidence: list[CaseEvidence]
    owner: str
    holder_percent: str
    claimant_percent: str


class CaseDecided(Schema):
    """A case after its decision."""

    id: int
    number: str
    state: str
    outcome: str
    owner: int | None


def _add(method: str, path: str, view: Any, name: str, summary: str, code: str, response: Any) -> None:
    view.function_code = code
    router.add_api_operation(
        path, [method], view, response=response, operation_id=name, summary=summary, openapi_extra={"x-function": code}
    )


def claim(request: HttpRequest, payload: ClaimIn) -> HttpResponse:
    """Claim a customer by the token that the list of likely ones gave."""
    actor = actor_of(request)
    actor.require(OPEN)
    customer = asking.claimed(payload.claim_token, actor)
    if customer is None:
        raise Http404

    def carry_out() -> tuple[int, dict[str, Any]]:
        case = opening.claim(customer, actor=actor, said=payload.said, claim=payload.claim)
        return 201, {"id": case.pk, "number": case.number}

    status, body = idempotency.once(request, actor, carry_out)
    return answer(body, status)


def between(request: HttpRequest, payload: BetweenIn) -> HttpResponse:
    """Ask a manager whose a firm is whose two records have different owners."""
    actor = actor_of(request)
    actor.require(OPEN)
    rows = merges.candidates([key for key in payload.ids if 0 <= key < 2**63], actor)
    if len(rows) != 2:
        raise Http404

    def carry_out() -> tuple[int, dict[str, Any]]:
        case = opening.between(*rows, actor=actor, claim=payload.claim)
        return 201, {"id": case.pk, "number": case.number}

    status, body = idempotency.once(request, actor, carry_out)
    return answer(body, status)


def decide(request: HttpRequest, pk: Key, payload: CaseDecisionIn) -> HttpResponse:
    """Decide a case whose both sides are within reach."""
    actor = actor_of(request)
    actor.require(DECIDE)
    case = row_of(nouns.CASES, actor, pk)
    known = {row.pk: row for row in employees.visible(actor).filter(
        pk__in=[s.employee for s in payload.shares] + ([payload.owner] if payload.owner is not None else [])
    )}  # fmt: skip
    if payload.owner is not None and payload.owner not in known:
        raise RuleBroken(_("Nobody with this key is within your reach."), field="owner", code="unknown")
    if any(share.employee not in known for share in payload.shares):
        raise RuleBroken(_("Nobody with this key is within your reach."), field="shares", code="unknown")
    row = collisions.decide(
        case, actor=actor, outcome=payload.outcome, reason=payload.reason, version=payload.version,
        owner=known.get(payload.owner or 0), shares=[(known[s.employee], s.percent) for s in payload.shares],
    )  # fmt: skip
    return answer(
        {"id": row.pk, "number": row.number, "state": row.state, "outcome": row.outcome, "owner": row.owner_id}
    )


def sides(request: HttpRequest, pk: Key) -> HttpResponse:
    """Who was first in what, on either side, and what that speaks for."""
    actor = actor_of(request)
    actor.require(SEE)
    found = cases.sides(row_of(nouns.CASES, actor, pk))
    evidence = [
        {
            "kind": line.kind,
            "holder_on": line.holder.on.isoformat() if line.holder else None,
            "holder_who": line.holder.who if line.holder else "",
            "claimant_on": line.claimant.on.isoformat() if line.claimant else None,
            "claimant_who": line.claimant.who if line.claimant else "",
            "first": line.first,
        }
        for line in found.lines
    ]
    proposal = found.proposal
    return answer(
        {
            "evidence": evidence,
            "owner": proposal.owner,
            "holder_percent": str(proposal.holder_percent),
            "claimant_percent": str(proposal.claimant_percent),
        }
    )


_add("POST", "/collision-cases/claim", claim, "collisioncase_claim", "Claim a customer", OPEN, {201: CaseOpened})
_add(
    "POST", "/collision-cases/between", between, "collisioncase_between", "Claims to one firm", OPEN, {201: CaseOpened}
)
_add(
    "POST",
    "/collision-cases/{int:pk}/decide",
    decide,
    "collisioncase_decide",
    "Decide a case",
    DECIDE,
    {200: CaseDecided},
)
_add(
    "GET",
    "/collision-cases/{int:pk}/sides",
    sides,
    "collisioncase_sides",
    "Both sides of a case",
    SEE,
    {200: CaseSides},
)
