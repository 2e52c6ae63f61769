"""What phones send: each entry once, what cannot be entered waits with its reason, and moments by our clock."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from tests import firm
from tests.firm import Firm, model

from yanzhen.accounts.services import roles
from yanzhen.crm.services import customers
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.offline.moments import corrected

URL = "/api/v1/offline/entries"


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        yield made


@pytest.fixture
def books(founded: Firm, db: None) -> Firm:
    return founded


def client(books: Firm, name: str) -> Client:
    made = Client()
    made.force_login(books.users[name])
    return made


def typed(books: Firm, name: str = "rep.east", **changes: Any) -> dict[str, Any]:
    """An order of one sofa at its list price, typed just now."""
    line = {"product": books.row("products.product").pk, "quantity": "1", "unit_price": "1000000.00", "is_listed": True}
    customer = books.row("crm.customer", name)
    now = timezone.now().isoformat()
    payload = {"customer": customer.pk, "customer_name": "x", "owner": customer.owner_id, "lines": [line]}
    payload |= changes.pop("payload", {})
    return {"key": str(uuid4()), "kind": "order", "payload": payload, "at": now, "sent_at": now, **changes}


def send(by: Client, body: dict[str, Any], url: str = URL) -> tuple[int, Any]:
    answer = by.post(url, json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def orders_of(books: Firm, name: str = "rep.east") -> int:
    return int(model("orders.Order").objects.filter(customer=books.row("crm.customer", name)).count())


def test_an_entry_becomes_an_order_once_however_often_it_is_sent(books: Firm) -> None:
    by, body, before = client(books, "rep.east"), typed(books), orders_of(books)
    status, first = send(by, body)
    assert (status, first["state"], first["record"]["noun"]) == (200, "placed", "orders.order")
    later = body | {"sent_at": (timezone.now() + timedelta(seconds=9)).isoformat()}
    assert send(by, later) == (200, first)
    assert orders_of(books) == before + 1


def test_another_content_under_the_same_key_is_refused(books: Firm) -> None:
    by, body = client(books, "rep.east"), typed(books)
    send(by, body)
    before = orders_of(books)
    status, problem = send(by, body | {"payload": body["payload"] | {"remark": "other"}})
    assert (status, problem["code"], orders_of(books)) == (422, "key_reused", before)


def test_the_same_content_under_a_new_key_waits_for_a_word(books: Firm) -> None:
    """A phone that forgot what it sent, because its browser cleared the storage."""
    by, body = client(books, "rep.east"), typed(books)
    send(by, body)
    before = orders_of(books)
    _status, again = send(by, body | {"key": str(uuid4())})
    assert (again["state"], again["code"], orders_of(books)) == ("waiting", "twin", before)
    assert by.post(f"/api/v1/offline-entries/{again['id']}/place").status_code == 200
    assert orders_of(books) == before + 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"key": "no"}, "key"),
        ({"kind": "nothing"}, "kind"),
        ({"at": "yesterday"}, "at"),
        ({"at": "2026-01-05T09:00:00"}, "at"),
        ({"sent_at": "0001-01-01T00:00:00+08:00"}, "sent_at"),
        ({"depends_on": "1"}, "depends_on"),
        ({"payload": {"lines": []}}, "payload.lines"),
        ({"payload": {"lines": [{"product": 1, "quantity": "NaN"}]}}, "payload.lines.0.quantity"),
        ({"payload": {"customer": 2**70}}, "payload.customer"),
        ({"payload": {"remark": "x" * 70_000}}, "payload"),
        ({"payload": {"unknown": 1}}, "payload.unknown"),
    ],
)
def test_a_wrong_shape_is_refused_and_leaves_nothing(books: Firm, change: dict[str, Any], field: str) -> None:
    before = model("platform.OfflineEntry").objects.count()
    status, problem = send(client(books, "rep.east"), typed(books, **change))
    assert (status, problem["errors"][0]["field"]) == (422, field)
    assert model("platform.OfflineEntry").objects.count() == before


def test_an_order_for_a_customer_handed_over_waits_and_the_new_owner_enters_it(books: Firm) -> None:
    customer, heir = books.row("crm.customer"), books.employees["rep.south"]
    body = typed(books)
    customers.change(customer, actor=SYSTEM, owner=heir)
    by, before = client(books, "rep.east"), orders_of(books)
    _status, kept = send(by, body)
    assert (kept["state"], kept["code"], kept["record"]) == ("waiting", "handed_over", None)
    assert firm.WORDS["rep.east"] not in json.dumps(kept["sides"], ensure_ascii=False)
    theirs = client(books, "rep.south")
    assert (
        f"/settings/offline-entries/{kept['id']}/"
        in theirs.get("/settings/offline-entries/?state=waiting").content.decode()
    )
    assert theirs.get(f"/settings/offline-entries/{kept['id']}/?tab=sides").status_code == 200
    assert client(books, "ka").get(f"/settings/offline-entries/{kept['id']}/").status_code == 404
    # Whoever typed it cannot enter it any more, and it goes on waiting.
    assert by.post(f"/api/v1/offline-entries/{kept['id']}/place").status_code == 422
    assert orders_of(books) == before
    assert theirs.post(f"/api/v1/offline-entries/{kept['id']}/place").status_code == 200
    order = model("orders.Order").objects.filter(customer=customer).latest("pk")
    assert (orders_of(books), order.owner_id, order.state) == (before + 1, heir.pk, "draft")
    assert send(by, body)[1]["state"] == "placed"


def test_a_price_that_changed_is_shown_with_both_sides(books: Firm) -> None:
    body, product = typed(books), books.row("products.product")
    model("products.Product").objects.filter(pk=product.pk).update(list_price="1100000.00")
    by = client(books, "rep.east")
    _status, kept = send(by, body)
    assert (kept["state"], kept["code"]) == ("waiting", "price")
    assert kept["sides"][2]["mine"] == "1 × 1000000.00"
    assert "1100000.00" in kept["sides"][2]["theirs"]
    assert by.post(f"/api/v1/offline-entries/{kept['id']}/note").status_code == 200
    note = model("platform.Note").objects.latest("pk")
    assert (note.noun_name, note.object_id) == ("crm.customer", books.row("crm.customer").pk)
    assert "1000000.00" in note.text
    assert by.post(f"/api/v1/offline-entries/{kept['id']}/drop").status_code == 422  # settled already


def test_what_one_may_not_do_any_more_is_kept(books: Firm) -> None:
    """The function went while the phone was without network."""
    user = books.users["rep.east"]
    role = roles.create(
        actor=SYSTEM, code="roadonly", name="路上",
        functions=["platform.send_offline", "platform.view_offlineentry", "platform.settle_offline",
                   "crm.view_customer"],
    )  # fmt: skip
    body = typed(books)
    user.grants.all().delete()
    roles.grant(actor=SYSTEM, user=user, role=role.code, reach="own")
    _status, kept = send(client(books, "rep.east"), body)
    assert kept["state"] == "waiting"
    assert client(books, "rep.east").post(f"/api/v1/offline-entries/{kept['id']}/drop").status_code == 200


def test_sending_and_seeing_need_their_functions(books: Firm) -> None:
    assert send(client(books, "finance"), typed(books))[0] == 403
    assert client(books, "finance").get("/settings/offline-entries/").status_code == 403
    assert send(Client(), typed(books))[0] == 401


# -- Moments -----------------------------------------------------------------------------------------------------------

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)


@pytest.mark.once
@pytest.mark.parametrize(
    ("stated", "sent", "known", "at", "skew", "doubt"),
    [
        # A right clock: typed three hours ago.
        (NOON - 3 * HOUR, NOON, None, NOON - 3 * HOUR, 0, False),
        # Two minutes on a slow line are no wrong clock.
        (NOON - 3 * HOUR, NOON - 2 * MINUTE, None, NOON - 3 * HOUR, 0, False),
        # A day ahead: it says tomorrow 9 for what was today at 9.
        (NOON + DAY - 3 * HOUR, NOON + DAY, None, NOON - 3 * HOUR, -86400, True),
        # A day behind.
        (NOON - DAY - 3 * HOUR, NOON - DAY, None, NOON - 3 * HOUR, 86400, True),
        # A day ahead when it was typed, set right since: it cannot have been after the receipt.
        (NOON + DAY, NOON, None, NOON, 0, True),
        # A day behind when it was typed, set right since: the phone had heard from us at eight.
        (NOON - DAY, NOON, NOON - 4 * HOUR, NOON - 4 * HOUR, 0, True),
        # A moment of ours that lies ahead is none.
        (NOON - HOUR, NOON, NOON + DAY, NOON - HOUR, 0, False),
    ],
)
def test_moments_are_told_by_our_clock(
    stated: datetime, sent: datetime, known: datetime | None, at: datetime, skew: int, doubt: bool
) -> None:
    found = corrected(stated, sent, NOON, known)
    assert (found.at, found.skew_seconds, found.is_doubtful) == (at, skew, doubt)


def test_a_phone_a_day_ahead_dates_the_order_right(books: Firm) -> None:
    tomorrow = (timezone.now() + DAY).isoformat()
    _status, kept = send(client(books, "rep.east"), typed(books, at=tomorrow, sent_at=tomorrow))
    order = model("orders.Order").objects.latest("pk")
    assert (kept["state"], kept["is_doubtful"], order.ordered_on) == ("placed", True, timezone.localdate())
    assert abs(kept["skew_seconds"] + 86400) < 60
