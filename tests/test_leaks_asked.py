"""Canaries again, where people ask in their own words: search, why, conditions, groups and columns of lists."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from tests import firm
from tests.firm import WORDS, Firm
from tests.test_leaks import client_of, forbidden, text_of

from yanzhen.platform import masks
from yanzhen.platform.pages.nouns import Noun, all_nouns

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("plain")]

NOUNS = all_nouns()
READERS = [name for name in firm.PEOPLE if not firm.holds(name, "platform.view_auditentry")]


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        yield made


@pytest.fixture
def books(founded: Firm, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Firm]:
    logging.disable(logging.WARNING)
    yield founded
    logging.disable(logging.NOTSET)


def leaks(client: Client, name: str, address: str, given: dict[str, str], asked: str = "") -> list[Any]:
    """Words in the answer that are not this person's to see; what was asked for comes back and is none."""
    answer = client.get(address, given)
    assert answer.status_code < 500, (address, given, answer.status_code)
    if answer.status_code >= 400:
        return []
    text = text_of(answer)
    return [(address, given, word) for word in forbidden(name) if word in text and word not in asked]


@pytest.mark.parametrize("name", firm.in_turns(READERS))
def test_the_search_finds_nothing_that_is_not_theirs(books: Firm, name: str) -> None:
    client, found = client_of(books, name), []
    for owner, word in WORDS.items():
        if owner not in firm.SEES[name] or not firm.holds(name, "crm.view_customer"):
            answer = client.get("/api/v1/search", {"q": word})
            records = [h for h in answer.json()["items"] if h["kind"] == "record" and h["noun"] != "accounts.user"]
            if owner in firm.SEES[name]:  # what is planned about people is open to whoever reaches the person
                records = [h for h in records if h["noun"].partition(".")[0] not in firm.PLANNING]
            found += [(word, hit) for hit in records]
    for value in (*firm.PHONE, firm.COST[0], firm.PAY[0]):
        found += leaks(client, name, "/api/v1/search", {"q": value}, asked=value)
    assert found == []


@pytest.mark.parametrize(("name", "whole"), firm.shared_turns(READERS, often=("rep.east",)))
def test_the_answer_to_why_names_nothing(books: Firm, name: str, whole: bool) -> None:
    client, found = client_of(books, name), []
    for noun in NOUNS:
        # What stands in the title of a request or an export is open to whoever sees that row; `test_leaks` asks for it.
        if noun.name in {"platform.approval", "platform.exportrecord"} or not (whole or firm.of_day(noun.name)):
            continue
        for row in {row.pk for row in books.rows[noun.name].values()}:
            # Page and API share one answer: of each record one of them is read.
            if firm.is_turn(f"{noun.name} {row}", 2):
                found += leaks(client, name, "/api/v1/why", {"noun": noun.name, "id": str(row)})
            else:
                found += leaks(client, name, "/why/", {"path": noun.url("record", row)})
    assert found == []


def masked(noun: Noun, name: str) -> list[str]:
    """Fields of a kind of record that this person must not see."""
    shown = [*noun.list.columns, *noun.fields]
    hidden = [
        f.name
        for f in shown
        if f.model is not None
        and (mask := getattr(f.model, "masks", {}).get(f.attribute))
        and not firm.holds(name, mask)
    ]
    return sorted(set(hidden))


@pytest.mark.parametrize("name", firm.in_turns(firm.PEOPLE))
def test_no_condition_group_or_column_gets_round_a_mask(books: Firm, name: str) -> None:
    client, found = client_of(books, name), []
    for noun in NOUNS:
        if not firm.holds(name, noun.code("view")):
            continue
        for field in masked(noun, name):
            address = f"/api/v1/{noun.slug}"
            for condition in ([field, "is", firm.COST[0]], [field, "contains", firm.PHONE[0]], [field, "filled"]):
                answer = client.get(address, {"where": json.dumps({"all": [condition]})})
                if answer.status_code == 200:
                    found.append(("where", noun.name, field))
            if client.get(address, {"group": field}).status_code == 200:
                found.append(("group", noun.name, field))
            for asked in ({"columns": field}, {"columns": f"id,{field}"}):
                found += leaks(client, name, address, asked)
                found += leaks(client, name, noun.url("list"), asked)
                found += leaks(client, name, f"{noun.url('list')}export/", {**asked, "format": "csv"})
    assert found == []


def test_there_are_masks_to_get_round() -> None:
    """The twin: a clerk lacks costs and pay, so the test above asks for something."""
    assert {f for noun in NOUNS for f in masked(noun, "clerk")} >= {"standard_cost", "base_pay"}
    assert not firm.holds("clerk", masks.COST)


@pytest.mark.parametrize("name", firm.in_turns(READERS))
def test_conditions_over_words_count_only_what_is_theirs(books: Firm, name: str) -> None:
    if not firm.holds(name, "crm.view_customer"):
        return
    client, found = client_of(books, name), []
    for owner, word in WORDS.items():
        for condition in (["name", "contains", word], ["code", "contains", word]):
            answer = client.get("/api/v1/customers", {"where": json.dumps({"all": [condition]})})
            if answer.status_code == 200 and answer.json()["total"] and owner not in firm.SEES[name]:
                found.append((owner, condition))
    assert found == []
