"""Month × person × category at the API, beside bare SQL of DuckDB over the same files and SQL through the database.

Runs on the database of DATABASE_URL, for example a sample company of scale 6.5 (216 000 order lines).
"""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client

from yanzhen.analysis.queries import home as homes
from yanzhen.platform import warehouse
from yanzhen.platform.warehouse import store

RUNS = 15
ADDRESS = "/api/v1/analysis/sales?by=month,person,category&measures=net_sales&limit=50000"
BARE = """
    SELECT s.month, s.owner_id, g.root_id, s.currency, SUM(s.net_cents) AS net
    FROM read_parquet({sales}) s
    LEFT JOIN read_parquet({products}) p ON p.id = s.product_id
    LEFT JOIN read_parquet({categories}) g ON g.id = p.category_id
    GROUP BY ALL ORDER BY 1, 2, 3, 4 LIMIT 50000
"""
DATABASE = """
    SELECT EXTRACT(YEAR FROM o.ordered_on), EXTRACT(MONTH FROM o.ordered_on), o.owner_id, COALESCE(c.parent_id, c.id),
        o.currency, SUM(l.net_amount)
    FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
    JOIN products_product p ON p.id = l.product_id JOIN products_category c ON c.id = p.category_id
    WHERE o.state IN ('confirmed', 'closed')
    GROUP BY 1, 2, 3, 4, 5
"""


def timed(work: Callable[[], Any], runs: int = RUNS, warm: int = 3) -> tuple[float, float]:
    """Median milliseconds of wall clock and of CPU, warm."""
    for _warm in range(warm):
        work()
    walls, cpus = [], []
    for _run in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append((time.perf_counter() - wall) * 1_000)
        cpus.append((time.process_time() - cpu) * 1_000)
    return median(walls), median(cpus)


def browser() -> Client:
    """Somebody who sees everything."""
    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    user = apps.get_model("accounts.User").objects.get(username="director")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def bare_sql() -> tuple[duckdb.DuckDBPyConnection, str, int]:
    """DuckDB alone over the current files."""
    base = store.folder()
    manifest = store.load(base)
    assert manifest is not None
    files = {
        name: [str(base / f) for f in manifest.files[name].values()] for name in ("sales", "products", "categories")
    }
    link = duckdb.connect(config={"threads": 2})
    link.execute("SET parquet_metadata_cache = true")
    return link, BARE.format(**files), sum(manifest.rows["sales"].values())


def main(data: Path | None) -> dict[str, Any]:
    """Print each figure; answer with the one that counts."""
    warehouse.refresh(wait=True)
    client = browser()
    link, sql, lines = bare_sql()

    def api() -> Any:
        response = client.get(ADDRESS)
        assert response.status_code == 200, response.content
        return response

    rows = len(api().json()["items"])
    assert rows == len(link.sql(sql).to_arrow_table())
    value, cpu = timed(api)
    first_page, _cpu = timed(lambda: client.get(ADDRESS.replace("50000", "1000")))
    reference, _cpu = timed(lambda: link.sql(sql).to_arrow_table())
    print(f"{lines:,} order lines, {rows:,} rows answered")
    print(f"API, all rows as JSON: {value:.1f} ms ({cpu:.1f} ms CPU)")
    print(f"API, first 1 000 rows: {first_page:.1f} ms")
    print(f"bare DuckDB SQL, same files, as Arrow: {reference:.1f} ms")

    def database() -> None:
        with connection.cursor() as cursor:
            cursor.execute(DATABASE)
            cursor.fetchall()

    plain, _cpu = timed(database, runs=1, warm=0)
    print(f"hand-written SQL in {connection.vendor}: {plain:.1f} ms")

    def first_view() -> None:
        homes._kept.clear()
        client.get("/")

    home, cpu = timed(first_view, runs=3, warm=1)
    print(f"home of the director, first view: {home:.1f} ms ({cpu:.1f} ms CPU)")
    home, cpu = timed(lambda: client.get("/"))
    print(f"home of the director, seen before: {home:.1f} ms ({cpu:.1f} ms CPU)")
    return {
        "name": f"month × person × category over {lines} lines at the API",
        "value": round(value, 2),
        "reference": round(reference, 2),
        "ratio": round(value / reference, 2),
        "unit": "ms",
        "first_page": round(first_page, 2),
        "database_sql": round(plain, 2),
    }
