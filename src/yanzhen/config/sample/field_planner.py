"""Around the planning of visits: how often each class is visited, working days, and when customers receive."""

from collections import Counter
from datetime import date, time
from decimal import Decimal
from random import Random
from typing import Any

from yanzhen.config.sample import tables
from yanzhen.config.sample.coordinates import MIDDLES
from yanzhen.field.calc import places
from yanzhen.field.services import day_settings
from yanzhen.platform.actor import SYSTEM

PEOPLE = ("rep.east", "rep.south", "ka", "manager.east")
FREQUENCIES = (("A", "2.0", 60), ("B", "1.0", 45), ("C", "0.5", 30))
MORNING, AFTERNOON, BOTH = "09:00-11:30", "13:30-17:00", "09:00-11:30, 13:30-17:00"
HABITS: tuple[tuple[dict[str, str], int], ...] = (
    ({"nobody": "11:30-13:30"}, 4),
    (dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), BOTH), 4),
    (dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), MORNING), 2),
    (dict.fromkeys(("tuesday", "wednesday", "thursday", "friday"), AFTERNOON), 2),
    (dict.fromkeys(("monday", "wednesday", "friday"), BOTH), 1),
)
"""What to put down for a customer, and how often that is so."""
APPOINTED = time(10, 30)
RECEIVING, FEWEST, NEAR_KM = 16, 10, 55
"""Customers of each person whose hours are known; how many near home are enough for a week; how far that is."""


def build(today: date, seed: int) -> None:
    """Through the services; the hours of customers in bulk."""
    dice = Random(f"planner-{seed}")
    for letter, monthly, minutes in FREQUENCIES:
        day_settings.Frequencies.create(
            actor=SYSTEM, grade_class=letter, visits_a_month=Decimal(monthly), minutes=minutes
        )
    day_settings.create(actor=SYSTEM, whole_company=True)
    for name in PEOPLE:
        user = tables.model("accounts.User")._default_manager.select_related("employee").filter(username=name).first()
        employee: Any = getattr(user, "employee", None)
        if employee is not None:
            rows = _customers(employee.pk)
            home = _working_day(employee, rows, dice)
            near = _near(rows, home) if home is not None else rows
            _hours(near[:RECEIVING], dice)
            _close_together(employee.pk, near, today)


def _customers(employee: int) -> list[Any]:
    manager = tables.model("crm.Customer")._default_manager
    return list(manager.filter(owner_id=employee, is_active=True).order_by("pk")[:400])


def _working_day(employee: Any, rows: list[Any], dice: Random) -> tuple[float, float] | None:
    """From home in the city where most of the customers are; the longitude and latitude of it."""
    cities = Counter(row.city.removesuffix("市") for row in rows)
    middle = next((MIDDLES[city] for city, _n in cities.most_common() if city in MIDDLES), None)
    home: dict[str, Any] = {}
    if middle is not None:
        home = {
            "home_longitude": Decimal(str(round(middle[0] + dice.uniform(-0.03, 0.03), 6))),
            "home_latitude": Decimal(str(round(middle[1] + dice.uniform(-0.03, 0.03), 6))),
        }
    day_settings.create(
        actor=SYSTEM, employee=employee, begins_at=time(8, 30), ends_at=time(18, 0), lunch_minutes=45,
        visit_minutes=40, speed=Decimal(45), **home,
    )  # fmt: skip
    return middle


def _near(rows: list[Any], home: tuple[float, float]) -> list[Any]:
    """Those within reach of a day, from west to east city by city; all where there are too few."""
    near = [
        row
        for row in rows
        if row.longitude is not None
        and places.metres(home[1], home[0], float(row.latitude), float(row.longitude)) < NEAR_KM * 1_000
    ]
    return sorted(near, key=lambda row: (row.city, row.longitude)) if len(near) >= FEWEST else rows


def _close_together(employee: int, near: list[Any], today: date) -> None:
    """The visits to come lead to customers who lie together, so that a day is a round one can make, with one appointment
    a day."""
    visits = tables.model("field.Visit")._default_manager
    coming: list[Any] = list(visits.filter(owner_id=employee, day__gte=today, state="planned").order_by("day", "pk"))
    if not near:
        return
    known = set(tables.model("field.ReceivingHours")._default_manager.values_list("customer_id", flat=True))
    appointed: set[date] = set()
    for number, visit in enumerate(coming):
        visit.customer = near[number % len(near)]
        visit.is_fixed = visit.day not in appointed and visit.customer_id not in known
        visit.starts_at = APPOINTED if visit.is_fixed else None
        if visit.is_fixed:
            appointed.add(visit.day)
    visits.bulk_update(coming, ["customer", "is_fixed", "starts_at"], batch_size=200)


def _hours(rows: list[Any], dice: Random) -> None:
    kind = tables.model("field.ReceivingHours")
    habits, weights = [habit for habit, _n in HABITS], [n for _habit, n in HABITS]
    kind._default_manager.bulk_create(
        kind(customer=row, **dice.choices(habits, weights)[0]) for row in rows if dice.random() < 0.75
    )
