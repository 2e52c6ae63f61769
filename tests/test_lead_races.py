"""Many hands on one lead, and on one turn, on real connections; each test has a twin that fails without the lock."""

import threading
from collections import Counter
from typing import Any

import pytest
from django.utils import timezone
from tests.test_races import together

from yanzhen.accounts.queries import actors
from yanzhen.accounts.services import roles
from yanzhen.accounts.tests.factories import UserFactory
from yanzhen.crm.models import Lead, LeadHolding
from yanzhen.crm.queries import lead_rules
from yanzhen.crm.services import lead_assigning, lead_pool, leads
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.tests.factories import EmployeeFactory, UnitFactory
from yanzhen.platform.actor import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 50


def pooled(unit: Any) -> Lead:
    row = leads.create(actor=SYSTEM, company="甲公司", unit=unit)
    Lead.objects.filter(pk=row.pk).update(state="pool", pooled_at=timezone.now())
    return Lead.objects.get(pk=row.pk)


def sellers(count: int) -> tuple[Any, list[Any]]:
    """So many representatives of one unit, as they act."""
    roles.ensure_standard_roles(actor=SYSTEM)
    unit, found = UnitFactory(code="U"), []
    for number in range(count):
        user = UserFactory(username=f"rep{number}", employee=EmployeeFactory(unit=unit))
        roles.grant(actor=SYSTEM, user=user, role="rep", reach="own")
        found.append(actors.actor_of(user))
    return unit, found


def test_of_fifty_at_once_exactly_one_gets_the_lead() -> None:
    unit, people = sellers(HANDS)
    row = pooled(unit)
    results = together(lambda n: lead_pool.claim(actor=people[n], key=row.pk), hands=HANDS)
    won = [r for r in results if isinstance(r, Lead)]
    lost = [r for r in results if isinstance(r, RuleBroken)]
    assert (len(won), len(lost), {r.code for r in lost}) == (1, HANDS - 1, {"taken"}), results
    row.refresh_from_db()
    assert row.owner_id == won[0].owner_id == LeadHolding.objects.get().employee_id


def test_who_looks_before_the_lock_takes_what_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: both see the lead in the pool before either has it; the second is no longer told who was faster."""
    unit, people = sellers(2)
    row = pooled(unit)
    looked = threading.Barrier(2)
    monkeypatch.setattr(lead_pool, "_locked_lead", lambda key: row)

    def claim(n: int) -> Any:
        looked.wait(timeout=120)
        return lead_pool.claim(actor=people[n], key=row.pk)

    results = together(claim, hands=2)
    assert not any(isinstance(r, RuleBroken) for r in results), results
    assert LeadHolding.objects.count() == 2


def test_one_person_at_two_places_does_not_pass_the_limit() -> None:
    unit, [person] = sellers(1)
    lead_pool.put(actor=SYSTEM, values={"claim_most": 2})
    rows = [pooled(unit) for _ in range(6)]
    results = together(lambda n: lead_pool.claim(actor=person, key=rows[n].pk), hands=6)
    assert sum(isinstance(r, Lead) for r in results) == 2
    assert {r.code for r in results if isinstance(r, RuleBroken)} == {"enough_today"}


def rule(count: int) -> Any:
    unit = UnitFactory(code="U")
    members = [{"employee": EmployeeFactory(unit=unit)} for _ in range(count)]
    lead_assigning.create(actor=SYSTEM, name="全", target="round_robin", members=members)
    return unit


def test_leads_that_come_at_once_go_round() -> None:
    unit = rule(4)
    together(lambda n: leads.create(actor=SYSTEM, company=f"公司{n}", unit=unit), hands=8)
    assert sorted(Counter(Lead.objects.values_list("owner_id", flat=True)).values()) == [2, 2, 2, 2]


def test_turns_taken_without_the_lock_go_to_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: all have looked whose turn it is before anybody took it."""
    unit = rule(4)
    seen = lead_rules.for_calc(lead_rules.visible(SYSTEM))
    monkeypatch.setattr(lead_assigning, "_locked_rules", lambda: seen)
    together(lambda n: leads.create(actor=SYSTEM, company=f"公司{n}", unit=unit), hands=4)
    assert sorted(Counter(Lead.objects.values_list("owner_id", flat=True)).values()) == [4]
