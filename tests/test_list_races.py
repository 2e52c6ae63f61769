"""A bulk change under many hands. The twin shows what would happen without the lock."""

import threading
from typing import Any

import pytest
from tests.test_races import customer, together

from yanzhen.crm.nouns import CUSTOMERS
from yanzhen.crm.services import customers
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.models import BulkChange, BulkRow
from yanzhen.platform.models.bulk_changes import BulkState
from yanzhen.platform.services import bulk_changes

pytestmark = pytest.mark.django_db(transaction=True)


def looked_at(row: Any) -> BulkChange:
    rows = CUSTOMERS.visible(SYSTEM).filter(pk=row.pk)
    return bulk_changes.preview(actor=SYSTEM, noun=CUSTOMERS, rows=rows, values={"city": "温州"}).bulk


def test_a_preview_run_by_eight_hands_is_carried_out_once() -> None:
    row = customer()
    bulk = looked_at(row)
    results = together(lambda _: bulk_changes.run(bulk, actor=SYSTEM))
    assert [isinstance(r, RuleBroken) for r in results].count(False) == 1
    row.refresh_from_db()
    assert (row.city, row.version, BulkRow.objects.filter(bulk=bulk).count()) == ("温州", 2, 1)


def test_a_state_read_before_it_is_locked_lets_two_hands_in() -> None:
    """The twin: both look before either writes, and both believe that they are first."""
    bulk, looked = looked_at(customer()), threading.Barrier(2)

    def look(_: int) -> bool:
        state = BulkChange.objects.get(pk=bulk.pk).state
        looked.wait(timeout=120)
        return bool(state == BulkState.PREVIEWED)

    assert together(look, hands=2) == [True, True]


def test_a_change_by_hand_and_a_bulk_change_never_overwrite_each_other() -> None:
    """Either the bulk change comes first and the hand is stale, or the hand comes first and the row is refused."""
    row = customer()
    bulk = looked_at(row)

    def act(number: int) -> Any:
        if number:
            return customers.change(row, actor=SYSTEM, version=row.version, city="台州")
        return bulk_changes.run(bulk, actor=SYSTEM)

    results = together(act, hands=2)
    row.refresh_from_db()
    bulk.refresh_from_db()
    assert row.version == 2
    assert (row.city, bulk.changed) in {("温州", 1), ("台州", 0)}
    assert isinstance(results[1], RuleBroken) == (row.city == "温州")
