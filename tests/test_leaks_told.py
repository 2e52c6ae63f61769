"""Canaries in what is brought to people: inbox, mail, robots, tasks and files. Who may not see it is not told it."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests import firm
from tests.firm import WORDS, Firm, model
from tests.test_leaks import client_of, forbidden, text_of

from yanzhen.platform import notifications
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.files import attachments
from yanzhen.platform.models import Delivery, Notification
from yanzhen.platform.notifications import Topic, choices, delivering, robots
from yanzhen.platform.notifications.choices import Choice
from yanzhen.platform.trail.alerts import TOPICS

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("plain")]

ABOUT = ("crm.customer", "orders.order", "platform.approval")


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        for name, user in made.users.items():
            type(user).objects.filter(pk=user.pk).update(email=f"{name}@example.com")
        yield made


@pytest.fixture
def books(founded: Firm, db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Iterator[Firm]:
    settings.MAIL_URL, settings.MEDIA_ROOT, settings.PUBLIC_URL = "smtp://x", tmp_path, "https://sales.example.com"
    Notification.objects.all().delete()
    logging.disable(logging.WARNING)
    yield founded
    logging.disable(logging.NOTSET)


def kinds() -> list[Topic]:
    """Every kind of news; of the alerts, which all read alike, one."""
    own = [topic for key, topic in notifications.topics.items() if not key.startswith("test.")]
    alerts = [topic for topic in own if topic in TOPICS.values()]
    return [topic for topic in own if topic not in alerts[1:]]


def tell(books: Firm, name: str) -> int:
    """Send this person every kind of news about a record of every salesperson, as if they once had seen them all."""
    sent = 0
    for topic in kinds():
        for noun in ABOUT:
            for owner, word in WORDS.items():
                if owner not in books.rows[noun]:
                    continue
                said = dict.fromkeys(("what", "text", "task", "title", "who", "device", "person"), word)
                params = {**said, "people": [word], "count": 2, "verb": "change", "day": "2026-05-01"}
                row = books.rows[noun][owner]
                url = f"/somewhere/{row.pk}/{word}/"
                sent += len(notifications.send(topic, [books.users[name].pk], params=params, url=url, subject=row))
    return sent


def want(books: Firm, name: str, choice: Choice) -> None:
    topics = dict.fromkeys(notifications.topics, choice)
    choices.choose(actor=books.actor(name), topics=topics, quiet_from=None, quiet_until=None, digest_hour=8)


def heard(text: str, name: str) -> list[str]:
    return sorted(word for word in forbidden(name) if word in text)


def test_there_is_something_to_tell(books: Firm) -> None:
    """The twin: the director hears every word, in the inbox and by mail."""
    assert tell(books, "director") > 80
    page = "".join(_inbox(books, "director"))
    assert all(word in page for word in WORDS.values())
    assert forbidden("rep.south") >= {WORDS["rep.east"], WORDS["ka"], WORDS["stranger"]}


def _inbox(books: Firm, name: str) -> Iterator[str]:
    """Every page of the inbox, by page and by program."""
    client = client_of(books, name)
    for address in ("/inbox/?show=unread", "/api/v1/notifications"):
        before = ""
        for _page in range(40):
            mark = "&" if "?" in address else "?"
            answer = client.get(f"{address}{mark}before={before}" if before else address)
            assert answer.status_code == 200, (address, before)
            yield text_of(answer)
            rows = Notification.objects.filter(user_id=books.users[name].pk, is_in_inbox=True).order_by("-pk")
            keys = list(rows.filter(**({"pk__lt": int(before)} if before else {})).values_list("pk", flat=True)[:30])
            if len(keys) < 30:
                break
            before = str(keys[-1])


@pytest.mark.parametrize("name", firm.in_turns(firm.PEOPLE))
def test_the_inbox_names_nothing_that_is_out_of_reach(books: Firm, name: str) -> None:
    tell(books, name)
    assert [word for text in _inbox(books, name) for word in heard(text, name)] == []
    client = client_of(books, name)
    for row in Notification.objects.filter(user_id=books.users[name].pk).order_by("?")[:40]:
        answer = client.get(f"/inbox/{row.pk}/")
        assert heard(answer.headers.get("Location", ""), name) == [], row.topic


@pytest.mark.parametrize("name", firm.in_turns(firm.PEOPLE))
def test_nobody_opens_the_news_of_another(books: Firm, name: str) -> None:
    other = "director" if name != "director" else "ka"
    tell(books, other)
    client = client_of(books, name)
    foreign = Notification.objects.filter(user_id=books.users[other].pk).first()
    assert foreign is not None
    assert client.get(f"/inbox/{foreign.pk}/").status_code == 404
    client.post("/inbox/mark/", {"key": foreign.pk, "read": "1"})
    client.post("/api/v1/notifications/mark", {"ids": [foreign.pk], "is_read": True}, content_type="application/json")
    foreign.refresh_from_db()
    assert foreign.read_at is None


@pytest.mark.parametrize("mail", [choices.NOW, pytest.param(choices.DAILY, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", firm.in_turns(firm.PEOPLE, often=[n for n in firm.SWEPT if firm.of_day(n)]))
def test_mail_names_nothing_that_is_out_of_reach(books: Firm, mailoutbox: list[Any], name: str, mail: str) -> None:
    want(books, name, Choice(mail=mail))
    sent = tell(books, name)
    while delivering.plan():
        pass
    later = timezone.now() + timedelta(days=2)
    while delivering.deliver(later):
        pass
    assert not Delivery.objects.exclude(state="sent").exists()
    assert len(mailoutbox) >= (sent if mail == choices.NOW else 1)
    for letter in mailoutbox:
        assert letter.to == [f"{name}@example.com"]
        assert heard(f"{letter.subject}\n{letter.body}", name) == []


@pytest.mark.parametrize(("name", "tells_all"), [("director", False), ("rep.south", True)])
def test_a_group_hears_no_more_than_its_reader(
    books: Firm, monkeypatch: pytest.MonkeyPatch, name: str, tells_all: bool
) -> None:
    said: list[str] = []
    monkeypatch.setattr(robots, "post", lambda robot, title, text: said.append(f"{title}\n{text}"))
    group = books.row("platform.robot")
    type(group).objects.filter(pk=group.pk).update(tells_all=tells_all, is_active=True)
    want(books, name, Choice(robots=(group.pk,)))
    tell(books, name)
    while delivering.plan():
        pass
    while delivering.deliver():
        pass
    text = "\n".join(said)
    assert len(said) > 20
    assert heard(text, name) == []
    if not tells_all:
        assert [word for word in WORDS.values() if word in text] == []


# -- Tasks and files ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", firm.in_turns(firm.PEOPLE))
def test_a_task_on_a_record_that_has_passed_out_of_reach_tells_nothing(books: Firm, name: str) -> None:
    today = timezone.localdate()
    for owner, word in WORDS.items():
        row = books.rows["crm.customer"][owner]
        model("platform.Task").objects.create(
            noun_name="crm.customer", object_id=row.pk, title=word, due_on=today, assignee_id=books.users[name].pk,
            user_id=books.users["director"].pk, who="director",
        )  # fmt: skip
    client = client_of(books, name)
    for address in ("/", "/tasks/", "/api/v1/tasks"):
        answer = client.get(address, follow=True)
        assert answer.status_code in {200, 503}, address  # the figures of the first page need the warehouse
        assert heard(text_of(answer), name) == [], address


@pytest.fixture
def papers(books: Firm) -> dict[str, Any]:
    """On each salesperson's customer a file with their word in its name and in its bytes."""
    return {
        owner: attachments.add(
            books.rows["crm.customer"][owner],
            actor=SYSTEM,
            uploads=[SimpleUploadedFile(f"{word}.txt", f"secret {word}".encode())],
        )[0]
        for owner, word in WORDS.items()
    }


@pytest.mark.parametrize("name", firm.in_turns(firm.PEOPLE))
def test_files_reach_only_those_who_see_the_record(books: Firm, papers: dict[str, Any], name: str) -> None:
    client, handed = client_of(books, name), 0
    for owner, paper in papers.items():
        may = firm.holds(name, "crm.view_customer") and owner in firm.SEES[name]
        key = books.rows["crm.customer"][owner].pk
        for address in (f"/files/{paper.pk}/", f"/api/v1/files/{paper.pk}"):
            answer = client.get(address)
            assert answer.status_code == (200 if may else 404), (address, owner)
            if may:
                assert WORDS[owner] in text_of(answer)
            handed += may
        for address in (
            f"/files/{paper.pk}/thumbnail/", f"/api/v1/customers/{key}/files", f"/customers/{key}/",
            f"/api/v1/customers/{key}/timeline", f"/api/v1/search?q={WORDS[owner]}.txt", "/inbox/",
        ):  # fmt: skip
            answer = client.get(address)
            assert answer.status_code in ({200, 404} if may else {200, 403, 404}), address
            if answer.status_code == 200 and "search" not in address:
                assert heard(text_of(answer), name) == [], address
        if not may:
            removals = (client.post(f"/files/{paper.pk}/remove/"), client.delete(f"/api/v1/files/{paper.pk}"))
            assert all(answer.status_code in {403, 404} for answer in removals)
    assert model("platform.Attachment").objects.filter(removed_at=None).count() == len(papers)
    assert handed == 2 * len(firm.SEES[name] & set(papers)) * firm.holds(name, "crm.view_customer")
