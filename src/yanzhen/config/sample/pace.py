"""Around the pace: the calendar of working days, an improvement card of the weakest unit, a week, three pipelines."""

from datetime import date, timedelta
from typing import Any

from yanzhen.accounts.queries import actors
from yanzhen.config.sample import tables
from yanzhen.config.sample.places import REGIONS
from yanzhen.lib.periods import month_end
from yanzhen.organization.services import calendar
from yanzhen.planning.services import improvements, pace
from yanzhen.platform.actor import SYSTEM

PIPELINES = {
    "rep.east": ((41, "3", "4", 1, 3), (11, "3", "2.5", 1, 2), (4, "3", "1.5", 2, 3), (3, "3", "0.5", 4, 5)),
    "rep.south": ((30, "2", "4", 1, 4), (14, "2", "2.5", 2, 5), (7, "2", "1.5", 1, 2), (2, "2", "0.5", 3, 4)),
    "ka": ((14, "1", "8", 1, 2), (9, "1", "5", 3, 5), (5, "1", "3", 3, 4), (1, "1", "1", 9, 10)),
}
"""By sign-in name and stage: held, wins wanted a month, months to the win, won out of tried."""
STAGES = ("prospect", "qualified", "proposal", "negotiation")
WEEK = (
    ("回访三家本月未下单的老客户", "每家都问到下次采购时间", True),
    ("给连锁酒店送样板间报价", "对方采购确认收到", False),
    ("清理逾期发票两张", "款到账或有书面付款日", False),
)
MONTH = ("每周新开发两家装修公司", "月底名单有八家，三家已报价")
CARD = {
    "title": "大客户复购放慢，全年计划有缺口",
    "what": "截至上月末落后于计划；缺口集中在几家老客户，订单次数未减，单次金额下降。",
    "why": "旺季交期超过三周，客户把套餐外的单品转给了当地厂家。",
    "how": "为前十位老客户预留常规款库存，两周内交货；业务员每月做一次备货沟通。",
    "worth": "多占用库存约一个月的量，一个季度内由挽回的毛利收回，值得做。",
    "measure": "前十位老客户的常规款两周内交货率达到九成",
}


def build(today: date) -> None:
    """Everything through the services, in the name of those who would do it."""
    calendar.seed_around(today, actor=SYSTEM)
    users = tables.model("accounts.User")._default_manager
    for name, stages in PIPELINES.items():
        _pipeline(users.get(username=name), stages, today)
    _week(users.get(username="rep.east"), today)
    _card(today)


def _pipeline(user: Any, stages: Any, today: date) -> None:
    actor = actors.actor_of(user)
    for stage, (held, wanted, months, won, tried) in zip(STAGES, stages, strict=True):
        pace.figures.create(
            actor=actor, month=today, stage=stage, held=held, wanted=wanted, cycle_months=months, won=won, tried=tried
        )


def _week(user: Any, today: date) -> None:
    actor = actors.actor_of(user)
    for task, measure, is_done in WEEK:
        row = pace.actions.create(actor=actor, span="week", starts_on=today, task=task, measure=measure)
        if is_done:
            pace.actions.tick(row, actor=actor)
    pace.actions.create(actor=actor, span="month", starts_on=today, task=MONTH[0], measure=MONTH[1])


def _card(today: date) -> None:
    """A card of the unit of the weakest region, under way and due for its check in a week."""
    code = min(REGIONS, key=lambda region: REGIONS[region][2])
    unit = tables.model("organization.Unit")._default_manager.get(code=code)
    owner = tables.model("organization.Employee")._default_manager.filter(unit=unit).order_by("pk").first()
    plan: Any = tables.model("planning.Plan")._default_manager.filter(state="published", starts_on__lte=today).first()
    end = month_end(today.replace(month=12, day=1))
    gap = {"plan": plan, "gap_from": plan.starts_on, "gap_to": end} if plan is not None else {}
    card = improvements.create(
        actor=SYSTEM, owner=owner, side="unit", key=unit.pk, check_on=today + timedelta(days=7), **CARD, **gap
    )
    improvements.start(card, actor=SYSTEM)
