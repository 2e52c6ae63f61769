"""The clock is set an hour forward, or back, at work: nothing runs thousands of times, nothing stops for an hour.

What goes by the clock of the wall is asked here; the schedule goes by a clock that nobody sets.
"""

import threading
import time
from datetime import UTC, datetime, timedelta
from datetime import time as day_time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests import firm
from tests.firm import model

from yanzhen.accounts.enums import LinkPurpose, PasswordPolicy
from yanzhen.accounts.models import UserSession
from yanzhen.accounts.services import links, resetting
from yanzhen.accounts.services import rules as sign_in_rules
from yanzhen.accounts.tests.factories import PASSWORD, UserFactory
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, clock, following, idempotency, notifications, schedule
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.keeping import asking, databases
from yanzhen.platform.models import (
    AuditHead,
    BackupRun,
    Counter,
    Delivery,
    IdempotencyKey,
    Notification,
    OutboxRow,
)
from yanzhen.platform.notifications import choices, delivering
from yanzhen.platform.notifications.choices import Choice
from yanzhen.platform.tests.test_idempotency import ACTOR, Effect, effects, request
from yanzhen.platform.trail import heads, sealing, verifying
from yanzhen.platform.warehouse import refreshing

HOUR = timedelta(hours=1)
CALM = notifications.declare("test.clock", "News", "{what}")
NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)  # noon in Shanghai


class Wall:
    """The clock on the wall, which somebody sets; the monotonic one runs on."""

    def __init__(self) -> None:
        self.ahead = timedelta()
        self.time = time.time

    def set(self, ahead: timedelta) -> None:
        self.ahead = ahead


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    made = Wall()

    class Moment(datetime):
        """What `timezone.now` asks, also where a field holds that function as its default."""

        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + made.ahead

    monkeypatch.setattr(timezone, "datetime", Moment)
    monkeypatch.setattr(time, "time", lambda: made.time() + made.ahead.total_seconds())
    return made


# -- The schedule ------------------------------------------------------------------------------------------------------


def test_the_schedule_does_not_go_by_the_wall(wall: Wall, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = {"hourly": 0, "always": 0}

    def work(name: str) -> None:
        calls[name] += 1

    registry = {
        "hourly": schedule.Periodic(lambda: work("hourly"), schedule.HOUR),
        "always": schedule.Periodic(lambda: work("always"), 0.0),
    }
    monkeypatch.setattr(schedule, "_registry", registry)
    for ahead in (timedelta(), HOUR, -HOUR, timedelta()):
        wall.set(ahead)
        for _ in range(50):
            schedule.tick()
    assert calls == {"hourly": 1, "always": 200}


@pytest.mark.django_db
def test_one_backup_a_day_however_the_clock_is_set(wall: Wall, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.BACKUP_NIGHTLY = True
    monkeypatch.setattr(databases, "set_up_at", lambda: NOON - timedelta(days=90))
    asked: list[str] = []

    def ask(*, actor: Any, kind: str) -> None:
        asked.append(kind)
        BackupRun.objects.create(kind=kind, who="", state="done")

    monkeypatch.setattr(asking, "ask", ask)
    noon = NOON - timezone.now()
    for ahead in (timedelta(), HOUR, -HOUR, timedelta()):
        wall.set(noon + ahead)
        for _ in range(5):
            asking.tick()
    assert sorted(asked) == ["backup", "drill"]


@pytest.mark.django_db
def test_heads_are_sent_on_each_hour_after_the_clock_was_set_back(wall: Wall, settings: Any, tmp_path: Path) -> None:
    settings.AUDIT_HEAD_FILE, settings.AUDIT_HEAD_URL = str(tmp_path / "heads.jsonl"), ""
    audit.record(SYSTEM, "change", "x", noun="x.y")
    sealing.everything()
    sent = []
    for ahead in (timedelta(), HOUR, timedelta(), timedelta(minutes=30), HOUR + timedelta(minutes=1)):
        wall.set(ahead)
        sent.append([heads.tick() for _ in range(20)].count(1))
    assert sent == [1, 1, 1, 0, 1]
    # One that could not be sent while the clock was ahead does not wait for that hour to come.
    AuditHead.objects.update(sent_at=None, tries=1, next_at=timezone.now() + 2 * HOUR)
    assert heads.tick() == 4


# -- Claims ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_claim_from_before_the_clock_was_set_back_is_taken_over(wall: Wall) -> None:
    idempotency.once(request(), ACTOR, Effect())
    Counter.objects.all().delete()
    IdempotencyKey.objects.update(status=None, answer=None, started_at=timezone.now() + HOUR)
    assert idempotency.once(request(), ACTOR, Effect()) == (201, {"id": 1})
    IdempotencyKey.objects.update(status=None, answer=None, started_at=timezone.now() + clock.SLACK / 2)
    with pytest.raises(idempotency.InFlight):  # a clock of another machine that goes a little before
        idempotency.once(request(), ACTOR, Effect())


@pytest.mark.django_db
def test_who_was_taken_for_dead_leaves_nothing() -> None:
    def carry_out() -> tuple[int, Any]:
        answer = Effect()()
        IdempotencyKey.objects.update(started_at=timezone.now() + HOUR)  # what another does who takes it over
        return answer

    with pytest.raises(idempotency.InFlight):
        idempotency.once(request(), ACTOR, carry_out)
    assert effects() == 0


def _overtaken(wall: Wall) -> list[Any]:
    """One request is at work; the clock is set an hour forward, and its twin arrives."""
    results: list[Any] = [None, None]
    inside, other_done = threading.Event(), threading.Event()

    def slowly() -> tuple[int, Any]:
        inside.set()
        other_done.wait(timeout=1.5)
        return Effect()()

    def hand(number: int, carry_out: Any) -> None:
        try:
            results[number] = idempotency.once(request(), ACTOR, carry_out)
        except Exception as error:
            results[number] = error
        finally:
            connection.close()
            if number:
                other_done.set()

    first = threading.Thread(target=hand, args=(0, slowly))
    first.start()
    inside.wait(timeout=120)
    wall.set(HOUR)
    second = threading.Thread(target=hand, args=(1, Effect()))
    second.start()
    first.join()
    second.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_a_twin_that_comes_after_the_clock_was_set_forward_does_nothing_twice(wall: Wall) -> None:
    results = _overtaken(wall)
    assert effects() == 1
    assert [isinstance(r, tuple) for r in results].count(True) == 1, results
    assert all(isinstance(r, tuple | idempotency.InFlight) for r in results), results


@pytest.mark.django_db
def test_news_and_mails_claimed_ahead_of_now_are_taken_up(wall: Wall, monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = timezone.now() + HOUR
    mails: list[str] = []
    monkeypatch.setattr(resetting, "send", lambda email, base: mails.append(email) or 1)
    OutboxRow.objects.create(topic=resetting.TOPIC, payload={"email": "a@b.c", "base": ""}, claimed_at=ahead)
    OutboxRow.objects.create(topic=following.TOPIC, payload={"entry": 0}, claimed_at=ahead)
    broken = {"extract": "sales", "partition": "2026-01"}
    OutboxRow.objects.create(topic="facts.changed", payload=broken, attempts=3, claimed_at=ahead)
    assert [row.payload for row in following._claimed()] == [{"entry": 0}]
    assert resetting.deliver() == 1
    assert mails == ["a@b.c"]
    assert [news.partition for news in refreshing._due_news() if news.partition == "2026-01"] == ["2026-01"]


# -- Messages ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def reader(db: None, post: Any) -> Any:
    """Somebody who wants this news by mail, but not before half past seven in the morning."""
    books = firm.found()
    model("accounts.User").objects.filter(username="rep.east").update(email="rep@example.com", language="en")
    choices.choose(
        actor=books.actor("rep.east"), topics={CALM.name: Choice(mail="now")}, quiet_from=day_time(21),
        quiet_until=day_time(7, 30), digest_hour=8,
    )  # fmt: skip
    Notification.objects.all().delete()
    return books.users["rep.east"]


def test_a_message_planned_while_the_clock_was_ahead_goes_out_now(reader: Any, post: Any) -> None:
    notifications.send(CALM, [reader.pk], params={"what": "x"})
    delivering.plan(NOON + HOUR)
    assert delivering.deliver(NOON) == 0
    assert delivering.set_right(NOON) == 1
    assert delivering.deliver(NOON) == 1
    assert delivering.set_right(NOON) == 0
    assert delivering.deliver(NOON + HOUR) == 0
    assert len(post.got) == 1


def test_quiet_hours_hold_for_what_was_planned_while_the_clock_was_ahead(reader: Any, post: Any) -> None:
    night = datetime(2026, 3, 4, 14, 30, tzinfo=UTC)  # half past ten in the evening there
    morning = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    notifications.send(CALM, [reader.pk], params={"what": "x"})
    delivering.plan(night + HOUR)
    delivering.set_right(night)
    assert delivering.set_right(night) == 0, "once is enough"
    assert Delivery.objects.get().next_at == morning
    assert [delivering.deliver(night), delivering.deliver(morning)] == [0, 1]


# -- Sessions and links ------------------------------------------------------------------------------------------------


def enter(client: Client, username: str) -> None:
    client.post("/accounts/sign-in/", {"username": username, "password": PASSWORD})


def is_in(client: Client) -> bool:
    return client.get("/accounts/sessions/").status_code == 200


@pytest.mark.django_db
def test_an_idle_end_goes_by_the_clock_that_is_right_now(wall: Wall, client: Client) -> None:
    sign_in_rules.change(actor=SYSTEM, policy=PasswordPolicy.DENGBAO)
    UserFactory(username="wang")
    wall.set(HOUR)
    enter(client, "wang")
    wall.set(timedelta())
    assert is_in(client)
    assert UserSession.objects.get().last_seen_at <= timezone.now(), "an hour ahead it would stay open an hour too long"
    wall.set(HOUR)
    answer = client.get("/accounts/sessions/")
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/accounts/sign-in/")
    enter(client, "wang")
    assert is_in(client)


@pytest.mark.django_db
def test_a_link_that_ran_out_by_the_clock_is_refused_clearly_and_works_once(wall: Wall) -> None:
    secret = links.issue(actor=SYSTEM, user=UserFactory(), purpose=LinkPurpose.RESET)
    wall.set(HOUR)
    with pytest.raises(RuleBroken) as spent:
        links.consume(secret, LinkPurpose.RESET)
    assert spent.value.code == "link_spent"
    wall.set(timedelta())
    assert links.consume(secret, LinkPurpose.RESET).pk
    for ahead in (timedelta(), HOUR, -HOUR):
        wall.set(ahead)
        with pytest.raises(RuleBroken):
            links.consume(secret, LinkPurpose.RESET)


# -- The trail ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_trail_stays_whole_and_in_the_order_of_writing(wall: Wall) -> None:
    sealing.forget()
    written = []
    for ahead in (timedelta(), HOUR, timedelta(), -HOUR, timedelta()):
        wall.set(ahead)
        written += [audit.record(SYSTEM, "change", f"row {n}", noun="x.y").pk for n in range(3)]
        sealing.tick()
    found = verifying.verify()
    assert (found.first, found.unsealed) == (None, 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry_id FROM platform_auditseal ORDER BY position")
        sealed = [key for (key,) in cursor.fetchall() if key in set(written)]
    assert sealed == written
