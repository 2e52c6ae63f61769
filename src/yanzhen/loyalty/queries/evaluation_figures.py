"""What the books say of every customer in a period: the ground of an evaluation. Read as the system, whole."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from yanzhen.crm.queries import potentials as potential_rows
from yanzhen.lib.periods import Period, month_start, months_between, shifted
from yanzhen.loyalty.calc.evaluation import Figures
from yanzhen.loyalty.enums import MONTHS
from yanzhen.loyalty.models import EvaluationScheme
from yanzhen.orders.queries import buying
from yanzhen.platform.actor import SYSTEM
from yanzhen.receivables.queries import lateness

ZERO = Decimal(0)


def period_of(scheme: EvaluationScheme, starts_on: date) -> Period:
    """The quarter, half-year or year of a scheme that holds this day."""
    months = MONTHS[scheme.span]  # type: ignore[index]
    start = date(starts_on.year, (starts_on.month - 1) // months * months + 1, 1)
    return Period(start, shifted(start, months) - timedelta(days=1))


def last_period(scheme: EvaluationScheme, today: date) -> Period:
    """The last one that is over."""
    return period_of(scheme, period_of(scheme, today).start - timedelta(days=1))


def year_until(end: date) -> Period:
    """The twelve months up to a day."""
    return Period(shifted(month_start(end), -11), end)


def of(scheme: EvaluationScheme, period: Period) -> Sequence[Figures]:
    """The figures of every customer who had ordered by the end of the period, by key."""
    first = buying.first_days(SYSTEM, period.end)
    year = year_until(period.end)
    net = buying.net_by_customer(SYSTEM, period, scheme.currency)
    before = buying.net_by_customer(SYSTEM, period.year_before(), scheme.currency)
    costed = buying.costed_by_customer(SYSTEM, period, scheme.currency)
    late = lateness.weighed(SYSTEM, period, scheme.currency)
    months, products = buying.months_by_customer(SYSTEM, year), buying.products_by_customer(SYSTEM, year)
    potentials = potential_rows.by_customer(scheme.currency)
    nothing = (ZERO, ZERO)
    return [
        Figures(
            customer=key,
            volume=net.get(key, ZERO),
            costed_net=costed.get(key, nothing)[0],
            cost=costed.get(key, nothing)[1],
            due=late.get(key, nothing)[0],
            late_weighed=late.get(key, nothing)[1],
            volume_before=before.get(key) if day <= period.year_before().start else None,
            months=months.get(key, 0),
            of_months=len(months_between(max(month_start(day), year.start), year.end)),
            products=products.get(key, 0),
            potential=potentials.get(key),
        )
        for key, day in sorted(first.items())
    ]
