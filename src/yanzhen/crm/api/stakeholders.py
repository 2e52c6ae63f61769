"""Successors and classes for programs: the same acts as the pages have."""

from datetime import date
from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from yanzhen.crm import nouns
from yanzhen.crm.forms.stakeholders import ReplaceForm
from yanzhen.crm.services import classing, stakeholders
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.pages.api import Key, answer, detail_of, row_of
from yanzhen.platform.pages.views import actor_of

router = Router(tags=["customers"])
REPLACE, CLASSIFY = "crm.change_stakeholder", "crm.classify_customer"


class SuccessorIn(Schema):
    """Who takes the place: a contact of the customer or a name. What is left out stays as it was."""

    model_config = ConfigDict(extra="forbid")
    contact: int | None = Field(None, ge=0, lt=2**63)
    name: str = Field("", max_length=120)
    title: str = Field("", max_length=120)
    starts_on: date | None = None
    role: Literal["economic", "technical", "user", "coach"] | None = None
    attitude: Literal["champion", "supporter", "neutral", "sceptic", "opponent"] = "neutral"
    influence: Literal["high", "medium", "low"] | None = None
    needs: str = Field("", max_length=500)


class CustomerClassIn(Schema):
    """The class, empty for none, and why."""

    model_config = ConfigDict(extra="forbid")
    grade_class: Literal["", "A", "B", "C"]
    reason: str = Field(max_length=300)


class SuccessorOut(Schema):
    """The key of the one who took the place, and of the one before."""

    id: int
    replaces: int


class ClassOut(Schema):
    """The class as it stands now."""

    id: int
    grade_class: str
    class_reason: str
    class_by: str
    class_on: date


@router.post(
    "/stakeholders/{int:pk}/replace",
    response={200: SuccessorOut},
    operation_id="stakeholder_replace",
    summary="Name who takes the place of a stakeholder",
    openapi_extra={"x-function": REPLACE},
)
def replace(request: HttpRequest, pk: Key, given: SuccessorIn) -> HttpResponse:
    """Ends the one, begins the other and hands on who reports to them, in one act."""
    actor = actor_of(request)
    actor.require(REPLACE)
    row = row_of(nouns.STAKEHOLDERS, actor, pk)
    wanted = given.dict(exclude_none=True)
    filled = {"role": row.role, "influence": row.influence, "starts_on": timezone.localdate(), **wanted}
    form = ReplaceForm(filled, actor=actor, before=row)
    if not form.is_valid():
        raise RuleBroken(code="invalid", errors={n: " ".join(map(str, e)) for n, e in form.errors.items()})
    after = stakeholders.replace(row, actor=actor, **form.cleaned_data)
    return answer({"id": after.pk, "replaces": row.pk})


@router.post(
    "/customers/{int:pk}/classify",
    response={200: ClassOut},
    operation_id="customer_classify",
    summary="Set the class of a customer",
    openapi_extra={"x-function": CLASSIFY},
)
def classify(request: HttpRequest, pk: Key, given: CustomerClassIn) -> HttpResponse:
    """With the reason, which stays beside the class and in the history."""
    actor = actor_of(request)
    actor.require(CLASSIFY)
    row = classing.classify(row_of(nouns.CUSTOMERS, actor, pk), actor=actor, **given.dict())
    names = ("grade_class", "class_reason", "class_by", "class_on")
    shown = detail_of(nouns.CUSTOMERS, row_of(nouns.CUSTOMERS, actor, row.pk), actor)
    return answer({"id": row.pk, **{name: shown[name] for name in names}})


replace.function_code = REPLACE  # type: ignore[attr-defined]
classify.function_code = CLASSIFY  # type: ignore[attr-defined]
