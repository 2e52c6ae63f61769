"""What the endpoints of visits take and give."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema

from yanzhen.platform.pages.collaboration_schemas import Strict

Key = Annotated[int, Field(ge=0, lt=2**63)]
Version = Annotated[int | None, Field(ge=0, lt=2**31, description="the version you saw; a newer one refuses the act")]
Degrees = Annotated[Decimal | None, Field(description="WGS-84")]
Said = Annotated[datetime | None, Field(description="the moment by the phone's clock, with its zone")]


class VisitPlanIn(Strict):
    """A visit as a phone plans or makes it; with `client_key` the same one sent twice is one."""

    client_key: UUID | None = None
    customer: Key
    contact: Key | None = None
    owner: Key | None = None
    day: date | None = None
    starts_at: time | None = None
    is_fixed: bool = False
    minutes: Annotated[int | None, Field(ge=1, le=720)] = None
    kind: Literal["routine", "first", "deal", "collect", "service", "store"] = "routine"
    template: Key | None = None
    reason: Annotated[str, Field(max_length=600)] = ""
    is_planned: bool = True


class VisitCheckIn(Strict):
    """Where and when one arrived; all of it may be missing."""

    at: Said = None
    latitude: Degrees = None
    longitude: Degrees = None
    accuracy_m: Annotated[int | None, Field(ge=0, le=10_000_000)] = None
    version: Version = None


class VisitCheckOut(Strict):
    """When one left."""

    at: Said = None
    version: Version = None


class VisitLearnt(Strict):
    """Something learnt on a visit."""

    kind: Literal["need", "rival", "price", "stock", "buyers"] = "rival"
    words: Annotated[str, Field(max_length=300)] = ""
    competitor: Key | None = None
    rival: Annotated[str, Field(max_length=120)] = ""
    category: Key | None = None
    amount: Annotated[Decimal | None, Field(ge=0, max_digits=18, decimal_places=2)] = None
    currency: Annotated[str, Field(max_length=3)] = "CNY"


class VisitReportIn(Strict):
    """What came out of it; told twice it gives no second task."""

    result: Literal["best", "least", "none"]
    needs: Annotated[str, Field(max_length=1000)] = ""
    remark: Annotated[str, Field(max_length=1000)] = ""
    next_step: Annotated[str, Field(max_length=200)] = ""
    next_on: date | None = None
    next_kind: Literal["task", "visit"] = "task"
    order_number: Annotated[str, Field(max_length=40)] = ""
    findings: Annotated[list[VisitLearnt], Field(max_length=20)] = []
    at: Said = None
    version: Version = None


class VisitMissIn(Strict):
    """Why it did not come about."""

    reason: Annotated[str, Field(max_length=300)] = ""
    version: Version = None


class VisitMoveIn(Strict):
    """The day, and where they are wanted the hour and the place in the day."""

    day: date
    starts_at: time | None = None
    sequence: Annotated[int | None, Field(ge=1, le=999)] = None
    version: Version = None


class VisitPreparation(Strict):
    """What is thought out before; only what is given changes."""

    contact: Key | None = None
    reason: Annotated[str | None, Field(max_length=600)] = None
    best: Annotated[str | None, Field(max_length=300)] = None
    least: Annotated[str | None, Field(max_length=300)] = None
    material: Annotated[str | None, Field(max_length=300)] = None
    experts: Annotated[str | None, Field(max_length=300)] = None
    version: Version = None


class VisitSendIn(Strict):
    """How the reason was, or is to be, sent ahead."""

    way: Literal["mail", "message", "phone"] = "message"
    version: Version = None


class VisitAnswerIn(Strict):
    """What the customer answered."""

    confirmed: Literal["unknown", "yes", "no"]
    version: Version = None


class VisitStepIn(Strict):
    """A step ticked off, or opened again."""

    position: Annotated[int, Field(ge=1, le=999)]
    is_done: bool = True
    answer: Annotated[str, Field(max_length=600)] = ""
    version: Version = None


class VisitStockIn(Strict):
    """One product counted on the shelf."""

    product: Key
    quantity: Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=3)]
    produced_on: date | None = None
    shelf_days: Annotated[int | None, Field(ge=1, le=36500)] = None


class VisitCountIn(Strict):
    """All that was counted, in the place of an earlier count of this visit."""

    lines: Annotated[list[VisitStockIn], Field(max_length=200)]
    version: Version = None


class VisitStepOut(Schema):
    """One step of a visit and its answer."""

    position: int
    name: str
    kind: str
    help_text: str
    is_done: bool
    answer: str


class VisitStockOut(Schema):
    """One product counted; `age_share` is its age as a share of its shelf life."""

    product: int
    name: str
    quantity: str
    produced_on: date | None
    shelf_days: int | None
    age_share: str | None


class VisitFactOut(Schema):
    """One fact about the customer."""

    label: str
    value: str
    hint: str
    url: str
    tone: str


class VisitFactsOut(Schema):
    """A group of facts."""

    name: str
    label: str
    facts: list[VisitFactOut]


class VisitStand(Schema):
    """How a visit stands after an act."""

    id: int
    number: str
    state: str
    version: int
    customer: int
    day: date
    starts_at: str | None
    arrived_at: datetime | None
    left_at: datetime | None
    stated_at: datetime | None
    received_at: datetime | None
    clock_differs: bool
    distance_m: int | None
    result: str
    next_step: str
    next_on: date | None
    next_visit: int | None
    reason_sent_at: datetime | None
    reason_way: str
    reason_confirmed: str
    steps: list[VisitStepOut]
    stock: list[VisitStockOut]


class VisitPrepared(VisitStand):
    """A visit with all that is known before it."""

    known: list[VisitFactsOut]
    subject: str
    letter: str


class VisitMarkOut(Schema):
    """The mark of a photo, and whether it was drawn onto it or stands in its description."""

    lines: list[str]
    is_drawn: bool
