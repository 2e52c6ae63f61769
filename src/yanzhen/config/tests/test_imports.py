"""The pipeline over real nouns: what is created, updated, refused, and that nothing is half-saved."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import pytest
import xlsxwriter
from django.core.exceptions import PermissionDenied

from yanzhen.config.tests.companies import BASE, CUSTOMERS, ORDERS, english, model, rows, written  # noqa: F401
from yanzhen.platform.actor import EVERYTHING, SYSTEM, Actor, Reach
from yanzhen.platform.imports import mapping, pipeline
from yanzhen.platform.imports.sources import Unreadable
from yanzhen.platform.services import jobs

pytestmark = pytest.mark.django_db

A_CUSTOMER = "code,name,owner\nC1,Hotel,P1\n"


@pytest.fixture
def bring(tmp_path):
    """Import some files with a mapping."""

    def bring(steps, actor=SYSTEM, base=BASE, **files):
        plan = written(tmp_path, dedent(base) + dedent(steps), **files)
        return pipeline.run(plan, tmp_path, actor=actor)

    return bring


def of(report, step):
    return vars(next(s.counts for s in report.steps if s.name == step))


def counts(read=0, created=0, updated=0, unchanged=0, rejected=0):
    return {"read": read, "created": created, "updated": updated, "unchanged": unchanged, "rejected": rejected}


def reasons(report):
    return [(r.file, r.row, r.column, r.reason) for r in report.rejections]


# -- what is taken -----------------------------------------------------------------------------------------------------


def test_rows_are_created_then_left_alone_then_updated(bring):
    assert of(bring(CUSTOMERS, customers=A_CUSTOMER), "crm.customer") == counts(1, created=1)
    assert of(bring(CUSTOMERS, customers=A_CUSTOMER), "crm.customer") == counts(1, unchanged=1)
    report = bring(CUSTOMERS, customers="code,name,owner\nC1,Inn,P2\nC2,Bar,P2\n")
    assert of(report, "crm.customer") == counts(2, created=1, updated=1)
    assert rows("crm.Customer", "code", "name", "owner__number", "unit__code", "version") == [
        ("C1", "Inn", "P2", "TOP", 2),
        ("C2", "Bar", "P2", "TOP", 1),
    ]
    entry = model("platform.AuditEntry").objects.filter(verb="import", noun_name="crm.customer").first()
    assert entry.title == "C2 … C1"
    assert entry.before["Hotel"]["name"] == "Hotel"
    assert (entry.after["created"], entry.after["updated"]) == (1, 1)


def test_names_and_codes_come_through_letter_by_letter(bring):
    text = "code,name,owner\n0001,𠮷野家 🪑,P1\n0002,\u200fשולחן\u200f,P1\n1,One,P1\n"
    assert of(bring(CUSTOMERS, customers=text), "crm.customer") == counts(3, created=3)
    assert rows("crm.Customer", "code", "name") == [("0001", "𠮷野家 🪑"), ("0002", "שולחן"), ("1", "One")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_files_of_other_encodings_are_read_and_named(bring, encoding):
    text = "code;name;owner\r\nC1;云杉家具𠮷;P1\r\n"
    report = bring(CUSTOMERS, customers=text.encode(encoding))
    assert rows("crm.Customer", "name") == [("云杉家具𠮷",)]
    assert report.steps[-1].encoding == encoding


def test_spreadsheet_is_imported(bring, tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "book.xlsx", {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("Orders")
    sheet.write_row(0, 0, ["number", "customer", "day", "product", "quantity", "price"])
    sheet.write_row(1, 0, ["S1", "C1", date(2024, 1, 31), "001", 3, 0.1 + 0.2])
    book.close()
    orders = ORDERS.replace('file = "orders.csv"', 'file = "book.xlsx"\n    sheet = "Orders"')
    report = bring(CUSTOMERS + orders, customers=A_CUSTOMER)
    assert reasons(report) == []
    assert rows("orders.OrderLine", "quantity", "unit_price", "net_amount") == [(3, Decimal("0.3"), Decimal("0.90"))]


def test_orders_are_grouped_in_any_order_of_rows(bring):
    head = "number,customer,day,product,quantity,price\n"
    lines = ["S1,C1,2024-01-31,001,2,10\n", "S2,C1,2024-02-01,001,1,5.5\n", "S1,C1,2024-01-31,002,1,0.335\n"]
    report = bring(CUSTOMERS + ORDERS, customers=A_CUSTOMER, orders=head + "".join(lines))
    assert of(report, "orders.order") == counts(3, created=3)
    assert rows("orders.Order", "number", "state", "net_amount", "unit__code", "owner__number", "currency") == [
        ("S1", "closed", Decimal("20.34"), "TOP", "P1", "CNY"),
        ("S2", "closed", Decimal("5.50"), "TOP", "P1", "CNY"),
    ]
    assert rows("orders.OrderLine", "order__number", "line_no", "product__code") == [
        ("S1", 1, "001"),
        ("S1", 2, "002"),
        ("S2", 1, "001"),
    ]
    assert rows("crm.Customer", "since_on", "last_order_on") == [(date(2024, 1, 31), date(2024, 2, 1))]


def test_same_order_twice_is_unchanged_and_a_changed_one_is_updated(bring):
    head = "number,customer,day,product,quantity,price\n"
    first = head + "S1,C1,2024-01-31,001,2,10\nS1,C1,2024-01-31,002,1,1\nS2,C1,2024-01-31,001,1,1\n"
    bring(CUSTOMERS + ORDERS, customers=A_CUSTOMER, orders=first)
    report = bring(CUSTOMERS + ORDERS, customers=A_CUSTOMER, orders=first)
    assert of(report, "orders.order") == counts(3, unchanged=3)
    second = head + "S1,C1,2024-03-01,002,3,10\nS2,C1,2024-01-31,001,1,1\n"
    report = bring(CUSTOMERS + ORDERS, customers=A_CUSTOMER, orders=second)
    assert of(report, "orders.order") == counts(2, updated=1, unchanged=1)
    assert rows("orders.OrderLine", "order__number", "product__code", "net_amount") == [
        ("S1", "002", Decimal("30.00")),
        ("S2", "001", Decimal("1.00")),
    ]
    assert rows("orders.Order", "net_amount", "version") == [(Decimal("30.00"), 2), (Decimal("1.00"), 1)]
    changed = {p["partition"] for (p,) in rows("platform.OutboxRow", "payload") if p["extract"] == "sales"}
    assert changed == {"2024-01", "2024-03"}


def test_trees_come_in_any_order_of_rows(bring):
    units = """
    [[steps]]
    name = "tree"
    noun = "organization.unit"
    file = "tree.csv"
    fields = { code = "code", name = "code", parent = "parent" }
    """
    report = bring(units, tree="code,parent\nC,B\nB,A\nA,TOP\n")
    assert of(report, "tree") == counts(3, created=3)
    paths = dict(rows("organization.Unit", "code", "path"))
    assert paths["C"].startswith(paths["B"])
    assert paths["B"].startswith(paths["A"])
    assert of(bring(units, tree="code,parent\nC,B\nB,A\nA,TOP\n"), "tree") == counts(3, unchanged=3)


# -- what is refused, row by row ---------------------------------------------------------------------------------------


def test_bad_rows_are_named_and_good_rows_stay(bring):
    text = "code,name,owner\nC1,Hotel,P1\nC2,,P1\nC3,Bar,P9\nC1,Again,P1\nC\u200f4,Odd,P1\nC5,Cut\n"
    text += "9" * 41 + ",Long,P1\n"
    report = bring(CUSTOMERS, customers=text)
    assert of(report, "crm.customer") == counts(7, created=1, rejected=6)
    assert reasons(report) == [
        ("customers.csv", 3, "name", "is empty, but needed"),
        ("customers.csv", 4, "owner", "there is no employee “P9”"),
        ("customers.csv", 5, "code", "“C1” is in row 2 already"),
        ("customers.csv", 6, "code", "a code must not contain invisible characters (U+200F)"),
        ("customers.csv", 7, "", "the row has 2 cells, the header 3"),
        ("customers.csv", 8, "code", f"longer than 40 characters (41): “{'9' * 41}”"),
    ]
    text = report.rejected_file.read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "file,row,column,reason,cells"
    assert text.splitlines()[2] == "customers.csv,4,owner,there is no employee “P9”,C3,Bar,P9"
    assert model("platform.JobLine").objects.filter(level="warning").count() == 7


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("S1,C1,1900-01-01,001,1,1", "day", "“1900-01-01” is not a plausible date"),
        ("S1,C1,9999-12-31,001,1,1", "day", "“9999-12-31” is not a plausible date"),
        ("S1,C1,2024-01-31,001,NaN,1", "quantity", "“NaN” is not a number"),
        ("S1,C1,2024-01-31,001,1,1e309", "price", "“1e309” is not a number"),
        ("S1,C1,2024-01-31,001,1,1.00005", "price", "“1.00005” has more than 4 decimals"),
        ("S1,C1,2024-01-31,009,1,1", "product", "there is no product “009”"),
        ("S1,C7,2024-01-31,001,1,1", "customer", "there is no customer “C7”"),
        ("S1,C1,2024-01-31,001,0,1", "", "A line has a quantity."),
        ("S1,C1,2024-01-30,001,1,1", "day", "the rows of “S1” differ: “2024-01-30” here, “2024-01-31” in row 2"),
    ],
)
def test_an_order_with_a_bad_line_is_refused_as_a_whole(bring, line, column, reason):
    head = "number,customer,day,product,quantity,price\n"
    good, other = "S1,C1,2024-01-31,001,1,1\n", "S2,C1,2024-01-31,001,1,1\n"
    if line.startswith(("S1,C7", "S1,C1,1900", "S1,C1,9999")):
        good = line + "\n"
    report = bring(CUSTOMERS + ORDERS, customers=A_CUSTOMER, orders=head + good + line + "\n" + other)
    assert of(report, "orders.order") == counts(3, created=1, rejected=2)
    assert rows("orders.Order", "number") == [("S2",)]
    assert rows("orders.OrderLine", "order__number") == [("S2",)]
    bad = [r for r in report.rejections if "of the same record was refused" not in r.reason]
    assert [(r.column, r.reason[: len(reason)]) for r in bad] == [(column, reason)]
    assert len(report.rejections) == 2


def test_money_with_three_decimals_is_refused(bring):
    orders = ORDERS.replace('unit_price = "price"', 'net_amount = "price"')
    text = "number,customer,day,product,quantity,price\nS1,C1,2024-01-31,001,1,10.005\n"
    report = bring(CUSTOMERS + orders, customers=A_CUSTOMER, orders=text)
    assert reasons(report) == [("orders.csv", 2, "price", "“10.005” has more than 2 decimals")]


def test_circles_are_refused_and_named(bring):
    steps = """
    [[steps]]
    name = "tree"
    noun = "organization.unit"
    file = "tree.csv"
    fields = { code = "code", name = "code", parent = "parent" }
    [[steps]]
    name = "staff"
    noun = "organization.employee"
    file = "staff.csv"
    fields = { number = "number", name = "number", unit = { const = "TOP" }, manager = "manager" }
    """
    report = bring(
        steps,
        tree="code,parent\nA,B\nB,C\nC,A\nD,TOP\nE,E\nF,A\n",
        staff="number,manager\nM1,M2\nM2,M1\nM3,\n",
    )
    assert of(report, "tree") == counts(6, created=1, rejected=5)
    assert of(report, "staff") == counts(3, created=1, rejected=2)
    assert reasons(report) == [
        ("tree.csv", 2, "parent", "this would close a circle: A → B → C → A"),
        ("tree.csv", 3, "parent", "this would close a circle: B → C → A → B"),
        ("tree.csv", 4, "parent", "this would close a circle: C → A → B → C"),
        ("tree.csv", 6, "parent", "this would close a circle: E → E"),
        ("tree.csv", 7, "parent", "there is no unit “A”"),
        ("staff.csv", 2, "manager", "this would close a circle: M1 → M2 → M1"),
        ("staff.csv", 3, "manager", "this would close a circle: M2 → M1 → M2"),
    ]


def test_a_circle_through_what_is_stored_is_refused(bring):
    steps = """
    [[steps]]
    name = "tree"
    noun = "organization.unit"
    file = "tree.csv"
    fields = { code = "code", name = "code", parent = "parent" }
    """
    bring(steps, tree="code,parent\nA,TOP\nB,A\n")
    report = bring(steps, tree="code,parent\nA,B\n")
    assert reasons(report) == [("tree.csv", 2, "parent", "this would close a circle: A → B → A")]
    assert dict(rows("organization.Unit", "code", "parent__code"))["A"] == "TOP"


def test_what_the_database_refuses_is_rejected_alone(bring):
    products = """
    [[steps]]
    name = "more"
    noun = "products.product"
    file = "more.csv"
    fields = { code = "code", name = "code", category = { const = "CHAIR" }, standard_cost = "cost" }
    """
    report = bring(products, more="code,cost\nX1,5\nX2,-5\nX3,5\n")
    assert of(report, "more") == counts(3, created=2, rejected=1)
    assert reasons(report) == [("more.csv", 3, "", "A cost cannot be negative.")]


def test_credit_code_with_a_wrong_check_digit_is_refused(bring):
    steps = CUSTOMERS.replace("owner = ", 'credit_code = "credit", owner = ')
    text = "code,name,owner,credit\nC1,Good,P1,91110000600037341L\nC2,Bad,P1,911100006000373419\n"
    report = bring(steps, customers=text)
    assert of(report, "crm.customer") == counts(2, created=1, rejected=1)
    assert rows("crm.Customer", "code") == [("C1",)]


# -- what is refused before anything is read ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "customers", "message"),
    [
        (CUSTOMERS, "code,name\nC1,Hotel\n", "customers.csv has no column “owner”. It has: code, name."),
        (CUSTOMERS, "code,name,owner,name\nC1,a,P1,b\n", "customers.csv names a column twice: “name”"),
        (CUSTOMERS, "", "customers.csv is empty"),
        (CUSTOMERS.replace("crm.customer", "crm.client"), A_CUSTOMER, "“crm.client” cannot be imported. Possible: "),
        (CUSTOMERS.replace("name =", "nmae ="), A_CUSTOMER, "there is no field “nmae”. Possible: code, name"),
        (CUSTOMERS.replace("file =", "flie ="), A_CUSTOMER, "“flie” is not known. Possible: name, noun, file"),
        (CUSTOMERS.replace('code = "code",', ""), A_CUSTOMER, "crm.customer needs code"),
        (CUSTOMERS.replace("customers.csv", "none.csv"), A_CUSTOMER, "There is no file"),
        (CUSTOMERS.replace("customers.csv", "../../secret.csv"), A_CUSTOMER, "may only name files inside"),
        ("[[steps", A_CUSTOMER, "is not valid TOML"),
    ],
)
def test_a_mistake_in_mapping_or_header_stops_everything(bring, steps, customers, message):
    with pytest.raises(Unreadable) as error:
        bring(steps, customers=customers)
    assert message in str(error.value)
    assert rows("organization.Unit", "code") == []
    assert rows("platform.Job", "state") == []


def test_nobody_imports_past_their_rights(bring):
    clerk = Actor(1, "clerk", functions={"platform.run_import": EVERYTHING, "crm.add_customer": EVERYTHING})
    with pytest.raises(PermissionDenied, match=r"crm\.change_customer"):
        bring(CUSTOMERS, actor=clerk, customers=A_CUSTOMER)
    assert rows("crm.Customer", "code") == []


def test_records_outside_ones_reach_are_refused(bring):
    bring(CUSTOMERS, customers=A_CUSTOMER)
    key = model("organization.Employee").objects.get(number="P2").pk
    rep = Actor(2, "rep", functions={
        "platform.run_import": EVERYTHING,
        "organization.view_employee": EVERYTHING,
        "crm.add_customer": Reach(employee_ids=frozenset({key})),
        "crm.change_customer": Reach(employee_ids=frozenset({key})),
    })  # fmt: skip
    report = bring(CUSTOMERS, actor=rep, base="", customers="code,name,owner\nC1,Mine now,P2\n")
    assert reasons(report) == [("customers.csv", 2, "", "this record is outside your reach")]
    assert rows("crm.Customer", "name", "owner__number") == [("Hotel", "P1")]


# -- runs --------------------------------------------------------------------------------------------------------------


def test_a_trial_run_tells_the_same_and_keeps_nothing(tmp_path):
    plan = written(tmp_path, dedent(BASE) + dedent(CUSTOMERS), customers=A_CUSTOMER + "C2,Bar,P9\n")
    trial = pipeline.run(plan, tmp_path, actor=SYSTEM, dry_run=True)
    for label in ("crm.Customer", "organization.Unit", "platform.Job", "platform.OutboxRow", "platform.AuditEntry"):
        assert rows(label, "pk") == []
    real = pipeline.run(plan, tmp_path, actor=SYSTEM)
    assert (trial.steps, trial.rejections) == (real.steps, real.rejections)


def test_a_cancelled_import_stops_and_continues(bring, tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline, "ROWS_PER_BATCH", 10)
    text = "code,name,owner\n" + "".join(f"C{i},Customer {i},P1\n" for i in range(35)) + "C99,,P1\n"
    plan, job_model = written(tmp_path, dedent(BASE) + dedent(CUSTOMERS), customers=text), model("platform.Job")

    def stop(step, done, total):
        if model("crm.Customer").objects.count() == 20:
            jobs.cancel(job_model.objects.get(), actor=SYSTEM)

    first = pipeline.run(plan, tmp_path, actor=SYSTEM, watch=stop)
    assert first.was_cancelled
    assert len(rows("crm.Customer", "pk")) == 20
    second = pipeline.run(plan, tmp_path, actor=SYSTEM)
    assert second.was_continued
    assert of(second, "crm.customer") == counts(36, created=35, rejected=1)
    assert second.rejected_file.read_text(encoding="utf-8-sig").count("\n") == 2
    assert [state for (state,) in rows("platform.Job", "state")] == ["cancelled", "done"]
    assert rows("platform.Job", "done", "total")[-1] == (43, 43)


def test_the_example_of_the_manual_is_imported():
    folder = Path(__file__).resolve().parents[4] / "docs" / "user" / "example"
    report = pipeline.run(mapping.load(folder / "mapping.toml"), folder, actor=SYSTEM)
    assert reasons(report) == []
    assert rows("orders.Order", "number", "net_amount", "cost_amount", "owner__number", "unit__code") == [
        ("D2026-001", Decimal("30480.00"), Decimal("17304.00"), "002", "MY-华东"),
        ("D2026-002", Decimal("8402.00"), Decimal("4600.00"), "002", "MY-华东"),
        ("D2026-003", Decimal("25500.00"), Decimal("14550.00"), "003", "MY-华南"),
    ]
