"""The small firm's quotas, talks, pace and targets: each salesperson's, with their word in the text."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.utils import timezone

from yanzhen.planning.services import improvements, pace, plans, quotas, talks
from yanzhen.platform.actor import SYSTEM


def quota_rows(firm: Any, words: dict[str, str]) -> None:
    """Each seller's quota in a plan that is talked over, with the seller's word in the manager's note."""
    plan = plans.create(actor=SYSTEM, name="2028", unit=firm.units["SALES"], starts_on=date(2028, 1, 1), months=12)
    for name in words:
        firm.rows.setdefault("planning.quota", {})[name] = quotas.create(
            actor=SYSTEM, plan=plan, person=firm.employees[name], metric="revenue", amount=Decimal(1200),
            basis=words[name],
        )  # fmt: skip
    plan.state = "talk"
    plan.save(update_fields=["state"])
    talks.open_all(plan, actor=SYSTEM, anew=True)
    for name in words:
        found = apps.get_model("planning.QuotaTalk").objects.get(plan=plan, person=firm.employees[name])
        firm.rows.setdefault("planning.quotatalk", {})[name] = talks.note(found, actor=SYSTEM, text=words[name])


def pace_rows(firm: Any, words: dict[str, str]) -> None:
    """Each seller's pipeline figure, line of the week and improvement card, with the seller's word in each."""
    for name in words:
        word, seller = words[name], firm.employees[name]
        figures = {"stage": "prospect", "held": 7, "wanted": 3, "cycle_months": 4, "won": 1, "tried": 3}
        firm.rows.setdefault("planning.pipelinefigure", {})[name] = pace.figures.create(
            actor=SYSTEM, person=seller, month=date(2026, 3, 1), **figures
        )
        firm.rows.setdefault("planning.actionitem", {})[name] = pace.actions.create(
            actor=SYSTEM, person=seller, span="week", starts_on=date(2026, 3, 2), task=f"task of {word}"
        )
        firm.rows.setdefault("planning.improvement", {})[name] = improvements.create(
            actor=SYSTEM, owner=seller, title=f"card of {word}", what=word
        )


def targets(firm: Any, words: dict[str, str], units: dict[str, str]) -> None:
    """A target for the unit of each seller, and what the seller declares; strangers have theirs of another house."""
    plan = firm.row("planning.plan")
    for name in words:
        unit, seller = firm.units[units[name]], firm.employees[name]
        target = apps.get_model("planning.Target").objects.create(
            plan=plan, side="unit", unit=unit, part=f"unit-{unit.pk}"
        )
        declared = apps.get_model("planning.Declaration").objects.create(
            plan=plan, person=seller, unit=unit, amount=Decimal(1000), note=words[name], declared_at=timezone.now()
        )
        firm.rows.setdefault("planning.target", {})[name] = target
        firm.rows.setdefault("planning.declaration", {})[name] = declared
