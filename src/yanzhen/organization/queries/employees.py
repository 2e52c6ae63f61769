from collections.abc import Iterable
from datetime import date

from yanzhen.organization.models import Employee, Unit
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet


def visible(actor: Actor) -> ScopedQuerySet[Employee]:
    """Employees that `actor` may see, with unit, position and managers."""
    return (
        Employee.objects.visible_to(actor)
        .naming("unit", "position", "manager", "second_manager")
        .order_by("number", "pk")
    )


def by_number(number: str) -> Employee | None:
    """The one with this staff number, for commands and imports."""
    return Employee.objects.filter(number=number).first()


def by_key(key: int | None) -> Employee | None:
    """The one with this key, for services that act for a signed-in person."""
    return None if key is None else Employee.objects.select_related("unit").filter(pk=key).first()


def locked(key: int | None) -> Employee | None:
    """The one with this key, and nobody else's to act for until the transaction ends."""
    return None if key is None else Employee.objects.select_for_update(no_key=True).filter(pk=key).first()


def unit_of(employee: Employee) -> Unit:
    """The unit a person belongs to today."""
    return Unit.objects.get(pk=employee.unit_id)


def are_in(employee_ids: Iterable[int], unit_ids: Iterable[int]) -> bool:
    """Whether all of these people belong to one of these units."""
    wanted = set(employee_ids)
    return not wanted or Employee.objects.filter(pk__in=wanted, unit_id__in=set(unit_ids)).count() == len(wanted)


def left_before(employee_ids: Iterable[int], day: date) -> set[int]:
    """Those of these people whose last day lies before a day."""
    return set(Employee.objects.filter(pk__in=set(employee_ids), left_on__lt=day).values_list("pk", flat=True))
