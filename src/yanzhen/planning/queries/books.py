"""What the books say, by month and any sides of a plan: the history that planning works with.

All sales come from `figures.queries.sales`, inside the reach of whoever asks; the system itself sees everything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from yanzhen.figures.queries import sales
from yanzhen.lib.periods import month_end
from yanzhen.platform.actor import Actor

Key = tuple[int | None, ...]


@dataclass(frozen=True)
class Month:
    """A month's sums: cents, cents of margin over lines with known cost (None without), thousandths, orders."""

    net: int = 0
    margin: int | None = None
    quantity: int = 0
    orders: int = 0


NOTHING = Month()


def history(
    actor: Actor,
    by: Sequence[str],
    start: date,
    end: date,
    currency: str,
    *,
    filters: Mapping[str, Sequence[object]] | None = None,
) -> dict[Key, dict[date, Month]]:
    """Sums of counted sales by key and first day of the month; a month without sales has no entry.

    `by` names sides as the figures know them (unit, person, region, territory, category, product, customer); with none
    the only key is (). Whole months: `start` and `end` are widened to them.
    """
    measures = ("net_sales", "quantity", "orders", *(("margin",) if actor.can("analysis.see_margin") else ()))
    request = sales.Request(
        by=("month", *by),
        measures=measures,
        start=start.replace(day=1),
        end=month_end(end),
        currency=currency,
        filters=filters or {},
        limit=sales.MAX_LIMIT,
    )
    found: dict[Key, dict[date, Month]] = {}
    cursor: str | None = ""
    while cursor is not None:
        page = sales.cube(actor, replace(request, cursor=cursor))
        for row in page.rows():
            key = tuple(row[code] for code in by)
            on = date(row["month"] // 100, row["month"] % 100, 1)
            found.setdefault(key, {})[on] = Month(row["net"], row.get("margin"), row["quantity"], row["orders"])
        cursor = page.next
    return found


def net(
    actor: Actor,
    by: Sequence[str],
    start: date,
    end: date,
    currency: str,
    *,
    filters: Mapping[str, Sequence[object]] | None = None,
) -> dict[Key, dict[date, int]]:
    """The same, net sales in cents only."""
    found = history(actor, by, start, end, currency, filters=filters)
    return {key: {on: month.net for on, month in months.items()} for key, months in found.items()}
