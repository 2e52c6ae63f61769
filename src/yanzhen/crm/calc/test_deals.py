"""Amounts of an opportunity by hand, and what must hold of any."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.crm.calc import deals

D = Decimal


@pytest.mark.parametrize(
    ("quantity", "price", "discount", "currency", "net"),
    [
        ("3", "199.99", "0", "CNY", "599.97"),
        # 7 × 12.35 = 86.45; less 12.5 % = 75.64375 → 75.64
        ("7", "12.35", "12.5", "CNY", "75.64"),
        # 1 × 0.05 less 50 % = 0.025 → half up 0.03
        ("1", "0.05", "50", "CNY", "0.03"),
        # 2.5 × 101 less 10 % = 227.25 → whole yen 227
        ("2.5", "101", "10", "JPY", "227"),
        ("4", "80", "100", "CNY", "0.00"),
    ],
)
def test_a_line_is_rounded_once(quantity: str, price: str, discount: str, currency: str, net: str) -> None:
    assert deals.of_line(deals.Line(D(quantity), D(price), D(discount)), currency) == D(net)


def test_the_weighted_amount_is_the_part_that_is_likely() -> None:
    # 33333.33 × 15 % = 4999.9995 → 5000.00
    assert deals.weighted(D("33333.33"), 15, "CNY") == D("5000.00")
    assert deals.weighted(D("33333.33"), 0, "CNY") == 0
    assert deals.weighted(D("333"), 50, "JPY") == D("167")


def test_stuck_begins_on_the_day_after_the_usual_ones() -> None:
    assert deals.stuck_from(date(2026, 1, 1), 14) == date(2026, 1, 16)
    assert deals.stuck_from(date(2026, 1, 1), None) is None


def test_credits_by_hand() -> None:
    # 100.00 × 33.33 % = 33.33 twice and 33.34: nothing is left over.
    assert deals.credits_of(D("100.00"), [D("33.33"), D("33.33"), D("33.34")], "CNY") == [
        D("33.33"),
        D("33.33"),
        D("33.34"),
    ]
    # 0.01 by halves: 0.005 each; the step goes to the first.
    assert deals.credits_of(D("0.01"), [D("50"), D("50")], "CNY") == [D("0.01"), D("0.00")]
    # 101 yen by halves: 50 + 50, the last yen to the first.
    assert deals.credits_of(D("101"), [D("50"), D("50")], "JPY") == [D("51"), D("50")]


@given(st.integers(0, 10**14), st.lists(st.integers(0, 10_000), max_size=6), st.sampled_from(["CNY", "USD"]))
def test_parts_make_the_whole(cents: int, cuts: list[int], currency: str) -> None:
    edges = [0, *sorted(cuts), 10_000]
    shares = [D(b - a).scaleb(-2) for a, b in pairwise(edges)]
    amount = D(cents).scaleb(-2)
    parts = deals.credits_of(amount, shares, currency)
    assert deals.missing_share(shares) == 0
    assert sum(parts) == amount
    assert all(abs(part - amount * share / 100) < D("0.01") for part, share in zip(parts, shares, strict=True))


@given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 10**8), st.integers(0, 10_000)), max_size=20))
def test_lines_add_up_to_the_cent(rows: list[tuple[int, int, int]]) -> None:
    nets = [deals.of_line(deals.Line(D(q).scaleb(-3), D(p).scaleb(-4), D(d).scaleb(-2)), "CNY") for q, p, d in rows]
    assert deals.total(nets) == sum(nets, D(0))
    assert all(net == net.quantize(D("0.01")) for net in nets)
