"""Several people calling from one list at once, on real connections; the twin fails without the lock."""

import threading
from typing import Any

import pytest
from django.db.models import Q
from tests.test_races import together

from yanzhen.accounts.queries import actors
from yanzhen.accounts.services import roles
from yanzhen.accounts.tests.factories import UserFactory
from yanzhen.crm.services import customers
from yanzhen.field.models import CallList, CallTarget
from yanzhen.field.queries import calls
from yanzhen.field.services import call_lists, calling
from yanzhen.organization.tests.factories import EmployeeFactory, UnitFactory
from yanzhen.platform.actor import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 6


def callers(count: int) -> tuple[CallList, list[Any]]:
    """A list with as many customers as people who call from it, all of one unit."""
    roles.ensure_standard_roles(actor=SYSTEM)
    unit, found = UnitFactory(code="U"), []
    for number in range(count):
        user = UserFactory(username=f"m{number}", employee=EmployeeFactory(unit=unit))
        roles.grant(actor=SYSTEM, user=user, role="manager", reach="unit")
        found.append(actors.actor_of(user))
    owner = EmployeeFactory(unit=unit)
    made = call_lists.create(actor=SYSTEM, name="名单", owner=owner)
    for n in range(count):
        customer = customers.create(actor=SYSTEM, name=f"客户{n}", owner=owner, phone=f"1380000100{n}")
        CallTarget.objects.create(call_list=made, position=n, customer=customer)
    return made, found


def test_people_at_once_each_get_somebody_else() -> None:
    made, people = callers(HANDS)
    taken = together(lambda n: calling.take_next(made, actor=people[n]), hands=HANDS)
    assert not any(isinstance(one, Exception) for one in taken), taken
    assert len({one.pk for one in taken}) == HANDS


def test_who_looks_before_taking_gets_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: both look before either takes, and whether it is still free is not asked again."""
    made, people = callers(2)
    seen = calls.targets(people[0]).get(call_list=made, position=0)
    looked = threading.Barrier(2)
    monkeypatch.setattr(calling, "_first", lambda *_: seen)
    monkeypatch.setattr(calls, "free", lambda *_: Q())

    def take(n: int) -> Any:
        looked.wait(timeout=120)
        return calling.take_next(made, actor=people[n])

    taken = together(take, hands=2)
    assert [one.pk for one in taken] == [seen.pk, seen.pk], taken
