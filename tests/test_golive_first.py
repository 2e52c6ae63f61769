"""The first day: nothing is in the books yet."""

import pytest
from django.test import Client

from yanzhen.accounts.services import roles
from yanzhen.accounts.tests.factories import UserFactory
from yanzhen.organization.tests.factories import UnitFactory
from yanzhen.platform.actor import SYSTEM


@pytest.mark.django_db
def test_an_empty_firm_begins_there() -> None:
    roles.ensure_standard_roles(actor=SYSTEM)
    user = UserFactory(username="first")
    roles.grant(actor=SYSTEM, user=user, role="admin", reach="all")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/").url == "/go-live/"
    UnitFactory()
    assert client.get("/").status_code == 200
