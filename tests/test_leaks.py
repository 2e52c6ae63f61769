"""Canaries: words and values that a person may not see occur on no page, in no answer, no file, no search of theirs."""

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from python_calamine import CalamineWorkbook
from tests import firm
from tests.firm import WORDS, Firm

from yanzhen.platform import masks
from yanzhen.platform.pages.nouns import Noun, Tab, all_nouns

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("plain")]

NOUNS = all_nouns()
BY_NAME = {noun.name: noun for noun in NOUNS}


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        yield made


@pytest.fixture
def books(founded: Firm, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Firm]:
    logging.disable(logging.WARNING)
    yield founded
    logging.disable(logging.NOTSET)


def client_of(books: Firm, name: str) -> Client:
    client = Client()
    client.force_login(books.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(answer: Any) -> str:
    """Everything in an answer that can be read, in files too."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if "spreadsheetml" in answer.headers.get("Content-Type", ""):
        rows = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
        return "\n".join(str(cell) for row in rows for cell in row)
    return str(body.decode())


def forbidden(name: str) -> set[str]:
    """What this person may see nowhere."""
    words = {value for code, values in firm.MASKED.items() if not firm.holds(name, code) for value in values}
    if not firm.holds(name, masks.COST):
        words |= set(firm.MARGIN)  # the margin gives the cost away
    if firm.holds(name, "platform.view_auditentry"):
        return words  # the trail names every record to those who check it
    sees = firm.SEES[name] if firm.holds(name, "crm.view_customer") else frozenset()
    return words | {word for owner, word in WORDS.items() if owner not in sees and owner != name}


def open_words(noun: Noun, name: str) -> set[str]:
    """What is about people rather than customers (absences, plans and quotas) is open to whoever reaches the person."""
    about_people = noun.name == "accounts.substitution" or noun.app in firm.PLANNING
    return {WORDS[owner] for owner in firm.SEES[name] & set(WORDS)} if about_people else set()


def addresses(noun: Noun, books: Firm) -> Iterator[str]:
    base, api = noun.url("list"), f"/api/v1/{noun.slug}"
    yield from (base, f"{base}?limit=500", api, f"{api}?limit=500&totals=true")
    yield from (f"{base}export/?format=csv", f"{base}export/?format=xlsx")
    rows = {row.pk for row in books.rows[noun.name].values()}
    rows |= {e.pk for e in noun.model._base_manager.all()} if noun.name == "platform.auditentry" else set()
    for pk in sorted(rows)[:25]:
        yield from (f"{base}{pk}/", f"{api}/{pk}")
        if noun.has_notes:
            yield f"{api}/{pk}/timeline"
        if noun.offers("change"):
            yield f"{base}{pk}/edit/"
        yield from (f"{base}{pk}/?tab={tab.name}" for tab in noun.tabs)
    if noun.offers("add"):
        yield f"{base}new/"


@pytest.mark.parametrize(("name", "whole"), firm.shared_turns(firm.PEOPLE, often=("rep.east",)))
def test_nothing_shows_what_this_person_may_not_see(books: Firm, name: str, whole: bool) -> None:
    client, unseen, leaks, read = client_of(books, name), forbidden(name), [], 0
    for noun in NOUNS:
        if not firm.holds(name, noun.code("view")) or not (whole or firm.of_day(noun.name)):
            continue
        told = open_words(noun, name)
        for address in addresses(noun, books):
            answer = client.get(address)
            if answer.status_code != 200:
                assert answer.status_code in {403, 404}, (address, answer.status_code)
                continue
            read += 1
            text = text_of(answer)
            shown = [tab for tab in noun.tabs if address.endswith(f"?tab={tab.name}")]
            also = {word for tab in shown if isinstance(tab, Tab) for word in open_words(BY_NAME[tab.noun], name)}
            leaks += [(address, word) for word in unseen if word in text and word not in told | also]
    assert leaks == []
    assert read > 20


def test_the_canaries_sing_for_those_who_may_see() -> None:
    """The twin: without it, a typing error in the words would pass for silence."""
    assert forbidden("director") == set()
    assert set(firm.PAY) <= forbidden("manager.east")


def test_the_director_sees_every_canary(books: Firm) -> None:
    client = client_of(books, "director")
    found = "".join(
        text_of(client.get(address))
        for noun in ("orders.order", "products.product", "crm.customer", "organization.employee")
        for address in addresses(next(n for n in NOUNS if n.name == noun), books)
    )
    for value in (*WORDS.values(), firm.COST[0], firm.COST[2], firm.MARGIN[1], *firm.PHONE, firm.PAY[0], firm.PAY[3]):
        assert value in found, value


@pytest.mark.parametrize(
    ("name", "whole"), firm.shared_turns(n for n in firm.PEOPLE if not firm.holds(n, "platform.view_auditentry"))
)
def test_searching_and_picking_find_nothing_out_of_reach(books: Firm, name: str, whole: bool) -> None:
    client, found = client_of(books, name), []
    for noun in NOUNS:
        if firm.holds(name, noun.code("view")) and (whole or firm.of_day(f"{name} {noun.name}", 3)):
            for owner, word in WORDS.items():
                answer = client.get(f"/api/v1/{noun.slug}", {"search": word})
                total = answer.json()["total"]
                picked = client.get(f"/pick/{noun.name}/", {"q": word}).json()["items"]
                if owner not in firm.SEES[name] and (total or picked):
                    found.append((noun.name, owner, total, picked))
    assert found == []


MASKED = [
    (noun, column) for noun in NOUNS for column in noun.list.columns
    if column.model is not None and column.attribute in getattr(column.model, "masks", {})
]  # fmt: skip


@pytest.mark.parametrize(("noun", "column"), MASKED, ids=lambda p: p.name)
@pytest.mark.parametrize("name", firm.in_turns(firm.PEOPLE))
def test_a_masked_column_cannot_be_sorted_by(books: Firm, name: str, noun: Noun, column: Any) -> None:
    if not firm.holds(name, noun.code("view")):
        return
    may = firm.holds(name, column.model.masks[column.attribute])
    client = client_of(books, name)
    for sort in (column.name, f"-{column.name}"):
        answer: HttpResponse = client.get(f"/api/v1/{noun.slug}", {"sort": sort})
        assert answer.status_code == (200 if may and column.sort else 422)


def test_no_filter_and_no_search_asks_a_masked_field() -> None:
    """Otherwise the value could be guessed digit by digit from the number of rows found."""
    asked = [
        (noun.name, path)
        for noun in NOUNS
        for path in [*(p for f in noun.list.filters for p in (f.path, *f.also)), *noun.list.search]
        if re.search(r"phone|cost|pay\b|margin", path)
    ]
    assert asked == []


@pytest.mark.parametrize("value", ["987654.32", "13900009999", "45678.90"])
def test_a_program_without_the_function_cannot_write_a_masked_field_unnoticed(books: Firm, value: str) -> None:
    """A value that would be thrown away is refused, not taken and lost."""
    clerk, product = client_of(books, "clerk"), books.row("products.product")
    answer = clerk.patch(f"/api/v1/products/{product.pk}", {"standard_cost": value}, content_type="application/json")
    assert answer.status_code == 422
    product.refresh_from_db()
    assert str(product.standard_cost) == "987654.32"
