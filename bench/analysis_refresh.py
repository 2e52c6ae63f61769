"""How fast figures follow: the full build, and one changed order until the figures hold it.

The reference is the bare read of the same rows: the database's own SELECT through its driver.
"""

import resource
import time
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from yanzhen.platform import outbox, warehouse
from yanzhen.platform.warehouse import store


def main(data: Path | None) -> dict[str, Any]:
    """Print each figure; answer with the time of one change."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    rows = warehouse.rebuild()
    build = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    size = sum(path.stat().st_size for path in store.folder().glob("*.parquet"))
    print(f"full build: {rows:,} rows in {build:.1f} s, {rows / build:,.0f} rows/s, {size / 1e6:.0f} MB of files")
    print(f"largest memory before {before // 1024} MB, after {after // 1024} MB")
    order = apps.get_model("orders.Order").objects.order_by("-ordered_on").first()
    assert order is not None
    start = time.perf_counter()
    with transaction.atomic():
        outbox.facts_changed(order.fact_partitions())
    written = warehouse.refresh(wait=True)
    value = time.perf_counter() - start
    print(f"one changed order: {written:,} rows of {order.ordered_on:%Y-%m} in {value * 1_000:.0f} ms")
    start = time.perf_counter()
    with connection.cursor() as cursor:
        first = order.ordered_on.replace(day=1)
        cursor.execute(
            "SELECT o.*, l.* FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id WHERE o.ordered_on >= %s",
            [first],
        )
        read = len(cursor.fetchall())
    reference = time.perf_counter() - start
    print(f"bare SELECT of that month: {read:,} rows in {reference * 1_000:.0f} ms")
    return {
        "name": "one changed order until the figures hold it",
        "value": round(value * 1_000, 1),
        "reference": round(reference * 1_000, 1),
        "ratio": round(value / reference, 2),
        "unit": "ms",
        "rows_per_second": round(rows / build),
    }
