"""Somebody's last day: one act, everything to new owners, undone within a day what nobody touched since."""

import threading
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.utils import timezone

from yanzhen.accounts.tests.factories import PASSWORD, people
from yanzhen.crm.calc import handing
from yanzhen.crm.models import Customer, Handover
from yanzhen.crm.queries import handovers as rows
from yanzhen.crm.services import contacts, customers, handovers, letters
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.services import coverages
from yanzhen.organization.tests.factories import RegionFactory, TerritoryFactory
from yanzhen.platform import narrowing, tasks, writes
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.pages import nouns

pytestmark = pytest.mark.django_db
LAST = date(2026, 12, 31)
KEY = "crm.customer.owner"
AuditEntry: Any = apps.get_model("platform", "AuditEntry")
Task: Any = apps.get_model("platform", "Task")


@pytest.fixture
def five() -> Any:
    return people()


def customer(five: Any, name: str, **more: Any) -> Customer:
    return customers.create(actor=SYSTEM, name=name, code=f"K-{name}", owner=five.rep.employee, **more)


def begun(five: Any, by: str = "manager") -> Handover:
    return handovers.create(actor=five.actor(by), employee=five.rep.employee, last_on=LAST)


def ruled(five: Any, row: Handover, rule: str, person: Any = None) -> Handover:
    key = person.employee_id if person else None
    return handovers.plan(row, actor=five.actor("manager"), rules={KEY: {"rule": rule, "person": key}})


def heirs(row: Handover) -> dict[str, Any]:
    return dict(row.items.order_by("pk").values_list("title", "heir_id"))


def owners() -> dict[str, Any]:
    return dict(Customer.objects.order_by("pk").values_list("name", "owner_id"))


# -- Sharing out -------------------------------------------------------------------------------------------------------


def test_evenly_differs_by_one_at_most_and_falls_to_the_manager_without_mates() -> None:
    things = [handing.Thing(n) for n in range(7)]
    # 7 things among 3: 3, 2, 2
    found = list(handing.shared_out(things, "even", handing.Heirs(manager=9, mates=[1, 2, 3])).values())
    assert [found.count(k) for k in (1, 2, 3)] == [3, 2, 2]
    assert set(handing.shared_out(things, "even", handing.Heirs(manager=9)).values()) == {9}
    assert handing.shared_out([handing.Thing(1, territory=4)], "territory", handing.Heirs(9, by_territory={4: 5})) == {
        1: 5
    }
    assert handing.shared_out([handing.Thing(1, territory=6)], "territory", handing.Heirs(9, by_territory={4: 5})) == {
        1: 9
    }


def test_customers_go_to_the_next_of_the_territory_and_tasks_with_them(five: Any) -> None:
    territory = TerritoryFactory(code="T", region=RegionFactory(code="R"))
    coverages.create(actor=SYSTEM, employee=five.teammate.employee, territory=territory, starts_on=date(2025, 1, 1))
    there, elsewhere = customer(five, "甲", territory=territory), customer(five, "乙")
    tasks.add(there, actor=five.actor("rep"), title="送样", due_on=timezone.localdate())
    row = begun(five)
    assert heirs(row) == {
        "甲": five.teammate.employee_id,
        "乙": five.manager.employee_id,
        "送样 · 甲": five.teammate.employee_id,
    }
    handovers.carry_out(row, actor=five.actor("manager"))
    assert owners() == {"甲": five.teammate.employee_id, "乙": five.manager.employee_id}
    assert Task.objects.get().assignee_id == five.teammate.pk
    elsewhere.refresh_from_db()
    assert elsewhere.unit_id == five.manager.employee.unit_id


def test_by_hand_outlives_another_rule(five: Any) -> None:
    for name in ("甲", "乙", "丙"):
        customer(five, name)
    row = ruled(five, begun(five), "person", five.teammate)
    item = row.items.get(title="乙")
    assert handovers.assign(row, actor=five.actor("manager"), heirs={item.pk: None}) == 1
    ruled(five, row, "manager")
    mine = five.manager.employee_id
    assert heirs(row) == {"乙": None, "甲": mine, "丙": mine}
    with pytest.raises(RuleBroken):
        handovers.assign(row, actor=five.actor("manager"), heirs={item.pk: five.rep.employee_id})
    with pytest.raises(RuleBroken):
        ruled(five, row, "person", five.stranger)


# -- The act -----------------------------------------------------------------------------------------------------------


def test_one_act_ends_access_moves_everything_and_is_told_in_the_trail(five: Any) -> None:
    made = customer(five, "甲")
    contacts.create(actor=SYSTEM, customer=made, name="李四", phone="13800001111")
    row = ruled(five, begun(five), "person", five.teammate)
    customer(five, "后来的")  # came into the name after it was prepared
    done = handovers.carry_out(row, actor=five.actor("manager"))
    five.rep.refresh_from_db()
    assert (done.state, five.rep.is_active) == ("done", False)
    assert set(owners().values()) == {five.teammate.employee_id}
    moved = AuditEntry.objects.filter(noun_name="crm.customer", verb="change")
    assert set(moved.values_list("user_id", flat=True)) == {five.manager.pk}
    found = apps.get_model("platform", "SearchEntry").objects.filter(noun_name__in=("crm.customer", "crm.contact"))
    assert list(found.values_list("owner_id", flat=True)) == [five.teammate.employee_id] * 3
    told = apps.get_model("platform", "Notification").objects.get(topic="handover.taken")
    assert (told.user_id, told.params["count"]) == (five.teammate.pk, "2")
    with pytest.raises(RuleBroken, match="already"):
        handovers.carry_out(row, actor=five.actor("manager"))


def test_narrow_checks_ask_for_what_changes_and_for_the_rules_that_name_it(five: Any) -> None:
    """A slip of long ago elsewhere in the record keeps nobody from handing it over; a rule about the field does."""
    first, second = customer(five, "甲", phone="0571-88880001"), customer(five, "乙", shares_phone=False)
    Customer.objects.filter(pk=second.pk).update(source="nonsense", phone_key=first.phone_key, shares_phone=True)
    with narrowing.narrowed():
        given = writes.change(second, actor=SYSTEM, owner=five.teammate.employee)
        assert given.owner_id == five.teammate.employee_id
        with pytest.raises(RuleBroken, match="telephone number"):
            writes.change(given, actor=SYSTEM, shares_phone=False)
        with pytest.raises(RuleBroken) as taken:
            writes.change(given, actor=SYSTEM, code=first.code)
    assert list(taken.value.errors) == ["code"]
    with pytest.raises(RuleBroken) as checked:
        writes.change(given, actor=SYSTEM, owner=five.manager.employee)
    assert list(checked.value.errors) == ["source"]


def test_who_may_hand_over_whom(five: Any) -> None:
    for name, leaver, error in (
        ("rep", five.teammate, PermissionDenied),
        ("manager", five.manager, RuleBroken),
        ("manager", five.stranger, RuleBroken),
        ("manager", five.finance, RuleBroken),
    ):
        with pytest.raises(error):
            handovers.create(actor=five.actor(name), employee=leaver.employee, last_on=LAST)
    assert not Handover.objects.exists()


def test_a_manager_ends_no_access_of_who_holds_power_over_others(five: Any) -> None:
    from yanzhen.accounts.services import roles

    roles.grant(actor=SYSTEM, user=five.rep, role="admin", reach="all")
    customer(five, "甲")
    row = ruled(five, begun(five), "person", five.teammate)
    with pytest.raises(RuleBroken, match="administrator"):
        handovers.carry_out(row, actor=five.actor("manager"))
    five.rep.refresh_from_db()
    assert (five.rep.is_active, owners()) == (True, {"甲": five.rep.employee_id})


def test_a_long_handover_is_a_job_that_may_run_twice(five: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(handovers, "AT_ONCE", 2)
    for name in ("甲", "乙", "丙"):
        customer(five, name)
    row = handovers.carry_out(ruled(five, begun(five), "person", five.teammate), actor=five.actor("manager"))
    assert (row.state, set(owners().values())) == ("running", {five.rep.employee_id})
    five.rep.refresh_from_db()
    assert not five.rep.is_active  # access does not wait for the job
    job = apps.get_model("platform", "Job").objects.get()
    handovers.carry_on.func(job.pk)
    handovers.carry_on.func(job.pk)
    row.refresh_from_db()
    assert (row.state, set(owners().values())) == ("done", {five.teammate.employee_id})


# -- All or nothing ----------------------------------------------------------------------------------------------------


def refuses(monkeypatch: Any, *names: str) -> None:
    """Let the service of customers refuse some of them, as a rule of the trade would."""
    change = customers.change

    def refusing(row: Any, **values: Any) -> Any:
        if row.name in names and "owner" in values:
            raise RuleBroken("under a dispute", field="owner", code="dispute")
        return change(row, **values)

    monkeypatch.setattr(nouns.get("crm.customer").services, "change", refusing)


def test_one_refusal_hands_over_nothing_and_keeps_the_access(five: Any, monkeypatch: Any) -> None:
    for name in ("甲", "乙", "丙"):
        customer(five, name)
    row = ruled(five, begun(five), "person", five.teammate)
    refuses(monkeypatch, "乙")
    before = AuditEntry.objects.count()
    with pytest.raises(RuleBroken, match="乙: under a dispute") as refused:
        handovers.carry_out(row, actor=five.actor("manager"))
    row.refresh_from_db()
    five.rep.refresh_from_db()
    assert (row.state, five.rep.is_active, AuditEntry.objects.count()) == ("draft", True, before)
    assert set(owners().values()) == {five.rep.employee_id}
    refused.value.settle()  # what every door does
    assert list(row.items.filter(state="refused").values_list("title", "reason")) == [("乙", "under a dispute")]
    handovers.leave_refused(row, actor=five.actor("manager"))
    done = handovers.carry_out(row, actor=five.actor("manager"))
    assert (done.state, owners()["乙"], owners()["甲"]) == ("done", five.rep.employee_id, five.teammate.employee_id)


def test_a_check_says_beforehand_what_would_be_refused_and_moves_nothing(five: Any, monkeypatch: Any) -> None:
    for name in ("甲", "乙"):
        customer(five, name)
    row = ruled(five, begun(five), "person", five.teammate)
    refuses(monkeypatch, "乙")
    before = AuditEntry.objects.filter(noun_name="crm.customer").count()
    handovers.check(row, actor=five.actor("manager"))
    assert dict(row.items.values_list("title", "state")) == {"甲": "planned", "乙": "refused"}
    assert set(owners().values()) == {five.rep.employee_id}
    assert AuditEntry.objects.filter(noun_name="crm.customer").count() == before
    five.rep.refresh_from_db()
    assert five.rep.is_active
    other = row.items.get(title="乙")
    handovers.assign(row, actor=five.actor("manager"), heirs={other.pk: five.manager.employee_id})
    assert row.items.get(title="乙").state == "planned"  # another choice is not known to be refused


def test_what_can_no_longer_be_changed_stays_as_history(five: Any, monkeypatch: Any) -> None:
    for name in ("甲", "乙"):
        customer(five, name)
    closed = replace(nouns.get("crm.customer"), may_change=lambda row: row.name != "乙")
    monkeypatch.setattr(nouns, "get", lambda name: closed)
    assert list(begun(five).items.values_list("title", flat=True)) == ["甲"]


def test_a_long_handover_that_is_refused_is_prepared_again(five: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(handovers, "AT_ONCE", 1)
    for name in ("甲", "乙", "丙"):
        customer(five, name)
    row = handovers.carry_out(ruled(five, begun(five), "person", five.teammate), actor=five.actor("manager"))
    refuses(monkeypatch, "丙")
    job = apps.get_model("platform", "Job").objects.get()
    handovers.carry_on.func(job.pk)
    row.refresh_from_db()
    job.refresh_from_db()
    assert (row.state, job.state, set(owners().values())) == ("draft", "failed", {five.rep.employee_id})
    assert row.items.get(state="refused").title == "丙"
    five.rep.refresh_from_db()
    assert not five.rep.is_active  # access does not wait


# -- Undone ------------------------------------------------------------------------------------------------------------


def test_undo_gives_back_what_nobody_changed_and_leaves_access_ended(five: Any) -> None:
    kept, changed = customer(five, "甲"), customer(five, "乙")
    tasks.add(kept, actor=five.actor("rep"), title="送样", due_on=timezone.localdate())
    row = handovers.carry_out(ruled(five, begun(five), "person", five.teammate), actor=five.actor("manager"))
    changed.refresh_from_db()
    customers.change(changed, actor=five.actor("teammate"), city="杭州")
    row = handovers.undo(row, actor=five.actor("manager"))
    assert owners() == {"甲": five.rep.employee_id, "乙": five.teammate.employee_id}
    assert Task.objects.get().assignee_id == five.rep.pk
    left = row.items.get(title="乙")
    assert (row.state, left.state, "changed" in left.reason) == ("undone", "left", True)
    five.rep.refresh_from_db()
    assert not five.rep.is_active
    again = begun(five)  # and it can be done over
    assert again.pk != row.pk


def test_undo_is_for_a_day(five: Any) -> None:
    customer(five, "甲")
    row = handovers.carry_out(ruled(five, begun(five), "person", five.teammate), actor=five.actor("manager"))
    Handover.objects.update(done_at=timezone.now() - timedelta(hours=25))
    with pytest.raises(RuleBroken, match="for a day"):
        handovers.undo(row, actor=five.actor("manager"))
    assert owners() == {"甲": five.teammate.employee_id}


# -- Letters and exports -----------------------------------------------------------------------------------------------


def test_letters_name_the_new_owner_in_both_languages(five: Any) -> None:
    customer(five, "甲酒店")
    row = ruled(five, begun(five), "person", five.teammate)
    zh, en = (next(letters.of(row, row.items.all(), language)).text for language in ("zh-hans", "en"))
    assert "甲酒店" in zh
    assert "林晓帆" in zh
    assert "陈志豪" in zh
    assert "{" not in zh + en
    for wrong in ("{phone}", "{customer.owner}", "{customer:>999999999}", "{"):
        with pytest.raises(RuleBroken):
            letters.check(wrong, "letter_zh")


def test_exports_of_the_last_month_are_shown(five: Any) -> None:
    records = apps.get_model("platform", "ExportRecord").objects
    for n, days in enumerate((1, 29, 31)):
        made = records.create(
            code=f"C{n}", user_id=five.rep.pk, who="rep", noun_name="crm.customer", title=f"客户 {days}", rows=5,
            file_format="csv", door="page",
        )  # fmt: skip
        records.filter(pk=made.pk).update(exported_at=timezone.now() - timedelta(days=days))
    assert [e["title"] for e in rows.exports_of(five.rep.pk, five.actor("manager"))] == ["客户 29", "客户 1"]


# -- Pages -------------------------------------------------------------------------------------------------------------


def test_the_page_does_it_all(five: Any) -> None:
    made = customer(five, "甲")
    client = Client(headers={"accept-language": "en"})
    client.post("/accounts/sign-in/", {"username": "manager", "password": PASSWORD})
    assert (
        client.post("/handovers/new/", {"employee": five.rep.employee_id, "last_on": "2026-12-31"}).status_code == 302
    )
    row = Handover.objects.get()
    page = f"/handovers/{row.pk}/"
    assert KEY in client.get(page).text
    wrong = client.post(f"{page}plan/", {f"rule.{KEY}": "person"})
    assert wrong.status_code == 422
    client.post(f"{page}plan/", {f"rule.{KEY}": "person", f"person.{KEY}": five.teammate.employee_id})
    item = row.items.get()
    assert item.heir_id == five.teammate.employee_id
    client.post(f"{page}assign/", {f"item.{item.pk}": five.manager.employee_id})
    assert client.post(f"{page}letter/", {"letter_zh": "{x}", "letter_en": ""}).status_code == 422
    assert "甲" in client.get(f"{page}letters/").text
    client.post(f"{page}do/check/")
    assert "1 record can change hands" in client.get(page).text
    assert client.post(f"{page}do/carry_out/").status_code == 302
    made.refresh_from_db()
    assert made.owner_id == five.manager.employee_id
    assert "Handed over" in client.get(page).text
    overview = client.get(f"/api/v1/handovers/{row.pk}/overview").json()
    assert (overview["counts"], overview["has_access"]) == ({"moved": 1}, False)
    other = Client()
    other.post("/accounts/sign-in/", {"username": "teammate", "password": PASSWORD})
    assert other.get(page).status_code == 403


# -- Two at once -------------------------------------------------------------------------------------------------------


def at_once(row: Handover, five: Any) -> list[str]:
    """Two people carry out one handover at the same moment; what each was told."""
    start, said = threading.Barrier(2), list[str]()

    def hand() -> None:
        try:
            seen = Handover.objects.get(pk=row.pk)
            start.wait(timeout=120)
            handovers.carry_out(seen, actor=five.actor("manager"))
            said.append("done")
        except RuleBroken:
            said.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=hand) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


@pytest.mark.django_db(transaction=True)
def test_two_people_hand_over_the_same_leaver_at_once() -> None:
    five = people()
    for n in range(3):
        customer(five, f"客户{n}")
    row = ruled(five, begun(five), "person", five.teammate)
    assert at_once(row, five) == ["done", "refused"]
    assert AuditEntry.objects.filter(verb="hand_over").count() == 1
    assert AuditEntry.objects.filter(verb="change", noun_name="crm.customer").count() == 3


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_hand_over(monkeypatch: Any) -> None:
    """The twin: whoever goes by what they saw before, instead of reading it again under its lock."""
    five = people()
    for n in range(3):
        customer(five, f"客户{n}")
    row = ruled(five, begun(five), "person", five.teammate)
    monkeypatch.setattr(handovers, "_open", lambda handover: handover)
    assert at_once(row, five) == ["done", "done"]
    assert AuditEntry.objects.filter(verb="hand_over").count() == 2


def test_only_one_is_prepared_for_a_person_at_a_time(five: Any) -> None:
    begun(five)
    with pytest.raises(RuleBroken, match="already"):
        begun(five)
