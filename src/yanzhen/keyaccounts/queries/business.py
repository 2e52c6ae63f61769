"""The business review with a customer: our twelve months, the month, and the customer's own KPIs."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from yanzhen.keyaccounts.models import AccountKpi, Agreement, KpiValue
from yanzhen.keyaccounts.queries import measuring, reviews
from yanzhen.lib.periods import month_end, shifted
from yanzhen.platform.base import localized

MONTHS = 12


@dataclass(frozen=True)
class Kpi:
    """A KPI of the customer with its values month by month, None where none is known."""

    key: int
    name: str
    unit: str
    goal: Decimal | None
    is_better_high: bool
    values: list[Decimal | None]


@dataclass(frozen=True)
class Review:
    """What is talked over with the customer."""

    month: date
    course: list[dict[str, Any]]
    year: Decimal
    year_before: Decimal
    fill: Decimal | None
    figures: dict[str, Any]
    kpi_months: list[date]
    kpis: list[Kpi]


def of(agreement: Agreement, month: date, today: date) -> Review:
    """Everything up to the end of a month."""
    course = reviews.course(agreement, month, MONTHS)
    filled = measuring.filled(measuring.Books(agreement, min(month_end(month), today)))
    months = [shifted(month, 1 - MONTHS + n) for n in range(MONTHS)]
    return Review(
        month=month,
        course=course,
        year=sum((one["actual"] for one in course), Decimal(0)),
        year_before=sum((one["before"] for one in course), Decimal(0)),
        fill=filled.rate if filled else None,
        figures=reviews.worked_out(agreement, month, today),
        kpi_months=months,
        kpis=_kpis(agreement, months),
    )


def _kpis(agreement: Agreement, months: list[date]) -> list[Kpi]:
    rows = list(AccountKpi.objects.filter(agreement=agreement).order_by("pk"))
    values = KpiValue.objects.filter(kpi__in=[r.pk for r in rows], month__range=(months[0], months[-1]))
    known = {(kpi, month): value for kpi, month, value in values.values_list("kpi_id", "month", "value")}
    return [
        Kpi(
            row.pk,
            localized(row.name, row.name_en),
            row.unit,
            row.goal,
            row.is_better_high,
            [known.get((row.pk, month)) for month in months],
        )
        for row in rows
    ]
