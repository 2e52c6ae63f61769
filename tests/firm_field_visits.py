"""Rows of visits for the two small firms: one template, and of every seller a visit and what was learnt on it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.utils import timezone


def add(firm: Any, sellers: tuple[str, ...], words: dict[str, str]) -> None:
    """What everybody shares, and one row of each kind for every seller, with the seller's word in it."""
    template = _model("VisitTemplate").objects.create(
        code=f"KA{len(firm.rows)}", name="门店八步", name_en="Store visit"
    )
    _model("VisitTemplateStep").objects.create(template=template, position=1, name="准备", kind="check")
    firm.rows["field.visittemplate"] = {"": template}
    for name in sellers:
        _of_seller(firm, name, words[name])


def _of_seller(firm: Any, name: str, word: str) -> None:
    customer = firm.row("crm.customer", name)
    day = date(2026, 4, 8)
    visit = _model("Visit").objects.create(
        number=f"VI-{customer.pk}", customer=customer, contact=firm.row("crm.contact", name), owner=customer.owner,
        unit=customer.unit, day=day, first_day=day, reason=word, best=word, state="planned",
    )  # fmt: skip
    _model("VisitStep").objects.create(visit=visit, position=1, name="准备", kind="check")
    finding = _model("VisitFinding").objects.create(
        visit=visit, kind="rival", words=word, rival="乙厂", amount=Decimal("12.50")
    )
    firm.rows.setdefault("field.visit", {})[name] = visit
    firm.rows.setdefault("field.visitfinding", {})[name] = finding


def _model(name: str) -> Any:
    return apps.get_model(f"field.{name}")


def valid(firm: Any, noun: str) -> dict[str, Any] | None:
    """A right answer to the form of a noun of visits, as the API takes it."""
    return {
        "field.visit": {
            "customer": firm.row("crm.customer").pk, "day": timezone.localdate().isoformat(), "starts_at": "09:30",
            "minutes": 45, "kind": "routine", "reason": "新款样板",
        },
        "field.visitfinding": {
            "visit": firm.row("field.visit").pk, "kind": "need", "words": "希望缩短交期",
        },
        "field.visittemplate": {
            "code": "T2", "name": "批发拜访", "minutes": 30, "is_active": True,
            "lines": [{"name": "问候", "name_en": "Greet", "kind": "check", "help_text": ""}],
        },
    }.get(noun)  # fmt: skip
