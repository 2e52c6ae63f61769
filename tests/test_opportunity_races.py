"""Many hands on one card of the board, on real connections; the twin fails without the lock."""

import threading
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.test_races import customer, together

from yanzhen.crm.models import Opportunity, Stage, StageEntry
from yanzhen.crm.queries import processes
from yanzhen.crm.services import exit_tasks, opportunities, stages
from yanzhen.lib.errors import RuleBroken, Stale
from yanzhen.platform.actor import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 4


def opportunity() -> tuple[Opportunity, list[Stage]]:
    row = opportunities.create(
        actor=SYSTEM, name="酒店家具", customer=customer(), amount=Decimal(1000), expected_on=date(2026, 12, 20)
    )
    return row, processes.stages_of(row.process_id)


def test_of_people_who_drag_one_card_the_first_moves_it_and_the_others_are_told_where() -> None:
    row, held = opportunity()
    results = together(
        lambda n: opportunities.move(row, actor=SYSTEM, stage=held[1 + n], version=row.version), hands=HANDS
    )
    stale = [r for r in results if isinstance(r, Stale)]
    assert len(stale) == HANDS - 1, results
    now = Opportunity.objects.select_related("stage").get(pk=row.pk)
    assert all(now.stage.label in str(r) for r in stale)
    assert (now.version, StageEntry.objects.count()) == (2, 2)
    assert StageEntry.objects.get(left_at=None).stage_id == now.stage_id


def test_without_the_version_every_drag_goes_through() -> None:
    """The twin: without what each hand saw, all four move it, and three look at a place it has left."""
    row, held = opportunity()
    results = together(lambda n: opportunities.move(row, actor=SYSTEM, stage=held[1 + n]), hands=HANDS)
    assert not any(isinstance(r, Exception) for r in results), results
    assert Opportunity.objects.get(pk=row.pk).version == 1 + HANDS
    assert StageEntry.objects.count() == 1 + HANDS


def test_without_the_lock_both_look_before_either_moves() -> None:
    """The twin of the lock: the version is looked at too early, and the second is not told."""
    row, held = opportunity()
    looked, real = threading.Barrier(2), opportunities.move

    def hasty(n: int) -> Any:
        seen = Opportunity.objects.get(pk=row.pk)
        looked.wait(timeout=120)
        return real(seen, actor=SYSTEM, stage=held[1 + n]) if seen.version == row.version else None

    results = together(hasty, hands=2)
    assert all(isinstance(r, Opportunity) for r in results), results
    assert StageEntry.objects.count() == 3


def test_the_last_tasks_ticked_at_once_move_it_on_once() -> None:
    row, held = opportunity()
    tasks = processes.exit_tasks([held[0].pk])[held[0].pk]
    results = together(lambda n: exit_tasks.tick(row, actor=SYSTEM, task=tasks[n]), hands=len(tasks))
    assert not any(isinstance(r, Exception) for r in results), results
    assert Opportunity.objects.get(pk=row.pk).stage_id == held[1].pk
    assert StageEntry.objects.count() == 2


def test_a_stage_removed_while_a_card_is_dragged_into_it_loses_nothing() -> None:
    row, held = opportunity()

    def act(n: int) -> Any:
        if n == 0:
            return stages.remove(held[1], actor=SYSTEM)
        return opportunities.move(row, actor=SYSTEM, stage=held[1])

    results = together(act, hands=2)
    assert sum(isinstance(r, RuleBroken) for r in results) == 1, results
    now = Opportunity.objects.get(pk=row.pk)
    assert Stage.objects.filter(pk=now.stage_id).exists()
    assert StageEntry.objects.get(left_at=None).stage_id == now.stage_id
