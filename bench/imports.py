"""Order lines and customers a second through the import, beside a bare COPY of the same lines, in one run.

The import reads a csv file, checks every cell, finds customers and products by their codes, computes the documents, and
writes orders, lines, trail, outbox and progress. The reference pipes ready text into a plain table without keys.
Customers come in with the check for duplicates on, over a base of 100 000 others with similar names. With
YANZHEN_BENCH_CURVE=100000,500000,1000000 the memory of this process is measured for files of so many customers, each in
a process of its own. Everything is taken back at the end. Needs a migrated database; the reference needs PostgreSQL.

    DATABASE_URL=postgres://… .venv/bin/python bench/imports.py
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

LINES = int(os.environ.get("YANZHEN_BENCH_LINES", "200000"))
BASE_CUSTOMERS = int(os.environ.get("YANZHEN_BENCH_BASE", "100000"))
NEW_CUSTOMERS = int(os.environ.get("YANZHEN_BENCH_CUSTOMERS", "20000"))
CURVE = [int(n) for n in os.environ.get("YANZHEN_BENCH_CURVE", "").split(",") if n]
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


CITIES = ("上海", "北京市", "苏州", "杭州市", "广州", "成都")
TRADES = ("家具", "酒店", "装饰", "贸易", "科技", "办公用品")
FORMS = ("有限公司", "股份有限公司", "有限责任公司", "集团有限公司")


def firm(number: int) -> str:
    """A name that no other number has, but for a few."""
    word = "".join(chr(0x4E00 + n % 5_000) for n in (number * 7, number // 5_000 * 131 + number, number * 1_009))
    return f"{CITIES[number % 6]}{word}{TRADES[number % 5]}{FORMS[number % 4]}"


def write_customers(path: Path, first: int, count: int) -> None:
    """Customers as firms keep them; every hundredth repeats an earlier one in another spelling."""
    with path.open("w") as file:
        file.write("code,name,owner,phone,city\n")
        for i in range(first, first + count):
            name = firm(i - 50).replace("有限公司", "") if i % 100 == 99 else firm(i)
            file.write(f"BENCH-N{i},{name},BENCH,021-{60_000_000 + i},{CITIES[i % 6]}\n")


def customers_plan(check: str) -> Any:
    """One file of customers, with the check for duplicates."""
    from yanzhen.platform.imports import mapping

    columns = {c: c for c in ("code", "name", "owner", "phone", "city")}
    return mapping.single("crm.customer", columns=columns, on_duplicate=check, relations={"owner": "code"})


def customers_a_second(folder: Path) -> dict[str, float]:
    """New customers over a base that is there."""
    from yanzhen.platform.actor import SYSTEM
    from yanzhen.platform.imports import pipeline

    write_customers(folder / "base.csv", 0, BASE_CUSTOMERS)
    write_customers(folder / "new.csv", BASE_CUSTOMERS, NEW_CUSTOMERS)
    pipeline.run(customers_plan("off"), folder / "base.csv", actor=SYSTEM)
    began = process_time()
    report = pipeline.run(customers_plan("mark"), folder / "new.csv", actor=SYSTEM)
    used = process_time() - began
    if report.total.created != NEW_CUSTOMERS or not report.marked:
        raise SystemExit(f"customers: {pipeline.summary(report)} {report.marked} marked")
    return {
        "customers_per_second": round(NEW_CUSTOMERS / report.seconds),
        "customers_per_cpu_second": round(NEW_CUSTOMERS / used),
        "marked": report.marked,
    }


def curve() -> dict[str, float]:
    """Peak memory of the importing process in MB, by rows."""
    found = {}
    for count in CURVE:
        environment = os.environ | {"YANZHEN_BENCH_ONE": str(count)}
        told = subprocess.run([sys.executable, __file__], env=environment, check=True, stdout=subprocess.PIPE)
        found[str(count)] = json.loads(told.stdout.splitlines()[-1])
    return found


def one_file(count: int) -> dict[str, float]:
    """Import one large file in this process, take it back, and say how much memory that took."""
    from django.db import transaction

    from yanzhen.platform.actor import SYSTEM
    from yanzhen.platform.imports import mapping, pipeline

    with tempfile.TemporaryDirectory() as name, transaction.atomic():
        folder = Path(name)
        write_files(folder)
        (folder / "base.toml").write_text(MAPPING)
        pipeline.run(mapping.load(folder / "base.toml"), folder, actor=SYSTEM)
        write_customers(folder / "many.csv", 0, count)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        report = pipeline.run(customers_plan("mark"), folder / "many.csv", actor=SYSTEM)
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        reader = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        transaction.set_rollback(True)
    return {
        "peak_mb": round(after / 1024, 1),
        "growth_mb": round((after - before) / 1024, 1),
        "reader_peak_mb": round(reader / 1024, 1),
        "rows_per_second": round(count / report.seconds),
    }


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
    if one := os.environ.get("YANZHEN_BENCH_ONE"):
        return one_file(int(one))
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
        began = process_time()
        report = pipeline.run(mapping.load(folder / "orders.toml"), folder, actor=SYSTEM)
        used = process_time() - began
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        if report.total.created != LINES:
            raise SystemExit(f"not everything was imported: {pipeline.summary(report)}")
        customers = customers_a_second(folder)
        reference = bare_copy() if connection.vendor == "postgresql" else None
        transaction.set_rollback(True)
    value = LINES / report.seconds
    return {
        "name": "order lines through the import",
        "value": round(value),
        "reference": reference and round(reference),
        "ratio": reference and round(value / reference, 3),
        "unit": "lines/s",
        "lines_per_cpu_second": round(LINES / used),
        "peak_memory_growth_mb": round(grown / 1024, 1),
        **customers,
        "memory_by_rows": curve(),
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)))
