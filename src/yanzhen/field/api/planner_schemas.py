"""The shapes of what programs ask about due visits, weeks and routes, and are told."""

from datetime import date
from decimal import Decimal
from typing import Literal

from ninja import Field, Schema
from pydantic import ConfigDict

MOST = 200


class DueAsked(Schema):
    """Which customers: due by `until`, of an owner, for a reason, of a class (`-`: none), in a city, by words."""

    until: date | None = None
    owner: int | None = Field(None, ge=0, le=2**63 - 1)
    reason: str = Field("", max_length=40)
    grade: Literal["", "A", "B", "C", "-"] = ""
    city: str = Field("", max_length=60)
    search: str = Field("", max_length=80)
    planned: bool = False
    sort: Literal["score", "potential", "since"] = "score"


class DuePage(DueAsked):
    """The same, and which part of the list."""

    offset: int = Field(0, ge=0, le=1_000_000)
    limit: int = Field(50, ge=1, le=MOST)


class DueFile(DueAsked):
    """The same as a file; from a thousand rows on with a reason."""

    format: Literal["xlsx", "csv", "pdf", "print"] = "xlsx"
    reason_given: str = Field("", max_length=300)


class DueReason(Schema):
    """One reason for a visit, in words, with its points and where it leads."""

    name: str
    label: str
    text: str
    points: int
    url: str


class VisitDue(Schema):
    """A customer who is due; the score is the points of the class and of all reasons."""

    customer: int
    code: str
    name: str
    grade: str
    city: str
    owner: int | None
    score: int
    potential: Decimal | None
    currency: str
    last_visit_on: date | None
    planned_on: date | None
    reasons: list[DueReason]


class DueOfVisits(Schema):
    """Everybody who is due, and the part asked for."""

    total: int
    customers: list[VisitDue]


class DuePlanIn(Schema):
    """Customers to be planned, spread over these days, for one person or for the owner of each."""

    model_config = ConfigDict(extra="forbid")
    customers: list[int] = Field(min_length=1, max_length=MOST)
    days: list[date] = Field(min_length=1, max_length=14)
    owner: int | None = Field(None, ge=0, le=2**63 - 1)


class PlannedVisit(Schema):
    """A visit as it stands in the plan."""

    id: int
    number: str
    customer: int
    name: str
    day: date
    starts_at: str | None
    minutes: int
    sequence: int | None
    is_fixed: bool
    state: str


class PlannedVisits(Schema):
    """The visits that were planned."""

    visits: list[PlannedVisit]


class WeekOfVisitsDay(Schema):
    """One day of a week: minutes of its visits and of the working day."""

    day: date
    is_working: bool
    minutes: int
    available: int
    visits: list[PlannedVisit]


class WeekOfVisits(Schema):
    """The week of a person, from Monday."""

    person: int
    first: date
    days: list[WeekOfVisitsDay]


class WeekAsked(Schema):
    """Whose week; one's own where nobody is named."""

    person: int | None = Field(None, ge=0, le=2**63 - 1)


class RouteAsked(Schema):
    """Whose day, which customers beside the visits, and another order than the planned one (`v7` a visit, `c9` a
    customer)."""

    model_config = ConfigDict(extra="forbid")
    person: int | None = Field(None, ge=0, le=2**63 - 1)
    customers: list[int] = Field([], max_length=60)
    order: list[str] | None = Field(None, max_length=120)


class RouteStop(Schema):
    """One stop: when it begins and ends, the way to it and waiting in minutes, and what it breaks."""

    key: str
    visit: int | None
    customer: int
    name: str
    begin: str
    end: str
    travel: float
    wait: float
    broken: list[str]


class RouteLeft(Schema):
    """Who is left out, why (empty: they would fit), and what adding would cost in minutes."""

    key: str
    customer: int
    name: str
    rule: str
    position: int
    travel: float
    later: float
    over: float
    instead_of: str | None


class RouteTrouble(Schema):
    """A customer who cannot be put into any route, and the code of the reason."""

    key: str
    customer: int
    name: str
    code: str


class RouteDay(Schema):
    """A day as it would go. `is_exact`: nothing better exists. The price is against the order in the plan."""

    day: str
    leaves: str
    home: str
    ends: str
    travel: float
    waiting: float
    visiting: float
    is_exact: bool
    stops: list[RouteStop]
    left_out: list[RouteLeft]
    troubles: list[RouteTrouble]
    broken: list[str]
    price_travel: float
    price_later: float


class RoutesIn(Schema):
    """Days and people to be planned by the worker."""

    model_config = ConfigDict(extra="forbid")
    days: list[date] = Field(min_length=1, max_length=7)
    people: list[int] = Field([], max_length=12)
    fill: bool = False
    share: bool = False


class RoutesJob(Schema):
    """The job that plans, and its orders by day (`person:day`) once it is done. `given_up` are the appointments that
    cannot be kept, each with the code of its reason; they stay in the plan as they are."""

    job: int
    state: str
    orders: dict[str, list[str]] | None
    given_up: dict[str, str]
    fault: str | None


class RouteAcceptIn(Schema):
    """An order to be taken over, by day (`person:day`)."""

    model_config = ConfigDict(extra="forbid")
    orders: dict[str, list[str]] = Field(min_length=1, max_length=84)
    share: bool = False


class RouteAccepted(Schema):
    """How many visits were given another place or hour."""

    changed: int


class FeedAddress(Schema):
    """The secret address of the calendar feed; told this once."""

    address: str


class FeedEnded(Schema):
    """That there is no feed any more."""

    ended: bool
