"""Leads: who gets them, when the pool takes them back, and what becomes of them."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.firm import model

from yanzhen.accounts.queries import actors
from yanzhen.accounts.services import roles
from yanzhen.accounts.tests.factories import UserFactory
from yanzhen.crm.enums.leads import LeadState
from yanzhen.crm.models import Contact, Customer, Lead, LeadForm, LeadHolding, LeadModel, LeadTouch, Opportunity
from yanzhen.crm.queries import lead_points as points_read
from yanzhen.crm.queries import lead_rules as rules_read
from yanzhen.crm.queries import leads as leads_read
from yanzhen.crm.services import (
    customers,
    lead_assigning,
    lead_forms,
    lead_points,
    lead_pool,
    lead_qualifying,
    lead_scores,
    leads,
)  # fmt: skip
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.tests.factories import EmployeeFactory, UnitFactory
from yanzhen.platform.actor import SYSTEM, Actor

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def team() -> dict[str, Any]:
    """Two representatives and a manager of one company, each signing in."""
    roles.ensure_standard_roles(actor=SYSTEM)
    unit = UnitFactory(code="U")
    found: dict[str, Any] = {"unit": unit}
    for name, role, reach in (("ann", "rep", "own"), ("bob", "rep", "own"), ("max", "manager", "unit")):
        person = EmployeeFactory(unit=unit, name=name)
        user = UserFactory(username=name, employee=person, display_name=name)
        roles.grant(actor=SYSTEM, user=user, role=role, reach=reach)
        found[name], found[f"{name}_user"] = person, user
    return found


def who(team: dict[str, Any], name: str) -> Actor:
    return actors.actor_of(team[f"{name}_user"])


def lead(**values: Any) -> Lead:
    return leads.create(actor=SYSTEM, **{"company": "甲公司", "phone": "13800000001", **values})


def pooled(owner: Any = None, **values: Any) -> Lead:
    row = lead(owner=owner, **values) if owner else lead(**values)
    if owner:
        return lead_pool.release(row, actor=SYSTEM)
    Lead.objects.filter(pk=row.pk).update(state="pool", pooled_at=timezone.now())
    row.refresh_from_db()
    return row


def aged(row: Lead, days: float) -> Lead:
    Lead.objects.filter(pk=row.pk).update(assigned_at=timezone.now() - days * DAY)
    row.refresh_from_db()
    return row


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


# -- Points and the model ----------------------------------------------------------------------------------------------


def test_points_are_kept_with_the_lead_and_follow_the_rules(team: dict[str, Any]) -> None:
    row = lead(owner=team["ann"], province="浙江", source="fair")
    point = lead_points.create(actor=SYSTEM, fact="place", value="浙江、上海", points=10)
    lead_points.create(actor=SYSTEM, fact="source", value="Trade fair", points=5)
    lead_points.create(actor=SYSTEM, fact="quote", points=20)
    leads.touch(row, actor=SYSTEM, kind="quote")
    row.refresh_from_db()
    assert row.points == 35
    [found] = points_read.of([row])
    assert [p.points for p in found.parts] == [20, 10, 5]
    lead_points.remove(point, actor=SYSTEM)
    row.refresh_from_db()
    assert row.points == 25


@pytest.mark.parametrize(
    ("fact", "value"), [("place", " "), ("budget", "many"), ("source", "moon"), ("category", "no such")]
)
def test_points_without_sense_are_refused(fact: str, value: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        lead_points.create(actor=SYSTEM, fact=fact, value=value, points=1)
    assert list(refused.value.errors) == ["value"]


def closed(count: int, unit: Any) -> None:
    """Leads of old: four of five from fairs were won, one of five from lists; nothing else says anything."""
    rows = []
    for n in range(count):
        fair = n % 2 == 0
        won = (n // 2) % 5 != 0 if fair else (n // 2) % 5 == 0
        rows.append(
            Lead(
                number=f"X-{n}",
                company=f"公司{n}",
                company_key=f"公司{n}",
                unit=unit,
                source="fair" if fair else "list",
                state="qualified" if won else "lost",
                lost_reason="" if won else "no_need",
                budget=Decimal(1) if won else None,
            )
        )
    Lead.objects.bulk_create(rows)


def test_a_dozen_closed_leads_give_no_score_and_say_so(team: dict[str, Any]) -> None:
    closed(12, team["unit"])
    row = lead(owner=team["ann"])
    Lead.objects.filter(pk=row.pk).update(score=77, score_parts={"base": 1, "points": []})
    found = lead_scores.train(who="max")
    row.refresh_from_db()
    assert (found.verdict, found.scored, row.score) == ("few", 0, None)
    client = Client()
    client.force_login(team["max_user"])
    assert "50" in client.get("/leads/score/", headers={"Accept-Language": "en"}).content.decode()


def test_the_model_learns_from_what_was_known_early_only(team: dict[str, Any]) -> None:
    closed(600, team["unit"])
    good, bad = lead(owner=team["ann"], source="fair"), lead(owner=team["ann"], source="list")
    found = lead_scores.train(who="max")
    assert (found.verdict, found.scored, LeadModel.objects.count()) == ("trained", 2, 1)
    assert "source" in found.report["used"]
    given = {one["field"] for one in found.report["left_out"] if one["reason"] == "given"}
    assert {"budget", "bant_need", "lost_reason", "follow_ups"} <= given
    assert found.report["calibration"]
    good.refresh_from_db()
    bad.refresh_from_db()
    assert good.score > 60 > 40 > bad.score
    assert good.score == good.score_parts["base"] + sum(points for _name, points in good.score_parts["points"])
    client = Client()
    client.force_login(team["ann_user"])
    assert str(good.score) in client.get(f"/leads/{good.pk}/").content.decode()


# -- The web form ------------------------------------------------------------------------------------------------------


@pytest.fixture
def form(team: dict[str, Any]) -> LeadForm:
    return lead_forms.create(
        actor=SYSTEM, name="官网咨询", name_en="Contact us", unit=team["unit"], origins="https://www.example.com/"
    )


def send(form: LeadForm, *, seconds: int = 10, **values: Any) -> Any:
    """Answer a page that was drawn so many seconds ago."""
    from unittest import mock

    with mock.patch("django.core.signing.time.time", return_value=timezone.now().timestamp() - seconds):
        stamp = lead_forms.stamp(form)
    answer = {"company": "丙公司", "person": "李", "phone": "13700000009", "consent": "on", "stamp": stamp, **values}
    return Client(enforce_csrf_checks=True).post(f"/f/{form.key}/?lang=en", answer)


def test_anybody_may_send_the_form_and_it_becomes_a_lead(form: LeadForm) -> None:
    drawn = Client().get(f"/f/{form.key}/?lang=en")
    assert "I agree that you keep" in drawn.content.decode()
    assert "frame-ancestors https://www.example.com;" in f"{drawn['Content-Security-Policy']};"
    assert "X-Frame-Options" not in drawn
    assert not drawn.cookies
    assert send(form, note="要二十张桌子").status_code == 200
    made = Lead.objects.get()
    assert (made.company, made.source, made.form, made.unit) == ("丙公司", "web", form, form.unit)
    entry = model("platform.AuditEntry").objects.get(noun_name="crm.lead", verb="create")
    assert (entry.who, entry.user_id) == ("system", None)
    assert LeadTouch.objects.get().kind == "form"


def test_whoever_writes_again_is_not_entered_twice(form: LeadForm) -> None:
    assert send(form).status_code == send(form, company="丙有限公司").status_code == 200
    assert (Lead.objects.count(), LeadTouch.objects.count()) == (1, 2)


def test_machines_are_kept_out(form: LeadForm, team: dict[str, Any]) -> None:
    assert send(form, website="https://spam.example").status_code == 200  # and thinks it was taken
    assert send(form, seconds=0).status_code == 422
    assert send(form, seconds=90_000).status_code == 422
    assert send(form, stamp="x").status_code == 422
    other = lead_forms.create(actor=SYSTEM, name="另一", unit=team["unit"])
    with_mark = {"stamp": lead_forms.stamp(other)}
    assert send(form, **with_mark).status_code == 422
    assert send(form, consent="").status_code == 422
    assert send(form, phone="", email="").status_code == 422
    assert send(form, note="x" * 30_000).status_code == 413
    assert not Lead.objects.exists()
    statuses = {send(form, consent="").status_code for _ in range(lead_forms.PER_ADDRESS)}
    assert statuses == {422, 429}


def test_one_page_counts_once(form: LeadForm) -> None:
    values = {"company": "丁", "person": "丁", "email": "d@example.com"}
    first = lead_forms.submit(form, address="192.0.2.1", mark="m", values=values)
    assert first is not None
    assert lead_forms.submit(form, address="192.0.2.1", mark="m", values=values) is None
    assert LeadTouch.objects.count() == 1


def test_a_form_that_is_off_or_unknown_is_not_there(form: LeadForm) -> None:
    lead_forms.change(form, actor=SYSTEM, is_active=False)
    assert Client().get(f"/f/{form.key}/").status_code == Client().get("/f/guess/").status_code == 404


@pytest.mark.parametrize(
    "origin", ["www.example.com", "https://a.example/path", "javascript:alert(1)", "https://*", "ftp://a.b"]
)
def test_only_websites_may_frame_it(team: dict[str, Any], origin: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        lead_forms.create(actor=SYSTEM, name="x", unit=team["unit"], origins=origin)
    assert list(refused.value.errors) == ["origins"]


# -- Pages and API -----------------------------------------------------------------------------------------------------


def test_the_pages_stand(team: dict[str, Any], form: LeadForm) -> None:
    row, waiting = lead(owner=team["ann"], budget=Decimal("5")), pooled(unit=team["unit"], company="池中公司")
    lead_assigning.create(actor=SYSTEM, name="全", target="person", members=[{"employee": team["bob"]}])
    client = Client()
    client.force_login(team["max_user"])
    pages = ("bant", "qualify", "lose", "release", "follow-up")
    paths = [f"/leads/{row.pk}/", *(f"/leads/{row.pk}/{p}/" for p in pages), "/leads/pool/", "/leads/pool/bounds/"]
    paths += ["/leads/score/", "/lead-rules/dry-run/?all=1", f"/lead-forms/{form.pk}/website/"]
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)
    ann = Client()
    ann.force_login(team["ann_user"])
    assert "池中公司" in ann.get("/leads/pool/").content.decode()
    assert ann.get(f"/leads/{waiting.pk}/").status_code == 404
    done = ann.post(f"/leads/pool/{waiting.pk}/claim/")
    assert done["Location"] == f"/leads/{waiting.pk}/"
    bant = {"version": 2, **{f"bant_{n}": "unknown" for n in ("budget", "authority", "timing")}, "bant_need": "weak"}
    assert ann.post(f"/leads/{waiting.pk}/bant/", bant).status_code == 422
    assert ann.post(f"/leads/{waiting.pk}/bant/", {**bant, "bant_need_evidence": "来电"}).status_code == 302
    kept = {"name": "池中 – 桌", "expected_on": "2027-01-15", "amount": "100", "currency": "CNY"}
    assert ann.post(f"/leads/{waiting.pk}/qualify/", kept)["Location"].startswith("/opportunities/")


def test_the_api_does_what_the_pages_do(team: dict[str, Any]) -> None:
    row = pooled(unit=team["unit"], person="李", budget=Decimal("88"))
    client = Client()
    client.force_login(team["ann_user"])
    client.get("/leads/")
    found = client.get("/api/v1/lead-pool").json()
    assert [(one["id"], one["person"]) for one in found["items"]] == [(row.pk, "•••")]

    def post(path: str, **values: Any) -> Any:
        return client.post(f"/api/v1/{path}", values, content_type="application/json")

    assert post(f"lead-pool/{row.pk}/claim").json() == {"id": row.pk, "state": "assigned"}
    assert post(f"lead-pool/{row.pk}/claim").status_code == 422
    assert post(f"leads/{row.pk}/touches", kind="call", note="通了").json()["state"] == "working"
    assert client.get(f"/api/v1/leads/{row.pk}/touches").json()[0]["note"] == "通了"
    assert client.get(f"/api/v1/leads/{row.pk}/score").json()["points"] == 0
    made = post(f"leads/{row.pk}/qualify").json()
    assert Opportunity.objects.get(pk=made["opportunity"]).amount == Decimal("88.00")
    assert client.get("/api/v1/lead-rules/dry-run").json()["leads"] == 1
    assert client.get("/api/v1/lead-score-model").json() is None
    assert post("lead-score-model/train").status_code == 403
