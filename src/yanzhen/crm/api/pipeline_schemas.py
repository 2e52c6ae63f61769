"""The shapes of the pipeline's past: what is asked and what is answered."""

from datetime import date
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import ConfigDict

Ref = Annotated[int | None, Field(None, ge=0, lt=2**63)]


class PipelineQuery(Schema):
    """Which opportunities: of a process, a unit with those below it, an owner, a source; amounts of a currency."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    process: Ref
    unit: Ref
    owner: Ref
    source: str = Field("", max_length=60)
    first: date | None = Field(None, alias="from")
    last: date | None = Field(None, alias="to")
    currency: str = Field("", max_length=3)
    start: int = Field(0, ge=0, lt=2**31, description="of the opportunities behind a figure")

    def given(self) -> dict[str, str]:
        """As the address of the page has it."""
        return {k: str(v) for k, v in self.dict(by_alias=True, exclude_none=True).items() if v not in {"", False}}


class FunnelQuery(PipelineQuery):
    """The opportunities that came in on these days; `all` for those of all days, else the last twelve months."""

    all: bool = False
    part: Literal["", "reached", "waiting", "won", "lost"] = ""
    stage: Ref


class FlowQuery(PipelineQuery):
    """The flow over these days, else last month. In the balance: expected `until` the end of month, quarter or year."""

    until: Literal["", "month", "quarter", "year", "all"] = ""
    part: Literal[
        "", "opening", "came_in", "reopened", "raised", "lowered", "moved_in", "slipped", "won", "lost", "closing"
    ] = ""


class FunnelFile(FunnelQuery):
    """The funnel as a file, or the opportunities of a part of it."""

    format: Literal["xlsx", "csv", "pdf", "print"] = "xlsx"
    reason: str = Field("", max_length=300)


class FlowFile(FlowQuery):
    """The flow as a file, or the opportunities behind a figure of it."""

    format: Literal["xlsx", "csv", "pdf", "print"] = "xlsx"
    reason: str = Field("", max_length=300)


class ShareOut(Schema):
    """A part of a whole number of opportunities."""

    part: int
    whole: int


class PipelineEntry(Schema):
    """An opportunity behind a figure and what it adds to it."""

    opportunity: int
    amount: str


class FunnelStepOut(Schema):
    """One stage of the funnel."""

    stage: int
    name: str
    reached: int
    entered: int
    value: dict[str, str]
    waiting: int
    waiting_value: dict[str, str]
    onward: ShareOut
    won: ShareOut
    median_days: str | None
    most_days: str | None
    timed: int


class FunnelCohortOut(Schema):
    """The opportunities that came in during a month."""

    month: date
    deals: int
    reached: list[int]
    open: int
    won: int
    lost: int
    won_value: dict[str, str]


class FunnelOut(Schema):
    """The funnel of a process, its cohorts, and, where asked, the opportunities behind a figure (1,000 at a time)."""

    process: int | None
    first: date | None
    last: date | None
    deals: int
    open: int
    won: int
    lost: int
    unplaced: int
    value: dict[str, str]
    won_value: dict[str, str]
    steps: list[FunnelStepOut]
    cohorts: list[FunnelCohortOut]
    behind: list[PipelineEntry]
    behind_total: int


class FlowFigureOut(Schema):
    """A figure of the flow, signed, and how many opportunities it is made of."""

    part: str
    amount: str
    opportunities: int


class FlowCurrencyOut(Schema):
    """The flow of one currency: the figures from opening to closing add up."""

    currency: str
    figures: list[FlowFigureOut]


class FlowOut(Schema):
    """The flow between two dates and, where asked, the opportunities behind a figure (1,000 at a time)."""

    first: date
    last: date
    horizon: date | None
    known_since: date | None
    flows: list[FlowCurrencyOut]
    behind: list[PipelineEntry]
    behind_total: int


class StageLearntOut(Schema):
    """What a stage taught beside what was set; `percent` is null when too few reached it."""

    stage: int
    name: str
    probability: int
    percent: str | None
    closed: int
    won: int
    overall: int
    overall_won: int
    usual_days: int | None
    suggested_days: int | None
    median_days: str | None
    most_days: str | None
    stays: int
    learnt_on: date | None


class StageDaysOut(Schema):
    """The usual days of a stage as they stand now."""

    stage: int
    usual_days: int | None


class ProcessDraftIn(Schema):
    """From which process to draft, and how to call what is made."""

    model_config = ConfigDict(extra="forbid")
    process: int = Field(ge=0, lt=2**63)
    name: str = Field("", max_length=120)


class DraftTaskOut(Schema):
    """Something done in a step, and in how many of the deals."""

    name: str
    share: tuple[int, int]


class DraftStepOut(Schema):
    """A step of a drafted process: part and whole of the deals that support it."""

    name: str
    support: tuple[int, int]
    after: tuple[int, int] | None
    elsewhere: tuple[int, int]
    median_days: str | None
    stays: int
    tasks: list[DraftTaskOut]


class DraftVariantOut(Schema):
    """An order of steps and how many deals followed it."""

    steps: list[str]
    deals: int


class DraftWorkingOut(Schema):
    """How a draft came about."""

    deals: int
    sellers: int
    candidates: int
    is_compared: bool
    best: tuple[int, int]
    overall: tuple[int, int]
    variant: DraftVariantOut
    others: list[DraftVariantOut]
    variants: int
    steps: list[DraftStepOut]


class ProcessDraftOut(Schema):
    """A drafted process with its working."""

    id: int
    process: int
    name: str
    source: int | None
    published: bool
    working: DraftWorkingOut


class PlaybookUseIn(Schema):
    """Which entry, and whether it helped; null says only that it was used."""

    model_config = ConfigDict(extra="forbid")
    entry: int = Field(ge=0, lt=2**63)
    is_helpful: bool | None = None


class PlaybookEntryOut(Schema):
    """An entry for the stage an opportunity is in, and what the reader told about it."""

    id: int
    kind: str
    title: str
    text: str
    answer: str
    uses: int
    helpful: int
    is_used: bool
    is_helpful: bool | None


class DraftGone(Schema):
    """The draft that was thrown away."""

    id: int
