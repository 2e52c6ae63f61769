"""Likely same customers for programs: the same as the form of a customer shows, scoped and masked alike."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from yanzhen.crm.services import asking
from yanzhen.platform.pages.api import answer
from yanzhen.platform.pages.filters import clean_text
from yanzhen.platform.pages.views import actor_of

router = Router(tags=["customers"])
SEE = "crm.add_customer"
Asked = Annotated[str, Query(max_length=255)]


class PossibleReason(Schema):
    """One thing that speaks for it, and what it weighs in bits."""

    text: str
    weight: float


class PossibleCustomer(Schema):
    """A customer that may be meant. Out of reach it has no `id`, `code` and `name`: `ask` says whose it is."""

    id: int | None
    code: str
    name: str
    ask: str
    score: float = Field(description="in bits, above 0 likelier than not")
    chance: float = Field(description="0 to 1")
    reasons: list[PossibleReason]
    claim_token: str = Field(description="with it the customer can be claimed within a day, also out of reach")


class PossibleCustomers(Schema):
    """Likely same customers, the likeliest first."""

    items: list[PossibleCustomer]
    stopped: str = Field(description="why more of them out of reach are not shown; empty while the limit is far")


@router.get(
    "/possible-customers",
    response={200: PossibleCustomers},
    operation_id="possible_customers",
    summary="Customers that a new one may repeat",
    openapi_extra={"x-function": SEE},
)
def read(
    request: HttpRequest,
    name: Asked = "",
    phone: Asked = "",
    credit_code: Asked = "",
    address: Asked = "",
    exclude: Annotated[int | None, Query(ge=0, lt=2**63)] = None,
) -> HttpResponse:
    """By name, also written differently, phone, credit code and address; `exclude` is the customer in hand."""
    actor_of(request).require(SEE)
    typed = {"name": name, "phone": phone, "credit_code": credit_code, "address": address}
    told = asking.for_request(request, {field: clean_text(text, field) for field, text in typed.items()}, exclude)
    items = [
        {
            "id": one.key,
            "code": one.code,
            "name": one.name,
            "ask": one.ask,
            "score": one.score,
            "chance": one.chance,
            "reasons": [{"text": reason.text, "weight": reason.weight} for reason in one.reasons],
            "claim_token": token,
        }
        for one, token in told.found
    ]
    return answer({"items": items, "stopped": told.stopped})


read.function_code = SEE  # type: ignore[attr-defined]
