"""Inherited by every noun: its list as page, API and file."""

import csv
import io
import logging
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook
from tests import firm
from tests.firm import Firm, model

from yanzhen.platform.actor import Actor
from yanzhen.platform.exporting import marks
from yanzhen.platform.pages.exports import guarded
from yanzhen.platform.pages.lists import ListQuery
from yanzhen.platform.pages.nouns import Noun, all_nouns

pytestmark = pytest.mark.usefixtures("plain")
NOUNS = all_nouns()
EACH = pytest.mark.parametrize("noun", NOUNS, ids=lambda n: n.name)
RUBBISH = {
    "choice": "zzz",
    "ref": "x",
    "bool": "maybe",
    "has": "maybe",
    "when": "maybe",
    "date": "2026-13-01",
    "number": "NaN",
}
MOST_WALKED = 12
SENSE = {
    "ref": "1,2",
    "bool": "true",
    "has": "false",
    "when": "true",
    "date": "2026-01-31",
    "number": "-1.5",
    "text": "C",
    "exact": "x",
}


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        role = model("accounts.Role").objects.create(code="all", name="all", functions=list(firm.all_codes()))
        model("accounts.Grant").objects.create(user=made.users["director"], role=role, reach="all")
        yield made


@pytest.fixture
def client(founded: Firm, db: None) -> Iterator[Client]:
    """Somebody with every function, everywhere."""
    logging.disable(logging.WARNING)
    client = Client()
    client.force_login(founded.users["director"], backend="django.contrib.auth.backends.ModelBackend")
    yield client
    logging.disable(logging.NOTSET)


def api(noun: Noun) -> str:
    return f"/api/v1/{noun.slug}"


def keys(client: Client, noun: Noun, **parameters: str) -> list[int]:
    answer = client.get(api(noun), {"limit": "500", **parameters})
    assert answer.status_code == 200, (parameters, answer.content)
    return [item["id"] for item in answer.json()["items"]]


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


@firm.every_other(NOUNS, "queries")
@pytest.mark.parametrize("door", ["page", "api"])
def test_list_asks_the_database_as_often_for_three_rows_as_for_one(client: Client, noun: Noun, door: str) -> None:
    address = noun.url("list") if door == "page" else api(noun)
    client.get(address)
    one, three = queries(client, f"{address}?limit=1"), queries(client, f"{address}?limit=3")
    if one != three:  # the trail of reading writes now and then
        one = min(one, queries(client, f"{address}?limit=1"))
        three = min(three, queries(client, f"{address}?limit=3"))
    assert one == three


@firm.every_other(NOUNS, "search", alone=False)
def test_list_is_found_by_search(client: Client, noun: Noun) -> None:
    every = keys(client, noun)
    assert set(keys(client, noun, search="a")) <= set(every)
    assert keys(client, noun, search="qqqqqqqq no such thing") == [] or not noun.list.search
    for odd in ("%_", "'\\", "𠮷\u202e", "x" * 3000, "a " * 50):
        assert client.get(api(noun), {"search": odd}).status_code == 200
    assert client.get(api(noun), {"search": "\x00"}).status_code == 422


@firm.every_other(NOUNS, "filters", alone=False)
def test_each_filter_takes_a_value_and_refuses_rubbish(client: Client, noun: Noun) -> None:
    drawn: set[str] = set()
    for narrow in noun.list.filters:
        for parameter in narrow.parameters:
            sense = next(iter(narrow.choices)) if narrow.kind == "choice" else SENSE[narrow.kind]
            assert client.get(api(noun), {parameter: sense}).status_code == 200, parameter
            rubbish = {
                RUBBISH.get(narrow.kind, "\x00"),
                "\x00",
                "9" * 40 if narrow.kind in {"ref", "number"} else "\x00",
            }
            for wrong in sorted(rubbish):
                answer = client.get(api(noun), {parameter: wrong})
                assert answer.status_code == 422, (parameter, wrong)
                assert answer.json()["errors"][0]["field"] == parameter
        if narrow.kind in drawn:  # the page of one filter of each kind
            continue
        drawn.add(narrow.kind)
        assert client.get(noun.url("list"), {narrow.parameters[0]: sense}).status_code == 200, narrow.name
        assert client.get(noun.url("list"), {narrow.parameters[0]: "\x00"}).status_code == 422, narrow.name


@firm.every_other(NOUNS, "walks", alone=False)
def test_pages_walk_all_rows_once_forwards_and_back(founded: Firm, noun: Noun, db: None) -> None:
    """By every column, up and down, with equal and with empty values."""
    actor = founded.actor("director")
    for column in noun.list.columns:
        for sign in ("", "-") if column.sort else ():
            asked = {"sort": f"{sign}{column.name}"}
            every = [row.pk for row in ListQuery(noun.list, actor, {**asked, "limit": "500"}).page().rows]
            assert len(every) == len(set(every))
            walked, cursors = _walk(noun, actor, {**asked, "limit": "2"})
            assert walked == every[: len(walked)], (column.name, sign)
            assert len(walked) > MOST_WALKED or walked == every
            if len(cursors) > 1:
                second = ListQuery(noun.list, actor, {**asked, "limit": "2", "cursor": cursors[0]}).page()
                back = ListQuery(noun.list, actor, {**asked, "limit": "2", "cursor": second.previous or ""}).page()
                assert [row.pk for row in back.rows] == every[:2], (column.name, sign)
                assert (second.first, back.first, back.previous) == (2, 0, None)


def _walk(noun: Noun, actor: Actor, asked: dict[str, str]) -> tuple[list[int], list[str]]:
    """Keys of the rows page by page, and the cursors that led on; nothing is counted but on the first page."""
    walked: list[int] = []
    cursors: list[str] = []
    while True:
        page = ListQuery(noun.list, actor, {**asked, "cursor": cursors[-1] if cursors else ""}).page()
        walked += [row.pk for row in page.rows]
        if page.next is None or len(walked) > MOST_WALKED:
            return walked, cursors
        cursors.append(page.next)


@pytest.mark.once
@EACH
def test_the_api_walks_by_its_cursors(client: Client, noun: Noun) -> None:
    every, walked, cursor = keys(client, noun), [], ""
    while len(walked) <= MOST_WALKED:
        body = client.get(api(noun), {"limit": "2", "cursor": cursor}).json()
        walked += [item["id"] for item in body["items"]]
        assert body["total"] == len(every)
        if not (cursor := body["next"]):
            break
    assert walked == every[: len(walked)]
    assert len(walked) > MOST_WALKED or walked == every


@firm.every_other(NOUNS, "limits")
def test_limits_sorts_cursors_and_unknown_parameters_are_checked(client: Client, noun: Noun) -> None:
    surrogate = "WyJcdWQ4MDAiLDEsMCwwXQ"  # ["\ud800",1,0,0]
    nul = "WyJcdTAwMDAiLDEsMCwwXQ"  # ["\u0000",1,0,0]
    huge = "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OSwxLDAsMF0"  # [999…,1,0,0]
    wrong = [
        *(("limit", value) for value in ("0", "501", "-1", "1.5", "٣", "1e2", "9" * 30)),
        *(("sort", value) for value in ("nothing", "-", "--name", "id__gt", "password", "pk;drop")),
        *(("cursor", value) for value in ("x", "AAAA", "WzEsMl0", "[]", "ﬃ")),
        ("nonsense", "1"),
    ]
    # One reader for all lists: each kind of record is asked a third of it, another one each time.
    for name, value in [one for one in wrong if firm.is_turn(f"{noun.name} {one}", 3)]:
        assert client.get(api(noun), {name: value}).status_code == 422, (name, value)
    for name, value in {"sort": "password", "cursor": "WzEsMl0"}.items():
        assert client.get(noun.url("list"), {name: value}).status_code == 422, (name, value)
    for column in {column.kind: column for column in noun.list.columns if column.sort}.values():
        for cursor in (surrogate, nul, huge):
            answer = client.get(api(noun), {"cursor": cursor, "sort": column.name})
            assert answer.status_code in {200, 422}, (column.name, cursor)


@EACH
def test_totals_are_the_sums_of_the_rows_by_currency(client: Client, noun: Noun) -> None:
    body = client.get(api(noun), {"limit": "500", "totals": "true"}).json()
    summed = [c.name for c in noun.list.columns if c.total]
    assert bool(body.get("totals")) == bool(summed and body["items"])
    for name in summed:
        shown = sum(Decimal(item[name]) for item in body["items"])
        assert sum(Decimal(total[name]) for total in body["totals"]) == shown


@firm.every_other(NOUNS, "files")
def test_files_hold_the_rows_of_the_list(client: Client, noun: Noun) -> None:
    if noun.code("export") not in firm.all_codes():
        assert client.get(f"{noun.url('list')}export/").status_code == 403
        return
    answer = client.get(f"{noun.url('list')}export/", {"format": "csv"})
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    answer = client.get(f"{noun.url('list')}export/", {"format": "xlsx"})
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0)  # type: ignore[attr-defined]
    rows = sheet.to_python()
    assert lines[0] == [str(head) for head in rows[0]]
    assert marks.is_signature(lines.pop())
    # Reading and taking out leave rows of their own behind.
    if noun.name not in {"platform.auditentry", "platform.exportrecord", "platform.readentry"}:
        assert len(lines) - 1 == len(rows) - 1 == len(keys(client, noun))
    assert client.get(f"{noun.url('list')}export/", {"format": "exe"}).status_code == 422


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("＝cmd", "'＝cmd"), ("\t=1", "'\t=1"), (" =1", "' =1"),
        ("-cmd", "'-cmd"), ("+cmd|'/C calc'!A0", "'+cmd|'/C calc'!A0"), ("\u200b=1", "'\u200b=1"),
        ("-5", "-5"), ("+86 138 0000 0000", "+86 138 0000 0000"), ("007", "007"), ("a=b", "a=b"), ("", ""),
    ],
)  # fmt: skip
def test_a_file_runs_no_formula_and_keeps_numbers_and_phones(text: str, written: str) -> None:
    assert guarded(text) == written


def test_a_name_that_is_a_formula_stays_text_in_both_files(founded: Firm, client: Client) -> None:
    customer = founded.row("crm.customer")
    type(customer).objects.filter(pk=customer.pk).update(name="=1+1")
    address, asked = "/customers/export/", {"search": customer.code}
    answer = client.get(address, {"format": "csv", **asked})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "'=1+1" in [marks.cleaned(cell) for cell in list(csv.reader(io.StringIO(text)))[1]]
    answer = client.get(address, {"format": "xlsx", **asked})
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert "=1+1" in [marks.cleaned(str(cell)) for cell in book.get_sheet_by_index(0).to_python()[1]]
