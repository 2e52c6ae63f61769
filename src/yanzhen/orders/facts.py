"""Sales: one row for each line of the orders that count, a file a month."""

import pyarrow as pa
import pyarrow.compute as pc

from yanzhen.orders.enums import COUNTED, OrderKind
from yanzhen.platform import warehouse

STATES = ", ".join(f"'{state}'" for state in sorted(COUNTED))


def finished(rows: pa.Table) -> pa.Table:
    """Sort a month by order, number its month, and mark the first line of each sale.

    Adding up the marks counts orders without comparing their keys, as long as all lines of an order fall together.
    """
    rows = rows.sort_by([("order_id", "ascending"), ("line_id", "ascending")])
    order_ids = rows["order_id"].combine_chunks()
    first = pa.concat_arrays([pa.array([True]), pc.not_equal(order_ids[1:], order_ids[:-1])])
    mark = pc.and_(first, rows["is_sale"].combine_chunks()).cast(pa.int8())
    on = rows["ordered_on"]
    month = pc.add(pc.multiply(pc.year(on), 100), pc.month(on)).cast(pa.int32())
    return rows.append_column("order_mark", mark).append_column("month", month)


SALES = warehouse.register(
    warehouse.Extract(
        name="sales",
        schema=pa.schema(
            [
                ("order_id", pa.int64()),
                ("line_id", pa.int64()),
                ("ordered_on", pa.date32()),
                ("customer_id", pa.int64()),
                ("owner_id", pa.int64()),
                ("unit_id", pa.int64()),
                ("territory_id", pa.int64()),
                ("product_id", pa.int64()),
                ("is_sale", pa.bool_()),
                ("currency", pa.string()),
                ("quantity", pa.int64()),
                ("net_cents", pa.int64()),
                ("cost_cents", pa.int64()),
            ]
        ),
        added=pa.schema([("order_mark", pa.int8()), ("month", pa.int32())]),
        sql=f"""
            SELECT o.id AS order_id, l.id AS line_id, o.ordered_on AS ordered_on, o.customer_id AS customer_id,
                o.owner_id AS owner_id, o.unit_id AS unit_id, o.territory_id AS territory_id,
                l.product_id AS product_id, o.kind = '{OrderKind.SALE}' AS is_sale, o.currency AS currency,
                CAST(ROUND(l.quantity * 1000) AS BIGINT) AS quantity,
                CAST(ROUND(l.net_amount * 100) AS BIGINT) AS net_cents,
                CAST(ROUND(l.cost_amount * 100) AS BIGINT) AS cost_cents
            FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
            WHERE o.state IN ({STATES}) AND {{where}}
        """,
        partitioning=warehouse.by_month("orders_order", "ordered_on", "o"),
        finish=finished,
    )
)
"""Quantities in thousandths, amounts in hundredths; a return has negative ones, and its cost is null when unknown."""
