"""Two hands on the weekly list and on one supplement, and a twin that fails without the lock."""

import threading
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.test_races import customer, together

from yanzhen.keyaccounts.models import Agreement, StoreOpportunity
from yanzhen.keyaccounts.queries import agreements as rows
from yanzhen.keyaccounts.queries import stores as store_rows
from yanzhen.keyaccounts.services import agreements, chances, stores
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)


def agreed() -> Agreement:
    row = agreements.create(
        actor=SYSTEM, customer=customer(), valid_from=date(2026, 1, 1), valid_until=date(2030, 12, 31),
        terms=[{"kind": "target", "figure": Decimal(1000)}],
    )  # fmt: skip
    return agreements.sign(row, actor=SYSTEM)


def test_a_fact_is_listed_once_however_many_prepare_the_week(monkeypatch: Any) -> None:
    row = agreed()
    store = stores.create(actor=SYSTEM, agreement=row, number="1", name="一店")
    seen = store_rows.Seen(store.pk, "display", None, Decimal(80), "空着", f"display:{store.pk}")
    monkeypatch.setattr(store_rows, "_sources", [lambda agreement, day: [seen]])
    results = together(lambda _n: chances.prepare(row, actor=SYSTEM), hands=3)
    assert sorted(results) == [0, 0, 1]
    assert StoreOpportunity.objects.count() == 1


def test_two_that_look_before_either_lists_are_stopped_by_the_constraint() -> None:
    """The twin: without the lock both see that nothing is listed, and one of them fails."""
    row = agreed()
    store = stores.create(actor=SYSTEM, agreement=row, number="1", name="一店")
    looked = threading.Barrier(2)

    def note(_number: int) -> Any:
        assert not StoreOpportunity.objects.exists()
        looked.wait(timeout=120)
        return chances.create(actor=SYSTEM, store=store, week=date(2026, 4, 6), kind="display", fact_key="display:1")

    results = together(note, hands=2)
    assert sorted(type(one).__name__ for one in results) == ["RuleBroken", "StoreOpportunity"]


def test_a_supplement_comes_into_force_once() -> None:
    row = agreements.amend(agreed(), actor=SYSTEM)
    results = together(lambda _n: agreements.sign(row, actor=SYSTEM), hands=2)
    assert sum(isinstance(one, RuleBroken) for one in results) == 1
    assert [one.number for one in rows.editions(row)] == [2, 1]
