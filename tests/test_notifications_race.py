"""Two workers at once: each message goes out once, and a twin shows that it would not without the claim."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from yanzhen.accounts.tests.factories import UserFactory
from yanzhen.platform import notifications
from yanzhen.platform.models import Delivery
from yanzhen.platform.notifications import delivering

URGENT = notifications.declare("test.race", "Urgent news", "urgent: {what}", urgent=True)
pytestmark = pytest.mark.django_db(transaction=True)


def states() -> list[tuple[str, int]]:
    return list(Delivery.objects.order_by("pk").values_list("state", "attempts"))


@pytest.fixture
def waiting(transactional_db: None, post: Any) -> Any:
    user = UserFactory(username="one", email="one@example.com", language="en")
    for number in range(6):
        notifications.send(URGENT, [user.pk], params={"what": f"n{number}"})
    return post


def together(act: Any, hands: int = 3) -> None:
    start = threading.Barrier(hands)

    def hand() -> None:
        try:
            start.wait(timeout=120)
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=hand) for _ in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_two_workers_plan_and_send_each_message_once(waiting: Any) -> None:
    together(delivering.plan)
    assert Delivery.objects.count() == 6
    together(delivering.deliver)
    assert len(waiting.got) == 6
    assert states() == [("sent", 1)] * 6


def test_without_the_claim_messages_go_out_twice(waiting: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: workers that take what they have read."""
    delivering.plan()
    looked = threading.Barrier(3)

    def claim(rows: Any, _moment: Any) -> Any:
        if not getattr(seen, "waited", False):
            seen.waited = True
            looked.wait(timeout=120)
        return list(rows)

    seen = threading.local()
    monkeypatch.setattr(delivering, "_claim", claim)
    together(delivering.deliver)
    assert len(waiting.got) > 6


def test_a_worker_that_died_while_sending_is_succeeded_after_a_while(waiting: Any) -> None:
    delivering.plan()
    now = timezone.now()
    Delivery.objects.update(claimed_at=now)
    assert delivering.deliver(now + timedelta(minutes=9)) == 0
    assert delivering.deliver(now + timedelta(minutes=11)) == 6
