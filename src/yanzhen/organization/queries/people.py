"""The people tree: who reports to whom over both lines, and which units lie below a unit."""

from collections.abc import Iterable, Mapping

from django.db import connection
from django.db.models import Q

from yanzhen.organization.models import Employee, Unit

# UNION, not UNION ALL: whoever was found once is not followed again, so a loop in old data ends.
_REPORTS = """
WITH RECURSIVE team(id) AS (
    SELECT e.id FROM organization_employee e WHERE e.manager_id = %s OR e.second_manager_id = %s
    UNION
    SELECT e.id FROM organization_employee e JOIN team t ON e.manager_id = t.id OR e.second_manager_id = t.id
)
SELECT id FROM team
"""


def report_ids(employee_id: int) -> frozenset[int]:
    """Everybody who reports to this person, directly or not, on the first or the second line."""
    with connection.cursor() as cursor:
        cursor.execute(_REPORTS, [employee_id, employee_id])
        return frozenset(row[0] for row in cursor.fetchall())


def team_ids(employee_id: int) -> frozenset[int]:
    """This person and everybody who reports to them."""
    return report_ids(employee_id) | {employee_id}


def subtree_ids(paths: Iterable[str]) -> dict[str, frozenset[int]]:
    """Keys of the units at and below each of these paths; one query for all of them."""
    wanted = sorted(set(paths))
    if not wanted:
        return {}
    condition = Q()
    for path in wanted:
        condition |= Q(path__startswith=path)
    units = list(Unit.objects.filter(condition).values_list("pk", "path"))
    return {path: frozenset(pk for pk, below in units if below.startswith(path)) for path in wanted}


def unit_loop(unit: Unit, parent: Unit) -> list[str]:
    """The names around the loop that putting `unit` below `parent` would make; empty when there is none."""
    rows = {u.pk: u for u in Unit.objects.only("pk", "parent_id", "name", "name_en", "code")}
    names, step, seen = [unit.label], rows.get(parent.pk), set[int]()
    while step is not None and step.pk not in seen:
        if step.pk == unit.pk:
            return [*names, unit.label]
        names.append(step.label)
        seen.add(step.pk)
        step = rows.get(step.parent_id) if step.parent_id else None
    return []


def report_loop(employee: Employee, manager: Employee) -> list[str]:
    """The names around the loop if `employee` reported to `manager`; empty when there is none."""
    if manager.pk == employee.pk:
        return [employee.label, employee.label]
    if manager.pk not in report_ids(employee.pk):
        return []
    lines = {
        pk: [boss for boss in (first, second) if boss]
        for pk, first, second in Employee.objects.values_list("pk", "manager_id", "second_manager_id")
    }
    chain = _way_up(lines, manager.pk, employee.pk)
    labels = {e.pk: e.label for e in Employee.objects.filter(pk__in=chain).only("pk", "name", "name_en")}
    return [employee.label, *(labels[pk] for pk in chain)]


def _way_up(lines: Mapping[int, list[int]], start: int, goal: int) -> list[int]:
    """The shortest chain of managers from `start` to `goal`."""
    came_from: dict[int, int | None] = {start: None}
    edge = [start]
    while edge and goal not in came_from:
        following = []
        for person in edge:
            for boss in lines.get(person, []):
                if boss not in came_from:
                    came_from[boss] = person
                    following.append(boss)
        edge = following
    chain, step = [], goal if goal in came_from else None
    while step is not None:
        chain.append(step)
        step = came_from[step]
    return chain[::-1]


def superior_ids(employee_id: int) -> list[int]:
    """The superiors of a person on the first line, the nearest first."""
    above: list[int] = []
    step = Employee.objects.filter(pk=employee_id).values_list("manager_id", flat=True).first()
    while step is not None and step not in above:
        above.append(step)
        step = Employee.objects.filter(pk=step).values_list("manager_id", flat=True).first()
    return above


def unit_ids_above(unit_id: int) -> list[int]:
    """This unit and those above it, the nearest first."""
    parents = dict(Unit.objects.values_list("pk", "parent_id"))
    above: list[int] = []
    step: int | None = unit_id
    while step in parents and step not in above:
        above.append(step)
        step = parents[step]
    return above


def unit_names() -> list[tuple[int, str]]:
    """Every unit by key and name, in the order of the tree."""
    return [(unit.pk, unit.label) for unit in Unit.objects.order_by("path", "pk")]


def chain_to(employee_id: int, boss_id: int) -> list[str]:
    """The names on the shortest way from a person up to a superior, both included; empty when there is none."""
    rows = Employee.objects.values_list("pk", "manager_id", "second_manager_id")
    lines = {pk: [boss for boss in (first, second) if boss] for pk, first, second in rows}
    chain = _way_up(lines, employee_id, boss_id)
    labels = {e.pk: e.label for e in Employee.objects.filter(pk__in=chain).only("pk", "name", "name_en")}
    return [labels[pk] for pk in chain]
