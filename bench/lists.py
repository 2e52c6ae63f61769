"""The customers list and a customer's page, against bare SQL for the same rows in the same run.

Wants a large PostgreSQL database, for example `yanzhen sample-company --scale 300`. Figures are CPU milliseconds of
this process (median), warm, through the whole stack: address, rights, query, writing. The list is 80 customers of
one person, sorted by date, with the total over the filter.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

RUNS, WARM = 40, 5
BARE = """
SELECT c.id, c.code, c.name, t.name, o.name, u.name, c.city, c.since_on, c.last_order_on
FROM crm_customer c LEFT JOIN crm_customertype t ON t.id = c.customer_type_id
LEFT JOIN organization_employee o ON o.id = c.owner_id JOIN organization_unit u ON u.id = c.unit_id
WHERE c.owner_id = %s ORDER BY c.since_on DESC, c.id DESC LIMIT 80
"""


def main(data: Path | None) -> dict[str, Any]:
    del data
    client = Client(SERVER_NAME="localhost")
    client.force_login(get_user_model().objects.get(username="director"), "django.contrib.auth.backends.ModelBackend")
    owner, customer, total = _busiest()
    address = f"owner={owner}&sort=-since_on&limit=80"
    bare = _median(lambda: _bare(owner))
    figures = {
        "list as JSON": _median(lambda: _ok(client, f"/api/v1/customers?{address}")),
        "list as HTML": _median(lambda: _ok(client, f"/customers/?{address}")),
        "customer page": _median(lambda: _ok(client, f"/customers/{customer}/")),
        "customer as JSON": _median(lambda: _ok(client, f"/api/v1/customers/{customer}")),
    }
    print(f"{total:,} customers; CPU (and elapsed) ms, median of {RUNS}")
    print(f"  bare SQL          {bare[0]:6.1f} ({bare[1]:.1f})")
    for name, (cpu, wall) in figures.items():
        print(f"  {name:17} {cpu:6.1f} ({wall:.1f})   {cpu / bare[0]:.1f} × bare")
    value = figures["list as JSON"][0]
    return {
        "name": "lists",
        "value": round(value, 2),
        "reference": round(bare[0], 2),
        "ratio": round(value / bare[0], 2),
        "unit": "ms CPU",
    }


def _busiest() -> tuple[int, int, int]:
    """The person with the most customers, one of these, and how many customers there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT owner_id, max(id) FROM crm_customer GROUP BY owner_id ORDER BY count(*) DESC LIMIT 1")
        owner, customer = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM crm_customer")
        return owner, customer, cursor.fetchone()[0]


def _bare(owner: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(BARE, [owner])
        cursor.fetchall()
        cursor.execute("SELECT count(*) FROM crm_customer WHERE owner_id = %s", [owner])
        cursor.fetchone()


def _ok(client: Client, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")


def _median(act: Callable[[], None]) -> tuple[float, float]:
    """CPU and elapsed milliseconds of one call."""
    for _ in range(WARM):
        act()
    cpu, wall = [], []
    for _ in range(RUNS):
        started, used = time.perf_counter(), time.process_time()
        act()
        cpu.append((time.process_time() - used) * 1000)
        wall.append((time.perf_counter() - started) * 1000)
    return statistics.median(cpu), statistics.median(wall)
