"""Who has a say at some customers worth it: the chief, purchasing, the users, and who followed on whom."""

from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db.models import F

from yanzhen.config.sample import tables, words
from yanzhen.config.sample.tables import Plan

AT = 30
"""Customers at scale 1."""
CHIEF, BUYER, ENGINEER, USER, HELPER = range(5)
CAST = (
    ("总经理", "economic", "high", None, ("控制全年采购预算，账期不少于60天", "看重品牌与售后，愿意签年度框架")),
    ("采购经理", "technical", "high", CHIEF, ("三家比价，要求按月对账", "希望常规款两周内到货")),
    ("工程部经理", "technical", "medium", CHIEF, ("板材要有环保检测报告", "安装要与装修进度衔接")),
    ("运营主管", "user", "medium", BUYER, ("样品要能坐能试，换货要快", "面料耐脏，备品随时可补")),
    ("行政主管", "coach", "low", BUYER, ("提前告诉我们评标时间", "愿意引荐集团其他门店")),
)
"""Title, role, influence, whom they report to, and what they need."""
MOODS = ("champion", "supporter", "neutral", "sceptic", "opponent")
LIKELY = (0.14, 0.34, 0.28, 0.16, 0.08)
HELPERS = (
    ("SERVICE", "service", "售后与安装协调"),
    ("CLERK", "delivery", "订单与发货跟进"),
    ("FINANCE", "finance", "对账与开票"),
)


def build(plan: Plan) -> None:
    """Enter people and helpers before the search index is filled."""
    rng = plan.rng("stakeholders")
    customers = tables.model("crm.Customer")._default_manager
    chosen = list(
        customers.filter(grade_class="A", last_order_on__gte=plan.today - timedelta(days=90))
        .order_by(F("potential").desc(nulls_last=True), "pk")
        .values_list("pk", flat=True)[: max(AT, min(1_000, round(AT * plan.scale)))]
    )
    contacts: Any = tables.model("crm.Contact")._default_manager.filter(customer_id__in=chosen, is_primary=True)
    first = {contact.customer_id: contact for contact in contacts}
    people = tables.model("crm.Stakeholder")
    for number, customer in enumerate(chosen):
        _cast(people, customer, first.get(customer), number, rng, plan.today)
    _helpers(chosen, rng)


def _cast(people: Any, customer: int, contact: Any, number: int, rng: np.random.Generator, today: date) -> None:
    """Four or five people of one customer, one of whom may have followed on somebody."""
    began = today - timedelta(days=int(rng.integers(320, 900)))
    entered: dict[int, Any] = {}
    rows = []
    for part, (title, role, influence, upper, needs) in enumerate(CAST):
        if part == HELPER and number % 2:
            continue
        known = contact if part == BUYER else None
        rows.append(
            people(
                customer_id=customer,
                contact=known,
                name=known.name if known else _name(rng),
                title=title,
                role=role,
                attitude=str(rng.choice(MOODS, p=LIKELY)),
                influence=influence,
                needs=str(rng.choice(needs)),
                reports_to=None if upper is None else entered[upper],
                starts_on=began,
            )
        )
        rows[-1].save(force_insert=True)
        entered[part] = rows[-1]
    if number % 3 == 0:
        _follow(people, entered[BUYER], rng, today - timedelta(days=int(rng.integers(20, 240))))


def _follow(people: Any, row: Any, rng: np.random.Generator, day: date) -> None:
    """Before `day` somebody else had this place."""
    before = people.objects.create(
        customer_id=row.customer_id, name=_name(rng), title=row.title, role=row.role, attitude="supporter",
        influence=row.influence, needs="", reports_to=row.reports_to, starts_on=row.starts_on,
        ends_on=day - timedelta(days=1),
    )  # fmt: skip
    row.replaces, row.starts_on = before, day
    row.save(update_fields=["replaces", "starts_on"])


def _name(rng: np.random.Generator) -> str:
    surnames, given = words.SURNAMES[::2], words.GIVEN[::2]
    return surnames[int(rng.integers(len(surnames)))] + given[int(rng.integers(len(given)))]


def _helpers(chosen: list[int], rng: np.random.Generator) -> None:
    members = tables.model("crm.CustomerMember")
    employees = tables.model("organization.Employee")._default_manager
    rows = []
    for code, role, remark in HELPERS:
        keys = list(employees.filter(position__code=code).order_by("pk").values_list("pk", flat=True))
        if keys:
            part = chosen if role == "service" else chosen[::3]
            rows += [
                members(customer_id=key, employee_id=int(rng.choice(keys)), role=role, remark=remark) for key in part
            ]
    members._default_manager.bulk_create(rows)
