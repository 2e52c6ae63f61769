"""What the endpoints of leads take and answer."""

from datetime import date, datetime
from decimal import Decimal

from ninja import Field, Schema


class PooledLead(Schema):
    """A lead in the pool. How to reach the person is told once the lead is taken, or where it is in reach anyway."""

    id: int
    number: str
    company: str
    place: str
    industry: str
    category: str
    source: str
    points: int
    score: int | None
    pooled_at: datetime
    person: str
    phone: str
    email: str
    in_reach: bool


class LeadPool(Schema):
    """A page of the pool, and how many leads one holds and has taken today beside what is allowed (0: no limit)."""

    items: list[PooledLead]
    total: int
    held: int
    hold_most: int
    claimed: int
    claim_most: int


class LeadPoolBounds(Schema):
    """When leads go back to the pool, and how many one may hold and take; 0 switches a bound off."""

    silent_days: int = Field(ge=0)
    deal_days: int = Field(ge=0)
    warn_days: int = Field(ge=0)
    hold_most: int = Field(ge=0)
    claim_most: int = Field(ge=0)
    barred_days: int = Field(ge=0)
    new_days: int = Field(ge=0)


class LeadTouchIn(Schema):
    """What happened: call, message, meeting, offer; answered, form, quote, sample."""

    kind: str
    note: str = Field("", max_length=500)
    due_on: date | None = None
    happened_at: datetime | None = None


class LeadTouchOut(Schema):
    """One thing that happened."""

    kind: str
    happened_at: datetime
    note: str
    who: str


class LeadLoseIn(Schema):
    """Why it is lost."""

    reason: str
    note: str = Field("", max_length=300)


class LeadReleaseIn(Schema):
    """Why it is given back."""

    reason: str = Field("", max_length=200)


class LeadQualifyIn(Schema):
    """What the opportunity needs beside the lead; everything may be left out."""

    customer: int | None = Field(None, ge=0, lt=2**63, description="an existing one; without it one is entered")
    name: str | None = Field(None, max_length=200)
    amount: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=2)
    currency: str = Field("", pattern=r"^([A-Z]{3})?$")
    expected_on: date | None = None


class LeadQualified(Schema):
    """What came of it."""

    lead: int
    customer: int
    contact: int | None
    opportunity: int


class LeadPart(Schema):
    """Points of one fact, and what shows it."""

    points: int
    fact: str
    evidence: str


class LeadScore(Schema):
    """The points and what they are made of; the model score likewise: base + parts = score."""

    points: int
    parts: list[LeadPart]
    score: int | None
    base: int | None
    score_parts: list[LeadPart]


class LeadDone(Schema):
    """The lead, and where it is now."""

    id: int
    state: str


class SameLead(Schema):
    """An open lead of the same name or number. Out of reach it has no `id` and `company`: `ask` says whose it is."""

    id: int | None
    company: str
    ask: str
    in_pool: bool
