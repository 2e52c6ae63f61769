"""Notes that name people, tasks, following and the inbox: who hears of what, and who must not."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from tests import firm
from tests.firm import WORDS, Firm, model

from yanzhen.crm.services import customers
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import following, inbox, mentions, notes, notifications, tasks, timeline
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.people import directory

pytestmark = pytest.mark.once

TODAY = timezone.localdate()


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        yield made


@pytest.fixture
def books(founded: Firm, db: None) -> Iterator[Firm]:
    model("platform.OutboxRow").objects.all().delete()
    model("platform.Notification").objects.all().delete()
    with translation.override("en"):
        yield founded


def customer(books: Firm, owner: str = "rep.east") -> Any:
    return books.row("crm.customer", owner)


def client_of(books: Firm, name: str) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(books.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def heard(books: Firm, name: str) -> list[str]:
    with translation.override("en"):
        return [m.text for m in inbox.page(books.actor(name))[0]]


def note(books: Firm, text: str, who: str = "rep.east", **more: Any) -> Any:
    return notes.add(customer(books), actor=books.actor(who), text=text, **more)


# -- Notes that name people --------------------------------------------------------------------------------------------


def test_a_mention_is_kept_by_key_and_read_by_name(books: Firm) -> None:
    boss = books.users["manager.east"]
    made = note(books, f"请 @{boss} 看一下", chosen=[boss.pk])
    assert made.text == f"请 @[{boss.pk}] 看一下"
    model("accounts.User").objects.filter(pk=boss.pk).update(display_name="改了名")
    event = next(e for e in timeline.of(customer(books), books.actor("rep.east")) if e.kind == "note")
    assert event.text == "请 @改了名 看一下"
    assert event.html == '请 <span class="named">@改了名</span> 看一下'


def test_a_sign_in_name_typed_out_is_a_mention_and_an_address_is_none(books: Firm) -> None:
    made = note(books, "@manager.east, write to x@manager.east")
    key = books.users["manager.east"].pk
    assert made.text == f"@[{key}], write to x@manager.east"


def test_who_sees_the_record_is_told_and_follows_it(books: Firm) -> None:
    note(books, "@manager.east please look")
    [told] = heard(books, "manager.east")
    assert told.startswith("员工rep.east mentioned you in a note on")
    assert "please look" in told
    assert following.follows(customer(books), books.actor("manager.east"))


def test_who_cannot_see_the_record_is_not_told_and_the_writer_is_at_once(books: Firm) -> None:
    made = note(books, "@rep.south and @manager.east")
    assert made.unreached == ["员工rep.south"]
    assert heard(books, "rep.south") == []
    page = client_of(books, "rep.east").post(
        f"/customers/{customer(books).pk}/notes/", {"text": "@rep.south"}, follow=True
    )
    assert "员工rep.south cannot see this record and was not told." in page.content.decode()
    assert heard(books, "rep.south") == []


def test_nobody_of_another_firm_is_named_or_offered(books: Firm) -> None:
    stranger = books.users["stranger"]
    with pytest.raises(RuleBroken, match="does not exist"):
        note(books, f"@[{stranger.pk}]")
    assert note(books, "@stranger").text == "@stranger"
    assert note(books, f"@{stranger}", chosen=[stranger.pk]).text == f"@{stranger}"
    offered = client_of(books, "rep.east").get(f"/records/crm.customer/{customer(books).pk}/people/", {"q": "stranger"})
    assert offered.json()["items"] == []
    assert heard(books, "stranger") == []


def test_colleagues_are_found_by_name_pinyin_and_initials(books: Firm) -> None:
    model("accounts.User").objects.filter(username="manager.east").update(display_name="张晓伟")
    actor = books.actor("rep.east")
    for typed in ("张晓", "zhangxiao", "zxw", "ZhangXiaoWei", "manager.e"):
        assert [p.username for p in directory().colleagues(typed, actor=actor)] == ["manager.east"], typed
    offered = client_of(books, "rep.east").get(
        f"/records/crm.customer/{customer(books).pk}/people/", {"q": "rep.south"}
    )
    assert [(i["username"], i["sees"]) for i in offered.json()["items"]] == [("rep.south", False)]


def test_markup_in_a_note_is_shown_as_it_was_typed(books: Firm) -> None:
    note(books, "<script>alert(1)</script> @manager.east")
    page = client_of(books, "rep.east").get(f"/customers/{customer(books).pk}/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("text", ["", "  \x00 ", "x" * 4001, "@[999999999999]", "".join(f"@[{n}]" for n in range(31))])
def test_odd_notes_are_refused(books: Firm, text: str) -> None:
    before = model("platform.Note").objects.count()
    with pytest.raises(RuleBroken):
        note(books, text)
    assert model("platform.Note").objects.count() == before


def test_ones_own_note_is_changed_and_taken_back_with_a_trace(books: Firm) -> None:
    made = note(books, "first words")
    notes.edit(made, actor=books.actor("rep.east"), text="other words @manager.east")
    assert len(heard(books, "manager.east")) == 1
    kept = model("platform.AuditEntry").objects.get(verb="note_edit")
    assert kept.before == {"note": "first words"}
    notes.remove(made, actor=books.actor("rep.east"))
    event = next(e for e in timeline.of(customer(books), books.actor("rep.east")) if e.note and e.note.pk == made.pk)
    assert (event.text, event.note.removed_at is not None) == ("", True)  # type: ignore[union-attr]
    page = client_of(books, "rep.east").get(f"/customers/{customer(books).pk}/").content.decode()
    assert "This note was taken back." in page
    assert "other words" not in page


def test_a_note_of_another_and_an_old_note_stay(books: Firm) -> None:
    made = note(books, "words")
    with pytest.raises(RuleBroken, match="Only who wrote"):
        notes.edit(made, actor=books.actor("director"), text="x")
    model("platform.Note").objects.filter(pk=made.pk).update(written_at=timezone.now() - timedelta(minutes=16))
    for act in (lambda: notes.edit(made, actor=books.actor("rep.east"), text="x"),
                lambda: notes.remove(made, actor=books.actor("rep.east"))):  # fmt: skip
        with pytest.raises(RuleBroken, match="15 minutes"):
            act()
    made.refresh_from_db()
    assert made.text == "words"


@pytest.mark.parametrize("name", firm.PEOPLE)
def test_notes_and_tasks_out_of_reach_do_not_exist(books: Firm, name: str) -> None:
    made = note(books, "words")
    task = tasks.add(customer(books), actor=books.actor("rep.east"), title="call", due_on=TODAY)
    sees = firm.reaches(name, "crm.customer", "rep.east") and firm.holds(name, "crm.view_customer")
    client, pk = client_of(books, name), customer(books).pk
    writes = firm.holds(name, "platform.add_note")
    answers = {
        "note": client.patch(f"/api/v1/notes/{made.pk}", json.dumps({"text": "y"}), content_type="application/json"),
        "note page": client.get(f"/notes/{made.pk}/edit/"),
        "task page": client.get(f"/tasks/{task.pk}/edit/"),
        "task": client.delete(f"/api/v1/tasks/{task.pk}"),
        "people": client.get(f"/records/crm.customer/{pk}/people/"),
    }
    for what, answer in answers.items():
        right = {403} if not writes else {200, 204, 422} if sees else {404}
        assert answer.status_code in right, (what, answer.status_code)
    listed = client.get(f"/api/v1/customers/{pk}/tasks").status_code
    assert listed == (200 if sees else 404 if firm.holds(name, "crm.view_customer") else 403)
    followed = client.post(f"/records/crm.customer/{pk}/follow/", {"on": "1"}).status_code
    assert followed == (302 if sees else 404)


# -- Following ---------------------------------------------------------------------------------------------------------


def test_the_owner_hears_of_what_others_do_and_not_of_their_own_acts(books: Firm) -> None:
    customers.change(customer(books), actor=books.actor("clerk"), city="苏州")
    customers.change(customer(books), actor=books.actor("rep.east"), city="无锡")
    assert following.tell() == 1
    [told] = heard(books, "rep.east")
    assert told == f"{WORDS['rep.east']}酒店: 员工clerk changed this"
    assert heard(books, "clerk") == []
    assert not model("platform.OutboxRow").objects.filter(topic=following.TOPIC).exists()


def test_several_changes_are_one_message_until_it_is_read(books: Firm) -> None:
    for city in ("苏州", "无锡"):
        customers.change(customer(books), actor=books.actor("clerk"), city=city)
    following.tell()
    customers.change(customer(books), actor=books.actor("manager.east"), city="常州")
    following.tell()
    [told] = heard(books, "rep.east")
    assert told == f"{WORDS['rep.east']}酒店: 3 changes by 员工clerk, 员工manager.east"
    inbox.mark(actor=books.actor("rep.east"), keys=None, is_read=True)
    customers.change(customer(books), actor=books.actor("clerk"), city="南京")
    following.tell()
    assert len(heard(books, "rep.east")) == 2


def test_a_follower_is_asked_at_the_time_of_telling(books: Firm) -> None:
    following.choose(customer(books), actor=books.actor("manager.east"), is_on=True)
    customers.change(customer(books), actor=SYSTEM, owner=books.employees["rep.south"])
    customers.change(customer(books), actor=books.actor("clerk"), city="厦门")
    following.tell()
    assert heard(books, "manager.east") == []
    assert heard(books, "rep.east") == []
    assert len(heard(books, "rep.south")) == 1


def test_who_said_no_is_not_made_to_follow_again(books: Firm) -> None:
    following.choose(customer(books), actor=books.actor("rep.east"), is_on=False)
    note(books, "@rep.east", who="director")
    customers.change(customer(books), actor=books.actor("clerk"), city="苏州")
    following.tell()
    assert [t for t in heard(books, "rep.east") if "changed this" in t] == []


def test_a_message_whose_record_passed_out_of_reach_names_and_links_nothing(books: Firm) -> None:
    note(books, "@manager.east")
    customers.change(customer(books), actor=SYSTEM, owner=books.employees["rep.south"])
    [message] = inbox.page(books.actor("manager.east"))[0]
    assert (message.text, message.url) == ("The record is out of your reach now.", "")
    page = client_of(books, "manager.east").get("/inbox/").content.decode()
    assert WORDS["rep.east"] not in page
    assert client_of(books, "manager.east").get(f"/inbox/{message.key}/").url == "/inbox/"


# -- Tasks -------------------------------------------------------------------------------------------------------------


def give(books: Firm, who: str = "manager.east", to: str = "rep.east", days: int = 0, title: str = "call") -> Any:
    return tasks.add(
        customer(books), actor=books.actor(who), title=title, due_on=TODAY + timedelta(days=days),
        assignee_id=books.users[to].pk,
    )  # fmt: skip


def test_who_gets_a_task_is_told_and_who_gave_it_hears_when_it_is_done(books: Firm) -> None:
    task = give(books)
    [told] = heard(books, "rep.east")
    assert told == f"员工manager.east gave you a task on {WORDS['rep.east']}酒店: call"
    tasks.finish(task, actor=books.actor("rep.east"))
    assert heard(books, "manager.east")[0].startswith("员工rep.east has done: call")


def test_a_task_goes_only_to_who_sees_the_record(books: Firm) -> None:
    for to, code in (("rep.south", "out_of_reach"), ("stranger", "unknown_person")):
        with pytest.raises(RuleBroken) as refused:
            give(books, to=to)
        assert refused.value.code == code
    assert not model("platform.Task").objects.exists()
    assert heard(books, "rep.south") == heard(books, "stranger") == []


@pytest.mark.parametrize(("title", "due"), [("", TODAY), (" \x00", TODAY), ("x" * 201, TODAY),
                                            ("x", date(1990, 1, 1)), ("x", date(9999, 12, 31))])  # fmt: skip
def test_odd_tasks_are_refused(books: Firm, title: str, due: date) -> None:
    with pytest.raises(RuleBroken):
        tasks.add(customer(books), actor=books.actor("rep.east"), title=title, due_on=due)
    assert not model("platform.Task").objects.exists()


def test_only_who_has_or_gave_a_task_changes_it(books: Firm) -> None:
    task = give(books)
    with pytest.raises(RuleBroken, match="Only who gave"):
        tasks.finish(task, actor=books.actor("director"))
    task.refresh_from_db()
    assert task.done_at is None


def test_my_tasks_are_late_today_or_later(books: Firm) -> None:
    for days in (-1, 0, 1):
        give(books, days=days, title=f"day {days}")
    actor = books.actor("rep.east")
    assert tasks.counts(actor) == {"overdue": 1, "today": 1, "later": 1, "all": 3}
    for show, title in (("overdue", "day -1"), ("today", "day 0"), ("later", "day 1")):
        assert [t.title for t in tasks.mine(actor, show)] == [title]
        page = client_of(books, "rep.east").get(f"/tasks/?show={show}").content.decode()
        assert title in page
        assert page.count('class="task"') == 1
    first = client_of(books, "rep.east").get("/").content.decode()
    assert "day -1" in first
    assert "day 0" in first
    assert "day 1" not in first


def test_a_due_task_is_reminded_of_once(books: Firm) -> None:
    give(books, days=1)
    inbox.mark(actor=books.actor("rep.east"), keys=None, is_read=True)
    assert tasks.remind(TODAY) == 0
    assert tasks.remind(TODAY + timedelta(days=1)) == 1
    assert tasks.remind(TODAY + timedelta(days=1)) == 0
    assert heard(books, "rep.east")[0].startswith("Due on")


def test_a_task_on_a_record_out_of_reach_is_not_named(books: Firm) -> None:
    give(books, who="director", to="manager.east")
    customers.change(customer(books), actor=SYSTEM, owner=books.employees["rep.south"])
    page = client_of(books, "manager.east").get("/tasks/").content.decode()
    assert "out of your reach" in page
    assert WORDS["rep.east"] not in page
    assert ">call<" not in page
    assert client_of(books, "manager.east").get("/api/v1/tasks").json() == []


# -- Inbox -------------------------------------------------------------------------------------------------------------


def send(books: Firm, name: str, count: int = 1) -> None:
    for number in range(count):
        notifications.send(
            notifications.topics["task.due"], [books.users[name].pk],
            params={"day": "2026-01-31", "task": f"t{number}", "what": "w"}, subject=customer(books),
        )  # fmt: skip


def test_messages_are_marked_read_and_unread_and_the_bell_counts(books: Firm) -> None:
    send(books, "rep.east", 3)
    client = client_of(books, "rep.east")
    assert client.get("/inbox/count/").json() == {"unread": 3}
    keys = [m["id"] for m in client.get("/api/v1/notifications").json()["items"]]
    client.post("/inbox/mark/", {"act": "read", "key": [keys[0]]})
    assert client.get("/inbox/count/").json() == {"unread": 2}
    client.post("/inbox/mark/", {"act": "unread", "key": [keys[0]]})
    client.post("/inbox/mark/", {"act": "all"})
    assert client.get("/inbox/count/").json() == {"unread": 0}
    assert client.get("/inbox/?show=unread").content.decode().count("message-link") == 0


def test_nobody_marks_or_opens_the_messages_of_another(books: Firm) -> None:
    send(books, "rep.east")
    key = model("platform.Notification").objects.get().pk
    client = client_of(books, "director")
    client.post("/inbox/mark/", {"act": "read", "key": [key]})
    assert client.get(f"/inbox/{key}/").status_code == 404
    body = json.dumps({"is_read": True, "ids": [key]})
    assert client.post("/api/v1/notifications/mark", body, content_type="application/json").json() == {"changed": 0}
    assert inbox.unread(books.actor("rep.east")) == 1


def test_opening_a_message_marks_it_and_leads_to_its_record(books: Firm) -> None:
    note(books, "@manager.east")
    key = model("platform.Notification").objects.get().pk
    assert client_of(books, "manager.east").get(f"/inbox/{key}/").url == f"/customers/{customer(books).pk}/"
    assert inbox.unread(books.actor("manager.east")) == 0


@pytest.mark.parametrize(
    "address", ["/inbox/?show=x", "/inbox/?topic=x", "/tasks/?show=x", "/api/v1/notifications?show=x"]
)
def test_odd_addresses_are_told_and_no_failure(books: Firm, address: str) -> None:
    assert client_of(books, "rep.east").get(address).status_code == 422


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_pages_ask_the_database_as_often_for_three_rows_as_for_one(books: Firm) -> None:
    client = client_of(books, "rep.east")
    give(books)
    addresses = ("/inbox/", "/tasks/", f"/customers/{customer(books).pk}/", "/api/v1/notifications", "/api/v1/tasks")
    for address in addresses:
        client.get(address)
    note(books, "@manager.east")
    once = [queries(client, address) for address in addresses]
    for number in range(2):
        give(books, title=f"more {number}")
        note(books, f"@manager.east {number}")
    assert [queries(client, address) for address in addresses] == once


def test_the_bell_costs_one_query(books: Firm) -> None:
    with CaptureQueriesContext(connection) as found:
        assert inbox.unread(books.actor("rep.east")) == 0
    assert sum("platform_notification" in q["sql"] for q in found) == 1


def test_names_in_texts_are_looked_up_at_once(books: Firm) -> None:
    texts = [f"@[{user.pk}]" for user in books.users.values()]
    with CaptureQueriesContext(connection) as found:
        assert len(mentions.names(texts)) == len(books.users)
    assert len(found) == 1
