"""kill −9 of server and worker while people write: nothing acknowledged is lost, nothing is half-done.

The same with the transactions taken away must fail, or this test would see nothing.
"""

import shutil
import threading
import time
from pathlib import Path

import pytest
from tests.slow.houses import SAFE, SPOILT, House, faults, house

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROUNDS, WRITERS = 5, 4
EACH, PATIENCE = 25, 180
"""Orders that must be acknowledged before each kill, and the seconds a slow machine is given for them."""


def wait_for(made: House, number: int) -> None:
    """Until so many orders are acknowledged; the kill comes while others are being written."""
    until = time.monotonic() + PATIENCE
    while len(made.acknowledged) < number and time.monotonic() < until:
        time.sleep(0.01)


def stormed(made: House) -> None:
    """Rounds of writing that each end in a kill."""
    for _ in range(ROUNDS):
        stop = threading.Event()
        writers = [threading.Thread(target=made.write_until, args=(stop,)) for _ in range(WRITERS)]
        for writer in writers:
            writer.start()
        wait_for(made, len(made.acknowledged) + EACH)
        made.kill()
        stop.set()
        for writer in writers:
            writer.join()
        made.start()


def test_nothing_acknowledged_is_lost_and_nothing_is_half_done(tmp_path: Path) -> None:
    with house(tmp_path, SAFE) as made:
        stormed(made)
        assert len(made.acknowledged) >= EACH * ROUNDS
        assert faults(made) == []
        made.yanzhen("audit", "seal")
        made.yanzhen("audit", "verify")
    shutil.rmtree(made.var)


def test_without_transactions_the_same_storm_leaves_halves(tmp_path: Path) -> None:
    with house(tmp_path, SPOILT) as made:
        stormed(made)
        assert [fault for fault in faults(made) if fault.startswith("half")] != []
