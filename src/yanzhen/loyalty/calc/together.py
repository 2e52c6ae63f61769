"""What customers buy together: for each pair of products how much more often both are bought than chance would have it.

lift = P(both) ÷ (P(item) · P(other)) = both · customers ÷ (with item · with other), counted over customers of a
segment, each counting once. A pair needs so many customers who bought both, for a lift from two of them says nothing.
Source: Brin, Motwani, Ullman, Tsur (1997), Dynamic Itemset Counting. See docs/algorithms/cross-selling.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

FEWEST_CUSTOMERS, FEWEST_BOTH = 30, 5
"""Customers of a segment for it to speak, and customers who bought both products of a pair."""
KEPT = 10
"""Pairs kept for each product, the highest lift first."""


@dataclass(frozen=True)
class Pair:
    """Of `customers`, `with_item` bought the item, `with_other` the other, `both` the two."""

    item: int
    other: int
    customers: int
    with_item: int
    with_other: int
    both: int

    @property
    def lift(self) -> Decimal:
        """How much more often than by chance, half up to hundredths."""
        exact = Decimal(self.both * self.customers) / (self.with_item * self.with_other)
        return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)

    @property
    def share(self) -> Decimal:
        """How many in a hundred of those with the item also bought the other."""
        return (Decimal(100 * self.both) / self.with_item).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def pairs(bought: Iterable[tuple[int, int]]) -> list[Pair]:
    """The pairs with enough customers behind them and a lift above one, out of (customer, product); doubles count once.

    Nothing from fewer than 30 customers.
    """
    from scipy import sparse  # scipy is loaded where it is needed: the web server starts without it

    known = np.array(sorted(set(bought)), dtype=np.int64).reshape(-1, 2)
    people, rows = np.unique(known[:, 0], return_inverse=True)
    if len(people) < FEWEST_CUSTOMERS:
        return []
    items, columns = np.unique(known[:, 1], return_inverse=True)
    table = sparse.csr_matrix((np.ones(len(known), dtype=np.int64), (rows, columns)), shape=(len(people), len(items)))
    counts = np.asarray(table.sum(axis=0)).ravel()
    both = (table.T @ table).tocoo()
    found: dict[int, list[Pair]] = {}
    for left, right, number in zip(both.row, both.col, both.data, strict=True):
        if left == right or number < FEWEST_BOTH:
            continue
        pair = Pair(
            int(items[left]), int(items[right]), len(people), int(counts[left]), int(counts[right]), int(number)
        )
        if pair.both * pair.customers > pair.with_item * pair.with_other:
            found.setdefault(pair.item, []).append(pair)
    return [p for own in found.values() for p in sorted(own, key=_order)[:KEPT]]


def _order(pair: Pair) -> tuple[Decimal, int, int]:
    return -pair.lift, -pair.both, pair.other


@dataclass(frozen=True)
class Suggestion:
    """A product the customer does not buy, and the pair that speaks loudest for it."""

    product: int
    because: Pair


def suggest(own: Mapping[int, object] | set[int], known: Iterable[Pair], most: int = 5) -> list[Suggestion]:
    """What goes with what the customer buys: each product once, by its highest lift."""
    best: dict[int, Pair] = {}
    for pair in known:
        if pair.item in own and pair.other not in own:
            held = best.get(pair.other)
            if held is None or _order(pair) < _order(held):
                best[pair.other] = pair
    return [Suggestion(p.other, p) for p in sorted(best.values(), key=_order)[:most]]
