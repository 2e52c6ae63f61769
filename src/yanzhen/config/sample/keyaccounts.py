"""Key accounts of the demo person: agreements with terms, stores that order, arrivals, plans of which one is late."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db.models import Count, F, Sum
from django.db.models.functions import Round

from yanzhen.config.sample import tables
from yanzhen.config.sample.people import acting
from yanzhen.keyaccounts.calc import deadlines
from yanzhen.keyaccounts.queries.agreements import group
from yanzhen.keyaccounts.services import agreements, chances, kpis, plans, reviews, stores
from yanzhen.lib.periods import Period, month_end, month_start, shifted
from yanzhen.orders.queries import accounts
from yanzhen.platform.actor import SYSTEM

ACCOUNTS = 3
LATE = (0.01, 0.05, 0.2)
"""How many of the arrivals come late, account by account."""
STORES = 6
FORMATS = ("flagship", "mall", "mall", "street", "super", "depot")
SHOPS = ("旗舰店", "万达店", "银泰店", "老街店", "会员店", "配送中心")
KPIS = (
    ("坪效", "Sales per square metre", "元/㎡", True, 1450, 60),
    ("终端销量", "Sell-out", "件", True, 320, 25),
    ("库存周转", "Stock turn", "次/年", True, 6, 1),
    ("货架占比", "Share of shelf", "%", True, 24, 3),
    ("缺货率", "Out-of-stock rate", "%", False, 5, 2),
)
FINDINGS = (
    "达成好于上月，主要靠沙发促销；床垫两家门店断货，已约采购复盘。",
    "订单集中在月底，建议按周下单；陈列费未按协议执行，需补拍照片。",
)


def build(today: date, seed: int) -> None:
    """Everything through the services; what customers order stays as it is, and the worker checks the terms."""
    dice = Random(f"keyaccounts-{seed}")
    person = tables.model("organization.Employee")._default_manager.filter(name="顾清妍").order_by("pk").first()
    if person is None:
        return
    ordered = _largest(person, today)
    for number, account in enumerate(ordered[:ACCOUNTS]):
        _account(number, person, account, ordered[ACCOUNTS + number :: ACCOUNTS][: STORES - 1], today, dice)
    for account in ordered[ACCOUNTS * STORES :]:
        _expired(person, account, today)


def _largest(person: Any, today: date) -> list[Any]:
    """The largest customers of the unit: the accounts, those that order for their stores, and one more."""
    orders = tables.model("orders.Order")._default_manager
    rows = orders.filter(
        customer__unit_id=person.unit_id, customer__is_active=True, ordered_on__gt=shifted(today, -12), currency="CNY",
        state__in=("confirmed", "closed"),
    )  # fmt: skip
    best = rows.order_by().values_list("customer_id").annotate(n=Count("pk"), net=Sum("net_amount")).order_by("-net")
    keys = [key for key, *_rest in best[: ACCOUNTS * STORES + 1]]
    found = tables.model("crm.Customer")._default_manager.in_bulk(keys)
    return [found[key] for key in keys]


def _expired(person: Any, account: Any, today: date) -> None:
    """An agreement whose year ended with the last month and that nobody has renewed yet."""
    this_month = month_start(today)
    row = agreements.create(
        actor=SYSTEM, customer=account, valid_from=shifted(this_month, -12), valid_until=this_month - timedelta(days=1),
        owner=person, signed_on=shifted(this_month, -12), terms=_terms(Decimal(800_000), None), remark="续签谈判中",
    )  # fmt: skip
    agreements.sign(row, actor=acting(person))


def _account(number: int, person: Any, account: Any, outlets: list[Any], today: date, dice: Random) -> None:
    year = date(today.year, 1, 1)
    customers = [account, *outlets]
    orders = tables.model("orders.Order")._default_manager.filter(
        customer__in=customers, kind="sale", state__in=("confirmed", "closed"), currency="CNY"
    )
    last = orders.filter(ordered_on__range=(shifted(year, -12), year - timedelta(days=1)))
    sold = last.aggregate(net=Sum("net_amount"))["net"] or Decimal(1_000_000)
    target = (sold * (Decimal("1.00"), Decimal("1.25"), Decimal("0.85"))[number % 3]).quantize(Decimal("1E4"))
    lines = tables.model("orders.OrderLine")._default_manager.filter(order__in=orders.filter(ordered_on__gte=year))
    product = tables.model("products.Product")._default_manager.filter(
        pk__in=lines.order_by().values_list("product_id").annotate(n=Count("pk")).order_by("-n").values_list("product_id")[:1]
    ).first()  # fmt: skip
    row = agreements.create(
        actor=SYSTEM, customer=account, valid_from=year, valid_until=date(today.year, 12, 31), owner=person,
        signed_on=date(today.year, 1, 12), terms=_terms(target, product), remark="年度框架协议，含门店清单附件",
    )  # fmt: skip
    row = agreements.sign(row, actor=acting(person))
    for n, customer in enumerate(customers):
        stores.create(
            actor=SYSTEM, agreement=row, number=f"{n + 1:03d}", name=f"{customer.city or '总部'}{SHOPS[n % len(SHOPS)]}",
            format=FORMATS[n % len(FORMATS)], outlet=customer, province=customer.province, city=customer.city,
            address=customer.address, longitude=customer.longitude, latitude=customer.latitude,
        )  # fmt: skip
    _arrivals(number, orders, today, dice)
    _plans(number, row, today, dice)
    for name, name_en, unit, is_high, usual, spread in KPIS[: 5 - number]:
        months = [shifted(month_start(today), -n) for n in range(12, 0, -1)]
        values = [{"month": m, "value": Decimal(usual + dice.randint(-spread, spread) + i * spread // 16)}
                  for i, m in enumerate(months)]  # fmt: skip
        kpis.create(
            actor=SYSTEM, agreement=row, name=name, name_en=name_en, unit=unit, is_better_high=is_high,
            goal=Decimal(usual), monthly=values,
        )  # fmt: skip
    chances.prepare(row, actor=SYSTEM)
    _worked_off(row)
    _reviews(number, row, today)


def _terms(target: Decimal, product: Any) -> list[dict[str, Any]]:
    share = (Decimal("0.8"), Decimal("1"), Decimal("1.2"))
    tiers = "; ".join(
        f"{(target * s).quantize(Decimal(1)):f}:{p}" for s, p in zip(share, ("1.5", "2.5", "3.5"), strict=True)
    )
    rows: list[dict[str, Any]] = [
        {"kind": "target", "figure": target, "note": "年度采购额，不含税前返利"},
        {"kind": "rebate", "figure": target, "tiers": tiers, "note": "年终一次结算"},
        {"kind": "payment", "figure": Decimal(60), "note": "自开票日起"},
        {"kind": "fill", "figure": Decimal(95), "note": "按时按量到货"},
        {"kind": "age", "figure": Decimal("33.33"), "note": "到货货龄不超过保质期的三分之一"},
        {"kind": "lead", "figure": Decimal(7), "note": "下单到到货"},
        {"kind": "order", "figure": Decimal(3000), "note": "单笔起订金额"},
        {"kind": "display", "figure": Decimal(20), "note": "主通道陈列面占比，月度拍照"},
        {"kind": "reconcile", "figure": Decimal(5), "note": "次月 5 日前对账盖章"},
    ]
    if product is not None:
        rows.insert(3, {"kind": "listing", "product": product, "figure": Decimal(60), "note": "全部门店必备"})
    return rows


def _arrivals(number: int, orders: Any, today: date, dice: Random) -> None:
    """What arrived of the last months' orders: mostly in time and whole."""
    model = tables.model("keyaccounts.AccountDelivery")
    made: list[Any] = []
    recent = orders.filter(ordered_on__range=(shifted(month_start(today), -3), today - timedelta(days=2)))
    counter = tables.model("platform.Counter")._default_manager
    for order in recent.order_by("ordered_on", "pk").prefetch_related("lines"):
        days = dice.choice((3, 3, 4, 4, 5, 5, 6, 7, 7)) if dice.random() > LATE[number % 3] else dice.randint(8, 12)
        day = min(order.ordered_on + timedelta(days=days), today)
        for line in order.lines.all():
            whole = dice.random() > LATE[number % 3] / 4
            produced = day - timedelta(days=dice.randint(20, 130))
            made.append(model(
                order=order, product_id=line.product_id, delivered_on=day,
                quantity=line.quantity if whole else max(Decimal(1), line.quantity // 2),
                produced_on=produced, expires_on=produced + timedelta(days=540),
            ))  # fmt: skip
    first = model._default_manager.count()
    for n, row in enumerate(made, start=first + 1):
        row.number = f"AR-{today:%Y%m}-{n:04d}"
    model._default_manager.bulk_create(made)
    counter.update_or_create(series=f"AR-{today:%Y%m}", defaults={"last": first + len(made)})


def _plans(number: int, row: Any, today: date, dice: Random) -> None:
    """Plans of the last months that were in time, and this month's: one submitted, one late, one accepted."""
    for back in (5, 4, 3, 2, 1, 0):
        month = shifted(month_start(today), -back)
        plan = plans.create(actor=SYSTEM, agreement=row, month=month, promotions=dice.choice(
            ("双十一沙发满减", "春节前床垫换新", "新店开业陈列", "")), shops=STORES)  # fmt: skip
        _near(plan, row, today, dice)
        if not plan.lines.exists() or (back == 0 and number == 1):
            continue
        ready = deadlines.of_plan(month).due - timedelta(days=dice.randint(1, 12) if number != 2 or back else -2)
        values: dict[str, Any] = {"state": "submitted", "ready_on": min(ready, today)}
        if back:
            values |= {"state": "accepted", "accepted_on": values["ready_on"] + timedelta(days=1)}
        plan.__class__._default_manager.filter(pk=plan.pk).update(**values)


def _near(plan: Any, row: Any, today: date, dice: Random) -> None:
    """Months that are over were planned as somebody would who knows the customer: not far from what came."""
    over = [month for month in deadlines.months(plan.month) if month < month_start(today)]
    if not over:
        return
    came = accounts.by_month(SYSTEM, group(row), Period(over[0], month_end(over[-1])), row.currency)
    for month in over:
        lines = plan.lines.filter(month=month)
        planned = lines.aggregate(total=Sum("amount"))["total"]
        if planned and came.get(month, 0) > 0:
            factor = Decimal(str(round(float(came[month] / planned) * dice.uniform(0.88, 1.14), 3)))
            lines.update(amount=Round(F("amount") * factor, 2), quantity=Round(F("quantity") * factor, 0))


def _worked_off(row: Any) -> None:
    """Some of the list were done."""
    model: Any = tables.model("keyaccounts.StoreOpportunity")
    for n, one in enumerate(model._default_manager.filter(store__agreement=row).order_by("potential", "pk")[:4]):
        if n % 2:
            chances.drop(one, actor=SYSTEM)
        else:
            chances.done(one, actor=SYSTEM, result=((one.potential or Decimal(0)) * Decimal("0.8")))


def _reviews(number: int, row: Any, today: date) -> None:
    """The review of the month before last is closed, the last one is open with a task."""
    user = tables.model("accounts.User")._default_manager.filter(username="ka").first()
    for back in (2, 1) if number < 2 else (1,):
        month = shifted(month_start(today), -back)
        signed = min(month_end(month) + timedelta(days=3 + 2 * number), today)
        review = reviews.create(
            actor=SYSTEM, agreement=row, month=month, finding=FINDINGS[(number + back) % 2], reconciled_on=signed
        )
        if user is not None:
            # Not through the service, which tells people and for that needs every address of the pages.
            tables.model("platform.Task")._default_manager.create(
                noun_name=review.noun(), object_id=review.pk, record_title=str(review), title="与采购约时间复盘断货门店",
                assignee_id=user.pk, due_on=today + timedelta(days=5 - 10 * (back - 1)), user_id=user.pk, who="顾清妍",
            )  # fmt: skip
        if back == 2:
            reviews.close(review, actor=SYSTEM)
