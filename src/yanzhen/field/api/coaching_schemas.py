"""The shapes of days, weeks, findings, joint visits and meetings for programs."""

from datetime import date

from django.utils import timezone
from ninja import Schema
from pydantic import ConfigDict, Field

LARGEST = 2**63 - 1


class FieldWorkQuery(Schema):
    """Which days (today where none is named), and whose: of one person, everybody in reach, or a unit and below."""

    model_config = ConfigDict(extra="forbid")
    first: date = Field(default_factory=timezone.localdate)
    last: date = Field(default_factory=timezone.localdate)
    person: int | None = Field(None, ge=0, le=LARGEST)
    unit: int | None = Field(None, ge=0, le=LARGEST)


class WorkdayDocumentsQuery(FieldWorkQuery):
    """Which figure: planned, done, missed, ahead, reached, reported, measured, or the name of a kind of work."""

    figure: str = Field("", max_length=40)


class WorkdayFigures(Schema):
    """Planned against done. Rates are percents, null of nothing; minutes and shares are by part of the time."""

    planned: int
    done: int
    missed: int
    ahead: int
    reached: int
    reported: int
    days_out: int
    done_rate: str | None
    success_rate: str | None
    visits_a_day: str | None
    route_efficiency: str | None
    actual_km: str
    best_km: str
    minutes: dict[str, int]
    shares: dict[str, int]
    counts: dict[str, int]
    money: dict[str, dict[str, str]]


class WorkdayRow(WorkdayFigures):
    """The figures of one person on one day."""

    person: int
    name: str
    day: date


class Workdays(Schema):
    """Each person and day of which anything is known, and the sum."""

    rows: list[WorkdayRow]
    total: WorkdayFigures


class WorkdayDocument(Schema):
    """A row behind a figure, and the address of its page."""

    person: int
    day: date
    url: str
    title: str
    words: str
    amount: str | None
    currency: str


class PlainText(Schema):
    """Lines to be pasted into a messenger."""

    text: str


class TimeFinding(Schema):
    """One of the eleven findings: yes, partly, no or unknown, and the figures it rests on."""

    code: str
    title: str
    answer: str
    words: str
    formula: str
    percent: str | None


class TimeFindingRow(Schema):
    """One thing that a finding was counted from; `is_met` is null where it does not rest on a share."""

    title: str
    words: str
    url: str
    is_met: bool | None
    day: date | None
    who: str


class TimeFindings(Schema):
    """The findings about the use of time of so many people over four weeks."""

    people: int
    findings: list[TimeFinding]


class ObservedPointOut(Schema):
    """A point watched: its mark, what was seen, and the mark of the joint visit before."""

    position: int
    text: str
    score: int | None
    note: str
    before: int | None


class AgreedOut(Schema):
    """What was agreed, whether its task is ticked off, and what came of it."""

    id: int
    text: str
    owner: str
    due_on: date
    is_ticked_off: bool
    outcome: str
    note: str


class Observation(Schema):
    """What was seen on a joint visit and what was agreed; marks go from 1 to `top`."""

    id: int
    state: str
    top: int
    points: list[ObservedPointOut]
    actions: list[AgreedOut]


class PointMarkIn(Schema):
    """The mark of a point, by its position; null takes it back."""

    model_config = ConfigDict(extra="forbid")
    position: int = Field(ge=1, le=999)
    score: int | None = Field(None, ge=1, le=10)
    note: str = Field("", max_length=300)


class ObservationIn(Schema):
    """What was seen so far; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")
    marks: list[PointMarkIn] = Field([], max_length=100)
    strengths: str | None = Field(None, max_length=2000)
    improvements: str | None = Field(None, max_length=2000)
    version: int | None = Field(None, ge=1, le=2**31 - 1)


class AgreedIn(Schema):
    """What is agreed; without an owner the salesperson does it."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(max_length=200)
    due_on: date
    owner: int | None = Field(None, ge=0, le=LARGEST)


class FinishIn(Schema):
    """The day on which it is checked; null is the day that was planned."""

    model_config = ConfigDict(extra="forbid")
    check_on: date | None = None


class OwnViewIn(Schema):
    """The salesperson's own view."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field("", max_length=2000)


class SettledIn(Schema):
    """What came of one thing agreed: done, partly or not."""

    model_config = ConfigDict(extra="forbid")
    action: int = Field(ge=0, le=LARGEST)
    outcome: str = Field(max_length=8)
    note: str = Field("", max_length=300)


class CheckIn(Schema):
    """What came of each thing agreed; `outcome` counts only where nothing was agreed."""

    model_config = ConfigDict(extra="forbid")
    outcomes: list[SettledIn] = Field([], max_length=200)
    outcome: str = Field("", max_length=8)
    follow_up: str = Field("", max_length=2000)


class MeetingItemOut(Schema):
    """A topic, a decision or an action, and what came of it."""

    id: int
    kind: str
    text: str
    owner: int | None
    due_on: date | None
    outcome: str
    note: str
    meeting: int


class MeetingPerson(Schema):
    """The figures of one person since the meeting before."""

    person: int
    name: str
    planned: int
    done: int
    missed: int
    reached: int
    counts: dict[str, int]
    money: dict[str, str]


class MeetingNews(Schema):
    """What a visit heard of a competitor."""

    visit: int
    rival: str
    rival_en: str
    kind: str
    words: str
    customer: str
    day: date
    amount: str | None
    currency: str


class MeetingDeal(Schema):
    """A deal that stands in its stage for longer than usual."""

    deal: int
    name: str
    customer: str
    stage: str
    stage_en: str
    since: date
    amount: str
    currency: str


class MeetingPage(Schema):
    """What a meeting shows, within the reach of whoever asks; `is_kept` once it was held."""

    id: int
    first: date
    last: date
    is_kept: bool
    last_actions: list[MeetingItemOut]
    people: list[MeetingPerson]
    news: list[MeetingNews]
    deals: list[MeetingDeal]
    items: list[MeetingItemOut]


class MeetingItemIn(Schema):
    """A topic or decision, or an action with owner (the key of an employee who is invited) and day."""

    model_config = ConfigDict(extra="forbid")
    kind: str = Field(max_length=8, description="topic, decision or action")
    text: str = Field(max_length=200)
    owner: int | None = Field(None, ge=0, le=LARGEST)
    due_on: date | None = None
    opportunity: int | None = Field(None, ge=0, le=LARGEST)


class MeetingSettledIn(Schema):
    """What came of an action of an earlier meeting: done, partly or not; nothing takes it back. A day moves it."""

    model_config = ConfigDict(extra="forbid")
    outcome: str = Field(max_length=8)
    note: str = Field("", max_length=300)
    due_on: date | None = None


class AttendanceIn(Schema):
    """The keys of those invited who were there."""

    model_config = ConfigDict(extra="forbid")
    present: list[int] = Field(max_length=500)


class AttendanceOut(Schema):
    """How many were there."""

    there: int
