"""How urgent a visit is: points for each reason, added up, so that everybody can follow why somebody stands first.

| Reason | Points |
|---|---|
| class of the customer | A 30, B 20, C 10 |
| last visit + interval is reached | 10, and 20 for each interval that it is late, in proportion, at most 30 more |
| never visited | 25 |
| next purchase expected | 20, and 10 when it is later than usual |
| overdue debt | 15, and 1 for each ten days, at most 15 more |
| open tasks | 15, and 1 for each day late, at most 10 more |

Points are whole numbers, rounded half up. The interval is a mean month (365 ÷ 12 days) ÷ visits a month, half up.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

CLASS_POINTS: Mapping[str, int] = {"A": 30, "B": 20, "C": 10}
DUE, LATE_A_INTERVAL, LATE_MOST = 10, 20, 30
NEVER = 25
PURCHASE, PURCHASE_LATE = 20, 10
DEBT, DEBT_DAYS, DEBT_MOST = 15, 10, 15
TASKS, TASKS_MOST = 15, 10
MONTH = Decimal(365) / 12


def interval(visits_a_month: Decimal) -> int | None:
    """Days between two visits; None where none are planned."""
    if visits_a_month <= 0:
        return None
    return max(1, int((MONTH / visits_a_month).quantize(Decimal(1), ROUND_HALF_UP)))


def due_on(last: date, days: int) -> date:
    """When the next visit is due."""
    return last + timedelta(days=days)


def frequency_points(due: date, days: int, today: date) -> int:
    """For a visit that is due by class or by agreement; one that is due later than today has the least."""
    late = max(0, (today - due).days)
    return DUE + min(LATE_MOST, (2 * LATE_A_INTERVAL * late + days) // (2 * days))


def debt_points(since: date, today: date) -> int:
    """For debt that fell due on `since`."""
    return DEBT + min(DEBT_MOST, max(0, (today - since).days) // DEBT_DAYS)


def task_points(first: date, today: date) -> int:
    """For open tasks of which the first is due on `first`."""
    return TASKS + min(TASKS_MOST, max(0, (today - first).days))


def purchase_points(*, is_late: bool) -> int:
    """For an order that is expected."""
    return PURCHASE + (PURCHASE_LATE if is_late else 0)
