"""The Ibis expressions of the sales cube. Values are parameters, so each shape is built and compiled once."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from yanzhen.analysis.queries.dimensions import DIMENSIONS, SALES
from yanzhen.crm import facts as crm
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

SUMS = {
    "net": lambda t: t.net_cents.sum(),
    "margin": lambda t: (t.net_cents - t.cost_cents).sum(),
    "covered": lambda t: t.net_cents.sum(where=t.cost_cents.notnull()),
    "quantity": lambda t: t.quantity.sum(),
    "lines": lambda t: t.count(),
    "marks": lambda t: t.order_mark.sum(),
    "orders": lambda t: t.order_id.nunique(where=t.is_sale),
    "customers": lambda t: t.customer_id.nunique(where=t.is_sale),
}
"""What is added up, by the name of its column in the result."""


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
        inside = engine.within(column, f"f_{code}") if has_keys else None
        outside = column.isnull() if with_none else None
        rows = rows.filter(inside | outside if has_keys and with_none else inside if has_keys else outside)
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


@lru_cache(maxsize=512)
def cube(shape: Shape) -> Any:
    """The grouped and sorted expression of a shape, with the number of all groups in the column `groups`."""
    rows = _filtered(shape, SALES)
    if "region" in shape.by:
        rows = _with_region(rows)
    if "category" in shape.by:
        rows = _with_category(rows)
    if "customer_type" in shape.by:
        rows = _with_customer_type(rows)
    keys = _keys(rows, shape.by)
    sums = {name: SUMS[name](rows) for name in shape.sums}
    grouped = rows.group_by(currency=rows.currency, **keys).aggregate(**sums)
    if not shape.is_paged:
        return grouped.order_by("currency")
    counted = grouped.mutate(groups=grouped.count().over())
    order = [counted[name].desc() if down else counted[name].asc() for name, down in shape.order]
    return counted.order_by(order)
