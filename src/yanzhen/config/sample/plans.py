"""The plan of the current year, whose quotas are drawn up next, and that of the coming year with a draft of its board.

Written through the services; the books are read from the orders themselves, since the warehouse has not seen them yet.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Sum
from django.db.models.functions import TruncMonth

from yanzhen.accounts.queries import actors
from yanzhen.config.sample import tables
from yanzhen.lib.periods import shifted
from yanzhen.orders.enums import COUNTED
from yanzhen.planning.enums import Dim
from yanzhen.planning.queries.books import Month
from yanzhen.planning.services import boards, plans
from yanzhen.platform.actor import Actor

GROWTH = Decimal("1.12")
SIDES = (Dim.PERSON, Dim.MONTH, Dim.CATEGORY)
COLUMNS = {
    "person": "order__owner_id",
    "unit": "order__unit_id",
    "region": "order__territory__region_id",
    "category": "product__category_id",
    "customer": "order__customer_id",
}


def build(today: date) -> None:
    """Both plans; the cells of this year's sum to about last year and 12 %; it is published with its quotas."""
    director = actors.actor_of(get_user_model()._default_manager.get(username="director"))
    unit = tables.model("organization.Unit")._default_manager.get(code="SALES")
    read = Orders().history
    this_year, next_year = today.replace(month=1, day=1), date(today.year + 1, 1, 1)
    done = plans.create(actor=director, name=f"{today.year} 年度销售计划", unit=unit, starts_on=this_year)
    chosen = _draft(director, done, "定稿", read, today)
    boards.choose(chosen, actor=director, seen=chosen.moves)
    coming = plans.create(actor=director, name=f"{next_year.year} 年度销售计划", unit=unit, starts_on=next_year)
    _draft(director, coming, "初稿", read, today)


def _draft(actor: Actor, plan: Any, name: str, read: Any, today: date) -> Any:
    """A draft of last year's sales and 12 %, in whole thousands."""
    start = shifted(plan.starts_on, -12)
    end = min(shifted(plan.starts_on, -1), shifted(today.replace(day=1), -1))
    rows = read(actor, (), shifted(end, -11) if end < plan.starts_on else start, end, plan.currency)
    last = sum(month.net for by_month in rows.values() for month in by_month.values())
    total = int(last * GROWTH) // 100_000 * 100_000
    return boards.create(actor=actor, plan=plan, name=name, sides=SIDES, total=total, read=read, today=today)


class Orders:
    """The books as `planning.queries.books.history` answers, straight from the orders; net sales only."""

    def history(
        self,
        actor: Actor,
        by: Sequence[str],
        start: date,
        end: date,
        currency: str,
        *,
        filters: Mapping[str, Sequence[object]] | None = None,
    ) -> dict[tuple[int | None, ...], dict[date, Month]]:
        """Sums by key and month. Everybody here reaches everything; of the filters only people narrow."""
        sums: dict[tuple[int | None, ...], dict[date, int]] = defaultdict(lambda: defaultdict(int))
        people = set((filters or {}).get("person", ()))
        for keys, month, cents in self._rows("customer" in by):
            if start <= month <= end and (not people or keys["person"] in people):
                sums[tuple(keys[side] for side in by)][month] += cents
        return {key: {m: Month(net=cents) for m, cents in by_month.items()} for key, by_month in sums.items()}

    @cache  # noqa: B019 - it lives for one founding
    def _rows(self, with_customers: bool) -> list[tuple[dict[str, Any], date, int]]:
        return list(_summed(("customer", "person") if with_customers else ("person", "unit", "region", "category")))


def _summed(by: Sequence[str]) -> Iterator[tuple[dict[str, Any], date, int]]:
    lines = tables.model("orders.OrderLine")._default_manager.filter(order__state__in=COUNTED)
    month = TruncMonth("order__ordered_on")
    columns, widest = [COLUMNS[side] for side in by], _widest()
    for row in lines.order_by().annotate(on=month).values_list("on", *columns).annotate(net=Sum("net_amount")):
        keys = dict(zip(by, row[1:-1], strict=True))
        if "category" in keys:
            keys["category"] = widest[keys["category"]]
        yield keys, row[0], int(row[-1] * 100)


def _widest() -> dict[int, int]:
    """The widest category of each: figures are shown by these."""
    parents = dict(tables.model("products.Category")._default_manager.values_list("pk", "parent_id"))

    def top(key: int) -> int:
        return top(parents[key]) if parents[key] is not None else key

    return {key: top(key) for key in parents}
