"""Private notes: the writer alone reads them, wherever notes are shown; the trail says that there is one, not what."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from tests import firm
from tests.firm import Firm, model

from yanzhen.crm.queries import traces
from yanzhen.crm.services import handovers
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import following, inbox, notes, timeline
from yanzhen.platform.actor import SYSTEM

WORDS, WRITER = "他在离婚，别提价格", "rep.east"
OTHERS = ("manager.east", "director", "auditor", "admin")


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


def kept(books: Firm) -> Any:
    """A private note of a representative on their customer, naming their manager."""
    row = books.row("crm.customer", WRITER)
    return row, notes.add(row, actor=books.actor(WRITER), text=f"{WORDS} @manager.east", is_private=True)


def client_of(books: Firm, name: str) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(books.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def _read(books: Firm, name: str, path: str) -> str:
    answer = client_of(books, name).get(path)
    is_json = answer["Content-Type"].startswith("application/json") and answer.status_code == 200
    return json.dumps(answer.json(), ensure_ascii=False) if is_json else answer.content.decode()


def test_only_its_writer_reads_it_on_page_and_api(books: Firm) -> None:
    row, note = kept(books)
    for path in (f"/customers/{row.pk}/", f"/api/v1/customers/{row.pk}/timeline"):
        assert WORDS in _read(books, WRITER, path)
        for name in OTHERS:
            assert WORDS not in _read(books, name, path), (name, path)
    for name in OTHERS:
        assert notes.seen(note.pk, books.actor(name)) is None
        assert client_of(books, name).get(f"/notes/{note.pk}/edit/").status_code in (403, 404)
        assert client_of(books, name).patch(
            f"/api/v1/notes/{note.pk}", {"text": "x"}, content_type="application/json"
        ).status_code in (403, 404)
    assert all(e.note is None or e.note.pk != note.pk for e in timeline.of(row, SYSTEM))


def test_nobody_is_told_and_nobody_follows_by_it(books: Firm) -> None:
    row, note = kept(books)
    assert note.unreached == []
    assert inbox.page(books.actor("manager.east"))[0] == []
    following.begin("crm.customer", row.pk, books.users["director"].pk)
    following.tell()
    assert inbox.page(books.actor("director"))[0] == []
    assert (
        not model("platform.Follow").objects.filter(object_id=row.pk, user_id=books.users["manager.east"].pk).exists()
    )


def test_the_trail_never_holds_its_words(books: Firm) -> None:
    _row, note = kept(books)
    notes.edit(note, actor=books.actor(WRITER), text=f"{WORDS} 2")
    notes.remove(note, actor=books.actor(WRITER))
    entries = list(model("platform.AuditEntry").objects.filter(verb="private_note").order_by("pk"))
    assert [(e.before, e.after) for e in entries] == [({}, {"note": note.pk})] * 2 + [({"note": note.pk}, {})]
    every = model("platform.AuditEntry").objects.values_list("before", "after", "title")
    assert WORDS not in json.dumps(list(every), ensure_ascii=False, default=str)


def test_it_is_written_through_page_and_api_and_marked_for_its_writer(books: Firm) -> None:
    row, client = books.row("crm.customer", WRITER), client_of(books, WRITER)
    client.post(f"/customers/{row.pk}/notes/", {"text": "from the page", "is_private": "on"})
    made = client.post(
        f"/api/v1/customers/{row.pk}/notes", {"text": "by API", "is_private": True}, content_type="application/json"
    )
    assert (made.status_code, made.json()["is_private"]) == (201, True)
    assert set(model("platform.Note").objects.filter(is_private=True).values_list("text", flat=True)) == {
        "from the page",
        "by API",
    }
    assert "note-lock" in client.get(f"/customers/{row.pk}/").text
    with pytest.raises(RuleBroken):
        notes.add(row, actor=SYSTEM, text="whose?", is_private=True)


def test_it_is_no_evidence_and_no_last_contact(books: Firm) -> None:
    row = books.row("crm.customer", WRITER)
    before = (notes.last(row), traces.of([row.pk])["contacted"].get(row.pk))
    kept(books)
    assert (notes.last(row), traces.of([row.pk])["contacted"].get(row.pk)) == before


def test_handing_over_leaves_it_out(books: Firm) -> None:
    """The heir gets the customer and not the note; the letter, the list and the export tell nothing of it."""
    row, _note = kept(books)
    leaver, boss = books.users[WRITER], books.actor("director")
    prepared = handovers.create(actor=boss, employee=leaver.employee, last_on=date(2026, 12, 31))
    assert WORDS not in json.dumps(list(prepared.items.values_list("title", "noun_name")), ensure_ascii=False)
    assert not prepared.items.filter(noun_name="platform.note").exists()
    page = client_of(books, "director").get(f"/handovers/{prepared.pk}/").content.decode()
    assert WORDS not in page
    assert all(WORDS not in event.text for event in timeline.of(row, boss))
