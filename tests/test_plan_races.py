"""Two managers move one plan at once, on real connections: one effect. The twins show it doubles without the lock."""

import threading
from datetime import date
from decimal import Decimal
from unittest import mock

import pytest
from django.db import transaction
from django.utils import timezone
from tests.test_races import together

from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.tests.factories import EmployeeFactory
from yanzhen.planning.enums import PlanState, Question, TalkState
from yanzhen.planning.models import Plan, PlanStep, Quota, QuotaTalk, RetrospectiveAnswer, TalkEntry
from yanzhen.planning.services import plans, quotas, steps, talks
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 4


def in_step(*ways: str) -> Plan:
    """A plan with one quota, taken along these steps."""
    person = EmployeeFactory()
    plan = plans.create(actor=SYSTEM, name="2027", unit=person.unit, starts_on=date(2027, 1, 1), months=12)
    quotas.create(actor=SYSTEM, plan=plan, person=person, metric="revenue", amount=Decimal(1200))
    for question in Question:
        RetrospectiveAnswer.objects.create(plan=plan, question=question, answer="x", answered_at=timezone.now())
    for to in ways:
        plan = steps.move(plan, actor=SYSTEM, to=to)
    return plan


def entered(plan: Plan, state: str) -> tuple[int, int]:
    """How often the plan entered a step: by its steps, and by its history."""
    moves = AuditEntry.objects.filter(verb="move_plan", object_id=plan.pk, after__state=state)
    return PlanStep.objects.filter(plan=plan, state=state).count(), moves.count()


BEFORE = {"talk": (), "fix": ("talk",), "meeting": ("talk", "fix"), "published": ("talk", "fix", "meeting")}


@pytest.mark.parametrize("to", ["fix", "published"])
def test_a_plan_enters_a_step_once(to: str) -> None:
    plan = in_step(*BEFORE[to])
    results = together(lambda _: steps.move(Plan.objects.get(pk=plan.pk), actor=SYSTEM, to=to), hands=HANDS)
    refused = [r for r in results if isinstance(r, RuleBroken)]
    assert [r.code for r in refused] == ["transition"] * (HANDS - 1), results
    assert entered(plan, to) == (1, 1)


def test_without_the_lock_a_plan_is_published_twice() -> None:
    """The twin: both hands read the step before either leaves it."""
    plan = in_step(*BEFORE["published"])
    looked = threading.Barrier(2)

    def publish(_: int) -> None:
        with transaction.atomic():
            row = steps._ready(plan, SYSTEM, PlanState.PUBLISHED)
        looked.wait(timeout=120)  # the lock is gone: both have seen a plan that may be published
        with transaction.atomic():
            steps._enter(row, SYSTEM, PlanState.PUBLISHED, "", None)

    results = together(publish, hands=2)
    assert not any(isinstance(r, Exception) for r in results), results
    assert entered(plan, "published")[0] == 2


def fixings(talk: QuotaTalk) -> tuple[int, int]:
    acts = AuditEntry.objects.filter(verb="fix_quota", object_id=talk.pk)
    return TalkEntry.objects.filter(talk=talk, act="fix").count(), acts.count()


def test_a_quota_is_fixed_once() -> None:
    talk = QuotaTalk.objects.get(plan=in_step("talk"))
    fresh = QuotaTalk.objects.get
    results = together(lambda _: talks.fix(fresh(pk=talk.pk), actor=SYSTEM, figure=Decimal(1300)), hands=HANDS)
    assert not any(isinstance(r, Exception) for r in results), results
    assert fixings(talk) == (1, 1)
    assert Quota.objects.get(plan_id=talk.plan_id).amount == 1300


def test_without_the_lock_a_quota_is_fixed_twice() -> None:
    """The twin: both hands see an open talk before either closes it."""
    talk = QuotaTalk.objects.get(plan=in_step("talk"))
    looked = threading.Barrier(2)

    def fix(_: int) -> None:
        found = QuotaTalk.objects.get(pk=talk.pk)
        looked.wait(timeout=120)
        assert found.state != TalkState.FIXED
        talks.fix(found, actor=SYSTEM, figure=Decimal(1300))

    with mock.patch.object(talks, "_is_fixed", return_value=False):  # what was seen before the lock counts
        together(fix, hands=2)
    assert fixings(talk)[0] == 2


def test_of_two_who_fix_different_figures_both_are_told_in_order() -> None:
    """Each fixing is an act of its own: the second starts from what the first left, and nothing is lost."""
    plan = in_step("talk")
    talk = QuotaTalk.objects.get(plan=plan)
    figures = [Decimal(n) for n in (1300, 1400, 1500, 1600)]
    results = together(
        lambda n: talks.fix(QuotaTalk.objects.get(pk=talk.pk), actor=SYSTEM, figure=figures[n]), hands=HANDS
    )
    assert not any(isinstance(r, Exception) for r in results), results
    told = list(TalkEntry.objects.filter(talk=talk, act="fix").order_by("pk").values_list("before", "figure"))
    assert [before for before, _figure in told] == [Decimal(1200), *[figure for _before, figure in told[:-1]]]
