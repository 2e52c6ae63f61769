"""What the places of a board could sell: from market figures where there are any, else from the best twelve months."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from yanzhen.crm.queries import customers
from yanzhen.lib.periods import month_end, months_between, shifted
from yanzhen.market.enums import FigureKind
from yanzhen.market.queries import figures
from yanzhen.organization.queries import coverages
from yanzhen.planning.enums import Dim
from yanzhen.planning.queries import places
from yanzhen.planning.queries.board_history import YEARS, Wanted
from yanzhen.platform.actor import SYSTEM, Actor

MOST = 5_000
"""Customers up to which each one's best twelve months are looked for."""
SIDES = (Dim.PERSON, Dim.REGION, Dim.UNIT, Dim.CATEGORY, Dim.CUSTOMER)


@dataclass(frozen=True)
class Potential:
    """Cents of a year for each place of one side; `source`: "market", "customers" or "own" (its own best year)."""

    side: str
    source: str
    amounts: dict[int, int]


def of(actor: Actor, wanted: Wanted) -> Potential | None:
    """Potential of the first side of the board that has one; None when nothing is known."""
    side = next((s for s in SIDES if s in wanted.things), None)
    if side is None:
        return None
    keys = [int(key) for key in wanted.keys[side]]
    if side in {Dim.PERSON, Dim.REGION} and (found := _market(actor, wanted, side, keys)):
        return Potential(side, "market", found)
    if side == Dim.PERSON and (found := _customers(actor, wanted, keys)):
        return Potential(side, "customers", found)
    best = best_years(actor, wanted, side)
    return Potential(side, "own", best) if any(best.values()) else None


def best_years(actor: Actor, wanted: Wanted, side: str) -> dict[int, int]:
    """The best twelve months in a row of each place, within the last three years."""
    keys = [int(key) for key in wanted.keys[side]]
    start, end = _window(wanted)
    found = _net(actor, wanted, side, {side: keys})
    return {key: _best(found.get((key,), {}), start, end) for key in keys}


def _window(wanted: Wanted) -> tuple[date, date]:
    end = places.known_until(wanted.plan, wanted.today)
    return shifted(end, 1 - 12 * YEARS), end


def _best(by_month: Mapping[date, int], start: date, end: date) -> int:
    row = np.array([by_month.get(month, 0) for month in months_between(start, end)], np.int64)
    return max(int(np.convolve(row, np.ones(12, np.int64), "valid").max()), 0)


def _net(
    actor: Actor, wanted: Wanted, side: str, filters: Mapping[str, Sequence[object]]
) -> dict[tuple[int | None, ...], dict[date, int]]:
    """Net sales of the places of a side by month."""
    start, end = _window(wanted)
    found = wanted.read(actor, (side,), start, end, wanted.plan.currency, filters=filters)
    return {key: {on: month.net for on, month in by_month.items()} for key, by_month in found.items()}


def _market(actor: Actor, wanted: Wanted, side: str, keys: list[int]) -> dict[int, int]:
    """Industry sales of the regions, a person's by the territories they cover; nothing unless all regions have some."""
    if not actor.can("market.view_marketfigure"):
        return {}
    covered = _territories(wanted, keys) if side == Dim.PERSON else {key: Counter({key: 1}) for key in keys}
    every = sum(covered.values(), Counter[int]())
    if not every or any(not own for own in covered.values()):
        return {}
    _start, end = _window(wanted)
    part: dict[str, Any] = {"start": shifted(end, -11), "end": month_end(end), "currency": wanted.plan.currency}
    sales = {region: figures.of(actor, FigureKind.INDUSTRY_SALES, region=region, **part) for region in every}
    if any(value is None for value in sales.values()):
        return {}
    cents = {region: int(value * 100) for region, value in sales.items() if value is not None}
    return {key: sum(cents[r] * n // every[r] for r, n in own.items()) for key, own in covered.items()}


def _territories(wanted: Wanted, keys: list[int]) -> dict[int, Counter[int]]:
    """For each person, how many territories of each region they cover when the plan starts."""
    rows = coverages.visible(SYSTEM).filter(employee_id__in=keys).order_by()
    found: dict[int, Counter[int]] = {key: Counter() for key in keys}
    for person, region, ends in rows.values_list("employee_id", "territory__region_id", "ends_on"):
        if ends is None or ends >= wanted.plan.starts_on:
            found[person][region] += 1
    return found


def _customers(actor: Actor, wanted: Wanted, keys: list[int]) -> dict[int, int]:
    """For each person, the best twelve months of the customers they own today, added up."""
    if not actor.can("crm.view_customer"):
        return {}
    owners = dict(
        customers.visible(actor).filter(owner_id__in=keys).order_by().values_list("pk", "owner_id")[: MOST + 1]
    )
    if not owners or len(owners) > MOST:
        return {}
    start, end = _window(wanted)
    sold = _net(actor, wanted, Dim.CUSTOMER, {Dim.CUSTOMER: list(owners)})
    found = dict.fromkeys(keys, 0)
    for (customer,), by_month in sold.items():
        if customer in owners:
            found[owners[customer]] += _best(by_month, start, end)
    return found if any(found.values()) else {}
