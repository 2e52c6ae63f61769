"""A whole import is taken back: what it made goes, what it changed returns, and what others built on it stays."""

from datetime import date
from textwrap import dedent

import pytest
from django.core.exceptions import PermissionDenied

from yanzhen.config.tests.companies import BASE, CUSTOMERS, ORDERS, english, model, rows, written  # noqa: F401
from yanzhen.crm.services import contacts, customers
from yanzhen.lib.errors import RuleBroken
from yanzhen.orders.services import orders
from yanzhen.platform import notes
from yanzhen.platform.actor import EVERYTHING, SYSTEM, Actor
from yanzhen.platform.imports import pipeline, restoring, service, undoing
from yanzhen.platform.models.jobs import JobState

pytestmark = pytest.mark.django_db

MONEY = """
    [[steps]]
    name = "invoices"
    noun = "receivables.invoice"
    file = "invoices.csv"
    fields = { number = "number", customer = "customer", issued_on = "day", due_on = "day", amount = "amount" }
    [[steps]]
    name = "receipts"
    noun = "receivables.receipt"
    file = "receipts.csv"
    fields = { number = "number", customer = "customer", received_on = "day", amount = "amount" }
"""
HEAD = "number,customer,day,product,quantity,price\n"


@pytest.fixture
def bring(tmp_path):
    """Import some files; the answer is the job."""
    count = iter(range(100))

    def bring(steps, **files):
        folder = tmp_path / str(next(count))
        folder.mkdir()
        report = pipeline.run(written(folder, dedent(steps), **files), folder, actor=SYSTEM)
        assert report.rejections == []
        return model("platform.Job").objects.get(pk=report.job_id)

    bring(BASE)
    return bring


def customers_step(name="customers", file="customers.csv"):
    return dedent(CUSTOMERS).replace("noun =", f'name = "{name}"\nnoun =').replace("customers.csv", file)


def everything():
    """All business rows; versions and moments aside."""
    nouns = ("crm.Customer", "orders.Order", "orders.OrderLine", "receivables.Invoice", "receivables.Receipt")
    left_out = {"version", "updated_at", "created_at"}
    found = {}
    for label in (*nouns, "receivables.Settlement", "organization.Unit", "organization.Employee"):
        names = [f.attname for f in model(label)._meta.concrete_fields if f.name not in left_out]
        found[label] = rows(label, *names)
    return found


def answer(report):
    return report.removed, report.restored, report.refused


def test_what_was_made_goes_and_what_was_changed_returns(bring):
    bring(customers_step(), customers="code,name,owner\nC1,Hotel,P1\nC2,Bar,P1\n")
    before = everything()
    job = bring(customers_step(), customers="code,name,owner\nC1,Inn,P2\nC2,Bar,P1\nC3,New,P1\nC4,Newer,P2\n")
    report = service.undo(job, actor=SYSTEM, reason="wrong file")
    assert answer(report) == (2, 1, 0)
    assert everything() == before
    entry = model("platform.AuditEntry").objects.filter(verb="undo_import").get()
    assert (entry.noun_name, entry.reason) == ("crm.customer", "wrong file")
    assert entry.before["Hotel"]["name"] == "Inn"
    assert entry.after["records_removed"] == 2


def test_a_second_undo_finds_nothing_to_do(bring):
    job = bring(customers_step(), customers="code,name,owner\nC1,Hotel,P1\n")
    assert answer(service.undo(job, actor=SYSTEM)) == (1, 0, 0)
    assert answer(service.undo(job, actor=SYSTEM)) == (0, 0, 0)
    assert not undoing.can_be_undone(job)


def test_orders_are_undone_with_their_lines_and_what_customers_knew_of_them(bring):
    bring(customers_step(), customers="code,name,owner\nC1,Hotel,P1\n")
    bring(ORDERS, orders=HEAD + "S1,C1,2024-01-31,001,2,10\nS1,C1,2024-01-31,002,1,5\n")
    before = everything()
    job = bring(
        ORDERS,
        orders=HEAD + "S1,C1,2024-03-31,002,9,1\nS2,C1,2024-02-01,001,1,1\nS2,C1,2024-02-01,002,1,1\n",
    )
    assert rows("crm.Customer", "since_on", "last_order_on") == [(date(2024, 1, 31), date(2024, 3, 31))]
    assert answer(service.undo(job, actor=SYSTEM)) == (1, 1, 0)
    after = everything()
    # The second line had to be written again, so its key is a new one.
    drop = [(*line[1:],) for line in after.pop("orders.OrderLine")]
    assert drop == [(*line[1:],) for line in before.pop("orders.OrderLine")]
    assert after == before


def test_a_whole_set_of_books_is_taken_back(bring):
    before = everything()
    steps = customers_step() + dedent(ORDERS) + dedent(MONEY)
    job = bring(
        steps,
        customers="code,name,owner\nC1,Hotel,P1\n",
        orders=HEAD + "S1,C1,2024-01-31,001,2,10\n",
        invoices="number,customer,day,amount\nI1,C1,2024-02-01,20\nI2,C1,2024-02-02,5\n",
        receipts="number,customer,day,amount\nR1,C1,2024-03-01,22\nR2,C1,2024-03-02,3\n",
    )
    assert len(rows("receivables.Settlement", "pk")) == 3
    report = service.undo(job, actor=SYSTEM)
    assert report.refusals == []
    assert answer(report) == (6, 0, 0)
    assert everything() == before


def test_records_that_one_import_made_and_then_changed_are_undone(bring):
    before = everything()
    job = bring(
        customers_step("first", "a.csv") + customers_step("second", "b.csv") + customers_step("third", "c.csv"),
        a="code,name,owner\nC1,Hotel,P1\n",
        b="code,name,owner\nC1,Inn,P2\n",
        c="code,name,owner\nC1,Bar,P1\n",
    )
    report = service.undo(job, actor=SYSTEM)
    assert report.refusals == []
    assert everything() == before


def test_what_somebody_changed_since_stays_and_is_named(bring):
    bring(customers_step(), customers="code,name,owner\nC1,Hotel,P1\n")
    job = bring(customers_step(), customers="code,name,owner\nC1,Inn,P1\nC2,Bar,P1\nC3,Pub,P1\n")
    for code, city in (("C1", "Bath"), ("C2", "York")):
        customers.change(model("crm.Customer").objects.get(code=code), actor=SYSTEM, city=city)
    report = service.undo(job, actor=SYSTEM)
    assert answer(report) == (1, 0, 2)
    assert sorted(r.title for r in report.refusals) == ["Bar", "Inn"]
    assert all("it was changed since" in r.reason for r in report.refusals)
    assert rows("crm.Customer", "code", "name", "city") == [("C1", "Inn", "Bath"), ("C2", "Bar", "York")]


def test_what_others_refer_to_stays_until_they_are_gone(bring):
    job = bring(customers_step(), customers="code,name,owner\nC1,Hotel,P1\nC2,Bar,P1\nC3,Pub,P1\nC4,Café,P1\n")
    found = {c.code: c for c in model("crm.Customer").objects.all()}
    contact = contacts.create(actor=SYSTEM, customer=found["C2"], name="Bo")
    notes.add(found["C3"], actor=SYSTEM, text="Called them")
    order = bring(ORDERS, orders=HEAD + "S1,C1,2024-01-31,001,2,10\n")
    report = service.undo(job, actor=SYSTEM)
    assert answer(report) == (1, 0, 3)
    assert {r.title: r.reason for r in report.refusals} == {
        "Hotel": "1 orders refer to it",
        "Bar": "1 contacts refer to it",
        "Pub": "1 notes refer to it",
    }
    contacts.remove(contact, actor=SYSTEM)
    service.undo(order, actor=SYSTEM)
    assert answer(service.undo(job, actor=SYSTEM)) == (2, 0, 1)
    assert rows("crm.Customer", "code") == [("C3",)]


def test_nobody_undoes_past_their_rights_or_reach(bring):
    job = bring(customers_step(), customers="code,name,owner\nC1,Hotel,P1\n")
    clerk = {"platform.run_import": EVERYTHING, "platform.view_job": EVERYTHING, "crm.change_customer": EVERYTHING}
    with pytest.raises(PermissionDenied, match=r"crm\.remove_customer"):
        service.undo(job, actor=Actor(1, "clerk", functions=clerk))
    from yanzhen.platform.actor import Reach

    near = clerk | {"crm.remove_customer": Reach(employee_ids=frozenset({10**9}))}
    report = service.undo(job, actor=Actor(1, "clerk", functions=near))
    assert [(r.title, r.reason) for r in report.refusals] == [("Hotel", "this record is outside your reach")]


def test_a_running_import_is_not_undone(bring):
    job = bring(customers_step(), customers="code,name,owner\nC1,Hotel,P1\n")
    model("platform.Job").objects.filter(pk=job.pk).update(state=JobState.RUNNING)
    with pytest.raises(RuleBroken, match="still runs"):
        service.undo(job, actor=SYSTEM)


def test_after_an_undo_the_same_files_come_in_anew(bring, tmp_path):
    text = "code,name,owner\nC1,Hotel,P1\n"
    job = bring(customers_step(), customers=text)
    service.undo(job, actor=SYSTEM)
    bring(customers_step(), customers=text)
    assert rows("crm.Customer", "code", "name") == [("C1", "Hotel")]


def test_an_order_confirmed_since_is_not_taken_back(bring):
    bring(customers_step(), customers="code,name,owner\nC1,Hotel,P1\n")
    draft = ORDERS.replace('number = "number",', 'number = "number", state = { const = "draft" },', 1)
    job = bring(draft, orders=HEAD + "S1,C1,2024-01-31,001,2,10\nS2,C1,2024-01-31,001,2,10\n")
    orders.confirm(model("orders.Order").objects.get(number="S1"), actor=SYSTEM)
    report = service.undo(job, actor=SYSTEM)
    assert answer(report) == (1, 0, 1)
    assert rows("orders.Order", "number") == [("S1",)]


def test_units_and_people_go_through_their_services(bring):
    steps = """
    [[steps]]
    name = "tree"
    noun = "organization.unit"
    file = "tree.csv"
    fields = { code = "code", name = "name", parent = "parent", company = { const = "OAK" } }
    """
    before = everything()
    job = bring(steps, tree="code,name,parent\nC,c,B\nB,b,A\nA,a,TOP\nTOP,Summit,\n")
    report = service.undo(job, actor=SYSTEM)
    assert report.refusals == []
    assert answer(report) == (3, 1, 0)
    assert everything() == before


def test_an_undo_that_is_interrupted_goes_on(bring, monkeypatch):
    monkeypatch.setattr(pipeline, "ROWS_PER_BATCH", 2)
    job = bring(customers_step(), customers="code,name,owner\n" + "".join(f"C{i},N{i},P1\n" for i in range(6)))
    plain, seen = restoring.Work.remove, []

    def once(self):
        seen.append(1)
        if len(seen) == 2:
            raise OSError(28, "No space left on device")
        plain(self)

    monkeypatch.setattr(restoring.Work, "remove", once)
    with pytest.raises(OSError, match="No space"):
        service.undo(job, actor=SYSTEM)
    assert len(rows("crm.Customer", "pk")) == 4
    assert model("platform.JobLine").objects.filter(text__startswith="The disk is full").exists()
    assert answer(service.undo(job, actor=SYSTEM)) == (4, 0, 0)
