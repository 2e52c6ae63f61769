"""The Ibis expressions of the sales cube. Values are parameters, so each shape is built and compiled once."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from yanzhen.crm import facts as crm
from yanzhen.figures.queries.dimensions import DIMENSIONS, SALES
from yanzhen.organization import facts as organization
from yanzhen.platform.warehouse import engine
from yanzhen.products import facts as products

FILTER_COLUMNS = {
    "region": "territory_id",
    "territory": "territory_id",
    "unit": "unit_id",
    "person": "owner_id",
    "category": "product_id",
    "product": "product_id",
    "customer": "customer_id",
}
"""Where a filter bites; what is wider is widened to these keys beforehand."""

SUMS: dict[str, Callable[[Any, Any], Any]] = {
    "net": lambda t, where: t.net_cents.sum(where=where).fill_null(0),
    "margin": lambda t, where: (t.net_cents - t.cost_cents).sum(where=where),
    "covered": lambda t, where: t.net_cents.sum(where=_both(where, t.cost_cents.notnull())).fill_null(0),
    "quantity": lambda t, where: t.quantity.sum(where=where).fill_null(0),
    "lines": lambda t, where: t.count(where=where),
    "marks": lambda t, where: t.order_mark.sum(where=where).fill_null(0),
    "orders": lambda t, where: t.order_id.nunique(where=_both(where, t.is_sale)),
    "customers": lambda t, where: t.customer_id.nunique(where=_both(where, t.is_sale)),
}
"""What is added up, by the name of its column in the result; the second argument narrows the rows."""


def _both(one: Any, other: Any) -> Any:
    return other if one is None else one & other


@dataclass(frozen=True)
class Shape:
    """What makes one expression differ from another, apart from the values in it."""

    by: tuple[str, ...]
    sums: tuple[str, ...]
    filters: tuple[tuple[str, bool, bool], ...] = ()
    """Dimension, whether it has keys, whether lines without the thing belong too."""
    has_start: bool = False
    has_end: bool = False
    has_currency: bool = False
    reach: tuple[bool, bool] | None = None
    """Whether people and whether units limit it; None for everything."""
    order: tuple[tuple[str, bool], ...] = ()
    """Columns to sort by, and whether downward."""
    is_paged: bool = False


def _filtered(shape: Shape, sales: Any) -> Any:
    rows = sales
    if shape.has_start:
        rows = rows.filter(rows.ordered_on >= engine.a_date("start"))
    if shape.has_end:
        rows = rows.filter(rows.ordered_on <= engine.a_date("end"))
    if shape.has_currency:
        rows = rows.filter(rows.currency == engine.a_text("currency"))
    if shape.reach is not None:
        rows = rows.filter(_reached(rows, *shape.reach))
    for code, has_keys, with_none in shape.filters:
        if code == "customer_type":
            rows = _with_customer_type(rows)
        column = _filter_column(rows, code)
        inside: Any = engine.within(column, f"f_{code}")
        if with_none:
            inside = inside | column.isnull() if has_keys else column.isnull()
        rows = rows.filter(inside)
    return rows


def _reached(rows: Any, by_people: bool, by_units: bool) -> Any:
    mine = engine.within(rows.owner_id, "reach_people")
    ours = engine.within(rows.unit_id, "reach_units")
    return mine | ours if by_people and by_units else mine if by_people else ours


def _filter_column(rows: Any, code: str) -> Any:
    dim = DIMENSIONS[code]
    if dim.column is not None:
        return dim.column(rows)
    return rows.customer_type_id if code == "customer_type" else rows[FILTER_COLUMNS[code]]


def _with_customer_type(rows: Any) -> Any:
    if "customer_type_id" in rows.columns:
        return rows
    types = crm.CUSTOMERS.table.select(_customer="id", customer_type_id="customer_type_id")
    return rows.left_join(types, rows.customer_id == types._customer).drop("_customer")


def _with_region(rows: Any) -> Any:
    regions = organization.TERRITORIES.table.select(_territory="id", region_id="region_id")
    return rows.left_join(regions, rows.territory_id == regions._territory).drop("_territory")


def _with_category(rows: Any) -> Any:
    items, groups = products.PRODUCTS.table, products.CATEGORIES.table
    roots = items.join(groups, items.category_id == groups.id).select(_product=items.id, root_id=groups.root_id)
    return rows.left_join(roots, rows.product_id == roots._product).drop("_product")


def _keys(rows: Any, by: tuple[str, ...]) -> dict[str, Any]:
    columns: dict[str, Callable[[], Any]] = {
        "region": lambda: rows.region_id,
        "category": lambda: rows.root_id,
        "customer_type": lambda: rows.customer_type_id,
    }
    found: dict[str, Any] = {}
    for code in by:
        compute = DIMENSIONS[code].column
        if compute is not None:
            found[code] = compute(rows)
        else:
            found[code] = columns[code]() if code in columns else rows[FILTER_COLUMNS[code]]
    return found


def _cut(shape: Shape) -> Any:
    rows = _filtered(shape, SALES)
    if "region" in shape.by:
        rows = _with_region(rows)
    if "category" in shape.by:
        rows = _with_category(rows)
    return _with_customer_type(rows) if "customer_type" in shape.by else rows


@lru_cache(maxsize=512)
def cube(shape: Shape) -> Any:
    """The grouped and sorted expression of a shape, with the number of all groups in the column `groups`."""
    rows = _cut(shape)
    sums = {name: SUMS[name](rows, None) for name in shape.sums}
    grouped = rows.group_by(currency=rows.currency, **_keys(rows, shape.by)).aggregate(**sums)
    if not shape.is_paged:
        return grouped.order_by("currency")
    counted = grouped.mutate(groups=grouped.count().over())
    return counted.order_by([counted[name].desc() if down else counted[name].asc() for name, down in shape.order])


@lru_cache(maxsize=512)
def comparison(shape: Shape) -> Any:
    """Each sum twice, over two periods, in one pass: `net_now` and `net_before`, with `change` of net sales."""
    rows = _cut(shape)
    periods = {
        when: rows.ordered_on.between(engine.a_date(f"{when}_start"), engine.a_date(f"{when}_end"))
        for when in ("now", "before")
    }
    sums = {f"{name}_{when}": SUMS[name](rows, inside) for name in shape.sums for when, inside in periods.items()}
    rows_in = {"_rows": rows.count(where=periods["now"] | periods["before"])}
    grouped = rows.group_by(currency=rows.currency, **_keys(rows, shape.by)).aggregate(**sums, **rows_in)
    grouped = grouped.filter(grouped["_rows"] > 0).drop("_rows")
    counted = grouped.mutate(change=grouped.net_now - grouped.net_before, groups=grouped.count().over())
    return counted.order_by([counted[name].desc() if down else counted[name].asc() for name, down in shape.order])


@lru_cache(maxsize=512)
def customer_spans(shape: Shape) -> Any:
    """How many customers bought for the first time, and how many for the last, in two periods; in each currency.

    The earlier period is judged by what was known at its end, so later orders do not bring its customers back.
    """
    rows = _cut(shape)
    rows = rows.filter(rows.is_sale)
    on = rows.ordered_on
    spans = rows.group_by(currency=rows.currency, customer_id=rows.customer_id).aggregate(
        first_on=on.min(), last_now=on.max(), last_before=on.max(where=on <= engine.a_date("before_end"))
    )
    counts = {}
    for when in ("now", "before"):
        is_new = spans.first_on.between(engine.a_date(f"{when}_start"), engine.a_date(f"{when}_end"))
        lost = engine.a_date(f"{when}_lost_start"), engine.a_date(f"{when}_lost_end")
        counts[f"new_{when}"] = spans.count(where=is_new)
        counts[f"lost_{when}"] = spans.count(where=spans[f"last_{when}"].between(*lost))
    return spans.group_by("currency").aggregate(**counts)


@lru_cache(maxsize=512)
def volumes(shape: Shape) -> Any:
    """Net sales since a day, and the first and the last day with sales, in each currency."""
    rows = _cut(shape)
    recent = rows.net_cents.sum(where=rows.ordered_on >= engine.a_date("since")).fill_null(0)
    return rows.group_by(currency=rows.currency).aggregate(
        net=recent, first_on=rows.ordered_on.min(), last_on=rows.ordered_on.max()
    )
