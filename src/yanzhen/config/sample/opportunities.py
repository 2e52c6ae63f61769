"""The pipeline of the sample company: two processes, and eighteen months of opportunities with every stay in a stage.

Deals belong to customers and their owners, are won and lost at believable odds, and some have stood still. Nothing here
touches orders or money.
"""

import random
import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from yanzhen.config.sample import tables
from yanzhen.config.sample.tables import Plan
from yanzhen.crm.calc import deals
from yanzhen.crm.services import loss_reasons, processes, stages, standard_process
from yanzhen.platform import search
from yanzhen.platform.actor import SYSTEM

COUNT, DAYS = 180, 540
PROJECTS = {
    "DEALER": ("秋季订货", "新品上样", "二级网点铺货", "年度进货协议"),
    "CHAIN": ("新店开业展厅", "卖场翻新", "样板间配套"),
    "HOTEL": ("大堂沙发换新", "客房家具二期", "宴会厅桌椅", "套房软装"),
    "OFFICE": ("新办公楼工位", "会议室桌椅", "员工餐厅", "总部大堂"),
    "": ("办公家具更新", "接待区沙发", "展厅配套", "员工宿舍家具", "样板间配套", "会议室桌椅"),
}
STEPS = ("确认交货期", "送样板", "约采购经理面谈", "更新报价", "催合同盖章", "现场量尺", "带客户看工厂", "补充材质报告")
SOURCES = ("老客户介绍", "展会", "官网", "电话拜访", "招标公告", "经销商推荐")
RIVALS = ("龙木家居", "盛合家具", "博雅办公")
LOST = (
    ("price", "价格高于对手", "Price above the rival's"),
    ("delivery", "交期太长", "Delivery takes too long"),
    ("product", "产品不合要求", "Product does not fit"),
    ("budget", "客户预算取消", "Customer's budget was cut"),
    ("relation", "关系不到位", "No access to who decides"),
    ("silent", "客户没有下文", "Customer went silent"),
)
WON = (("service", "交付与服务", "Delivery and service"), ("design", "方案更合适", "The better solution"))
CHANNEL = (
    ("意向沟通", "First talk", 10, 25), ("店面评估", "Shop survey", 14, 45), ("政策谈判", "Terms", 21, 70),
    ("首单", "First order", 14, 90),
)  # fmt: skip
FAVOURED = ("rep.east", "rep.south", "ka")
"""People who sign in have more, so that their boards are worth looking at."""
STRONG, LOSS, SKIPPED = "rep.east", {True: 0.06, False: 0.19}, 0.4
"""Who sells best, how often a stage ends in a loss, and how often the others skip the second stage."""


def build(plan: Plan) -> None:
    """Processes, reasons, opportunities, their teams, lines and stays."""
    _strongest.cache_clear()
    pick = random.Random(plan.seed * 7 + 5)
    courses = [_course(standard_process.make(SYSTEM)), _course(_channel())]
    reasons = _reasons()
    owned = _customers(pick, max(60, int(COUNT * min(plan.scale, 50))))
    made = [
        _opportunity(plan, pick, number, customer, courses[0 if pick.random() < 0.8 else 1], reasons)
        for number, customer in enumerate(owned, 1)
    ]
    _store(made, pick)
    tables.model("platform.Counter")._default_manager.update_or_create(
        series=f"OP-{plan.today:%Y%m}", defaults={"last": len(made)}
    )


def _course(process: Any) -> tuple[Any, list[Any]]:
    return process, list(process.stages.order_by("position"))


def _channel() -> Any:
    process = processes.create(actor=SYSTEM, name="渠道开发", name_en="New dealers")
    for name, name_en, days, probability in CHANNEL:
        stages.create(
            actor=SYSTEM, process=process, name=name, name_en=name_en, usual_days=days, probability=probability
        )
    return process


def _reasons() -> dict[str, list[Any]]:
    return {
        outcome: [
            loss_reasons.create(actor=SYSTEM, code=f"{outcome}-{code}", name=name, name_en=name_en, outcome=outcome)
            for code, name, name_en in rows
        ]
        for outcome, rows in (("lost", LOST), ("won", WON))
    }


def _customers(pick: random.Random, count: int) -> list[Any]:
    """Customers with an owner in service; every second one of somebody who signs in."""
    rows = tables.model("crm.Customer")._default_manager.filter(is_active=True, owner__left_on__isnull=True)
    rows = rows.select_related("customer_type").order_by("pk")
    employees: Any = tables.model("accounts.User")._default_manager.filter(username__in=FAVOURED)
    favoured = [list(rows.filter(owner_id=user.employee_id)[:40]) for user in employees.order_by("username")]
    favoured = [group for group in favoured if group]
    others = list(rows[:600])
    if not others:
        return []
    return [
        pick.choice(favoured[n // 2 % len(favoured)]) if favoured and n % 2 == 0 else pick.choice(others)
        for n in range(count)
    ]


def _opportunity(
    plan: Plan, pick: random.Random, number: int, customer: Any, course: tuple[Any, list[Any]], reasons: Any
) -> dict[str, Any]:
    """One opportunity with its stays: followed from its first day until it closed, or until today."""
    process, steps = course
    began = plan.today - timedelta(days=int(DAYS * pick.random() ** 1.9) + 1)
    kind = customer.customer_type.code if customer.customer_type else ""
    name = f"{_short(customer.name)}{pick.choice(PROJECTS.get(kind, PROJECTS['']))}"
    stays, state, closed = _stays(plan, pick, began, steps, customer.owner_id == _strongest())
    stage, since = stays[-1][0], stays[-1][1]
    amount = Decimal(pick.randint(8, 60) * pick.choice((1_000, 1_000, 5_000, 10_000)))
    odds = {"open": stage.probability, "won": 100, "lost": 0}[state]
    rival = pick.choice(RIVALS) if pick.random() < 0.5 or state == "lost" else ""
    due = plan.today + timedelta(days=pick.randint(-12, 75))
    values = {
        "number": f"OP-{plan.today:%Y%m}-{number:04d}",
        "name": name,
        "customer_id": customer.pk,
        "process": process,
        "stage": stage,
        "state": state,
        "amount": amount,
        "probability": odds,
        "weighted_amount": deals.weighted(amount, odds, "CNY"),
        "expected_on": closed or due,
        "owner_id": customer.owner_id,
        "unit_id": customer.unit_id,
        "source": pick.choice(SOURCES),
        "competitor": rival,
        "stage_since": since,
        "stuck_from": deals.stuck_from(since, stage.usual_days) if state == "open" else None,
        "closed_on": closed,
    }
    if state == "open" and pick.random() < 0.75:
        values |= {"next_step": pick.choice(STEPS), "next_on": plan.today + timedelta(days=pick.randint(-3, 14))}
    if state != "open":
        values["reason"] = pick.choice(reasons[state][: 2 + int(pick.random() * 5)])
    if state == "lost" and pick.random() < 0.6:
        values["price"] = (amount * Decimal(pick.randint(84, 97)) / 100).quantize(Decimal("0.01"))
    return {"values": values, "stays": stays, "began": began, "closed": closed}


@cache
def _strongest() -> int | None:
    """The key of the employee who sells best."""
    rows = tables.model("accounts.User")._default_manager.filter(username=STRONG)
    key: int | None = rows.values_list("employee_id", flat=True).first()
    return key


def _stays(
    plan: Plan, pick: random.Random, began: date, steps: list[Any], is_strong: bool
) -> tuple[list[Any], str, date | None]:
    """(stage, entered, left) one after the other; the state at the end, and the day of closing."""
    at = began
    found: list[Any] = []
    is_slow = pick.random() < 0.1
    for place, stage in enumerate(steps):
        if place == 1 and not is_strong and pick.random() < SKIPPED:
            continue
        days = max(1, round((stage.usual_days or 14) * pick.lognormvariate(-0.45, 0.5) * (3 if is_slow else 1)))
        left = at + timedelta(days=days)
        if left > plan.today:
            return [*found, (stage, at, None)], "open", None
        found.append((stage, at, left))
        if pick.random() < LOSS[is_strong]:
            return found, "lost", left
        if place == len(steps) - 1:
            return found, "won", left
        at = left
    return found, "won", at


def _short(name: str) -> str:
    """A firm as people call it in the name of a deal."""
    return re.split("[（(]|有限|股份|集团|管理|销售", name)[0][:8]


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(2, 0), UTC)


def _store(made: list[dict[str, Any]], pick: random.Random) -> None:
    def model(label: str) -> Any:
        return tables.model(label)

    kind = model("crm.Opportunity")
    rows = kind._default_manager.bulk_create([kind(**one["values"]) for one in made], batch_size=500)
    employees = dict(model("organization.Employee")._default_manager.values_list("pk", "manager_id"))
    lines, members, stays, done = [], [], [], []
    tasks: dict[int, list[Any]] = {}
    for task in model("crm.ExitTask")._default_manager.order_by("position"):
        tasks.setdefault(task.stage_id, []).append(task)
    products = list(model("products.Product")._default_manager.filter(list_price__gt=0, currency="CNY")[:200])
    for row, one in zip(rows, made, strict=True):
        row.created_at = _moment(one["began"])
        if products and pick.random() < 0.4:
            lines += _lines(row, pick, products)
        members += _team(row, pick, employees)
        for stage, entered, left in one["stays"]:
            times = {"entered_at": _moment(entered), "left_at": _moment(left) if left else None}
            stays.append(model("crm.StageEntry")(opportunity=row, stage=stage, amount=row.amount, by_id=row.owner_id,
                                                 **times))  # fmt: skip
        if row.state == "open":
            done += [model("crm.TaskDone")(opportunity=row, task=t, who="") for t in tasks.get(row.stage_id, [])[:1]
                     if pick.random() < 0.5]  # fmt: skip
    kind._default_manager.bulk_update(rows, ["created_at", "amount", "weighted_amount"], batch_size=200)
    names = dict(model("organization.Employee")._default_manager.values_list("pk", "name"))
    for tick in done:
        tick.who = names.get(tick.opportunity.owner_id, "")
    for label, found in (("OpportunityLine", lines), ("OpportunityMember", members), ("StageEntry", stays),
                         ("TaskDone", done)):  # fmt: skip
        model(f"crm.{label}")._default_manager.bulk_create(found, batch_size=500)
    search.changed(kind, [row.pk for row in rows], are_new=True)


def _lines(row: Any, pick: random.Random, products: list[Any]) -> list[Any]:
    """One to three products; their sum is the amount."""
    found: list[Any] = []
    for number, product in enumerate(pick.sample(products, min(len(products), pick.randint(1, 3))), 1):
        quantity, discount = Decimal(pick.randint(4, 60)), Decimal(pick.choice((0, 0, 3, 5, 8)))
        net = deals.of_line(deals.Line(quantity, product.list_price, discount), "CNY")
        line: Any = tables.model("crm.OpportunityLine")
        found.append(
            line(
                opportunity=row, line_no=number, product=product, quantity=quantity, unit_price=product.list_price,
                discount=discount, net_amount=net,
            )
        )  # fmt: skip
    row.amount = deals.total(line.net_amount for line in found)
    row.weighted_amount = deals.weighted(row.amount, row.probability, "CNY")
    return found


def _team(row: Any, pick: random.Random, managers: dict[int, int | None]) -> list[Any]:
    """The owner alone, or, of one in five, with the manager."""
    member, boss = tables.model("crm.OpportunityMember"), managers.get(row.owner_id)
    if boss is None or pick.random() > 0.2:
        return [member(opportunity=row, employee_id=row.owner_id, share=Decimal(100))]
    return [
        member(opportunity=row, employee_id=row.owner_id, share=Decimal(80)),
        member(opportunity=row, employee_id=boss, share=Decimal(20)),
    ]
