"""The shapes of what programs ask about loyalty, and are told."""

from datetime import date

from ninja import Schema
from pydantic import ConfigDict, Field


class EvaluationPart(Schema):
    """One part of an evaluation: null points are not rated, hidden parts carry nothing."""

    part: str
    label: str
    weight: int
    points: str | None
    contribution: str | None
    working: str
    is_hidden: bool


class EvaluationWorking(Schema):
    """How a grade came about."""

    id: int
    grade: str
    points: str | None
    summary: str
    parts: list[EvaluationPart]


class EvaluationDocument(Schema):
    """A document behind a point: the address of its page, and its cells as they are shown."""

    url: str
    cells: list[str]


class EvaluationSheet(Schema):
    """The documents behind a point; `note` says what differs from the figure that was kept."""

    title: str
    heads: list[str]
    rows: list[EvaluationDocument]
    total: str
    currency: str
    note: str


class ClassSuggestion(Schema):
    """The class a customer should be in by value and potential; empty `now` is none."""

    customer: int
    name: str
    now: str
    suggested: str
    reason: str


class ClassSuggestions(Schema):
    """The largest customers whose class differs, and how many there are in all."""

    total: int
    suggestions: list[ClassSuggestion]


class ClassAccepted(Schema):
    """The class the customer is in now."""

    customer: int
    grade_class: str


class SuggestedClassIn(Schema):
    """The suggestion that is accepted; refused when it has changed meanwhile."""

    model_config = ConfigDict(extra="forbid")
    grade_class: str = Field(max_length=1, description="A, B or C, as suggested")


class DueQuery(Schema):
    """Expected until which day, and of whose customers."""

    model_config = ConfigDict(extra="forbid")
    until: date | None = None
    owner: int | None = Field(None, ge=0, le=2**63 - 1)


class DueCustomer(Schema):
    """A customer who is due to buy. `due_on` is what is left to expect given that nothing came."""

    id: int
    customer: int
    name: str
    expected_on: date
    low_on: date
    high_on: date
    due_on: date | None
    overdue_days: int
    alive: str | None


class HitRate(Schema):
    """How often the last order came within the interval, over the company's own customers."""

    as_of: date
    tested: int
    inside: int
    days_off: float | None


class DueOut(Schema):
    """The first hundred who are due, how many there are, and how often this is right."""

    total: int
    hit_rate: HitRate | None
    customers: list[DueCustomer]


class PurchaseItem(Schema):
    """A product with its own day and quantity, and the bounds of 80 %."""

    product: int
    expected_on: date | None = None
    low_on: date | None = None
    high_on: date | None = None
    runs_out_on: date | None = None
    quantity: str
    low: str
    high: str
    last: str
    purchases: int


class PurchaseWorking(Schema):
    """Out of what a prediction is made."""

    id: int
    intervals: list[int]
    steps: list[list[str]]
    items: list[PurchaseItem]


class JobStarted(Schema):
    """The job that does it."""

    job: int


class Offered(Schema):
    """A product to offer, the one bought already that speaks for it, and the counts behind it."""

    product: int
    name: str
    because: int
    customers: int
    with_item: int
    with_other: int
    both: int
    lift: str


class ChainPlace(Schema):
    """A place in a chain of referrals; without a name it is out of reach, without a customer a lead."""

    row: int
    depth: int
    parent: int | None
    customer: int | None
    name: str


class RewardBalance(Schema):
    """What stands on an account; points have no currency."""

    kind: str
    currency: str
    amount: str


class ThanksPlanned(Schema):
    """An occasion as it would become a task; `why_not` says why it would not."""

    day: date
    customer: int
    title: str
    why_not: str
