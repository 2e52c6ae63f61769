"""Reading is counted exactly, however many hands read at once."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection

from yanzhen.platform.models import ReaderDay, ReaderRecord
from yanzhen.platform.trail import counting

MONDAY = date(2026, 11, 16)


def together(act: Any, hands: int) -> list[Any]:
    start, results = threading.Barrier(hands), [None] * hands

    def hand(number: int) -> None:
        try:
            start.wait(timeout=120)
            results[number] = act(number)
        except Exception as error:
            results[number] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=hand, args=(n,)) for n in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_hands_at_once_never_go_past_the_limit() -> None:
    """Eight hands ask for ten records each, two of which everybody asks for: 66 different ones, 50 allowed."""

    def ask(hand: int) -> int:
        shown = 0
        for n in range(10):
            key = n if n < 2 else 100 * (hand + 1) + n
            count = counting.charge(1, MONDAY, asked={("x.y", key)}, stop=50)
            shown += not count.refused
        return shown

    results = together(ask, 8)
    assert all(isinstance(r, int) for r in results), results
    day = ReaderDay.objects.get()
    assert day.records == 50 == ReaderRecord.objects.count()


@pytest.mark.django_db(transaction=True)
def test_counting_without_the_lock_goes_past_the_limit() -> None:
    """The twin: both hands look before either counts."""
    ReaderDay.objects.create(user_id=1, day=MONDAY, records=49)
    looked = threading.Barrier(2)

    def ask(hand: int) -> bool:
        row = ReaderDay.objects.get()
        looked.wait(timeout=120)
        if row.records + 1 > 50:
            return False
        ReaderRecord.objects.create(reader_day=row, noun_name="x.y", object_id=hand)
        return True

    assert together(ask, 2) == [True, True]
