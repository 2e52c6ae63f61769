"""How a plan stands today: what was due by working days, what came, where it leads, and who carries the gap.

Everything stays inside the reach of whoever asks: a representative sees their own pace, a manager that of the unit.
Amounts are whole hundredths of the metric (cents of money); a reader of margin must be allowed to see margin.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import QuerySet

from yanzhen.lib.periods import Period, month_end, month_start, months_between, shifted
from yanzhen.organization.calc.workdays import Workdays
from yanzhen.organization.queries import calendar, units
from yanzhen.planning.calc import pace
from yanzhen.planning.calc.chances import Z80, deviation_of
from yanzhen.planning.calc.pace import MonthAhead, Pace, Rest, Span
from yanzhen.planning.enums import Metric
from yanzhen.planning.models import PaceBound, Plan, PlanCell
from yanzhen.planning.models.pace import USUAL_BOUND
from yanzhen.planning.queries import attainment, forecasts, plans
from yanzhen.platform.actor import SYSTEM, Actor

HISTORY_MONTHS, DAILY_UP_TO = 12, 3
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Subject:
    """Whose pace it is: of everything in reach (`side` empty), of a unit with all below it, or of a person."""

    side: str = ""
    key: int | None = None

    @property
    def filters(self) -> dict[str, tuple[int, ...]]:
        return {} if self.key is None else {self.side: (self.key,)}


@dataclass(frozen=True)
class Point:
    """The pace at the end of a day: what was due, what had come, and what is expected after today."""

    on: date
    due: int
    actual: int | None = None
    expected: int | None = None
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class Standing:
    """The pace of a subject in a period of a plan, as of the end of the day `on`."""

    plan: Plan
    subject: Subject
    metric: str
    period: Period
    on: date
    pace: Pace
    bound: Decimal
    model: str
    spans: tuple[Span, ...]
    points: tuple[Point, ...]

    @property
    def is_red(self) -> bool:
        return self.pace.is_red(self.bound)


def bound_of(plan: Plan) -> Decimal:
    """Under which chance the pace of a plan is red: its own bound, else that of all plans."""
    found = dict(PaceBound.objects.filter(plan_id=plan.pk).values_list("plan_id", "percent"))
    usual = PaceBound.objects.filter(plan__isnull=True).order_by("pk").values_list("percent", flat=True).first()
    percent = found.get(plan.pk, USUAL_BOUND if usual is None else usual)
    return Decimal(percent) / 100


def cells_of(actor: Actor, plan: Plan, subject: Subject, metric: str) -> QuerySet[PlanCell]:
    """The figures of a plan that make up a subject's, inside the reach."""
    rows = plans.cells(actor, plan, metric)
    if subject.side == "unit":
        unit = units.visible(SYSTEM).filter(pk=subject.key or 0).first()
        return rows.none() if unit is None else rows.filter(unit__path__startswith=unit.path)
    return rows.filter(person=subject.key) if subject.side == "person" else rows


def subjects(actor: Actor, plan: Plan) -> tuple[list[int], list[int]]:
    """Keys of the units and of the people that have figures of this plan in reach."""
    rows = plans.cells(actor, plan).order_by()
    own = set(rows.exclude(unit=None).values_list("unit_id", flat=True).distinct())
    people = set(rows.exclude(person=None).values_list("person_id", flat=True).distinct())
    above = {p for u in units.visible(SYSTEM).filter(pk__in=own) for p in map(int, u.path.strip("/").split("/"))}
    inside = units.visible(SYSTEM).filter(pk__in=above, path__startswith=plan.unit.path).exclude(pk=plan.unit_id)
    reach = actor.reach(PlanCell.view_function())
    return [u.pk for u in inside if reach.everything or u.pk in reach.unit_ids], sorted(people)


def actuals(
    actor: Actor, plan: Plan, subject: Subject, metric: str, by: tuple[str, ...], start: date, end: date
) -> dict[Any, int]:
    """What the books have of a subject by one side or none, in hundredths."""
    narrowed = {**({"unit": (plan.unit_id,)} if plan.unit.parent_id else {}), **subject.filters}
    if metric in attainment.SALES:
        found = attainment.actual(actor, metric, by, start, end, plan.currency, filters=narrowed)
        return {(key[0] if key else None): hundredths(amount) for key, amount in found.items()}
    return _others(actor, plan, metric, by, start, end, narrowed)


def _others(
    actor: Actor,
    plan: Plan,
    metric: str,
    by: tuple[str, ...],
    start: date,
    end: date,
    narrowed: Mapping[str, tuple[int, ...]],
) -> dict[Any, int]:
    """The same of books that cannot be filtered: cut by unit and person as well, then added up."""
    inside = {k: _below(key) if (key := narrowed[k][0]) and k == "unit" else {narrowed[k][0]} for k in narrowed}
    sides = tuple(inside)
    found = attainment.actual(actor, metric, (*sides, *by), start, end, plan.currency)
    total: dict[Any, int] = {}
    for keys, amount in found.items():
        if all(keys[n] in inside[side] for n, side in enumerate(sides)):
            key = keys[len(sides)] if by else None
            total[key] = total.get(key, 0) + hundredths(amount)
    return total


def _below(unit_id: int) -> set[int]:
    top = units.visible(SYSTEM).filter(pk=unit_id).first()
    return set() if top is None else {u.pk for u in units.visible(SYSTEM).filter(path__startswith=top.path)}


def hundredths(amount: Decimal | int) -> int:
    """An amount in whole hundredths, half up."""
    return int((Decimal(amount) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def standing(
    actor: Actor,
    plan: Plan,
    subject: Subject,
    period: Period,
    on: date,
    metric: str = Metric.REVENUE,
    *,
    with_points: bool = True,
) -> Standing:
    """The pace of a subject; `period` is whole months of the plan. Raises 403 and `RuleBroken` as `attainment`."""
    on = min(max(on, period.start - timedelta(days=1)), period.end)
    first = shifted(month_start(min(on, period.start)), -HISTORY_MONTHS)
    worked = calendar.between(first, period.end)
    months = months_between(period.start, period.end)
    rows = cells_of(actor, plan, subject, metric).filter(month__in=months)
    planned: dict[date, int] = dict.fromkeys(months, 0)
    for month, amount in rows.values_list("month", "amount"):
        planned[month] += hundredths(amount)
    spans = {month: span_of(month, planned[month], worked, on) for month in months}
    daily = len(months) <= DAILY_UP_TO and with_points and metric in attainment.SALES
    by = ("day" if daily else "month",)
    came = actuals(actor, plan, subject, metric, by, period.start, on) if on >= period.start else {}
    actual = sum(came.values())
    ahead = _Ahead(worked, on, months)
    source = _source(actor, plan, subject, metric, ahead, actual, sum(s.passed for s in spans.values()))
    found = pace.pace(list(spans.values()), actual, source.until(period.end))
    points = _points(spans, came, actual, source, worked, on, daily) if with_points else ()
    return Standing(
        plan, subject, metric, period, on, found, bound_of(plan), source.model, tuple(spans.values()), points
    )  # fmt: skip


def span_of(month: date, plan: int, worked: Workdays, on: date) -> Span:
    """A month with its working days, and those that have passed at the end of `on`."""
    end = month_end(month)
    return Span(plan, worked.count(month, end), worked.count(month, min(on, end)), on >= end)


@dataclass(frozen=True)
class _Ahead:
    """The months with days to come."""

    worked: Workdays
    on: date
    months: list[date]

    def left(self, until: date) -> dict[date, tuple[int, int]]:
        """Working days of each month, and those of them after today up to `until`."""
        found = {}
        for month in self.months:
            start, end = max(month, self.on + timedelta(days=1)), min(month_end(month), until)
            if start <= end:
                found[month] = (self.worked.count(month, month_end(month)), self.worked.count(start, end))
        return found


@dataclass(frozen=True)
class _Source:
    """Where the rest comes from: forecast months, or a rate with the history behind it."""

    ahead: _Ahead
    actual: int
    passed: int
    outlook: Mapping[date, tuple[int, float]]
    history: tuple[tuple[int, int], ...]
    model: str = ""

    def until(self, end: date) -> Rest | None:
        left = self.ahead.left(end)
        if self.model:
            return pace.by_forecast([MonthAhead(*self.outlook[m], *days) for m, days in left.items()])
        return pace.by_run_rate(self.actual, self.passed, list(left.values()), self.history)


def _source(
    actor: Actor, plan: Plan, subject: Subject, metric: str, ahead: _Ahead, actual: int, passed: int
) -> _Source:
    """The forecast of the subject when there is one for all months to come; else the rate of its own days."""
    to_come = [m for m in ahead.months if month_end(m) > ahead.on]
    if not to_come:
        return _Source(ahead, actual, passed, {}, ())
    if metric == Metric.REVENUE:
        found = outlook_of(actor, plan, subject, to_come)
        if found is not None:
            model, expected = found
            return _Source(ahead, actual, passed, expected, (), model)
    return _Source(ahead, actual, passed, {}, tuple(_history(actor, plan, subject, metric, ahead)))


def outlook_of(
    actor: Actor, plan: Plan, subject: Subject, months: list[date]
) -> tuple[str, dict[date, tuple[int, float]]] | None:
    """Mean and deviation of each of these months by the newest forecast; None unless it reaches all of them."""
    side, key = subject.side, subject.key
    if not side and plan.unit.parent_id:
        side, key = "unit", plan.unit_id
    found = forecasts.outlook(actor, side, [key], months[0], len(months), plan.currency).get(key)
    if found is None or {e.month for e in found.months} < set(months):
        return None
    return found.model, {e.month: (e.mean, deviation_of(e.low95, e.high95)) for e in found.months}


def _history(actor: Actor, plan: Plan, subject: Subject, metric: str, ahead: _Ahead) -> list[tuple[int, int]]:
    """Amounts and working days of the closed months before today, from the first with sales on."""
    end = month_start(ahead.on + timedelta(days=1)) - timedelta(days=1)
    start = shifted(month_start(end), 1 - HISTORY_MONTHS)
    found = actuals(actor, plan, subject, metric, ("month",), start, end)
    if not found:
        return []
    months = months_between(min(found), end)
    return [(found.get(m, 0), ahead.worked.count(m, month_end(m))) for m in months]


def _points(
    spans: Mapping[date, Span],
    came: Mapping[Any, int],
    actual: int,
    source: _Source,
    worked: Workdays,
    on: date,
    daily: bool,
) -> tuple[Point, ...]:
    """Plan, actual and expectation, added up day by day or month by month."""
    first, last = next(iter(spans)), month_end(list(spans)[-1])
    days = (last - first).days + 1
    ends = [first + timedelta(days=n) for n in range(days)] if daily else [month_end(m) for m in spans]
    if not daily and on not in ends:
        ends = sorted({*ends, on} - ({first - timedelta(days=1)} if on < first else set()))
    dated = sorted((EPOCH + timedelta(days=k) if daily else k, v) for k, v in came.items())
    return tuple(_point(end, spans, dated, actual, source, worked, on) for end in ends)


def _point(
    end: date,
    spans: Mapping[date, Span],
    dated: list[tuple[date, int]],
    actual: int,
    source: _Source,
    worked: Workdays,
    on: date,
) -> Point:
    due = pace.due([span_of(m, s.plan, worked, end) for m, s in spans.items() if m <= end])
    if end < on:
        return Point(end, due, sum(v for d, v in dated if d <= end))
    if end == on:
        return Point(end, due, actual, actual, actual, actual)
    rest = source.until(end)
    if rest is None:
        return Point(end, due)
    mean = actual + rest.mean
    width = pace.rounded(Z80 * rest.deviation)
    return Point(end, due, None, mean, mean - width, mean + width)
