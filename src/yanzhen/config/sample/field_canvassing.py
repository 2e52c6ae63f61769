"""Canvassing and call lists of the people who sign in: a furniture street half worked, lists half called.

Everything is in the past of the sample's day; the results are drawn with the odds one meets at doors and on the phone.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from yanzhen.config.sample import tables
from yanzhen.field.calc import calls as rules
from yanzhen.field.services import call_lists, call_scripts, canvassing, do_not_call
from yanzhen.platform.actor import SYSTEM

AREAS = {
    "rep.east": (
        "闵行吴中路家居街", "上海", 150,
        ((31.1785, 121.3690), (31.1852, 121.3702), (31.1861, 121.3838), (31.1822, 121.3881), (31.1776, 121.3842)),
        0.6,
    ),
    "rep.south": (
        "佛山乐从家具大道北段", "佛山", 200,
        ((22.9520, 113.0890), (22.9612, 113.0918), (22.9608, 113.1040), (22.9515, 113.1022)), 0.35,
    ),
}  # fmt: skip
DOORS = (
    "尚品软装工作室", "吴中路宏图家具店", "木言木语家居馆", "锦华办公家具", "栖居全屋定制", "和美沙发城", "北欧印象家居",
    "聚贤阁红木", "佳美装饰设计", "卓越酒店用品", "简悦家居生活馆", "东方名品家私", "恒大装饰材料", "雅居乐软装", "城市之光民宿",
    "悦来快捷酒店", "千屋千寻设计", "百年好合婚庆会馆",
)  # fmt: skip
REMARKS = ("老板娘管进货，下午三点后在", "正在换季清仓，月底再来", "要工程款目录", "嫌起订量高", "刚和别家签了一年", "")
RESULTS = ("not_home", "no_interest", "interested", "prospect", "customer")
ODDS = (34, 36, 16, 9, 5)
WHY_SKIPPED = ("封闭小区，保安不让进", "在建工地，没有店铺", "河道与绿地")
SCRIPT = (
    ("say", "您好，我是雁栖家具的{你的名字}，打扰您两分钟方便吗？", ""),
    ("ask", "最近三个月有没有换新或增补的打算？哪几类？", "有：记下品类和数量；没有：问下一次大概什么时候"),
    ("ask", "现在的供货，最想改进的是价格、交期还是售后？", "交期：常规款两周到；售后：48小时上门"),
    ("answer", "“我们有固定供应商”", "理解，多一个备选不耽误。我先给您一份同款比价，用不用您定"),
    ("answer", "“发资料就行”", "好的，资料里我标三款适合您的，周四我打来听您的意见"),
    ("say", "那我周三上午带样册过去，十分钟给您看两款，可以吗？", ""),
)
LISTS = (
    ("rep.east", "老客户唤醒：半年未下单", "唤醒半年没有下单的客户，约上门", 46, 0.55),
    ("rep.south", "新品到店邀约", "约客户到展厅看新品", 38, 0.45),
)
CODES = ("no_answer", "call_back", "not_interested", "interested", "appointment", "wrong_number")
CALL_ODDS = (38, 17, 24, 12, 6, 3)
WORDS: list[dict[str, Any]] = [
    {"label": "无人接听", "kind": "no_answer", "recall_minutes": 120},
    {"label": "约时再拨", "kind": "call_back", "recall_minutes": None},
    {"label": "没有意向", "kind": "not_interested", "recall_minutes": None},
    {"label": "有意向", "kind": "interested", "recall_minutes": None},
    {"label": "约定拜访", "kind": "appointment", "recall_minutes": None},
    {"label": "号码错误", "kind": "wrong_number", "recall_minutes": None},
    {"label": "不愿接电话", "kind": "do_not_call", "recall_minutes": None},
]
NOTES = {
    "call_back": ("在开会，下午再打", "老板出差，下周回来", "采购不在，明早打"),
    "not_interested": ("今年不换了", "刚买了别家", "预算冻结"),
    "interested": ("要布艺沙发样册和报价", "二楼会议室要换桌椅", "想看环保检测报告"),
    "appointment": ("周三上午看样", "周五下午三点，到店里"),
}


def build(today: date, seed: int) -> None:
    """One area and one list for each of two people."""
    dice = Random(f"canvassing-{seed}")
    users: Any = tables.model("accounts.User")._default_manager.select_related("employee")
    staff: dict[str, Any] = {
        user.username: user.employee for user in users.filter(username__in=AREAS) if user.employee is not None
    }
    for name, area in AREAS.items():
        if name in staff:
            _area(staff[name], area, today, dice)
    steps = [{"kind": kind, "text": text, "answer": answer} for kind, text, answer in SCRIPT]
    script = call_scripts.create(actor=SYSTEM, name="家具客户回访话术", goal="约一次上门，或拿到需求清单", steps=steps)
    for owner, name, remark, many, part in LISTS:
        if owner in staff:
            _list(staff[owner], name, remark, script, (many, part), today, dice)
    do_not_call.create(actor=SYSTEM, phone="021-64850016", reason="客户电话里明确要求不再来电")


def _area(owner: Any, given: tuple[Any, ...], today: date, dice: Random) -> None:
    name, city, size, corners, part = given
    area = canvassing.create(
        actor=SYSTEM, name=name, city=city, owner=owner, cell_size=size, corners=[list(c) for c in corners],
        starts_on=today - timedelta(days=20), ends_on=today + timedelta(days=15),
    )  # fmt: skip
    blocks = list(area.blocks.order_by("row", "column"))
    doors: list[Any] = []
    for number, block in enumerate(blocks[: round(len(blocks) * part)]):
        day = _working(today - timedelta(days=18 - number * 16 // max(1, len(blocks))))
        began = _moment(day, 9 + dice.randint(0, 6))
        block.worked_by_id, block.worked_at = owner.pk, began + timedelta(hours=1)
        if dice.random() < 0.1:
            block.state, block.reason = "skipped", dice.choice(WHY_SKIPPED)
            continue
        block.state = "worked"
        doors += _doors(area, block, owner, began, dice)
    tables.model("field.CanvassBlock")._default_manager.bulk_update(
        blocks, ["state", "reason", "worked_by", "worked_at"]
    )
    tables.model("field.CanvassStop")._default_manager.bulk_create(doors)


def _doors(area: Any, block: Any, owner: Any, began: datetime, dice: Random) -> list[Any]:
    """Three to seven doors of a block, four to nine minutes apart."""
    stops, at = tables.model("field.CanvassStop"), began
    found = []
    for _door in range(dice.randint(3, 7)):
        at += timedelta(minutes=dice.randint(4, 9))
        result = dice.choices(RESULTS, ODDS)[0]
        row = stops(
            area=area, block=block, called_at=at, employee=owner, result=result,
            name="" if result == "not_home" and dice.random() < 0.6 else dice.choice(DOORS),
            remark="" if result == "not_home" else dice.choice(REMARKS), accuracy_m=dice.randint(5, 25),
            latitude=_six(dice.uniform(block.south, block.north)), longitude=_six(dice.uniform(block.west, block.east)),
        )  # fmt: skip
        found.append(row)
    return found


def _list(
    owner: Any, name: str, remark: str, script: Any, amount: tuple[int, float], today: date, dice: Random
) -> None:  # fmt: skip
    many, part = amount
    made = call_lists.create(
        actor=SYSTEM, name=name, owner=owner, script=script, remark=remark, most_tries=3, codes=WORDS
    )
    labels = {code.kind: code.label for code in made.codes.all()}
    customers: Any = tables.model("crm.Customer")._default_manager
    chosen = list(
        customers.filter(owner=owner, is_active=True).exclude(phone="").order_by("last_order_on", "pk")[:many]
    )
    contacts: Any = tables.model("crm.Contact")._default_manager
    first = {c.customer_id: c for c in contacts.filter(customer__in=chosen, is_primary=True).exclude(phone="")}
    targets = tables.model("field.CallTarget")
    rows: list[Any] = targets._default_manager.bulk_create(
        targets(call_list=made, position=n, customer=one, contact=first.get(one.pk)) for n, one in enumerate(chosen, 1)
    )
    calls: list[Any] = []
    begun = round(len(rows) * part)
    for number, row in enumerate(rows[:begun]):
        calls += _calls(row, owner, labels, _working(today - timedelta(days=9 - number * 8 // many)), today, dice)
    calls += [_agreed(row, owner, labels, hour, today) for row, hour in zip(rows[begun:], (10, 15), strict=False)]
    targets._default_manager.bulk_update(rows, ["state", "tries", "recall_at", "last_at", "last_result"])
    tables.model("field.CallAttempt")._default_manager.bulk_create(calls)


def _calls(row: Any, owner: Any, labels: dict[str, str], day: date, today: date, dice: Random) -> list[Any]:
    """The calls to one customer, each as the rules of the list say, until it ends or the day of the sample comes."""
    attempts, found = tables.model("field.CallAttempt"), []
    at = _moment(day, dice.choice((9, 10, 10, 11, 14, 14, 15, 16))) + timedelta(minutes=dice.randint(0, 59))
    while at.date() < today and row.state == "open":
        kind = dice.choices(CODES, CALL_ODDS)[0]
        again = at + timedelta(days=dice.randint(1, 4)) if kind == "call_back" else at + timedelta(minutes=120)
        then = rules.after(kind, row.tries, at, rules.Rules(120, 3), recall_at=again)
        row.state, row.tries, row.recall_at, row.last_at = then.state, then.tries, then.recall_at, at
        row.last_result = labels.get(kind, kind)
        spoken = Decimal(dice.randint(10, 80)) / 10 if kind in rules.REACHED else None
        found.append(
            attempts(
                target=row, called_at=at, employee=owner, code=row.last_result, kind=kind, minutes=spoken,
                note=dice.choice(NOTES[kind]) if kind in NOTES else "", recall_at=then.recall_at,
            )
        )  # fmt: skip
        at = again + timedelta(days=1) if again.hour >= 18 else again
    return found


def _agreed(row: Any, owner: Any, labels: dict[str, str], hour: int, today: date) -> Any:
    """A call after which one is to call again today at this hour."""
    row.last_at, row.recall_at = _moment(_working(today - timedelta(days=1)), hour), _moment(today, hour)
    row.last_result = labels["call_back"]
    return tables.model("field.CallAttempt")(
        target=row, called_at=row.last_at, employee=owner, code=row.last_result, kind="call_back",
        minutes=Decimal("1.5"), note=NOTES["call_back"][0], recall_at=row.recall_at,
    )  # fmt: skip


def _working(day: date) -> date:
    return day - timedelta(days={5: 1, 6: 2}.get(day.weekday(), 0))


def _moment(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _six(degrees: float) -> Decimal:
    return Decimal(f"{degrees:.6f}")
