"""Products bought together, and chains of referrals, by hand."""

from decimal import Decimal as D

import pytest

from yanzhen.loyalty.calc import chains, together

pytestmark = pytest.mark.once


def test_lift_by_hand() -> None:
    # 40 customers: 10 bought 1 and 2, 10 only 1, 5 only 2, 15 only 3.
    bought = [(n, 1) for n in range(20)] + [(n, 2) for n in range(10)] + [(n, 2) for n in range(20, 25)]
    bought += [(n, 3) for n in range(25, 40)] + [(0, 1)]
    found = {(p.item, p.other): p for p in together.pairs(bought)}
    assert set(found) == {(1, 2), (2, 1)}
    one = found[1, 2]
    assert (one.customers, one.with_item, one.with_other, one.both) == (40, 20, 15, 10)
    assert one.lift == D("1.33")  # 10·40 / (20·15)
    assert one.share == D("50.0")


def test_too_little_says_nothing() -> None:
    assert together.pairs([(n, p) for n in range(29) for p in (1, 2)]) == []
    # 30 customers, but only four bought both
    assert together.pairs([(n, 1) for n in range(30)] + [(n, 2) for n in range(4)]) == []
    assert together.pairs([]) == []


def test_suggestions_take_the_highest_lift_and_leave_out_what_is_bought() -> None:
    known = [
        together.Pair(1, 3, 100, 20, 30, 9),
        together.Pair(2, 3, 100, 20, 30, 12),
        together.Pair(1, 2, 100, 20, 20, 9),
    ]
    found = together.suggest({1, 2}, known)
    assert [(s.product, s.because.item, s.because.lift) for s in found] == [(3, 2, D("2.00"))]


def test_chain_and_circle() -> None:
    links = [chains.Link(1, 10, 20), chains.Link(2, 20, 30), chains.Link(3, 10, 40), chains.Link(4, 30, None)]
    assert chains.closes_circle(links, 30, 10)
    assert chains.closes_circle(links, 10, 10)
    assert not chains.closes_circle(links, 40, 50)
    assert chains.root(links, 30) == 10
    drawn = [(n.customer, n.depth, n.parent) for n in chains.tree(links, 10)]
    assert drawn == [(10, 0, None), (20, 1, 0), (30, 2, 1), (None, 3, 2), (40, 1, 0)]
    assert len(chains.tree([chains.Link(n, n, n + 1) for n in range(1000)], 0, most=50)) == 50
