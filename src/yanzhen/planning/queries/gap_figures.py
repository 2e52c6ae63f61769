"""What one part of a plan was due and had reached, for the card that is opened from its gap."""

from datetime import date
from decimal import Decimal

from yanzhen.lib.money import from_cents
from yanzhen.lib.periods import Period
from yanzhen.planning.enums import Metric
from yanzhen.planning.models import Plan
from yanzhen.planning.queries import attainment, gaps, pace, plans
from yanzhen.platform.actor import Actor


def of(
    actor: Actor, plan: Plan, side: str, key: int | None, period: Period, on: date, metric: str
) -> tuple[Decimal | None, Decimal | None]:
    """Due and reached of a part; (None, None) where the actor may not see it, or the plan does not hold the period.

    Margin is never kept on a card: whoever reads the card need not be allowed to see it.
    """
    whole = plans.period(plan)
    if metric == Metric.MARGIN or not attainment.may_see(actor, metric) or not actor.can("planning.view_plan"):
        return None, None
    if period.start < whole.start or period.end > whole.end or on < period.start:
        return None, None
    direct = side in {"", "unit", "person"}
    subject = pace.Subject(side, key) if direct else pace.Subject()
    found = pace.standing(actor, plan, subject, period, on, metric, with_points=False)
    if direct:
        return from_cents(found.pace.due), from_cents(found.pace.actual)
    for located in gaps.located(actor, found, (side,)):
        for part in located.cause.parts:
            if part.key == key:
                return from_cents(part.due), from_cents(part.actual)
    return None, None
