"""Who is due for a visit, asked by somebody who reaches 10 000 customers, beside reading the same customers barely.

Wants a database with the sample company; enters 10 000 customers of one person with three visits each, an overdue
invoice for every tenth, asks, and takes everything back. Figures are CPU milliseconds of this process (median), warm:
the question alone, and the page through the whole stack. CUSTOMERS in the environment gives another number.
"""

import os
import random
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client

NUMBER, RUNS, WARM = int(os.environ.get("CUSTOMERS", "10000")), 7, 2


def main(data: Path | None) -> dict[str, Any]:
    """Measure, and leave the database as it was."""
    del data
    from yanzhen.field.queries import due
    from yanzhen.platform.people import directory

    user = get_user_model().objects.select_related("employee").get(username="rep.east")
    client = Client(SERVER_NAME="localhost")
    with transaction.atomic():
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        _enter(user.employee, date.today())
        actor = directory().actor(user.pk)
        question = due.Question(date.today(), due.horizon(date.today()))
        found = due.ask(actor, question)
        bare = _median(
            lambda: list(_model("crm.Customer").objects.filter(owner=user.employee).values_list("pk", "name"))
        )
        asked = _median(lambda: due.ask(actor, question))
        page = _median(lambda: _ok(client))
        transaction.set_rollback(True)
    print(f"{NUMBER:,} customers more, {len(found):,} due; CPU ms, median of {RUNS}")
    print(f"  keys and names barely {bare:.0f}, question {asked:.0f}, page {page:.0f}")
    return {
        "name": "due", "value": round(asked, 1), "reference": round(bare, 1), "ratio": round(asked / bare, 1),
        "unit": "ms CPU", "page": round(page, 1), "due": len(found), "customers": NUMBER,
    }  # fmt: skip


def _model(label: str) -> Any:
    return apps.get_model(label)


def _ok(client: Client) -> None:
    response = client.get("/visits/due/")
    assert response.status_code == 200, response.status_code


def _median(work: Callable[[], Any]) -> float:
    spent = []
    for _ in range(WARM + RUNS):
        began = time.process_time()
        work()
        spent.append((time.process_time() - began) * 1_000)
    return statistics.median(spent[WARM:])


def _enter(owner: Any, today: date) -> None:
    dice = random.Random(5)
    customer, visit, invoice = _model("crm.Customer"), _model("field.Visit"), _model("receivables.Invoice")
    rows = customer.objects.bulk_create(
        (
            customer(
                code=f"B{n}", name=f"测试客户{n}", owner=owner, unit_id=owner.unit_id, grade_class=dice.choice("ABC "),
                city="上海市", potential=Decimal(dice.randint(1, 900) * 1000),
            )
            for n in range(NUMBER)
        ),
        batch_size=500,
    )  # fmt: skip
    days = [today - timedelta(days=n) for n in range(120)]
    visit.objects.bulk_create(
        (
            visit(
                number=f"BV-{row.pk}-{n}", customer=row, owner=owner, unit_id=owner.unit_id,
                day=(day := dice.choice(days)), first_day=day, state="done", minutes=30,
            )
            for row in rows
            for n in range(3)
        ),
        batch_size=500,
    )  # fmt: skip
    invoice.objects.bulk_create(
        (
            invoice(
                number=f"BI-{row.pk}", customer=row, owner=owner, unit_id=owner.unit_id, currency="CNY",
                amount=Decimal(1000), issued_on=today - timedelta(days=90),
                due_on=today - timedelta(days=dice.randint(1, 60)),
            )
            for row in rows[::10]
        ),
        batch_size=500,
    )  # fmt: skip
