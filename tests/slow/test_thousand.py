"""One creating request, sent a thousand times at once under one key: one effect, and one answer for all who get one."""

import http.client
import json
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.slow.houses import SAFE, House, faults, house

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
HANDS = 1_000
WORD = "soak-thousand"
IN_FLIGHT = 409


def ask(made: House) -> tuple[int, Any]:
    """The status and the answer. (PostgreSQL gives the same values back in an order of its own.)"""
    link = http.client.HTTPConnection("127.0.0.1", made.port, timeout=300)
    headers = {
        "Authorization": f"Bearer {made.key}", "Content-Type": "application/json", "Idempotency-Key": WORD,
    }  # fmt: skip
    try:
        link.request("POST", "/api/v1/orders", json.dumps(made.order(WORD)), headers)
        answer = link.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        link.close()


def at_once(made: House) -> list[tuple[int, Any] | Exception]:
    start, results = threading.Barrier(HANDS), [None] * HANDS

    def hand(number: int) -> None:
        start.wait(timeout=120)
        try:
            results[number] = ask(made)  # type: ignore[call-overload]
        except Exception as error:
            results[number] = error  # type: ignore[call-overload]

    threads = [threading.Thread(target=hand, args=(n,)) for n in range(HANDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results  # type: ignore[return-value]


def test_a_thousand_twins_have_one_effect(tmp_path: Path) -> None:
    with house(tmp_path, SAFE) as made:
        results = at_once(made)
        assert [r for r in results if not isinstance(r, tuple)] == []
        statuses = Counter(r[0] for r in results if isinstance(r, tuple))
        assert set(statuses) <= {201, IN_FLIGHT}, statuses
        answers = [r[1] for r in results if isinstance(r, tuple) and r[0] == 201]
        status, again = ask(made)
        assert status == 201
        assert all(answer == again for answer in answers)
        made.acknowledged.append(WORD)
        assert faults(made) == []
