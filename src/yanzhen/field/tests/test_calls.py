"""Calling from lists: who is next, what follows from a result, taking back, filling; by services, pages and API."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from yanzhen.accounts.queries import actors
from yanzhen.accounts.services import roles
from yanzhen.accounts.tests.factories import UserFactory
from yanzhen.crm.services import customers, leads
from yanzhen.field.calc.calls import NO_ANSWER
from yanzhen.field.models import CallAttempt, CallList, CallTarget, DoNotCall, Visit
from yanzhen.field.nouns import calls_waiting
from yanzhen.field.queries import calls, workday
from yanzhen.field.services import call_filling, call_lists, calling, do_not_call
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.tests.factories import EmployeeFactory, UnitFactory
from yanzhen.platform import timeline
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.models import Task

pytestmark = pytest.mark.django_db
NO, BACK, REFUSED, INTERESTED, APPOINTMENT, WRONG, NEVER = range(1, 8)


@pytest.fixture
def team() -> dict[str, Any]:
    """Ann and Bob sell, each their own; Max leads them."""
    roles.ensure_standard_roles(actor=SYSTEM)
    unit, found = UnitFactory(code="U"), {}
    for name, role, reach in (("ann", "rep", "own"), ("bob", "rep", "own"), ("max", "manager", "unit")):
        person = EmployeeFactory(unit=unit, name=name)
        user = UserFactory(username=name, employee=person, display_name=name)
        roles.grant(actor=SYSTEM, user=user, role=role, reach=reach)
        found |= {name: person, f"{name}_user": user}
    return found


def who(team: dict[str, Any], name: str) -> Actor:
    return actors.actor_of(team[f"{name}_user"])


def filled(team: dict[str, Any], count: int = 3, owner: str = "ann", **given: Any) -> CallList:
    """A list of Ann's with so many customers of hers."""
    for n in range(count):
        customers.create(actor=SYSTEM, name=f"客户{n}", code=f"K{n}", owner=team[owner], phone=f"1380000100{n}")
    made = call_lists.create(actor=SYSTEM, name="名单", owner=team["ann"], **given)
    call_filling.fill(made, actor=who(team, "max"), noun="crm.customer", parameters={"sort": "code"})
    return made


def names_in_turn(made: CallList, actor: Actor, count: int, key: int = REFUSED) -> list[str]:
    found = []
    for _turn in range(count):
        target = calling.take_next(made, actor=actor)
        assert target is not None
        found.append(str(target))
        calling.record(row(target, actor), actor=actor, key=key)
    return found


def row(target: Any, actor: Actor) -> CallTarget:
    return calls.targets(actor).get(pk=target.pk)


def test_in_their_order_and_agreed_times_first(team: dict[str, Any]) -> None:
    made, ann = filled(team), who(team, "ann")
    first = calling.take_next(made, actor=ann)
    assert first is not None
    soon = timezone.now() + timedelta(minutes=5)
    calling.record(row(first, ann), actor=ann, key=BACK, recall_at=soon)
    assert names_in_turn(made, ann, 1) == ["客户1"]
    CallTarget.objects.filter(pk=first.pk).update(recall_at=timezone.now() - timedelta(minutes=1))
    assert names_in_turn(made, ann, 2) == ["客户0", "客户2"]
    assert calling.take_next(made, actor=ann) is None


def test_in_vain_three_times_and_it_ends(team: dict[str, Any]) -> None:
    made, ann = filled(team, 1), who(team, "ann")
    for turn in (1, 2, 3):
        target = calling.take_next(made, actor=ann)
        assert target is not None
        calling.record(row(target, ann), actor=ann, key=NO)
        target.refresh_from_db()
        assert target.tries == turn
        CallTarget.objects.update(recall_at=timezone.now() - timedelta(seconds=1))
    assert (target.state, calling.take_next(made, actor=ann)) == ("unreached", None)


def test_put_off_comes_after_everybody_else(team: dict[str, Any]) -> None:
    made, ann = filled(team), who(team, "ann")
    first = calling.take_next(made, actor=ann)
    calling.skip(row(first, ann), actor=ann)
    assert names_in_turn(made, ann, 3) == ["客户1", "客户2", "客户0"]


def test_only_those_in_reach_are_called(team: dict[str, Any]) -> None:
    """Bob calls from Ann's list as well, but sees only his own customer on it."""
    customers.create(actor=SYSTEM, name="乙", code="B", owner=team["bob"], phone="13800002000")
    made = filled(team, 2, people=[team["bob"]])
    bob = who(team, "bob")
    assert [one.pk for one in calls.lists(bob)] == [made.pk]
    assert names_in_turn(made, bob, 1) == ["乙"]
    assert calling.take_next(made, actor=bob) is None


def test_what_somebody_has_in_hand_nobody_else_gets_until_it_runs_out(team: dict[str, Any]) -> None:
    made, ann, boss = filled(team, 1), who(team, "ann"), who(team, "max")
    target = calling.take_next(made, actor=ann)
    assert calling.take_next(made, actor=boss) is None
    with pytest.raises(RuleBroken) as refusal:
        calling.record(row(target, boss), actor=boss, key=REFUSED)
    assert refusal.value.code == "claimed"
    assert not CallAttempt.objects.exists()
    CallTarget.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert calling.take_next(made, actor=boss) == target


def test_interested_makes_a_task_and_an_appointment_a_visit(team: dict[str, Any]) -> None:
    made, ann = filled(team, 2), who(team, "ann")
    names_in_turn(made, ann, 1, key=INTERESTED)
    assert Task.objects.get().assignee_id == ann.user_id
    target = calling.take_next(made, actor=ann)
    with pytest.raises(RuleBroken) as refusal:
        calling.record(row(target, ann), actor=ann, key=APPOINTMENT)
    assert refusal.value.errors.keys() == {"visit_on"}
    day = timezone.localdate() + timedelta(days=2)
    calling.record(row(target, ann), actor=ann, key=APPOINTMENT, visit_on=day, visit_at=time(9, 30), note="看样")
    visit = Visit.objects.get()
    assert (visit.day, visit.starts_at, visit.is_fixed, visit.owner_id) == (day, time(9, 30), True, team["ann"].pk)


def test_taking_back_puts_everything_back(team: dict[str, Any]) -> None:
    made, ann = filled(team, 1), who(team, "ann")
    target = calling.take_next(made, actor=ann)
    day = timezone.localdate() + timedelta(days=2)
    calling.record(row(target, ann), actor=ann, key=APPOINTMENT, visit_on=day, visit_at=time(9, 30))
    back = calling.undo(made, actor=ann)
    assert (back.state, back.tries, back.last_result, back.claimed_by_id) == ("open", 0, "", team["ann"].pk)
    assert not Visit.objects.exists()
    assert CallAttempt.objects.get().undone_at is not None
    with pytest.raises(RuleBroken):
        calling.undo(made, actor=ann)


def test_who_does_not_want_calls_is_left_out_everywhere(team: dict[str, Any]) -> None:
    made, ann = filled(team), who(team, "ann")
    names_in_turn(made, ann, 1, key=NEVER)
    assert DoNotCall.objects.get().phone_key == "13800001000"
    do_not_call.create(actor=SYSTEM, phone="138 0000 1001")
    assert names_in_turn(made, ann, 1) == ["客户2"]
    assert CallTarget.objects.filter(state="barred").count() == 2
    other = call_lists.create(actor=SYSTEM, name="另一个", owner=team["ann"])
    told = call_filling.fill(other, actor=ann, noun="crm.customer", parameters={})
    assert told == {"added": 1, "there": 0, "numberless": 0, "barred": 2}


def test_filling_twice_adds_nobody_and_the_numberless_are_told(team: dict[str, Any]) -> None:
    made, ann = filled(team, 2), who(team, "ann")
    customers.create(actor=SYSTEM, name="无号", owner=team["ann"])
    told = call_filling.fill(made, actor=ann, noun="crm.customer", parameters={})
    assert told == {"added": 0, "there": 2, "numberless": 1, "barred": 0}
    with pytest.raises(RuleBroken) as refusal:
        call_filling.fill(made, actor=ann, noun="crm.customer", parameters={"rubbish": "1"})
    assert refusal.value.code == "parameter"


def test_many_are_filled_by_a_job(team: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    made = call_lists.create(actor=SYSTEM, name="名单", owner=team["ann"])
    for n in range(3):
        customers.create(actor=SYSTEM, name=f"客户{n}", owner=team["ann"], phone=f"1380000100{n}")
    monkeypatch.setattr(call_filling, "AT_ONCE", 2)
    told = call_filling.fill(made, actor=who(team, "ann"), noun="crm.customer", parameters={})
    call_filling.carry_out.call(told["job"])
    call_filling.carry_out.call(told["job"])
    assert made.targets.count() == 3


def test_a_call_follows_a_lead_up_and_stands_in_its_history(team: dict[str, Any]) -> None:
    lead = leads.create(actor=SYSTEM, company="新店", phone="13900000001", owner=team["ann"])
    made, ann = call_lists.create(actor=SYSTEM, name="名单", owner=team["ann"]), who(team, "ann")
    call_filling.fill(made, actor=ann, noun="crm.lead", parameters={})
    target = calling.take_next(made, actor=ann)
    calling.record(row(target, ann), actor=ann, key=NO, note="没人")
    lead.refresh_from_db()
    assert lead.state == "working"
    assert any("没人" in event.text for event in timeline.of(lead, ann) if event.kind == "call")


def test_times_and_codes_that_make_no_sense_are_refused(team: dict[str, Any]) -> None:
    made, ann = filled(team, 1), who(team, "ann")
    target = calling.take_next(made, actor=ann)
    for given, code in (
        ({"key": 9}, "key"),
        ({"key": BACK, "recall_at": timezone.now() - timedelta(hours=1)}, "recall"),
        ({"key": REFUSED, "recall_at": timezone.now() + timedelta(hours=1)}, "ended"),
        ({"key": APPOINTMENT, "visit_on": date(2020, 1, 1), "visit_at": time(9)}, "past"),
    ):
        with pytest.raises(RuleBroken) as refusal:
            calling.record(row(target, ann), actor=ann, **given)  # type: ignore[arg-type]
        assert refusal.value.code == code
    assert not CallAttempt.objects.exists()


def test_without_the_function_nobody_calls(team: dict[str, Any]) -> None:
    made, ann = filled(team, 1), who(team, "ann")
    with pytest.raises(PermissionDenied):
        calling.take_next(made, actor=Actor(user_id=1, name="x", employee_id=ann.employee_id))
    call_lists.close(made, actor=SYSTEM)
    made.refresh_from_db()
    with pytest.raises(RuleBroken):
        calling.take_next(made, actor=ann)


def test_a_list_is_worked_through_on_its_page(team: dict[str, Any]) -> None:
    made, client = filled(team, 2), Client()
    client.force_login(team["ann_user"], backend="django.contrib.auth.backends.ModelBackend")
    work = f"/call-lists/{made.pk}/work/"
    assert client.post(f"/call-lists/{made.pk}/next/").headers["Location"] == work
    page = client.get(work)
    assert "客户0" in page.content.decode()
    target = CallTarget.objects.get(claimed_by=team["ann"])
    refused = client.post(f"/call-targets/{target.pk}/call/", {"key": APPOINTMENT})
    assert refused.status_code == 422
    assert client.post(f"/call-targets/{target.pk}/call/", {"key": NO, "note": "没人"}).status_code == 302
    assert "客户1" in client.get(work).content.decode()
    assert client.post(f"/call-lists/{made.pk}/undo/").status_code == 302
    assert "客户0" in client.get(work).content.decode()
    report = client.get(f"/call-lists/{made.pk}/?tab=report")
    assert report.status_code == 200


def test_the_api_calls_too(team: dict[str, Any]) -> None:
    made, client = filled(team, 1), Client()
    client.force_login(team["ann_user"], backend="django.contrib.auth.backends.ModelBackend")
    sent: dict[str, Any] = {"content_type": "application/json"}
    taken = client.post(f"/api/v1/call-lists/{made.pk}/next", **sent).json()["target"]
    assert (taken["name"], taken["number"]) == ("客户0", "13800001000")
    answer = client.post(f"/api/v1/call-targets/{taken['id']}/calls", data={"key": NO}, **sent)
    assert (answer.status_code, answer.json()["kind"]) == (201, NO_ANSWER)
    told = client.get(f"/api/v1/call-lists/{made.pk}/report").json()
    assert (told["whole"]["calls"], told["whole"]["reach"]) == (1, "0.0")


def test_calls_stand_in_the_day_report_and_agreed_ones_on_today(team: dict[str, Any]) -> None:
    made, ann, today = filled(team, 4), who(team, "ann"), timezone.localdate()
    names_in_turn(made, ann, 1)
    names_in_turn(made, ann, 1, INTERESTED)
    names_in_turn(made, ann, 1, BACK)
    names_in_turn(made, ann, 1)
    calling.undo(made, actor=ann)
    CallTarget.objects.exclude(recall_at=None).update(recall_at=timezone.now() - timedelta(minutes=1))
    actor, bob = who(team, "max"), who(team, "bob")
    told = {one.name: len(list(one.read(actor, [team["ann"].pk], today, today))) for one in workday.sources(actor)}
    assert {name: told[name] for name in ("calls", "calls_won", "doors")} == {"calls": 3, "calls_won": 1, "doors": 0}
    (calls_of,) = [one for one in workday.sources(bob) if one.name == "calls"]
    assert list(calls_of.read(bob, [team["ann"].pk], today, today)) == []
    assert [entry["figure"] for entry in calls_waiting.recalls(ann)] == ["1"]
    assert calls_waiting.recalls(bob) == []
