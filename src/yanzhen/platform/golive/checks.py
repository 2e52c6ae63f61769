"""What is compared with the old system: rows and sums. Apps above declare theirs in their `nouns` room."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Expression, F, QuerySet
from django.db.models import Sum as Total

from yanzhen.platform import functions
from yanzhen.platform.actor import Actor


@dataclass(frozen=True)
class Sum:
    """Rows of the books, and their sum in one currency."""

    currency: str
    rows: int
    amount: Decimal | None = None


@dataclass(frozen=True)
class Check:
    """Something to compare: the kind of record it belongs to, its label, and how the books answer it.

    `narrowed` are parameters of the list that show the rows behind a figure; `{currency}` stands for the currency.
    """

    name: str
    noun: str
    label: Any
    sums: Callable[[Actor], list[Sum]]
    narrowed: str = ""


_checks: dict[str, Check] = {}


def declare_check(check: Check) -> Check:
    """Have something of a higher floor compared when the firm goes live."""
    _checks[check.name] = check
    return check


def declared() -> dict[str, list[Check]]:
    """Every check by the kind of record it belongs to."""
    functions.discover("nouns")
    found: dict[str, list[Check]] = {}
    for check in _checks.values():
        found.setdefault(check.noun, []).append(check)
    return found


def get(name: str) -> Check | None:
    functions.discover("nouns")
    return _checks.get(name)


def by_currency(rows: QuerySet[Any], amount: str | Expression | F, currency: str = "currency") -> list[Sum]:
    """Rows and sums of a queryset, one entry for each currency."""
    found = rows.order_by().values(currency).annotate(_rows=Count("pk"), _sum=Total(amount)).order_by(currency)
    return [Sum(row[currency], row["_rows"], row["_sum"]) for row in found]
