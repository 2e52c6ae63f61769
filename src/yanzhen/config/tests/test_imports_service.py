"""What pages and the API call: plans in memory, truthful previews, jobs that go on, refused rows that return."""

import csv
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from yanzhen.accounts.tests.factories import UserFactory
from yanzhen.config.tests.companies import english, model  # noqa: F401
from yanzhen.organization.tests.factories import EmployeeFactory, UnitFactory
from yanzhen.platform.actor import EVERYTHING, SYSTEM, Actor
from yanzhen.platform.imports import mapping, pipeline, service, tasks
from yanzhen.platform.imports.sources import Unreadable
from yanzhen.platform.models.jobs import JobState
from yanzhen.platform.services import jobs

pytestmark = pytest.mark.django_db

COLUMNS = {"编码": "code", "名称": "name", "电话": "phone", "信用代码": "credit_code", "负责人": "owner"}
HEAD = "编码,名称,电话,信用代码,负责人\n"
A, B = "91110000600037341L", "91310000607359918N"


@pytest.fixture
def ann():
    return EmployeeFactory(number="P1", name="Ann", unit=UnitFactory(code="TOP"))


@pytest.fixture
def write(tmp_path):
    def write(*lines, name="customers.csv", head=HEAD):
        path = tmp_path / name
        path.write_text(head + "".join(f"{line}\n" for line in lines))
        return path

    return write


def plan(**options):
    return mapping.single("crm.customer", columns=options.pop("columns", COLUMNS), **options)


def rows(*fields):
    return list(model("crm.Customer").objects.order_by("pk").values_list(*fields))


def brief(report):
    total = report.total
    return total.created, total.updated, total.unchanged, total.rejected, total.left_out


def reasons(report):
    return [(r.row, r.column, r.reason) for r in report.rejections]


# -- plans in memory ---------------------------------------------------------------------------------------------------


def test_a_plan_is_made_in_memory_and_finds_people_by_name_or_number(ann, write):
    path = write("C1,Hotel,,,P1", "C2,Bar,,,Ann", "C3,Pub,,,Nobody")
    report = service.run(plan(), path, actor=SYSTEM)
    assert brief(report) == (2, 0, 0, 1, 0)
    assert reasons(report) == [(4, "负责人", "there is no employee “Nobody”")]
    by_code = service.run(plan(relations={"owner": "code"}), write("C4,Inn,,,Ann"), actor=SYSTEM)
    assert reasons(by_code) == [(2, "负责人", "there is no employee “Ann”")]


def test_a_name_that_two_people_have_is_refused(ann, write):
    EmployeeFactory(number="P2", name="Ann", unit=ann.unit)
    report = service.run(plan(), write("C1,Hotel,,,Ann"), actor=SYSTEM)
    assert reasons(report) == [(2, "负责人", "more than one employee is called “Ann”")]


@pytest.mark.parametrize(
    ("choice", "counts", "name"),
    [("update", (1, 1, 0, 0, 0), "Inn"), ("skip", (1, 0, 0, 0, 1), "Hotel"), ("refuse", (1, 0, 0, 1, 0), "Hotel")],
)
def test_records_that_are_there_are_updated_passed_by_or_refused(ann, write, choice, counts, name):
    service.run(plan(), write("C1,Hotel,,,P1"), actor=SYSTEM)
    report = service.run(plan(on_existing=choice), write("C1,Inn,,,P1", "C2,Bar,,,P1"), actor=SYSTEM)
    assert brief(report) == counts
    assert rows("name")[0] == (name,)


def test_new_records_can_be_kept_out(ann, write):
    service.run(plan(), write("C1,Hotel,,,P1"), actor=SYSTEM)
    path = write("C1,Inn,,,P1", "C2,Bar,,,P1")
    assert brief(service.run(plan(on_new="skip"), path, actor=SYSTEM)) == (0, 1, 0, 0, 1)
    refused = service.run(plan(on_new="refuse"), path, actor=SYSTEM)
    assert reasons(refused) == [(3, "编码", "there is no such record yet")]


def test_customers_without_a_code_get_one_and_are_found_again_by_name(ann, write):
    columns = {"名称": "name", "负责人": "owner"}
    by_name = plan(columns=columns, keys=["name"])
    path = write("Hotel,P1", "Bar,P1", head="名称,负责人\n")
    assert brief(service.run(by_name, path, actor=SYSTEM)) == (2, 0, 0, 0, 0)
    assert rows("code") == [("C-000001",), ("C-000002",)]
    assert brief(service.run(by_name, path, actor=SYSTEM)) == (0, 0, 2, 0, 0)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"columns": {"a": "code", "b": "code"}}, "Two columns fill “code”"),
        ({"columns": {"a": "nonsense"}}, "there is no field “nonsense”"),
        ({"on_existing": "burn"}, "“on_existing” is one of update, skip, refuse, not “burn”"),
        ({"relations": {"owner": "shoe_size"}}, "is not found by “shoe_size”"),
        ({"keys": ["city"]}, "cannot be found by city"),
    ],
)
def test_a_plan_that_cannot_work_is_refused(ann, options, message):
    with pytest.raises(Unreadable) as error:
        plan(**options)
    assert message in str(error.value)


def test_a_plan_survives_being_written_down(ann):
    first = plan(on_duplicate="mark", constants={"is_active": True}, formats={})
    assert mapping.parse(first.content, "x") == first


def test_people_and_roles_come_in_without_passwords(ann, tmp_path):
    from yanzhen.accounts.services import roles

    roles.ensure_standard_roles(actor=SYSTEM)
    path = tmp_path / "people.csv"
    path.write_text("login,name,number\nann,Ann,P1\n")
    people = mapping.single(
        "accounts.user", columns={"login": "username", "name": "display_name", "number": "employee"}
    )
    assert brief(service.run(people, path, actor=SYSTEM)) == (1, 0, 0, 0, 0)
    user = model("accounts.User").objects.get()
    assert (user.username, user.employee, user.has_usable_password()) == ("ann", ann, False)
    with pytest.raises(Unreadable, match="no field “password”"):
        mapping.single("accounts.user", columns={"login": "username", "p": "password"})
    path.write_text("login,role\nann,rep\n")
    grants = mapping.single("accounts.grant", columns={"login": "user", "role": "role"})
    assert brief(service.run(grants, path, actor=SYSTEM)) == (1, 0, 0, 0, 0)


# -- what may be there twice -------------------------------------------------------------------------------------------


def stored(write):
    service.run(plan(), write(f"C1,上海云杉家具有限公司,021-5555 8888,{A},P1"), actor=SYSTEM)


NEWS = (
    "C2,云杉家具（上海）股份公司,,,P1",
    "C3,绿洲,(021) 55558888转2,,P1",
    f"C4,完全不同,,{A},P1",
    "C5,海风酒店,,,P1",
    "C6,海风酒店有限公司,,,P1",
)


def test_possible_duplicates_are_refused_with_their_reason(ann, write):
    stored(write)
    report = service.run(plan(on_duplicate="refuse"), write(*NEWS), actor=SYSTEM)
    assert brief(report) == (1, 0, 0, 4, 0)
    same = "may be the same as 上海云杉家具有限公司 (C1): "
    name = "the same name but for place, legal form and spelling"
    assert reasons(report) == [
        (2, "名称", same + name),
        (3, "电话", same + "the same telephone number"),
        (4, "信用代码", same + "the same credit code"),
        (6, "名称", "may be the same as row 5: " + name),
    ]


def test_possible_duplicates_are_imported_with_a_mark(ann, write):
    stored(write)
    report = service.run(plan(on_duplicate="mark"), write(*NEWS), actor=SYSTEM)
    assert brief(report) == (4, 0, 0, 1, 0)
    assert report.marked == 3
    assert rows("code", "possible_duplicate_of__code") == [
        ("C1", None), ("C2", "C1"), ("C3", "C1"), ("C5", None), ("C6", "C5"),
    ]  # fmt: skip
    job = model("platform.Job").objects.get(pk=report.job_id)
    assert service.undo(job, actor=SYSTEM).removed == 4


@pytest.mark.parametrize("choice", ["mark", "off"])
def test_a_number_that_is_taken_is_imported_as_shared_with_its_reason(ann, write, choice):
    stored(write)
    report = service.run(
        plan(on_duplicate=choice), write("C2,绿洲,021-55558888,,P1", "C3,沙洲,021-55558888,,P1"), actor=SYSTEM
    )
    assert brief(report) == (2, 0, 0, 0, 0)
    why = "imported with a number that another customer has"
    assert rows("shares_phone", "shares_phone_because") == [(False, ""), (True, why), (True, why)]
    service.run(plan(), write("C4,新,021-1234567,,P1"), actor=SYSTEM)
    changed = service.run(plan(), write("C4,新,021-55558888,,P1"), actor=SYSTEM)
    assert changed.total.rejected == 1
    assert "telephone number" in reasons(changed)[0][2]


def test_a_merged_customer_is_not_changed_by_a_file_and_what_names_it_arrives_at_the_kept_one(ann, write):
    from yanzhen.crm.services import merging

    service.run(plan(), write("C1,云杉家具,,,P1", "C2,云杉,,,P1"), actor=SYSTEM)
    kept, away = model("crm.Customer").objects.order_by("pk")
    merging.merge([kept, away], actor=SYSTEM, survivor=kept)
    report = service.run(plan(), write("C2,新名字,,,P1"), actor=SYSTEM)
    assert reasons(report) == [(2, "编码", "was merged into another record; import it as C1")]
    contacts = mapping.single("crm.contact", columns={"编码": "customer", "名称": "name"})
    assert brief(service.run(contacts, write("C2,王芳,,,"), actor=SYSTEM)) == (1, 0, 0, 0, 0)
    assert model("crm.Contact").objects.get().customer_id == kept.pk


def test_possible_duplicates_update_the_one_that_was_found(ann, write):
    stored(write)
    report = service.run(plan(on_duplicate="update"), write(*NEWS[1:2]), actor=SYSTEM)
    assert brief(report) == (0, 1, 0, 0, 0)
    assert rows("code", "name") == [("C1", "绿洲")]


def test_a_duplicate_out_of_reach_is_not_named(ann, write):
    stored(write)
    from yanzhen.platform.actor import Reach

    own = Reach(employee_ids=frozenset({10**9}))
    rep = Actor(7, "rep", functions={
        "platform.run_import": EVERYTHING, "crm.add_customer": own, "crm.change_customer": own,
        "crm.view_customer": own, "organization.view_employee": EVERYTHING,
    })  # fmt: skip
    report = service.run(plan(on_duplicate="refuse"), write(NEWS[0]), actor=rep)
    assert "云杉" not in report.rejections[0].reason
    assert "outside your reach" in report.rejections[0].reason


# -- previews ----------------------------------------------------------------------------------------------------------


def comparable(report):
    return report.steps, report.rejections, report.samples, report.marked


def test_a_preview_is_equal_to_the_commit_and_keeps_nothing(ann, write):
    stored(write)
    path = write("C1,New name,,,P1", *NEWS, "C9,,,,P1", "C1,Again,,,P1")
    chosen = plan(on_duplicate="mark")
    before = rows("pk", "name", "version")
    shown = service.preview(chosen, path, actor=SYSTEM)
    assert rows("pk", "name", "version") == before
    assert shown.job_id is None
    done = service.run(chosen, path, actor=SYSTEM)
    assert comparable(shown) == comparable(done)
    updated = next(s for s in done.samples if s.fate == "updated")
    assert updated.row == 2
    assert ("name", "name", "上海云杉家具有限公司", "New name") in updated.changes


def test_a_preview_masks_what_the_actor_may_not_see(ann, write):
    stored(write)
    clerk = Actor(7, "clerk", functions=dict.fromkeys(
        ("platform.run_import", "crm.add_customer", "crm.change_customer", "crm.view_customer",
         "organization.view_employee"), EVERYTHING,
    ))  # fmt: skip
    shown = service.preview(plan(), write("C1,New,13900001111,,P1"), actor=clerk)
    words = [word for s in shown.samples for c in s.changes for word in c]
    assert not any("5555" in word or "1390000" in word for word in words)


LINE = st.tuples(
    st.sampled_from(["C1", "C2", "C3", "", "9" * 41, "C\u200f4", "C5\0"]),
    st.sampled_from(["Hotel", "Bar", "", "=1+1", "酒店"]),
    st.sampled_from(["P1", "P9", ""]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(LINE, max_size=12),
    existing=st.sampled_from(["update", "skip", "refuse"]),
    new=st.sampled_from(["create", "skip", "refuse"]),
    duplicate=st.sampled_from(["off", "mark", "refuse", "update"]),
)
def test_every_row_is_counted_once_and_the_preview_is_right(ann, tmp_path, lines, existing, new, duplicate):
    model("crm.Customer").objects.all().delete()
    path = tmp_path / "some.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["code", "name", "owner"], *lines])
    chosen = plan(
        columns={c: c for c in ("code", "name", "owner")},
        on_existing=existing, on_new=new, on_duplicate=duplicate, header=1,
    )  # fmt: skip
    shown = service.preview(chosen, path, actor=SYSTEM)
    done = service.run(chosen, path, actor=SYSTEM)
    total = done.total
    assert comparable(shown) == comparable(done)
    assert total.read == sum(any(cell.strip() for cell in line) for line in lines)
    assert total.read == total.created + total.updated + total.unchanged + total.rejected + total.left_out
    assert total.left_out >= 0
    assert len(done.rejections) == total.rejected
    assert model("crm.Customer").objects.count() == total.created


# -- jobs --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def queued(monkeypatch, django_capture_on_commit_callbacks):
    """Queue a job and catch what the worker would be given."""
    given = []
    for work in (tasks.run_import, tasks.run_undo):
        monkeypatch.setattr(type(work), "enqueue", lambda self, key: given.append((self, key)))

    def queued(call, *arguments, **options):
        with django_capture_on_commit_callbacks(execute=True):
            job = call(*arguments, **options)
        return job

    return SimpleNamespace(call=queued, given=given, work=lambda: [work.func(key) for work, key in _taken(given)])


def _taken(given):
    taken, given[:] = list(given), []
    return taken


def state(job):
    job.refresh_from_db()
    return job.state


def test_a_queued_import_runs_in_the_worker_and_tells_what_it_did(ann, write, queued):
    path = write("C1,Hotel,,,P1", "C2,,,,P1")
    job = queued.call(service.enqueue, plan(), path, actor=SYSTEM, reason="first load")
    assert state(job) == JobState.WAITING
    path.unlink()
    queued.work()
    assert (state(job), job.done, job.total) == (JobState.DONE, 2, 2)
    report = service.report_of(job)
    assert brief(report) == (1, 0, 0, 1, 0)
    assert reasons(report) == [(3, "名称", "is empty, but needed")]
    undone = queued.call(service.enqueue_undo, job, actor=SYSTEM)
    queued.work()
    assert state(undone) == JobState.DONE
    assert rows("pk") == []


def test_a_job_cancelled_before_it_began_does_nothing(ann, write, queued):
    job = queued.call(service.enqueue, plan(), write("C1,Hotel,,,P1"), actor=SYSTEM)
    jobs.cancel(job, actor=SYSTEM)
    queued.work()
    assert (state(job), rows("pk")) == (JobState.CANCELLED, [])
    queued.call(service.resume, job, actor=SYSTEM)
    queued.work()
    assert (state(job), len(rows("pk"))) == (JobState.DONE, 1)


def test_the_worker_acts_with_the_rights_of_the_day(ann, write, queued):
    # The person held these functions when the import was asked for; when the worker comes to it, none is left.
    user = UserFactory()
    granted = ("platform.run_import", "crm.add_customer", "crm.change_customer")
    then = Actor(user.pk, "x", functions=dict.fromkeys(granted, EVERYTHING))
    chosen, path = plan(), write("C1,Hotel,,,P1")
    job = queued.call(service.enqueue, chosen, path, actor=then)
    queued.work()
    assert state(job) == JobState.FAILED
    assert rows("pk") == []
    with pytest.raises(PermissionDenied):
        service.enqueue(chosen, path, actor=Actor(1, "nobody"))


def test_an_import_whose_disk_is_full_fails_whole_batches_and_goes_on(ann, write, queued, monkeypatch):
    monkeypatch.setattr(pipeline, "ROWS_PER_BATCH", 10)
    job = queued.call(service.enqueue, plan(), write(*(f"C{i},N{i},,,P1" for i in range(35))), actor=SYSTEM)
    plain, seen = pipeline.audit.record, []

    def full(*arguments, **options):
        seen.append(1)
        if len(seen) == 3:
            raise OperationalError("database or disk is full")
        return plain(*arguments, **options)

    monkeypatch.setattr(pipeline.audit, "record", full)
    with pytest.raises(OperationalError):
        queued.work()
    assert (state(job), len(rows("pk"))) == (JobState.FAILED, 20)
    assert job.lines.last().text == "The disk is full. Nothing half-done was kept; make room, then start again."
    queued.call(service.resume, job, actor=SYSTEM)
    queued.work()
    assert (state(job), len(rows("pk"))) == (JobState.DONE, 35)
    assert brief(service.report_of(job)) == (35, 0, 0, 0, 0)
    assert service.undo(job, actor=SYSTEM).removed == 35


@pytest.mark.django_db(transaction=True)
def test_a_database_file_that_may_not_grow_fails_and_goes_on(write, queued):
    if connection.vendor != "sqlite":
        pytest.skip("a limit on the database file is an affair of SQLite")
    EmployeeFactory(number="P1", unit=UnitFactory(code="TOP"))
    job = service.enqueue(plan(), write(*(f"C{i},{'N' * 150}{i},,,P1" for i in range(20_000))), actor=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        [pages] = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages + 1_200}")
    try:
        with pytest.raises(OperationalError, match="full"):
            tasks.run_import.func(job.pk)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    kept = len(rows("pk"))
    assert state(job) == JobState.FAILED
    assert 0 < kept < 20_000
    assert kept % pipeline.ROWS_PER_BATCH == 0
    service.resume(job, actor=SYSTEM)
    tasks.run_import.func(job.pk)
    assert (state(job), len(rows("pk"))) == (JobState.DONE, 20_000)


# -- refused rows ------------------------------------------------------------------------------------------------------


def table(path: Path):
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    return [[str(c) for c in row] for row in sheet.iter_rows()]


def test_refused_rows_are_corrected_and_brought_again(ann, write, tmp_path):
    import xlsxwriter

    report = service.run(plan(), write("C1,Hotel,,,P1", "007,,,,P1", "C3,Bar,=1+1,,Nobody"), actor=SYSTEM)
    job = model("platform.Job").objects.get(pk=report.job_id)
    lines = table(service.rejected_file(job))
    assert lines[0] == [*COLUMNS, "sheet", "row", "column", "reason"]
    assert lines[1] == ["007", "", "", "", "P1", "customers.csv", "3", "名称", "is empty, but needed"]
    assert lines[2][2] == "=1+1"
    lines[1][1], lines[2][4] = "Inn", "P1"
    book = xlsxwriter.Workbook(tmp_path / "again.xlsx", {"strings_to_formulas": False})
    sheet = book.add_worksheet()
    for number, line in enumerate(lines):
        sheet.write_row(number, 0, line)
    book.close()
    again = service.run(plan(), tmp_path / "again.xlsx", actor=SYSTEM)
    assert brief(again) == (2, 0, 0, 0, 0)
    assert rows("code", "name", "phone") == [("C1", "Hotel", ""), ("007", "Inn", ""), ("C3", "Bar", "=1+1")]
    text = service.rejected_file(job, "csv").read_text(encoding="utf-8-sig")
    assert "'=1+1" in text


def test_reasons_are_in_the_language_of_whoever_imports(ann, write):
    with translation.override("zh-hans"):
        report = service.run(plan(), write("C1,,,,P1"), actor=SYSTEM)
    assert report.rejections[0].reason == "必填但为空"


@pytest.mark.parametrize("formula", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", '=HYPERLINK("x")', "\t=1"])
def test_formulas_survive_as_text_in_every_text_field(ann, tmp_path, formula):
    noun = plan().steps[0].noun
    texts = [
        t.name for t in noun.targets.values()
        if t.field.get_internal_type() == "CharField" and not t.field.choices
        and t.name not in {"credit_code", "code", "potential_currency"}
    ]  # fmt: skip
    path = tmp_path / "formulas.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["code", "owner", *texts], ["C1", "P1", *[formula] * len(texts)]])
    chosen = mapping.single("crm.customer", columns={c: c for c in ("code", "owner", *texts)})
    assert brief(service.run(chosen, path, actor=SYSTEM)) == (1, 0, 0, 0, 0)
    assert rows(*texts) == [tuple([formula.strip()] * len(texts))]


def test_two_rows_for_one_duplicate_do_not_overwrite_each_other(ann, write):
    stored(write)
    report = service.run(
        plan(on_duplicate="update"), write("C2,云杉家具（上海）股份公司,,,P1", "C3,云杉家具公司,,,P1"), actor=SYSTEM
    )
    assert brief(report) == (0, 1, 0, 1, 0)
    job = model("platform.Job").objects.get(pk=report.job_id)
    assert service.undo(job, actor=SYSTEM).restored == 1
    assert rows("code", "name") == [("C1", "上海云杉家具有限公司")]


def test_a_row_that_repeats_a_refused_row_is_imported_unmarked(ann, write):
    path = write("C2,海风酒店,,,", "C3,海风酒店公司,,,P1")
    service.run(plan(columns={**COLUMNS}, on_duplicate="mark"), path, actor=SYSTEM)
    assert ("C3", None) in rows("code", "possible_duplicate_of")
