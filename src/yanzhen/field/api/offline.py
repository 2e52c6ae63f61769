"""What a phone takes along on the road, in one answer."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema

from yanzhen.field.queries import offline
from yanzhen.platform.offline import queries as sent
from yanzhen.platform.offline.api import OfflineAnswer, answered
from yanzhen.platform.pages import nouns
from yanzhen.platform.pages.api import answer
from yanzhen.platform.pages.views import actor_of
from yanzhen.platform.trail import reading

router = Router(tags=["field"])
SEE = "field.view_visit"
MOST_SENT = 30


class FieldVisit(Schema):
    """One of my visits, with the steps of its template and what was prepared."""

    id: int
    key: str
    number: str
    version: int
    customer: int
    customer_name: str
    contact: str
    day: str
    starts_at: str
    is_fixed: bool
    minutes: int
    kind: str
    state: str
    state_label: str
    reason: str
    best: str
    least: str
    material: str
    experts: str
    arrived_at: str
    result: str
    result_label: str
    needs: str
    remark: str
    next_step: str
    next_on: str
    steps: list[dict[str, Any]]


class FieldCustomer(Schema):
    """A customer of mine that may be visited or order."""

    id: int
    name: str
    code: str
    city: str
    owner: int | None


class FieldFacts(FieldCustomer):
    """What is known of a customer that is visited; a phone number is null for whoever may not see it."""

    phone: str | None
    address: str
    latitude: float | None
    longitude: float | None
    grade: str
    type: str
    industry: str
    since_on: str
    last_order_on: str
    contacts: list[dict[str, Any]]
    owed: list[dict[str, str]]
    deals: list[dict[str, str]]
    last_visit: dict[str, str] | None


class FieldGoods(Schema):
    """A product that can be ordered, with its list price."""

    id: int
    code: str
    name: str
    unit: str
    price: str
    currency: str


class FieldRival(Schema):
    id: int
    name: str


class FieldToday(Schema):
    """Today and tomorrow on the road. `as_of` is our clock, `kept_until` when a phone stops showing it."""

    user: int
    is_whole: bool
    person: str
    as_of: str
    kept_until: str
    today: str
    tomorrow: str
    may: dict[str, bool]
    visits: list[FieldVisit]
    facts: list[FieldFacts]
    others: list[FieldCustomer]
    goods: list[FieldGoods]
    rivals: list[FieldRival]
    sent: list[OfflineAnswer]


@router.get(
    "/field/today",
    response={200: FieldToday},
    operation_id="field_today",
    summary="What a phone takes along today",
    openapi_extra={"x-function": SEE},
)
def today(request: HttpRequest, whole: bool = True) -> HttpResponse:
    """My visits of today and tomorrow with their customers and what I sent of late; with `whole` also my other
    customers, goods for orders and competitors."""
    actor = actor_of(request)
    actor.require(SEE)
    day = timezone.localdate()
    taken = offline.taken(actor, day, whole)
    # Facts are read as on the record. Names alone are a list: counted as records, they would make up everybody's usual
    # day, and the alert of mass reading would see nothing else.
    reading.listed(request, nouns.get("crm.customer"), taken.read)
    if taken.named:
        reading.listed(request, nouns.get("crm.customer"), taken.named, names_only=_("Names taken along on the phone"))
    acts = {
        "visit": "field.change_visit", "add_visit": "field.add_visit", "order": "orders.add_order",
        "file": "platform.add_file", "send": "platform.send_offline",
    }  # fmt: skip
    since = timezone.now() - timedelta(days=2)
    return answer(
        {
            "user": actor.user_id,
            "is_whole": whole,
            "person": actor.name,
            "as_of": timezone.now().isoformat(),
            "kept_until": offline.kept_until(),
            "today": day.isoformat(),
            "tomorrow": (day + timedelta(days=1)).isoformat(),
            "may": {name: actor.can(code) for name, code in acts.items()},
            "visits": taken.visits,
            "facts": list(taken.facts.values()),
            "others": taken.others,
            "goods": taken.goods,
            "rivals": taken.rivals,
            "sent": [answered(entry, actor) for entry in sent.mine(actor, since)[:MOST_SENT]],
        }
    )
