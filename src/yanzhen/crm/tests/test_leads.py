"""Leads: who gets them, when the pool takes them back, and what becomes of them."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from tests.firm import model

from yanzhen.accounts.queries import actors
from yanzhen.accounts.services import roles
from yanzhen.accounts.tests.factories import UserFactory
from yanzhen.crm.enums.leads import LeadState
from yanzhen.crm.models import Contact, Customer, Lead, LeadHolding, Opportunity
from yanzhen.crm.queries import lead_rules as rules_read
from yanzhen.crm.queries import leads as leads_read
from yanzhen.crm.services import customers, lead_assigning, lead_pool, lead_qualifying, leads
from yanzhen.crm.tests.lead_team import DAY, aged, lead, pooled, who
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.tests.factories import EmployeeFactory, UnitFactory
from yanzhen.platform.actor import SYSTEM

pytestmark = pytest.mark.django_db


# -- Coming in and going out -------------------------------------------------------------------------------------------


def test_a_lead_with_an_owner_is_his_and_one_without_waits(team: dict[str, Any]) -> None:
    own, waiting = lead(owner=team["ann"]), lead(unit=team["unit"])
    assert (own.state, own.unit, own.number) == (LeadState.ASSIGNED, team["unit"], "L-000001")
    assert (waiting.state, waiting.owner) == (LeadState.NEW, None)
    assert LeadHolding.objects.get().began == "entered"


def test_rules_give_in_turn_and_tell_the_owner(team: dict[str, Any]) -> None:
    members = [{"employee": team[n]} for n in ("ann", "bob")]
    lead_assigning.create(actor=SYSTEM, name="东", places="浙江,上海", target="round_robin", members=members)
    got = [lead(province="浙江省", unit=team["unit"]).owner for _ in range(3)]
    assert got == [team["ann"], team["bob"], team["ann"]]
    assert lead(province="四川", unit=team["unit"]).state == LeadState.NEW
    assert set(model("platform.Notification").objects.values_list("topic", "user_id")) == {
        ("lead.assigned", team["ann_user"].pk), ("lead.assigned", team["bob_user"].pk),
    }  # fmt: skip
    assert model("platform.AuditEntry").objects.filter(verb="assign_lead").count() == 3


def test_the_dry_run_tells_and_writes_nothing(team: dict[str, Any]) -> None:
    for province in ("浙江", "浙江", "四川"):
        lead(province=province, unit=team["unit"])
    members = [{"employee": team[n]} for n in ("ann", "bob")]
    lead_assigning.create(
        actor=SYSTEM, name="东", places="浙江", target="round_robin", members=members, is_active=False
    )
    found = rules_read.dry_run(SYSTEM, with_inactive=True)
    assert [one.member for one in found.given] == [team["ann"].pk, team["bob"].pk, None]
    assert found.uncaught == 1
    assert rules_read.dry_run(SYSTEM).uncaught == 3
    assert not Lead.objects.exclude(state="new").exists()


def test_who_left_gets_nothing(team: dict[str, Any]) -> None:
    model("organization.Employee").objects.filter(pk=team["ann"].pk).update(hired_on=None, left_on=date(2020, 1, 1))
    members = [{"employee": team[n]} for n in ("ann", "bob")]
    lead_assigning.create(actor=SYSTEM, name="全", target="least_load", members=members)
    assert [lead(unit=team["unit"]).owner for _ in range(2)] == [team["bob"]] * 2


@pytest.mark.parametrize(
    ("target", "members", "field"), [("person", ["ann", "bob"], "members"), ("round_robin", [], "members")]
)
def test_rules_without_sense_are_refused(team: dict[str, Any], target: str, members: list[str], field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        lead_assigning.create(actor=SYSTEM, name="x", target=target, members=[{"employee": team[n]} for n in members])
    assert list(refused.value.errors) == [field]


# -- The pool ----------------------------------------------------------------------------------------------------------


def test_the_pool_shows_colleagues_no_way_to_reach_the_person(team: dict[str, Any]) -> None:
    row = pooled(owner=team["bob"], person="王女士", email="w@example.com")
    actor = who(team, "ann")
    [shown] = leads_read.pooled(list(leads_read.pool(actor)), actor)
    assert (shown.company, shown.person, shown.phone, shown.email, shown.is_open) == (
        "甲公司",
        "•••",
        "•••",
        "•••",
        False,
    )
    stranger = UserFactory(employee=EmployeeFactory(unit=UnitFactory(code="Z")))
    roles.grant(actor=SYSTEM, user=stranger, role="rep", reach="own")
    assert not leads_read.pool(actors.actor_of(stranger)).exists()
    assert lead_pool.claim(actor=actor, key=row.pk).owner == team["ann"]
    assert leads_read.visible(actor).get().phone == "13800000001"


def test_whoever_enters_a_lead_again_is_told(team: dict[str, Any]) -> None:
    row = lead(owner=team["bob"], company="上海甲乙有限公司")
    ann, bob = who(team, "ann"), who(team, "bob")
    assert leads_read.same(ann, "甲乙公司", "") == [leads_read.Same(None, "", str(team["bob"]), False)]
    assert leads_read.same(bob, "", "138-0000-0001") == [leads_read.Same(row.pk, row.company, str(team["bob"]), False)]
    assert leads_read.same(bob, "甲乙公司", "", row.pk) == leads_read.same(ann, "别家公司", "") == []


def test_limits_of_claiming(team: dict[str, Any]) -> None:
    ann = who(team, "ann")
    given_back = pooled(owner=team["ann"], phone="13800000002")
    with pytest.raises(RuleBroken) as barred:
        lead_pool.claim(actor=ann, key=given_back.pk)
    lead_pool.put(actor=SYSTEM, values={"claim_most": 1, "barred_days": 0})
    lead_pool.claim(actor=ann, key=given_back.pk)
    with pytest.raises(RuleBroken) as enough:
        lead_pool.claim(actor=ann, key=pooled(phone="13800000003", unit=team["unit"]).pk)
    lead_pool.put(actor=SYSTEM, values={"claim_most": 0, "hold_most": 1})
    with pytest.raises(RuleBroken) as full:
        lead_pool.claim(actor=ann, key=pooled(phone="13800000004", unit=team["unit"]).pk)
    with pytest.raises(RuleBroken) as taken:
        lead_pool.claim(actor=who(team, "bob"), key=given_back.pk)
    assert [e.value.code for e in (barred, enough, full, taken)] == ["barred", "enough_today", "full", "taken"]


def test_the_pool_warns_then_takes_back_and_does_each_once(team: dict[str, Any]) -> None:
    row = aged(lead(owner=team["ann"]), 12)
    first, again = lead_pool.sweep(), lead_pool.sweep()
    assert (first["warned"], first["reclaimed"], again["warned"], again["reclaimed"]) == (1, 0, 0, 0)
    assert lead_pool.sweep(timezone.now() + 3 * DAY + timedelta(hours=1))["reclaimed"] == 1
    row.refresh_from_db()
    assert (row.state, row.owner) == (LeadState.POOL, None)
    assert LeadHolding.objects.get().ended == "no_follow_up"
    assert lead_pool.sweep(timezone.now() + 4 * DAY)["reclaimed"] == 0
    topics = model("platform.Notification").objects.filter(user_id=team["ann_user"].pk).order_by("pk")
    assert list(topics.values_list("topic", flat=True)) == ["lead.assigned", "lead.warned", "lead.reclaimed"]


def test_a_follow_up_keeps_it_and_a_deal_deadline_does_not_move(team: dict[str, Any]) -> None:
    row = aged(lead(owner=team["ann"]), 20)
    leads.touch(row, actor=who(team, "ann"), kind="call", note="聊了预算", due_on=date(2026, 12, 1))
    assert lead_pool.sweep() == {"assigned": 0, "warned": 0, "reclaimed": 0, "pooled": 0}
    aged(row, 59)
    assert lead_pool.sweep()["warned"] == 1
    row.refresh_from_db()
    assert row.state == LeadState.WORKING


def test_new_leads_nobody_got_go_to_the_pool(team: dict[str, Any]) -> None:
    row = lead(unit=team["unit"])
    assert lead_pool.sweep()["pooled"] == 0
    assert lead_pool.sweep(timezone.now() + 2 * DAY)["pooled"] == 1
    row.refresh_from_db()
    assert row.state == LeadState.POOL


def test_leads_that_are_waiting_are_given_out_later(team: dict[str, Any]) -> None:
    row = lead(unit=team["unit"])
    lead_assigning.create(actor=SYSTEM, name="全", target="person", members=[{"employee": team["bob"]}])
    assert lead_pool.sweep()["assigned"] == 1
    row.refresh_from_db()
    assert row.owner == team["bob"]


def test_bounds_out_of_range_are_refused_together() -> None:
    with pytest.raises(RuleBroken) as refused:
        lead_pool.put(actor=SYSTEM, values={"silent_days": 9, "warn_days": 61, "colour": 1})
    assert set(refused.value.errors) == {"warn_days", "colour"}
    assert not model("crm.LeadSetting").objects.exists()


# -- Acts --------------------------------------------------------------------------------------------------------------


def test_what_is_more_than_unknown_has_evidence(team: dict[str, Any]) -> None:
    row = lead(owner=team["ann"])
    with pytest.raises(RuleBroken) as refused:
        leads.change(row, actor=who(team, "ann"), bant_budget="confirmed")
    assert list(refused.value.errors) == ["bant_budget_evidence"]
    changed = leads.change(row, actor=who(team, "ann"), bant_budget="weak", bant_budget_evidence="总经理口头说 20 万")
    assert changed.bant_budget == "weak"


def test_handing_on_and_closing_are_kept(team: dict[str, Any]) -> None:
    row = lead(owner=team["ann"])
    row = leads.change(row, actor=who(team, "max"), owner=team["bob"])
    with pytest.raises(RuleBroken):
        leads.change(row, actor=who(team, "max"), owner=None)
    row = leads.lose(row, actor=who(team, "bob"), reason="no_budget", note="明年再说")
    with pytest.raises(RuleBroken):
        leads.change(row, actor=who(team, "bob"), city="杭州")
    assert leads.change(row, actor=who(team, "max"), owner=team["ann"]).state == LeadState.LOST  # somebody left
    row = leads.change(row, actor=who(team, "max"), owner=team["bob"])
    row = leads.reopen(row, actor=who(team, "bob"))
    assert (row.state, row.lost_reason) == (LeadState.ASSIGNED, "")
    stays = LeadHolding.objects.order_by("pk").values_list("employee__name", "ended")
    assert list(stays) == [("ann", "handed_on"), ("bob", "lost"), ("bob", "")]


def test_a_lead_becomes_customer_contact_and_opportunity_in_one_act(team: dict[str, Any]) -> None:
    row = lead(
        owner=team["ann"], person="王女士", title="采购经理", budget=Decimal("200000"), city="杭州", province="浙江",
        source="fair", bant_need="confirmed", bant_need_evidence="新店三月开业",
    )  # fmt: skip
    made = lead_qualifying.qualify(row, actor=who(team, "ann"), name="甲公司新店", expected_on=date(2027, 3, 1))
    row.refresh_from_db()
    assert (row.state, row.customer, row.contact) == (LeadState.QUALIFIED, made.customer, made.contact)
    assert (made.lead, made.amount, made.owner) == (row, Decimal("200000.00"), team["ann"])
    assert "新店三月开业" in made.note
    assert (made.customer.name, made.customer.phone, made.customer.city) == ("甲公司", "13800000001", "杭州")
    assert (made.contact.name, made.contact.title, made.contact.phone) == ("王女士", "采购经理", "13800000001")
    with pytest.raises(RuleBroken):
        lead_qualifying.qualify(row, actor=who(team, "ann"), name="x", expected_on=date(2027, 3, 1))


def test_an_existing_customer_and_contact_are_used(team: dict[str, Any]) -> None:
    there = customers.create(actor=SYSTEM, name="甲公司", owner=team["ann"])
    known = Contact.objects.create(customer=there, name="王女士")
    row = lead(owner=team["ann"], person="王女士")
    made = lead_qualifying.qualify(
        row, actor=who(team, "ann"), name="续单", expected_on=date(2027, 3, 1), customer=there
    )
    assert (made.customer, made.contact) == (there, known)
    assert (Customer.objects.count(), Contact.objects.count()) == (1, 1)


def test_what_is_refused_on_the_way_leaves_nothing(team: dict[str, Any]) -> None:
    customers.create(actor=SYSTEM, name="乙公司", owner=team["bob"], phone="13800000001")
    row = lead(owner=team["ann"], person="王女士")
    with pytest.raises(RuleBroken):
        lead_qualifying.qualify(row, actor=who(team, "ann"), name="x", expected_on=date(2027, 3, 1))
    row.refresh_from_db()
    assert (row.state, row.customer) == (LeadState.ASSIGNED, None)
    assert not Opportunity.objects.exists()
    assert not Contact.objects.exists()
