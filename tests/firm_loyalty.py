"""Rows of loyalty for the two small firms: grades, predictions, referrals and rewards of each seller."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.apps import apps

from yanzhen.loyalty.services import referrals, remembered_days, rewards, schemes, thanks
from yanzhen.platform.actor import SYSTEM

PARTS = ("volume", "margin", "payment", "growth", "loyalty", "potential")


def add(firm: Any, sellers: tuple[str, ...], words: dict[str, str], margin: str) -> None:
    """What everybody shares, and one row of each kind for every seller, with the seller's word in it."""
    scheme = schemes.create(actor=SYSTEM, name="半年评价", span="half", valid_from=date(2025, 1, 1))
    run = _model("EvaluationRun").objects.create(
        scheme=scheme, starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30), state="done", edition=1,
        is_current=True, who="director",
    )  # fmt: skip
    rule = thanks.create(actor=SYSTEM, name="周年", occasion="anniversary", task="感谢{customer}", days_before=3)
    firm.rows |= {
        "loyalty.evaluationscheme": {"": scheme},
        "loyalty.evaluationrun": {"": run},
        "loyalty.thanksrule": {"": rule},
    }
    for name in sellers:
        _of_seller(firm, name, words[name], run, margin)


def _of_seller(firm: Any, name: str, word: str, run: Any, margin: str) -> None:
    customer, contact = firm.row("crm.customer", name), firm.row("crm.contact", name)
    evaluation = _model("Evaluation").objects.create(
        run=run, customer=customer, starts_on=run.starts_on, is_current=True, grade="B", before="A", change="down",
        points=Decimal("61.25"), margin_points=Decimal("62.50"), working=_working(margin),
    )  # fmt: skip
    # Without the service, which would give a task: the tests of tasks count them.
    analysis = _model("CauseAnalysis").objects.create(
        customer=customer, evaluation=evaluation, from_grade="A", to_grade="B", finding=word, owner=customer.owner,
        unit=customer.unit, due_on=date(2026, 4, 20),
    )  # fmt: skip
    purchase = _model("NextPurchase").objects.create(
        customer=customer, as_of=date(2026, 4, 1), purchases=3, last_on=date(2026, 3, 5), note="few",
        expected_on=date(2026, 4, 5), low_on=date(2026, 3, 20), high_on=date(2026, 5, 1), due_on=date(2026, 4, 5),
        expected_days=Decimal(31), segment_days=Decimal(31), own_days=Decimal(30), weight=Decimal("0.500"),
        intervals=[30, 31],
    )  # fmt: skip
    referral = referrals.create(actor=SYSTEM, referrer=customer, lead=firm.row("crm.lead", name), remark=word)
    reward = rewards.create(actor=SYSTEM, customer=customer, amount=Decimal(100), reason=word, referral=referral)
    day = remembered_days.create(actor=SYSTEM, contact=contact, kind="birthday", month=2, day=29, remark=word)
    for noun, row in {
        "evaluation": evaluation, "causeanalysis": analysis, "nextpurchase": purchase, "referral": referral,
        "rewardentry": reward, "rememberedday": day,
    }.items():  # fmt: skip
        firm.rows.setdefault(f"loyalty.{noun}", {})[name] = row


def _working(margin: str) -> dict[str, Any]:
    """A working whose margin is a figure that nobody may see who may not see margins."""
    none = {"weight": 10, "points": None, "contribution": None, "note": "unknown", "facts": {}}
    facts = {"net": margin, "costed_net": margin, "cost": "0", "percent": "25.00"}
    known = {"weight": 50, "points": "62.50", "contribution": "62.50", "note": "", "facts": facts}
    return {"known": 50, "parts": {part: known if part == "margin" else none for part in PARTS}}


def _model(name: str) -> Any:
    return apps.get_model(f"loyalty.{name}")


def valid(firm: Any, noun: str) -> dict[str, Any] | None:
    """A right answer to the form of a noun of loyalty, as the API takes it."""
    seller, customer = firm.employees["rep.east"], firm.row("crm.customer")
    weights = {f"weight_{part}": points for part, points in zip(PARTS, (30, 20, 20, 10, 10, 10), strict=True)}
    return {
        "loyalty.evaluationscheme": {
            "name": "年度评价", "span": "year", "valid_from": "2025-01-01", "currency": "CNY", **weights,
            "from_a": "80", "from_b": "60", "from_c": "40",
        },
        "loyalty.evaluationrun": {
            "scheme": firm.row("loyalty.evaluationscheme").pk, "starts_on": "2025-01-01",
        },
        "loyalty.causeanalysis": {
            "customer": customer.pk, "causes": ["price", "care"], "finding": "报价偏高", "action": "重新报价",
            "owner": seller.pk, "due_on": "2026-05-01",
        },
        "loyalty.referral": {
            "referrer": customer.pk, "lead": firm.row("crm.lead").pk, "referred_on": "2026-04-01",
        },
        "loyalty.rewardentry": {
            "customer": customer.pk, "act": "grant", "kind": "points", "amount": "50", "reason": "推荐",
        },
        "loyalty.thanksrule": {
            "name": "大单", "occasion": "large_order", "days_before": 0, "amount_from": "100000", "currency": "CNY",
            "task": "感谢{customer}的大单", "starts_on": "2026-01-01", "is_active": True,
        },
        "loyalty.rememberedday": {
            "contact": firm.row("crm.contact").pk, "kind": "birthday", "month": 5, "day": 31,
        },
    }.get(noun)  # fmt: skip
