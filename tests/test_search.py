"""The search across floors: who finds what, and that the index follows every change."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import firm
from tests.firm import CREDIT_CODE, PEOPLE, PHONE, SEES, SELLERS, WORDS, Firm, model

from yanzhen.crm.services import contacts, customers
from yanzhen.platform import masks
from yanzhen.platform.actor import NOBODY, SYSTEM
from yanzhen.platform.models import SearchEntry, SearchProgress
from yanzhen.platform.pages.nouns import all_nouns
from yanzhen.platform.search import asking, building, entries, finding, results

LEFT_OUT = {
    "keyaccounts.accountkpi": "found on the page of its agreement",
    "keyaccounts.agreementcheck": "found on the page of its agreement",
    "keyaccounts.monthlyreview": "found on the page of its agreement",
    "keyaccounts.rollingplan": "found on the page of its agreement",
    "field.callattempt": "found on the page of its customer or lead",
    "field.calllist": "a handful, all on one page of the navigation",
    "field.callscript": "a handful, all on one page of the settings",
    "field.calltarget": "found on the page of its call list",
    "field.canvassarea": "a handful, all on one page of the navigation",
    "field.canvassstop": "found on the page of its area",
    "field.donotcall": "a number that nobody is to look for",
    "field.callfrequency": "a handful, all on one page of the settings",
    "field.dayreport": "found by day and person on the page of field reports",
    "field.daysetting": "found on the page of the settings",
    "field.observationform": "a handful, all on one page of the settings",
    "field.receivinghours": "found on the page of its customer",
    "field.visitfinding": "found on the page of its visit",
    "crm.duplicategroup": "found in the list of its clean-up",
    "crm.merge": "found on the page of its customer",
    "loyalty.causeanalysis": "found on the page of its customer",
    "loyalty.evaluation": "found on the page of its customer",
    "loyalty.evaluationrun": "has no name; the newest stands on the page of evaluations",
    "loyalty.evaluationscheme": "a handful, all on one page of the settings",
    "loyalty.nextpurchase": "found on the page of its customer",
    "loyalty.rememberedday": "found on the page of its contact",
    "loyalty.thanksrule": "a handful, all on one page of the settings",
    "crm.customermember": "found on the page of its customer or its person",
    "accounts.apikey": "a secret's name helps nobody to find it",
    "accounts.dutyrule": "a handful, all on the page of rights",
    "accounts.grant": "found on the page of its person",
    "accounts.identityprovider": "a handful, all on one page of the settings",
    "crm.leadform": "a handful, all on one page of the settings",
    "crm.leadrule": "a handful, all on one page of the settings",
    "crm.leadpoint": "a handful, all on one page of the settings",
    "organization.assignment": "found on the page of its employee",
    "organization.calendarday": "looked at on the page of the year",
    "organization.coverage": "found on the page of its territory",
    "planning.forecastrun": "has no name; the newest stands on the page of forecasts",
    "planning.declaration": "found on the page of its plan",
    "planning.quota": "found on the page of its plan",
    "planning.quotatalk": "found on the page of its plan",
    "planning.target": "found on the page of its plan",
    "planning.actionitem": "stands on the page of the week",
    "planning.pipelinefigure": "stands on the page of the pipeline",
    "platform.approval": "stands on the page of approvals and on what it approves",
    "platform.approvalrule": "a handful, all on one page of the settings",
    "platform.auditentry": "has a reader of its own with filters",
    "platform.bulkchange": "a trace of an act, not something people look for by name",
    "platform.exportrecord": "has a reader of its own with filters",
    "platform.job": "only news; the list of jobs shows the latest",
    "platform.offlineentry": "stands on the Today page of those it waits for",
    "platform.readentry": "has a reader of its own with filters",
    "platform.robot": "a handful, all on one page of the settings",
    "crm.handover": "found on the page of its person",
    "crm.handoveritem": "stands on the page of its handover",
    "platform.trigger": "a handful, all on one page of the settings",
    "platform.triggerrun": "stands in the log of its trigger",
}
"""Nouns that the search leaves out, and why."""
NAMES = {"name", "name_en", "title", "number", "code", "display_name"}


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        building.begin(list(entries.nouns()))  # what the factories saved past the services
        building.build(list(entries.nouns()))
        yield made


@pytest.fixture
def books(founded: Firm, db: None) -> Iterator[Firm]:
    logging.disable(logging.WARNING)
    yield founded
    logging.disable(logging.NOTSET)


def found(text: str, books: Firm, name: str) -> set[tuple[str, int | None]]:
    return {(h.noun, h.id) for h in results.find(text, books.actor(name), limit=50, per_kind=50).hits if h.noun}


def client_of(books: Firm, name: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(books.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


# -- What is found -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["鹭洲", "洲jz7", "鹭洲jz7qe酒店", "luzhou", "LUZH", "lzjz", "jz7Qe", "酒店 鹭洲", "K-鹭洲", "  鹭洲  "],
)
def test_a_customer_is_found_by_parts_of_its_name_and_code(books: Firm, typed: str) -> None:
    assert ("crm.customer", books.row("crm.customer").pk) in found(typed, books, "rep.east")


def test_every_record_is_found_by_what_it_is_called(books: Firm) -> None:
    """Every row of every noun that declares what it is found by, by its title and by its number."""
    lost = []
    for noun in all_nouns():
        if noun.find is None:
            continue
        for row in noun.visible(SYSTEM):
            texts = [getattr(row, n) for n in (*noun.find.titles, *noun.find.codes[:1], noun.find.number) if n]
            for text in filter(None, texts):
                hits = results.find(text, SYSTEM, limit=50, per_kind=50).hits
                if len(text) > 1 and (noun.name, row.pk) not in {(h.noun, h.id) for h in hits}:
                    lost.append((noun.name, text))
    assert lost == []


def test_a_credit_code_is_found_whole_by_its_beginning_and_its_end(books: Firm) -> None:
    row = customers.create(actor=SYSTEM, name="试纸厂", owner=books.employees["rep.east"], credit_code=CREDIT_CODE)
    for typed in (
        CREDIT_CODE,
        CREDIT_CODE.lower(),
        CREDIT_CODE[:8],
        CREDIT_CODE[:5],
        CREDIT_CODE[-4:],
        CREDIT_CODE[-6:],
    ):
        assert ("crm.customer", row.pk) in found(typed, books, "rep.east"), typed


def test_a_document_is_found_by_the_beginning_of_its_number(books: Firm) -> None:
    for noun in ("orders.order", "receivables.invoice", "receivables.receipt"):
        row = books.row(noun)
        for typed in (row.number, row.number[:-1]):
            assert (noun, row.pk) in found(typed, books, "director"), (noun, typed)


def test_places_and_actions_are_found_in_both_languages(books: Firm) -> None:
    for typed in ("客户", "kehu", "Customers"):
        hits = results.find(typed, books.actor("rep.east")).hits
        assert "/customers/" in {h.url for h in hits if h.kind == "place"}, typed
        assert "/customers/new/" in {h.url for h in hits if h.kind == "action"} or typed == "Customers"
    assert not [h for h in results.find("客户", books.actor("auditor")).hits if h.kind == "action"]


@pytest.mark.parametrize(
    "typed", ["", " ", "鹭", "x", "%", "_", "\\", "' OR 1=1 --", "\x00", "a" * 500, "鹭洲" * 90, "()*:^"]
)
def test_odd_input_finds_nothing_and_breaks_nothing(books: Firm, typed: str) -> None:
    assert not [h for h in results.find(typed, books.actor("rep.east")).hits if h.kind == "record"]
    assert client_of(books, "rep.east").get("/search/", {"q": typed}).status_code in {200, 422}


def test_an_unfound_text_says_so_and_teaches(books: Firm) -> None:
    page = client_of(books, "rep.east").get("/search/", {"q": "龘龖"}).content.decode()
    assert "龘龖" in page
    assert "search-hints" in page


# -- Reach and masks ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PEOPLE)
def test_nobody_finds_what_they_may_not_see(books: Firm, name: str) -> None:
    nouns = {n.name: n for n in all_nouns()}
    actor = books.actor(name)
    for owner in SELLERS:
        for noun, key in found(WORDS[owner][:2], books, name):
            assert nouns[noun].visible(actor).filter(pk=key).exists(), (noun, key)
            if noun.startswith("crm.") and noun != "crm.customertype":
                assert owner in SEES[name], (noun, owner)
    seen = {o for o in SELLERS if ("crm.customer", books.row("crm.customer", o).pk) in found(WORDS[o][:2], books, name)}
    assert seen == (SEES[name] if firm.holds(name, "crm.view_customer") else frozenset())


def test_whoever_may_do_nothing_finds_nothing(books: Firm) -> None:
    assert [h for h in results.find("鹭洲", NOBODY).hits if h.kind == "record"] == []


@pytest.mark.parametrize("name", PEOPLE)
def test_a_phone_ending_finds_for_those_who_see_phones_only(books: Firm, name: str) -> None:
    hits = found(PHONE[0][-4:], books, name) | found(PHONE[0], books, name)
    if not books.actor(name).can(masks.PHONE):
        assert hits == set()
    elif firm.holds(name, "crm.view_customer"):
        assert {k for n, k in hits if n == "crm.customer"} == {books.row("crm.customer", o).pk for o in SEES[name]}


def test_no_masked_field_is_a_term() -> None:
    for noun in all_nouns():
        if noun.find is not None:
            assert not set(noun.find.sources) & set(noun.model.masks), noun.name
            assert noun.find.phone == "" or noun.model.masks.get(noun.find.phone) == masks.PHONE, noun.name


def test_the_answer_to_a_stale_index_is_checked_again(books: Firm) -> None:
    """An entry that says too much opens nothing: the record is asked for in the reader's reach."""
    row = books.row("crm.customer", "rep.south")
    SearchEntry.objects.filter(noun_name="crm.customer", object_id=row.pk).update(
        owner_id=books.employees["rep.east"].pk
    )
    assert ("crm.customer", row.pk) not in found(WORDS["rep.south"][:2], books, "rep.east")


def test_the_second_firm_shares_nothing(books: Firm) -> None:
    for word in ("酒店", "女士", "9999", "jd"):
        owners = {o for o in SELLERS for n, k in found(word, books, "stranger")
                  if n in {"crm.customer", "crm.contact"} and books.row(n, o).pk == k}  # fmt: skip
        assert owners <= {"stranger"}, word


# -- The index follows -------------------------------------------------------------------------------------------------


def test_a_new_name_is_found_and_the_old_one_is_not(books: Firm) -> None:
    row = books.row("crm.customer")
    customers.change(row, actor=SYSTEM, name="青螺湾木作")
    assert ("crm.customer", row.pk) in found("青螺", books, "rep.east")
    assert ("crm.customer", row.pk) in found("qlwmz", books, "rep.east")
    assert ("crm.customer", row.pk) not in found("luzhou", books, "rep.east")


def test_a_removed_customer_is_gone_with_its_contacts(books: Firm) -> None:
    row = customers.create(actor=SYSTEM, name="墨盒铺", owner=books.employees["rep.east"])
    person = contacts.create(actor=SYSTEM, customer=row, name="墨盒先生")
    assert {("crm.customer", row.pk), ("crm.contact", person.pk)} <= found("墨盒", books, "rep.east")
    customers.remove(row, actor=SYSTEM)
    assert found("墨盒", books, "director") == set()
    assert not SearchEntry.objects.filter(form__contains="墨盒").exists()


def test_a_customer_that_changes_hands_takes_its_contacts_along(books: Firm) -> None:
    row, person = books.row("crm.customer"), books.row("crm.contact")
    customers.change(row, actor=SYSTEM, owner=books.employees["rep.south"])
    both = {("crm.customer", row.pk), ("crm.contact", person.pk)}
    assert both <= found("鹭洲", books, "rep.south")
    assert not both & found("鹭洲", books, "rep.east")


def test_a_write_that_is_taken_back_leaves_no_entry(books: Firm) -> None:
    with transaction.atomic():
        customers.create(actor=SYSTEM, name="废稿社", owner=books.employees["rep.east"])
        transaction.set_rollback(True)
    assert found("废稿", books, "director") == set()


def test_rebuilding_makes_the_same_index(books: Firm) -> None:
    fields = ("noun_name", "object_id", "form", "phone", "owner_id", "other_owner_id", "unit_id", "ranked_on", "room")
    before = set(SearchEntry.objects.values_list(*fields))
    SearchEntry.objects.filter(noun_name="crm.contact").delete()
    SearchEntry.objects.create(noun_name="crm.customer", object_id=10**9, room=1, form="\n幽灵", terms=[1])
    building.begin(list(entries.nouns()))
    building.build(list(entries.nouns()))
    assert set(SearchEntry.objects.values_list(*fields)) == before
    assert building.waiting() == []


def test_building_goes_on_where_it_stopped(books: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "BATCH", 2)
    building.begin(["crm.customer"])
    assert building.step("crm.customer") == 2
    stopped = SearchProgress.objects.get(noun_name="crm.customer")
    assert not stopped.is_complete
    assert building.waiting() == ["crm.customer"]
    assert results.find("鹭洲", books.actor("director")).is_building
    building.build(["crm.customer"])
    done = SearchProgress.objects.get(noun_name="crm.customer")
    assert done.is_complete
    assert done.rows == model("crm.Customer").objects.count()


def test_the_full_text_table_agrees_with_the_entries(books: Firm) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite keeps a table of its own for the terms")
    customers.change(books.row("crm.customer"), actor=SYSTEM, name="改名记")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO platform_searchterms(platform_searchterms) VALUES ('integrity-check')")


def test_a_phone_is_looked_up_by_its_index(books: Firm) -> None:
    """Going through all records for it took 800 ms of a million."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads a table of a few rows from end to end, and rightly")
    with CaptureQueriesContext(connection) as asked:
        assert finding.by_phone(asking.asked(PHONE[0][-4:]), books.actor("director")) != []
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked[-1]['sql']}")
        ways = [row[-1] for row in cursor.fetchall() if "platform_searchentry" in row[-1] or " e " in f"{row[-1]} "]
    assert ways != []
    assert all("search_by_phone" in way for way in ways), ways


# -- Lists -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["鹭洲", "luzhou", "lzjz", "酒店 鹭洲", "K-鹭洲", "鹭"])
def test_lists_find_as_the_palette_does(books: Firm, typed: str) -> None:
    client, row = client_of(books, "director"), books.row("crm.customer")
    answer = client.get("/api/v1/customers", {"search": typed}).json()
    assert [item["id"] for item in answer["items"]] == [row.pk]
    assert answer["total"] == 1
    people = client.get("/api/v1/contacts", {"search": typed}).json()
    assert typed.startswith("K") or [i["id"] for i in people["items"]] == [books.row("crm.contact").pk]


def test_lists_look_themselves_while_the_index_is_built(books: Firm) -> None:
    building.begin(["crm.customer"])
    SearchEntry.objects.filter(noun_name="crm.customer").delete()
    answer = client_of(books, "director").get("/api/v1/customers", {"search": "鹭洲"}).json()
    assert [item["id"] for item in answer["items"]] == [books.row("crm.customer").pk]


def test_orders_are_found_by_the_pinyin_of_their_customer(books: Firm) -> None:
    answer = client_of(books, "director").get("/api/v1/orders", {"search": "luzhou"}).json()
    assert {item["customer"]["id"] for item in answer["items"]} == {books.row("crm.customer").pk}


# -- Doors -------------------------------------------------------------------------------------------------------------


def test_the_api_answers_what_the_page_shows(books: Firm) -> None:
    client = client_of(books, "rep.east")
    items = client.get("/api/v1/search", {"q": "鹭洲", "limit": "5"}).json()["items"]
    assert {"crm.customer", "crm.contact"} <= {item["noun"] for item in items}
    page = client.get("/search/", {"q": "鹭洲"}).content.decode()
    assert all(item["url"] in page and client.get(item["url"]).status_code == 200 for item in items)
    assert client.get("/api/v1/search").status_code == 422
    assert client.get("/api/v1/search", {"q": "鹭洲", "limit": "51"}).status_code == 422


def test_the_palette_gets_options_only(books: Firm) -> None:
    page = client_of(books, "rep.east").get("/search/", {"q": "鹭洲"}, headers={"HX-Target": "palette-hits"})
    assert "<html" not in page.content.decode()
    assert 'role="option"' in page.content.decode()
    assert page["Cache-Control"] == "no-store"


# -- Conventions -------------------------------------------------------------------------------------------------------


def test_every_noun_with_a_name_says_what_it_is_found_by() -> None:
    silent = {
        n.name for n in all_nouns()
        if n.find is None and NAMES & {f.name for f in n.model._meta.concrete_fields}
    }  # fmt: skip
    assert silent <= set(LEFT_OUT), silent - set(LEFT_OUT)


def test_declarations_name_fields_that_exist() -> None:
    rooms = [n.find.room for n in all_nouns() if n.find is not None and n.find.room]
    assert len(rooms) == len(set(rooms))
    for noun in all_nouns():
        if noun.find is None:
            continue
        fields = {f.name for f in noun.model._meta.concrete_fields}
        named = {*noun.find.sources, noun.find.phone, noun.find.number, noun.find.rank} - {""}
        assert named <= fields, (noun.name, named - fields)
        assert set(noun.find.shown) <= {f.name for f in noun.fields}, noun.name
        assert len(noun.model.scope.owners) <= 2, noun.name


def test_letters_after_g_lead_to_one_place_each() -> None:
    from yanzhen.platform.pages import navigation

    letters = [p.key for p in navigation.places(SYSTEM) if p.key]
    assert len(letters) == len(set(letters))
    assert {"c", "o"} <= set(letters)
