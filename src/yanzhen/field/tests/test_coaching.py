"""The manager rides along, the day fills itself, the Monday meeting follows up."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests import firm as firms
from tests.firm import Firm

from yanzhen.field.models import JointVisit, Meeting, MeetingItem, Visit
from yanzhen.field.queries import coaching, finding_rows, findings, meetings, workday, workdays
from yanzhen.field.services import day_reports, joint_visits
from yanzhen.field.services import meetings as meeting_services
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.models import Notification, Task


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firms.standing(django_db_blocker) as made:
        yield made


@pytest.fixture
def firm(founded: Firm, db: None) -> Firm:
    return founded


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour, minute))


def visit(firm: Firm, day: date, hour: int, **more: Any) -> Visit:
    """A visit of the eastern salesperson that took three quarters of an hour."""
    customer = firm.row("crm.customer")
    given: dict[str, Any] = {
        "number": f"VI-T{Visit.objects.count()}", "customer": customer, "owner": customer.owner,
        "unit": customer.unit, "day": day, "first_day": day, "state": "done",
        "arrived_at": at(day, hour), "left_at": at(day, hour, 45),
    }  # fmt: skip
    return Visit.objects.create(**(given | more))


def planned(firm: Firm) -> JointVisit:
    """The manager of the east rides along with its salesperson."""
    return joint_visits.create(
        actor=firm.actor("manager.east"), visit=visit(firm, timezone.localdate(), 9),
        form=firm.row("field.observationform"), aim="少说多问",
    )  # fmt: skip


# -- Joint visits ------------------------------------------------------------------------------------------------------


def test_a_joint_visit_from_the_plan_to_the_check(firm: Firm) -> None:
    manager, seller = firm.actor("manager.east"), firm.actor("rep.east")
    row, today = planned(firm), timezone.localdate()
    assert (row.manager, row.seller, row.answers.count()) == (
        firm.employees["manager.east"], firm.employees["rep.east"], 3,
    )  # fmt: skip
    told = Notification.objects.filter(user_id=firm.users["rep.east"].pk, topic="joint.planned")
    assert told.count() == 1

    marks = [{"position": 1, "score": 4, "note": "先说来意"}, {"position": 2, "score": 2}]
    joint_visits.observe(row, actor=manager, marks=marks, strengths="准备充分")
    action = joint_visits.agree(row, actor=manager, text="每次先问三个问题", due_on=today + timedelta(days=7))
    done = joint_visits.finish(row, actor=manager, check_on=today + timedelta(days=10))
    assert (done.state, done.strengths, list(done.answers.values_list("score", flat=True))) == (
        "observed", "准备充分", [4, 2, None],
    )  # fmt: skip
    task = Task.objects.get(pk=action.task_id)
    assert (task.assignee_id, task.due_on) == (firm.users["rep.east"].pk, today + timedelta(days=7))
    reminder = Task.objects.get(pk=done.check_task_id)
    assert (reminder.assignee_id, reminder.due_on) == (firm.users["manager.east"].pk, today + timedelta(days=10))

    answered = joint_visits.answer(row, actor=seller, text="同意，容易急着报价")
    assert (answered.own_view, answered.acknowledged_by) == ("同意，容易急着报价", seller.name)
    with pytest.raises(RuleBroken, match="Say what came of"):
        joint_visits.check(row, actor=manager)
    checked = joint_visits.check(
        row, actor=manager, outcomes={action.pk: {"outcome": "partly", "note": "做了两次"}}, follow_up="再跟一次"
    )
    action.refresh_from_db()
    reminder.refresh_from_db()
    assert (checked.state, checked.outcome, action.outcome, action.note) == ("checked", "partly", "partly", "做了两次")
    assert reminder.done_at is not None


def test_a_joint_visit_is_between_two_and_those_above(firm: Firm) -> None:
    row = planned(firm)
    seers = {name for name in firms.PEOPLE if coaching.visible(firm.actor(name)).filter(pk=row.pk).exists()}
    assert seers == {"director", "manager.east", "rep.east", "auditor"}
    with pytest.raises(RuleBroken, match="Only who rides along"):
        joint_visits.observe(row, actor=firm.actor("director"), strengths="x")
    with pytest.raises(RuleBroken, match="answers for themselves"):
        joint_visits.answer(row, actor=firm.actor("manager.east"), text="x")
    row.refresh_from_db()
    assert (row.strengths, row.own_view) == ("", "")


def test_what_cannot_be_a_joint_visit_is_refused(firm: Firm) -> None:
    manager, form = firm.actor("manager.east"), firm.row("field.observationform")
    row, today = planned(firm), timezone.localdate()
    with pytest.raises(RuleBroken, match="themselves"):
        joint_visits.create(actor=SYSTEM, visit=row.visit, form=form, manager=row.seller)
    with pytest.raises(RuleBroken, match="already"):
        joint_visits.create(actor=manager, visit=row.visit, form=form)
    with pytest.raises(RuleBroken, match="from 1 to 5"):
        joint_visits.observe(row, actor=manager, marks=[{"position": 1, "score": 6}])
    with pytest.raises(RuleBroken, match="First give a mark"):
        joint_visits.finish(row, actor=manager, check_on=today)
    with pytest.raises(RuleBroken, match="from today on"):
        joint_visits.agree(row, actor=manager, text="x", due_on=today - timedelta(days=1))
    with pytest.raises(RuleBroken, match="Nothing is written down yet"):
        joint_visits.answer(row, actor=firm.actor("rep.east"))
    assert row.actions.count() == 0


def test_each_step_of_a_joint_visit_can_be_taken_back_by_who_rides(firm: Firm) -> None:
    manager, today = firm.actor("manager.east"), timezone.localdate()
    row = planned(firm)
    action = joint_visits.agree(row, actor=manager, text="多问", due_on=today + timedelta(days=3))
    joint_visits.observe(row, actor=manager, strengths="准备充分")
    row = joint_visits.finish(row, actor=manager, check_on=today + timedelta(days=5))
    with pytest.raises(RuleBroken, match="only the day of the check"):
        joint_visits.change(row, actor=manager, aim="别的")
    row = joint_visits.change(row, actor=manager, aim=row.aim, check_on=today + timedelta(days=9))
    assert Task.objects.get(pk=row.check_task_id).due_on == today + timedelta(days=9)
    with pytest.raises(RuleBroken, match="not removed"):
        joint_visits.remove(row, actor=manager)

    reminder = row.check_task_id
    row = joint_visits.resume(row, actor=manager)
    assert (row.state, row.observed_at, Task.objects.filter(pk=reminder).exists()) == ("planned", None, False)
    row = joint_visits.finish(row, actor=manager, check_on=today + timedelta(days=9))
    row = joint_visits.check(row, actor=manager, outcomes={action.pk: {"outcome": "done"}})
    assert Task.objects.get(pk=action.task_id).done_at is not None
    with pytest.raises(RuleBroken, match="Only who rides along"):
        joint_visits.recheck(row, actor=firm.actor("director"))
    row = joint_visits.recheck(row, actor=manager)
    assert (row.state, row.outcome, Task.objects.get(pk=row.check_task_id).done_at) == ("observed", "", None)
    row = joint_visits.check(row, actor=manager, outcomes={action.pk: {"outcome": "not"}})
    assert (row.outcome, Task.objects.get(pk=action.task_id).done_at) == ("not", None)
    row = joint_visits.recheck(row, actor=manager)
    joint_visits.drop(row, actor=manager, action=action)
    assert (row.actions.count(), Task.objects.filter(pk=action.task_id).count()) == (0, 0)
    joint_visits.answer(row, actor=firm.actor("rep.east"), text="好")
    with pytest.raises(RuleBroken, match="answered already"):
        joint_visits.resume(row, actor=manager)


# -- Days --------------------------------------------------------------------------------------------------------------


def test_a_day_fills_itself_and_every_figure_opens_to_its_documents(firm: Firm) -> None:
    day, seller = date(2026, 3, 5), firm.actor("rep.east")  # the day of the order of the firm, which is a draft
    firms.model("orders.Order").objects.filter(pk=firm.row("orders.order", "rep.east").pk).update(state="confirmed")
    visit(firm, day, 9, result="best", latitude=D("31.2"), longitude=D("121.4"))
    visit(firm, day, 11, result="none", latitude=D("31.2"), longitude=D("121.5"))
    visit(firm, day, 14, state="missed", arrived_at=None, left_at=None)
    day_reports.create(actor=seller, day=day, administration=40, remark="下雨")
    person = firm.employees["rep.east"]
    report = workdays.report(seller, [person], day, day)
    found = report.of()
    assert (found.tally.planned, found.tally.done, found.tally.success) == (3, 2, D("50.0"))
    # Two visits of 45 min; 75 min between them, of which the way takes 9.5 km × 1.3 ÷ 30 km/h ≈ 25 and the desk 40.
    assert (found.minutes.selling, found.minutes.administration, found.minutes.total) == (90, 40, 165)
    assert (found.counts["orders"], found.money["orders"]) == (1, {"CNY": D("1000000.00")})
    for figure, number in (("planned", 3), ("done", 2), ("missed", 1), ("reached", 1), ("orders", 1)):
        assert len(workday.rows_of(seller, figure, [person.pk], day, day)) == number, figure
    assert workdays.report(firm.actor("rep.south"), [person], day, day).of().tally.planned == 0
    with pytest.raises(RuleBroken, match="their own days"):
        day_reports.change(report.written[person.pk, day], actor=firm.actor("manager.east"), remark="x")
    with pytest.raises(RuleBroken, match="still to come"):
        day_reports.create(actor=seller, day=timezone.localdate() + timedelta(days=1))


def test_findings_rest_on_figures_and_stay_unknown_without_any(firm: Firm) -> None:
    today, director = timezone.localdate(), firm.actor("director")
    nobody = findings.check(findings.Scene(director, [], today))[1]
    assert {one.answer for one in nobody} == {"unknown"}
    for hour in (9, 11):
        visit(firm, today, hour, result="best", needs="快交货", latitude=D("31.2"), longitude=D("121.4"))
    visit(firm, today, 15, left_at=None)
    scene = findings.Scene(director, [firm.employees["rep.east"]], today)
    found = {one.code: (one.answer, one.figure) for one in findings.check(scene)[1]}
    part = findings.Part
    assert found["time_measured"] == ("no", part(0, 1))  # one visit of the day has no moment of leaving
    assert found["call_reports"] == ("partly", part(2, 3))
    assert found["computer"] == ("partly", part(2, 3))
    assert found["schedule"] == ("no", part(0, 1))
    for code, (_answer, figure) in found.items():  # every share opens to exactly the rows it was counted from
        rows = finding_rows.of(scene, code)
        if figure is not None and code != "time_per_call":
            assert (sum(bool(row.is_met) for row in rows), len(rows)) == (figure.part, figure.whole), code
    assert [row.is_met for row in finding_rows.of(scene, "computer")] == [False, True, True]


def test_a_customer_has_a_goal_by_an_opportunity_or_a_plan_and_a_profit_goal_by_its_margin(firm: Firm) -> None:
    today, director, customer = timezone.localdate(), firm.actor("director"), firm.row("crm.customer")
    customer.grade_class = "A"
    customer.save(update_fields=["grade_class"])
    firms.model("crm.Opportunity").objects.update(state="lost")
    scene = findings.Scene(director, [customer.owner], today)

    def answers() -> tuple[str, str]:
        found = {one.code: one.answer for one in findings.check(scene)[1]}
        return found["customer_goal"], found["profit_goal"]

    best = findings.Scene.customers(scene).filter(grade_class__in=findings.BEST)
    assert (list(best), answers()) == ([customer], ("no", "no"))
    plan = firms.model("planning.Plan").objects.create(
        name="目标", unit=firm.units["SALES"], starts_on=today.replace(day=1), months=12, state="published"
    )
    cell = {
        "plan": plan,
        "month": plan.starts_on,
        "customer": customer,
        "unit": customer.unit,
        "person": customer.owner,
    }
    firms.model("planning.PlanCell").objects.create(**cell, metric="revenue", amount=1000)
    assert answers() == ("yes", "no")
    firms.model("planning.PlanCell").objects.create(**cell, metric="margin", amount=300)
    assert answers() == ("yes", "yes")
    assert [row.is_met for row in finding_rows.of(scene, "profit_goal")] == [True]


# -- Meetings ----------------------------------------------------------------------------------------------------------


def test_the_next_meeting_opens_with_what_was_left_over(firm: Firm) -> None:
    manager, unit, today = firm.actor("manager.east"), firm.units["EAST"], timezone.localdate()
    seller = firm.employees["rep.east"]
    guests = [{"employee": seller}]
    last = meeting_services.create(
        actor=manager, unit=unit, day=today - timedelta(days=7), kind="weekly", guests=guests
    )
    action = meeting_services.add_item(
        last, actor=manager, kind="action", text="回访三家", owner=seller, due_on=today + timedelta(days=1)
    )
    assert Task.objects.get(pk=action.task_id).assignee_id == firm.users["rep.east"].pk
    meeting_services.hold(last, actor=manager)
    meeting_services.close(Meeting.objects.get(pk=last.pk), actor=manager)
    now = meeting_services.create(actor=manager, unit=unit, day=today, kind="weekly")
    assert (now.previous, [guest.employee for guest in meetings.guests(now)]) == (last, [seller])
    invited = Notification.objects.filter(user_id=firm.users["rep.east"].pk, topic="meeting.invited")
    assert invited.count() == 1
    assert meetings.last_actions(now) == [action]
    meeting_services.settle(now, actor=manager, item=action, outcome="done")
    assert Task.objects.get(pk=action.task_id).done_at is not None
    later = meeting_services.create(actor=manager, unit=unit, day=today + timedelta(days=7), kind="weekly")
    assert (meetings.last_actions(now), meetings.last_actions(later)) == ([action], [])
    with pytest.raises(RuleBroken, match="closed"):
        meeting_services.add_item(Meeting.objects.get(pk=last.pk), actor=manager, kind="topic", text="x")
    with pytest.raises(RuleBroken, match="Only those who are invited"):
        meeting_services.add_item(now, actor=manager, kind="action", text="x", owner=firm.employees["ka"], due_on=today)
    assert MeetingItem.objects.filter(meeting=now).count() == 0


def test_a_held_meeting_keeps_what_it_showed_and_shows_each_their_own(firm: Firm) -> None:
    director, today = firm.actor("director"), timezone.localdate()
    visit(firm, today - timedelta(days=1), 9, result="best")
    row = meeting_services.create(
        actor=director, unit=firm.units["SALES"], day=today, kind="morning",
        guests=[{"employee": firm.employees[name]} for name in ("rep.east", "rep.south")],
    )  # fmt: skip
    meeting_services.hold(row, actor=director)
    visit(firm, today - timedelta(days=1), 11)
    row = Meeting.objects.select_related("previous").get(pk=row.pk)
    east = firm.employees["rep.east"].pk

    def done(name: str) -> dict[int, int]:
        return {one["person"]: one["done"] for one in meetings.shown(row, firm.actor(name)).people if one["done"]}

    assert done("director") == done("manager.east") == done("rep.east") == {east: 1}
    assert done("rep.south") == {}
    assert Meeting.unaudited == frozenset({"shown"})
    seers = {name for name in firms.PEOPLE if meetings.visible(firm.actor(name)).filter(pk=row.pk).exists()}
    assert seers == {"director", "rep.east", "rep.south", "auditor"}


def test_what_was_said_of_an_action_is_taken_back_or_moved_with_its_task(firm: Firm) -> None:
    manager, unit, today = firm.actor("manager.east"), firm.units["EAST"], timezone.localdate()
    seller = firm.employees["rep.east"]
    given: dict[str, Any] = {"actor": manager, "unit": unit, "kind": "weekly", "guests": [{"employee": seller}]}
    last = meeting_services.create(day=today - timedelta(days=7), **given)
    action = meeting_services.add_item(
        last, actor=manager, kind="action", text="回访", owner=seller, due_on=today + timedelta(days=1)
    )
    with pytest.raises(RuleBroken, match="has an action"):
        meeting_services.change(last, actor=manager, guests=[])
    now = meeting_services.create(day=today, **given)

    def settled(outcome: str, **more: Any) -> tuple[str, date | None, bool]:
        item = meeting_services.settle(now, actor=manager, item=action, outcome=outcome, **more)
        task = Task.objects.get(pk=action.task_id)
        assert task.due_on == item.due_on
        return item.outcome, item.due_on, task.done_at is not None

    day = action.due_on
    assert settled("done") == ("done", day, True)
    assert settled("") == ("", day, False)
    assert settled("not", due_on=today + timedelta(days=8)) == ("not", today + timedelta(days=8), False)
    with pytest.raises(RuleBroken, match="from today on"):
        settled("partly", due_on=today - timedelta(days=1))


def test_a_meeting_begun_by_mistake_goes_back_and_who_is_only_invited_changes_nothing(firm: Firm) -> None:
    director, manager, today = firm.actor("director"), firm.actor("manager.east"), timezone.localdate()
    row = meeting_services.create(
        actor=director, unit=firm.units["SALES"], day=today, kind="morning",
        guests=[{"employee": firm.employees["manager.east"]}],
    )  # fmt: skip
    assert meetings.visible(manager).filter(pk=row.pk).exists()
    with pytest.raises(RuleBroken, match="Only who leads"):
        meeting_services.hold(row, actor=manager)
    row = meeting_services.hold(row, actor=director)
    with pytest.raises(RuleBroken, match="stays as it is"):
        meeting_services.change(row, actor=director, day=today + timedelta(days=1))
    with pytest.raises(RuleBroken, match="not removed"):
        meeting_services.remove(row, actor=director)
    assert bool(row.shown)
    row = meeting_services.unhold(row, actor=director)
    assert (row.state, row.shown, row.held_at) == ("prepared", {}, None)
    page = signed_in(firm, "director").get(f"/meetings/{row.pk}/").content.decode()
    held = meeting_services.hold(row, actor=director)
    kept = signed_in(firm, "director").get(f"/meetings/{held.pk}/").content.decode()
    assert ("/remove/" in page, f"/meetings/{held.pk}/remove/" in kept) == (True, False)
    assert "/do/" not in signed_in(firm, "manager.east").get(f"/meetings/{held.pk}/").content.decode()


# -- Pages -------------------------------------------------------------------------------------------------------------


def signed_in(firm: Firm, name: str) -> Client:
    client = Client()
    client.force_login(firm.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_pages_work_without_script(firm: Firm) -> None:
    manager, seller = signed_in(firm, "manager.east"), signed_in(firm, "rep.east")
    row, today = planned(firm), timezone.localdate()
    ride = f"/joint-visits/{row.pk}/ride/"
    assert manager.get(ride).status_code == 200
    assert seller.get(ride).status_code == 403
    given = {"mark-1": "5", "note-1": "好", "strengths": "强", "improvements": "弱", "act": "finish",
             "action_text": "多问", "action_due": "2020-01-01"}  # fmt: skip
    refused = manager.post(ride, given)
    assert (refused.status_code, "多问" in refused.content.decode()) == (422, True)
    given |= {"action_due": today.isoformat(), "check_on": today.isoformat()}
    assert manager.post(ride, given).status_code == 302
    record = f"/joint-visits/{row.pk}/"
    assert "多问" in seller.get(record).content.decode()
    assert seller.post(f"{record}answer/", {"text": "好的"}).status_code == 302
    action = row.actions.get()
    assert manager.post(f"{record}check/", {f"outcome-{action.pk}": "done"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.outcome, row.own_view) == ("checked", "done", "好的")
    assert signed_in(firm, "rep.south").get(record).status_code == 404
    for address in ("/field/week/", "/field/day/", "/field/findings/", "/field/findings/computer/",
                    "/field/findings/fair_frequency/?format=csv", "/field/findings/?format=csv",
                    f"/field/day/?person={row.seller_id}&format=csv", "/field/week/?format=text",
                    f"/field/day/?person={row.seller_id}",
                    f"/field/week/?person={row.seller_id}", f"/field/documents/?figure=done&first={today}&last={today}",
                    "/field/week/?format=csv", "/meetings/"):  # fmt: skip
        assert manager.get(address, follow=True).status_code == 200, address
    assert seller.post("/field/day/write/", {"day": today.isoformat(), "remark": "雨", "selling": "0", "travel": "0",
                                             "waiting": "0", "administration": "1441"}).status_code == 422  # fmt: skip
    assert seller.get(f"/field/day/?person={firm.employees['rep.south'].pk}").status_code == 404
    lines = manager.get(f"/field/day/?person={row.seller_id}&format=text").content.decode()
    assert ("09:00 – 09:45" in lines, str(row.visit.customer) in lines) == (True, True)
    assert seller.get(f"/api/v1/workdays/text?person={row.seller_id}").json()["text"] == lines
    assert seller.get("/field/findings/").status_code == 403
    assert manager.get("/field/findings/nothing/").status_code == 404
    assert seller.get("/field/findings/computer/").status_code == 403
