"""Twelve months from this one on, across the year's end: what is planned, expected, and came a year before."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.lib.periods import Period, month_end, month_start, shifted
from yanzhen.planning.enums import Dim, Metric, PlanState
from yanzhen.planning.models import Plan
from yanzhen.planning.queries import attainment, forecasts, pace, plans
from yanzhen.planning.queries.sheet import MONEY, PERCENT, TEXT, Sheet
from yanzhen.platform.actor import Actor

MONTHS = 12
ORDER = (PlanState.PUBLISHED, PlanState.MEETING, PlanState.FIX, PlanState.TALK, PlanState.PREPARE)


def plans_of(actor: Actor, plan: Plan, months: list[date]) -> dict[date, Plan]:
    """Which plan of the same unit and currency holds each month: a published one first, else the one furthest on."""
    rows = plans.visible(actor).filter(unit=plan.unit_id, currency=plan.currency).exclude(state=PlanState.REPLACED)
    there = sorted(rows, key=lambda p: (ORDER.index(PlanState(p.state)), -p.edition, -p.pk))
    found: dict[date, Plan] = {}
    for month in months:
        holder = next((p for p in there if plans.period(p).start <= month <= plans.period(p).end), None)
        if holder is not None:
            found[month] = holder
    return found


def sheet(actor: Actor, plan: Plan, today: date) -> Sheet:
    """The rolling twelve months; a month that no plan holds says so."""
    first = month_start(today)
    months = [shifted(first, n) for n in range(MONTHS)]
    period = Period(first, month_end(months[-1]))
    holders = plans_of(actor, plan, months)
    sums = {p: plans.sums(actor, p, (Dim.MONTH,)) for p in set(holders.values())}
    before = _before(actor, plan, period)
    side, key = ("unit", plan.unit_id) if plan.unit.parent_id else ("", None)
    outlook = forecasts.outlook(actor, side, [key], first, MONTHS, plan.currency).get(key)
    expected = {e.month: e.mean for e in outlook.months} if outlook is not None else {}
    rows: list[list[Any]] = []
    for month in months:
        holder = holders.get(month)
        planned = sums[holder].get((month,)) if holder is not None else None
        amount = None if planned is None else pace.hundredths(planned)
        source = _("no plan yet") if holder is None else f"{holder} · {holder.get_state_display()}"
        past = before.get(shifted(month, -12)) if before else None
        rate = None if amount is None or not past or past <= 0 else amount / past - 1
        rows.append([f"{month:%Y-%m}", source, amount, expected.get(month), past, rate])
    total = [_("Total"), "", *(_sum([row[n] for row in rows]) for n in (2, 3, 4)), None]
    heads = [_("month"), _("plan"), _("planned"), _("forecast"), _("year before"), _("growth")]
    empty = [row[0] for row in rows if row[2] is None]
    note = _("No plan holds {months}: next year must not begin empty.").format(months=", ".join(empty)) if empty else ""
    return Sheet("rolling", heads, (TEXT, TEXT, MONEY, MONEY, MONEY, PERCENT), rows, total, note)


def _sum(values: list[int | None]) -> int | None:
    there = [value for value in values if value is not None]
    return sum(there) if there else None


def _before(actor: Actor, plan: Plan, period: Period) -> dict[date, int]:
    if not attainment.may_see(actor, Metric.REVENUE):
        return {}
    past = period.year_before()
    return pace.actuals(actor, plan, pace.Subject(), Metric.REVENUE, ("month",), past.start, month_end(past.end))
