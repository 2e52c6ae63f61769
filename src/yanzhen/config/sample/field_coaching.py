"""Coaching in the sample company: a form, joint visits, what people wrote to their days, and the Monday meetings."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from yanzhen.config.sample import tables
from yanzhen.config.sample.people import acting
from yanzhen.field.queries import meetings
from yanzhen.field.services import agreed, joint_visits, observation_forms
from yanzhen.platform import writes
from yanzhen.platform.actor import SYSTEM

POINTS = (
    ("拜访前准备：客户资料、拜访理由、目标", "Prepared: facts, reason, goals"),
    ("开场说清来意和对客户的好处", "Opens with the reason and its use to the customer"),
    ("先问后讲，问出真正的需求", "Asks before telling, finds the real need"),
    ("方案对着需求讲，用样品和数据", "Answers the need with samples and figures"),
    ("处理异议不急着降价", "Handles objections without rushing to the price"),
    ("要到承诺，约定下一步和日期", "Gets a commitment, next step and day"),
)
STRENGTHS = "准备充分，和店长关系好；样册翻得熟，数据张口就来。"
IMPROVE = "一听到“贵”就往价格上谈，没有先问和谁比、比什么；离开前没有约定下次日期。"
AGREED = ("遇到价格异议先问三个问题再报价", "每次离店前约定下次日期并记进系统")
OWN_VIEW = "同意。回头看录音确实急了，这两周我把三个问题写在样册第一页。"
FOLLOW_UP = "两周内八次拜访有六次约到下次日期；价格异议的问法还要再陪一次。"
REMARKS = (
    "上午两家都在盘点，等了半小时才见到人；下午谈得顺。",
    "客户新展厅下月开，要尽快把样品清单发过去。",
    "下雨堵车，第三家改到明天。",
    "采购提到竞品送货上门免安装费，已经记到情报里。",
)
DECIDED = ("本周重点：把A类客户的春季样品单全部落到日期", "价格异议统一口径：先问比什么，再谈总成本")
ACTIONS = (
    (
        ("走访苏州三家停单客户，问清原因", "done"),
        ("整理竞品送货政策，周三前发群里", "done"),
        ("补齐A类客户的等级和潜力", "partly"),
    ),
    (("给卡住的商机各约一次关键人", ""), ("把下周拜访计划排满并核对路线", "done"), ("对逾期客户逐家确认回款日", "")),
)
MINUTES = (
    "上周拜访完成率尚可，成功率偏低，主要是没有事先约定要什么承诺。\n竞品在苏州、无锡铺低价款，先稳住老客户的陈列位。",
    "三项旧事两项完成，客户等级还差一批，本周补完。\n卡住的商机逐个过了一遍，每个都定了负责人和日期。",
)


def build(today: date, seed: int) -> None:
    """Built on the visits of those who sign in."""
    dice = Random(f"coaching-{seed}")
    people = {name: _person(name) for name in ("director", "manager.east", "rep.east", "rep.south", "ka")}
    if any(person is None for person in people.values()):
        return
    form = observation_forms.create(
        actor=SYSTEM, name="陪访观察表", name_en="Observation form for joint visits", top=5, low_words="还没看到",
        top_words="可以教别人", points=[{"text": text, "text_en": english} for text, english in POINTS],
    )  # fmt: skip
    _joint_visits(people, form, today, dice)
    _days(people["rep.east"], today, dice)
    _meetings(people, today)


def _person(name: str) -> Any:
    user: Any = tables.model("accounts.User")._default_manager.select_related("employee").filter(username=name).first()
    return None if user is None else user.employee


def _visits(person: Any, first: date, last: date, state: str) -> list[Any]:
    rows = tables.model("field.Visit")._default_manager.filter(owner=person, day__range=(first, last), state=state)
    return list(rows.select_related("owner", "customer").order_by("-day", "pk"))


def _joint_visits(people: dict[str, Any], form: Any, today: date, dice: Random) -> None:
    manager, director = people["manager.east"], people["director"]
    past = _visits(people["rep.east"], today - timedelta(days=24), today - timedelta(days=17), "done")
    if past:
        row = _observed(past[0], manager, form, dice, past[0].day + timedelta(days=14))
        _agree(row, past[0].day + timedelta(days=10), is_done=True)
        joint_visits.answer(row, actor=acting(row.seller), text=OWN_VIEW)
        said = {one.pk: {"outcome": o} for one, o in zip(row.actions.order_by("pk"), ("partly", "done"), strict=True)}
        joint_visits.check(row, actor=acting(manager), outcomes=said, follow_up=FOLLOW_UP)
    ahead = _visits(people["rep.east"], today + timedelta(days=1), today + timedelta(days=4), "planned")
    if ahead:
        joint_visits.create(
            actor=acting(manager), visit=ahead[-1], manager=manager, form=form, aim="价格异议：先问三个问题",
            check_on=ahead[-1].day + timedelta(days=14),
        )  # fmt: skip
    for name in ("rep.south", "ka"):
        done = _visits(people[name], today - timedelta(days=12), today - timedelta(days=3), "done")
        if done:
            row = _observed(done[0], director, form, dice, today + timedelta(days=5))
            _agree(row, today + timedelta(days=3), is_done=False)


def _observed(visit: Any, manager: Any, form: Any, dice: Random, check_on: date) -> Any:
    """Written down on the day of the visit."""
    row = joint_visits.create(actor=acting(manager), visit=visit, manager=manager, form=form)
    marks = [{"position": n, "score": dice.choice((2, 3, 3, 4, 4, 5))} for n in range(1, len(POINTS) + 1)]
    joint_visits.observe(row, actor=acting(manager), marks=marks, strengths=STRENGTHS, improvements=IMPROVE)
    moment = timezone.make_aware(datetime.combine(visit.day, time(17, 30)))
    type(row)._default_manager.filter(pk=row.pk).update(state="observed", observed_at=moment, check_on=check_on)
    return type(row)._default_manager.select_related("seller", "manager", "visit", "form").get(pk=row.pk)


def _agree(row: Any, due_on: date, *, is_done: bool) -> None:
    for text in AGREED:
        action = row.actions.create(text=text, owner=row.seller, due_on=due_on)
        if not is_done:
            action.task_id = agreed.give(row, actor=SYSTEM, title=text, owner=row.seller, due_on=due_on)
            action.save(update_fields=["task_id"])


def _days(person: Any, today: date, dice: Random) -> None:
    """What the salesperson added to the last two weeks."""
    rows = tables.model("field.DayReport")
    days = [day for n in range(14, 0, -1) if (day := today - timedelta(days=n)).weekday() < 5]
    rows._default_manager.bulk_create(
        rows(
            person=person, unit_id=person.unit_id, day=day, travel=dice.choice((30, 45, 60)),
            administration=dice.choice((30, 40, 60)), waiting=dice.choice((0, 0, 15)),
            selling=dice.choice((0, 15, 20)), remark=REMARKS[n % len(REMARKS)] if n % 2 else "",
        )
        for n, day in enumerate(days)
    )  # fmt: skip


def _meetings(people: dict[str, Any], today: date) -> None:
    """Two that were held, and the one of next Monday (or today, on a Monday) that prepares itself."""
    manager = people["manager.east"]
    team = tables.model("organization.Employee")._default_manager.filter(manager=manager, left_on=None)
    guests = list(dict.fromkeys([people["rep.east"].pk, *team.order_by("pk").values_list("pk", flat=True)[:5]]))
    next_one = today + timedelta(days=-today.weekday() % 7)
    previous = None
    for weeks, actions, words in ((2, ACTIONS[0], MINUTES[0]), (1, ACTIONS[1], MINUTES[1])):
        row = _meeting(manager, next_one - timedelta(days=7 * weeks), guests, previous, minutes=words)
        _decide(row, actions, guests, next_one)
        shown = meetings.prepared(row, SYSTEM).stored()
        moment = timezone.make_aware(datetime.combine(row.day, time(9, 40)))
        type(row)._default_manager.filter(pk=row.pk).update(state="closed", shown=shown, held_at=moment)
        if previous is not None:
            previous.items.filter(kind="action").update(settled_in=row)
        previous = row
    _meeting(manager, next_one, guests, previous)


def _meeting(leader: Any, day: date, guests: Sequence[int], previous: Any, **more: Any) -> Any:
    row = tables.model("field.Meeting")._default_manager.create(
        number=writes.next_number("MT"), kind="weekly", unit_id=leader.unit_id, leader=leader, day=day,
        starts_at=time(8, 30), place="华东会议室", previous=previous, **more,
    )  # fmt: skip
    kind = tables.model("field.MeetingGuest")
    was_there = True if more else None
    kind._default_manager.bulk_create(kind(meeting=row, employee_id=key, was_there=was_there) for key in guests)
    return row


def _decide(row: Any, actions: Sequence[tuple[str, str]], guests: Sequence[int], next_one: date) -> None:
    row.items.create(kind="decision", text=DECIDED[row.day.day % 2])
    people = tables.model("organization.Employee")._default_manager.in_bulk(guests)
    for n, (text, outcome) in enumerate(actions):
        owner, due_on = people[guests[n % len(guests)]], row.day + timedelta(days=4 + n)
        task = None
        if not outcome or outcome == "partly":
            due_on = next_one + timedelta(days=n)
            task = agreed.give(row, actor=SYSTEM, title=text, owner=owner, due_on=due_on)
        row.items.create(kind="action", text=text, owner=owner, due_on=due_on, task_id=task, outcome=outcome)
