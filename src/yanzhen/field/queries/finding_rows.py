"""What each finding about time was counted from, row by row, each with its page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from yanzhen.field.models import Visit
from yanzhen.field.queries.findings import BEST, BOTH_MOMENTS, CLASSED, CLASSES, ON_THE_SPOT, REPORTED, Scene


@dataclass(frozen=True)
class Row:
    """One thing that was counted. `is_met` is None where a finding does not rest on a share."""

    title: str
    words: str
    url: str
    is_met: bool | None
    day: date | None = None
    who: str = ""


def of(found: Scene, code: str) -> list[Row]:
    """The rows behind a finding, those that are missing first."""
    rows = list(READ[code](found))
    return sorted(rows, key=lambda row: row.is_met is True)


# -- Days --------------------------------------------------------------------------------------------------------------


def _days(found: Scene, days: Any, told: str) -> Iterable[Row]:
    names = {person.pk: str(person) for person in found.people}
    for row in days.order_by("-day", "owner"):
        words = told.format(part=row["met"], whole=row["visits"])
        url = f"{reverse('field:day')}?{urlencode({'person': row['owner'], 'day': row['day']})}"
        yield Row(names[row["owner"]], words, url, row["met"] == row["visits"], row["day"])


def _measured(found: Scene) -> Iterable[Row]:
    return _days(found, found.days_out(), _("{part} of {whole} visits with arrival and departure"))


def _routed(found: Scene) -> Iterable[Row]:
    return _days(found, found.routes(), _("{part} of {whole} visits with a place in the order or an hour"))


# -- Customers ---------------------------------------------------------------------------------------------------------


def _customer(row: Any, words: str, is_met: bool | None) -> Row:
    return Row(str(row), words, reverse("crm:customer_record", args=[row.pk]), is_met, None, str(row.owner or ""))


def _named(rows: Any) -> Any:
    return rows.select_related("owner").order_by("grade_class", "name", "pk")


def _of_class(letter: str) -> str:
    return _("class {letter}").format(letter=letter) if letter else _("no class")


def _classed(found: Scene) -> Iterable[Row]:
    have = set(found.customers().filter(CLASSED).values_list("pk", flat=True))
    return (_customer(row, _of_class(row.grade_class), row.pk in have) for row in _named(found.customers()))


def _often(found: Scene) -> Iterable[Row]:
    counts = dict(found.classed_visits().values_list("customer").annotate(number=Count("pk")))
    rows = list(_named(found.customers().filter(grade_class__in=CLASSES)))
    rows.sort(key=lambda row: (row.grade_class, -counts.get(row.pk, 0)))
    for row in rows:
        told = _("{letter}, visited {n} times").format(letter=_of_class(row.grade_class), n=counts.get(row.pk, 0))
        yield _customer(row, told, None)


def _aimed(found: Scene) -> Iterable[Row]:
    rows = list(_named(found.customers().filter(grade_class__in=BEST)))
    keys = [row.pk for row in rows]
    deals: dict[int, str] = {}
    for key, name in found.deals().filter(customer__in=keys).order_by("pk").values_list("customer", "name"):
        deals.setdefault(key, name)
    have = found.with_goal(keys)
    for row in rows:
        goal = deals.get(row.pk) or (_("in a plan") if row.pk in have else _("no goal"))
        yield _customer(row, f"{_of_class(row.grade_class)} · {goal}", row.pk in have)


def _profitable(found: Scene) -> Iterable[Row]:
    rows = list(_named(found.customers().filter(grade_class__in=BEST)))
    have = found.told("profit_goal", [row.pk for row in rows])
    if have is None:
        return
    for row in rows:
        told = _("gross margin in a plan") if row.pk in have else _("no profit goal")
        yield _customer(row, f"{_of_class(row.grade_class)} · {told}", row.pk in have)


# -- People ------------------------------------------------------------------------------------------------------------


def _scheduled(found: Scene) -> Iterable[Row]:
    counts = dict(found.ahead().values_list("owner").annotate(number=Count("pk")))
    for person in found.people:
        number = counts.get(person.pk, 0)
        told = _("{n} visits planned for the next seven days").format(n=number)
        url = f"{reverse('field:week_plan')}?{urlencode({'person': person.pk})}"
        yield Row(str(person), told, url, number > 0)


def _quotas(found: Scene) -> Iterable[Row]:
    have = found.told("sales_plan", found.keys)
    if have is None:
        return
    for person in found.people:
        told = _("has a quota for today") if person.pk in have else _("no quota for today")
        yield Row(str(person), told, reverse("organization:employee_record", args=[person.pk]), person.pk in have)


# -- Visits ------------------------------------------------------------------------------------------------------------


def _visits(rows: Any, met: Any, told: Callable[[Visit], str]) -> Iterable[Row]:
    have = set(rows.filter(met).values_list("pk", flat=True))
    for row in rows.select_related("customer", "owner").order_by("-day", "pk"):
        url = reverse("field:visit_record", args=[row.pk])
        yield Row(str(row.customer), told(row), url, row.pk in have, row.day, str(row.owner))


def _minutes(found: Scene) -> Iterable[Row]:
    def told(row: Visit) -> str:
        there = _("not measured") if row.minutes_there is None else _("{n} min").format(n=row.minutes_there)
        return f"{_of_class(row.customer.grade_class)} · {there}"

    return _visits(found.classed_visits(), BOTH_MOMENTS, told)


def _reports(found: Scene) -> Iterable[Row]:
    def told(row: Visit) -> str:
        result = str(row.get_result_display()) if row.result else _("no result")
        return " · ".join(one for one in (result, row.next_step or row.needs or row.remark) if one)

    return _visits(found.visits(), REPORTED, told)


def _on_the_spot(found: Scene) -> Iterable[Row]:
    def told(row: Visit) -> str:
        if row.arrived_at is None:
            return _("not checked in")
        if row.latitude is None:
            return _("checked in without a place")
        return _("checked in on the spot")

    return _visits(found.visits(), ON_THE_SPOT, told)


READ: dict[str, Callable[[Scene], Iterable[Row]]] = {
    "time_measured": _measured,
    "customers_classed": _classed,
    "schedule": _scheduled,
    "fair_frequency": _often,
    "time_per_call": _minutes,
    "sales_plan": _quotas,
    "customer_goal": _aimed,
    "profit_goal": _profitable,
    "call_reports": _reports,
    "planned_routes": _routed,
    "computer": _on_the_spot,
}
