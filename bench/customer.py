"""The page of one customer of 100 000 orders, against the page of a customer of ten in the same run.

Wants a migrated database; brings a company, people, two customers and their orders and takes them back (everything runs
in one transaction that is undone). Figures are CPU milliseconds (median of this process; with the database server's
own on PostgreSQL, mean), warm, through the whole stack: figures at the head, counted tabs, the latest orders, timeline.
"""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from yanzhen.accounts.services import roles
from yanzhen.config.management.commands import bench
from yanzhen.platform.actor import SYSTEM

ORDERS, FEW, DAYS = 100_000, 10, 1_000


def main(data: Path | None) -> dict[str, Any]:
    """Measure, and leave the database as it was."""
    del data
    try:
        with transaction.atomic():
            found = _measured(bench.load("kanban"))
            transaction.set_rollback(True)
    finally:
        connection.close()
    return found


def _measured(base: Any) -> dict[str, Any]:
    client, large, small = _company(base.model)
    many = base._median(lambda: _opened(client, large, "1,000+"))
    few = base._median(lambda: _opened(client, small, str(FEW)))
    print(f"{connection.vendor}: a customer of {ORDERS:,} orders; CPU ms (and with the database server)")
    for number, (cpu, whole) in ((ORDERS, many), (FEW, few)):
        print(f"  {number:9,} orders {cpu:6.1f} ({whole:.1f})")
    return {
        "name": "customer",
        "value": round(many[1], 2),
        "reference": round(few[1], 2),
        "ratio": round(many[1] / few[1], 2),
        "unit": "ms CPU with the database server",
        "database": connection.vendor,
    }


def _company(model: Any) -> tuple[Client, int, int]:
    """One seller, who signs in, with a large and a small customer."""
    roles.ensure_standard_roles(actor=SYSTEM)
    house = model("organization.Company").objects.create(code="BENCH-C", name="B")
    unit = model("organization.Unit").objects.create(code="BENCH-C", name="B", company=house, path="/bench-c/")
    person = model("organization.Employee").objects.create(number="BENCH-C", name="人", unit=unit)
    user = get_user_model().objects.create(username="bench-customer", employee=person)
    roles.grant(actor=SYSTEM, user=user, role="rep", reach="own")
    keys = [_customer(model, f"BENCH-C-{n}", person, unit, number) for n, number in enumerate((ORDERS, FEW))]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE orders_order")
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client, keys[0], keys[1]


def _customer(model: Any, code: str, person: Any, unit: Any, number: int) -> int:
    today, kind = timezone.localdate(), model("orders.Order")
    row = model("crm.Customer").objects.create(
        code=code, name=f"客户{code}", owner=person, unit=unit, since_on=date(2020, 1, 1), last_order_on=today
    )
    for start in range(0, number, 5_000):
        kind.objects.bulk_create(
            [
                kind(
                    number=f"{code}-{n:06d}", customer=row, owner=person, unit=unit, state="closed",
                    ordered_on=today - timedelta(days=n % DAYS),
                    net_amount=Decimal(n * 7919 % 900_000 + 100).scaleb(-2),
                )
                for n in range(start, min(start + 5_000, number))
            ]
        )  # fmt: skip
    return int(row.pk)


def _opened(client: Client, key: int, count: str) -> None:
    answer = client.get(f"/customers/{key}/")
    if answer.status_code != 200 or f">{count}<".encode() not in answer.content:
        raise RuntimeError(f"the page answered {answer.status_code} without “{count}” at its orders")
