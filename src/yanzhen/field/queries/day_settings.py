"""Working days, call frequencies and receiving hours: rows for pages, and what holds for a person or a customer."""

from collections.abc import Collection
from datetime import date, time
from decimal import Decimal

from yanzhen.field.calc import hours
from yanzhen.field.calc.hours import Window
from yanzhen.field.models import CallFrequency, DaySetting, ReceivingHours
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
STANDARD = {"A": Decimal(2), "B": Decimal(1), "C": Decimal("0.5")}
"""Visits a month as long as nobody has set others."""


def visible(actor: Actor) -> ScopedQuerySet[DaySetting]:
    """Working days that `actor` may see, that of the company first."""
    return DaySetting.objects.visible_to(actor).naming("employee", "employee__unit").order_by("employee_id", "pk")


def frequencies(actor: Actor) -> ScopedQuerySet[CallFrequency]:
    """Call frequencies by class."""
    return CallFrequency.objects.visible_to(actor).naming().order_by("grade_class", "pk")


def receiving(actor: Actor) -> ScopedQuerySet[ReceivingHours]:
    """Receiving hours of the customers that `actor` may see."""
    return ReceivingHours.objects.visible_to(actor).naming("customer").order_by("customer__name", "pk")


def of(employee_id: int | None) -> DaySetting:
    """The working day of one person: the own one, else that of the company, else the usual one (not stored)."""
    return of_all([employee_id])[employee_id]


def of_all(employee_ids: Collection[int | None]) -> dict[int | None, DaySetting]:
    """The same for many."""
    wanted = [key for key in employee_ids if key is not None]
    rows = DaySetting.objects.filter(employee_id__in=wanted) | DaySetting.objects.filter(employee=None)
    known = {row.employee_id: row for row in rows}
    usual = known.get(None) or DaySetting()
    return {key: known.get(key, usual) for key in employee_ids}


def own(employee_id: int) -> DaySetting | None:
    """The row of this person, if there is one."""
    return DaySetting.objects.filter(employee_id=employee_id).first()


def monthly() -> dict[str, Decimal]:
    """Visits a month by class."""
    return STANDARD | dict(CallFrequency.objects.values_list("grade_class", "visits_a_month"))


def minutes_by_class() -> dict[str, int]:
    """Minutes a visit by class, where set."""
    rows = CallFrequency.objects.exclude(minutes=None)
    return {letter: int(minutes or 0) for letter, minutes in rows.values_list("grade_class", "minutes")}


def receiving_of(customer_ids: Collection[int]) -> dict[int, ReceivingHours]:
    """The receiving hours of these customers, where they are known; for rows that were already shown."""
    return {row.customer_id: row for row in ReceivingHours.objects.filter(customer_id__in=set(customer_ids))}


def windows(row: ReceivingHours | None, day: date) -> tuple[tuple[Window, ...], tuple[Window, ...], bool]:
    """Windows and closed times of a day, and whether anybody is received at all on it."""
    if row is None:
        return (), (), True
    texts = [getattr(row, name) for name in WEEKDAYS]
    opened = hours.read(texts[day.weekday()])
    return opened, hours.read(row.nobody), bool(opened) or not any(texts)


def minute(moment: time) -> int:
    """Minutes since midnight."""
    return moment.hour * 60 + moment.minute
