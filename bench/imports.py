"""Order lines a second through the import, beside a bare COPY of the same lines, in one run.

The import reads a csv file, checks every cell, finds customers and products by their codes, computes the documents, and
writes orders, lines, trail, outbox and progress. The reference pipes ready text into a plain table without keys.
Everything is taken back at the end. Needs a migrated database; the reference needs PostgreSQL.

    DATABASE_URL=postgres://… .venv/bin/python bench/imports.py
"""

import json
import os
import resource
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from time import perf_counter
from typing import Any

LINES = int(os.environ.get("YANZHEN_BENCH_LINES", "200000"))
PER_ORDER, CUSTOMERS, PRODUCTS = 16, 700, 200
MAPPING = """
[company]
code = "BENCH"
name = "Bench"
[[steps]]
name = "units"
noun = "organization.unit"
rows = [{ code = "BENCH", name = "Bench" }]
fields = { code = "code", name = "name" }
[[steps]]
name = "people"
noun = "organization.employee"
rows = [{ number = "BENCH", name = "Bench" }]
fields = { number = "number", name = "name", unit = { const = "BENCH" } }
[[steps]]
name = "categories"
noun = "products.category"
rows = [{ code = "BENCH", name = "Bench" }]
fields = { code = "code", name = "name" }
[[steps]]
name = "products"
noun = "products.product"
file = "products.csv"
fields = { code = "code", name = "code", category = { const = "BENCH" } }
[[steps]]
name = "customers"
noun = "crm.customer"
file = "customers.csv"
fields = { code = "code", name = "code", owner = { const = "BENCH" } }
"""
ORDERS = """
[[steps]]
noun = "orders.order"
file = "orders.csv"
group = "number"
fields = { number = "number", customer = "customer", owner = "owner", ordered_on = "day" }
lines = { product = "product", quantity = "quantity", unit_price = "price", net_amount = "net", unit_cost = "cost" }
"""


def write_files(folder: Path) -> None:
    """A file of orders, and what they refer to."""
    (folder / "products.csv").write_text("code\n" + "".join(f"BENCH-P{i}\n" for i in range(PRODUCTS)))
    (folder / "customers.csv").write_text("code\n" + "".join(f"BENCH-C{i}\n" for i in range(CUSTOMERS)))
    with (folder / "orders.csv").open("w") as file:
        file.write("number,customer,owner,day,product,quantity,price,net,cost\n")
        for i in range(LINES):
            order, cents = i // PER_ORDER, 1_000 + i * 37 % 90_000
            head = f"BENCH-{order},BENCH-C{order % CUSTOMERS},BENCH,2024-{order % 12 + 1:02d}-{order % 28 + 1:02d}"
            price, net = f"{cents // 100}.{cents % 100:02d}", f"{cents * 3 // 100}.{cents * 3 % 100:02d}"
            file.write(f"{head},BENCH-P{i % PRODUCTS},3,{price},{net},{price}\n")


def bare_copy() -> float:
    """Rows a second of psycopg alone."""
    from django.db import connection

    text = BytesIO()
    with connection.cursor() as cursor:
        where = (
            "SELECT l.* FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id WHERE o.number LIKE 'BENCH-%'"
        )
        with cursor.copy(f"COPY ({where}) TO STDOUT (FORMAT csv)") as copy:
            for block in copy:
                text.write(block)
        cursor.execute("CREATE TABLE bench_lines (LIKE orders_orderline)")
        view = text.getbuffer()
        began = perf_counter()
        with cursor.copy("COPY bench_lines FROM STDIN (FORMAT csv)") as copy:
            for start in range(0, len(view), 1 << 20):
                copy.write(view[start : start + (1 << 20)])
        return LINES / (perf_counter() - began)


def main(data: Path | None = None) -> dict[str, Any]:
    """Measure, and leave the database as it was."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yanzhen.config.settings")
    django.setup()
    from django.db import connection, transaction

    from yanzhen.platform.actor import SYSTEM
    from yanzhen.platform.imports import mapping, pipeline

    with tempfile.TemporaryDirectory() as name, transaction.atomic():
        folder = Path(name)
        write_files(folder)
        for file, content in (("base.toml", MAPPING), ("orders.toml", ORDERS)):
            (folder / file).write_text(content)
        pipeline.run(mapping.load(folder / "base.toml"), folder, actor=SYSTEM)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        report = pipeline.run(mapping.load(folder / "orders.toml"), folder, actor=SYSTEM)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        if report.total.created != LINES:
            raise SystemExit(f"not everything was imported: {pipeline.summary(report)}")
        reference = bare_copy() if connection.vendor == "postgresql" else None
        transaction.set_rollback(True)
    value = LINES / report.seconds
    return {
        "name": "order lines through the import",
        "value": round(value),
        "reference": reference and round(reference),
        "ratio": reference and round(value / reference, 3),
        "unit": "lines/s",
        "peak_memory_growth_mb": round(grown / 1024, 1),
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)))
