"""Orders, invoices, receipts and customers as people enter them."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests import firm
from tests.firm import Firm, model

from yanzhen.crm.services import customers
from yanzhen.lib.errors import RuleBroken, Stale
from yanzhen.orders.services import orders
from yanzhen.platform import notes, timeline
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.pages import nouns
from yanzhen.platform.pages.lists import ListQuery
from yanzhen.receivables.services import invoices, receipts

D = Decimal


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        yield made


@pytest.fixture
def books(founded: Firm, db: None) -> Firm:
    return founded


def entered(books: Firm, *lines: tuple[str, str], **values: Any) -> Any:
    product = books.row("products.product")
    given = {"customer": books.row("crm.customer"), "kind": "sale", "ordered_on": date(2026, 5, 2), "currency": "CNY"}
    rows = [{"product": product, "quantity": D(q), "unit_price": D(p)} for q, p in lines or [("2", "10")]]
    return orders.create(actor=SYSTEM, lines=rows, **{**given, **values})


def test_an_order_takes_owner_unit_and_territory_of_its_customer_and_keeps_them(books: Firm) -> None:
    order = entered(books)
    customers.change(books.row("crm.customer"), actor=SYSTEM, owner=books.employees["rep.south"])
    order.refresh_from_db()
    assert (order.owner, order.unit) == (books.employees["rep.east"], books.units["EAST-1"])


def test_an_order_is_the_sum_of_its_lines_and_costs(books: Firm) -> None:
    # 3 × 0.335 = 1.005 → 1.01; 1 × 2.00; cost 4 × 987 654.32 = 3 950 617.28.
    order = entered(books, ("3", "0.335"), ("1", "2"))
    assert (order.net_amount, order.cost_amount) == (D("3.01"), D("3950617.28"))
    assert [line.net_amount for line in order.lines.all()] == [D("1.01"), D("2.00")]


def test_order_numbers_follow_each_other_by_month_and_kind(books: Firm) -> None:
    numbers = [entered(books).number, entered(books).number, entered(books, ("-1", "5"), kind="return").number]
    assert numbers == ["SO-202605-0001", "SO-202605-0002", "RT-202605-0001"]


def test_a_line_without_a_price_takes_the_list_price_of_the_same_currency_only(books: Firm) -> None:
    product = books.row("products.product")
    priced = {"product": product, "quantity": D("2"), "unit_price": None}
    day = date(2026, 5, 2)
    given = {"actor": SYSTEM, "customer": books.row("crm.customer"), "kind": "sale", "ordered_on": day}
    order = orders.create(lines=[priced], currency="CNY", **given)
    assert order.net_amount == 2 * product.list_price
    with pytest.raises(RuleBroken) as broken:
        orders.create(lines=[priced], currency="USD", **given)
    assert list(broken.value.errors) == ["lines.0.unit_price"]


def test_a_cost_in_another_currency_is_not_known_rather_than_mixed_in(books: Firm) -> None:
    order = entered(books, ("2", "10"), currency="USD")
    assert [line.cost_amount for line in order.lines.all()] == [None]
    assert order.cost_amount == D("0")


def test_history_does_not_name_what_has_left_the_readers_reach(books: Firm) -> None:
    hers, his = books.row("crm.customer", "rep.east"), books.row("crm.customer", "rep.south")
    order = orders.change(entered(books), actor=SYSTEM, customer=his)
    told = [c for event in timeline.of(order, books.actor("rep.south")) for c in event.changes]
    names = {text for change in told for text in (change.before, change.after)}
    assert his.name in names
    assert hers.name not in names


def test_the_trail_tells_an_orders_amounts_and_lines_from_its_beginning_to_its_end(books: Firm) -> None:
    order = entered(books, ("3", "0.335"), ("1", "2"))
    code, pk = books.row("products.product").code, order.pk
    orders.remove(order, actor=SYSTEM)
    trail = model("platform.AuditEntry").objects.filter(noun_name="orders.order", object_id=pk)
    told = {entry.verb: entry.after or entry.before for entry in trail}
    assert sorted(told) == ["create", "remove"]
    for values in told.values():
        assert values["net_amount"] == "3.01"
        assert values["lines"] == f"{code} × 3 = 1.01; {code} × 1 = 2.00"


def test_a_note_leaves_its_audit_row_and_stands_in_the_history_once(books: Firm) -> None:
    customer = books.row("crm.customer")
    note = notes.add(customer, actor=SYSTEM, text="rang back")
    trail = model("platform.AuditEntry").objects.filter(noun_name="crm.customer", object_id=customer.pk, verb="note")
    entry = trail.latest("pk")
    assert entry.after == {"note": note.pk}
    assert [e.text for e in timeline.of(customer, SYSTEM)].count("rang back") == 1
    assert "wrote a note" not in [e.text for e in timeline.of(customer, SYSTEM)]


def test_orders_of_nobody_are_found_as_the_analysis_asks_for_them(books: Firm) -> None:
    mine = entered(books)
    model("orders.Order").objects.filter(pk=entered(books).pk).update(owner=None)
    actor = books.actor("director")

    def numbers(owner: str) -> set[int]:
        return set(
            ListQuery(nouns.get("orders.order").list, actor, {"owner": owner}).rows().values_list("pk", flat=True)
        )

    assert numbers("none") == set(model("orders.Order").objects.filter(owner=None).values_list("pk", flat=True))
    assert mine.pk not in numbers("none")
    assert numbers(f"none,{mine.owner_id}") == numbers("none") | numbers(str(mine.owner_id))


@pytest.mark.parametrize(("kind", "quantity"), [("sale", "-1"), ("return", "1")])
def test_the_sign_of_quantities_follows_the_kind(books: Firm, kind: str, quantity: str) -> None:
    before = model("orders.Order").objects.count()
    with pytest.raises(RuleBroken) as broken:
        entered(books, (quantity, "5"), kind=kind)
    assert list(broken.value.errors) == ["lines.0.quantity"]
    assert model("orders.Order").objects.count() == before


def test_changing_the_kind_alone_cannot_turn_a_sale_into_a_return_with_goods_going_out(books: Firm) -> None:
    order = entered(books)
    with pytest.raises(RuleBroken):
        orders.change(order, actor=SYSTEM, kind="return")
    order.refresh_from_db()
    assert order.kind == "sale"


def test_changing_the_currency_alone_rounds_anew(books: Firm) -> None:
    # 3 × 166.5 = 499.50 yuan; in yen, which has no decimals, 500.
    order = orders.change(entered(books, ("3", "166.5")), actor=SYSTEM, currency="JPY")
    assert order.net_amount == D("500")


def test_an_order_moves_from_draft_to_sale_to_done_and_no_other_way(books: Firm) -> None:
    order = entered(books)
    with pytest.raises(RuleBroken):
        orders.complete(order, actor=SYSTEM)
    order = orders.confirm(order, actor=SYSTEM)
    for forbidden in (orders.confirm,):
        with pytest.raises(RuleBroken):
            forbidden(order, actor=SYSTEM)
    for refused in (lambda: orders.change(order, actor=SYSTEM, remark="x"), lambda: orders.remove(order, actor=SYSTEM)):
        with pytest.raises(RuleBroken):
            refused()
    order = orders.complete(order, actor=SYSTEM)
    with pytest.raises(RuleBroken):
        orders.cancel(order, actor=SYSTEM)
    assert order.state == "closed"


def test_confirming_notes_the_day_at_the_customer_and_tells_the_floors_above(books: Firm) -> None:
    order = orders.confirm(entered(books), actor=SYSTEM)
    order.customer.refresh_from_db()
    assert order.customer.last_order_on == date(2026, 5, 2)
    news = model("platform.OutboxRow").objects.filter(topic="orders.confirmed")
    assert [row.payload for row in news] == [{"order": order.pk}]


def test_an_order_needs_a_line(books: Firm) -> None:
    with pytest.raises(RuleBroken) as broken:
        orders.create(
            actor=SYSTEM, lines=[], customer=books.row("crm.customer"), kind="sale", ordered_on=date(2026, 5, 2),
            currency="CNY",
        )  # fmt: skip
    assert list(broken.value.errors) == ["lines"]


def test_a_stale_version_changes_nothing(books: Firm) -> None:
    order = entered(books)
    orders.change(order, actor=SYSTEM, version=order.version, remark="first")
    with pytest.raises(Stale):
        orders.change(order, actor=SYSTEM, version=order.version, remark="second")
    order.refresh_from_db()
    assert (order.remark, order.version) == ("first", 2)


def invoiced(books: Firm, amount: str, due: int, currency: str = "CNY") -> Any:
    return invoices.create(
        actor=SYSTEM, customer=books.row("crm.customer", "ka"), issued_on=date(2026, 5, 1), due_on=date(2026, 5, due),
        currency=currency, amount=D(amount),
    )  # fmt: skip


def received(books: Firm, amount: str, currency: str = "CNY") -> Any:
    return receipts.create(
        actor=SYSTEM, customer=books.row("crm.customer", "ka"), received_on=date(2026, 5, 20), method="transfer",
        currency=currency, amount=D(amount),
    )  # fmt: skip


def settled(*rows: Any) -> list[Decimal]:
    for row in rows:
        row.refresh_from_db()
    return [row.settled_amount for row in rows]


def test_receipts_pay_the_oldest_debt_of_their_currency(books: Firm) -> None:
    # The firm's own invoice over 500, of which 200 are paid, is due on 5 April and so comes first: 300 of the 350.
    later, sooner, dollars = invoiced(books, "80", 20), invoiced(books, "70", 10), invoiced(books, "99", 2, "USD")
    receipt = received(books, "350")
    assert settled(sooner, later, dollars) == [D("50"), D("0"), D("0")]
    receipts.remove(receipt, actor=SYSTEM)
    assert settled(sooner, later) == [D("0"), D("0")]


def test_a_corrected_receipt_settles_anew(books: Firm) -> None:
    one = invoiced(books, "100", 10)
    receipt = receipts.change(received(books, "400"), actor=SYSTEM, amount=D("310"))
    assert settled(one) == [D("10")]
    assert sum(part.amount for part in receipt.settlements.all()) == D("310")


def test_a_settled_invoice_keeps_customer_currency_and_at_least_that_amount(books: Firm) -> None:
    one = invoiced(books, "100", 10)
    received(books, "360")
    for values in ({"amount": D("59")}, {"customer": books.row("crm.customer")}, {"currency": "USD"}):
        with pytest.raises(RuleBroken):
            invoices.change(one, actor=SYSTEM, **values)
    assert invoices.change(one, actor=SYSTEM, amount=D("60")).amount == D("60")


def test_a_credit_code_is_checked_and_brought_into_form(books: Firm) -> None:
    owner = books.employees["rep.east"]
    made = customers.create(actor=SYSTEM, name="甲", owner=owner, credit_code=f" {firm.CREDIT_CODE.lower()} ")
    assert made.credit_code == firm.CREDIT_CODE
    with pytest.raises(RuleBroken) as broken:
        customers.create(actor=SYSTEM, name="乙", owner=owner, credit_code=firm.CREDIT_CODE[:-1] + "M")
    assert broken.value.code == "credit_code"


def test_customers_get_the_next_number_and_the_unit_of_their_owner(books: Firm) -> None:
    mine = customers.create(actor=books.actor("rep.east"), name="甲")
    theirs = customers.create(actor=books.actor("rep.east"), name="乙", owner=books.employees["rep.south"])
    assert (mine.code, theirs.code) == ("C-000001", "C-000002")
    assert (mine.owner, mine.unit) == (books.employees["rep.east"], books.units["EAST-1"])
    moved = customers.change(mine, actor=SYSTEM, owner=books.employees["ka"])
    assert (theirs.unit, moved.unit) == (books.units["SOUTH"], books.units["KA"])
