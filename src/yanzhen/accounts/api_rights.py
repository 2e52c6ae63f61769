"""Rights over the API: why something can or cannot be seen, and who can do what."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from pydantic import ConfigDict

from yanzhen.accounts.asking import for_program
from yanzhen.accounts.permissions import EXPLAIN, WHY
from yanzhen.accounts.queries import rights
from yanzhen.accounts.queries import why as reasons
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import functions
from yanzhen.platform.pages.api import answer

router = Router(tags=["rights"])
LARGEST = 2**63 - 1


class WhyQuery(Schema):
    """What is asked about: one record by `noun` and `id`, a `function`, or a `path` of the pages."""

    model_config = ConfigDict(extra="forbid")
    noun: str = Field("", max_length=80)
    id: int | None = Field(None, ge=0, le=LARGEST)
    function: str = Field("", max_length=80)
    path: str = Field("", max_length=500)
    person: int | None = Field(None, ge=0, le=LARGEST)


class StepOut(Schema):
    """One step of the derivation; `opens` is null where it only tells something."""

    opens: bool | None
    text: str


class WhyOut(Schema):
    """The verdict, how it comes about, and which fields are hidden."""

    verdict: bool
    person: str
    subject: str
    steps: list[StepOut]
    hidden: list[str]


class HoldersQuery(Schema):
    """Which function, and for the rows of which unit."""

    model_config = ConfigDict(extra="forbid")
    function: str = Field("", max_length=80)
    unit: int | None = Field(None, ge=0, le=LARGEST)


class Holder(Schema):
    """One person who can do it, and by which roles."""

    id: int
    username: str
    name: str
    by: list[str]


def _known(code: str, field: str = "function") -> None:
    if code not in functions.all_functions():
        raise RuleBroken(_("Unknown functions: {codes}.").format(codes=code[:80]), field=field, code="unknown_function")


@router.get(
    "/why",
    response={200: WhyOut},
    operation_id="why",
    summary="Why something can or cannot be seen",
    openapi_extra={"x-function": WHY},
)
def explain(request: HttpRequest, given: Query[WhyQuery]) -> HttpResponse:
    actor: Any = request.actor  # type: ignore[attr-defined]
    actor.require(WHY)
    if given.function:
        _known(given.function)
    found, person = for_program(actor, given.dict())
    return answer(
        {
            "verdict": found.verdict,
            "person": str(person),
            "subject": found.subject,
            "steps": [{"opens": step.opens, "text": step.text} for step in found.steps],
            "hidden": found.hidden,
        }
    )


@router.get(
    "/rights/holders",
    response={200: list[Holder]},
    operation_id="rights_holders",
    summary="Who can do this",
    openapi_extra={"x-function": EXPLAIN},
)
def holders(request: HttpRequest, given: Query[HoldersQuery]) -> HttpResponse:
    actor: Any = request.actor  # type: ignore[attr-defined]
    actor.require(EXPLAIN)
    _known(given.function)
    found = rights.holders(actor, given.function, given.unit)
    return answer(
        [
            {
                "id": user.pk,
                "username": user.username,
                "name": str(user),
                "by": [f"{s.grant.role.label}: {reasons.reach_in_words(s)}" for s in giving],
            }
            for user, giving in found
        ]
    )
