from datetime import date, timedelta

import pytest
from django.utils import timezone

from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.models import Assignment, Coverage, Employee
from yanzhen.organization.queries import people
from yanzhen.organization.services import coverages, employees
from yanzhen.organization.tests.factories import EmployeeFactory, TerritoryFactory, UnitFactory
from yanzhen.platform.actor import SYSTEM

pytestmark = pytest.mark.django_db


def history(employee):
    return list(employee.assignments.order_by("starts_on").values_list("unit_id", "starts_on", "ends_on"))


def test_hired_person_has_a_first_assignment():
    unit, boss = UnitFactory(), EmployeeFactory()
    hired = employees.create(
        actor=SYSTEM, number="00123", name="新人", unit=unit, manager=boss, hired_on=date(2025, 3, 1)
    )
    assert history(hired) == [(unit.pk, date(2025, 3, 1), None)]
    assert hired.assignments.get().manager == boss


def test_assign_ends_the_present_place_the_day_before():
    person, new = EmployeeFactory(), UnitFactory()
    old = person.unit
    employees.assign(actor=SYSTEM, employee=person, unit=new, starts_on=date(2025, 7, 1))
    assert history(person) == [
        (old.pk, date(2024, 1, 1), date(2025, 6, 30)),
        (new.pk, date(2025, 7, 1), None),
    ]
    assert Employee.objects.get(pk=person.pk).unit == new


def test_assign_in_the_future_shows_when_its_day_comes():
    person, new = EmployeeFactory(), UnitFactory()
    day = timezone.localdate() + timedelta(days=30)
    employees.assign(actor=SYSTEM, employee=person, unit=new, starts_on=day)
    assert Employee.objects.get(pk=person.pk).unit == person.unit
    assert employees.bring_up_to_date(actor=SYSTEM, today=day) == 1
    assert Employee.objects.get(pk=person.pk).unit == new
    assert employees.bring_up_to_date(actor=SYSTEM, today=day) == 0


def test_assignments_do_not_overlap():
    person, new = EmployeeFactory(), UnitFactory()
    employees.assign(actor=SYSTEM, employee=person, unit=new, starts_on=date(2025, 7, 1))
    before = history(person)
    for day in (date(2025, 6, 30), date(2024, 1, 1), date(2023, 1, 1)):
        with pytest.raises(RuleBroken) as broken:
            employees.assign(actor=SYSTEM, employee=person, unit=new, starts_on=day)
        assert (broken.value.code, list(broken.value.errors)) == ("overlap", ["starts_on"])
    assert history(person) == before


def test_assign_twice_on_one_day_corrects_the_first():
    person, wrong, right = EmployeeFactory(), UnitFactory(), UnitFactory()
    employees.assign(actor=SYSTEM, employee=person, unit=wrong, starts_on=date(2025, 7, 1))
    employees.assign(actor=SYSTEM, employee=person, unit=right, starts_on=date(2025, 7, 1))
    assert [row[0] for row in history(person)] == [person.unit_id, right.pk]


def test_change_of_unit_on_the_record_keeps_the_history():
    person, new = EmployeeFactory(), UnitFactory()
    employees.change(person, actor=SYSTEM, version=1, unit=new, name="改名")
    today = timezone.localdate()
    assert history(person)[-1] == (new.pk, today, None)
    assert history(person)[0][2] == today - timedelta(days=1)
    assert Employee.objects.get(pk=person.pk).name == "改名"


@pytest.mark.parametrize("line", ["manager", "second_manager"])
def test_nobody_reports_to_their_own_report(line):
    top = EmployeeFactory(name="甲", name_en="")
    middle = EmployeeFactory(name="乙", name_en="", manager=top)
    low = EmployeeFactory(name="丙", name_en="", second_manager=middle)
    with pytest.raises(RuleBroken) as broken:
        employees.change(top, actor=SYSTEM, **{line: low})
    assert list(broken.value.errors) == [line]
    assert "甲 → 丙 → 乙 → 甲" in str(broken.value)
    assert Assignment.objects.filter(employee=top).count() == 1


def test_nobody_reports_to_themselves():
    person = EmployeeFactory()
    with pytest.raises(RuleBroken):
        employees.assign(actor=SYSTEM, employee=person, unit=person.unit, manager=person, starts_on=date(2025, 1, 1))


def test_team_covers_both_lines_and_ends_at_loops():
    top = EmployeeFactory()
    first, second = EmployeeFactory(manager=top), EmployeeFactory(second_manager=top)
    deep = EmployeeFactory(manager=second)
    EmployeeFactory()
    assert people.report_ids(top.pk) == {first.pk, second.pk, deep.pk}
    # A loop from old data, past the services.
    Employee.objects.filter(pk=top.pk).update(manager=deep)
    assert people.team_ids(top.pk) == {top.pk, first.pk, second.pk, deep.pk}


def test_covering_a_territory_twice_at_once_is_refused():
    person, area = EmployeeFactory(), TerritoryFactory()
    coverages.cover(
        actor=SYSTEM, employee=person, territory=area, starts_on=date(2025, 1, 1), ends_on=date(2025, 6, 30)
    )
    with pytest.raises(RuleBroken) as broken:
        coverages.create(actor=SYSTEM, employee=person, territory=area, starts_on=date(2025, 6, 30))
    assert broken.value.code == "overlap"
    coverages.create(actor=SYSTEM, employee=person, territory=area, starts_on=date(2025, 7, 1))
    assert Coverage.objects.filter(employee=person).count() == 2
