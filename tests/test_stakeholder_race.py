"""Several name a successor at once: one place is taken once. The twin shows what happens without the lock."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError
from tests.firm import model
from tests.test_races import customer, together

from yanzhen.crm.services import stakeholders
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 6, 1)


def buyer() -> Any:
    return stakeholders.create(
        actor=SYSTEM, customer=customer(), name="陈静", role="technical", starts_on=date(2026, 1, 5)
    )


def test_of_four_successors_one_takes_the_place() -> None:
    row = buyer()
    results = together(lambda n: stakeholders.replace(row, actor=SYSTEM, name=f"候选{n}", starts_on=DAY), hands=4)
    assert sum(isinstance(r, RuleBroken) for r in results) == 3, results
    assert model("crm.Stakeholder").objects.filter(replaces=row).count() == 1
    assert model("crm.Stakeholder").objects.count() == 2


def test_without_the_lock_only_the_database_stops_the_second() -> None:
    """The twin: both see an empty place, and the second meets the bare refusal of the constraint."""
    row, people, looked = buyer(), model("crm.Stakeholder"), threading.Barrier(2)

    def take(number: int) -> Any:
        before = people.objects.get(pk=row.pk)
        assert before.ends_on is None
        looked.wait(timeout=120)
        return people.objects.create(
            customer_id=row.customer_id, name=f"候选{number}", role="technical", starts_on=DAY, replaces=before
        )

    assert sum(isinstance(r, IntegrityError) for r in together(take, hands=2)) == 1
