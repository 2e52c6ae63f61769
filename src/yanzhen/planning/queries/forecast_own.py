"""What people say they expect to sell."""

from datetime import date
from decimal import Decimal

from yanzhen.planning.models import PersonalForecast
from yanzhen.planning.queries import forecasts
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet


def visible(actor: Actor) -> ScopedQuerySet[PersonalForecast]:
    """Words of people in reach, the latest first."""
    return PersonalForecast.objects.visible_to(actor).naming("person").order_by("-said_in", "person__number", "month")


def mine(actor: Actor, currency: str) -> dict[date, Decimal]:
    """What the actor said last, by month."""
    rows = visible(actor).filter(person_id=actor.employee_id, currency=currency) if actor.employee_id else []
    found: dict[date, Decimal] = {}
    for row in rows:
        found.setdefault(row.month, row.amount)
    return found


def usual_currency(actor: Actor) -> str:
    """The currency in which the actor spoke last, else that of the newest forecast, else CNY."""
    last = visible(actor).filter(person_id=actor.employee_id).first() if actor.employee_id else None
    if last is not None:
        return last.currency
    run = forecasts.runs(actor).order_by("-pk").first()
    return run.currency if run is not None else "CNY"
