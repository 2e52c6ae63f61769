"""The views of a plan: each a sheet of the one cube, inside the reach of whoever looks.

A sheet holds plain values (whole cents, fractions, text), so that page, paper and file show the same figures.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.lib.periods import month_end
from yanzhen.organization.queries import calendar
from yanzhen.planning.calc import pace as calc
from yanzhen.planning.enums import Dim, Metric
from yanzhen.planning.models import Plan
from yanzhen.planning.queries import attainment, collecting, pace, places, plans, rolling
from yanzhen.planning.queries.sheet import MONEY, NUMBER, PERCENT, TEXT, Sheet
from yanzhen.platform.actor import Actor


def by_month(actor: Actor, plan: Plan, today: date) -> Sheet:
    """The month plan: what is planned, what came, and the working days."""
    planned = {key[0]: pace.hundredths(amount) for key, amount in plans.sums(actor, plan, (Dim.MONTH,)).items()}
    came = _actual_months(actor, plan, today)
    worked = calendar.between(plan.starts_on, plans.period(plan).end)
    whole = sum(planned.values())
    rows: list[list[Any]] = []
    for month in plans.months(plan):
        amount, actual = planned.get(month, 0), came.get(month, 0) if came and month <= today else None
        days = worked.count(month, month_end(month))
        rows.append([f"{month:%Y-%m}", amount, _share(amount, whole), actual, _share(actual, amount), days])
    actuals = [row[3] for row in rows if row[3] is not None]
    came = sum(actuals) if actuals else None
    total = [_("Total"), whole, _share(whole, whole), came, _share(came, whole), sum(row[5] for row in rows)]
    heads = [_("month"), _("plan"), _("share of the plan"), _("actual"), _("attained"), _("working days")]
    return Sheet("month", heads, (TEXT, MONEY, PERCENT, MONEY, PERCENT, NUMBER), rows, total)


def _share(part: int | None, whole: int) -> float | None:
    return None if part is None or not whole else part / whole


def _actual_months(actor: Actor, plan: Plan, today: date) -> Mapping[date, int]:
    end = min(plans.period(plan).end, today)
    if not attainment.may_see(actor, Metric.REVENUE) or end < plan.starts_on:
        return {}
    return pace.actuals(actor, plan, pace.Subject(), Metric.REVENUE, ("month",), plan.starts_on, end)


def _crossed(actor: Actor, plan: Plan, side: str, code: str) -> Sheet:
    """A side by months, with the sums of both."""
    cells = plans.sums(actor, plan, (side, Dim.MONTH))
    keys = list(dict.fromkeys(key for key, _month in cells))
    names = dict(zip([k for k in keys if k is not None], places.names(
        actor, side, [k for k in keys if k is not None]), strict=True))  # type: ignore[arg-type,misc]  # fmt: skip
    months = plans.months(plan)
    rows: list[list[Any]] = []
    for key in keys:
        amounts = [pace.hundredths(cells.get((key, month), 0)) for month in months]
        name = _("not planned by this side") if key is None else names[key]
        rows.append([name, *amounts, sum(amounts)])
    rows.sort(key=lambda row: -row[-1])
    total = [_("Total"), *(sum(row[n] for row in rows) for n in range(1, len(months) + 2))]
    heads = [str(Dim(side).label), *(f"{m:%Y-%m}" for m in months), _("sum")]
    return Sheet(code, heads, (TEXT, *(MONEY for _m in months), MONEY), rows, total)


def by_product(actor: Actor, plan: Plan, today: date) -> Sheet:
    """Month × product category."""
    return _crossed(actor, plan, Dim.CATEGORY, "product")


def by_person(actor: Actor, plan: Plan, today: date) -> Sheet:
    """The month plan of each person."""
    return _crossed(actor, plan, Dim.PERSON, "person")


def by_customer(actor: Actor, plan: Plan, today: date) -> Sheet:
    """Unit × customer; what is not planned by customer is given to them as they bought in the year before."""
    cells: dict[tuple[Any, Any], int] = {}
    open_units: dict[Any, int] = {}
    for (unit, customer), amount in plans.sums(actor, plan, (Dim.UNIT, Dim.CUSTOMER)).items():
        if customer is None:
            open_units[unit] = pace.hundredths(amount)
        else:
            cells[unit, customer] = pace.hundredths(amount)
    derived = _as_bought(actor, plan, open_units)
    for place, cents in derived.items():
        cells[place] = cells.get(place, 0) + cents
    columns = sorted({unit for unit, _c in cells}, key=lambda key: (key is None, key or 0))
    customers = list(dict.fromkeys(customer for _u, customer in cells))
    known = [key for key in customers if key is not None]
    names = dict(zip(known, places.names(actor, Dim.CUSTOMER, known), strict=True))
    rows: list[list[Any]] = []
    for customer in customers:
        amounts = [cells.get((unit, customer), 0) for unit in columns]
        rows.append([_("not planned by this side") if customer is None else names[customer], *amounts, sum(amounts)])
    rows.sort(key=lambda row: -row[-1])
    total = [_("Total"), *(sum(row[n] for row in rows) for n in range(1, len(columns) + 2))]
    units = [_("no unit") if key is None else places.names(actor, Dim.UNIT, [key])[0] for key in columns]
    told = _("What is not planned by customer is given to them as they bought in the year before.")
    kinds = (TEXT, *(MONEY for _c in columns), MONEY)
    return Sheet("customer", [str(Dim.CUSTOMER.label), *units, _("sum")], kinds, rows, total, told if derived else "")


def _as_bought(actor: Actor, plan: Plan, open_units: Mapping[Any, int]) -> dict[tuple[Any, Any], int]:
    """Each unit's open amount over its customers of the year before, exact to the cent; else nobody's."""
    sold: dict[tuple[Any, ...], Any] = {}
    if open_units and attainment.may_see(actor, Metric.REVENUE):
        past = plans.period(plan).year_before()
        sides = (Dim.UNIT, Dim.CUSTOMER)
        sold = attainment.actual(actor, Metric.REVENUE, sides, past.start, month_end(past.end), plan.currency)
    found: dict[tuple[Any, Any], int] = {}
    for unit, cents in open_units.items():
        bought = {keys[1]: Fraction(amount) for keys, amount in sold.items() if keys[0] == unit and amount > 0}
        whole = sum(bought.values(), Fraction(0))
        exact = {key: cents * amount / whole for key, amount in bought.items()} if whole else {None: Fraction(cents)}
        found |= {(unit, key): part for key, part in calc.shared(cents, exact).items()}
    return found


@dataclass(frozen=True)
class View:
    """One view of a plan: its word, and what makes its sheet."""

    code: str
    label: Any
    make: Callable[[Actor, Plan, date], Sheet]


VIEWS: Sequence[View] = (
    View("month", gettext_lazy("Month plan"), by_month),
    View("product", gettext_lazy("Month × product"), by_product),
    View("customer", gettext_lazy("Unit × customer"), by_customer),
    View("person", gettext_lazy("Personal month plan"), by_person),
    View("collection", gettext_lazy("Collection plan"), collecting.sheet),
    View("rolling", gettext_lazy("Rolling twelve months"), rolling.sheet),
)


def view_of(code: str) -> View:
    """The view with this code; the month plan where there is none such."""
    return next((view for view in VIEWS if view.code == code), VIEWS[0])
