"""What changed around a plan since its figures were set, told beside them: who left, who and what moved, currencies.

Nothing is moved after them: what was planned stays where the plan put it, what was sold stays where the books put it.
Only what lies inside the reach of the reader is told.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yanzhen.organization.queries import units
from yanzhen.planning.enums import Dim, Metric
from yanzhen.planning.models import Plan, PlanCell
from yanzhen.planning.queries import attainment, places, plans
from yanzhen.platform import warehouse
from yanzhen.platform.actor import SYSTEM, Actor

NAMED = 5
"""So many are named; the others are counted."""


def told(actor: Actor, plan: Plan, on: date) -> list[str]:
    """Sentences for the head of a page about the figures of a plan; empty when nothing has changed."""
    cells = PlanCell.objects.visible_to(actor).filter(plan=plan).order_by()
    found = [
        _left(actor, cells, plan),
        _elsewhere(actor, cells),
        _outside(cells, plan),
        *_from_books(actor, cells, plan, on),
    ]
    return [sentence for sentence in found if sentence]


def _left(actor: Actor, cells: QuerySet[PlanCell], plan: Plan) -> str:
    gone = cells.filter(person__left_on__lte=plans.period(plan).end)
    rows = gone.values_list("person_id", "person__left_on").distinct().order_by("person__left_on", "person__name")
    days = dict(rows)
    people = places.names(actor, Dim.PERSON, list(days))
    names = _named(f"{name} ({day:%Y-%m-%d})" for name, day in zip(people, days.values(), strict=True))
    said = _("Left: {names}. What was planned for them stays here, and what they sold stays theirs.")
    return said.format(names=names) if names else ""


def _elsewhere(actor: Actor, cells: QuerySet[PlanCell]) -> str:
    """People who are in another unit than the one the plan holds them in."""
    moved = cells.exclude(person=None).exclude(unit=None).exclude(unit=F("person__unit"))
    now = dict(moved.values_list("person_id", "person__unit_id").distinct().order_by("person__name"))
    people, places_now = places.names(actor, Dim.PERSON, list(now)), places.names(actor, Dim.UNIT, list(now.values()))
    names = _named(f"{name} ({unit})" for name, unit in zip(people, places_now, strict=True))
    return _("In another unit by now: {names}. The plan keeps their figures.").format(names=names) if names else ""


def _outside(cells: QuerySet[PlanCell], plan: Plan) -> str:
    """Units of the plan that were put under another one."""
    gone = cells.exclude(unit=None).exclude(unit__path__startswith=plan.unit.path)
    keys = set(gone.values_list("unit_id", flat=True).distinct())
    names = _named(unit.label for unit in units.visible(SYSTEM).filter(pk__in=keys))
    said = _("No longer below {unit}: {names}. What was planned stays here; their sales count where they belong today.")
    return said.format(unit=plan.unit.label, names=names) if names else ""


def _from_books(actor: Actor, cells: QuerySet[PlanCell], plan: Plan, on: date) -> list[str]:
    """What the sales say: other regions than planned, and other currencies."""
    span = plans.period(plan)
    until = min(on, span.end)
    if until < span.start or not attainment.may_see(actor, Metric.REVENUE):
        return []
    try:
        return [_regions(actor, cells, plan, span.start, until), _currencies(actor, plan, span.start, until)]
    except warehouse.NotReady:  # the first files are being written; the figures themselves say so
        return []


def _regions(actor: Actor, cells: QuerySet[PlanCell], plan: Plan, start: date, until: date) -> str:
    """Units that sell in a region for which nothing of theirs is planned."""
    pairs = set(cells.exclude(unit=None).exclude(region=None).values_list("unit_id", "region_id").distinct())
    planned = {unit for unit, _region in pairs}
    if not planned:
        return ""
    sold = attainment.actual(actor, Metric.REVENUE, (Dim.UNIT, Dim.REGION), start, until, plan.currency)
    odd = sorted({(u, r) for (u, r), amount in sold.items() if u in planned and r and amount and (u, r) not in pairs})
    unit_names = places.names(actor, Dim.UNIT, [unit for unit, _region in odd])
    region_names = places.names(actor, Dim.REGION, [region for _unit, region in odd])
    names = _named(f"{unit} ({region})" for unit, region in zip(unit_names, region_names, strict=True))
    said = _("Selling in another region than planned: {names}. Sales count in the region where the books have them.")
    return said.format(names=names) if names else ""


def _currencies(actor: Actor, plan: Plan, start: date, until: date) -> str:
    others = attainment.other_currencies(actor, start, until, plan.currency)
    said = _("Sales in {others} are not counted: this plan is in {currency}.")
    return said.format(others=", ".join(others), currency=plan.currency) if others else ""


def _named(names: Iterable[str]) -> str:
    found = list(dict.fromkeys(names))
    shown = ", ".join(found[:NAMED])
    if len(found) <= NAMED:
        return shown
    more = len(found) - NAMED
    return ngettext("{names} and {n} more", "{names} and {n} more", more).format(names=shown, n=more)
