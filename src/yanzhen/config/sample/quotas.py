"""The quotas of the current year: drawn up from the plan, talked over, published, signed by most.

Made through the services, each act in the name of whoever does it.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from yanzhen.accounts.queries import actors
from yanzhen.config.sample import tables
from yanzhen.config.sample.people import acting
from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.enums import PlanState, Question
from yanzhen.planning.services import quotas, retrospectives, steps, talks
from yanzhen.platform.actor import Actor

ANSWERS = {
    Question.RESULT: "上年完成计划的九成八，第四季度靠酒店项目补上。",
    Question.OBSTACLES: "旺季交期偏长；个别区域新人多，拜访不足。",
    Question.TERRITORY: "老客户稳定，新开门店少。",
    Question.MISSED: "缺一个季度，全年就差近一成，须在后两季各多出半成。",
    Question.PROGRESS: "连锁酒店占比上升，靠样板间与按期交付。",
    Question.OTHER_WAY: "与装修公司合作，从整装带动零售。",
}
STEP_NOTES = {
    PlanState.TALK: "各人先看自己的定额，三天内答复。",
    PlanState.FIX: "有异议的逐个谈，当面定下来。",
    PlanState.MEETING: "全员会上讲目标、讲分法，不讲个人数字。",
    PlanState.PUBLISHED: "即日起执行。",
}
OBJECTIONS = {7: "第一季度偏高，装修淡季难完成。"}
COUNTERS = {3: ("0.92", "两家门店今年停业，少了一块。"), 11: ("0.95", "片区刚接手，客户还要熟悉。")}
FIXED_AT = {3: Decimal("0.96"), 11: None}
"""By place in the list of people: the part of the quota that was agreed; None where it stayed."""
UNSIGNED = frozenset({5, 9})
VISITS, THOUSAND = Decimal(20), Decimal(1_000)


def build(today: date) -> None:
    """Take the plan of this year, whose draft was chosen, to publication."""
    user: Any = tables.model("accounts.User")._default_manager.get(username="director")
    director = actors.actor_of(user)
    plan: Any = tables.model("planning.Plan")._default_manager.get(starts_on=today.replace(month=1, day=1), edition=1)
    if plan.state != PlanState.PREPARE:
        raise RuleBroken("the plan of this year is in preparation when its quotas are drawn up")
    retrospectives.answer(plan, actor=director, answers={str(question): text for question, text in ANSWERS.items()})
    quotas.draw_up(plan, actor=director)
    quotas.give(plan, actor=director, metric="visits", a_month=VISITS, weight=Decimal(20), measured_in="次")
    plan = _move(plan, director, PlanState.TALK)
    for place, talk in _talks(plan):
        if place in COUNTERS:
            part, reason = COUNTERS[place]
            talks.counter(talk, actor=acting(talk.person), figure=_part(talk, Decimal(part)), reason=reason)
        else:
            talks.accept(talk, actor=acting(talk.person))
    plan = _move(plan, director, PlanState.FIX)
    for place, talk in _talks(plan):
        if place in COUNTERS:
            agreed = FIXED_AT[place]
            figure = None if agreed is None else _part(talk, agreed)
            talks.fix(
                talk, actor=director, figure=figure, text="谈过，各让一步。" if agreed else "先按原定额，半年再看。"
            )
    plan = _move(_move(plan, director, PlanState.MEETING), director, PlanState.PUBLISHED)
    _sign(plan)


def _move(plan: Any, director: Actor, to: PlanState) -> Any:
    return steps.move(plan, actor=director, to=to, note=STEP_NOTES[to])


def _talks(plan: Any) -> Iterator[tuple[int, Any]]:
    rows = tables.model("planning.QuotaTalk")._default_manager.filter(plan=plan).select_related("person", "plan")
    return enumerate(rows.order_by("person__number"))


def _part(talk: Any, part: Decimal) -> Decimal:
    """So much of the quota, in whole thousands."""
    rows = tables.model("planning.Quota")._default_manager
    quota: Any = rows.get(plan=talk.plan_id, person=talk.person_id, metric="revenue")
    found: Decimal = (quota.amount * part / THOUSAND).to_integral_value() * THOUSAND
    return found


def _sign(plan: Any) -> None:
    """All sign but a few, among them the representative whom newcomers look at first."""
    user: Any = tables.model("accounts.User")._default_manager.get(username="rep.east")
    first = user.employee_id
    for place, talk in _talks(plan):
        if place not in UNSIGNED and talk.person_id != first:
            talks.acknowledge(talk, actor=acting(talk.person), objection=OBJECTIONS.get(place, ""))
