"""The sample company: the same for the same seed, true to itself, and like a company."""

import hashlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F, Max, Min, Sum
from stdnum.cn import uscc as checked_uscc

from yanzhen.config.sample import company, people, staff
from yanzhen.config.sample.tables import model
from yanzhen.config.sample.uscc import credit_codes
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import bulk

TODAY = date(2026, 11, 22)
ABOVE = ("keyaccounts", "field", "loyalty", "planning", "market", "crm")
"""Apps whose records point at those of the loaded tables."""
COUNTED = ("confirmed", "closed")


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, float]]:
    """One company for all tests here; each test works in a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = company.found(scale=0.2, seed=7, today=TODAY)
        # PostgreSQL looks at foreign keys at the end; if not now, then again after each test.
        connection.check_constraints()
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def founded(standing: dict[str, float], db: None) -> dict[str, float]:
    return standing


def rows(label: str) -> Any:
    return model(label)._default_manager.order_by("pk")


def checksum() -> str:
    digest = hashlib.sha256()
    for label in company.TABLES:
        for row in rows(label).values_list().iterator():
            digest.update(repr(row).encode())
    return digest.hexdigest()


def emptied() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # references are looked at when all of it is gone
        cursor.execute("DELETE FROM accounts_grant")
        cursor.execute("DELETE FROM accounts_user")
        cursor.execute("DELETE FROM platform_counter")
        above = [
            m for app in ABOVE for m in apps.get_app_config(app).get_models(include_auto_created=True)
            if m._meta.label not in company.TABLES
        ]  # fmt: skip
        for table in [*above, *map(model, reversed(company.TABLES))]:
            cursor.execute(f"DELETE FROM {table._meta.db_table}")


@pytest.mark.slow
def test_same_seed_gives_the_same_rows(founded: dict[str, float]) -> None:
    first = checksum()
    emptied()

    company.found(scale=0.2, seed=7, today=TODAY)

    assert checksum() == first


@pytest.mark.slow
def test_another_seed_gives_another_company(founded: dict[str, float]) -> None:
    first = checksum()
    emptied()

    company.found(scale=0.2, seed=8, today=TODAY)

    assert checksum() != first


def test_filled_database_is_refused_and_left_alone(founded: dict[str, float]) -> None:
    before = checksum()

    with pytest.raises(RuleBroken) as refusal:
        company.found(scale=0.1, seed=1, today=TODAY)

    assert refusal.value.code == "not_empty"
    assert not company.is_empty()
    assert checksum() == before


@pytest.mark.parametrize("arguments", [["--scale=0"], ["--scale=nan"], ["--seed=-1"], ["--today=1900-01-01"]])
def test_odd_arguments_end_in_a_sentence(db: None, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("sample_company", *arguments)


def test_orders_are_the_sums_of_their_lines(founded: dict[str, float]) -> None:
    orders = rows("orders.Order").annotate(net=Sum("lines__net_amount"), cost=Sum("lines__cost_amount"))

    wrong = [o.number for o in orders if (o.net, o.cost) != (o.net_amount, o.cost_amount)]

    assert orders.count() > 1_500
    assert wrong == []


def test_lines_are_quantity_times_price_less_a_discount(founded: dict[str, float]) -> None:
    for line in rows("orders.OrderLine").filter(order__kind="sale")[:2_000]:
        whole = line.quantity * line.unit_price
        shares = {(whole * (100 - off) / 100).quantize(Decimal("0.01"), "ROUND_HALF_UP") for off in (0, 2, 3, 5)}
        assert line.net_amount in shares


def test_returns_are_negative_and_few(founded: dict[str, float]) -> None:
    lines = rows("orders.OrderLine")
    returns = lines.filter(order__kind="return")

    assert not returns.filter(quantity__gt=0).exists()
    assert not lines.filter(order__kind="sale", quantity__lt=0).exists()
    assert 0.01 < returns.count() / lines.count() < 0.035


def test_nothing_happens_after_today(founded: dict[str, float]) -> None:
    latest = [
        rows("orders.Order").aggregate(day=Max("ordered_on"))["day"],
        rows("receivables.Invoice").aggregate(day=Max("issued_on"))["day"],
        rows("receivables.Receipt").aggregate(day=Max("received_on"))["day"],
        rows("crm.Customer").aggregate(day=Max("last_order_on"))["day"],
    ]

    assert max(latest) <= TODAY
    assert rows("orders.Order").aggregate(day=Min("ordered_on"))["day"].strftime("%Y-%m") == "2023-08"


def test_money_adds_up(founded: dict[str, float]) -> None:
    invoices = rows("receivables.Invoice").annotate(paid=Sum("settlements__amount"))
    receipts = rows("receivables.Receipt").annotate(used=Sum("settlements__amount"))
    numbers = dict(rows("orders.Order").values_list("number", "net_amount"))

    assert [i.number for i in invoices if (i.paid or 0) != i.settled_amount] == []
    assert [r.number for r in receipts if r.used != r.amount] == []
    assert [i.number for i in invoices if i.amount != numbers[i.order_number]] == []
    assert not invoices.filter(settled_amount__gt=F("amount"), amount__gt=0).exists()


def test_customers_remember_their_last_order(founded: dict[str, float]) -> None:
    sales = rows("orders.Order").filter(kind="sale", state__in=COUNTED)
    last = dict(sales.values_list("customer_id").annotate(Max("ordered_on")).order_by())

    assert last == dict(rows("crm.Customer").exclude(last_order_on=None).values_list("pk", "last_order_on"))
    assert not sales.filter(ordered_on__lt=F("customer__since_on")).exists()


def test_credit_codes_are_valid_and_single(founded: dict[str, float]) -> None:
    # Those entered twice on purpose were entered without one.
    codes = list(rows("crm.Customer").exclude(credit_code="").values_list("credit_code", flat=True))

    assert [c for c in codes if not checked_uscc.is_valid(c)] == []
    assert len(set(codes)) == len(codes)


def test_credit_code_carries_the_check_digit_of_its_organisation() -> None:
    # GB 11714: MA1FL2UT → 22·3 + 10·7 + 1·9 + 15·10 + 21·5 + 2·8 + 30·4 + 29·2 = 594; 11 − 594 mod 11 = 11 → 0
    body = "MA1FL2UT"
    values = [int(c) if c.isdigit() else ord(c) - 55 for c in body]
    assert sum(v * w for v, w in zip(values, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) == 594

    for code in credit_codes(np.zeros(50, int), np.full(50, 330106), np.arange(50), 3).to_pylist():
        values = [int(c) if c.isdigit() else ord(c) - 55 for c in code[8:16]]
        rest = 11 - sum(v * w for v, w in zip(values, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
        assert code[16] == {10: "X", 11: "0"}.get(rest, str(rest))


def test_everybody_of_the_tour_can_be_found(founded: dict[str, float]) -> None:
    users = {u.username: u for u in rows("accounts.User").select_related("employee__unit")}

    assert set(users) == set(people.SIGN_INS) == set(staff.NAMED)
    assert users["manager.east"].employee.unit.code == "E"
    assert users["rep.east"].employee.unit.path.startswith(users["manager.east"].employee.unit.path)
    assert not any(u.has_usable_password() for u in users.values())
    own = rows("orders.Order").filter(owner=users["rep.east"].employee, ordered_on__gte=TODAY.replace(day=1))
    assert own.exists()


def test_membership_is_dated(founded: dict[str, float]) -> None:
    open_ones = rows("organization.Assignment").filter(ends_on=None)
    former = rows("organization.Employee").exclude(left_on=None)

    assert open_ones.values("employee").distinct().count() == rows("organization.Employee").filter(left_on=None).count()
    assert former.count() == 2
    for person in rows("organization.Employee").annotate(n=Count("assignments")).filter(n=2):
        old, new = person.assignments.order_by("starts_on")
        sold = rows("orders.Order").filter(owner=person)
        assert set(sold.filter(ordered_on__lt=new.starts_on).values_list("unit", flat=True)) <= {old.unit_id}
        assert set(sold.filter(ordered_on__gte=new.starts_on).values_list("unit", flat=True)) <= {new.unit_id}


def test_news_and_trail_are_written(founded: dict[str, float]) -> None:
    news = rows("platform.OutboxRow").filter(topic="facts.changed")

    assert {(n.payload["extract"], n.payload["partition"]) for n in news} >= {(e, "*") for e in company.EXTRACTS}
    assert rows("platform.AuditEntry").filter(verb="sample_company").count() == 1


def test_next_record_gets_the_next_key(founded: dict[str, float]) -> None:
    last = rows("crm.CustomerType").last().pk

    assert model("crm.CustomerType")._default_manager.create(code="NEXT", name="下一个").pk == last + 1


def test_loading_refuses_missing_columns(db: None) -> None:
    notes = model("platform.Note")
    notes.objects.all().delete()
    with bulk.loading([notes]) as loader, pytest.raises(ValueError, match="columns differ"):
        loader.add(notes, pa.table({"id": [1]}))


def test_decimals_keep_sign_and_places() -> None:
    assert bulk.decimals(np.array([-1, 0, 123_456]), 2).to_pylist() == [
        Decimal("-0.01"),
        Decimal("0.00"),
        Decimal("1234.56"),
    ]
