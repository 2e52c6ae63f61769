"""Dated membership is written by `employees.assign`; here its pages find the same under the usual names."""

from datetime import date
from typing import Any

from yanzhen.organization.models import Assignment, Employee
from yanzhen.organization.services import employees
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor


@writes.write("organization.add_assignment")
def create(*, actor: Actor, employee: Employee, starts_on: date, **place: Any) -> Assignment:
    """Give a person another place from a day on."""
    employees.assign(actor=actor, employee=employee, starts_on=starts_on, **place)
    return Assignment.objects.get(employee=employee, starts_on=starts_on)
