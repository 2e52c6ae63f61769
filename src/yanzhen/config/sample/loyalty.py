"""Around loyalty: a scheme with two quarters to be graded, referrals, rewards, days to remember and rules for thanks.

Grades and next purchases are not typed in: the worker works them out right after the start, as it will every night.
"""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from yanzhen.config.sample import tables
from yanzhen.loyalty.services import evaluations, referrals, remembered_days, rewards, schemes, thanks
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.approvals import rules

REMARKS = (
    "老客户同城同行介绍",
    "展会上由对方采购引荐",
    "装修公司带来的项目",
    "连锁酒店工程部推荐",
    "供应商大会上介绍认识",
)
RULES = (
    (
        "合作周年致谢",
        "Anniversary thanks",
        "anniversary",
        3,
        None,
        "感谢{customer}合作{years}周年：电话问候，附上年度账单",
    ),
    ("联系人生日问候", "Birthday greeting", "birthday", 2, None, "{contact}（{customer}）生日：发祝福并问近况"),
    ("首单回访", "First order follow-up", "first_order", 0, None, "首单回访{customer}：到货、安装、满意度"),
    ("大单致谢", "Large order thanks", "large_order", 0, Decimal(200_000), "大单致谢{customer}：主管致电，确认交期"),
)
CHAINS = 6
LIMIT = Decimal(5_000)


def build(today: date, seed: int) -> None:
    """Everything through the services."""
    dice = Random(f"loyalty-{seed}")
    _grading(today)
    _thanks(today)
    customers = tables.model("crm.Customer")._default_manager
    rows = list(customers.filter(owner__isnull=False, is_active=True).order_by("pk")[: CHAINS * 12])
    for chain in range(CHAINS):
        _chain(rows[chain * 12 : chain * 12 + 12], today, dice)
    _birthdays([row.pk for row in rows[:24]], today, dice)


def _grading(today: date) -> None:
    """One scheme since last year; the two quarters that are over wait for the worker, the earlier one first."""
    scheme = schemes.create(
        actor=SYSTEM, name="季度客户评价", name_en="Quarterly customer evaluation", span="quarter",
        valid_from=date(today.year - 1, 1, 1), currency="CNY",
    )  # fmt: skip
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    last = quarter - timedelta(days=1)
    for day in (date(last.year, last.month - 2, 1) - timedelta(days=1), last):
        evaluations.create(actor=SYSTEM, scheme=scheme, starts_on=day)


def _thanks(today: date) -> None:
    for name, name_en, occasion, days, amount, task in RULES:
        thanks.create(
            actor=SYSTEM, name=name, name_en=name_en, occasion=occasion, days_before=days, amount_from=amount,
            task=task, starts_on=today,
        )  # fmt: skip
    step = {"step_no": 1, "approver": "manager", "person_id": None, "is_joint": False, "hours": 48}
    rules.create(
        actor=SYSTEM, name="客户奖励超过五千", matter="loyalty.reward", amount_from=LIMIT, currency="CNY", steps=[step]
    )


def _chain(rows: list[Any], today: date, dice: Random) -> None:
    """One customer who brought several, of whom one brought another; each referral earns points, some are spent."""
    if len(rows) < 6:
        return
    first, *rest = rows[: dice.randint(4, 7)]
    for n, referred in enumerate(rest):
        referrer = rest[0] if n == len(rest) - 1 else first
        made = referrals.create(
            actor=SYSTEM, referrer=referrer, referred=referred, referred_on=today - timedelta(days=dice.randint(40, 700)),
            remark=dice.choice(REMARKS),
        )  # fmt: skip
        rewards.create(
            actor=SYSTEM, customer=referrer, amount=Decimal(dice.choice((500, 800, 1000))), reason="推荐新客户",
            referral=made,
        )  # fmt: skip
    rewards.create(actor=SYSTEM, customer=first, act="redeem", amount=Decimal(300), reason="兑换样品沙发试坐套装")


def _birthdays(keys: list[int], today: date, dice: Random) -> None:
    contacts = tables.model("crm.Contact")._default_manager.filter(customer_id__in=keys, is_primary=True)
    for contact in contacts.order_by("pk"):
        day = today + timedelta(days=dice.randint(0, 360))
        remembered_days.create(actor=SYSTEM, contact=contact, kind="birthday", month=day.month, day=min(day.day, 28))
