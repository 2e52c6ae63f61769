"""Two workers at once: a trigger does each thing once, and a twin shows that it would not without the claim."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from yanzhen.accounts.queries import actors
from yanzhen.accounts.services import roles
from yanzhen.accounts.tests.factories import UserFactory
from yanzhen.organization.services import units
from yanzhen.organization.tests.factories import CompanyFactory
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.models import Notification, TriggerRun
from yanzhen.platform.triggers import events, rules, running

pytestmark = pytest.mark.django_db(transaction=True)


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


@pytest.fixture
def fired(transactional_db: None, hook: Any, settings: Any) -> Any:
    """A trigger with a message and a call, and the event that fires it."""
    settings.PRIVATE_ADDRESSES = True
    roles.ensure_standard_roles(actor=SYSTEM)
    user = UserFactory(username="boss")
    roles.grant(actor=SYSTEM, user=user, role="admin", reach="all")
    keeper = actors.actor_of(user)
    acts = [
        {"kind": "notify", "recipient": "me", "text": "new"},
        {"kind": "webhook", "address": f"http://127.0.0.1:{hook.server_port}/"},
    ]
    trigger = rules.create(actor=keeper, name="t", noun_name="organization.unit", event="created", acts=acts)
    rules.switch_on(trigger, actor=keeper)
    units.create(actor=SYSTEM, company=CompanyFactory(), code="U", name="U", kind="department")
    return hook


def test_workers_fire_and_do_each_thing_once(fired: Any) -> None:
    together(events.take)
    assert TriggerRun.objects.count() == 2
    together(running.work_inside)
    together(lambda: running.work_outside("127.0.0.1"))
    assert Notification.objects.filter(topic="trigger.told").count() == 1
    assert len(fired.got) == 1
    assert set(TriggerRun.objects.values_list("state", "attempts")) == {("done", 1)}


def test_without_the_claim_a_call_is_made_twice(fired: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: workers that take what they have read."""
    events.take()
    looked = threading.Barrier(3)

    def claim(run: Any, now: Any) -> bool:
        looked.wait(timeout=120)
        return True

    monkeypatch.setattr(running, "_claim", claim)
    together(lambda: running.work_outside("127.0.0.1"))
    assert len(fired.got) == 3


def test_a_worker_that_died_while_calling_is_succeeded_after_a_while(fired: Any) -> None:
    events.take()
    now = timezone.now()
    TriggerRun.objects.update(claimed_at=now)
    assert running.work_outside("127.0.0.1", now + running.ABANDONED_AFTER / 2) == 0
    assert running.work_outside("127.0.0.1", now + running.ABANDONED_AFTER * 1.1) == 1
