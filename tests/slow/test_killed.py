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
ROUNDS, WRITERS, SECONDS = 5, 4, 2.5


def stormed(made: House) -> None:
    """Rounds of writing that each end in a kill."""
    for _ in range(ROUNDS):
        stop = threading.Event()
        writers = [threading.Thread(target=made.write_until, args=(stop,)) for _ in range(WRITERS)]
        for writer in writers:
            writer.start()
        time.sleep(SECONDS)
        made.kill()
        stop.set()
        for writer in writers:
            writer.join()
        made.start()


def test_nothing_acknowledged_is_lost_and_nothing_is_half_done(tmp_path: Path) -> None:
    with house(tmp_path, SAFE) as made:
        stormed(made)
        assert len(made.acknowledged) > 20 * ROUNDS
        assert faults(made) == []
        made.yanzhen("audit", "seal")
        made.yanzhen("audit", "verify")
    shutil.rmtree(made.var)


def test_without_transactions_the_same_storm_leaves_halves(tmp_path: Path) -> None:
    with house(tmp_path, SPOILT) as made:
        stormed(made)
        assert [fault for fault in faults(made) if fault.startswith("half")] != []
