"""What the API takes and answers of quotas, talks and the steps of a plan."""

from datetime import date
from decimal import Decimal
from typing import Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from yanzhen.planning.enums import Metric
from yanzhen.platform.pages.collaboration_schemas import Strict


class PlanMoveIn(Strict):
    """To which step; a new edition of a plan that counts asks for consent before it is published."""

    to: Literal["prepare", "talk", "fix", "meeting", "published"]
    note: str = Field("", max_length=500)


class PlanStepIn(Strict):
    """The day a coming step is meant for; without a day it is no longer planned."""

    state: Literal["prepare", "talk", "fix", "meeting", "published"]
    planned_on: date | None = None
    note: str = Field("", max_length=500)


class PlanStepOut(Schema):
    state: str
    planned_on: date | None
    entered_at: str | None
    by: str
    note: str
    people: list[int]


class EditionIn(Strict):
    """From which month the new edition counts, and why."""

    in_force_on: date
    reason: str = Field(max_length=500)


class QuotaDrawIn(Strict):
    metric: Literal[tuple(Metric.values)] = "revenue"  # type: ignore[valid-type]


class QuotaGiveIn(Strict):
    """The same quota a month for everybody who has a quota in the plan."""

    metric: Literal[tuple(Metric.values)]  # type: ignore[valid-type]
    a_month: Decimal = Field(gt=0, max_digits=18, decimal_places=2)
    weight: Decimal = Field(Decimal(20), ge=0, le=100, max_digits=5, decimal_places=2)
    cap: Decimal | None = Field(Decimal(150), ge=1, le=1000, max_digits=6, decimal_places=2)
    measured_in: str = Field("", max_length=20)


class QuotaNumberOut(Schema):
    """How many quotas or people it was."""

    number: int


class CounterIn(Strict):
    """The figure one would sign, and why."""

    figure: Decimal = Field(ge=0, max_digits=18, decimal_places=2)
    reason: str = Field(max_length=500)
    metric: Literal[tuple(Metric.values)] = "revenue"  # type: ignore[valid-type]


class FixIn(Strict):
    """The manager's decision; without a figure the quota stays."""

    figure: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=2)
    metric: Literal[tuple(Metric.values)] = "revenue"  # type: ignore[valid-type]
    text: str = Field("", max_length=500)


class TalkWordsIn(Strict):
    text: str = Field("", max_length=500)


class StandingOut(Schema):
    """`reached`, `attainment` are null where they may not be seen or there are no books; `why` says which."""

    metric: str
    quota: str
    reached: str | None
    attainment: str | None
    counted: str | None
    weight: str
    why: str


class AttainmentRow(Schema):
    """A person in one period; `points` are the weighted, capped attainments together."""

    period: str
    starts_on: date
    ends_on: date
    person: int
    number: str
    name: str
    points: str | None
    standings: list[StandingOut]


class AttainmentOut(Schema):
    items: list[AttainmentRow]


class AttainmentQuery(Schema):
    model_config = ConfigDict(extra="forbid")
    by: Literal["month", "quarter", "year", "plan"] = "quarter"
    person: int | None = Field(None, ge=0, lt=2**63)
