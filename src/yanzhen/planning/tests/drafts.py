"""A plan with sellers, categories and books of three years, and drafts of its board."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yanzhen.lib.periods import months_between
from yanzhen.organization.tests.factories import EmployeeFactory, PositionFactory, UnitFactory
from yanzhen.planning.queries.books import Month
from yanzhen.planning.services import boards, plans
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.products.services import categories

TODAY = date(2026, 11, 22)
SIDES = ("person", "month", "category")


@dataclass
class Books:
    """Sales by person, category and month in cents, answered as `planning.queries.books.history` does."""

    rows: list[tuple[dict[str, int], date, int]] = field(default_factory=list)

    def sell(self, person: int, category: int, monthly: Sequence[int], start: date, end: date) -> None:
        """The same twelve amounts, January first, in every year between two months."""
        for month in months_between(start, end):
            self.rows.append(({"person": person, "category": category}, month, monthly[month.month - 1]))

    def history(
        self, actor: Actor, by: Sequence[str], start: date, end: date, currency: str, *,
        filters: Mapping[str, Sequence[object]] | None = None,
    ) -> dict[tuple[int | None, ...], dict[date, Month]]:  # fmt: skip
        people = set((filters or {}).get("person", ()))
        sums: dict[Any, dict[date, int]] = defaultdict(lambda: defaultdict(int))
        for keys, month, cents in self.rows:
            if start <= month <= end and (not people or keys["person"] in people):
                sums[tuple(keys.get(side) for side in by)][month] += cents
        return {key: {m: Month(net=c) for m, c in found.items()} for key, found in sums.items()}


@dataclass
class Firm:
    plan: Any
    people: list[Any]
    categories: list[Any]
    books: Books

    def draft(self, **values: Any) -> Any:
        """A draft over person × month × category of 120 000.00."""
        given = {"name": "甲", "sides": SIDES, "total": 12_000_000, "read": self.books.history, "today": TODAY}
        return boards.create(actor=SYSTEM, plan=self.plan, **{**given, **values})


def firm(unit: Any = None) -> Firm:
    """Two sellers who sold 1 000.00 and 3 000.00 a month in two categories, and a newcomer without sales."""
    unit = unit or UnitFactory(code="SALES")
    post = PositionFactory(code="REP")
    people = [EmployeeFactory(name=name, unit=unit, position=post) for name in ("甲", "乙", "新人")]
    kinds = [categories.create(actor=SYSTEM, code=code, name=code) for code in ("SOFA", "TABLE")]
    books = Books()
    for person, amount in ((people[0], 50_000), (people[1], 150_000)):
        for kind in kinds:
            books.sell(person.pk, kind.pk, [amount] * 12, date(2023, 11, 1), date(2026, 10, 1))
    plan = plans.create(actor=SYSTEM, name="2027", unit=unit, starts_on=date(2027, 1, 1))
    return Firm(plan, people, kinds, books)
