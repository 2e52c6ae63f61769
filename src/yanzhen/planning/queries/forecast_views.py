"""One series of a forecast beside what came, what is planned and what people expect; and all series of a side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from yanzhen.crm.queries import opportunities
from yanzhen.figures.permissions import VIEW_SALES
from yanzhen.figures.queries import dimensions as dims
from yanzhen.lib.money import to_cents
from yanzhen.lib.periods import month_end, months_between, shifted
from yanzhen.organization.queries import employees
from yanzhen.planning.enums import ForecastSide, Metric
from yanzhen.planning.models import ForecastPoint, ForecastRun, ForecastSeries, PersonalForecast, Plan
from yanzhen.planning.queries import books, forecasts, plans
from yanzhen.platform.actor import SYSTEM, Actor

BACK = 24
YEAR = 12
VIEW_OPPORTUNITY = "crm.view_opportunity"
PEOPLES = (forecasts.WHOLE, ForecastSide.UNIT, ForecastSide.PERSON)
"""Sides that are made of people, and so of their opportunities."""


@dataclass(frozen=True)
class Month:
    """One month of a series, in cents; None where there is nothing of the kind."""

    month: date
    actual: int | None = None
    point: ForecastPoint | None = None
    plan: int | None = None
    own: int | None = None
    pipeline: int | None = None


@dataclass(frozen=True)
class View:
    """A series with the months before its cut-off and those it forecasts.

    `pipeline` of a month is the weighted amount of the open opportunities expected in it.
    `own_said` of `own_people` have said what they expect; both are 0 where people's own words say nothing (a region).
    `year_before`: the twelve months up to the cut-off.
    """

    series: ForecastSeries
    months: tuple[Month, ...]
    year_before: int | None
    own_said: int = 0
    own_people: int = 0

    @property
    def points(self) -> list[ForecastPoint]:
        return [row.point for row in self.months if row.point is not None]


def sides(actor: Actor, run: ForecastRun) -> list[str]:
    """The sides of which the actor reaches any series, the whole first."""
    found = set(forecasts.series_of(actor, run).order_by().values_list("side", flat=True).distinct())
    return [side for side in (forecasts.WHOLE, *ForecastSide.values) if side in found]


def names(side: str, keys: Sequence[int | None]) -> dict[int | None, str]:
    """What keys of a side are called."""
    if side == forecasts.WHOLE:
        return {None: ""}
    return {key: label.text for key, label in dims.labels(dims.DIMENSIONS[side], keys).items()}


def view(actor: Actor, run: ForecastRun, series: ForecastSeries, plan: Plan | None = None) -> View:
    """A series the actor reaches, with the months around it. `plan` alone is compared, or all that is in force."""
    points = {point.month: point for point in ForecastPoint.objects.visible_to(actor).filter(series=series)}
    first, last = shifted(run.cutoff, 1 - BACK), shifted(run.cutoff, run.horizon)
    came = actuals(actor, run, series, first)
    planned = planned_of(actor, run, series, plan)
    own, said, people = own_of(actor, run, series)
    hoped = pipeline_of(actor, run, series)
    rows = tuple(
        Month(month, came.get(month), points.get(month), planned.get(month), own.get(month), hoped.get(month))
        for month in months_between(first, last)
    )
    before = [came.get(shifted(run.cutoff, -n)) for n in range(YEAR)]
    year = sum(value or 0 for value in before) if came else None
    return View(series, rows, year, said, people)


def actuals(actor: Actor, run: ForecastRun, series: ForecastSeries, start: date) -> dict[date, int]:
    """Sales of a series by month, up to the last month that is over; {} without the function to see sales.

    Whoever reaches a series reaches its history as the forecast used it, which may have been sold from elsewhere.
    """
    if not actor.can(VIEW_SALES):
        return {}
    end = forecasts.closed_month()
    filters = {series.side: [dims.NONE if series.key is None else series.key]} if series.side else {}
    found = books.net(SYSTEM, (), start, end, run.currency, filters=filters).get((), {})
    return {month: found.get(month, 0) for month in months_between(start, end)}


def planned_of(actor: Actor, run: ForecastRun, series: ForecastSeries, plan: Plan | None) -> dict[date, int]:
    """Planned net sales of a series by month, out of one plan or of the widest one in force in each month."""
    if series.side == ForecastSide.PRODUCT:
        return {}
    start, end = shifted(run.cutoff, 1 - BACK), shifted(run.cutoff, run.horizon)
    chosen = [plan] if plan is not None else _in_force(actor, start, month_end(end))
    found: dict[date, int] = {}
    for one in chosen:
        if one.currency != run.currency:
            continue
        for month, amount in _cells(actor, one, series):
            if start <= month <= end:
                found.setdefault(month, to_cents(amount))
    return found


def _in_force(actor: Actor, start: date, end: date) -> list[Plan]:
    """Published plans that touch some months, the widest unit first."""
    found: dict[int, Plan] = {}
    for month in months_between(start, end):
        found |= {plan.pk: plan for plan in plans.in_force(actor, month)}
    return sorted(found.values(), key=lambda plan: (plan.unit.path, -plan.pk))


def _cells(actor: Actor, plan: Plan, series: ForecastSeries):  # type: ignore[no-untyped-def]
    cells = plans.cells(actor, plan, Metric.REVENUE)
    if series.side == ForecastSide.UNIT and series.key is not None:
        cells = cells.filter(unit_id__in=dims.units_below([series.key]))
    elif series.side:
        cells = cells.filter(**{f"{series.side}_id": series.key})
    return cells.order_by().values_list("month").annotate(total=Sum("amount"))


def people_of(actor: Actor, series: ForecastSeries) -> list[int]:
    """Whose own words count for a series: the person, those of the unit, or everybody for the whole."""
    rows = employees.visible(actor).filter(left_on__isnull=True).order_by()
    if series.side == ForecastSide.PERSON:
        return [] if series.key is None else [series.key]
    if series.side == ForecastSide.UNIT and series.key is not None:
        rows = rows.filter(unit_id__in=dims.units_below([series.key]))
    elif series.side:
        return []
    sellers = forecasts_people(series.run_id)
    return [pk for pk in rows.values_list("pk", flat=True) if pk in sellers]


def forecasts_people(run: int) -> set[int]:
    """Who has a series in a run: those who sold."""
    rows = ForecastSeries.objects.filter(run=run, side=ForecastSide.PERSON, key__isnull=False)
    return {key for key in rows.values_list("key", flat=True) if key is not None}


def own_of(actor: Actor, run: ForecastRun, series: ForecastSeries) -> tuple[dict[date, int], int, int]:
    """What people expect by month as last said, how many of them said anything, and of how many."""
    people = people_of(actor, series)
    rows = PersonalForecast.objects.visible_to(actor).filter(
        person__in=people, currency=run.currency, month__gt=run.cutoff
    )
    last: dict[tuple[int, date], int] = {}
    for person, month, amount in rows.order_by("said_in").values_list("person_id", "month", "amount"):
        last[person, month] = to_cents(amount)
    sums: dict[date, int] = {}
    for (_person, month), amount in last.items():
        sums[month] = sums.get(month, 0) + amount
    return sums, len({person for person, _month in last}), len(people)


def pipeline_of(actor: Actor, run: ForecastRun, series: ForecastSeries) -> dict[date, int]:
    """Weighted open opportunities by the month they are expected in, of those whose words count for the series.

    {} without the function to see opportunities, and for sides that opportunities are not cut by (a region, a product).
    """
    if series.side not in PEOPLES or not actor.can(VIEW_OPPORTUNITY):
        return {}
    first, last = shifted(run.cutoff, 1), month_end(shifted(run.cutoff, run.horizon))
    sums: dict[date, int] = {}
    for row in opportunities.open_pipeline(actor, first=first, last=last, owner_ids=people_of(actor, series)):
        if row.currency == run.currency and row.month is not None:
            sums[row.month] = sums.get(row.month, 0) + to_cents(row.weighted)
    return sums


@dataclass(frozen=True)
class Line:
    """One series of a side in the table: the next twelve months, reconciled and not.

    `naive` are last year's sales themselves: None without the function to see sales.
    """

    series: ForecastSeries
    name: str
    year: int
    base: int
    naive: int | None


def lines(actor: Actor, run: ForecastRun, side: str) -> list[Line]:
    """All series of a side in reach, the largest first."""
    rows = list(forecasts.series_of(actor, run, side))
    points = (
        ForecastPoint.objects.visible_to(actor)
        .filter(series__run=run, series__side=side, month__lte=shifted(run.cutoff, YEAR))
        .order_by()
        .values_list("series_id")
        .annotate(year=Sum("mean"), base=Sum("base_mean"), guess=Sum("naive"))
    )
    sums = {row[0]: row[1:] for row in points}
    called = names(side, [row.key for row in rows])
    found = [_line(actor, row, called[row.key], sums.get(row.pk, (0, 0, 0))) for row in rows]
    return sorted(found, key=lambda line: (-line.year, line.series.pk))


def _line(actor: Actor, row: ForecastSeries, name: str, sums: Sequence[int]) -> Line:
    year, base, naive = (int(value) for value in sums)
    return Line(row, name, year, base, naive if actor.can(VIEW_SALES) else None)


def naive_of(actor: Actor, point: ForecastPoint | None) -> int | None:
    """The same month of last year, for those who may see sales."""
    return point.naive if point is not None and actor.can(VIEW_SALES) else None
