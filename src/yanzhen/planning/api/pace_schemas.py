"""The shapes of what programs ask about pace, and are told."""

from datetime import date
from typing import Literal

from ninja import Schema
from pydantic import ConfigDict, Field


class PaceQuery(Schema):
    """Whose pace, over which span, of which metric, as of which day; without a part, what one sees first."""

    model_config = ConfigDict(extra="forbid")
    unit: int | None = Field(None, ge=0, le=2**63 - 1)
    person: int | None = Field(None, ge=0, le=2**63 - 1)
    whole: bool = False
    span: Literal["plan", "quarter", "month"] = "plan"
    metric: str = Field("revenue", max_length=16)
    on: date | None = None


class PacePart(Schema):
    """One part of a side: due, actual and gap as decimal strings."""

    key: int | None
    name: str
    due: str
    actual: str
    gap: str


class PaceCause(Schema):
    """The parts of one side, the worst first; `main` are the fewest that carry half of the gap."""

    side: str
    is_planned: bool
    parts: list[PacePart]
    main: list[int | None]


class PacePoint(Schema):
    """Added up until the end of a day; `low` and `high` hold 80 of 100 cases."""

    on: date
    due: str
    actual: str | None
    expected: str | None
    low: str | None
    high: str | None


class PaceOut(Schema):
    """How a plan stands. `basis` says out of what the rest is expected: forecast, run_rate, closed or none."""

    plan: int
    side: str
    key: int | None
    metric: str
    currency: str
    start: date
    end: date
    on: date
    planned: str
    due: str
    actual: str
    gap: str
    working_days: int
    days_passed: int
    expected: str | None
    low80: str | None
    high80: str | None
    low95: str | None
    high95: str | None
    chance: float | None
    bound: float
    is_red: bool
    needed_per_day: str | None
    basis: str
    model: str
    notes: list[str] = Field(description="what changed around the plan: people who left, units that moved, currencies")
    steps: list[list[str]]
    points: list[PacePoint]
    causes: list[PaceCause]


class BoundIn(Schema):
    """Under which chance, in percent, the pace is red; with `all` of every plan without a bound of its own."""

    model_config = ConfigDict(extra="forbid")
    percent: int = Field(ge=0, le=100)
    all: bool = False


class BoundOut(Schema):
    """The bound that holds for the plan now, in percent."""

    percent: int


class PlanSheet(Schema):
    """A view of a plan: money as decimal strings, percentages in percent, null where there is nothing."""

    view: str
    currency: str
    heads: list[str]
    rows: list[list[str | None]]
    total: list[str | None] | None
    note: str
    notes: list[str]


class SheetFile(Schema):
    """The format of the file, and why, where a reason is needed."""

    model_config = ConfigDict(extra="forbid")
    format: Literal["xlsx", "csv", "pdf", "print"] = "xlsx"
    reason: str = Field("", max_length=300)


class CoverageQuery(Schema):
    """As of which month: 2026-11."""

    model_config = ConfigDict(extra="forbid")
    month: str = Field("", pattern=r"^(\d{4}-(0[1-9]|1[0-2]))?$")


class StageOut(Schema):
    """A stage beside what it needs; `needed` = wins × months ÷ win rate, rounded up."""

    stage: str
    held: int
    needed: int
    missing: int
    is_leak: bool
    wins: str
    months: str
    win_rate: str


class PipelineOut(Schema):
    """The pipeline of one person; `leak` is the stage that is furthest below its need."""

    person: int
    name: str
    month: date
    stages: list[StageOut]
    leak: str | None


class ResultIn(Schema):
    """What came of an improvement."""

    model_config = ConfigDict(extra="forbid")
    result: str = Field(max_length=2000)


class StandardIn(Schema):
    """What is kept of an improvement."""

    model_config = ConfigDict(extra="forbid")
    standard: str = Field(max_length=2000)


class PaceStepOut(Schema):
    """Where the card stands now."""

    id: int
    state: str
