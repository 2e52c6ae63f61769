"""The board of 100 000 open opportunities, one person's 5 000 and all, against bare SQL of the same in the same run.

Wants a migrated database; brings a company, people and opportunities of its own and takes them back (everything runs in
one transaction that is undone). Figures are CPU milliseconds of this process (median), warm, through the whole stack:
address, rights, filters, counts and sums, the first cards of each column, HTML. The second figure adds, on
PostgreSQL, the CPU of the server process behind the connection (mean over the runs), as far as /proc tells it.
"""

import os
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client

from yanzhen.accounts.services import roles
from yanzhen.platform.actor import SYSTEM

OPEN, OWN, PEOPLE = 100_000, 5_000, 20
RUNS, WARM = 30, 5
TODAY = date(2026, 11, 1)
SUMS = """
SELECT stage_id, currency, COUNT(*), SUM(amount), SUM(weighted_amount) FROM crm_opportunity
WHERE state = 'open' AND process_id = %s {own} GROUP BY stage_id, currency
"""
CARDS = """
SELECT o.id, o.version, o.name, c.name, o.amount, o.currency, o.expected_on, o.next_step, o.next_on, o.stage_since,
o.stuck_from, e.name FROM crm_opportunity o JOIN crm_customer c ON c.id = o.customer_id
LEFT JOIN organization_employee e ON e.id = o.owner_id
WHERE o.state = 'open' AND o.stage_id = %s {own} ORDER BY o.expected_on, o.id LIMIT 21
"""


def model(label: str) -> Any:
    return apps.get_model(label)


def main(data: Path | None) -> dict[str, Any]:
    del data
    found: dict[str, Any] = {}
    try:
        with transaction.atomic():
            found = _measured()
            transaction.set_rollback(True)
    finally:
        connection.close()
    return found


def _measured() -> dict[str, Any]:
    process, stages, person, users = _company()
    client = {name: Client(SERVER_NAME="localhost") for name in users}
    for name, user in users.items():
        client[name].force_login(user, "django.contrib.auth.backends.ModelBackend")
    url = f"/opportunities/board/?process={process}"
    own = _median(lambda: _ok(client["rep"], url, OWN))
    everything = _median(lambda: _ok(client["director"], url, OPEN))
    bare_own = _median(lambda: _bare(process, stages, person))
    bare = _median(lambda: _bare(process, stages, None))
    print(f"{connection.vendor}: {OPEN:,} open, one person's {OWN:,}; CPU ms (and with the database server)")
    for name, (cpu, wall), (bare_cpu, bare_wall) in (
        (f"one person's {OWN:,}", own, bare_own), (f"all {OPEN:,}", everything, bare),
    ):  # fmt: skip
        print(f"  {name:22} {cpu:6.1f} ({wall:.1f})   bare SQL {bare_cpu:6.1f} ({bare_wall:.1f})")
    return {
        "name": "kanban",
        "value": round(everything[1], 2),
        "reference": round(bare[1], 2),
        "ratio": round(everything[1] / bare[1], 2),
        "unit": "ms CPU with the database server",
        "own": round(own[1], 2),
        "own_reference": round(bare_own[1], 2),
        "database": connection.vendor,
    }


def _company() -> tuple[int, list[int], int, dict[str, Any]]:
    """One company, twenty sellers, a thousand customers, the open opportunities."""
    roles.ensure_standard_roles(actor=SYSTEM)
    house = model("organization.Company").objects.create(code="BENCH-KANBAN", name="B")
    unit = model("organization.Unit").objects.create(code="BENCH-KANBAN", name="B", company=house, path="/bench/")
    people = [
        model("organization.Employee").objects.create(number=f"BENCH-{n}", name=f"人{n}", unit=unit,
                                                      hired_on=date(2020, 1, 1))
        for n in range(PEOPLE)
    ]  # fmt: skip
    users = {}
    for name, reach, person in (("rep", "own", people[0]), ("director", "all", people[1])):
        users[name] = get_user_model().objects.create(username=f"bench-kanban-{name}", employee=person)
        roles.grant(actor=SYSTEM, user=users[name], role=name, reach=reach)
    customers = model("crm.Customer").objects.bulk_create(
        [
            model("crm.Customer")(code=f"BENCH-K-{n}", name=f"客户{n}有限公司", owner=people[n % PEOPLE], unit=unit)
            for n in range(1_000)
        ]
    )
    made = model("crm.Process").objects.create(name="BENCH-KANBAN")
    stages = [
        model("crm.Stage").objects.create(process=made, name=f"{n}", position=n, usual_days=14, probability=20 * n)
        for n in range(1, 6)
    ]
    kind = model("crm.Opportunity")
    for start in range(0, OPEN, 5_000):
        kind.objects.bulk_create(
            [_row(kind, n, made, stages, people, customers, unit) for n in range(start, start + 5_000)]
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE crm_opportunity")
    return made.pk, [stage.pk for stage in stages], people[0].pk, users


def _row(kind: Any, n: int, process: Any, stages: list[Any], people: list[Any], customers: list[Any], unit: Any) -> Any:
    stage = stages[n // PEOPLE % len(stages)]
    amount = Decimal(n * 7919 % 90_000_000 + 100).scaleb(-2)
    return kind(
        number=f"BENCH-{n:06d}", name=f"第{n}号商机", customer=customers[n % len(customers)], process=process,
        stage=stage, amount=amount, probability=stage.probability,
        weighted_amount=(amount * stage.probability / 100).quantize(Decimal("0.01")),
        expected_on=TODAY + timedelta(days=n * 31 % 180), owner=people[n % PEOPLE], unit=unit, next_step="送样",
        next_on=TODAY, stage_since=TODAY - timedelta(days=n % 40),
        stuck_from=TODAY - timedelta(days=n % 40) + timedelta(days=15),
    )  # fmt: skip


def _bare(process: int, stages: list[int], owner: int | None) -> None:
    own, more = ("AND owner_id = %s", [owner]) if owner is not None else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(SUMS.format(own=own), [process, *more])
        cursor.fetchall()
        for stage in stages:
            cursor.execute(CARDS.format(own=own.replace("owner_id", "o.owner_id")), [stage, *more])
            cursor.fetchall()


def _ok(client: Client, address: str, count: int) -> None:
    response = client.get(address)
    if response.status_code != 200 or f"{count // 5:,}".encode() not in response.content:
        raise RuntimeError(f"{address} answered {response.status_code} without the count of a stage")


def _ticks() -> float:
    """CPU seconds of this process and, on PostgreSQL, of the server process behind this connection."""
    used = time.process_time()
    if connection.vendor == "postgresql" and connection.connection is not None:
        try:
            text = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text()
        except OSError:
            return used
        fields = text.rpartition(")")[2].split()
        used += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used


def _median(act: Callable[[], None]) -> tuple[float, float]:
    """CPU milliseconds of one call (median), and the mean with the database server's own."""
    for _ in range(WARM):
        act()
    cpu = []
    began = _ticks()
    for _ in range(RUNS):
        used = time.process_time()
        act()
        cpu.append((time.process_time() - used) * 1000)
    return statistics.median(cpu), (_ticks() - began) * 1000 / RUNS
