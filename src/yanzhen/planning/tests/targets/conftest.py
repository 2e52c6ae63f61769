"""The books that all tests of targets read, built once for them."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest
from tests import firm
from tests.firm import Firm, model

from yanzhen.orders.services import orders
from yanzhen.planning.tests.targets.books import TODAY
from yanzhen.platform import warehouse
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.warehouse import store


@pytest.fixture(scope="package")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    """Sales of two years: rep.east 1 000 then 1 200, rep.south 500 then 300; each in one order a year."""
    with firm.standing(django_db_blocker) as made:
        model("planning.Declaration").objects.all().delete()
        model("planning.Target").objects.all().delete()
        product = made.row("products.product")
        for name, amounts in {"rep.east": (1000, 1200), "rep.south": (500, 300)}.items():
            for year, amount in zip((2024, 2025), amounts, strict=True):
                order = orders.create(
                    actor=SYSTEM, customer=made.row("crm.customer", name), kind="sale", number=f"T-{name}-{year}",
                    ordered_on=date(year, 11, 5), currency="CNY",
                    lines=[{"product": product, "quantity": D(1), "unit_price": D(amount)}],
                )  # fmt: skip
                orders.confirm(order, actor=SYSTEM)
        warehouse.rebuild()
        yield made
        store.manifest_path(store.folder()).unlink()


@pytest.fixture
def books(founded: Firm, db: None, monkeypatch: pytest.MonkeyPatch) -> Firm:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)
    return founded


@pytest.fixture
def plan(books: Firm) -> Any:
    return books.row("planning.plan")
