"""The shapes of what is typed about visits without network, and which visit or customer each is about."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from yanzhen.crm.queries import customers
from yanzhen.field.models import Visit
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.offline.registry import Shape, Subject, Waits

Key = Annotated[int, Field(ge=1, lt=2**63)]
Text = Annotated[str, Field(max_length=1000)]
REASONS = {
    "visit": _("This visit was removed, handed over or not entered yet; what you typed is kept."),
}


class OfVisit(Shape):
    """Which visit: by its key here, or by the key the phone gave one that it made itself."""

    visit: Key | None = None
    visit_key: UUID | None = None
    customer_name: str = Field("", max_length=200)


class NewVisit(Shape):
    customer: Key
    customer_name: str = Field("", max_length=200)
    day: date | None = None
    kind: Literal["routine", "first", "deal", "collect", "service", "store"] = "routine"
    reason: str = Field("", max_length=600)


class CheckIn(OfVisit):
    latitude: Annotated[float, Field(allow_inf_nan=False)] | None = None
    longitude: Annotated[float, Field(allow_inf_nan=False)] | None = None
    accuracy_m: Annotated[int, Field(ge=0, lt=2**31)] | None = None


class Rival(Shape):
    """Something learnt about a competitor; with an amount it is their price."""

    competitor: Key | None = None
    rival: str = Field("", max_length=120)
    words: str = Field("", max_length=300)
    amount: Annotated[Decimal, Field(max_digits=16, decimal_places=2, ge=0)] | None = None


class Report(OfVisit):
    result: Literal["best", "least", "none"]
    needs: Text = ""
    remark: Text = ""
    next_step: str = Field("", max_length=200)
    next_on: date | None = None
    next_kind: Literal["task", "visit"] = "task"
    rivals: list[Rival] = Field(default_factory=list, max_length=10)


class Step(OfVisit):
    position: Annotated[int, Field(ge=0, le=32_000)]
    is_done: bool = True
    answer: str = Field("", max_length=600)


class Counted(Shape):
    """How much of one product stood there, and how old it was."""

    product: Key
    quantity: Annotated[Decimal, Field(max_digits=12, decimal_places=3, ge=0)]
    produced_on: date | None = None
    shelf_days: Annotated[int, Field(ge=1, le=36_500)] | None = None


class Stock(OfVisit):
    lines: list[Counted] = Field(min_length=1, max_length=100)


class Recording(OfVisit):
    seconds: Annotated[int, Field(ge=0, le=86_400)] = 0


def of(content: OfVisit, actor: Actor) -> Visit | None:
    rows = Visit.objects.visible_to(actor).select_related("customer", "owner", "unit")
    if content.visit is not None:
        return rows.filter(pk=content.visit).first()
    return rows.filter(client_key=content.visit_key).first() if content.visit_key is not None else None


def visit(content: OfVisit, actor: Actor) -> Visit:
    found = of(content, actor)
    if found is None:
        raise Waits(REASONS, "visit")
    return found


def of_visit(content: OfVisit) -> Subject:
    """The visit, and who looks after it now."""
    row = of(content, SYSTEM)
    if row is None:
        return Subject(title=content.customer_name)
    return Subject("field.visit", row.pk, row.customer.name, row.owner_id, row.unit_id)


def of_customer(content: NewVisit) -> Subject:
    """The customer, and who looks after it now."""
    row = customers.visible(SYSTEM).filter(pk=content.customer).first()
    if row is None:
        return Subject(title=content.customer_name)
    return Subject("crm.customer", row.pk, row.name, row.owner_id, row.unit_id)
