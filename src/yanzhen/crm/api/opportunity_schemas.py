"""What the endpoints of opportunities take and give."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Field, Schema

from yanzhen.platform.pages.collaboration_schemas import Strict

Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]
Money = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=2)]
Key = Annotated[int, Field(ge=0, lt=2**63)]
Version = Annotated[int | None, Field(ge=0, lt=2**31, description="the version you saw; a newer one refuses the act")]
Text = Annotated[str, Field(max_length=120)]


class MoveIn(Strict):
    """The stage to move to."""

    stage: Key
    version: Version = None


class WinIn(Strict):
    """How it was won; without an amount the present one was agreed."""

    amount: Money | None = None
    reason: Key | None = None
    competitor: Text = ""
    closed_on: date | None = None
    version: Version = None


class LoseIn(Strict):
    """Why it was lost; to whom and at what price as far as that is known."""

    reason: Key
    competitor: Text = ""
    price: Money | None = None
    closed_on: date | None = None
    version: Version = None


class ExitTickIn(Strict):
    """An exit task of the present stage; `done` false opens it again."""

    task: Key
    done: bool = True
    version: Version = None


class MemberIn(Strict):
    """Somebody of the team and their share in percent."""

    employee: Key
    share: Percent


class TeamIn(Strict):
    """The whole team; shares make exactly 100."""

    members: Annotated[list[MemberIn], Field(min_length=1, max_length=20)]
    version: Version = None


class MemberOut(Schema):
    """Somebody of the team, and what of the amount their share is."""

    employee: int
    name: str
    share: str
    amount: str


class OpenTaskOut(Schema):
    """An exit task of the present stage."""

    id: int
    name: str
    done: bool
    who: str
    done_at: datetime | None


class StayOut(Schema):
    """One stay in a stage."""

    stage: int
    name: str
    entered_at: datetime
    left_at: datetime | None
    amount: str
    by: str


class CourseOut(Schema):
    """Where an opportunity stands, what is to be done there, who is in its team, and how it came there."""

    id: int
    state: str
    stage: int
    version: int
    tasks: list[OpenTaskOut]
    members: list[MemberOut]
    stays: list[StayOut]


class StageIn(Strict):
    """A stage of a process."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    name_en: Text = ""
    goal: Annotated[str, Field(max_length=300)] = ""
    documents: Annotated[str, Field(max_length=1000, description="one a line")] = ""
    usual_days: Annotated[int | None, Field(ge=1, le=3650)] = None
    probability: Annotated[int, Field(ge=0, le=100)] = 50


class StagePatch(Strict):
    """What of a stage changes."""

    name: Annotated[str | None, Field(min_length=1, max_length=120)] = None
    name_en: Text | None = None
    goal: Annotated[str | None, Field(max_length=300)] = None
    documents: Annotated[str | None, Field(max_length=1000)] = None
    usual_days: Annotated[int | None, Field(ge=1, le=3650)] = None
    probability: Annotated[int | None, Field(ge=0, le=100)] = None
    version: Version = None


class ShiftIn(Strict):
    """One place up (-1) or down (1)."""

    step: Annotated[int, Field(ge=-1, le=1)]


class ExitTaskIn(Strict):
    """An exit task."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    name_en: Text = ""


class ExitTaskOut(Schema):
    """An exit task of a stage."""

    id: int
    name: str
    name_en: str
    version: int


class SalesStageOut(Schema):
    """A stage with its exit tasks in order."""

    id: int
    process: int
    position: int
    name: str
    name_en: str
    goal: str
    documents: str
    usual_days: int | None
    probability: int
    learnt_probability: str | None
    version: int
    tasks: list[ExitTaskOut]


class BoardTotal(Schema):
    """Count, sum and weighted sum of a stage in one currency."""

    currency: str
    count: int
    amount: str
    weighted: str


class BoardCard(Schema):
    """A card of the board."""

    id: int
    version: int
    name: str
    customer: str
    amount: str
    currency: str
    expected_on: date
    next_step: str
    next_on: date | None
    stage_since: date
    is_stuck: bool
    owner: str | None


class BoardColumn(Schema):
    """A stage of the board with its first cards; `more` is what `after` takes for the next ones."""

    stage: int
    name: str
    totals: list[BoardTotal]
    cards: list[BoardCard]
    more: str | None


class BoardOut(Schema):
    """The board of a process."""

    process: int
    columns: list[BoardColumn]
