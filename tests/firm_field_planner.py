"""Rows of the planner for the two small firms: a working day and receiving hours of every seller, one frequency."""

from datetime import time
from typing import Any

from django.apps import apps

from yanzhen.crm.services import customers
from yanzhen.platform.actor import SYSTEM


def add(firm: Any, sellers: tuple[str, ...]) -> None:
    """What everybody shares, and one row of each kind for every seller."""
    frequency = _model("CallFrequency").objects.filter(grade_class="A").first()
    firm.rows["field.callfrequency"] = {
        "": frequency or _model("CallFrequency").objects.create(grade_class="A", visits_a_month=2, minutes=60)
    }
    for name in sellers:
        customer = firm.row("crm.customer", name)
        setting = _model("DaySetting").objects.create(employee=firm.employees[name], begins_at=time(8, 45))
        hours = _model("ReceivingHours").objects.create(customer=customer, monday="09:00-11:30", minutes=40)
        firm.rows.setdefault("field.daysetting", {})[name] = setting
        firm.rows.setdefault("field.receivinghours", {})[name] = hours


def _without_hours(firm: Any) -> int:
    """A customer whose hours are not known yet; entered when it is first asked for, so that no list counts it."""
    found = apps.get_model("crm.Customer").objects.filter(code="SPARE").first()
    seller = firm.employees["rep.east"]
    return (found or customers.create(actor=SYSTEM, code="SPARE", name="新开门店", owner=seller)).pk


def _model(name: str) -> Any:
    return apps.get_model(f"field.{name}")


def valid(firm: Any, noun: str) -> dict[str, Any] | None:
    """A right answer to the form of a noun of the planner, as the API takes it."""
    return {
        "field.daysetting": {
            "employee": firm.employees["manager.east"].pk, "begins_at": "08:30", "ends_at": "17:30",
            "lunch_minutes": 30, "lunch_from": "11:30", "lunch_until": "13:00", "last_arrival": "16:30",
            "doors_close": "17:00", "way_home_counts": True, "speed": "30.0", "detour": "1.30", "visit_minutes": 45,
            "home_longitude": "121.473701", "home_latitude": "31.230416",
        },
        "field.callfrequency": {"grade_class": "C", "visits_a_month": "0.5", "minutes": 30},
        "field.receivinghours": {
            "customer": _without_hours(firm), "tuesday": "09:00-11:30, 13:30-17:00", "nobody": "12:00-13:00",
        },
    }.get(noun)  # fmt: skip
