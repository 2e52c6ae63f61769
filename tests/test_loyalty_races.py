"""Two hands on one account of rewards and one chain of referrals, and twins that fail without the lock."""

import threading
from decimal import Decimal
from typing import Any

import pytest
from tests.test_races import customer, together

from yanzhen.crm.services import customers
from yanzhen.lib.errors import RuleBroken
from yanzhen.loyalty.calc import chains
from yanzhen.loyalty.models import Referral, RewardEntry
from yanzhen.loyalty.queries import loyalty
from yanzhen.loyalty.services import referrals, rewards
from yanzhen.organization.tests.factories import EmployeeFactory
from yanzhen.platform.actor import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
D = Decimal


def redeem(buyer: Any) -> Any:
    return rewards.create(actor=SYSTEM, customer=buyer, act="redeem", amount=D(100), reason="礼品")


def test_nobody_redeems_what_another_hand_has_taken() -> None:
    buyer = customer()
    rewards.create(actor=SYSTEM, customer=buyer, amount=D(300), reason="推荐")
    results = together(lambda _n: redeem(buyer))
    assert sum(isinstance(one, RewardEntry) for one in results) == 3
    assert sum(isinstance(one, RuleBroken) for one in results) == len(results) - 3
    assert loyalty.balance(buyer.pk, "points", "") == 0


def test_two_that_look_before_either_takes_overdraw() -> None:
    """The twin: without the lock both see the same balance."""
    buyer = customer()
    first = rewards.create(actor=SYSTEM, customer=buyer, amount=D(100), reason="推荐")
    looked = threading.Barrier(2)

    def take(number: int) -> None:
        values = {"kind": "points", "currency": "", "amount": D(-100)}
        rewards.require_balance(buyer.pk, values)
        looked.wait(timeout=120)
        RewardEntry.objects.create(
            number=f"X{number}", customer=buyer, act="redeem", reason="x", booked_on=first.booked_on, **values
        )

    assert together(take, hands=2) == [None, None]
    assert loyalty.balance(buyer.pk, "points", "") == -100


def test_four_links_noted_at_once_close_no_circle() -> None:
    owner = EmployeeFactory()
    people = [customers.create(actor=SYSTEM, name=f"客{n}", code=f"K{n}", owner=owner) for n in range(4)]

    def note(number: int) -> Any:
        return referrals.create(actor=SYSTEM, referrer=people[number], referred=people[(number + 1) % 4])

    results = together(note, hands=4)
    assert sum(isinstance(one, Referral) for one in results) == 3
    links = loyalty.links()
    assert len(chains.tree(links, chains.root(links, people[0].pk))) == 4
