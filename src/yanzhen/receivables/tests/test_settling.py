"""Which invoices a receipt pays: hand-worked, and for any amounts."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from yanzhen.receivables.calc.settling import Open, Part, settle

AMOUNTS = st.decimals(min_value="0.00", max_value="1000000.00", places=2)


def test_settle_pays_in_order_until_the_money_is_used_up() -> None:
    # 150 on debts of 100, 80, 30: the first is paid (50 left), 50 of the second; nothing for the third.
    parts = settle(Decimal("150"), [Open(1, Decimal("100")), Open(2, Decimal("80")), Open(3, Decimal("30"))])
    assert parts == [Part(1, Decimal("100")), Part(2, Decimal("50"))]


def test_settle_leaves_the_rest_with_the_customer() -> None:
    assert settle(Decimal("150"), [Open(1, Decimal("100"))]) == [Part(1, Decimal("100"))]


def test_settle_does_nothing_with_nothing() -> None:
    assert settle(Decimal("0"), [Open(1, Decimal("100"))]) == []
    assert settle(Decimal("-5"), [Open(1, Decimal("100"))]) == []
    assert settle(Decimal("5"), []) == []


@given(AMOUNTS, st.lists(AMOUNTS, max_size=12))
def test_settle_never_spends_more_than_there_is_nor_pays_more_than_is_owed(
    received: Decimal, owed: list[Decimal]
) -> None:
    parts = settle(received, [Open(n, amount) for n, amount in enumerate(owed)])
    assert sum((p.amount for p in parts), Decimal(0)) == min(received, sum(owed, Decimal(0)))
    assert all(0 < p.amount <= owed[p.invoice_id] for p in parts)
    assert [p.invoice_id for p in parts] == sorted(p.invoice_id for p in parts)


@given(AMOUNTS, AMOUNTS, st.lists(AMOUNTS, max_size=8))
def test_settle_pays_no_less_with_more_money(less: Decimal, more: Decimal, owed: list[Decimal]) -> None:
    less, more = sorted((less, more))
    debts = [Open(n, amount) for n, amount in enumerate(owed)]
    paid = {p.invoice_id: p.amount for p in settle(more, debts)}
    assert all(paid[p.invoice_id] >= p.amount for p in settle(less, debts))
