"""Several hands on one firm, on real connections; each test has a twin that shows it fails without the guard."""

from typing import Any

import pytest
from django.db import connection
from tests.firm import model
from tests.test_races import together

from yanzhen.accounts.tests.factories import People, people
from yanzhen.crm.services import collisions, customers, identity, merging
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.tests.factories import EmployeeFactory
from yanzhen.platform.actor import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "021-5555 8888"


def enter(owner: Any) -> Any:
    return lambda number: customers.create(
        actor=SYSTEM, name=f"客户{number}", code=f"K{number}", owner=owner, phone=NUMBER
    )


def test_of_many_who_enter_one_number_at_once_one_gets_through() -> None:
    results = together(enter(EmployeeFactory()), hands=4)
    refused = [r for r in results if isinstance(r, RuleBroken)]
    assert len(refused) == 3, results
    assert [set(r.errors) for r in refused] == [{"phone"}] * 3, [(r.code, r.errors) for r in refused]
    assert model("crm.Customer").objects.count() == 1


def test_without_the_constraint_all_of_them_get_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: what the service looks up beforehand is not enough, the database decides."""
    customer, owner = model("crm.Customer"), EmployeeFactory()
    constraint = next(c for c in customer._meta.constraints if c.name == "one_customer_per_phone")
    monkeypatch.setattr(identity, "check", lambda *_args: None)
    monkeypatch.setattr(customer._meta, "constraints", [c for c in customer._meta.constraints if c is not constraint])
    with connection.schema_editor() as editor:
        editor.remove_constraint(customer, constraint)
    try:
        results = together(enter(owner), hands=4)
        assert not any(isinstance(r, Exception) for r in results), results
        assert customer.objects.filter(phone_key="2155558888").count() == 4
    finally:
        customer.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(customer, constraint)


def two(team: People) -> tuple[Any, Any]:
    owner = team.rep.employee
    return tuple(customers.create(actor=SYSTEM, name=name, owner=owner) for name in ("甲行", "乙行"))  # type: ignore[return-value]


def test_of_two_who_merge_one_pair_at_once_one_wins_and_the_other_is_told() -> None:
    team = people()
    one, other = two(team)
    actor = team.actor("manager")
    results = together(lambda n: merging.merge([one, other], actor=actor, survivor=(one, other)[n % 2]), hands=4)
    told = [r for r in results if isinstance(r, RuleBroken)]
    assert len(told) == 3, results
    assert model("crm.Merge").objects.filter(state="done").count() == 1
    assert model("crm.Customer").objects.filter(merged_into=None).count() == 1


def test_without_looking_under_the_lock_both_merge(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: both say that they merged the pair, each into another record."""
    monkeypatch.setattr(merging, "_require_unmerged", lambda rows, versions: merging._locked([r.pk for r in rows]))
    one, other = two(people())
    results = together(lambda n: merging.merge([one, other], actor=SYSTEM, survivor=(one, other)[n]), hands=2)
    assert not any(isinstance(r, Exception) for r in results), results
    assert model("crm.Merge").objects.filter(state="done").count() == 2


def case_of(team: People) -> Any:
    one, other = two(team)
    mate = team.teammate.employee
    return model("crm.CollisionCase").objects.create(
        number="CC-1", one=one, other=other, holder=mate, holder_unit_id=mate.unit_id, claimant=team.rep.employee,
        claimant_unit_id=team.rep.employee.unit_id, way="entry",
    )  # fmt: skip


def decide(team: People, case: Any) -> Any:
    actor, sides = team.actor("manager"), (team.rep.employee, team.teammate.employee)
    return lambda n: collisions.decide(case, actor=actor, outcome="owner", owner=sides[n % 2], reason=f"理由{n}")


def test_of_two_who_decide_one_case_at_once_one_wins() -> None:
    team = people()
    case = case_of(team)
    results = together(decide(team, case), hands=4)
    assert sum(isinstance(r, RuleBroken) for r in results) == 3, results
    assert (
        model("platform.AuditEntry").objects.filter(verb="decide_collision", noun_name="crm.collisioncase").count() == 1
    )


def test_without_looking_at_the_state_the_last_decision_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: both decide, and one side was told something that no longer holds."""
    monkeypatch.setattr(
        collisions, "_moved", lambda case, state, version: model("crm.CollisionCase").objects.get(pk=case.pk)
    )
    team = people()
    case = case_of(team)
    results = together(decide(team, case), hands=2)
    assert not any(isinstance(r, RuleBroken) for r in results), results
