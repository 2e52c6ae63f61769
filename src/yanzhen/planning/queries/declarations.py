"""Declarations beside what their people's own history and territory lead to expect."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from yanzhen.market.enums import FigureKind
from yanzhen.organization.queries import employees, units
from yanzhen.planning.calc import declaring
from yanzhen.planning.calc.declaring import Judged, Place
from yanzhen.planning.enums import PlanState
from yanzhen.planning.models import Declaration, Plan, TargetRules
from yanzhen.planning.queries import bases, plans
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet

OPEN = (PlanState.PREPARE, PlanState.TALK)
"""Steps of a plan in which people declare."""


def visible(actor: Actor) -> ScopedQuerySet[Declaration]:
    """Declarations that `actor` may see."""
    return (
        Declaration.objects.visible_to(actor).naming("plan", "person", "unit").order_by("-plan_id", "person_id", "pk")
    )


def open_plan(actor: Actor, today: date) -> Plan | None:
    """The plan for which a person declares: of their unit or the nearest above that has one, the next to begin."""
    person = employees.by_key(actor.employee_id)
    if person is None:
        return None
    above = [int(key) for key in units.path_of(person.unit_id).strip("/").split("/") if key]
    rows = [p for p in plans.visible(actor).filter(state__in=OPEN, unit_id__in=above) if plans.period(p).end >= today]
    return max(rows, key=lambda p: (above.index(p.unit_id), -p.starts_on.toordinal(), p.pk), default=None)


def is_open(plan: Plan) -> bool:
    """Whether declarations are taken for a plan."""
    return plan.state in OPEN


def rules(plan: Plan) -> TargetRules:
    """The thresholds of a plan; the usual ones while nobody set any."""
    return TargetRules.objects.filter(plan=plan).first() or TargetRules(plan=plan)


@dataclass(frozen=True)
class Line:
    """One person: what they sold in equal periods, what they declared, and how that was judged."""

    person_id: int
    name: str
    unit: str
    sales: tuple[Decimal | None, ...]
    judged: Judged
    declaration: Declaration | None = None
    has_left: bool = False

    @property
    def counted(self) -> Decimal | None:
        """The corrected figure, or else the declared one."""
        if self.declaration is None:
            return None
        return self.declaration.amount if self.declaration.corrected is None else self.declaration.corrected


def table(actor: Actor, plan: Plan, today: date, *, only: int | None = None) -> list[Line]:
    """Everybody in reach who sells in the plan's unit or declared for it; with `only`, one person."""
    given = {row.person_id: row for row in visible(actor).filter(plan=plan)}
    reader = bases.Reader(actor, plan)
    history, places = (_history(reader, today), _places(reader, today)) if reader.is_open else ({}, {})
    sellers = {key for key, found in history.items() if any(found)} | set(given)
    people = employees.visible(actor).filter(Q(pk__in=sellers) | Q(pk=only or 0))
    people = people.filter(unit__path__contains=f"/{plan.unit_id}/") if only is None else people.filter(pk=only)
    found = rules(plan)
    lines = []
    for person in people:
        row, sales = given.get(person.pk), history.get(person.pk, ())
        declared = None if row is None else row.amount
        judged = declaring.judge(
            declared, sales, places.get(person.pk, ()), plan.currency,
            timid_below=found.timid_below, boastful_above=found.boastful_above,
        )  # fmt: skip
        has_left = person.left_on is not None and person.left_on < plan.starts_on
        if has_left and row is None and not (sales and sales[0]):
            continue
        lines.append(Line(person.pk, str(person), str(person.unit), tuple(sales), judged, row, has_left))
    return lines


def _history(reader: bases.Reader, today: date) -> dict[int, tuple[Decimal | None, ...]]:
    """Each person's sales of the past periods, the latest first; none where the books do not speak."""
    periods = bases.past(reader.plan, today)
    found = bases.by_key(reader, ("person",), periods)
    return {key[0]: _own(tuple(b.net(p) for p in periods)) for key, b in found.items() if key[0] is not None}


def _own(sales: Sequence[Decimal | None]) -> tuple[Decimal | None, ...]:
    """Periods before somebody's first sale are not their history."""
    known = list(sales)
    while known and not known[-1]:
        known[-1:] = []
    return (*known, *[None] * (len(sales) - len(known)))


def _places(reader: bases.Reader, today: date) -> dict[int, list[Place]]:
    """Each person's sales of the last period by region, with the growth of the industry there to the plan's period."""
    period = bases.past(reader.plan, today)[0]
    found = bases.by_key(reader, ("person", "region"), [period])
    growth = _growth_by_region(reader, today, {key[1] for key in found})
    places: dict[int, list[Place]] = {}
    for (person, region), book in found.items():
        sales = book.net(period)
        if person is not None and sales:
            places.setdefault(person, []).append(Place(sales, growth.get(region)))
    return places


def _growth_by_region(reader: bases.Reader, today: date, regions: Iterable[int | None]) -> dict[int | None, Decimal]:
    """How much the industry of each region grows to the plan's period; of the whole market where the region's is not
    known."""
    whole = bases.Market(reader.actor, reader.plan)
    usual = _growth_of(whole, today)
    found = {region: _growth_of(whole.of(region), today) or usual for region in regions}
    return {region: growth for region, growth in found.items() if growth is not None}


def _growth_of(market: bases.Market, today: date) -> Decimal | None:
    periods = market.periods(today)
    now, (coming, _is_carried) = market.known(FigureKind.INDUSTRY_SALES, periods[0]), market.forecast(periods)
    if now is None or coming is None or now.value <= 0 or now.currency != coming.currency:
        return None
    return coming.value / now.value


@dataclass(frozen=True)
class Sums:
    """What the declarations come to, and the industry they must fit into."""

    raw: Decimal
    counted: Decimal
    expected: Decimal
    people: int
    declared: int
    uncovered: Decimal
    industry: Decimal | None
    share: Decimal | None
    share_now: Decimal | None


def sums(actor: Actor, plan: Plan, lines: Sequence[Line], today: date) -> Sums:
    """Add the table up and hold it against the market; shares only where the reach holds the whole plan."""
    zero = Decimal(0)
    staying = [line for line in lines if not line.has_left]
    counted = sum((line.counted or zero for line in staying), zero)
    base = [line.sales[0] for line in lines if line.sales and line.sales[0] is not None]
    regions = bases.regions_of(bases.Reader(actor, plan), plan.unit, bases.past(plan, today)[0])
    market = bases.Market(actor, plan, regions=regions)
    periods = market.periods(today)
    coming, _is_carried = market.forecast(periods)
    now = market.known(FigureKind.INDUSTRY_SALES, periods[0])
    fits = coming is not None and coming.currency == plan.currency and coming.value > 0
    own = sum(base, zero)
    return Sums(
        raw=sum((line.declaration.amount for line in staying if line.declaration), zero),
        counted=counted,
        expected=sum((line.judged.expected or zero for line in staying), zero),
        people=len(staying),
        declared=sum(1 for line in staying if line.declaration),
        uncovered=sum((line.sales[0] or zero for line in lines if line.has_left and line.sales), zero),
        industry=coming.value if coming is not None and fits else None,
        share=counted / coming.value if coming is not None and fits and counted else None,
        share_now=own / now.value
        if now is not None and now.value > 0 and now.currency == plan.currency and own
        else None,
    )
