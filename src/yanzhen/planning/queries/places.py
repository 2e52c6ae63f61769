"""The places on the sides of a board: which there are, and what each is called."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from yanzhen.crm.queries import customers
from yanzhen.lib.periods import shifted
from yanzhen.organization.queries import employees, regions, units
from yanzhen.planning.enums import Dim
from yanzhen.planning.models import Plan
from yanzhen.planning.queries import books, plans
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.people import directory
from yanzhen.products.queries import categories

Key = int | str
MOST_CUSTOMERS = 2_000
SELLING_MONTHS = 12


def month_key(on: date) -> str:
    return f"{on:%Y-%m}"


def month_of(key: Key) -> date:
    year, month = str(key).split("-")
    return date(int(year), int(month), 1)


def known_until(plan: Plan, today: date) -> date:
    """The last whole month that can be known: before the plan, and before this month."""
    return min(shifted(plan.starts_on, -1), shifted(today.replace(day=1), -1))


def of_side(actor: Actor, plan: Plan, unit: Any, side: str, today: date, read: Any = books.history) -> list[Key]:
    """The places a board has on a side to begin with: months of the plan, or whatever sold in the last twelve months.

    People are those who sold for the unit and are still there when the plan starts, and those of the same positions
    who have no sales yet. A firm without any sales begins with all there is: its sellers, categories, regions, units.
    """
    if side == Dim.MONTH:
        return [month_key(m) for m in plans.months(plan)]
    end = known_until(plan, today)
    narrowed = {"unit": [unit.pk]}
    sold = read(actor, (side,), shifted(end, 1 - SELLING_MONTHS), end, plan.currency, filters=narrowed)
    keys = [key[0] for key in sold if key[0] is not None]
    if side == Dim.PERSON:
        return _people(plan, unit, keys) or _sellers(plan, unit)
    if not keys:
        return _all(actor, unit, side)
    if side == Dim.CUSTOMER:
        order = {key: -sum(month.net for month in sold[(key,)].values()) for key in keys}
        return sorted(keys, key=lambda k: (order[k], k))[:MOST_CUSTOMERS]
    return [pk for pk in _rows(actor, side, keys) if pk in set(keys)]


def _people(plan: Plan, unit: Any, sold: Sequence[int]) -> list[Key]:
    """Sellers still there, then newcomers in the positions of the sellers."""
    there = employees.visible(SYSTEM).filter(unit__path__startswith=unit.path)
    still = [e for e in there.order_by("unit__path", "number") if e.left_on is None or e.left_on >= plan.starts_on]
    sellers = {e.pk for e in still} & set(sold)
    posts = {e.position_id for e in still if e.pk in sellers} - {None}
    return [e.pk for e in still if e.pk in sellers or e.position_id in posts]


def _sellers(plan: Plan, unit: Any) -> list[Key]:
    """Who may sign a quota and leads nobody; where all lead somebody, all of them."""
    there = employees.visible(SYSTEM).filter(unit__path__startswith=unit.path).order_by("unit__path", "number")
    may = {person.employee_id for person in directory().holding("planning.answer_quota")}
    found = [e for e in there if e.pk in may and (e.left_on is None or e.left_on >= plan.starts_on)]
    leading = {e.manager_id for e in found}
    return [e.pk for e in found if e.pk not in leading] or [e.pk for e in found]


def _all(actor: Actor, unit: Any, side: str) -> list[Key]:
    """All places of a side when nothing was sold yet; of units those with none below, of categories the widest."""
    rows = SOURCES[Dim(side)](actor)
    if side == Dim.UNIT:
        rows = rows.filter(path__startswith=unit.path).order_by("path")
        inner = {row.parent_id for row in rows}
        return [row.pk for row in rows if row.pk not in inner]
    if side == Dim.CATEGORY:
        rows = rows.filter(parent=None)
    if side == Dim.CUSTOMER:
        rows = rows.filter(unit__path__startswith=unit.path)
    return list(rows.values_list("pk", flat=True)[:MOST_CUSTOMERS])


SOURCES: dict[str, Callable[[Actor], Any]] = {
    Dim.PERSON: lambda _actor: employees.visible(SYSTEM),
    Dim.UNIT: lambda _actor: units.visible(SYSTEM),
    Dim.REGION: lambda _actor: regions.visible(SYSTEM),
    Dim.CATEGORY: lambda _actor: categories.visible(SYSTEM),
    Dim.CUSTOMER: customers.visible,
}


def _rows(actor: Actor, side: str, keys: Sequence[int]) -> dict[int, str]:
    return {row.pk: str(row) for row in SOURCES[Dim(side)](actor).filter(pk__in=keys)}


def names(actor: Actor, side: str, keys: Sequence[Key]) -> list[str]:
    """What the places are called, in their order; a customer out of reach has no name."""
    if side == Dim.MONTH:
        return [str(key) for key in keys]
    found = _rows(actor, side, [int(key) for key in keys])
    return [found.get(int(key), "•••") for key in keys]


def unknown(actor: Actor, side: str, keys: Sequence[Key]) -> list[Key]:
    """Keys that are no places of the side."""
    found = _rows(actor, side, [int(key) for key in keys])
    return [key for key in keys if int(key) not in found]
