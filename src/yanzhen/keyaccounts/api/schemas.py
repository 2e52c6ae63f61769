"""The shapes of what programs ask about key accounts, and are told."""

from datetime import date

from ninja import Schema
from pydantic import ConfigDict, Field


class PlanDue(Schema):
    """A rolling plan that an agreement needs: `state` ahead, open, late, ready or ready_late, and the days."""

    agreement: int
    customer: str
    month: date
    opens: date
    due: date
    plan: int | None
    state: str
    days: int


class TermFound(Schema):
    """A term in a self-check with its working and its documents in reach."""

    term: int
    kind: str
    name: str
    state: str
    wanted: str | None
    actual: str | None
    working: str
    documents: list[str]


class WorthInCurrency(Schema):
    """What open opportunities are worth a month."""

    currency: str
    amount: str


class AccountDesk(Schema):
    """What waits at the desk of key accounts."""

    plans: list[PlanDue]
    terms: list[TermFound]
    open_opportunities: int
    worth: list[WorthInCurrency]


class WeekPrepared(Schema):
    """How many opportunities were found."""

    found: int


class ChanceResult(Schema):
    """What an opportunity brought."""

    model_config = ConfigDict(extra="forbid")
    result: str = Field("0", max_length=20, pattern=r"^[0-9]{1,16}(\.[0-9]{1,2})?$", description="An amount from 0")


class ChanceClosed(Schema):
    """An opportunity that is done."""

    id: int
    state: str
    result: str


class PlannedMonth(Schema):
    """One month of which the plan is known: actual ÷ plan in percent."""

    month: date
    planned: str
    actual: str
    ratio: str | None


class PlanStanding(Schema):
    """The deadline of a plan, and how right the plans before were."""

    opens: date
    due: date
    state: str
    days: int
    months: list[PlannedMonth]
    mean_off: str | None


class ItemGroupFigure(Schema):
    """Plan and actual of an item group."""

    name: str
    planned: str | None
    actual: str


class ReviewFigures(Schema):
    """The figures of a month: live while the review is open, as kept once it is closed."""

    month: date
    as_of: date
    currency: str
    planned: str | None
    actual: str
    attained: str | None
    last_year: str
    growth: str | None
    owed: str
    overdue: str
    fill: str | None
    won: int
    won_amount: str
    open: int
    open_amount: str
    groups: list[ItemGroupFigure]


class CourseMonth(Schema):
    """One month of our orders with a customer."""

    month: date
    actual: str
    before: str
    planned: str | None


class CustomerKpi(Schema):
    """A KPI of the customer with its twelve values."""

    id: int
    name: str
    unit: str
    goal: str | None
    values: list[str | None]


class BusinessReviewOut(Schema):
    """What is talked over with the customer."""

    month: date
    currency: str
    year: str
    year_before: str
    fill: str | None
    course: list[CourseMonth]
    kpis: list[CustomerKpi]


class BusinessReviewQuery(Schema):
    """Up to which month; the last that is over when left out."""

    model_config = ConfigDict(extra="forbid")
    month: date | None = None


class KpiMonth(Schema):
    """The value of one month."""

    model_config = ConfigDict(extra="forbid")
    month: date
    value: str = Field(max_length=20, description="A number with up to two decimals")


class KpiValuesIn(Schema):
    """Values to add."""

    model_config = ConfigDict(extra="forbid")
    values: list[KpiMonth] = Field(min_length=1, max_length=240)


class KpiValuesKept(Schema):
    """How many months the KPI knows now."""

    id: int
    months: int
