"""The question about the market in an address, the same for pages and API."""

import re
from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.periods import Period, month_end
from yanzhen.planning.queries import market
from yanzhen.planning.queries.market import Ground
from yanzhen.planning.queries.market_terms import CUTS, Market, Question
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.forms import FIRST_DAY

PARAMETERS = ("from", "to", "region", "category", "by", "currency")
MOST_MONTHS = 36


def answer(actor: Actor, parameters: Mapping[str, str], today: date) -> Market:
    """What pages and API show of an address."""
    known = market.ground(actor)
    return market.market(known, question_of(actor, known, parameters, today), today)


def question_of(actor: Actor, known: Ground, parameters: Mapping[str, str], today: date) -> Question:
    """Read a question; `RuleBroken` names the parameter that makes no sense."""
    given = {name: parameters.get(name, "").strip() for name in PARAMETERS}
    by = given["by"] or "category"
    if by not in CUTS:
        raise RuleBroken(_("One of: {all}.").format(all=", ".join(CUTS)), field="by", code="by")
    return Question(
        period=_period(known, given, today, currency := _currency(actor, known, given["currency"], today)),
        currency=currency,
        region=_key(given["region"], known.regions, "region"),
        category=_key(given["category"], known.tree.names, "category"),
        by=by,
    )


def _currency(actor: Actor, known: Ground, text: str, today: date) -> str:
    if text and not re.fullmatch(r"[A-Z]{3}", text):
        raise RuleBroken(_("A currency has three capital letters."), field="currency", code="currency")
    return text or next(iter(market.currencies(actor, known, today)), "CNY")


def _key(text: str, rows: Mapping[int, str], field: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"\d{1,18}", text) or int(text) not in rows:
        raise RuleBroken(_("“{text}” is not among them.").format(text=text[:40]), field=field, code="key")
    return int(text)


def _period(known: Ground, given: Mapping[str, str], today: date, currency: str) -> Period:
    start, end = _month(given["from"], "from"), _month(given["to"], "to")
    if start is None and end is None:
        return market.latest(known, today, currency)
    start, end = start or end, end or start
    assert start is not None
    assert end is not None
    if end < start:
        raise RuleBroken(_("The period ends before it starts."), field="to", code="invalid_period")
    if (end.year - start.year) * 12 + end.month - start.month >= MOST_MONTHS:
        raise RuleBroken(_("At most {most} months at once.").format(most=MOST_MONTHS), field="to", code="too_long")
    return Period(start, month_end(end))


def _month(text: str, field: str) -> date | None:
    """The first day of a month, written 2026-01 or as a day in it."""
    if not text:
        return None
    try:
        if not re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", text):
            raise ValueError(text)
        found = date.fromisoformat(text if len(text) == 10 else f"{text}-01").replace(day=1)
        if not FIRST_DAY <= found <= date(2200, 1, 1):
            raise ValueError(text)
    except ValueError as error:
        message = _("“{text}” is not a month such as 2026-01.").format(text=text[:40])
        raise RuleBroken(message, field=field, code="month") from error
    return found
