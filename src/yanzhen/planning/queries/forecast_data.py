"""What a forecast starts from: monthly sales of the whole company in one currency, cut both ways."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from yanzhen.figures.queries import dimensions as dims
from yanzhen.lib.periods import month_end, months_between, shifted
from yanzhen.organization import facts as organization
from yanzhen.organization.queries import employees
from yanzhen.planning.calc import hierarchy
from yanzhen.planning.calc.hierarchy import Hierarchy
from yanzhen.planning.queries import books
from yanzhen.platform.actor import SYSTEM

YEARS = 10
"""So far back the books are read; what is older says nothing of next year."""


@dataclass(frozen=True)
class Material:
    """Months from the first with sales to the cut-off, the hierarchy of sums, and who had left by then."""

    months: list[date]
    hierarchy: Hierarchy
    gone: frozenset[int]


def material(cutoff: date, currency: str) -> Material | None:
    """The sums up to the end of the month `cutoff`; None when nothing was sold in this currency. Sees everything."""
    start = shifted(cutoff.replace(day=1), -12 * YEARS + 1)
    people = books.net(SYSTEM, ("region", "unit", "person"), start, cutoff, currency)
    goods = books.net(SYSTEM, ("category", "product"), start, cutoff, currency)
    first = min((min(months) for months in people.values() if months), default=None)
    if first is None:
        return None
    axis = months_between(first, cutoff)
    paths = {key: _path(row["path"]) for key, row in dims.rows_of(organization.UNITS).items()}
    made = hierarchy.build(
        {(key[0], key[1], key[2]): _row(values, axis) for key, values in people.items()},
        {(key[0], key[1]): _row(values, axis) for key, values in goods.items()},
        lambda unit: paths.get(unit, [unit]),
    )
    return Material(axis, made, gone(month_end(cutoff)))


def _path(path: str) -> list[int]:
    return [int(part) for part in path.split("/") if part]


def _row(values: Mapping[date, int], axis: list[date]) -> list[int]:
    return [values.get(month, 0) for month in axis]


def gone(on: date) -> frozenset[int]:
    """Who had left by the end of a day."""
    return frozenset(employees.visible(SYSTEM).filter(left_on__lte=on).values_list("pk", flat=True))


def units_of_people() -> dict[int, int]:
    """The unit each person belongs to today, by which a reader's reach is told."""
    return dict(employees.visible(SYSTEM).order_by().values_list("pk", "unit_id"))
