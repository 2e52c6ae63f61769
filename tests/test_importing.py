"""A file on its way into the books: guessed, tried, corrected, started, taken back; by page and by program."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from tests import firm
from tests.firm import Firm, model

from yanzhen.platform.importing import drafts, guess, mappings, slots, templates
from yanzhen.platform.imports import nouns, tasks

HEAD = ["客户编码", "客户名称", "税号", "业务员", "所属部门", "合作日期", "主营范围"]
CLERK = "clerk"


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        yield made


@pytest.fixture
def books(founded: Firm, db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Firm:
    settings.VAR = tmp_path
    monkeypatch.setattr(tasks, "enqueue", lambda work, job: None)
    return founded


def client_of(books: Firm, name: str) -> Client:
    client = Client()
    client.force_login(books.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def as_csv(*rows: list[str], head: list[str] | None = None, encoding: str = "gb18030") -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([head or HEAD, *rows])
    return text.getvalue().encode(encoding)


def row(number: int, *, unit: str = "SALES", day: str = "2025-01-02", owner: str = "") -> list[str]:
    return [f"Z{number:03}", f"客户{number}", "", owner, unit, day, "酒店"]


def upload(client: Client, content: bytes, name: str = "客户.csv", **form: str) -> Any:
    file = io.BytesIO(content)
    file.name = name
    return client.post("/api/v1/imports", {"file": file, **form})


def begun(client: Client, *rows: list[str]) -> dict[str, Any]:
    answer = upload(client, as_csv(*rows), noun="crm.customer")
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def send(client: Client, method: str, path: str, body: Any = None) -> Any:
    return getattr(client, method)(f"/api/v1/imports/{path}", json.dumps(body or {}), content_type="application/json")


def work(pk: int, *, undo: bool = False) -> None:
    """What the worker would do."""
    row = model("platform.FileImport").objects.get(pk=pk)
    (tasks.run_undo if undo else tasks.run_import).func(row.undo_job_id if undo else row.job_id)


def codes() -> list[str]:
    rows = model("crm.Customer").objects.filter(code__startswith="Z").order_by("code")
    return list(rows.values_list("code", flat=True))


# -- guessing ----------------------------------------------------------------------------------------------------------


OFTEN = ("crm.customer", "orders.order", "organization.employee", "planning.quota")
"""Each file is read by a process of its own, which takes a second; the templates of other nouns in the slow suite."""


@pytest.mark.parametrize("language", slots.LANGUAGES)
@pytest.mark.parametrize(
    "name", [n if n in OFTEN else pytest.param(n, marks=pytest.mark.slow) for n in nouns.importable()]
)
@pytest.mark.django_db
@pytest.mark.once
def test_a_template_maps_by_itself(name: str, language: str, settings: Any, tmp_path: Any) -> None:
    from yanzhen.platform.imports import service

    settings.VAR = tmp_path
    noun = nouns.importable()[name]
    with translation.override(language):
        expected = [slot.key for slot, _head in templates.heads(noun)]
        files = {"a.xlsx": templates.as_xlsx(noun), "a.csv": templates.as_csv(noun)}
    with translation.override("en" if language != "en" else "zh-hans"):
        for file, content in files.items():
            sheet = service.inspect(service.receive(file, [content])).sheets[0]
            found = guess.columns(noun, sheet.columns, sheet.first_rows, slots.of_noun(noun))
            assert [g.slot for g in found] == expected
            assert min(g.confidence for g in found) >= 0.9
        if file.endswith(".xlsx"):
            hints = (sheet.name,)
            assert guess.rank(nouns.importable().values(), sheet.columns, hints)[0] == name


@pytest.mark.parametrize(
    ("noun", "head", "expected"),
    [
        ("crm.customer", HEAD, ["code", "name", "credit_code", "owner", "unit", "since_on", ""]),
        (
            "crm.customer",
            ["Customer No.", "Company", "VAT number", "Tel", "Sales rep", "Department", "Fax"],
            ["code", "name", "credit_code", "phone", "owner", "unit", ""],
        ),
        (
            "orders.order",
            ["订单编号", "客户名称", "日期", "产品编号", "数量", "单价", "金额(元)"],
            ["number", "customer", "ordered_on", "lines.product", "lines.quantity", "lines.unit_price",
             "lines.net_amount"],
        ),
        (
            "products.product",
            ["SKU", "Item name", "Product group", "Price"],
            ["code", "name", "category", "list_price"],
        ),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_the_words_of_the_trade_are_known(noun: str, head: list[str], expected: list[str]) -> None:
    declared = nouns.importable()[noun]
    assert [g.slot for g in guess.columns(declared, head, [], slots.of_noun(declared))] == expected


@pytest.mark.django_db
def test_content_tells_what_a_nameless_kind_of_column_holds() -> None:
    customer = nouns.importable()["crm.customer"]
    rows = [["91110000600037341L", "13800138000"], ["91350100M000100Y43", "0592-5550123"]]
    found = guess.columns(customer, ["A1", "B1"], rows, slots.of_noun(customer))
    assert [g.slot for g in found] == ["credit_code", "phone"]


# -- from the file to the books ----------------------------------------------------------------------------------------


def test_a_clerk_imports_corrects_runs_and_takes_back(books: Firm) -> None:
    client = client_of(books, CLERK)
    made = begun(client, row(1), row(2, unit="没有"), row(3, day="去年"))
    assert (made["file"], made["noun"], made["state"], made["rows"]) == ("客户.csv", "crm.customer", "draft", 3)
    columns = client.get(f"/api/v1/imports/{made['id']}/mapping").json()
    assert [c["slot"] for c in columns["columns"]] == ["code", "name", "credit_code", "owner", "unit", "since_on", ""]
    assert columns["missing"] == []

    tried = send(client, "post", f"{made['id']}/preview").json()
    assert (tried["counts"]["created"], tried["counts"]["rejected"]) == (1, 2)
    assert [(e["row"], e["column"]) for e in tried["errors"]] == [(3, "所属部门"), (4, "合作日期")]
    assert codes() == []

    send(client, "put", f"{made['id']}/corrections", {"cells": {"3": {"所属部门": "SALES"}}})
    assert send(client, "post", f"{made['id']}/run", {"tried": tried["tried"]}).status_code == 422
    tried = send(client, "post", f"{made['id']}/preview").json()
    assert (tried["counts"]["created"], tried["counts"]["rejected"]) == (2, 1)
    assert send(client, "post", f"{made['id']}/run", {"tried": tried["tried"]}).status_code == 202
    work(made["id"])

    done = client.get(f"/api/v1/imports/{made['id']}").json()
    assert done["state"] == "done"
    kept = {name: done["counts"][name] for name in ("read", "created", "rejected")}
    assert kept == {"read": 3, "created": 2, "rejected": 1}
    assert codes() == ["Z001", "Z002"]
    assert [e["row"] for e in client.get(f"/api/v1/imports/{made['id']}/errors").json()["items"]] == [4]
    assert client.get(f"/api/v1/imports/{made['id']}/refused").content[:2] == b"PK"

    look = client.get(f"/api/v1/imports/{made['id']}/undo").json()
    assert (look["removed"], look["refused"]) == (2, 0)
    assert codes() == ["Z001", "Z002"]
    assert send(client, "post", f"{made['id']}/undo", {"reason": "wrong file"}).status_code == 202
    work(made["id"], undo=True)
    assert client.get(f"/api/v1/imports/{made['id']}").json()["state"] == "undone"
    assert codes() == []


def test_the_pages_lead_through_the_same_steps(books: Firm) -> None:
    client = client_of(books, CLERK)
    file = io.BytesIO(as_csv(row(1), row(2, unit="没有")))
    file.name = "客户.csv"
    answer = client.post("/imports/new/", {"file": file, "noun": "crm.customer"})
    pk = model("platform.FileImport").objects.get().pk
    assert answer.url == f"/imports/{pk}/columns/"
    page = client.get(answer.url)
    places = {f"slot-{i}": s for i, s in enumerate(["code", "name", "", "", "unit", "since_on", ""])}
    answer = client.post(answer.url, {**places, "version": page.context["draft"].version, "keys": "code"})
    assert answer.url == f"/imports/{pk}/preview/"
    shown = client.get(answer.url).context["found"]
    assert [(r["row"], r["column"]) for r in shown["grid"]] == [(3, "所属部门")]
    answer = client.post(f"/imports/{pk}/correct/", {"cell-3-4": "SALES", "cell-3-0": "Z002", "cell-9-4": "x"})
    shown = client.get(answer.url).context["found"]
    assert (shown["rejected"], shown["corrected"], shown["good"]) == (0, 1, "2")
    assert client.post(f"/imports/{pk}/run/", {"tried": shown["token"]}).url == f"/imports/{pk}/"
    work(pk)
    page = client.get(f"/imports/{pk}/")
    assert [link["label"] for link in page.context["found"]["links"]] == ["客户1", "客户2"]
    assert client.get(f"/imports/{pk}/columns/").url == f"/imports/{pk}/"
    assert client.get(f"/imports/{pk}/preview/").url == f"/imports/{pk}/"
    assert client.get(f"/imports/{pk}/undo/").context["found"]["removed"] == 2


def test_refused_rows_are_corrected_after_the_import_too(books: Firm) -> None:
    client = client_of(books, CLERK)
    made = begun(client, row(1), row(2, unit="没有"))
    send(client, "post", f"{made['id']}/run")
    work(made["id"])
    again = client.post(f"/imports/{made['id']}/again/").url
    client.get(again)
    second = model("platform.FileImport").objects.order_by("-pk").first().pk
    client.post(f"/imports/{second}/correct/", {"cell-3-4": "SALES"})
    client.get(f"/imports/{second}/preview/")
    send(client, "post", f"{second}/run")
    work(second)
    counts = client.get(f"/api/v1/imports/{second}").json()["counts"]
    assert (counts["created"], counts["unchanged"], counts["rejected"]) == (1, 1, 0)
    assert codes() == ["Z001", "Z002"]


def test_a_mapping_is_used_again_for_the_same_columns_and_shared(books: Firm) -> None:
    clerk, director = client_of(books, CLERK), client_of(books, "director")
    made = begun(clerk, row(1))
    columns = {"客户编码": "code", "客户名称": "name", "所属部门": "unit", "主营范围": "city"}
    assert send(clerk, "put", f"{made['id']}/mapping", {"columns": columns, "on_existing": "skip"}).status_code == 200
    send(clerk, "post", f"{made['id']}/run")

    def mapped(client: Client) -> dict[str, str]:
        found = client.get(f"/api/v1/imports/{begun(client, row(2))['id']}/mapping").json()
        return {c["name"]: c["slot"] for c in found["columns"] if c["slot"]}

    assert mapped(clerk) == columns
    assert mappings.fitting("crm.customer", HEAD, books.actor("director")) is None
    [kept] = clerk.get("/api/v1/imports/mappings").json()
    assert send(director, "patch", f"mappings/{kept['id']}", {"shared": True}).status_code == 404
    assert send(clerk, "patch", f"mappings/{kept['id']}", {"shared": True}).json()["shared"] is True
    assert mappings.fitting("crm.customer", HEAD[::-1], books.actor("director")) is not None
    assert clerk.delete(f"/api/v1/imports/mappings/{kept['id']}").status_code == 204
    assert mapped(clerk) != columns


def test_one_value_fills_a_needed_field_for_all_rows(books: Firm) -> None:
    client = client_of(books, CLERK)
    answer = upload(client, as_csv(["Z1", "甲"], head=["编号", "名称"]), noun="crm.customer").json()
    mapping = client.get(f"/api/v1/imports/{answer['id']}/mapping").json()
    assert mapping["missing"] in ([], ["unit"])
    send(client, "put", f"{answer['id']}/mapping", {"constants": {"unit": "SALES"}})
    tried = send(client, "post", f"{answer['id']}/preview").json()
    assert tried["counts"]["created"] == 1


def test_a_title_above_the_header_is_passed_over(books: Firm) -> None:
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("客户")
        for at, cells in enumerate((["客户清单"], [], ["编号", "名称", "部门"], ["Z1", "甲", "SALES"])):
            sheet.write_row(at, 0, cells)
    client = client_of(books, CLERK)
    made = upload(client, buffer.getvalue(), "list.xlsx").json()
    mapping = client.get(f"/api/v1/imports/{made['id']}/mapping").json()
    assert (made["noun"], mapping["header"]) == ("crm.customer", 3)
    assert [c["slot"] for c in mapping["columns"]] == ["code", "name", "unit"]


# -- who may -----------------------------------------------------------------------------------------------------------


def test_only_those_who_may_import_and_edit_the_noun_do(books: Firm) -> None:
    assert upload(client_of(books, "rep.east"), as_csv(row(1)), noun="crm.customer").status_code == 403
    assert upload(client_of(books, "admin"), as_csv(row(1)), noun="crm.customer").status_code == 403
    assert client_of(books, "rep.east").get("/imports/").status_code == 403
    assert model("platform.FileImport").objects.count() == 0


def test_an_import_is_its_owners_and_seen_by_those_who_check(books: Firm) -> None:
    pk = begun(client_of(books, CLERK), row(1))["id"]
    for name, status in ((CLERK, 200), ("auditor", 200), ("admin", 200), ("director", 404), ("rep.east", 403)):
        assert client_of(books, name).get(f"/api/v1/imports/{pk}").status_code == status, name
    for name in ("admin", "director"):
        client = client_of(books, name)
        assert client.get(f"/imports/{pk}/columns/").status_code == 404
        assert client.post(f"/imports/{pk}/run/").status_code == 404
        assert client.get(f"/api/v1/imports/{pk}/errors").status_code == 404
    assert "甲" not in client_of(books, "auditor").get(f"/imports/{pk}/").content.decode()


def test_hidden_fields_are_neither_offered_nor_taken(books: Firm) -> None:
    found = slots.of_noun(nouns.importable()["organization.employee"], books.actor("admin"))
    assert "base_pay" not in found
    assert "base_pay" in slots.of_noun(nouns.importable()["organization.employee"])


# -- odd input ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("blank.xlsx", b""),
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 100),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 20),
        ("script.svg", b"<svg><script/></svg>"),
        ("none", b"a,b\n1,2\n"),
        ("wide.csv", ",".join(f"c{i}" for i in range(600)).encode() + b"\n1\n"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(books: Firm, name: str, content: bytes) -> None:
    client = client_of(books, CLERK)
    answer = upload(client, content, name)
    assert answer.status_code == 422
    assert answer.json()["detail"]
    file = io.BytesIO(content)
    file.name = name
    assert client.post("/imports/new/", {"file": file}).status_code == 422
    assert model("platform.FileImport").objects.count() == 0


def test_a_doubled_column_is_told_and_a_path_is_stripped(books: Firm) -> None:
    client = client_of(books, CLERK)
    made = upload(client, b"code,name,name\nZ1,a,b\n", "..\\..\\secret\\..\\a.csv", noun="crm.customer").json()
    assert made["file"] == "a.csv"
    answer = send(client, "put", f"{made['id']}/mapping", {"columns": {"code": "code"}})
    assert answer.status_code == 422
    assert "name" in answer.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {"columns": {"客户编码": "nonsense"}},
        {"columns": {"没有这一列": "code"}},
        {"columns": {"客户编码": "name", "客户名称": "name"}},
        {"columns": {"客户编码": "code"}, "on_existing": "explode"},
        {"noun": "accounts.secret"},
        {"sheet": "没有"},
        {"constants": {"nonsense": "1"}},
        {"keys": ["nonsense"]},
    ],
)
def test_a_mapping_that_makes_no_sense_changes_nothing(books: Firm, body: dict[str, Any]) -> None:
    client = client_of(books, CLERK)
    made = begun(client, row(1))
    before = client.get(f"/api/v1/imports/{made['id']}/mapping").json()
    assert send(client, "put", f"{made['id']}/mapping", body).status_code == 422
    assert client.get(f"/api/v1/imports/{made['id']}/mapping").json() == before


def test_two_windows_do_not_overwrite_each_other(books: Firm) -> None:
    client = client_of(books, CLERK)
    made = begun(client, row(1))
    body = {"columns": {"客户编码": "code", "客户名称": "name", "所属部门": "unit"}, "version": made["version"]}
    assert send(client, "put", f"{made['id']}/mapping", body).status_code == 200
    assert send(client, "put", f"{made['id']}/mapping", body).status_code == 409


def test_it_is_started_once_and_forgotten_with_its_file(books: Firm) -> None:
    client = client_of(books, CLERK)
    made, other = begun(client, row(1)), begun(client, row(2))
    assert send(client, "post", f"{made['id']}/run").status_code == 202
    assert send(client, "post", f"{made['id']}/run").status_code == 422
    assert model("platform.Job").objects.filter(kind="import", state="waiting").count() == 1
    path = drafts.path_of(model("platform.FileImport").objects.get(pk=other["id"]))
    assert path.is_file()
    assert client.delete(f"/api/v1/imports/{other['id']}").status_code == 204
    assert not path.exists()
    assert client.get(f"/api/v1/imports/{other['id']}").status_code == 404


def test_the_same_request_uploads_once(books: Firm) -> None:
    client = client_of(books, CLERK)

    def sent(content: bytes) -> Any:
        file = io.BytesIO(content)
        file.name = "a.csv"
        return client.post("/api/v1/imports", {"file": file}, headers={"Idempotency-Key": "k1"})

    first, second = sent(as_csv(row(1))), sent(as_csv(row(1)))
    assert first.json() == second.json()
    assert sent(as_csv(row(2))).status_code == 422
    assert model("platform.FileImport").objects.count() == 1


def test_a_file_swept_away_is_told(books: Firm) -> None:
    client = client_of(books, CLERK)
    made = begun(client, row(1))
    drafts.path_of(model("platform.FileImport").objects.get(pk=made["id"])).unlink()
    answer = send(client, "post", f"{made['id']}/preview")
    assert (answer.status_code, answer.json()["code"]) == (422, "file_gone")


def test_the_list_asks_as_much_for_one_as_for_three(books: Firm) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(books, CLERK)
    begun(client, row(1))
    client.get("/imports/")
    with CaptureQueriesContext(connection) as one:
        client.get("/imports/")
    begun(client, row(2))
    begun(client, row(3))
    with CaptureQueriesContext(connection) as three:
        page = client.get("/imports/")
    assert len(page.context["rows"]) == 3
    assert len(three) == len(one)


def test_lists_offer_the_import_to_those_who_may(books: Firm) -> None:
    link = "/imports/new/?noun=crm.customer"
    assert link in client_of(books, CLERK).get("/customers/").content.decode()
    assert link not in client_of(books, "rep.east").get("/customers/").content.decode()
    assert client_of(books, CLERK).get("/imports/templates/crm.customer/").content[:2] == b"PK"
    assert client_of(books, "admin").get("/imports/templates/crm.customer/").status_code == 404


# -- what a preview keeps ----------------------------------------------------------------------------------------------


def test_a_preview_keeps_every_refused_row_and_shows_fifty_of_each_fate(books: Firm) -> None:
    client = client_of(books, CLERK)
    made = begun(client, *(row(n, unit="SALES" if n < 60 else "没有") for n in range(180)))
    tried = send(client, "post", f"{made['id']}/preview").json()
    assert (tried["counts"]["created"], tried["counts"]["rejected"]) == (60, 120)
    assert (len(tried["samples"]), len(tried["errors"])) == (50, 100)

    page = client.get(f"/api/v1/imports/{made['id']}/errors", {"after": "100", "limit": "50"}).json()
    assert [e["row"] for e in page["items"]] == list(range(162, 182))
    assert page["next"] is None
    for address in (f"/api/v1/imports/{made['id']}/refused", f"/imports/{made['id']}/refused/"):
        lines = list(csv.reader(io.StringIO(client.get(address, {"format": "csv"}).content.decode("utf-8-sig"))))
        assert [line[0] for line in lines[1:]] == [f"Z{n:03}" for n in range(60, 180)]

    send(client, "post", f"{made['id']}/preview")
    folder = (settings.VAR / model("platform.FileImport").objects.get(pk=made["id"]).path).parent
    assert len(list(folder.glob("refused-*"))) == 1
    assert client.delete(f"/api/v1/imports/{made['id']}").status_code == 204
    assert not folder.exists()
