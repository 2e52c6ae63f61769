"""The books of the last release, brought to this version: nothing lost, everything in its new place."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps as now
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from yanzhen.platform.keeping import service
from yanzhen.platform.people import directory
from yanzhen.platform.search import building
from yanzhen.platform.trail import sealing, verifying

RELEASED = {
    "platform": "0001_initial",
    "organization": "0001_initial",
    "accounts": "0002_end_sessions_by_epoch",
    "products": "0001_initial",
    "crm": "0001_initial",
    "receivables": "0001_initial",
    "orders": "0001_initial",
}
"""Where the apps stood in release 0.1.0. Never changed; the next release adds a test of its own."""

NEW_SINCE = ("keyaccounts", "field", "loyalty", "planning", "market")
"""Apps that 0.1.0 did not have."""


@pytest.fixture
def released(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[Any]:
    """A database of its own as 0.1.0 made it."""
    given = connection.settings_dict["NAME"]
    with django_db_blocker.unblock(), service._scratch(tmp_path) as url:
        connection.close()
        connection.settings_dict["NAME"] = url.rpartition("/" if connection.vendor == "postgresql" else ":///")[2]
        sealing.forget()
        try:
            yield _as_released()
        finally:
            connection.close()
            connection.settings_dict["NAME"] = given
            sealing.forget()
            ContentType.objects.clear_cache()


def _as_released() -> Any:
    executor = MigrationExecutor(connection)
    others = [leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] not in {*RELEASED, *NEW_SINCE}]
    executor.migrate([*RELEASED.items(), *(o for o in others if not o[0].startswith(("mfa", "account", "social")))])
    return executor.loader.project_state(list(RELEASED.items())).apps


def _to_this_version() -> None:
    call_command("migrate", interactive=False, verbosity=0)


def filled(old: Any) -> dict[str, int]:
    """One row of every kind that matters, written as the old release would have."""

    def make(label: str, **values: Any) -> Any:
        return old.get_model(label).objects.create(**values)

    company = make("organization.Company", code="C", name="雁阵")
    unit = make("organization.Unit", code="U", name="华东", company=company, path="/1/", kind="department")
    person = make("organization.Employee", number="1", name="林鹭", unit=unit, hired_on=date(2024, 1, 1))
    user = make("accounts.User", username="lin", employee=person, password="x")
    role = make("accounts.Role", code="rep", name="代表", functions=["crm.view_customer", "crm.see_phone"])
    make("accounts.Grant", user=user, role=role, reach="own")
    customer = make("crm.Customer", code="K1", name="鹭洲大酒店有限公司", unit=unit, owner=person, phone="13900001234")
    make("crm.Contact", customer=customer, name="王女士")
    category = make("products.Category", code="S", name="沙发")
    product = make("products.Product", code="P", name="沙发", category=category, unit_of_measure="件")
    order = make(
        "orders.Order", number="SO-1", customer=customer, owner=person, unit=unit, ordered_on=date(2026, 3, 1),
        net_amount=Decimal("1234.56"), state="confirmed",
    )  # fmt: skip
    make(
        "orders.OrderLine", order=order, line_no=1, product=product, quantity=1, unit_price=Decimal("1234.56"),
        net_amount=Decimal("1234.56"),
    )  # fmt: skip
    make(
        "platform.Note", noun_name="crm.customer", object_id=customer.pk, text="第一次拜访", who="林鹭", user_id=user.pk
    )
    for number in range(3):
        make("platform.AuditEntry", who="林鹭", verb="create", noun_name="crm.customer", object_id=customer.pk + number)
    return {m._meta.label: m.objects.count() for m in old.get_models() if m.__module__ == "__fake__" and _ours(m)}


def _ours(model: Any) -> bool:
    return model._meta.app_label in RELEASED


def test_the_books_of_the_last_release_are_all_there_and_work(released: Any) -> None:
    before = filled(released)
    _to_this_version()
    after = {label: now.get_model(label)._base_manager.count() for label in before}
    # The other standard roles come with the upgrade, each with its row in the trail; the rest is as it was.
    grown = {"accounts.Role", "platform.AuditEntry"}
    assert {k: v for k, v in after.items() if k not in grown} == {k: v for k, v in before.items() if k not in grown}
    assert all(after[label] > before[label] for label in grown)
    order = now.get_model("orders.Order").objects.get()
    assert (order.number, order.net_amount, order.customer.name) == ("SO-1", Decimal("1234.56"), "鹭洲大酒店有限公司")
    what_is_new_works()


def what_is_new_works() -> None:
    """On the same books, since bringing them here takes longest."""
    user = now.get_model("accounts.User").objects.get()
    # The standard role has what this version adds to it.
    assert directory().actor(user.pk).can("platform.view_approval")
    sealing.everything()
    assert verifying.verify().first is None
    building.fill()
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for text in ("鹭洲", "lzdjd", "1234", "K1"):
        hits = client.get("/api/v1/search", {"q": text}).json()
        assert "鹭洲大酒店有限公司" in str(hits), text
