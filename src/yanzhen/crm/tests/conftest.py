"""What several tests of customers and the pipeline begin with."""

from typing import Any

import pytest

from yanzhen.accounts.services import roles
from yanzhen.accounts.tests.factories import UserFactory
from yanzhen.crm.models import LeadForm
from yanzhen.crm.services import lead_forms
from yanzhen.organization.tests.factories import EmployeeFactory, UnitFactory
from yanzhen.platform.actor import SYSTEM


@pytest.fixture
def team() -> dict[str, Any]:
    """Two representatives and a manager of one company, each signing in."""
    roles.ensure_standard_roles(actor=SYSTEM)
    unit = UnitFactory(code="U")
    found: dict[str, Any] = {"unit": unit}
    for name, role, reach in (("ann", "rep", "own"), ("bob", "rep", "own"), ("max", "manager", "unit")):
        person = EmployeeFactory(unit=unit, name=name)
        user = UserFactory(username=name, employee=person, display_name=name)
        roles.grant(actor=SYSTEM, user=user, role=role, reach=reach)
        found[name], found[f"{name}_user"] = person, user
    return found


@pytest.fixture
def form(team: dict[str, Any]) -> LeadForm:
    return lead_forms.create(
        actor=SYSTEM, name="官网咨询", name_en="Contact us", unit=team["unit"], origins="https://www.example.com/"
    )
