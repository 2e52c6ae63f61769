"""From preparation to a signed quota: states, talks, editions, and what each refuses."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from tests import firm

from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.enums import PlanState, Question, TalkAct, TalkState
from yanzhen.planning.models import Plan, PlanCell, PlanStep, Quota, QuotaTalk, RetrospectiveAnswer
from yanzhen.planning.queries import plans as plan_rows
from yanzhen.planning.queries import quotas as rows
from yanzhen.planning.services import editions, news, plans, quotas, steps, talks
from yanzhen.platform import approvals
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.models import Approval, Notification

D = Decimal


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[firm.Firm]:
    with firm.standing(django_db_blocker) as made:
        yield made


@pytest.fixture
def made(founded: firm.Firm, db: None) -> firm.Firm:
    return founded


@pytest.fixture
def plan(made: firm.Firm) -> Plan:
    """A plan of 2026 for East with 1 000.00 a month for its representative."""
    found = plans.create(
        actor=SYSTEM, name="East 2026", unit=made.units["EAST"], starts_on=date(2026, 1, 1), months=12, currency="CNY"
    )
    person = made.employees["rep.east"]
    PlanCell.objects.bulk_create(
        PlanCell(plan=found, month=month, unit_id=person.unit_id, person=person, amount=D(1000))
        for month in plan_rows.months(found)
    )
    return found


def look_back(plan: Plan) -> None:
    for question in Question:
        RetrospectiveAnswer.objects.create(plan=plan, question=question, answer="x", answered_at=timezone.now())


def at(plan: Plan, made: firm.Firm, *ways: str) -> Plan:
    manager = made.actor("manager.east")
    for to in ways:
        plan = steps.move(plan, actor=manager, to=to)
    return plan


def ready(plan: Plan, made: firm.Firm) -> QuotaTalk:
    """The plan in its talk."""
    quotas.draw_up(plan, actor=made.actor("manager.east"))
    look_back(plan)
    at(plan, made, "talk")
    return QuotaTalk.objects.get(plan=plan)


def refused(code: str, service: Any, *args: Any, **kwargs: Any) -> None:
    with pytest.raises(RuleBroken) as caught:
        service(*args, **kwargs)
    assert caught.value.code == code


def test_a_quota_is_drawn_up_from_the_figures_and_follows_them(plan: Plan, made: firm.Firm) -> None:
    manager = made.actor("manager.east")
    assert quotas.draw_up(plan, actor=manager) == 1
    quota = Quota.objects.get(plan=plan)
    assert (quota.amount, quota.unit_id) == (D(12000), made.employees["rep.east"].unit_id)
    assert quotas.draw_up(plan, actor=manager) == 0

    # 100.00 over twelve equal months: 8.34 four times, then 8.33.
    quotas.change(quota, actor=manager, amount=D("100.00"))
    months = list(PlanCell.objects.filter(plan=plan).order_by("month").values_list("amount", flat=True))
    assert months == [D("8.34")] * 4 + [D("8.33")] * 8


def test_visits_are_given_by_the_month_in_whole_numbers(plan: Plan, made: firm.Firm) -> None:
    manager = made.actor("manager.east")
    quotas.draw_up(plan, actor=manager)
    assert quotas.give(plan, actor=manager, metric="visits", a_month=D(20)) == 1
    assert quotas.give(plan, actor=manager, metric="visits", a_month=D(30)) == 0
    assert Quota.objects.get(plan=plan, metric="visits").amount == 240
    assert set(PlanCell.objects.filter(plan=plan, metric="visits").values_list("amount", flat=True)) == {D(20)}
    refused(
        "whole",
        quotas.create,
        actor=manager,
        plan=plan,
        person=made.employees["rep.east"],
        metric="orders",
        amount=D("1.5"),
    )


def test_a_month_has_one_quota_of_a_measure(plan: Plan, made: firm.Firm) -> None:
    manager, person = made.actor("manager.east"), made.employees["rep.east"]
    values = {"actor": manager, "plan": plan, "person": person, "metric": "margin", "months": 3, "amount": D(9)}
    quotas.create(**values, starts_on=date(2026, 1, 1))
    quotas.create(**values, starts_on=date(2026, 4, 1))
    refused("overlap", quotas.create, **values, starts_on=date(2026, 3, 1))
    refused("outside", quotas.create, **values, starts_on=date(2026, 11, 1))
    refused("reach", quotas.create, **{**values, "person": made.employees["rep.south"]}, starts_on=date(2026, 7, 1))


def test_talks_wait_for_the_retrospective(plan: Plan, made: firm.Firm) -> None:
    manager = made.actor("manager.east")
    refused("no_quotas", steps.move, plan, actor=manager, to="talk")
    quotas.draw_up(plan, actor=manager)
    refused("retrospective", steps.move, plan, actor=manager, to="talk")
    look_back(plan)
    assert at(plan, made, "talk").state == PlanState.TALK
    user = made.users["rep.east"]
    assert Notification.objects.filter(user_id=user.pk, topic="planning.talk_opened", object_id=plan.pk).count() == 1


def test_nobody_skips_a_step_or_leads_the_plan_of_others(plan: Plan, made: firm.Firm) -> None:
    refused("transition", steps.move, plan, actor=made.actor("manager.east"), to="published")
    refused("transition", steps.move, plan, actor=made.actor("manager.east"), to="replaced")
    with pytest.raises(PermissionDenied):
        steps.move(plan, actor=made.actor("rep.east"), to="talk")
    whole = plans.create(
        actor=SYSTEM, name="All", unit=made.units["SALES"], starts_on=date(2026, 1, 1), months=12, currency="CNY"
    )
    refused("reach", steps.move, whole, actor=made.actor("manager.east"), to="talk")


def test_a_person_counters_the_manager_fixes_publishes_and_the_person_signs(plan: Plan, made: firm.Firm) -> None:
    rep, manager = made.actor("rep.east"), made.actor("manager.east")
    talk = ready(plan, made)
    refused("reason", talks.counter, talk, actor=rep, figure=D(9000), reason=" ")
    refused("figure", talks.counter, talk, actor=rep, figure=D(-1), reason="x")
    refused("same", talks.counter, talk, actor=rep, figure=D(12000), reason="x")
    talks.counter(talk, actor=rep, figure=D(9000), reason="Two dealers close")
    assert rows.to_fix(manager).get() == talk
    at(plan, made, "fix")
    refused("countered", steps.move, plan, actor=manager, to="meeting")
    refused("state", talks.accept, talk, actor=rep)
    refused("own", talks.fix, _talk_of(plan, made, "manager.east"), actor=manager, figure=D(1))

    talks.fix(talk, actor=manager, figure=D(10000), text="Met half way")
    assert _quota(plan, made).amount == D(10000)
    assert sum(PlanCell.objects.filter(plan=plan).values_list("amount", flat=True)) == D(10000)
    assert plan_rows.in_force(SYSTEM, date(2026, 5, 1)) == []
    at(plan, made, "meeting")
    refused("state", quotas.change, _quota(plan, made), actor=manager, amount=D(1))
    at(plan, made, "published")
    assert plan_rows.in_force(SYSTEM, date(2026, 5, 1)) == [plan]
    refused("state", quotas.change, _quota(plan, made), actor=manager, amount=D(1))

    assert rows.to_acknowledge(rep).get() == talk
    talks.acknowledge(talk, actor=rep, objection="Too high for the first quarter")
    refused("signed", talks.acknowledge, talk, actor=rep)
    row = QuotaTalk.objects.get(pk=talk.pk)
    assert (row.state, row.objection) == (TalkState.SIGNED, "Too high for the first quarter")
    said = list(rows.entries(talk).values_list("act", "before", "figure"))
    assert said == [
        (TalkAct.OPEN, None, None),
        (TalkAct.COUNTER, D(12000), D(9000)),
        (TalkAct.FIX, D(12000), D(10000)),
        (TalkAct.OBJECT, None, None),
    ]
    assert [s.state for s in rows.steps(plan)] == ["talk", "fix", "meeting", "published"]
    topics = set(Notification.objects.values_list("topic", flat=True))
    assert {"planning.quota_fixed", "planning.plan_published"} <= topics


def _quota(plan: Plan, made: firm.Firm) -> Quota:
    return Quota.objects.get(plan=plan, person=made.employees["rep.east"])


def _talk_of(plan: Plan, made: firm.Firm, name: str) -> QuotaTalk:
    person = made.employees[name]
    Quota.objects.create(plan=plan, person=person, unit_id=person.unit_id, starts_on=plan.starts_on, amount=0)
    return QuotaTalk.objects.create(plan=plan, person=person, unit_id=person.unit_id, state=TalkState.ACCEPTED)


def test_everybody_answers_for_themselves_only(plan: Plan, made: firm.Firm) -> None:
    talk = ready(plan, made)
    refused("not_own", talks.accept, talk, actor=made.actor("manager.east"))
    with pytest.raises(PermissionDenied):
        talks.accept(talk, actor=made.actor("finance"))
    assert not rows.talks(made.actor("rep.south")).filter(plan=plan).exists()
    assert QuotaTalk.objects.get(pk=talk.pk).state == TalkState.WAITING


def test_quotas_in_preparation_are_not_shown_to_their_person(plan: Plan, made: firm.Firm) -> None:
    quotas.draw_up(plan, actor=made.actor("manager.east"))
    mine = rows.visible(made.actor("rep.east")).filter(plan=plan)
    assert not mine.exists()
    look_back(plan)
    at(plan, made, "talk")
    assert mine.count() == 1


def published(plan: Plan, made: firm.Firm) -> Plan:
    ready(plan, made)
    return at(plan, made, "fix", "meeting", "published")


def test_two_plans_of_a_unit_do_not_count_for_the_same_month(plan: Plan, made: firm.Firm) -> None:
    published(plan, made)
    other = plans.create(
        actor=SYSTEM, name="Again", unit=made.units["EAST"], starts_on=date(2026, 6, 1), months=12, currency="CNY"
    )
    quotas.create(actor=SYSTEM, plan=other, person=made.employees["rep.east"], metric="revenue", amount=D(5))
    look_back(other)
    refused(
        "rival", steps.move, at(other, made, "talk", "fix", "meeting"), actor=made.actor("manager.east"), to="published"
    )


def test_a_change_in_mid_period_is_an_edition_with_consent_and_the_past_stays(plan: Plan, made: firm.Firm) -> None:
    manager, old = made.actor("manager.east"), published(plan, made)
    refused("month", editions.open_new, old, actor=manager, in_force_on=date(2026, 1, 1), reason="x")
    refused("reason", editions.open_new, old, actor=manager, in_force_on=date(2026, 7, 1), reason="")
    new = editions.open_new(old, actor=manager, in_force_on=date(2026, 7, 1), reason="A dealer was lost")
    refused("open", editions.open_new, old, actor=manager, in_force_on=date(2026, 8, 1), reason="x")

    # 9 600 in all: six months of 1 000 stay, 3 600 are left for six months of 600.
    quotas.change(Quota.objects.get(plan=new), actor=manager, amount=D(9600))
    months = list(PlanCell.objects.filter(plan=new).order_by("month").values_list("amount", flat=True))
    assert months == [D(1000)] * 6 + [D(600)] * 6
    refused("past", quotas.change, Quota.objects.get(plan=new), actor=manager, amount=D(5999))

    at(new, made, "talk", "fix", "meeting")
    with pytest.raises(approvals.NeedsApproval) as caught:
        steps.move(new, actor=manager, to="published")
    caught.value.settle()
    assert plan_rows.in_force(SYSTEM, date(2026, 9, 1)) == [old]

    approvals.decide(Approval.objects.get(matter="planning.mid_period"), actor=made.actor("director"), approve=True)
    assert plan_rows.in_force(SYSTEM, date(2026, 9, 1)) == [new]
    assert plan_rows.in_force(SYSTEM, date(2026, 6, 30)) == [old]
    assert Plan.objects.get(pk=old.pk).state == PlanState.REPLACED
    assert Quota.objects.get(plan=old).amount == D(12000)
    assert PlanStep.objects.filter(plan=old, state="replaced").count() == 1


def test_who_has_not_signed_is_reminded(plan: Plan, made: firm.Firm) -> None:
    plan = published(plan, made)
    assert news.remind_late() == 0
    assert talks.remind(plan, actor=made.actor("manager.east")) == 1
    assert Notification.objects.filter(topic="planning.quota_unsigned").count() == 1
