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
    """Rows as changing a customer leaves them."""
    before = {"phone": "13800008888", "city": "上海", "owner": 12}
    for start in range(0, max(0, count), BATCH):
        AuditEntry.objects.bulk_create(
            AuditEntry(
                user_id=number % 50, who=f"员工{number % 50}", verb="change", noun_name="crm.customer",
                object_id=number, title=f"客户 {number} 有限公司", before=before,
                after={**before, "city": "杭州", "remark": f"第 {number} 次"},
            )
            for number in range(start, min(start + BATCH, count))
        )  # fmt: skip


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
