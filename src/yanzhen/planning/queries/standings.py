"""How people stand: quota, what was reached, attainment and points, for any months of a plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from yanzhen.lib.periods import month_end, quarter_of, shifted
from yanzhen.planning.calc.quotas import Composite, Counted, Part, attainment, composite
from yanzhen.planning.enums import Metric
from yanzhen.planning.models import Plan, Quota
from yanzhen.planning.queries import attainment as books
from yanzhen.planning.queries import plans, quotas
from yanzhen.platform import warehouse
from yanzhen.platform.actor import Actor

HUNDRED = Decimal(100)
HIDDEN, NOT_READY = "hidden", "not_ready"
"""Why nothing is known of what was reached, beside `no_quota` and `no_books`: masked, or the figures are being made."""


@dataclass(frozen=True)
class Span:
    """Some months of a plan: a month, a quarter, a year, or the whole; `code` is how an address names it."""

    code: str
    start: date
    end: date


@dataclass(frozen=True)
class Standing:
    """One metric of a person: `why` says why `counted.attainment` is missing."""

    metric: str
    quota: Decimal
    actual: Decimal | None
    counted: Counted
    why: str
    measured_in: str = ""


@dataclass(frozen=True)
class Person:
    """All metrics of a person in a span, and the points together."""

    person: Any
    standings: tuple[Standing, ...]
    points: Decimal | None

    def of(self, metric: str) -> Standing | None:
        """The standing in one metric."""
        return next((s for s in self.standings if s.metric == metric), None)


@dataclass
class _Rules:
    weight: Decimal = HUNDRED
    cap: Decimal | None = None
    floor: Decimal = Decimal(0)
    measured_in: str = ""
    months: set[date] = field(default_factory=set)


def spans(plan: Plan, by: str) -> list[Span]:
    """The months, quarters or years of a plan, cut to it; by "plan" the whole."""
    months = plans.months(plan)
    if by == "plan":
        whole = plans.period(plan)
        return [Span("plan", whole.start, whole.end)]
    found: dict[str, list[date]] = {}
    for month in months:
        found.setdefault(_code(month, by), []).append(month)
    return [Span(code, inside[0], month_end(inside[-1])) for code, inside in found.items()]


def _code(month: date, by: str) -> str:
    if by == "year":
        return f"{month:%Y}"
    return f"{month:%Y}-Q{quarter_of(month)}" if by == "quarter" else f"{month:%Y-%m}"


def of(
    actor: Actor, plan: Plan, span: Span, *, person_ids: Iterable[int] | None = None, today: date | None = None
) -> list[Person]:
    """Everybody in reach who has a quota in these months, by staff number; what was reached counts up to today."""
    rows = quotas.visible(actor).filter(plan=plan)
    if person_ids is not None:
        rows = rows.filter(person__in=person_ids)
    rules, people = _rules(rows)
    if not people:
        return []
    cells = quotas.by_month(plan, people)
    until = min(span.end, today or timezone.localdate())
    reached = {metric: _reached(actor, plan, metric, span.start, until) for metric in {m for _p, m in rules}}
    found = []
    for key, person in people.items():
        mine = {metric: rule for (owner, metric), rule in rules.items() if owner == key}
        planned = {metric: _planned(cells, key, metric, rule, span) for metric, rule in mine.items()}
        own = {metric: rule for metric, rule in mine.items() if planned[metric] is not None}
        if own:
            found.append(_person(actor, person, own, planned, reached))
    return found


def _rules(rows: Iterable[Quota]) -> tuple[dict[tuple[int, str], _Rules], dict[int, Any]]:
    rules: dict[tuple[int, str], _Rules] = {}
    people: dict[int, Any] = {}
    for quota in rows:
        rule = rules.setdefault((quota.person_id, quota.metric), _Rules())
        rule.weight, rule.floor, rule.measured_in = quota.weight, quota.floor / HUNDRED, quota.measured_in
        rule.cap = None if quota.cap is None else quota.cap / HUNDRED
        rule.months.update(shifted(quota.starts_on, n) for n in range(quota.months))
        people[quota.person_id] = quota.person
    return rules, people


def _planned(
    cells: Mapping[tuple[int, str, date], Decimal], person: int, metric: str, rule: _Rules, span: Span
) -> Decimal | None:
    """The quota of the span; None when it covers none of its months."""
    inside = [month for month in rule.months if span.start <= month <= span.end]
    if not inside:
        return None
    return sum((cells.get((person, metric, month), Decimal(0)) for month in inside), Decimal(0))


type Reached = tuple[dict[int, Decimal], str]


def _reached(actor: Actor, plan: Plan, metric: str, start: date, until: date) -> Reached:
    """What each person reached, and why nothing is known."""
    if not books.has_books(metric):
        return {}, "no_books"
    if not books.may_see(actor, metric):
        return {}, HIDDEN
    if until < start:
        return {}, ""
    try:
        found = books.actual(actor, metric, ("person",), start, until, plan.currency)
    except warehouse.NotReady:
        return {}, NOT_READY
    return {key[0]: Decimal(amount) for key, amount in found.items() if key[0] is not None}, ""


def _person(
    actor: Actor,
    person: Any,
    rules: Mapping[str, _Rules],
    planned: Mapping[str, Decimal | None],
    reached: Mapping[str, Reached],
) -> Person:
    actuals: dict[str, Decimal | None] = {}
    why: dict[str, str] = {}
    for metric in rules:
        sums, why[metric] = reached[metric]
        if not why[metric] and not _sees(actor, metric, person):
            why[metric] = HIDDEN
        actuals[metric] = None if why[metric] else sums.get(person.pk, Decimal(0))
    parts = [_part(metric, planned[metric] or Decimal(0), actuals[metric], rule) for metric, rule in rules.items()]
    found: Composite = composite(parts)
    standings = tuple(
        Standing(metric, part.part.quota, actuals[metric], part, why[metric] or part.why, rules[metric].measured_in)
        for metric, part in zip(rules, found.parts, strict=True)
    )
    ordered = sorted(standings, key=lambda s: list(Metric).index(Metric(s.metric)))
    return Person(person, tuple(ordered), found.points)


def _part(metric: str, quota: Decimal, actual: Decimal | None, rule: _Rules) -> Part:
    return Part(metric, quota, actual, rule.weight, rule.cap, rule.floor, metric == Metric.EXPENSE)


def _sees(actor: Actor, metric: str, person: Any) -> bool:
    """Whether the books of this person lie in the reach of whoever asks."""
    reach = actor.reach(books.SOURCES[metric][0])
    return reach.everything or person.pk in reach.employee_ids or person.unit_id in reach.unit_ids


@dataclass(frozen=True)
class Months:
    """A person's months of one metric: quota, reached, and attainment of each; reached is None where unknown."""

    metric: str
    rows: tuple[tuple[date, Decimal, Decimal | None, Decimal | None], ...]
    why: str = ""


def months_of(actor: Actor, plan: Plan, person_id: int, metric: str, today: date | None = None) -> Months:
    """The months of one person in one metric."""
    now = today or timezone.localdate()
    cells = quotas.by_month(plan, [person_id])
    span = plans.period(plan)
    why, sums = _monthly(actor, plan, metric, person_id, span.start, min(span.end, now))
    rows = []
    for month in plans.months(plan):
        planned = cells.get((person_id, metric, month), Decimal(0))
        actual = None if why or month > now else sums.get(month, Decimal(0))
        less = metric == Metric.EXPENSE
        rows.append((month, planned, actual, attainment(planned, actual, less_is_better=less)))
    return Months(metric, tuple(rows), why)


def _monthly(
    actor: Actor, plan: Plan, metric: str, person_id: int, start: date, until: date
) -> tuple[str, dict[date, Decimal]]:
    if not books.has_books(metric):
        return "no_books", {}
    if not books.may_see(actor, metric):
        return HIDDEN, {}
    if until < start:
        return "", {}
    try:
        found = books.actual(actor, metric, ("person", "month"), start, until, plan.currency)
    except warehouse.NotReady:
        return NOT_READY, {}
    return "", {key[1]: Decimal(amount) for key, amount in found.items() if key[0] == person_id}


def before(actor: Actor, plan: Plan, years: int = 1) -> dict[int, Decimal]:
    """Net sales of people over the months of the plan so many years earlier; empty where they may not be seen."""
    span = plans.period(plan)
    start, end = shifted(span.start, -12 * years), month_end(shifted(span.end.replace(day=1), -12 * years))
    sums, _why = _reached(actor, plan, Metric.REVENUE, start, end)
    return sums
