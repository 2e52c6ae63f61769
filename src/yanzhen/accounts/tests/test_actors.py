"""What a person may do, and whose rows they reach."""

from datetime import date

import pytest

from yanzhen.accounts.enums import ReachLevel
from yanzhen.accounts.queries import actors
from yanzhen.accounts.tests.factories import GrantFactory, RoleFactory, UserFactory, people
from yanzhen.organization.models import Employee
from yanzhen.organization.queries import employees
from yanzhen.organization.tests.factories import EmployeeFactory, UnitFactory
from yanzhen.platform.actor import EVERYTHING, NOTHING, Reach

pytestmark = pytest.mark.django_db

SEE, EDIT = "crm.view_customer", "crm.change_customer"


def person(**values):
    return UserFactory(employee=EmployeeFactory(**values))


def reach(user, code=SEE, today=None):
    return actors.actor_of(user, today).reach(code)


def grant(user, *codes, reach=ReachLevel.OWN, **values):
    return GrantFactory(user=user, role=RoleFactory(functions=list(codes)), reach=reach, **values)


def test_person_without_grants_may_do_nothing():
    actor = actors.actor_of(person())
    assert (dict(actor.functions), actor.reach(SEE)) == ({}, NOTHING)


def test_own_reaches_the_person_alone():
    user = person()
    grant(user, SEE)
    assert reach(user) == Reach(employee_ids=frozenset({user.employee_id}))


def test_own_without_an_employee_reaches_nobody():
    user = UserFactory()
    grant(user, SEE)
    assert reach(user) == NOTHING


def test_team_reaches_reports_over_both_lines():
    user = person()
    first = EmployeeFactory(manager=user.employee)
    second = EmployeeFactory(second_manager=first)
    EmployeeFactory()
    grant(user, SEE, reach=ReachLevel.TEAM)
    assert reach(user) == Reach(employee_ids=frozenset({user.employee_id, first.pk, second.pk}))


def test_unit_reaches_the_units_below_ones_own():
    user = person()
    below = UnitFactory(parent=user.employee.unit)
    UnitFactory()
    grant(user, SEE, reach=ReachLevel.UNIT)
    assert reach(user) == Reach(
        employee_ids=frozenset({user.employee_id}), unit_ids=frozenset({user.employee.unit_id, below.pk})
    )


def test_unit_named_in_the_grant_goes_before_ones_own():
    user, other = person(), UnitFactory()
    grant(user, SEE, reach=ReachLevel.UNIT, unit=other)
    assert reach(user).unit_ids == {other.pk}


def test_reaches_of_several_grants_add_up_by_function():
    user, other = person(), UnitFactory()
    grant(user, SEE, EDIT)
    grant(user, SEE, reach=ReachLevel.UNIT, unit=other)
    assert reach(user, SEE) == Reach(employee_ids=frozenset({user.employee_id}), unit_ids=frozenset({other.pk}))
    assert reach(user, EDIT) == Reach(employee_ids=frozenset({user.employee_id}))
    grant(user, SEE, reach=ReachLevel.ALL)
    assert reach(user, SEE) == EVERYTHING
    assert reach(user, EDIT) == Reach(employee_ids=frozenset({user.employee_id}))


def test_grant_holds_on_its_days_only():
    user = person()
    grant(user, SEE, starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31))
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)]
    assert [actors.actor_of(user, day).can(SEE) for day in days] == [False, True, True, False]


def test_who_left_the_firm_may_do_nothing_from_the_next_day():
    user = person()
    Employee.objects.filter(pk=user.employee_id).update(left_on=date(2026, 3, 31))
    grant(user, SEE, reach=ReachLevel.ALL)
    assert [actors.actor_of(user, day).can(SEE) for day in (date(2026, 3, 31), date(2026, 4, 1))] == [True, False]


def test_actor_of_a_manager_takes_few_queries(django_assert_num_queries):
    user = person()
    EmployeeFactory(manager=user.employee)
    grant(user, SEE, reach=ReachLevel.UNIT)
    grant(user, EDIT)
    with django_assert_num_queries(2):
        actors.actor_of(user)


def test_the_five_reach_what_is_theirs():
    five = people()
    seen = {
        name: set(employees.visible(five.actor(name)).values_list("name", flat=True))
        for name in ("rep", "teammate", "manager", "finance", "stranger")
    }
    assert seen["rep"] == {"林晓帆"}
    assert seen["teammate"] == {"陈志豪"}
    assert seen["manager"] == {"林晓帆", "陈志豪", "陆承远"}
    assert seen["finance"] == {"林晓帆", "陈志豪", "陆承远", "郑文静", "外人"}
    assert seen["stranger"] == {"外人"}


@pytest.mark.parametrize(
    ("code", "scopes", "opens"),
    [
        ("crm.view_customer", ["read"], True),
        ("crm.export_customer", ["read"], True),
        ("products.see_cost", ["read"], True),
        ("crm.change_customer", ["read"], False),
        ("crm.change_customer", ["write"], True),
        ("crm.view_customer", ["write"], True),
        ("crm.view_customer", ["crm."], True),
        ("crm.change_customer", ["crm."], True),
        ("orders.view_order", ["crm."], False),
        ("crm.change_customer", ["crm.", "read"], False),
        ("crm.change_customer", ["crm.view_"], False),
        ("crm.view_customer", [], False),
    ],
)
def test_scope_narrows(code, scopes, opens):
    assert actors.is_in_scope(code, scopes) is opens
