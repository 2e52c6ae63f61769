"""What a person writes to a day: everything else fills itself from visits, orders and calls."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.field.models import DayReport
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor


@writes.write("field.add_dayreport")
def create(*, actor: Actor, **values: Any) -> DayReport:
    """Write to a day of one's own."""
    person = values.pop("person", None) if actor.is_system else None
    person = person or employees.by_key(actor.employee_id)
    if person is None:
        raise RuleBroken(_("Only people on the staff write day reports."), code="employee")
    _check(values)
    return writes.create(DayReport, actor=actor, person=person, unit_id=person.unit_id, **values)


@writes.write("field.change_dayreport")
def change(instance: DayReport, *, actor: Actor, version: int | None = None, **values: Any) -> DayReport:
    """Correct what one wrote oneself."""
    if instance.person_id != actor.employee_id and not actor.is_system:
        raise RuleBroken(_("Everybody writes to their own days only."), code="not_own")
    _check(values)
    return writes.change(instance, actor=actor, version=version, **values)


def _check(values: dict[str, Any]) -> None:
    if values.get("day") is not None and values["day"] > timezone.localdate():
        raise RuleBroken(_("This day is still to come."), field="day", code="future")


def write(*, actor: Actor, day: date, **values: Any) -> DayReport:
    """Write to a day, whether or not something stands there already; for the page of the day."""
    row = DayReport.objects.filter(person=actor.employee_id or 0, day=day).first()
    if row is None:
        return create(actor=actor, day=day, **values)
    return change(row, actor=actor, **values)


remove = writes.plain(DayReport)[2]
