"""The calendar over the API: what the year page shows and does. The days themselves are /calendar-days."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from yanzhen.organization.queries import calendar as days_of
from yanzhen.organization.services import calendar
from yanzhen.platform.pages.api import answer

router = Router(tags=["calendar"])


class WorkdaysQuery(Schema):
    """From which day to which, both included."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    start: date = Field(alias="from")
    end: date = Field(alias="to")


class WorkdaysOut(Schema):
    """How many days are worked in it."""

    working_days: int


class DayIn(Schema):
    """The day to turn over."""

    model_config = ConfigDict(extra="forbid")
    day: date


class DayOut(Schema):
    """Whether it is worked now."""

    day: date
    is_working: bool


class PublicYearIn(Schema):
    """The year whose public holidays are taken over."""

    model_config = ConfigDict(extra="forbid")
    year: int = Field(ge=2000, le=2099)


class PublicYearOut(Schema):
    """How many days were added, and whether the public list knows the make-up workdays of the year."""

    added: int
    knows_make_up: bool


@router.get(
    "/calendar/working-days",
    response={200: WorkdaysOut},
    operation_id="calendar_working_days",
    summary="Count the days worked between two days",
    openapi_extra={"x-function": "organization.view_calendarday"},
)
def working_days(request: HttpRequest, asked: Query[WorkdaysQuery]) -> HttpResponse:
    request.actor.require("organization.view_calendarday")  # type: ignore[attr-defined]
    return answer({"working_days": days_of.working_days(asked.start, asked.end)})


@router.post(
    "/calendar/turn",
    response={200: DayOut},
    operation_id="calendar_turn",
    summary="Make a worked day free, or a free day worked",
    openapi_extra={"x-function": "organization.change_calendarday"},
)
def turn(request: HttpRequest, payload: DayIn) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    return answer({"day": payload.day.isoformat(), "is_working": calendar.turn(payload.day, actor=actor)})


@router.post(
    "/calendar/public-days",
    response={200: PublicYearOut},
    operation_id="calendar_public_days",
    summary="Take over the public holidays of a year",
    openapi_extra={"x-function": "organization.add_calendarday"},
)
def public_days(request: HttpRequest, payload: PublicYearIn) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    added = calendar.take_public(payload.year, actor=actor)
    return answer({"added": added, "knows_make_up": days_of.has_make_up_days(payload.year)})
