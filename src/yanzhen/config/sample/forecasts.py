"""What some salespeople said they would sell: a year ago and this month, so that the league table has their words.

The forecasts themselves are made by the worker, as in every company, when it finds the books and no forecast.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from yanzhen.config.sample import tables
from yanzhen.lib.periods import month_end, month_start, shifted
from yanzhen.orders.enums import COUNTED
from yanzhen.planning.services import forecasts
from yanzhen.platform.actor import Actor, Reach

SPEAKERS = 6
AHEAD = (0, 2, 5, 11)
NOW = (0, 1, 2)
MOODS = (Decimal("1.15"), Decimal("0.90"), Decimal("1.30"), Decimal("0.97"), Decimal("1.05"), Decimal("0.82"))
"""How each of them sees the future, against what came: some boast, some are timid."""
CURRENCY = "CNY"
STEP = Decimal(5_000)


def build(today: date) -> None:
    """Words of last year for months that have come, and of this month for the next ones."""
    this = month_start(today)
    people = list(
        tables.model("organization.Employee")
        ._default_manager.filter(left_on__isnull=True, position__code="REP")
        .order_by("pk")[:SPEAKERS]
    )
    said_in = shifted(this, -12)
    sold = _sold(people, said_in, month_end(today))
    for person, mood in zip(people, MOODS, strict=False):
        own = {month: amount for (who, month), amount in sold.items() if who == person.pk}
        for ahead in AHEAD:
            _say(person, shifted(said_in, ahead), own, shifted(said_in, ahead), mood, said_in)
        for ahead in NOW:
            _say(person, shifted(this, ahead), own, shifted(this, ahead - 12), mood, this)


def _sold(people: list[Any], start: date, end: date) -> dict[tuple[int, date], Decimal]:
    orders = tables.model("orders.Order")._default_manager.filter(
        owner__in=people, state__in=COUNTED, currency=CURRENCY, ordered_on__range=(start, end)
    )
    rows = orders.annotate(month=TruncMonth("ordered_on")).values_list("owner_id", "month").annotate(Sum("net_amount"))
    return {(owner, month): amount for owner, month, amount in rows.order_by()}


def _say(person: Any, month: date, sold: dict[date, Decimal], like: date, mood: Decimal, said_in: date) -> None:
    """A round figure near what was sold in the month `like`; nothing where nothing was sold."""
    amount = (sold.get(like, Decimal(0)) * mood / STEP).to_integral_value() * STEP
    if amount <= 0:
        return
    own = {"planning.say_forecast": Reach(employee_ids=frozenset({person.pk}))}
    actor = Actor(None, person.name, employee_id=person.pk, functions=own)
    forecasts.say(actor=actor, month=month, amount=amount, currency=CURRENCY, on=said_in)
