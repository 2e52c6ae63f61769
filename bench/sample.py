"""Rows a second into PostgreSQL: the sample company beside a bare COPY of the same order lines, in one run.

The command makes everything: customers, documents, constraints, indexes and statistics. The reference only pipes text
that is ready into a plain table without keys. Needs DATABASE_URL of an empty, migrated PostgreSQL database; what it
loads is taken back at the end.

    DATABASE_URL=postgres://… .venv/bin/python bench/sample.py
"""

import json
import os
import sys
from datetime import date
from io import BytesIO
from pathlib import Path
from time import perf_counter
from typing import Any

SCALE = float(os.environ.get("YANZHEN_BENCH_SCALE", "10"))


def bare_copy() -> float:
    """Rows a second of psycopg alone: the order lines that are there, out as text and into a plain table."""
    from django.db import connection

    text, rows = BytesIO(), 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM orders_orderline")
        rows = cursor.fetchone()[0]
        with cursor.copy("COPY orders_orderline TO STDOUT (FORMAT csv)") as copy:
            for block in copy:
                text.write(block)
        cursor.execute("CREATE TABLE bench_lines (LIKE orders_orderline)")
        view = text.getbuffer()
        began = perf_counter()
        with cursor.copy("COPY bench_lines FROM STDIN (FORMAT csv)") as copy:
            for start in range(0, len(view), 1 << 20):
                copy.write(view[start : start + (1 << 20)])
        seconds = perf_counter() - began
    return rows / seconds


def main(data: Path | None = None) -> dict[str, Any]:
    """Measure, and leave the database as it was."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yanzhen.config.settings")
    django.setup()
    from django.db import connection, transaction

    from yanzhen.config.sample import company

    if connection.vendor != "postgresql":
        raise SystemExit("bench/sample.py measures PostgreSQL: set DATABASE_URL to an empty, migrated database.")
    with transaction.atomic():
        done = company.found(scale=SCALE, seed=1, today=date(2026, 11, 22), say=lambda line: None)
        reference = bare_copy()
        transaction.set_rollback(True)
    value = done["rows_per_second"]
    return {
        "name": "sample company into PostgreSQL",
        "value": round(value),
        "reference": round(reference),
        "ratio": round(value / reference, 3),
        "unit": "rows/s",
    }


if __name__ == "__main__":
    result = main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    print(f"{result['value']:,} rows/s made and loaded; a bare COPY of ready lines {result['reference']:,} rows/s")
    print(json.dumps(result))
