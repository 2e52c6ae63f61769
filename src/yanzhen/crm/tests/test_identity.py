"""A credit code and a telephone number belong to one customer; who shares a number says why."""

from collections.abc import Mapping
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from yanzhen.accounts.tests.factories import People, people
from yanzhen.crm.models import Customer
from yanzhen.crm.services import customers, duplicates, identity
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.models import AuditEntry

pytestmark = pytest.mark.django_db
NUMBER = "021-5555 8888"


@pytest.fixture
def team() -> People:
    return people()


def test_a_number_that_another_customer_has_is_refused_at_its_field(team: People) -> None:
    owner = team.rep.employee
    first = customers.create(actor=SYSTEM, owner=owner, name="甲", phone=NUMBER)
    with pytest.raises(RuleBroken) as refused:
        customers.create(actor=SYSTEM, owner=owner, name="乙", phone="+86 21 55558888")
    assert set(refused.value.errors) == {"phone"}
    other = customers.create(actor=SYSTEM, owner=owner, name="乙", phone="021-55558889")
    with pytest.raises(RuleBroken):
        customers.change(other, actor=SYSTEM, phone=NUMBER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Customer.objects.filter(pk=other.pk).update(phone_key=first.phone_key)
    other.refresh_from_db()
    assert (other.phone, other.phone_key) == ("021-55558889", "2155558889")


def test_who_comes_in_between_is_told_at_the_field_too(team: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another one enters the number after it was looked up, and before the model looks at its own constraints."""
    owner, looked = team.rep.employee, []

    def look(values: Mapping[str, Any], instance: Customer | None = None) -> None:
        looked.append(values)
        check(values, instance)
        if len(looked) == 1:
            Customer.objects.create(code="FIRST", name="甲", phone_key="2155558888", owner=owner, unit=owner.unit)

    check = identity.check
    monkeypatch.setattr(identity, "check", look)
    with pytest.raises(RuleBroken) as refused:
        customers.create(actor=SYSTEM, owner=owner, name="乙", phone=NUMBER)
    assert set(refused.value.errors) == {"phone"}


def test_who_shares_a_number_says_why_and_that_is_kept_in_the_trail(team: People) -> None:
    owner = team.rep.employee
    customers.create(actor=SYSTEM, owner=owner, name="总部", phone=NUMBER)
    with pytest.raises(RuleBroken) as refused:
        customers.create(actor=SYSTEM, owner=owner, name="分店", phone=NUMBER, shares_phone=True)
    assert set(refused.value.errors) == {"shares_phone_because"}
    branch = customers.create(
        actor=SYSTEM, owner=owner, name="分店", phone=NUMBER, shares_phone=True, shares_phone_because="总机"
    )
    assert AuditEntry.objects.get(object_id=branch.pk, noun_name="crm.customer").after["shares_phone_because"] == "总机"
    with pytest.raises(RuleBroken) as refused:
        customers.change(branch, actor=SYSTEM, shares_phone=False)
    assert set(refused.value.errors) == {"phone"}
    moved = customers.change(branch, actor=SYSTEM, shares_phone=False, shares_phone_because="", phone="021-55558890")
    assert (moved.phone_key, moved.shares_phone) == ("2155558890", False)
    back = customers.change(moved, actor=SYSTEM, shares_phone=True, shares_phone_because="总机", phone=NUMBER)
    assert back.phone_key == "2155558888"


def test_customers_older_than_the_keys_share_what_they_shared(team: People) -> None:
    unit = team.rep.employee.unit
    for code in ("A", "B", "C"):
        Customer.objects.create(code=code, name=f"旧{code}", phone=NUMBER, owner=team.rep.employee, unit=unit)
    assert duplicates.fill() == 3
    assert list(Customer.objects.order_by("code").values_list("shares_phone", flat=True)) == [False, True, True]


def test_the_migration_marks_the_later_ones_as_sharing(team: People) -> None:
    unit = team.rep.employee.unit
    for code in ("A", "B", "C"):
        Customer.objects.create(
            code=code, name=code, phone_key="2155558888", shares_phone=True, owner=team.rep.employee, unit=unit
        )
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX one_customer_per_phone")
    Customer.objects.update(shares_phone=False)
    migration = import_module("yanzhen.crm.migrations.0005_matching")
    migration.mark_shared(apps, SimpleNamespace(connection=connection))
    assert list(Customer.objects.order_by("pk").values_list("shares_phone", flat=True)) == [False, True, True]
