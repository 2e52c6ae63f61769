"""Several hands at once, on real connections. Each test has a twin that shows it fails without the lock."""

import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from tests.firm import model

from yanzhen.crm.services import customers
from yanzhen.lib.errors import RuleBroken, Stale
from yanzhen.orders.services import orders
from yanzhen.organization.tests.factories import EmployeeFactory
from yanzhen.platform import writes
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.models import Counter
from yanzhen.products.services import categories, products
from yanzhen.receivables.services import invoices, receipts

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 8
D = Decimal


def together(act: Callable[[int], Any], hands: int = HANDS) -> list[Any]:
    """What each hand got, or the error it met; all start at the same moment."""
    start, results = threading.Barrier(hands), [None] * hands

    def hand(number: int) -> None:
        try:
            start.wait(timeout=120)
            results[number] = act(number)
        except Exception as error:
            results[number] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=hand, args=(n,)) for n in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def customer() -> Any:
    return customers.create(actor=SYSTEM, name="甲", code="K1", owner=EmployeeFactory())


def order_of(buyer: Any) -> Any:
    category = categories.create(actor=SYSTEM, code="SOFA", name="沙发")
    product = products.create(actor=SYSTEM, code="P1", name="椅", category=category)
    return orders.create(
        actor=SYSTEM, customer=buyer, kind="sale", ordered_on=date(2026, 5, 1), currency="CNY",
        lines=[{"product": product, "quantity": D(1), "unit_price": D(5)}],
    )  # fmt: skip


def test_numbers_have_no_gaps_and_no_doubles() -> None:
    def take(_: int) -> list[str]:
        found = []
        for _turn in range(3):
            with transaction.atomic():
                found.append(writes.next_number("SO-202605"))
        return found

    numbers = sorted(n for taken in together(take) for n in taken)
    assert numbers == [f"SO-202605-{n:04}" for n in range(1, 3 * HANDS + 1)]


def test_numbers_read_before_written_come_out_double() -> None:
    """The twin: two hands that both look before either writes."""
    Counter.objects.create(series="X")
    looked = threading.Barrier(2)

    def take(_: int) -> int:
        last = Counter.objects.get(series="X").last
        looked.wait(timeout=120)
        Counter.objects.filter(series="X").update(last=last + 1)
        return last + 1

    assert together(take, hands=2) == [1, 1]


def test_a_number_whose_document_fails_is_given_again() -> None:
    with transaction.atomic():
        writes.next_number("SO")
        transaction.set_rollback(True)
    with transaction.atomic():
        assert writes.next_number("SO") == "SO-0001"


def test_of_two_people_editing_one_record_the_second_is_told() -> None:
    row = customer()
    results = together(lambda n: customers.change(row, actor=SYSTEM, version=row.version, city=f"city {n}"), hands=4)
    assert sum(isinstance(r, Stale) for r in results) == 3
    row.refresh_from_db()
    assert row.version == 2
    assert model("platform.AuditEntry").objects.filter(verb="change", noun_name="crm.customer").count() == 1


def test_without_the_version_the_last_hand_wins() -> None:
    """The twin: without a version every edit goes through, and three of four are lost."""
    row = customer()
    results = together(lambda n: customers.change(row, actor=SYSTEM, city=f"city {n}"), hands=4)
    assert not any(isinstance(r, Exception) for r in results)
    row.refresh_from_db()
    assert row.version == 5


def test_an_order_is_confirmed_once() -> None:
    order = order_of(customer())
    results = together(lambda _: orders.confirm(order, actor=SYSTEM), hands=4)
    assert sum(isinstance(r, RuleBroken) for r in results) == 3
    assert model("platform.OutboxRow").objects.filter(topic="orders.confirmed").count() == 1


def test_receipts_at_once_never_pay_an_invoice_twice() -> None:
    buyer = customer()
    invoice = invoices.create(
        actor=SYSTEM, customer=buyer, issued_on=date(2026, 5, 1), due_on=date(2026, 5, 2), currency="CNY",
        amount=D("100"),
    )  # fmt: skip

    def pay(_: int) -> Any:
        return receipts.create(
            actor=SYSTEM, customer=buyer, received_on=date(2026, 5, 3), method="cash", currency="CNY", amount=D("40")
        )

    results = together(pay, hands=4)
    assert not any(isinstance(r, Exception) for r in results), results
    invoice.refresh_from_db()
    parts = model("receivables.Settlement").objects.filter(invoice=invoice)
    assert invoice.settled_amount == D("100") == sum(part.amount for part in parts)


def test_receipts_that_look_before_they_lock_pay_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: what was owed is read outside the transaction, by both hands, before either books."""
    buyer = customer()
    invoice = invoices.create(
        actor=SYSTEM, customer=buyer, issued_on=date(2026, 5, 1), due_on=date(2026, 5, 2), currency="CNY",
        amount=D("100"),
    )  # fmt: skip
    looked = threading.Barrier(2)

    def pay(_: int) -> None:
        seen = model("receivables.Invoice").objects.get(pk=invoice.pk)
        looked.wait(timeout=120)
        receipts._book(invoice.pk, seen.amount - seen.settled_amount)

    together(pay, hands=2)
    invoice.refresh_from_db()
    assert invoice.settled_amount == D("200")
