"""Leads of the last months in all states, the rules that gave them, their points and the web form they came by."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from django.utils import timezone

from yanzhen.config.sample import tables, words
from yanzhen.config.sample.staff import Staff
from yanzhen.config.sample.tables import Plan
from yanzhen.crm.services import lead_assigning, lead_forms, lead_points, lead_pool, leads
from yanzhen.platform.actor import SYSTEM

COUNT, MOST, DAYS = 120, 20_000, 118
SOURCES = ("web", "fair", "referral", "call", "ad", "canvassing", "list")
SHARE = np.array([0.30, 0.16, 0.12, 0.12, 0.14, 0.08, 0.08])
WINS = {"referral": 0.62, "fair": 0.45, "web": 0.36, "call": 0.40, "canvassing": 0.28, "ad": 0.2, "list": 0.1}
CAMPAIGNS = {"web": "官网咨询", "fair": "上海国际家具展", "ad": "秋季办公空间焕新", "list": "新开酒店名录"}
INDUSTRIES = ("酒店", "办公空间", "装饰工程", "教育", "餐饮", "房地产", "医疗", "设计")
FIRMS = {
    "酒店": "酒店管理有限公司", "办公空间": "商务服务有限公司", "装饰工程": "装饰工程有限公司", "教育": "教育科技有限公司",
    "餐饮": "餐饮管理有限公司", "房地产": "置业有限公司", "医疗": "医疗投资有限公司", "设计": "设计有限公司",
}  # fmt: skip
WANTS = (
    "新店三月开业，需要大堂与客房家具整体方案", "两层办公区扩建，约八十个工位", "咨询会议桌和屏风的交期", "想看样品，最好能安排参观展厅",
    "年底前完成采购，先要一份报价", "老家具换新，分两批进行", "样板间软装配套", "询问批量采购的付款方式",
)  # fmt: skip
TALKS = {
    "call": ("电话联系，约了下周见面", "电话里问了预算，答应内部确认", "没接，短信已留言"),
    "message": ("发了产品册和案例", "微信确认了收货地点"),
    "meeting": ("上门量了尺寸", "到展厅看样，重点看了三款"),
    "offer": ("发出报价第一版", "补充了含安装的报价"),
}
EVIDENCE = {
    "budget": ("采购说年度预算已批", "口头提到二十万以内"),
    "authority": ("总经理亲自接待", "采购经理可以定到十万"),
    "need": ("新店开业日期已定", "现有家具用了八年，投诉多"),
    "timing": ("要求春节前到货", "计划下季度启动"),
}
REASONS = ("no_need", "no_budget", "competitor", "unreachable", "not_for_us")
POINTS = (
    ("source", "referral, fair", 10), ("budget", "100000", 15), ("industry", "酒店，办公", 10), ("phone", "", 5),
    ("quote", "", 20), ("sample", "", 15), ("answered", "", 10), ("silent", "21", -15),
)  # fmt: skip
CLOSED = ("qualified", "lost")


def build(plan: Plan, team: Staff) -> None:
    """Rules, points and a form through their services; the leads in bulk."""
    _rules(team)
    for fact, value, points in POINTS:
        lead_points.create(actor=SYSTEM, fact=fact, value=value, points=points)
    form = lead_forms.create(
        actor=SYSTEM, name="官网咨询", name_en="Website enquiry", unit=_unit("SALES"), campaign="官网咨询",
        origins="https://www.example.com", asks_industry=True,
    )  # fmt: skip
    lead_pool.put(actor=SYSTEM, values={"silent_days": 14, "hold_most": 40, "claim_most": 8})
    _Maker(plan, team, form).make()
    lead_points.renew_all()


def _unit(code: str) -> Any:
    return (
        tables.model("organization.Unit")._default_manager.filter(code=code).first()
        or tables.model("organization.Unit")._default_manager.order_by("pk").first()
    )


def _rules(team: Staff) -> None:
    people: Any = tables.model("organization.Employee")._default_manager
    key_people = list(people.filter(pk__in=team.key_account_people).order_by("pk")[:3])
    east: Any = people.get(pk=team.signs_in["rep.east"])
    colleagues = list(people.filter(unit=east.unit_id, left_on=None).exclude(pk=east.pk).order_by("pk")[:3])
    lead_assigning.create(
        actor=SYSTEM, order=10, name="酒店与连锁给大客户部", industries="酒店", target="least_load",
        members=[{"employee": one} for one in key_people],
    )  # fmt: skip
    lead_assigning.create(
        actor=SYSTEM, order=20, name="华东轮流分配", places="上海、江苏、浙江", target="round_robin",
        members=[{"employee": one} for one in [east, *colleagues]],
    )  # fmt: skip


class _Maker:
    """Draws leads one by one: a place and an owner of a real customer, a firm that is not there yet."""

    def __init__(self, plan: Plan, team: Staff, form: Any) -> None:
        self.rng, self.form = plan.rng("leads"), form
        self.Lead, self.Touch = tables.model("crm.Lead"), tables.model("crm.LeadTouch")
        self.Holding = tables.model("crm.LeadHolding")
        self.now = min(timezone.now(), _noon(plan) + timedelta(hours=6))
        self.east = team.signs_in["rep.east"]
        found: Any = tables.model("crm.Customer")._default_manager.exclude(owner=None).exclude(last_order_on=None)
        self.customers = list(found.order_by("-since_on", "-pk").select_related("owner")[:800])
        self.own = [one for one in self.customers if one.owner_id == self.east]
        self.categories = list(tables.model("products.Category")._default_manager.filter(parent=None).order_by("pk"))
        self.count = min(MOST, max(40, round(COUNT * plan.scale)))
        self.touches: list[Any] = []
        self.holdings: list[Any] = []

    def make(self) -> None:
        if not self.customers:
            return
        came = np.sort(self.rng.random(self.count)) * DAYS
        rows = [self._lead(n, float(DAYS - days) + 0.1) for n, days in enumerate(came)]
        self.Lead._default_manager.bulk_create(rows, batch_size=500)
        counter: Any = tables.model("platform.Counter")
        counter._default_manager.create(series=leads.SERIES, last=self.count)
        self.Holding._default_manager.bulk_create(self.holdings, batch_size=500)
        self.Touch._default_manager.bulk_create(self.touches, batch_size=500)

    def _one(self, some: Any) -> Any:
        return some[int(self.rng.integers(len(some)))]

    def _lead(self, number: int, age: float) -> Any:
        """One lead that came `age` days ago; the older, the likelier it is closed."""
        source, industry = str(self.rng.choice(SOURCES, p=SHARE)), self._one(INDUSTRIES)
        near = self._one(self.own if self.own and number % 7 == 0 else self.customers)
        state = self._state(source, age, is_own=near.owner_id == self.east)
        received = self.now - timedelta(days=age)
        brand = f"{self._one(words.BRAND_FIRST)}{self._one(words.BRAND_SECOND)}"
        company = near.name if state == "qualified" else f"{near.city}{brand}{FIRMS[industry]}"
        holds = state in {"assigned", "working", *CLOSED}
        budget = Decimal(int(self.rng.integers(2, 60))) * 10_000 if self.rng.random() < 0.6 else None
        row: Any = self.Lead(
            number=f"{leads.SERIES}-{number + 1:06d}", company=company,
            person=f"{self._one(words.SURNAMES[::2])}{self._one(words.GIVEN[::2])}", title=self._one(words.CONTACT_TITLES),
            phone=f"1{self._one(('38', '39', '50', '86'))}{self.rng.integers(10**7, 10**8)}", province=near.province,
            city=near.city, industry=industry, category=self._one(self.categories) if self.categories else None,
            source=source, campaign=CAMPAIGNS.get(source, ""), form=self.form if source == "web" else None,
            budget=budget, note=self._one(WANTS), state=state, owner=near.owner if holds else None,
            unit_id=near.unit_id, received_at=received, customer=near if state == "qualified" else None,
        )  # fmt: skip
        for name, value in leads.keys_of({"company": row.company, "phone": row.phone}).items():
            setattr(row, name, value)
        self._story(row, near.owner, age)
        return row

    def _state(self, source: str, age: float, *, is_own: bool) -> str:
        draw = self.rng.random()
        if age < 1:
            return "new"
        if age < 12:
            return "working" if draw < 0.45 else "assigned" if draw < 0.9 else "lost"
        if draw < (0.3 if is_own else 0.16):
            return "working"
        if draw < 0.36:
            return "pool"
        return "qualified" if self.rng.random() < WINS[source] else "lost"

    def _story(self, row: Any, owner: Any, age: float) -> None:
        """Who had it, what was done, how ripe it is, and how it ended."""
        got = row.received_at + timedelta(hours=float(self.rng.random() * 5) + 0.2)
        if row.state == "new":
            return
        if row.source == "web":
            self._touch(row, "form", row.received_at, "", "system")
        recent = age if age < 9 else float(self.rng.uniform(1, 8))
        last = self.now - timedelta(days=recent * 0.6) if row.state == "working" else got + timedelta(days=age / 3)
        if row.state != "assigned":
            self._talks(row, owner.name, got, last)
        end, ended = {"pool": (got + timedelta(days=min(14, age - 1)), "no_follow_up")}.get(row.state, (None, ""))
        if row.state in CLOSED:
            end = row.closed_at = last + timedelta(days=1)
            ended = row.state
        if row.state == "lost":
            row.lost_reason = self._one(REASONS)
        row.pooled_at = end if row.state == "pool" else None
        row.assigned_at = None if row.state == "pool" else got
        if row.state == "working" and age >= 9:
            row.assigned_at = got = self.now - timedelta(days=min(age, 40))
        if row.state in {"assigned", "working"}:
            row.due_on = (self.now + timedelta(days=int(self.rng.integers(-2, 9)))).date()
        self._ripen(row)
        self.holdings.append(
            self.Holding(lead=row, employee=owner, began="rule", began_at=got, ended_at=end, ended=ended)
        )

    def _talks(self, row: Any, who: str, first: datetime, last: datetime) -> None:
        for n in range(int(self.rng.integers(1, 4))):
            kind = self._one(tuple(TALKS))
            self._touch(row, kind, first + (last - first) * ((n + 1) / 3), self._one(TALKS[kind]), who)
            row.followed_at = first + (last - first) * ((n + 1) / 3)
        if row.state in {"working", "qualified"} and self.rng.random() < 0.5:
            self._touch(row, self._one(("answered", "quote", "sample")), last, "", row.person)
        if row.state == "working":
            row.followed_at = last

    def _touch(self, row: Any, kind: str, when: datetime, note: str, who: str) -> None:
        self.touches.append(self.Touch(lead=row, kind=kind, happened_at=when, note=note, who=who))

    def _ripen(self, row: Any) -> None:
        """Ripe where it was won, half so where it is worked on."""
        likely = {"qualified": 0.9, "working": 0.5, "lost": 0.3}.get(row.state, 0.1)
        for part, evidence in EVIDENCE.items():
            if self.rng.random() < likely:
                is_sure = int(self.rng.random() < likely)
                setattr(row, f"bant_{part}", "confirmed" if is_sure else "weak")
                setattr(row, f"bant_{part}_evidence", evidence[0 if is_sure else 1])


def _noon(plan: Plan) -> datetime:
    return timezone.make_aware(datetime.combine(plan.today, time(12)))
