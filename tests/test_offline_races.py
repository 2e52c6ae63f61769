"""The same entry from the road on its way several times at once, on real connections; with a twin without the claim."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.firm import model
from tests.test_races import together

from yanzhen.accounts.queries import actors
from yanzhen.accounts.services import roles
from yanzhen.accounts.tests.factories import UserFactory
from yanzhen.crm.services import customers
from yanzhen.organization.tests.factories import EmployeeFactory
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.offline import entries, registry
from yanzhen.platform.offline.entries import Sent
from yanzhen.products.services import categories, products

pytestmark = pytest.mark.django_db(transaction=True)


def road() -> tuple[Any, Sent]:
    """Somebody with a customer, and an order typed for it."""
    roles.ensure_standard_roles(actor=SYSTEM)
    user = UserFactory(employee=EmployeeFactory())
    roles.grant(actor=SYSTEM, user=user, role="rep", reach="own")
    buyer = customers.create(actor=SYSTEM, name="甲", code="K1", owner=user.employee)
    category = categories.create(actor=SYSTEM, code="SOFA", name="沙发")
    product = products.create(actor=SYSTEM, code="P1", name="椅", category=category)
    payload = {"customer": buyer.pk, "lines": [{"product": product.pk, "quantity": "1", "unit_price": "5.00"}]}
    now = timezone.now()
    return actors.actor_of(user), Sent(uuid4(), "order", payload, now, now)


def test_of_twins_on_their_way_at_once_one_is_entered() -> None:
    actor, sent = road()
    results = together(lambda _: entries.take(sent, actor=actor), hands=4)
    assert not [r for r in results if isinstance(r, Exception)], results
    assert len({r.pk for r in results}) == 1
    assert model("orders.Order").objects.count() == 1


def test_without_the_claim_every_twin_is_entered() -> None:
    """The twin: placed without the row that is claimed first, each of them makes an order."""
    actor, sent = road()
    kind: Any = registry.find("order")

    def place(_: int) -> Any:
        content = kind.read(sent.payload)
        return kind.place(registry.Typed(content, sent.key, sent.at, sent.at), actor)

    results = together(place, hands=4)
    assert not [r for r in results if isinstance(r, Exception)], results
    assert model("orders.Order").objects.count() == 4
