"""The audit trail: sealing and checking a million rows, against reading the same rows bare in the same run.

Fills a database of its own kind: rows are added to the trail of the database it runs on, so give it one to throw away.
Figures are elapsed seconds; the check may use both cores when PostgreSQL reads ahead.
"""

import os
import time
from pathlib import Path
from typing import Any

from django.db import connection

from yanzhen.platform.models import AuditEntry
from yanzhen.platform.trail import canonical, sealing, verifying

ROWS = int(os.environ.get("YANZHEN_BENCH_ROWS", "1000000"))
BATCH = 5_000


def main(data: Path | None) -> dict[str, Any]:
    del data
    _fill(ROWS - AuditEntry.objects.count())
    started = time.perf_counter()
    sealed = sealing.everything()
    sealing_took = time.perf_counter() - started
    bare = _bare()
    started, used = time.perf_counter(), time.process_time()
    found = verifying.verify()
    took, cpu = time.perf_counter() - started, time.process_time() - used
    if found.first is not None:
        raise RuntimeError(found.first.words())
    print(f"{connection.vendor}: {found.rows:,} rows")
    if sealed:
        print(f"  sealed  {sealed:,} in {sealing_took:.1f} s ({sealed / sealing_took:,.0f} a second)")
    print(f"  checked in {took:.1f} s, {cpu:.1f} s of this process ({found.rows / took:,.0f} a second)")
    print(f"  read bare in {bare:.1f} s")
    return {
        "name": "audit",
        "value": round(took, 2),
        "reference": round(bare, 2),
        "ratio": round(took / bare, 2),
        "unit": "s",
    }


def _fill(count: int) -> None:
    """Rows as changing a customer leaves them, made by the database itself."""
    if count <= 0:
        return
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s) SELECT i FROM n"
    moment, json = "datetime('now')", ""
    if connection.vendor == "postgresql":
        numbers, moment, json = "SELECT generate_series(1, %s) AS i", "now()", "::jsonb"
    before = '{"phone": "13800008888", "city": "上海", "owner": 12}'
    after = '{"phone": "13800008888", "city": "杭州", "owner": 12, "remark": "第二次"}'
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO platform_auditentry (happened_at, user_id, who, verb, noun_name, object_id, title, before, "
            f"after, reason) SELECT {moment}, i %% 50, '员工' || i %% 50, 'change', 'crm.customer', i, "
            f"'客户 ' || i || ' 有限公司', %s{json}, %s{json}, '' FROM ({numbers}) AS numbers",
            [before, after, count],
        )


def _bare() -> float:
    """The same rows read and thrown away."""
    started, position = time.perf_counter(), 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                f"SELECT s.position, s.digest, {canonical.columns()} FROM platform_auditseal s "
                "JOIN platform_auditentry e ON e.id = s.entry_id WHERE s.position > %s ORDER BY s.position LIMIT %s",
                [position, BATCH],
            )
            rows = cursor.fetchall()
            if not rows:
                return time.perf_counter() - started
            position = rows[-1][0]
