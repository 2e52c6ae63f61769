"""A class for each customer by value and potential, as suggested out of the last twelve months."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.crm.queries import customers
from yanzhen.crm.queries import potentials as potential_rows
from yanzhen.lib.money import in_words
from yanzhen.lib.periods import Period, shifted
from yanzhen.loyalty.calc import classing
from yanzhen.orders.queries import buying
from yanzhen.platform.actor import SYSTEM, Actor

MOST = 200


@dataclass(frozen=True)
class Suggestion:
    """A customer whose class should be another one, and why."""

    customer: Any
    found: classing.Suggested
    reason: str


def all_found(today: date, currency: str) -> dict[int, classing.Suggested]:
    """A suggestion for every customer who ever ordered."""
    first = buying.first_days(SYSTEM, today)
    net = buying.net_by_customer(SYSTEM, Period(shifted(today, -12), today), currency)
    zero = classing.ZERO
    return classing.suggest({key: net.get(key, zero) for key in first}, potential_rows.by_customer(currency))


def differing(actor: Actor, today: date, currency: str = "CNY") -> tuple[list[Suggestion], int]:
    """Those in reach whose class differs, the largest first, at most so many; and how many there are."""
    found = all_found(today, currency)
    rows = {row.pk: row for row in customers.visible(actor).filter(is_active=True) if row.pk in found}
    wanted = [key for key, row in rows.items() if row.grade_class != found[key].letter]
    wanted.sort(key=lambda key: (-found[key].value, key))
    return [Suggestion(rows[key], found[key], reason(found[key], currency)) for key in wanted[:MOST]], len(wanted)


def one(customer: Any, today: date, currency: str = "CNY") -> Suggestion | None:
    """The suggestion for one customer; None for who never ordered."""
    found = all_found(today, currency).get(customer.pk)
    return None if found is None else Suggestion(customer, found, reason(found, currency))


def reason(found: classing.Suggested, currency: str) -> str:
    """Why this class, in words that stay beside it."""
    value = in_words(found.value, currency=currency)
    if not found.by_potential:
        told = _("By value {letter}: {value} in twelve months; the potential is not known.")
        return told.format(letter=found.by_value, value=value)
    told = _("By value {letter}: {value} in twelve months; by potential {other}: {potential} a year.")
    potential = in_words(found.potential, currency=currency)
    return told.format(letter=found.by_value, value=value, other=found.by_potential, potential=potential)
