"""Deadlines, amounts and changes as the pages of key accounts word them."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yanzhen.keyaccounts.calc.deadlines import Standing
from yanzhen.keyaccounts.queries.plans import Due
from yanzhen.lib.money import MISSING, in_words

TONES = {"late": "bad", "open": "warning", "ahead": "neutral", "ready": "good", "ready_late": "warning"}


def standing(found: Standing) -> dict[str, str]:
    """How a plan stands, in words with the days."""
    n = found.days
    words = {
        "late": ngettext("{n} day late", "{n} days late", n),
        "open": ngettext("due in {n} day", "due in {n} days", n) if n else _("due today"),
        "ahead": ngettext("{n} day left", "{n} days left", n),
        "ready": ngettext("ready, {n} day early", "ready, {n} days early", n) if n else _("ready on the last day"),
        "ready_late": ngettext("ready, {n} day late", "ready, {n} days late", n),
    }[found.state]
    return {"text": words.format(n=n), "tone": TONES[found.state]}


def month(day: date) -> str:
    """A month in the reader's language: November 2026."""
    return date_format(day, "YEAR_MONTH_FORMAT")


def money(value: Decimal | str | None, currency: str) -> str:
    """An amount in whole units of money where it is large enough, or the missing sign."""
    return MISSING if value is None else in_words(Decimal(value), currency=currency, digits=0)


def percent(value: Decimal | str | None) -> str:
    """A percentage, or the missing sign."""
    return MISSING if value is None else f"{Decimal(value):.1f} %"


def growth(value: Decimal | str | None) -> str:
    """A change with sign, arrow and word."""
    if value is None:
        return ""
    rate = Decimal(value)
    text = _("▲ {rate} on last year") if rate > 0 else _("▼ {rate} on last year") if rate < 0 else _("as last year")
    return text.format(rate=f"{rate:+.1f} %")


def due(found: Due) -> dict[str, Any]:
    """A due plan as the desk shows it."""
    return {
        "name": str(found.agreement.customer),
        "number": found.agreement.number,
        "agreement": found.agreement.pk,
        "owner": str(found.agreement.owner),
        "month": month(found.month),
        "made": found.month.isoformat(),
        "window": f"{found.window.opens} – {found.window.due}",
        "leads": month(found.window.month),
        "plan": found.plan.pk if found.plan else None,
        "state": found.plan.get_state_display() if found.plan else "",
        **standing(found.standing),
    }
