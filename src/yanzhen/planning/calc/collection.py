"""The collection plan: what is owed rolls from month to month; days outstanding and the collection rate.

Amounts are whole cents, days and rates exact fractions. Source: DOMAIN §3: closing = opening + sales − receipts;
days outstanding = receivables ÷ sales × days; collection rate = receipts ÷ (opening receivables + sales due).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True)
class Flow:
    """Sales and receipts of one month; `days` of the calendar in it."""

    month: date
    sales: int
    receipts: int
    days: int


@dataclass(frozen=True)
class Line:
    """One month of the collection plan."""

    month: date
    opening: int
    sales: int
    receipts: int
    closing: int
    outstanding_days: Fraction | None
    rate: Fraction | None


def days_outstanding(receivables: int, sales: int, days: int) -> Fraction | None:
    """Receivables ÷ sales × days; None without sales, where it has no meaning."""
    return Fraction(receivables * days, sales) if sales > 0 else None


def collection_rate(opening: int, sales: int, receipts: int) -> Fraction | None:
    """Receipts ÷ (opening receivables + sales due); None when nothing was to be collected."""
    due = opening + sales
    return Fraction(receipts, due) if due > 0 else None


def rolled(opening: int, flows: Sequence[Flow]) -> list[Line]:
    """Month after month: each opens with what the one before left."""
    lines: list[Line] = []
    for flow in flows:
        closing = opening + flow.sales - flow.receipts
        lines.append(
            Line(
                flow.month, opening, flow.sales, flow.receipts, closing,
                days_outstanding(closing, flow.sales, flow.days),
                collection_rate(opening, flow.sales, flow.receipts),
            )
        )  # fmt: skip
        opening = closing
    return lines
