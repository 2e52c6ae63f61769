"""Finding whose export something is, by program."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from yanzhen.platform.exporting import finding, permits
from yanzhen.platform.pages.api import answer

router = Router(tags=["exports"])


class FindIn(Schema):
    """Rows of a file that turned up somewhere, with whatever invisible characters they hold."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=1, max_length=2_000_000)


class FoundOut(Schema):
    items: list[dict[str, Any]]


class BudgetOut(Schema):
    """Rows a day, and how many of them are gone; null where there is no end."""

    rows_a_day: int | None
    used: int


@router.post(
    "/exports/find",
    response={200: FoundOut},
    operation_id="export_find",
    summary="Find whose export this is",
    openapi_extra={"x-function": "platform.find_export"},
)
def find(request: HttpRequest, payload: FindIn) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("platform.find_export")
    found = finding.find(actor=actor, text=payload.text)
    items = [
        {"id": r.pk, "code": r.code, "who": r.who, "title": r.title, "exported_at": r.exported_at.isoformat()}
        for r in found
    ]
    return answer({"items": items})


@router.get(
    "/export-budget",
    response={200: BudgetOut},
    operation_id="export_budget",
    summary="My budget of today",
    openapi_extra={"x-function": "platform.view_exportrecord"},
)
def budget(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("platform.view_exportrecord")
    return answer({"rows_a_day": permits.budget(actor), "used": permits.used(actor)})
