"""Forecasts made to add up: by hand, and as properties of random trees."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.planning.calc import hierarchy
from yanzhen.planning.calc.reconciling import Structure, reconcile, rounded_to

TWO_TREES = Structure(0, ((0, (1, 2)), (0, (3, 4))), ((1, 2), (3, 4)))


def test_two_trees_by_hand() -> None:
    # y = 100; 50, 30; 60, 70, all with one variance. Gaps 100 − 80 = 20 and 100 − 130 = −30.
    # [[3, 1], [1, 3]]·(a, b) = (20, −30): a = 11.25, b = −13.75.
    # Top 100 − a − b = 102.5, leaves 50 + a = 61.25, 30 + a = 41.25, 60 + b = 46.25, 70 + b = 56.25.
    # Half up 103; each tree has one cent more to give: by the largest remainder, first come first.
    made = reconcile([[100], [50], [30], [60], [70]], [1] * 5, TWO_TREES)
    assert made[:, 0].tolist() == [103, 62, 41, 47, 56]


def test_no_leaf_falls_under_zero_by_hand() -> None:
    # The leaf of −40 is held at 0: gaps 50 and −30, [[2, 1], [1, 3]]·(a, b): a = 36, b = −22; top 86.
    made = reconcile([[100], [50], [-40], [60], [70]], [1] * 5, TWO_TREES)
    assert made[:, 0].tolist() == [86, 86, 0, 38, 48]


def test_who_left_stays_at_zero_and_the_others_take_it() -> None:
    made = reconcile([[100], [50], [0], [60], [40]], [1] * 5, TWO_TREES, fixed=[2])
    assert made[2, 0] == 0
    assert made[1, 0] == made[0, 0] > 50


def test_what_adds_up_already_stays() -> None:
    made = reconcile([[100, 7], [60, 3], [40, 4], [1, 0], [99, 7]], [5, 1, 2, 3, 4], TWO_TREES)
    assert made.tolist() == [[100, 7], [60, 3], [40, 4], [1, 0], [99, 7]]


def test_a_figure_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        reconcile([[float("nan")]] * 5, [1] * 5, TWO_TREES)
    with pytest.raises(ValueError, match="variances"):
        reconcile([[1.0]] * 5, [-1] * 5, TWO_TREES)


def test_equal_thirds() -> None:
    assert rounded_to(np.array([1.0, 1.0, 1.0]), 10_000).tolist() == [3334, 3333, 3333]
    assert rounded_to(np.zeros(2), 3).tolist() == [2, 1]
    assert rounded_to(np.zeros(0), 0).tolist() == []
    with pytest.raises(ValueError, match="nothing"):
        rounded_to(np.zeros(0), 1)


amounts = st.integers(-(10**6), 10**10)
keys = st.one_of(st.none(), st.integers(1, 4))


@st.composite
def books(draw: st.DrawFn) -> tuple[dict[hierarchy.Triple, list[int]], dict[hierarchy.Pair, list[int]]]:
    """Random sales in both cuts, with the same whole."""
    months = draw(st.integers(1, 15))
    triples = draw(st.lists(st.tuples(keys, keys, keys), min_size=1, max_size=12, unique=True))
    people = {t: draw(st.lists(amounts, min_size=months, max_size=months)) for t in triples}
    wholes = [sum(column) for column in zip(*people.values(), strict=True)]
    products = draw(st.lists(st.integers(1, 9), min_size=1, max_size=6, unique=True))
    goods: dict[hierarchy.Pair, list[int]] = {}
    left = wholes
    for product in products[:-1]:
        row = draw(st.lists(amounts, min_size=months, max_size=months))
        goods[product % 3 or None, product] = row
        left = [a - b for a, b in zip(left, row, strict=True)]
    goods[products[-1] % 3 or None, products[-1]] = left
    return people, goods


@settings(max_examples=60, deadline=None)
@given(books(), st.data())
def test_every_total_is_the_sum_of_its_parts_to_the_cent(
    sold: tuple[dict[hierarchy.Triple, list[int]], dict[hierarchy.Pair, list[int]]], data: st.DataObject
) -> None:
    people, goods = sold
    made = hierarchy.build(people, goods, lambda unit: [unit] if unit == 1 else [1, unit])
    base = np.array(data.draw(st.lists(st.lists(st.floats(-1e6, 1e11), min_size=2, max_size=2),
                                       min_size=made.count, max_size=made.count)))  # fmt: skip
    variances = data.draw(st.lists(st.floats(0, 1e18), min_size=made.count, max_size=made.count))
    cents = reconcile(base, variances, made.structure)
    assert (cents >= 0).all()
    by = {key: cents[n] for n, key in enumerate(made.keys)}
    whole = by["", None]
    for side in ("region", "person", "category", "product"):
        assert (sum(row for key, row in by.items() if key[0] == side) == whole).all()
    # Unit 1 stands above all others; those without a unit stand beside it.
    roots = [by[key] for key in (("unit", 1), ("unit", None)) if key in by]
    assert (sum(roots) == whole).all()


def test_hierarchy_by_hand() -> None:
    people = {(1, 12, 7): [10, 20], (2, 12, 7): [0, 60], (None, None, None): [1, 0]}
    goods = {(5, 50): [11, 30], (None, None): [0, 50]}
    made = hierarchy.build(people, goods, lambda unit: [1, unit])
    series = dict(zip(made.keys, made.values, strict=True))
    assert series == {
        ("", None): (11, 80),
        ("region", 1): (10, 20), ("region", 2): (0, 60), ("region", None): (1, 0),
        ("unit", 1): (10, 80), ("unit", 12): (10, 80), ("unit", None): (1, 0),
        ("person", 7): (10, 80), ("person", None): (1, 0),
        ("category", 5): (11, 30), ("category", None): (0, 50),
        ("product", 50): (11, 30), ("product", None): (0, 50),
    }  # fmt: skip
    # Person 7 sold 30 of 90 in region 1 and 60 of 90 in region 2.
    shares = dict(zip(made.triples, (share for _place, share in made.split), strict=True))
    assert shares[1, 12, 7] == pytest.approx(1 / 3)
    assert shares[2, 12, 7] == pytest.approx(2 / 3)


def test_two_cuts_that_differ_are_a_fault() -> None:
    with pytest.raises(ValueError, match="do not add up"):
        hierarchy.build({(1, 1, 1): [5]}, {(1, 1): [6]}, lambda unit: [unit])
