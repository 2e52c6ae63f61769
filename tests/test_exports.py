"""Exports: the budget of a day, the reason, the consent, the record, and the marks by which a person is found again."""

import csv
import io
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from tests import firm
from tests.firm import WORDS, Firm, model

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import approvals
from yanzhen.platform.approvals import NeedsApproval
from yanzhen.platform.exporting import finding, marks, papers, permits
from yanzhen.platform.exporting.permits import Wanted
from yanzhen.platform.pages import exports

pytestmark = pytest.mark.once

CODES = st.from_regex(r"[0-9A-F]{8}", fullmatch=True)


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        yield made


@pytest.fixture
def books(founded: Firm, db: None) -> Firm:
    model("platform.ExportDay").objects.all().delete()
    model("platform.ExportRecord").objects.all().delete()
    return founded


def client_of(books: Firm, name: str) -> Client:
    client = Client()
    client.force_login(books.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def budget(role: str, rows: int) -> None:
    model("platform.ExportBudget").objects.create(role=role, rows_a_day=rows)


def wanted(rows: int, reason: str = "audit", **more: Any) -> Wanted:
    return Wanted(title="Customers", rows=rows, file_format="csv", reason=reason, **more)


# -- Marks -------------------------------------------------------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(CODES, st.integers(0, 900), st.randoms(use_true_random=False))
def test_fifty_rows_out_of_a_thousand_tell_the_code(code: str, start: int, chance: random.Random) -> None:
    rows = [[f"C{n:06}", f"客户{n}", chance.choice(["上海 浦东", "", "苏州"])] for n in range(1000)]
    signed = list(marks.marked(rows, code, lambda cells: (2, 1)))
    cut = "\n".join("\t".join(row) for row in signed[start : start + 50])
    assert marks.found(cut) == [code]


@given(CODES)
def test_the_mark_changes_nothing_that_is_seen(code: str) -> None:
    rows = [["C1", "甲", 5], ["C2", "乙 b", None], ["C3", "", 7.5], ["=1", "丙", "x y"]]
    signed = list(marks.marked(rows, code, lambda cells: (1, 0)))
    assert [[marks.cleaned(c) if isinstance(c, str) else c for c in row] for row in signed] == rows
    assert [row[0] for row in signed] == [row[0] for row in rows]  # codes are looked up by: never touched


def test_too_few_rows_or_rows_of_two_files_tell_nothing_wrong() -> None:
    one = [r[0] for r in marks.marked([["客户"]] * 9, "12345678", lambda cells: (0,))]
    assert marks.found("\n".join(one)) == []
    half = [r[0] for r in marks.marked([["客户"]] * 25, "ABCDEF01", lambda cells: (0,))]
    other = [r[0] for r in marks.marked([["客户"]] * 25, "10FEDCBA", lambda cells: (0,))]
    assert set(marks.found("\n".join(half + other))) <= {"ABCDEF01", "10FEDCBA"}


def test_a_text_of_nobody_has_no_mark() -> None:
    assert marks.found("客户一\t上海\n客户二\t苏州\nYZ-XYZ") == []


# -- Budget ------------------------------------------------------------------------------------------------------------


def test_the_budget_of_a_day_is_shared_by_all_ways_out(books: Firm) -> None:
    budget("clerk", 1000)
    actor = books.actor("clerk")
    permits.permit(wanted(600, door=permits.ExportDoor.PAGE), actor=actor)
    permits.permit(wanted(400, door=permits.ExportDoor.API), actor=actor)
    assert (permits.budget(actor), permits.used(actor)) == (1000, 1000)
    with pytest.raises(NeedsApproval):
        permits.permit(wanted(1, door=permits.ExportDoor.REPORT), actor=actor)
    assert permits.used(actor) == 1000


def test_the_widest_role_counts_and_the_general_budget_where_none_is_set(books: Firm, settings: Any) -> None:
    settings.EXPORT_ROWS_A_DAY = 77
    assert permits.budget(books.actor("clerk")) == 77
    budget("clerk", 10)
    assert permits.budget(books.actor("clerk")) == 10
    from yanzhen.accounts.services import roles
    from yanzhen.platform.actor import SYSTEM

    roles.grant(actor=SYSTEM, user=books.users["clerk"], role="service", reach="own")
    budget("service", 20)
    assert permits.budget(books.actor("clerk")) == 20
    assert permits.budget(SYSTEM) is None


def test_a_large_export_needs_a_reason(books: Firm) -> None:
    with pytest.raises(RuleBroken) as broken:
        permits.permit(wanted(1000, reason="  "), actor=books.actor("clerk"))
    assert broken.value.errors.keys() == {"reason"}
    permits.permit(wanted(999, reason=""), actor=books.actor("clerk"))


def test_over_the_budget_a_consent_allows_exactly_that_export_once(books: Firm) -> None:
    budget("clerk", 10)
    actor = books.actor("clerk")
    with pytest.raises(NeedsApproval) as broken:
        permits.permit(wanted(1500), actor=actor)
    assert broken.value.settle().code == "approval_asked"
    approval = model("platform.Approval").objects.get(matter="exports.over_budget")
    approvals.decide(approval, actor=books.actor("director"), approve=True)
    with pytest.raises(NeedsApproval):
        permits.permit(wanted(2001), actor=actor)  # more rows than were asked for
    with pytest.raises(NeedsApproval):
        permits.permit(wanted(1500, query="owner=1"), actor=actor)  # another filter
    record = permits.permit(wanted(1400), actor=actor).record
    assert (record.approval_id, record.reason) == (approval.pk, "audit")
    with pytest.raises(NeedsApproval):
        permits.permit(wanted(1400), actor=actor)
    assert permits.used(actor) == 0  # what a consent allows is not charged


# -- Files -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def many(books: Firm) -> Firm:
    """Sixty more customers of rep.east."""
    from yanzhen.crm.services import customers
    from yanzhen.platform.actor import SYSTEM

    for n in range(60):
        customers.create(
            actor=SYSTEM, name=f"酒店{n:02}", code=f"N{n:03}", owner=books.employees["rep.east"], city="厦门"
        )
    return books


@pytest.mark.parametrize("door", ["/customers/export/", "/api/v1/customers/export"])
@pytest.mark.parametrize("file_format", ["csv", "xlsx", "pdf", "print"])
def test_whose_export_it_is_is_found_from_the_file(many: Firm, door: str, file_format: str) -> None:
    answer = client_of(many, "manager.east").get(door, {"format": file_format})
    assert answer.status_code == 200, content(answer)[:300]
    record = model("platform.ExportRecord").objects.get()
    assert (record.who, record.rows, record.file_format) == ("员工manager.east", 61, file_format)
    assert (record.door, record.address) == ("api" if "api" in door else "page", "127.0.0.1")
    [found] = finding.find(actor=many.actor("auditor"), content=content(answer))
    assert found == record


def test_fifty_rows_pasted_from_a_workbook_tell_who_it_was(many: Firm) -> None:
    answer = client_of(many, "manager.east").get("/customers/export/", {"format": "xlsx"})
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(content(answer)))
    rows = sheets.get_sheet_by_index(0).to_python()
    pasted = "\n".join("\t".join(map(str, row)) for row in rows[5:55])
    assert "YZ-" not in pasted
    client = client_of(many, "auditor")
    page = client.post("/settings/exports/find/", {"text": pasted})
    assert "员工manager.east" in page.content.decode()
    [item] = client.post("/api/v1/exports/find", {"text": pasted}, content_type="application/json").json()["items"]
    assert item["who"] == "员工manager.east"
    assert client_of(many, "manager.east").get("/settings/exports/find/").status_code == 403


def test_the_visible_mark_names_person_and_moment(many: Firm) -> None:
    text = content(client_of(many, "manager.east").get("/customers/export/", {"format": "csv"})).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert len(lines) == 1 + 61 + 1
    assert re.fullmatch(r"# Exported by 员工manager\.east on \d{4}-\d\d-\d\d \d\d:\d\d · YZ-[0-9A-F]{8}", lines[-1][0])


def test_page_and_api_hand_out_the_same_rows_and_columns(many: Firm) -> None:
    client, ways = client_of(many, "manager.east"), ("/customers/export/", "/api/v1/customers/export")
    query = {"format": "csv", "search": "酒店1", "columns": "code,name", "sort": "code"}
    files = [content(client.get(way, query)).decode("utf-8-sig") for way in ways]
    tables = [[[marks.cleaned(c) for c in row] for row in csv.reader(io.StringIO(f))][:-1] for f in files]
    assert tables[0] == tables[1]
    assert tables[0][1:] == [[f"N{n:03}", f"酒店{n:02}"] for n in range(10, 20)]


def test_over_the_budget_the_page_says_who_was_asked_and_nothing_leaves(many: Firm) -> None:
    budget("manager", 5)
    answer = client_of(many, "manager.east").get("/customers/export/", {"format": "xlsx"})
    assert answer.status_code == 422
    assert "员工director was asked" in answer.content.decode()
    assert model("platform.ExportRecord").objects.count() == 0
    refused = client_of(many, "manager.east").get("/api/v1/customers/export", {"format": "xlsx"})
    assert (refused.status_code, refused.json()["code"]) == (422, "approval_asked")


def test_paper_has_its_limit_before_anything_is_charged(many: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(papers.MOST_ROWS, "pdf", 10)
    assert client_of(many, "manager.east").get("/customers/export/", {"format": "pdf"}).status_code == 422
    assert permits.used(many.actor("manager.east")) == 0


def test_without_its_libraries_a_pdf_becomes_the_print_view_and_says_so(
    many: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: Any) -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(papers, "pdf", missing)
    answer = client_of(many, "manager.east").get("/customers/export/", {"format": "pdf"})
    assert "PDF needs libraries" in answer.content.decode()


def test_a_pdf_is_one_and_shows_chinese(many: Firm) -> None:
    answer = client_of(many, "manager.east").get("/customers/export/", {"format": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    assert content(answer)[:5] == b"%PDF-"
    assert b"NotoSansCJK" in content(answer).replace(b"-", b"") or b"Noto" in finding.text_of(content(answer)).encode()


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", " ＝1"])
def test_formulas_are_disarmed(text: str) -> None:
    assert exports.guarded(text).startswith("'")


@pytest.mark.parametrize("text", ["+86 138 0000 0000", "-5", "+8613800000000", "-1,234.50", "鹭洲=酒店"])
def test_phones_and_numbers_stay(text: str) -> None:
    assert exports.guarded(text) == text


def test_marks_ride_on_no_words_of_people_out_of_reach(many: Firm) -> None:
    text = content(client_of(many, "manager.east").get("/customers/export/", {"format": "csv"})).decode()
    assert WORDS["rep.south"] not in text


def test_a_broken_file_is_told_and_is_no_failure(books: Firm) -> None:
    with pytest.raises(RuleBroken):
        finding.find(actor=books.actor("auditor"), content=b"PK\x03\x04 no zip at all")
    assert finding.find(actor=books.actor("auditor"), content=b"%PDF-1.7 stream\nxxendstream") == []


def test_an_export_comes_back_in_without_its_marks(many: Firm, tmp_path: Any) -> None:
    from yanzhen.platform.actor import SYSTEM
    from yanzhen.platform.imports import mapping, service

    query = {"format": "csv", "columns": "code,name,city", "search": "酒店"}
    file = tmp_path / "out.csv"
    file.write_bytes(content(client_of(many, "manager.east").get("/customers/export/", query)))
    plan = mapping.single("crm.customer", columns={"Code": "code", "Name": "name", "City": "city"})
    report = service.run(plan, file, actor=SYSTEM)
    total = report.total
    # 60 customers of the fixture and rep.east's own, all as they are in the books; the line with the mark is passed by.
    assert (total.read, total.unchanged, total.left_out, total.rejected) == (62, 61, 1, 0)
