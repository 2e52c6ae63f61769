"""A phone that sends the same visit several times at once, and two who take the same hour of one person."""

import threading
from datetime import time
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.firm import model
from tests.test_races import customer, together

from yanzhen.field.services import visit_rules, visits
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_visit_sent_several_times_at_once_is_entered_once() -> None:
    buyer, key = customer(), uuid4()
    results = together(lambda _: visits.create(actor=SYSTEM, customer=buyer, client_key=key), hands=4)
    assert not any(isinstance(r, Exception) for r in results), results
    assert len({r.pk for r in results}) == 1 == model("field.Visit").objects.count()


def test_one_hour_of_one_person_is_taken_once() -> None:
    buyer = customer()

    def take(_: int) -> Any:
        return visits.create(actor=SYSTEM, customer=buyer, starts_at=time(9), is_fixed=True)

    results = together(take, hands=4)
    assert sum(isinstance(r, RuleBroken) for r in results) == 3, results
    assert model("field.Visit").objects.count() == 1


def test_hands_that_look_before_they_lock_take_the_hour_twice() -> None:
    """The twin: whether the hour is free is read outside the lock, by both hands, before either writes."""
    buyer, day = customer(), timezone.localdate()
    looked = threading.Barrier(2)

    def take(n: int) -> None:
        found = visit_rules.overlapping(buyer.owner_id, day, time(9), 30)
        looked.wait(timeout=120)
        assert found is None
        model("field.Visit").objects.create(
            number=f"X{n}", customer=buyer, owner=buyer.owner, unit=buyer.unit, day=day, first_day=day,
            starts_at=time(9), is_fixed=True,
        )  # fmt: skip

    together(take, hands=2)
    assert model("field.Visit").objects.count() == 2
