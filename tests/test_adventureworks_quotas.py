"""Quotas of a real-looking company: what each person reached in each quarter, against a plain reading of the files."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from yanzhen.accounts.services import keys, roles, users
from yanzhen.planning.models import Plan, PlanCell, Quota
from yanzhen.platform import warehouse
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.warehouse import store

DATA = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "adventureworks"
QUARTERS = {
    "2011-05-31": "2017-Q3", "2011-08-31": "2017-Q4", "2011-12-01": "2018-Q1", "2012-02-29": "2018-Q2",
    "2012-05-30": "2018-Q3", "2012-08-30": "2018-Q4", "2012-11-30": "2019-Q1", "2013-02-28": "2019-Q2",
    "2013-05-30": "2019-Q3", "2013-08-30": "2019-Q4", "2013-11-30": "2020-Q1", "2014-03-01": "2020-Q2",
}  # fmt: skip
"""The quarter dates of the file, rounded by hand to the next month start and moved by 73 months."""

pytestmark = [
    pytest.mark.skipif(not DATA.is_dir(), reason="the AdventureWorks files are not beside the project"),
    pytest.mark.django_db,
]


def table(name: str) -> list[dict[str, str]]:
    content = (DATA / name).read_bytes()
    text = (gzip.decompress(content) if name.endswith(".gz") else content).decode()
    return list(csv.DictReader(StringIO(text, newline="")))


@pytest.fixture(scope="module")
def imported(django_db_setup: Any, django_db_blocker: Any) -> Iterator[str]:
    """The books and quotas, imported once for the tests here, and taken out again afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        out = StringIO()
        call_command("import", str(DATA), mapping="adventureworks", language="en", stdout=out)
        warehouse.rebuild()
        yield out.getvalue()
        store.manifest_path(store.folder()).unlink()
        transaction.set_rollback(True)


@pytest.fixture
def client(imported: str) -> Client:
    roles.ensure_standard_roles(actor=SYSTEM)
    user = users.create(actor=SYSTEM, username="aw.director", role="director")
    _key, secret = keys.issue(actor=SYSTEM, user=user, name="test")
    return Client(headers={"Authorization": f"Bearer {secret}"})


def expected() -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
    """Quota and net sales by staff number and quarter, straight from the files."""
    numbers = {row["employee_id"]: row["employee_key"] for row in table("salespeople.csv")}
    sales: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for line in table("order_lines.csv.gz"):
        year, month, _day = line["order_date"].split("-")
        sales[line["employee_key"], f"{year}-Q{(int(month) + 2) // 3}"] += Decimal(line["sales_amount"])
    quotas: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in table("quota_history_quarterly.csv"):
        quotas[numbers[row["employee_id"]], QUARTERS[row["quota_date"]]] += Decimal(row["quota"])
    return {key: (quota, sales[key]) for key, quota in quotas.items()}


def test_the_plan_counts_and_holds_every_quota(imported: str) -> None:
    plan = Plan.objects.get()
    assert plan.state == "published"
    total = sum(Decimal(row["quota"]) for row in table("quota_history_quarterly.csv"))
    assert Quota.objects.count() == len(table("quota_history_quarterly.csv")) == 163
    assert sum(PlanCell.objects.values_list("amount", flat=True)) == total


def test_attainment_of_each_person_and_quarter_is_that_of_the_files(client: Client) -> None:
    answer = client.get(f"/api/v1/plans/{Plan.objects.get().pk}/attainment", {"by": "quarter"})
    assert answer.status_code == 200, answer.content
    found = {(row["number"], row["period"]): row["standings"][0] for row in answer.json()["items"]}
    wanted = expected()
    assert found.keys() == wanted.keys()
    for key, (quota, reached) in wanted.items():
        ratio = (reached / quota).quantize(Decimal("0.0001"), ROUND_HALF_UP)
        shown = found[key]
        assert (Decimal(shown["quota"]), Decimal(shown["reached"])) == (quota, reached), key
        assert Decimal(shown["attainment"]) == ratio, key


def test_importing_again_changes_nothing(imported: str) -> None:
    out = StringIO()
    call_command("import", str(DATA), mapping="adventureworks", language="en", stdout=out)
    assert "163 unchanged" in out.getvalue()
