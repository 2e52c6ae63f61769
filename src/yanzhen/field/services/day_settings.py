"""Working days of people on the road, call frequencies and receiving hours, with what each refuses at its field."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.field.calc import hours
from yanzhen.field.models import CallFrequency, DaySetting, ReceivingHours
from yanzhen.field.queries.day_settings import WEEKDAYS, minute
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

ADD, CHANGE, REMOVE = (f"field.{act}_daysetting" for act in ("add", "change", "remove"))


@writes.write(ADD)
def create(*, actor: Actor, whole_company: bool = False, **values: Any) -> DaySetting:
    """Set the working day of a person within reach; that of the company only with a reach over all of it."""
    _require_whose(values.get("employee"), whole_company=whole_company)
    _require_person(actor, ADD, values.get("employee"))
    _check(DaySetting(**values))
    return writes.create(DaySetting, actor=actor, **values)


@writes.write(CHANGE)
def change(
    instance: DaySetting, *, actor: Actor, version: int | None = None, whole_company: bool | None = None, **values: Any
) -> DaySetting:
    """Change it; `whole_company` is said where it becomes, or stays, that of everybody."""
    employee = values.get("employee", instance.employee)
    _require_whose(employee, whole_company=employee is None if whole_company is None else whole_company)
    if "employee" in values and _key(values["employee"]) != instance.employee_id:
        _require_person(actor, CHANGE, values["employee"])
    drawn = writes.locked(instance, version)
    for name, value in values.items():
        setattr(drawn, name, value)
    _check(drawn)
    return writes.change(instance, actor=actor, version=version, **values)


@writes.write(REMOVE)
def remove(instance: DaySetting, *, actor: Actor, version: int | None = None) -> None:
    """Take it away; then that of the company holds."""
    writes.remove(instance, actor=actor, version=version)


def _key(employee: Any) -> int | None:
    return None if employee is None else int(employee.pk)


def _require_whose(employee: Any, *, whole_company: bool) -> None:
    if employee is None and not whole_company:
        raise RuleBroken(_("Say whose working day it is, or that it holds for the whole company."), field="employee")
    if employee is not None and whole_company:
        raise RuleBroken(_("Either one person or the whole company."), field="whole_company")


def _require_person(actor: Actor, code: str, employee: Any) -> None:
    reach = actor.reach(code)
    if reach.everything:
        return
    if employee is None:
        raise RuleBroken(_("Say whose working day it is; that of the company is set by its management."), "employee")
    if employee.pk not in reach.employee_ids and employee.unit_id not in reach.unit_ids:
        raise RuleBroken(_("This person is not within your reach."), field="employee", code="out_of_reach")


def _check(row: DaySetting) -> None:
    wrong = dict(_wrong_place(row)) | dict(_wrong_times(row))
    if wrong:
        raise RuleBroken(errors=wrong, code="day")


def _wrong_place(row: DaySetting) -> dict[str, Any]:
    longitude, latitude = row.home_longitude, row.home_latitude
    if longitude is None and latitude is None:
        return {}
    if longitude is None or latitude is None:
        name = "home_longitude" if longitude is None else "home_latitude"
        return {name: _("A place needs both longitude and latitude.")}
    if abs(latitude) > 90 and abs(longitude) <= 90:
        return {"home_latitude": _("A latitude is at most 90: longitude and latitude have probably changed places.")}
    return {}


def _wrong_times(row: DaySetting) -> dict[str, Any]:
    wrong: dict[str, Any] = {}
    if row.ends_at <= row.begins_at:
        wrong["ends_at"] = _("The day ends after it begins.")
    if row.lunch_minutes and minute(row.lunch_until) - minute(row.lunch_from) < row.lunch_minutes:
        wrong["lunch_until"] = _("Lunch is longer than the time in which it may be taken.")
    for name in ("last_arrival", "doors_close"):
        moment: time | None = getattr(row, name)
        if moment is not None and moment <= row.begins_at:
            wrong[name] = _("This lies before the day begins.")
    if row.last_arrival and row.doors_close and row.doors_close < row.last_arrival:
        wrong["doors_close"] = _("Doors close after the last arrival, not before it.")
    return wrong


class Frequencies:
    """Services of the call frequencies of the classes."""

    create, change, remove = writes.plain(CallFrequency)


class Receiving:
    """Services of receiving hours."""

    @staticmethod
    @writes.write("field.add_receivinghours")
    def create(*, actor: Actor, **values: Any) -> ReceivingHours:
        """Note when a customer receives; times are read as people type them and kept the one way."""
        return writes.create(ReceivingHours, actor=actor, **_normal(values))

    @staticmethod
    @writes.write("field.change_receivinghours")
    def change(instance: ReceivingHours, *, actor: Actor, version: int | None = None, **values: Any) -> ReceivingHours:
        """Change them; of fields that are not named the stored ones count."""
        kept = {name: getattr(instance, name) for name in (*WEEKDAYS, "nobody", "minutes")}
        normal = _normal(kept | values)
        return writes.change(instance, actor=actor, version=version, **{n: normal[n] for n in values})

    @staticmethod
    @writes.write("field.remove_receivinghours")
    def remove(instance: ReceivingHours, *, actor: Actor, version: int | None = None) -> None:
        """Forget them: then this customer receives at any time."""
        writes.remove(instance, actor=actor, version=version)


def _normal(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values with times the one way. Raises RuleBroken at the fields that cannot be read or never open."""
    found, wrong = dict(values), {}
    read: dict[str, Any] = {}
    for name in (*WEEKDAYS, "nobody"):
        try:
            read[name] = hours.read(str(values.get(name) or ""))
            found[name] = hours.written(read[name])
        except hours.BadHours as bad:
            wrong[name] = _said(bad)
    wrong |= {} if wrong else _never(read, values.get("minutes"))
    if wrong:
        raise RuleBroken(errors=wrong, code="hours")
    return found


def _said(bad: hours.BadHours) -> str:
    words = {
        "unreadable": _("“{part}” cannot be read; write 09:00-11:30, 13:30-17:00."),
        "backwards": _("“{part}” ends before it begins."),
        "overlap": _("Two of these times overlap."),
        "too_many": _("At most four times a day."),
    }
    return words[bad.code].format(part=bad.part)


def _never(read: Mapping[str, Any], minutes: int | None) -> dict[str, Any]:
    """Days whose whole opening lies in the time in which nobody is received, or is too short for a visit."""
    days = [name for name in WEEKDAYS if read[name]]
    long = {name: hours.longest(read[name], read["nobody"]) for name in days or ("nobody",) if name in read}
    if not days:
        whole = hours.longest((), read["nobody"])
        return {} if whole >= (minutes or 1) else {"nobody": _("Nobody is ever received with these times.")}
    told = _("These times leave no room for a visit: they lie where nobody is received, or are too short.")
    return {name: told for name in days if long[name] < (minutes or 1)}
