"""Going live: the order of the data, totals to the cent, tasks, trainings, and who signs."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from tests import firm
from tests.firm import Firm, model

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.golive import data, services, tasks

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        yield made


@pytest.fixture
def books(founded: Firm, db: None) -> Firm:
    return founded


def client_of(books: Firm, name: str) -> Client:
    client = Client()
    client.force_login(books.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def send(client: Client, method: str, path: str, body: Any) -> Any:
    return getattr(client, method)(f"/api/v1/go-live{path}", json.dumps(body), content_type="application/json")


def comparison(books: Firm, check: str, currency: str = "", who: str = "director") -> data.Comparison:
    stands = data.stands(books.actor(who), [])
    return next(c for s in stands for c in s.comparisons if (c.check.name, c.currency) == (check, currency))


def test_every_kind_of_record_comes_after_those_it_needs() -> None:
    order = [noun.name for noun in data.in_order()]
    for noun in data.in_order():
        assert all(order.index(n) < order.index(noun.name) for n in data.needed_by(noun) & set(order))
    wanted = [
        "organization.unit", "organization.employee", "products.category", "products.product", "crm.customertype",
        "crm.customer", "receivables.invoice", "orders.order",
    ]  # fmt: skip
    assert [n for n in order if n in wanted] == wanted


def test_totals_are_compared_to_the_cent(books: Firm) -> None:
    actor = books.actor("director")
    found = comparison(books, "invoices.amount", "CNY")
    assert found.rows > 0
    assert found.amount is not None
    services.note_total("invoices.amount", actor=actor, currency="CNY", amount=found.amount + Decimal("0.01"))
    wrong = comparison(books, "invoices.amount", "CNY")
    assert (wrong.amount_off, wrong.is_right) == (Decimal("-0.01"), False)
    with pytest.raises(RuleBroken, match=r"发票|nvoice"):
        services.sign(actor=actor)
    services.note_total("invoices.amount", actor=actor, currency="CNY", amount=found.amount)
    assert comparison(books, "invoices.amount", "CNY").is_right
    services.note_total("rows:crm.customer", actor=actor, rows=3)
    assert comparison(books, "rows:crm.customer").rows_off == comparison(books, "rows:crm.customer").rows - 3
    services.note_total("rows:crm.customer", actor=actor)
    assert not comparison(books, "rows:crm.customer").is_noted


def test_a_currency_that_only_the_old_system_has_is_shown(books: Firm) -> None:
    services.note_total("receipts.amount", actor=books.actor("director"), currency="usd", amount=Decimal("5.00"))
    found = comparison(books, "receipts.amount", "USD")
    assert (found.amount, found.amount_off) == (Decimal(0), Decimal("-5.00"))


def test_a_clerk_compares_what_the_clerk_reaches(books: Firm) -> None:
    mine, all_of_it = comparison(books, "rows:crm.customer", who="clerk"), comparison(books, "rows:crm.customer")
    assert (mine.rows, all_of_it.rows) == (3, 4)


def test_progress_grows_with_what_is_done_and_ends_with_the_signature(books: Firm) -> None:
    actor = books.actor("director")
    before = tasks.progress(actor)["deliver"].percent
    training = services.add_task(actor=actor, step="deliver", title="订单", people="销售一部", is_training=True)
    services.tick(actor=actor, pk=training.pk)
    services.tick(actor=actor, code="deliver.help")
    services.tick(actor=actor, code="deliver.own_data")
    assert (before, tasks.progress(actor)["deliver"].percent) == (0, 100)
    services.tick(actor=actor, code="deliver.help", is_done=False)
    assert tasks.progress(actor)["deliver"].percent < 100
    for noun in data.in_order():
        services.leave_out(noun.name, actor=actor)
    services.tick(actor=actor, code="build.trial")
    assert tasks.progress(actor)["build"].percent == 100
    plan = services.sign(actor=actor, remark="done")
    assert (plan.signed_by, plan.signed_at is not None) == (actor.name, True)
    with pytest.raises(RuleBroken):
        services.tick(actor=actor, code="deliver.help")
    services.sign(actor=actor, is_signed=False)
    services.tick(actor=actor, code="deliver.help")


def test_the_page_and_the_api_tell_the_same(books: Firm) -> None:
    client = client_of(books, "director")
    assert client.get("/go-live/").url == "/go-live/prepare/"
    for step in tasks.STEPS:
        assert client.get(f"/go-live/{step}/").status_code == 200
    assert client.get("/go-live/nonsense/").status_code == 404
    client.post("/go-live/plan/", {"step": "prepare", "responsible": "王", "switch_on": "2027-01-01"})
    client.post("/go-live/total/", {"step": "build", "check": "rows:crm.customer", "rows": "4"})
    client.post("/go-live/tick/", {"step": "run", "code": "run.freeze", "done": "1"})
    told = client.get("/api/v1/go-live").json()
    assert (told["responsible"], told["switch_on"]) == ("王", "2027-01-01")
    [rows] = [c for s in told["data"] for c in s["comparisons"] if c["check"] == "rows:crm.customer"]
    assert (rows["wanted_rows"], rows["right"]) == (4, True)
    assert [t["done"] for t in told["tasks"] if t["code"] == "run.freeze"] == [True]


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("plan", {"switch_on": "2027-13-01"}),
        ("plan", {"switch_on": "2027-01-01", "freeze_on": "2027-02-01"}),
        ("total", {"check": "nonsense", "rows": "1"}),
        ("total", {"check": "rows:crm.customer", "rows": "NaN"}),
        ("total", {"check": "rows:crm.customer", "rows": "1.5"}),
        ("total", {"check": "invoices.amount", "currency": "CNYX", "amount": "1"}),
        ("total", {"check": "invoices.amount", "currency": "CNY", "amount": "1.234"}),
        ("total", {"check": "invoices.amount", "currency": "CNY", "amount": "1e999"}),
        ("task", {"step": "nonsense", "title": "x"}),
        ("task", {"step": "run", "title": "  "}),
        ("tick", {"code": "run.nonsense", "done": "1"}),
        ("leave-out", {"noun": "accounts.secret", "leave_out": "1"}),
    ],
)
def test_odd_entries_change_nothing(books: Firm, path: str, form: dict[str, str]) -> None:
    client = client_of(books, "director")
    before = client.get("/api/v1/go-live").json()
    assert client.post(f"/go-live/{path}/", form).status_code == 302
    assert client.get("/api/v1/go-live").json() == before


def test_only_those_who_prepare_the_start_see_it_and_fewer_sign(books: Firm) -> None:
    for name, status in (("director", 200), ("clerk", 200), ("admin", 200), ("rep.east", 403), ("auditor", 403)):
        assert client_of(books, name).get("/go-live/run/").status_code == status, name
    assert send(client_of(books, "clerk"), "post", "/sign", {}).status_code == 403
    assert client_of(books, "clerk").post("/go-live/sign/", {"sign": "1"}).status_code == 403
    assert not model("platform.GoLivePlan").objects.filter(signed_at__isnull=False).exists()
