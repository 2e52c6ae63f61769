"""People of the firm and their dated place in it.

An employee's unit, position and managers are those of the assignment in force today; every change of place goes
through `assign`, so that the history has no holes and no overlaps.
"""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.models import Assignment, Company, Employee, Position, Unit
from yanzhen.organization.queries import people
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

PLACE = ("unit", "position", "manager", "second_manager")


@writes.write("organization.add_employee")
def create(*, actor: Actor, starts_on: date | None = None, **values: Any) -> Employee:
    """Hire a person: the record and its first assignment, from `starts_on`, the day of hiring or today."""
    employee = writes.create(Employee, actor=actor, **values)
    first = starts_on or employee.hired_on or timezone.localdate()
    place = {name: values.get(name) for name in PLACE}
    writes.create(Assignment, actor=actor, employee=employee, starts_on=first, **place)
    return employee


@writes.write("organization.change_employee")
def change(instance: Employee, *, actor: Actor, version: int | None = None, **values: Any) -> Employee:
    """Change a person's record; a change of unit, position or manager becomes an assignment from today."""
    place = {name: values.pop(name) for name in PLACE if name in values}
    employee = writes.change(instance, actor=actor, version=version, **values) if values else instance
    if any(getattr(employee, f"{name}_id") != (value.pk if value else None) for name, value in place.items()):
        current = {name: getattr(Employee.objects.get(pk=employee.pk), name) for name in PLACE}
        checked = version if not values else None
        return _assign(
            employee, actor=actor, version=checked, starts_on=timezone.localdate(), place={**current, **place}
        )
    return employee


@writes.write("organization.remove_employee")
def remove(instance: Employee, *, actor: Actor, version: int | None = None) -> None:
    writes.remove(instance, actor=actor, version=version)


@writes.write("organization.change_employee")
def assign(
    *,
    actor: Actor,
    employee: Employee,
    unit: Unit,
    position: Position | None = None,
    manager: Employee | None = None,
    second_manager: Employee | None = None,
    starts_on: date,
) -> Employee:
    """Give a person another place from a day on; the present assignment ends the day before."""
    place = {"unit": unit, "position": position, "manager": manager, "second_manager": second_manager}
    return _assign(employee, actor=actor, version=None, starts_on=starts_on, place=place)


@writes.write("organization.change_employee")
def bring_up_to_date(*, actor: Actor, today: date) -> int:
    """Show on each person's record the assignment in force on `today`; returns how many changed. May run twice."""
    in_force = Assignment.objects.filter(starts_on__lte=today).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    changed = 0
    for row in in_force.select_related("employee", *PLACE).order_by("employee_id"):
        before = row.employee.version
        place = {name: getattr(row, name) for name in PLACE}
        changed += writes.change(row.employee, actor=actor, verb="assign", **place).version != before
    return changed


def _assign(
    employee: Employee, *, actor: Actor, version: int | None, starts_on: date, place: dict[str, Any]
) -> Employee:
    _lock_lines()
    row = writes.locked(employee, version)
    _refuse_loops(row, place)
    _refuse_earlier(row, starts_on)
    open_one = row.assignments.filter(ends_on__isnull=True).first()
    if open_one is not None and open_one.starts_on == starts_on:
        writes.change(open_one, actor=actor, verb="assign", **place)
    else:
        if open_one is not None:
            writes.change(open_one, actor=actor, verb="end", ends_on=starts_on - timedelta(days=1))
        writes.create(Assignment, actor=actor, employee=row, starts_on=starts_on, **place)
    if starts_on > timezone.localdate():
        return row
    return writes.change(row, actor=actor, verb="assign", **place)


def _lock_lines() -> None:
    """One change of the lines of report at a time: two that are harmless alone can make a loop together."""
    list(Company.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


def _refuse_loops(employee: Employee, place: dict[str, Any]) -> None:
    for field in ("manager", "second_manager"):
        if place[field] is not None and (loop := people.report_loop(employee, place[field])):
            message = _("This would close a loop: {chain}.").format(chain=" → ".join(loop))
            raise RuleBroken(message, field=field, code="loop")


def _refuse_earlier(employee: Employee, starts_on: date) -> None:
    """A new assignment may only follow the others; the past is corrected where it was entered."""
    later = employee.assignments.filter(
        Q(starts_on__gt=starts_on) | Q(ends_on__isnull=False, ends_on__gte=starts_on)
    ).order_by("-starts_on")
    if clash := later.first():
        message = _("There is already an assignment from {day}.").format(day=clash.starts_on.isoformat())
        raise RuleBroken(message, field="starts_on", code="overlap")
