"""A referral names two customers: whoever reaches one of them alone is not told of the other."""

from datetime import date

import pytest
from tests import firm

from yanzhen.loyalty.queries import loyalty
from yanzhen.loyalty.services import referrals
from yanzhen.platform.actor import SYSTEM

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def test_a_referral_shows_to_those_who_reach_both_sides() -> None:
    books = firm.found()
    ours, theirs = books.row("crm.customer", "rep.east"), books.row("crm.customer", "rep.south")
    made = referrals.create(actor=SYSTEM, referrer=ours, referred=theirs, referred_on=date(2026, 5, 1))

    seen = {name for name in ("rep.east", "rep.south", "director") if made in loyalty.referrals(books.actor(name))}

    assert seen == {"director"}
