"""A whole company's books, imported and then compared, to the cent, with a plain reading of the same files."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Sum
from django.test import Client

from yanzhen.accounts.services import keys, roles, users
from yanzhen.platform import warehouse
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.warehouse import store

ROOT = Path(__file__).resolve().parents[4]
DATA = ROOT / ".." / "shared" / "data" / "adventureworks"
YEARS = {"2017": "8069755.58", "2018": "24328786.25", "2019": "32500005.58", "2020": "12650022.79"}

pytestmark = [
    pytest.mark.skipif(not DATA.is_dir(), reason="the AdventureWorks files are not beside the project"),
    pytest.mark.django_db,
    pytest.mark.once,
]


def table(name: str) -> list[dict[str, str]]:
    """A file, read in the plainest way there is."""
    content = (DATA / name).read_bytes()
    text = (gzip.decompress(content) if name.endswith(".gz") else content).decode()
    return list(csv.DictReader(StringIO(text, newline="")))


@pytest.fixture(scope="module")
def lines() -> list[dict[str, str]]:
    """Order lines with all names that figures are cut by."""
    products = {p["product_key"]: p for p in table("products.csv")}
    territories = {t["territory_id"]: t for t in table("territories.csv")}
    dealers = {r["reseller_key"]: r for r in table("resellers.csv")}
    found = table("order_lines.csv.gz")
    for line in found:
        kind = dealers[line["reseller_key"]]["business_type"]
        line["category"] = products[line["product_key"]]["category"]
        line["region"] = territories[line["territory_id"]]["region_group"]
        line["customer_type"] = "Warehouse" if kind == "Ware House" else kind
    return found


CUTS = {
    "year": lambda line: line["order_date"][:4],
    "month": lambda line: line["order_date"][:7],
    "region": lambda line: line["region"],
    "territory": lambda line: line["territory_id"],
    "person": lambda line: line["employee_key"],
    "category": lambda line: line["category"],
    "product": lambda line: line["product_key"],
    "customer": lambda line: line["reseller_key"],
    "customer_type": lambda line: line["customer_type"],
}


def expected(lines: list[dict[str, str]], cut: str) -> dict[str, str]:
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[CUTS[cut](line)] += Decimal(line["sales_amount"])
    return {key: f"{value:.2f}" for key, value in sums.items()}


@pytest.fixture(scope="module")
def imported(django_db_setup: Any, django_db_blocker: Any) -> Iterator[str]:
    """The books, imported once for all tests here, and taken out again afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        out = StringIO()
        call_command("import", str(DATA), mapping="adventureworks", language="en", stdout=out)
        warehouse.rebuild()
        # PostgreSQL looks at foreign keys at the end; if not now, then again after each test.
        connection.check_constraints()
        yield out.getvalue()
        store.manifest_path(store.folder()).unlink()
        transaction.set_rollback(True)


@pytest.fixture
def client(imported: str) -> Client:
    """A program that acts for a sales director."""
    roles.ensure_standard_roles(actor=SYSTEM)
    user = users.create(actor=SYSTEM, username="aw.director", role="director")
    _key, secret = keys.issue(actor=SYSTEM, user=user, name="test")
    return Client(headers={"Authorization": f"Bearer {secret}"})


def of_api(client: Client, cut: str) -> dict[str, str]:
    """Net sales by one dimension, as the API gives them, page after page."""
    found, cursor = {}, ""
    while True:
        query = {"by": cut, "measures": "net_sales", "currency": "USD", "limit": 300, "cursor": cursor}
        query = {name: value for name, value in query.items() if value}
        answer = client.get("/api/v1/analysis/sales", query)
        assert answer.status_code == 200, answer.content
        content = answer.json()
        for item in content["items"]:
            key = item[cut] if isinstance(item[cut], str) else item[cut]["code"]
            assert key not in found
            found[key] = item["net_sales"]
        cursor = content["next"]
        if not cursor:
            return found


def model(label: str) -> Any:
    return apps.get_model(label)._default_manager


def test_every_row_is_in(imported: str) -> None:
    assert "57851 rows, 57851 created, 0 updated, 0 unchanged, 0 rejected" in imported
    company = model("organization.Company").get(code="AW")
    orders = model("orders.Order").filter(unit__company=company)
    assert orders.count() == 3_616
    assert model("orders.OrderLine").filter(order__in=orders).count() == 57_851
    assert orders.aggregate(net=Sum("net_amount"))["net"].quantize(Decimal("0.01")) == Decimal("77548570.20")
    assert set(orders.values_list("state", "currency").distinct().order_by()) == {("closed", "USD")}
    assert model("products.Product").filter(currency="USD").count() == 397
    assert model("crm.Customer").filter(unit__company=company).count() == 701


def test_people_have_their_managers_units_and_territories(imported: str) -> None:
    staff = model("organization.Employee").filter(unit__company__code="AW")
    people = {
        p.number: (p.manager.number if p.manager else "", p.unit.code, p.position.code)
        for p in staff.select_related("manager", "unit", "position")
    }
    titles = {"North American Sales Manager": "AW North America", "European Sales Manager": "AW Europe"}
    regions = {t["territory_id"]: f"AW {t['region_group']}" for t in table("territories.csv")}
    assert people == {
        p["employee_key"]: (
            "" if p["manager_employee_key"] == "277" else p["manager_employee_key"],
            regions.get(p["territory_id"]) or titles.get(p["job_title"], "AW Pacific"),
            p["job_title"],
        )
        for p in table("salespeople.csv")
    }
    assert model("organization.Assignment").filter(employee__unit__company__code="AW", ends_on=None).count() == 17
    coverages = model("organization.Coverage").filter(employee__unit__company__code="AW")
    covered = set(coverages.values_list("employee__number", "territory__code"))
    wanted = {(r["employee_key"], r["territory_id"]) for r in table("rep_territories.csv")}
    assert covered >= {(person, territory) for person, territory in wanted if person != "277"}


def test_dealers_have_their_owners_and_days(imported: str, lines: list[dict[str, str]]) -> None:
    keys_of_people = {p["employee_id"]: p["employee_key"] for p in table("salespeople.csv")}
    owners = {s["store_id"]: keys_of_people[s["employee_id"]] for s in table("stores.csv")}
    days: defaultdict[str, list[str]] = defaultdict(list)
    for line in lines:
        days[line["reseller_key"]].append(line["order_date"])
    found = {
        c.code: (c.owner.number if c.owner else None, str(c.since_on), str(c.last_order_on))
        for c in model("crm.Customer").filter(unit__company__code="AW").select_related("owner")
    }
    assert found == {
        r["reseller_key"]: (owners.get(r["store_id"]), str(min(d, default=None)), str(max(d, default=None)))
        for r in table("resellers.csv")
        for d in [days[r["reseller_key"]]]
    }


def test_costs_are_those_of_the_files(imported: str, lines: list[dict[str, str]]) -> None:
    cost = sum(Decimal(line["quantity"]) * Decimal(line["standard_cost"]) for line in lines)
    stored = model("orders.OrderLine").filter(order__currency="USD").aggregate(cost=Sum("cost_amount"))["cost"]
    assert stored.quantize(Decimal("0.01")) == cost


def test_years_are_those_of_the_books(client: Client) -> None:
    assert of_api(client, "year") == YEARS


@pytest.mark.parametrize("cut", CUTS)
def test_api_gives_what_the_files_say(client: Client, lines: list[dict[str, str]], cut: str) -> None:
    assert of_api(client, cut) == expected(lines, cut)


@pytest.mark.slow
def test_the_same_books_again_change_nothing(imported: str) -> None:
    touched = ("orders.OrderLine", "platform.OutboxRow", "platform.AuditEntry")
    before = [model(label).count() for label in touched]
    out = StringIO()
    call_command("import", str(DATA), mapping="adventureworks", language="en", stdout=out)
    summary = "60732 rows read: 0 created, 0 updated, 60722 unchanged, 0 rejected, 10 left out by the mapping."
    assert out.getvalue().splitlines()[-1] == summary
    assert [model(label).count() for label in touched] == before
