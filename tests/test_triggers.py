"""Triggers: what fires them, what they do and never do, loops, failures, and that a dry run leaves nothing behind."""

import socketserver
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests import firm
from tests.firm import Firm, model

from yanzhen.crm.services import customers
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import notes, writes
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.triggers import calling, dry, events, rules, running


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        yield made


@pytest.fixture
def books(founded: Firm, db: None) -> Firm:
    model("platform.Trigger").objects.all().delete()
    model("platform.OutboxRow").objects.filter(topic=events.TOPIC).delete()
    model("platform.Notification").objects.all().delete()
    return founded


def tell(text: str = "看一看", whom: str = "owner", **more: Any) -> dict[str, Any]:
    return {"kind": "notify", "recipient": whom, "text": text, **more}


def setting(field: str, value: str) -> dict[str, Any]:
    return {"kind": "set", "field_name": field, "value": value}


def kept(books: Firm, *acts: dict[str, Any], by: str = "manager.east", on: bool = True, **given: Any) -> Any:
    given = {"name": "t", "noun_name": "crm.customer", "event": "created", "side": "before", **given}
    trigger = rules.create(actor=books.actor(by), acts=list(acts) or [tell()], **given)
    return rules.switch_on(trigger, actor=books.actor(by)) if on else trigger


def customer(books: Firm, name: str = "新客户", seller: str = "rep.east", **more: Any) -> Any:
    return customers.create(actor=SYSTEM, name=name, code=f"T-{name}", owner=books.employees[seller], **more)


def worked() -> None:
    """As the worker does, until nothing more happens."""
    for _turn in range(12):
        if not events.take() and not running.work_inside():
            return


def told(books: Firm, name: str, topic: str = "trigger.told") -> list[str]:
    rows = model("platform.Notification").objects.filter(user_id=books.users[name].pk, topic=topic)
    return [row.params["text"] if "text" in row.params else row.params["reason"] for row in rows]


def log(trigger: Any) -> list[tuple[str, str]]:
    return list(trigger.runs.order_by("pk").values_list("state", "kind"))


# -- What fires --------------------------------------------------------------------------------------------------------


def test_a_new_record_fires_once_and_gives_a_task_to_its_owner(books: Firm) -> None:
    trigger = kept(books, {"kind": "task", "recipient": "owner", "text": "首次拜访", "days": 2}, tell(whom="manager"))
    row = customer(books)
    worked()
    task = model("platform.Task").objects.get(object_id=row.pk, noun_name="crm.customer")
    assert (task.title, task.assignee_id) == ("首次拜访", books.users["rep.east"].pk)
    assert task.due_on == timezone.localdate() + timedelta(days=2)
    assert task.who == "员工manager.east（触发器“t”）" or "t" in task.who
    assert told(books, "manager.east") == ["看一看"]
    assert log(trigger) == [("done", "task"), ("done", "notify")]
    entry = model("platform.AuditEntry").objects.get(object_id=row.pk, noun_name="crm.customer", verb="create")
    running.events.outbox.record(events.TOPIC, {"entry": entry.pk, "chain": []})  # the same event once more
    worked()
    assert len(log(trigger)) == 2


def test_only_the_field_from_and_to_that_are_asked_for_fire(books: Firm) -> None:
    trigger = kept(books, event="changed", field_name="city", from_value="上海", to_value="杭州")
    row = customer(books, city="上海")
    customers.change(row, actor=SYSTEM, city="苏州")
    customers.change(row, actor=SYSTEM, city="杭州")
    worked()
    assert log(trigger) == []
    customers.change(row, actor=SYSTEM, city="上海")
    customers.change(row, actor=SYSTEM, city="杭州")
    worked()
    assert log(trigger) == [("done", "notify")]


def test_conditions_and_the_reach_of_the_keeper_narrow_what_fires(books: Firm) -> None:
    trigger = kept(books, tell(whom="me"), where='["city","is","上海"]')
    customer(books, "一", city="上海")
    customer(books, "二", city="北京")
    customer(books, "三", "rep.south", city="上海")  # not in the manager's reach
    worked()
    assert list(trigger.runs.values_list("title", flat=True)) == ["一"]


def test_days_before_a_date_fire_once_and_again_for_another_date(books: Firm) -> None:
    today = timezone.localdate()
    row = customer(books, since_on=today + timedelta(days=10))
    trigger = kept(books, event="reached", field_name="since_on", days=10, side="before")
    assert (events.look(), events.look()) == (1, 0)
    customers.change(row, actor=SYSTEM, since_on=today + timedelta(days=9))
    assert events.look() == 0  # that day was before the trigger was switched on
    model("platform.Trigger").objects.update(active_since=timezone.now() - timedelta(days=3))
    assert events.look() == 1
    assert len(log(trigger)) == 2


def test_silence_fires_once_and_a_note_breaks_it(books: Firm) -> None:
    rows = [customer(books, name) for name in ("静", "闹")]
    trigger = kept(books, event="silent", days=30)
    now = timezone.now()
    model("platform.Trigger").objects.update(active_since=now - timedelta(days=2))
    model("crm.Customer").objects.filter(pk__in=[r.pk for r in rows]).update(created_at=now - timedelta(days=31))
    notes.add(rows[1], actor=books.actor("rep.east"), text="谈过了")
    assert (events.look(), events.look()) == (1, 0)
    assert list(trigger.runs.values_list("title", flat=True)) == ["静"]


# -- Rights ------------------------------------------------------------------------------------------------------------


def test_nobody_sets_calls_or_watches_what_they_may_not(books: Firm) -> None:
    for act, given in (
        (setting("code", "x"), {}),  # may not repeat
        ({"kind": "webhook", "address": "https://example.com/x"}, {}),  # a manager calls no addresses
        (tell(), {"noun_name": "accounts.role"}),
        (tell(whom="person", person_id=books.users["stranger"].pk), {}),
        (tell(), {"where": '["nonsense","is","x"]'}),
        (tell(), {"event": "reached", "field_name": "city"}),
        (tell(text=""), {}),
    ):
        with pytest.raises(RuleBroken):
            kept(books, act, **given)
    assert not model("platform.Trigger").objects.exists()


def test_it_acts_with_the_rights_its_keeper_has_that_day(books: Firm) -> None:
    trigger = kept(books, setting("city", "上海"))
    row = customer(books)
    user = books.users["manager.east"]
    user.grants.all().delete()
    worked()
    row.refresh_from_db()
    trigger.refresh_from_db()
    assert (row.city, trigger.is_active) == ("", False)
    assert told(books, "manager.east", "trigger.paused")


def test_who_changes_anothers_trigger_makes_it_their_own(books: Firm) -> None:
    trigger = kept(books, by="director")
    with pytest.raises(RuleBroken, match="name of"):
        rules.switch_on(rules.switch_off(trigger, actor=SYSTEM), actor=books.actor("admin"))
    changed = rules.change(trigger, actor=books.actor("admin"), noun_name="organization.unit", acts=[tell(whom="me")])
    assert changed.user_id == books.users["admin"].pk


def test_a_message_goes_to_nobody_who_may_not_see_the_record(books: Firm) -> None:
    trigger = kept(books, tell(whom="person", person_id=books.users["rep.south"].pk))
    customer(books)
    worked()
    assert told(books, "rep.south") == []
    assert log(trigger) == [("given_up", "notify")]


# -- Loops -------------------------------------------------------------------------------------------------------------


def test_a_trigger_that_sets_what_it_watches_is_refused(books: Firm) -> None:
    with pytest.raises(RuleBroken, match="set itself off"):
        kept(books, setting("city", "上海"), event="changed", field_name="city")


def test_triggers_that_set_each_other_off_are_cut_and_stopped(books: Firm) -> None:
    first = kept(books, setting("city", "乙"), name="甲触发", event="changed", field_name="city", to_value="甲")
    second = kept(books, setting("city", "甲"), name="乙触发", event="changed", field_name="city", to_value="乙")
    row = customer(books, city="丙")
    customers.change(row, actor=SYSTEM, city="甲")
    worked()
    assert log(first) == [("done", "set"), ("cut", "")]
    assert log(second) == [("done", "set")]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.is_active, second.is_active) == (False, True)
    (reason,) = told(books, "manager.east", "trigger.paused")
    assert "甲触发" in reason
    assert "乙触发" in reason
    assert first.runs.get(state="cut").outcome == reason


def test_a_long_chain_is_cut(books: Firm) -> None:
    words = [f"城{n}" for n in range(8)]
    made = [
        kept(books, setting("city", words[n + 1]), name=words[n], event="changed", field_name="city", to_value=words[n])
        for n in range(7)
    ]
    row = customer(books)
    customers.change(row, actor=SYSTEM, city=words[0])
    worked()
    row.refresh_from_db()
    assert row.city == words[events.DEEPEST]
    assert log(made[events.DEEPEST]) == [("cut", "")]


# -- Dry run -----------------------------------------------------------------------------------------------------------


def test_a_dry_run_tells_what_would_happen_and_leaves_nothing(books: Firm) -> None:
    row = customer(books, city="上海")
    trigger = kept(
        books, setting("city", "杭州"), tell(), {"kind": "task", "recipient": "owner", "text": "x"}, on=False
    )
    counted = ("Task", "Notification", "OutboxRow", "TriggerRun", "AuditEntry")
    before = [model(f"platform.{name}").objects.count() for name in counted]
    trial = dry.run(trigger, actor=books.actor("manager.east"), days=7)
    assert [model(f"platform.{name}").objects.count() for name in counted] == before
    row.refresh_from_db()
    assert row.city == "上海"
    mine = next(one for one in trial.shown if one.key == row.pk)
    assert [deed.is_done for deed in mine.deeds] == [True, True, True]
    assert "杭州" in mine.deeds[0].text
    assert trial.events == trial.records >= 1
    assert not any("榕湾" in one.title for one in trial.shown)  # of the south
    with pytest.raises(RuleBroken):
        dry.run(trigger, actor=books.actor("manager.east"), days=400)


# -- Calls -------------------------------------------------------------------------------------------------------------


class Hanging(socketserver.BaseRequestHandler):
    """Takes the call and says nothing, a byte at a time."""

    def handle(self) -> None:
        self.request.recv(4096)
        for _turn in range(6_000):
            try:
                self.request.sendall(b"H")
            except OSError:
                return
            time.sleep(0.02)


@pytest.fixture
def calls(books: Firm, settings: Any, hook: Any) -> Any:
    settings.PRIVATE_ADDRESSES = True
    kept(books, {"kind": "webhook", "address": f"http://127.0.0.1:{hook.server_port}/x"}, by="director", name="call")
    customer(books)
    events.take()
    return model("platform.TriggerRun").objects.get()


def test_a_call_is_signed_and_tells_no_more_than_which_record(calls: Any, hook: Any) -> None:
    assert running.work_outside(calls.host) == 1
    (body,) = hook.got
    assert body["record"]["title"] == "新客户"
    assert body["delivery"] == calls.pk
    assert set(body["record"]) == {"kind", "id", "title", "url"}
    calls.refresh_from_db()
    assert (calls.state, calls.attempts) == ("done", 1)
    # printf '1700000000.{}' | openssl dgst -sha256 -hmac k
    known = "c6ef4734033cee2367414a0939385eca0397754aa7a59716da7463a9298b5146"
    assert calling.signature(b"{}", key="k", moment="1700000000") == known


def test_a_call_that_fails_is_tried_again_with_patience_and_then_shown(calls: Any, hook: Any) -> None:
    hook.status, now = 500, timezone.now()
    for attempt, wait in enumerate([*running.PATIENCE, None], start=1):
        assert running.work_outside(calls.host, now) == 0
        calls.refresh_from_db()
        assert calls.attempts == attempt
        if wait is not None:
            assert (calls.state, calls.next_at) == ("failed", now + wait)
            assert running.work_outside(calls.host, now) == 0  # not before its time
            now += wait
    assert (calls.state, "500" in calls.outcome) == ("given_up", True)
    assert len(hook.got) == 1 + len(running.PATIENCE)


def test_a_call_is_led_nowhere_else(calls: Any, hook: Any) -> None:
    hook.status = 302
    assert running.work_outside(calls.host) == 0
    assert len(hook.got) == 1
    calls.refresh_from_db()
    assert "302" in calls.outcome


def test_a_call_that_hangs_ends_in_time(books: Firm, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PRIVATE_ADDRESSES = True
    monkeypatch.setattr(calling, "TIME_LIMIT", 0.3)
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Hanging)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        begun = time.monotonic()
        with pytest.raises(calling.NotTaken):
            calling.post(f"http://127.0.0.1:{server.server_address[1]}/", {}, key="k", delivery=1)
        assert time.monotonic() - begun < 60  # of the two minutes that the other side takes
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_no_private_address_is_called(books: Firm, hook: Any) -> None:
    for address in (
        f"http://127.0.0.1:{hook.server_port}/",
        "https://10.0.0.1/",
        "ftp://example.com/",
        "https://[::1]/",
    ):
        with pytest.raises(RuleBroken):
            kept(books, {"kind": "webhook", "address": address}, by="director")
    with pytest.raises(calling.NotTaken):  # also when the name came to mean another machine since
        calling.post(f"http://localhost:{hook.server_port}/", {}, key="k", delivery=1)
    assert hook.got == []


def test_the_address_is_sealed_and_kept_when_left_empty(books: Firm) -> None:
    trigger = kept(books, {"kind": "webhook", "address": "https://93.184.216.34/secret-hook"}, by="director", on=False)
    sealed = trigger.acts.get().sealed
    rules.change(trigger, actor=books.actor("director"), acts=[{"kind": "webhook", "address": ""}, tell(whom="me")])
    assert trigger.acts.get(kind="webhook").sealed == sealed
    entries = model("platform.AuditEntry").objects.filter(noun_name="platform.trigger")
    assert not any("secret" in str(entry.after) for entry in entries)


def test_what_waits_is_not_done_after_the_switch_is_off(calls: Any, hook: Any, books: Firm) -> None:
    rules.switch_off(calls.trigger, actor=books.actor("director"))
    assert running.work_outside(calls.host) == 0
    calls.refresh_from_db()
    assert (calls.state, hook.got) == ("given_up", [])


# -- Pages and API -----------------------------------------------------------------------------------------------------


def signed_in(books: Firm, name: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(books.users[name])
    return client


def test_the_page_reads_the_trigger_aloud_and_saves_it(books: Firm) -> None:
    client = signed_in(books, "manager.east")
    assert 'value="crm.customer"' in client.get("/settings/triggers/new/").text
    page = "/settings/triggers/new/?noun_name=crm.customer"
    assert client.get(page).status_code == 200
    data = {
        "noun_name": "crm.customer", "name": "A", "event": "changed", "field_name": "city", "to_value": "上海",
        "where": '["owner","is","me"]', "acts-TOTAL_FORMS": "1", "acts-INITIAL_FORMS": "0",
        "acts-0-kind": "notify", "acts-0-recipient": "owner", "acts-0-text": "",
    }  # fmt: skip
    looked = client.post(page, {**data, "look": "1"})
    assert looked.status_code == 200
    assert "changes to “上海”" in looked.text.replace("&quot;", '"')
    assert client.post(page, {**data, "more": "1"}).text.count('class="trigger-act"') == 2
    refused = client.post(page, data)
    assert refused.status_code == 422
    assert "Say it in words." in refused.text
    saved = client.post(page, {**data, "acts-0-text": "看看"})
    assert saved.status_code == 302
    trigger = model("platform.Trigger").objects.get()
    assert "看看" in client.get(f"/settings/triggers/{trigger.pk}/").text
    assert client.get(f"/settings/triggers/{trigger.pk}/edit/").status_code == 200
    assert client.get(f"/settings/triggers/{trigger.pk}/dry-run/?days=7").status_code == 200
    assert client.get(f"/settings/triggers/{trigger.pk}/dry-run/?days=777").status_code == 422


def test_the_api_builds_tries_and_switches(books: Firm) -> None:
    client = signed_in(books, "manager.east")
    kinds = client.get("/api/v1/trigger-kinds").json()
    assert "city" in {f["name"] for kind in kinds if kind["name"] == "crm.customer" for f in kind["settable"]}
    body = {"name": "A", "noun_name": "crm.customer", "event": "created", "acts": [setting("city", "上海")]}
    made = client.post("/api/v1/triggers", body, content_type="application/json")
    assert made.status_code == 201, made.text
    key = made.json()["id"]
    assert client.get(f"/api/v1/triggers/{key}/dry-run?days=7").json()["events"] >= 1
    assert client.post(f"/api/v1/triggers/{key}/switch_on").json()["is_active"] is True
    assert signed_in(books, "rep.east").get(f"/api/v1/triggers/{key}/dry-run").status_code == 403
    wrong = {**body, "acts": [{"kind": "set", "field_name": "version", "value": "7"}]}
    assert client.post("/api/v1/triggers", wrong, content_type="application/json").status_code == 422
    assert writes.registry >= {"platform.add_trigger", "platform.change_trigger"}
