"""The target of the coming year: declarations, seven methods, two editions of the decision, the retrospective.

Written through the services; the books are read from the orders themselves, since the warehouse has not seen them yet.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Q, Sum

from yanzhen.accounts.queries import actors
from yanzhen.config.sample import tables
from yanzhen.config.sample.people import acting
from yanzhen.config.sample.plans import Orders
from yanzhen.lib.periods import Period, shifted
from yanzhen.orders.enums import COUNTED
from yanzhen.planning.enums import PlanState, Question, TargetSide
from yanzhen.planning.queries import bases
from yanzhen.planning.services import declarations, retrospectives, targets
from yanzhen.planning.services.targets import Entry
from yanzhen.platform.actor import Actor

FACTORS = tuple(map(Decimal, "0.98 1.04 0.72 1.02 0.95 1.38 1.06 1.00 1.08 0.97".split()))
"""What people declare, as a part of their trend: most near it, every tenth timid, every tenth boastful."""
SILENT = 5
"""Every fifth person has not declared yet."""
MANY, FEW = Decimal(10_000), Decimal(1_000)
ANSWERS = {
    Question.RESULT: "全年预计完成计划的九成六，第四季度看酒店项目的交付。",
    Question.OBSTACLES: "两家对手降价抢工程单；交期在旺季拖到四十天以上。",
    Question.TERRITORY: "华东、华南老客户稳；西南新开门店少，办公类几乎空白。",
    Question.MISSED: "第二季度少的部分要靠第四季度补，每月须比去年同月多出一成半。",
    Question.PROGRESS: "连锁酒店客户占比上升，靠的是样板间和按期交付。",
    Question.OTHER_WAY: "与装修公司合作进入住宅整装，比单靠门店更快。",
}


class Reader(bases.Reader):
    """The books straight from the orders; the plan's unit sells everything."""

    def __init__(self, actor: Actor, plan: Any, orders: Orders) -> None:
        super().__init__(actor, plan)
        self.is_open, self.orders = True, orders

    def net(
        self, by: Sequence[str], start: date, end: date, filters: Mapping[str, Sequence[object]] | None = None
    ) -> dict[Any, dict[date, int]]:
        """Net sales by key and month; of the filters only one unit narrows, with those below it."""
        units = _below((filters or {}).get("unit", ()), self.plan.unit_id)
        found: dict[Any, dict[date, int]] = {}
        sides = (*by, "unit") if units else tuple(by)
        for key, months in self.orders.history(self.actor, sides, start, end, self.plan.currency).items():
            if units and key[-1] not in units:
                continue
            into = found.setdefault(key[:-1] if units else key, {})
            for month, row in months.items():
                into[month] = into.get(month, 0) + row.net
        return found

    def carries_all(self, unit_id: int, period: Period) -> bool:
        return unit_id == self.plan.unit_id

    def others(self, period: Period, filters: Mapping[str, Sequence[object]]) -> str:
        return ""

    def margins(
        self, by: str, period: Period, filters: Mapping[str, Sequence[object]]
    ) -> dict[int | None, tuple[str, bases.Margin]]:
        """Margins of the whole or by widest category, over the lines whose cost is known."""
        lines = tables.model("orders.OrderLine")._default_manager.filter(
            order__state__in=COUNTED, order__ordered_on__range=(period.start, period.end)
        )
        if units := _below(filters.get("unit", ()), self.plan.unit_id):
            lines = lines.filter(order__unit_id__in=units)
        known = Q(cost_amount__isnull=False)
        sums = {"net": Sum("net_amount"), "covered": Sum("net_amount", filter=known), "cost": Sum("cost_amount")}
        if not by:
            row = lines.aggregate(**sums)
            return {None: ("", _margin(row))}
        names = {row.pk: row for row in tables.model("products.Category")._default_manager.all()}
        widest: dict[int, dict[str, Decimal]] = {}
        for row in lines.order_by().values("product__category_id").annotate(**sums):
            key = _widest(names, row["product__category_id"])
            into = widest.setdefault(key, dict.fromkeys(sums, Decimal(0)))
            for name in sums:
                into[name] += Decimal(row[name] or 0)
        return {key: (str(names[key]), _margin(row)) for key, row in sorted(widest.items())}


def _widest(names: Mapping[int, Any], key: int) -> int:
    while names[key].parent_id is not None:
        key = names[key].parent_id
    return key


def _below(keys: Sequence[Any], whole: int) -> set[int]:
    if not keys or keys[0] == whole:
        return set()
    rows = tables.model("organization.Unit")._default_manager.filter(path__contains=f"/{keys[0]}/")
    return set(rows.values_list("pk", flat=True))


def _margin(row: Mapping[str, Any]) -> bases.Margin:
    net, covered, cost = (Decimal(row[name] or 0) for name in ("net", "covered", "cost"))
    return bases.Margin(net, covered - cost, covered)


def build(today: date) -> None:
    """What a director has before the plan's talks: everything the seven methods need, and a decision."""
    user: Any = tables.model("accounts.User")._default_manager.get(username="director")
    director = actors.actor_of(user)
    plan: Any = (
        tables.model("planning.Plan")._default_manager.filter(state=PlanState.PREPARE).order_by("-starts_on").first()
    )
    if plan is None:
        return
    reader = Reader(director, plan, Orders())
    last = bases.past(plan, today)[0]
    _declare(reader, last)
    retrospectives.answer(plan, actor=director, answers={question.value: text for question, text in ANSWERS.items()})
    first = targets.create(actor=director, plan=plan, reader=reader)
    base = Decimal(sum(reader.net((), last.start, last.end).get((), {}).values())) / 100
    _fill(first, director, base, reader)
    _decide(first, director, base, ("1.10", "1.16"), "按前三年平均增长先定一版，待市场数据到齐再议。")
    second = targets.create(actor=director, plan=plan, reader=reader)
    targets.weigh(second, actor=director, method="growth", weight=3)
    targets.weigh(second, actor=director, method="share", weight=2)
    targets.weigh(second, actor=director, method="purchasing_power", left_out="两个大区还没有住户调查数据")
    _decide(second, director, base, ("1.12", "1.20"), "保住份额即需增长一成多；新门店与酒店项目支撑理想目标。")
    east = tables.model("organization.Unit")._default_manager.filter(code="E").first()
    if east is not None:
        targets.create(actor=director, plan=plan, side=TargetSide.UNIT, unit=east, reader=reader)


def _declare(reader: Reader, last: Period) -> None:
    """Most salespeople have declared; the figures follow what they sold."""
    sold = reader.net(("person",), last.start, last.end)
    people: Any = tables.model("organization.Employee")._default_manager.filter(left_on=None).select_related("unit")
    selling = [p for p in people.order_by("number") if sum(sold.get((p.pk,), {}).values()) > 0]
    before = reader.net(("person",), shifted(last.start, -12), shifted(last.start, -1))
    for number, person in enumerate(p for n, p in enumerate(selling) if n % SILENT):
        now, then = (Decimal(sum(of.get((person.pk,), {}).values())) / 100 for of in (sold, before))
        growth = min(max(now / then, Decimal("0.7")), Decimal("1.6")) if then > 0 else Decimal(1)
        figure = now * growth * FACTORS[number % len(FACTORS)]
        actor = acting(person)
        if f"/{reader.plan.unit_id}/" in person.unit.path:
            row = declarations.create(actor=actor, plan=reader.plan, amount=_whole(figure, FEW))
            if figure > now * growth * Decimal("1.3"):
                corrected = _whole(now * growth * Decimal("1.1"), FEW)
                declarations.correct(
                    row, actor=reader.actor, corrected=corrected, reason="超出商机与区域潜力,面谈后下调"
                )


def _whole(amount: Decimal, step: Decimal) -> Decimal:
    return ((amount / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step).quantize(Decimal("0.01"))


def _fill(target: Any, actor: Actor, base: Decimal, reader: Reader) -> None:
    """What no book holds: fixed cost, expenses, profit, our shops."""
    typed: dict[str, dict[str, str]] = {
        "break_even": {"fixed": "0.16", "profit_realistic": "0.12", "profit_ideal": "0.15"},
        "expense": {"expenses": "0.17", "profit_realistic": "0.13", "profit_ideal": "0.15"},
    }
    for method, shares in typed.items():
        entries = [
            Entry(name, _whole(base * Decimal(share), MANY), reason="财务预算") for name, share in shares.items()
        ]
        targets.set_inputs(target, actor=actor, method=method, entries=entries)
    # 14 000 shops share what the households spend; ours are so many that an average shop gives about last year's sales.
    shops, spending, households = Decimal(14_000), Decimal(2_650), Decimal(31_000_000)
    ours = max(
        Decimal(1), (base * Decimal("1.1") / (households * spending / shops) / Decimal("0.55")).quantize(Decimal(1))
    )
    market = {"households": households, "spending": spending, "shops": shops, "own_shops": ours}
    rates = {"price_share": Decimal("0.55"), "strength_ideal": Decimal("1.1")}
    entries = [Entry(name, value, reason="五个大区抽样推算") for name, value in {**market, **rates}.items()]
    targets.set_inputs(target, actor=actor, method="purchasing_power", entries=entries)


def _decide(target: Any, actor: Actor, base: Decimal, rates: tuple[str, str], reason: str) -> None:
    realistic, ideal = (_whole(base * Decimal(rate), MANY) for rate in rates)
    if realistic > 0:
        targets.decide(target, actor=actor, realistic=realistic, ideal=ideal, reason=reason)
