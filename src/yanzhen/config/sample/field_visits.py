"""Visits of the people who sign in: eight weeks past with their results, today's, and next week's prepared ones."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from yanzhen.config.sample import tables
from yanzhen.field.calc import places
from yanzhen.field.services import visit_templates
from yanzhen.platform.actor import SYSTEM

WEEKS = 8
PEOPLE = {"rep.east": (3, 5, 48), "rep.south": (3, 5, 48), "ka": (1, 3, 18)}
"""The fewest and the most visits a day, and among how many customers."""
STEPS = (
    ("准备", "Prepare", "check", "带齐价目、新品样册、上次未了事项"),
    ("打招呼", "Greet", "check", "店长、导购、当班主管"),
    ("看店外店内", "Look outside and in", "photo", "门头、橱窗、堆头、竞品陈列"),
    ("查库存与货龄", "Count stock and age", "stock", "货龄不超过保质期的三分之一"),
    ("提建议", "Propose", "text", "补货、陈列、促销"),
    ("下订单", "Order", "order", "按建议量确认"),
    ("确认", "Confirm", "check", "数量、到货日、陈列位"),
    ("收尾与记录", "Close and record", "report", "下次日期、要跟的事"),
)
REASONS = (
    ("带新款布艺沙发样册，帮您把春季展厅换一遍", "订下展厅样品6套", "同意周五前看样"),
    ("核对三月对账单，顺便讲讲返利怎么算", "当场签回对账单", "约定签回日期"),
    ("给您看周边三家店的走量款，帮您定补货", "补货一车", "确认补货清单"),
    ("工程单交期排好了，过来和您确认分批到货", "确认分批交货表", "约工程部见面"),
    ("听听前两批货的安装反馈，尽快把问题解决", "验收签字", "问题清单双方确认"),
    ("年度框架快到期，谈谈明年的条件", "明年框架签意向", "定下次谈判日期"),
)
NEEDS = ("价格更低", "交期更快", "新品", "陈列与促销", "更长账期", "售后服务")
STEPS_NEXT = ("报价", "寄样品", "回电话", "跟订单", "跟回款", "再次拜访")
REMARKS = ("采购换人，新来的看重环保检测", "仓库只剩两周的量", "店里在装修，下月重新开业", "老板在外地，和店长谈的", "")
WHY = ("没人在", "客户临时取消", "路上堵车没赶上")
SEEN = ("同款低价铺货", "新开专柜，送货上门", "促销员两名，买三送一", "延长账期到90天")
BUYERS = ("主要供周边酒店翻新", "客户多是自住业主", "给装修公司配套为主")
CENTRES = {
    "上海": (31.2304, 121.4737), "南京": (32.0603, 118.7969), "苏州": (31.2989, 120.5853), "无锡": (31.4912, 120.3119),
    "杭州": (30.2741, 120.1551), "宁波": (29.8683, 121.5440), "合肥": (31.8206, 117.2272), "福州": (26.0745, 119.2965),
    "厦门": (24.4798, 118.0894), "青岛": (36.0671, 120.3826), "济南": (36.6512, 117.1201), "南昌": (28.6829, 115.8582),
    "广州": (23.1291, 113.2644), "佛山": (23.0215, 113.1214), "深圳": (22.5431, 114.0579), "东莞": (23.0207, 113.7518),
    "惠州": (23.1115, 114.4152), "珠海": (22.2707, 113.5767), "南宁": (22.8170, 108.3665), "北京": (39.9042, 116.4074),
    "武汉": (30.5928, 114.3055), "长沙": (28.2282, 112.9388), "成都": (30.5728, 104.0668), "重庆": (29.5630, 106.5516),
}  # fmt: skip
"""Middles of the larger cities, WGS-84."""


def build(today: date, seed: int) -> None:
    """Bulk, since they are many; numbers go on where these end."""
    dice = Random(f"visits-{seed}")
    template = _template()
    numbers: Counter[str] = Counter()
    users = tables.model("accounts.User")._default_manager
    for name, (least, most, among) in PEOPLE.items():
        user: Any = users.select_related("employee").filter(username=name).first()
        if user is None or user.employee is None:
            continue
        customers = _customers(user.employee_id, among, dice)
        if customers:
            rows = [
                _visit(user.employee, customer, day, place, today, dice, numbers, template if name == "ka" else None)
                for day, place, customer in _days(today, customers, (least, most), dice)
            ]
            _keep(rows, template, dice)
    series = tables.model("platform.Counter")._default_manager
    series.bulk_create([series.model(series=key, last=last) for key, last in numbers.items()])


def _template() -> Any:
    lines = [{"name": n, "name_en": e, "kind": k, "help_text": h} for n, e, k, h in STEPS]
    return visit_templates.create(
        actor=SYSTEM, code="KA8", name="门店拜访八步", name_en="Store visit in eight steps", minutes=60, lines=lines
    )


def _customers(owner: int, among: int, dice: Random) -> list[Any]:
    """The person's customers, the better classes first, each with a place on the map where its city is known."""
    manager = tables.model("crm.Customer")._default_manager
    rows: list[Any] = list(manager.filter(owner_id=owner, is_active=True).order_by("grade_class", "pk"))
    rows = [row for row in rows if row.grade_class] or rows
    rows = rows[:among]
    lost = [row for row in rows if row.latitude is None and row.city.removesuffix("市") in CENTRES]
    for row in lost:
        north, east = CENTRES[row.city.removesuffix("市")]
        row.latitude = Decimal(str(round(north + dice.uniform(-0.06, 0.06), 6)))
        row.longitude = Decimal(str(round(east + dice.uniform(-0.07, 0.07), 6)))
    manager.bulk_update(lost, ["latitude", "longitude"], batch_size=200)
    return rows


def _days(today: date, customers: list[Any], bounds: tuple[int, int], dice: Random) -> Iterator[tuple[date, int, Any]]:
    """The customers in turn over the working days, the first third of them twice as often."""
    turn = [*customers, *customers[: len(customers) // 3]]
    at = 0
    for n in range(-7 * WEEKS, 8):
        day = today + timedelta(days=n)
        if day.weekday() < 5 or day == today:
            for place in range(1, dice.randint(*bounds) + 1):
                yield day, place, turn[at % len(turn)]
                at += 1


def _visit(
    owner: Any, customer: Any, day: date, place: int, today: date, dice: Random, numbers: Counter[str], template: Any
) -> Any:
    series = f"VI-{day:%Y%m}"
    numbers[series] += 1
    reason, best, least = dice.choice(REASONS)
    hour = time(8 + place + place // 4, dice.choice((0, 15, 30, 45)))
    is_fixed = dice.random() < 0.25
    made: Any = tables.model("field.Visit")(
        number=f"{series}-{numbers[series]:04}", customer=customer, owner=owner, unit_id=owner.unit_id, day=day,
        first_day=day, sequence=place, starts_at=hour if is_fixed else None, is_fixed=is_fixed,
        minutes=60 if template else 40, kind="store" if template else "routine", template=template, reason=reason,
        best=best, least=least, material=dice.choice(("样册、色卡", "价目表", "检测报告", "")), is_planned=True,
    )  # fmt: skip
    if day < today:
        _past(made, hour, dice)
    elif dice.random() < 0.5:
        made.reason_way, made.reason_sent_at = "message", timezone.now() - timedelta(hours=dice.randint(2, 40))
        made.reason_confirmed = dice.choice(("yes", "yes", "unknown", "no"))
    return made


def _past(row: Any, hour: time, dice: Random) -> None:
    """Made with its result, or missed, or called off."""
    luck = dice.random()
    if luck < 0.06:
        row.state, row.why = ("missed", dice.choice(WHY)) if luck < 0.04 else ("cancelled", "客户改期")
        return
    begun = timezone.make_aware(datetime.combine(row.day, hour)) + timedelta(minutes=dice.randint(-8, 20))
    stay = dice.randint(18, 75) if row.kind != "store" else dice.randint(45, 100)
    row.state, row.arrived_at, row.left_at = "done", begun, begun + timedelta(minutes=stay)
    row.stated_at = row.received_at = begun
    row.reported_at = row.left_at + timedelta(minutes=dice.randint(1, 9))
    row.result = dice.choices(("best", "least", "none"), (35, 45, 20))[0]
    row.needs = "、".join(dice.sample(NEEDS, dice.randint(0, 2)))
    row.remark = dice.choice(REMARKS)
    if dice.random() < 0.6:
        row.next_step, row.next_on = dice.choice(STEPS_NEXT), row.day + timedelta(days=dice.choice((3, 7, 14)))
    if row.customer.latitude is not None:
        row.latitude = row.customer.latitude + Decimal(str(round(dice.gauss(0, 0.0006), 6)))
        row.longitude = row.customer.longitude + Decimal(str(round(dice.gauss(0, 0.0007), 6)))
        here = (float(row.latitude), float(row.longitude))
        row.accuracy_m = dice.choice((8, 12, 20, 35))
        row.distance_m = places.metres(*here, float(row.customer.latitude), float(row.customer.longitude))


def _keep(rows: list[Any], template: Any, dice: Random) -> None:
    """The visits, then what belongs to them."""
    visits = tables.model("field.Visit")._default_manager
    visits.bulk_create(rows, batch_size=200)
    _steps([row for row in rows if row.template_id], template, dice)
    _findings([row for row in rows if row.state == "done"], dice)


def _steps(rows: list[Any], template: Any, dice: Random) -> None:
    """The eight steps of store visits, answered where they were made, and the stock of the last ones."""
    kind = tables.model("field.VisitStep")
    answers = {"text": ("补两排、换端架", "加堆头一周", "撤滞销款")}
    made = [
        kind(
            visit=row, position=n, name=s.name, name_en=s.name_en, kind=s.kind, help_text=s.help_text,
            is_done=row.state == "done", answered_at=row.left_at,
            answer=dice.choice(answers[s.kind]) if s.kind in answers and row.state == "done" else "",
        )
        for row in rows
        for n, s in enumerate(template.steps.order_by("position"), start=1)
    ]  # fmt: skip
    kind._default_manager.bulk_create(made, batch_size=300)
    products = list(tables.model("products.Product")._default_manager.order_by("pk")[:40])
    counts = tables.model("field.VisitStock")
    done = [row for row in rows if row.state == "done"][-12:]
    counts._default_manager.bulk_create(
        [
            counts(
                visit=row, product=product, quantity=dice.randint(2, 48), counted_on=row.day, shelf_days=days,
                produced_on=row.day - timedelta(days=dice.randint(20, round(days * 0.7))),
            )
            for row in done
            for product, days in zip(dice.sample(products, min(4, len(products))), (365, 365, 540, 730), strict=False)
        ]
    )  # fmt: skip


def _findings(rows: list[Any], dice: Random) -> None:
    """What was seen of competitors and heard of their customers, and the needs."""
    kind = tables.model("field.VisitFinding")
    rivals = list(tables.model("market.Competitor")._default_manager.order_by("pk"))
    found = [kind(visit=row, kind="need", words=row.needs) for row in rows if row.needs]
    for row in rows:
        if rivals and dice.random() < 0.22:
            found.append(kind(visit=row, kind="rival", words=dice.choice(SEEN), competitor=dice.choice(rivals)))
        if dice.random() < 0.08:
            found.append(kind(visit=row, kind="buyers", words=dice.choice(BUYERS)))
    kind._default_manager.bulk_create(found, batch_size=300)
