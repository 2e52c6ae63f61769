"""The cube gives what a plain recount through the database gives, to the cent, for everybody."""

import random
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Q

from yanzhen.analysis.tests.books import Books, model
from yanzhen.figures.queries import sales
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import masks
from yanzhen.platform.actor import EVERYTHING, NOTHING, SYSTEM, Actor, Reach

pytestmark = pytest.mark.once

VIEW = "analysis.view_sales"
ALL_MEASURES = tuple(sales.MEASURES)


def root(category: Any) -> Any:
    while category.parent is not None:
        category = category.parent
    return category


KEYS: dict[str, Callable[[Any], Any]] = {
    "year": lambda line: f"{line.order.ordered_on:%Y}",
    "quarter": lambda line: f"{line.order.ordered_on:%Y}-Q{(line.order.ordered_on.month + 2) // 3}",
    "month": lambda line: f"{line.order.ordered_on:%Y-%m}",
    "day": lambda line: line.order.ordered_on.isoformat(),
    "region": lambda line: line.order.territory and line.order.territory.region_id,
    "territory": lambda line: line.order.territory_id,
    "unit": lambda line: line.order.unit_id,
    "person": lambda line: line.order.owner_id,
    "category": lambda line: root(line.product.category).pk,
    "product": lambda line: line.product_id,
    "customer_type": lambda line: line.order.customer.customer_type_id,
    "customer": lambda line: line.order.customer_id,
}


def recount(by: tuple[str, ...], condition: Q, measures: tuple[str, ...] = ALL_MEASURES) -> dict[Any, dict[str, Any]]:
    """The same figures in the plainest way there is."""
    lines = (
        model("orders.OrderLine")
        .objects.filter(condition, order__state__in=["confirmed", "closed"])
        .select_related("order__territory__region", "order__customer", "product__category__parent")
    )
    groups: defaultdict[Any, list[Any]] = defaultdict(list)
    for line in lines:
        groups[*(KEYS[code](line) for code in by), line.order.currency].append(line)
    return {key: figures(found) for key, found in groups.items()}


def figures(lines: list[Any]) -> dict[str, Any]:
    net = sum((line.net_amount for line in lines), Decimal(0))
    known = [line for line in lines if line.cost_amount is not None]
    covered = sum((line.net_amount for line in known), Decimal(0))
    margin = sum((line.net_amount - line.cost_amount for line in known), Decimal(0)) if known else None
    sold = [line for line in lines if line.order.kind == "sale"]
    return {
        "net_sales": net,
        "margin": margin,
        "margin_rate": None if margin is None or not covered else round(margin / covered, 4),
        "orders": len({line.order_id for line in sold}),
        "quantity": sum((line.quantity for line in lines), Decimal(0)),
        "lines": len(lines),
        "customers": len({line.order.customer_id for line in sold}),
    }


def read(cube: sales.Cube) -> dict[Any, dict[str, Any]]:
    """A cube's items in the form of a recount."""
    found = {}
    for item in cube.items():
        key = tuple(item[c]["id"] if isinstance(item[c], dict) else item[c] for c in cube.by)
        values = {m: Decimal(item[m]) if isinstance(item[m], str) else item[m] for m in cube.measures}
        found[*key, item["currency"]] = values
    return found


def assert_same(cube: sales.Cube, expected: dict[Any, dict[str, Any]]) -> None:
    actual = read(cube)
    assert actual.keys() == expected.keys()
    for key, row in actual.items():
        for name, value in row.items():
            wanted = expected[key][name]
            if name == "margin_rate" and wanted is not None:
                assert abs(value - wanted) <= Decimal("0.0001")
            else:
                assert value == wanted, (key, name)


def ask(actor: Actor, *by: str, **values: Any) -> sales.Cube:
    values.setdefault("measures", ALL_MEASURES)
    return sales.cube(actor, sales.Request(by=by, limit=sales.MAX_LIMIT, **values))


def viewer(reach: Reach, *more: str) -> Actor:
    return Actor(user_id=1, name="viewer", functions={VIEW: reach, **dict.fromkeys(more, reach)})


@pytest.mark.parametrize(
    "by",
    [(), *((code,) for code in KEYS), ("month", "person", "category"), ("year", "region", "unit", "customer_type")],
    ids="×".join,
)
def test_cube_equals_recount(built: Books, by: tuple[str, ...]) -> None:
    assert_same(ask(SYSTEM, *by), recount(by, Q()))


def test_cube_equals_recount_for_every_reach_and_random_filters(built: Books) -> None:
    chance = random.Random(11)
    people, units = [p.pk for p in built.people], [u.pk for u in built.units]
    for _round in range(40):
        mine = frozenset(chance.sample(people, chance.randint(0, 3)))
        ours = frozenset(chance.sample(units, chance.randint(0, 2)))
        start, end = sorted(date(2025, chance.randint(1, 12), chance.randint(1, 28)) for _ in range(2))
        by = tuple(chance.sample(list(KEYS), 2))
        customers = [c.pk for c in chance.sample(built.customers, 5)]
        condition = (Q(order__owner__in=mine) | Q(order__unit__in=ours)) & Q(order__ordered_on__range=(start, end))
        cube = ask(
            viewer(Reach(employee_ids=mine, unit_ids=ours), masks.MARGIN),
            *by,
            start=start,
            end=end,
            filters={"customer": customers},
        )
        assert_same(cube, recount(by, condition & Q(order__customer__in=customers)))


def test_totals_count_each_order_and_customer_once(built: Books) -> None:
    cube = ask(SYSTEM, "product")
    expected = recount((), Q())
    assert {t["currency"]: t["orders"] for t in cube.written_totals()} == {
        k[0]: v["orders"] for k, v in expected.items()
    }
    assert {t["currency"]: t["customers"] for t in cube.written_totals()} == {
        k[0]: v["customers"] for k, v in expected.items()
    }
    assert cube.total == cube.count == len(cube.items())


def days(first: date, last: date) -> Q:
    return Q(order__ordered_on__range=(first, last))


FEBRUARY = days(date(2025, 2, 1), date(2025, 2, 28))
JANUARY = days(date(2026, 1, 1), date(2026, 1, 31))
LAST_QUARTER = days(date(2025, 10, 1), date(2025, 12, 31))
FILTERS: dict[str, Callable[[Books], tuple[dict[str, list[Any]], Q]]] = {
    "unit and below": lambda b: ({"unit": [b.units[1].pk]}, Q(order__unit__in=[b.units[1], b.units[3]])),
    "region": lambda b: ({"region": [b.regions[0].pk]}, Q(order__territory__region=b.regions[0])),
    "no region": lambda b: ({"region": ["none"]}, Q(order__territory=None)),
    "territory or none": lambda b: (
        {"territory": ["none", b.territories[1].pk]},
        Q(order__territory=None) | Q(order__territory=b.territories[1]),
    ),
    "wide category": lambda b: (
        {"category": [b.categories[0].pk]},
        Q(product__category__in=[b.categories[0], b.categories[2]]),
    ),
    "narrow category": lambda b: ({"category": [b.categories[2].pk]}, Q(product__category=b.categories[2])),
    "customer type": lambda b: ({"customer_type": [b.types[1].pk]}, Q(order__customer__customer_type=b.types[1])),
    "no customer type": lambda b: ({"customer_type": ["none"]}, Q(order__customer__customer_type=None)),
    "nobody": lambda b: ({"person": ["none"]}, Q(order__owner=None)),
    "year": lambda b: ({"year": ["2025"]}, days(date(2025, 1, 1), date(2025, 12, 31))),
    "quarter": lambda b: ({"quarter": ["2025-Q4"]}, LAST_QUARTER),
    "months": lambda b: ({"month": ["2025-02", "2026-01"]}, FEBRUARY | JANUARY),
    "unknown region": lambda b: ({"region": [999_999]}, Q(pk=0)),
}


@pytest.mark.parametrize("name", FILTERS)
def test_filter_means_what_it_says(built: Books, name: str) -> None:
    given, condition = FILTERS[name](built)
    for by in ((), ("customer_type", "month"), ("product",)):
        assert_same(ask(SYSTEM, *by, filters=given), recount(by, condition))


def test_pages_join_into_the_whole(built: Books) -> None:
    whole = ask(SYSTEM, "month", "customer", measures=("orders",), order=("-orders",))
    pieces, cursor = [], ""
    while True:
        piece = sales.cube(
            SYSTEM,
            sales.Request(("month", "customer"), ("orders",), order=("-orders",), limit=7, cursor=cursor),
        )
        assert piece.total == whole.total
        pieces += piece.items()
        if not (cursor := piece.next or ""):
            break
    assert pieces == whole.items()
    assert [i["orders"] for i in pieces] == sorted((i["orders"] for i in pieces), reverse=True)


def test_currency_chosen_leaves_out_the_others(built: Books) -> None:
    assert_same(ask(SYSTEM, "year", currency="USD"), recount(("year",), Q(order__currency="USD")))


def test_stranger_without_function_is_refused(built: Books) -> None:
    with pytest.raises(PermissionDenied):
        ask(Actor(user_id=2, name="stranger"), "year", measures=())


def test_function_without_rows_shows_nothing(built: Books) -> None:
    cube = ask(viewer(NOTHING), "year", measures=())
    assert (cube.items(), cube.total, cube.written_totals()) == ([], 0, [])


def test_masked_measure_is_refused_when_asked_and_absent_by_default(built: Books) -> None:
    for measure in ("margin", "margin_rate"):
        with pytest.raises(PermissionDenied):
            ask(viewer(EVERYTHING), "year", measures=("net_sales", measure))
    cube = ask(viewer(EVERYTHING), "year", measures=())
    assert cube.measures == ("net_sales", "quantity")
    assert not any("margin" in name for item in [*cube.items(), *cube.written_totals()] for name in item)
    assert not {"margin", "covered"} & set(cube.columns)
    assert "margin" in ask(viewer(EVERYTHING, masks.MARGIN), "year", measures=()).measures


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"by": ("colour",)}, "by"),
        ({"by": ("year", "year")}, "by"),
        ({"measures": ("profit",)}, "measures"),
        ({"limit": 0}, "limit"),
        ({"limit": 50_001}, "limit"),
        ({"start": date(2025, 2, 1), "end": date(2025, 1, 1)}, "to"),
        ({"filters": {"person": ["1 OR 1=1"]}}, "person"),
        ({"filters": {"person": ["9" * 30]}}, "person"),
        ({"filters": {"month": ["2025-13"]}}, "month"),
        ({"filters": {"day": ["2025-02-30"]}}, "day"),
        ({"filters": {"shape": ["1"]}}, "shape"),
        ({"by": ("year",), "order": ("weight",)}, "sort"),
        ({"cursor": "!!"}, "cursor"),
        ({"cursor": "b3h4"}, "cursor"),
    ],
)
def test_bad_question_names_its_field(built: Books, values: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        sales.cube(SYSTEM, sales.Request(**values))
    assert list(caught.value.errors) == [field]
    assert all(str(m) for m in caught.value.errors.values())
