"""A small company as a mapping, and what the tests of imports have in common."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.utils import translation

from yanzhen.platform.imports import mapping
from yanzhen.platform.imports.mapping import Plan

BASE = """
    [company]
    code = "OAK"
    name = "Oak"
    currency = "CNY"
    [[steps]]
    name = "units"
    noun = "organization.unit"
    rows = [{ code = "TOP", name = "Top" }]
    fields = { code = "code", name = "name" }
    [[steps]]
    name = "people"
    noun = "organization.employee"
    rows = [{ number = "P1", name = "Ann" }, { number = "P2", name = "Bo" }]
    fields = { number = "number", name = "name", unit = { const = "TOP" } }
    [[steps]]
    name = "categories"
    noun = "products.category"
    rows = [{ code = "CHAIR", name = "Chairs" }]
    fields = { code = "code", name = "name" }
    [[steps]]
    name = "products"
    noun = "products.product"
    rows = [{ code = "001", name = "Stool" }, { code = "002", name = "Bench" }]
    fields = { code = "code", name = "name", category = { const = "CHAIR" } }
"""
CUSTOMERS = """
    [[steps]]
    noun = "crm.customer"
    file = "customers.csv"
    fields = { code = "code", name = "name", owner = "owner" }
"""
ORDERS = """
    [[steps]]
    noun = "orders.order"
    file = "orders.csv"
    group = "number"
    fields = { number = "number", customer = "customer", ordered_on = "day" }
    lines = { product = "product", quantity = "quantity", unit_price = "price" }
"""


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages are compared in English."""
    with translation.override("en"):
        yield


def written(folder: Path, steps: str, **files: str | bytes) -> Plan:
    """The plan of a mapping and the csv files it names, in a folder."""
    for name, content in files.items():
        (folder / f"{name}.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "m.toml").write_text(steps, encoding="utf-8")
    return mapping.load(folder / "m.toml")


def model(label: str) -> Any:
    return apps.get_model(label)


def rows(label: str, *fields: str) -> list[Any]:
    """These values of all rows, in the order they were made."""
    return list(model(label).objects.order_by("pk").values_list(*fields))
