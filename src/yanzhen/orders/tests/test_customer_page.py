"""What orders hand down to the page of a customer: sums by hand, ways down, nothing to whom the function is missing."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from yanzhen.accounts.tests.factories import People, people
from yanzhen.crm.services import customers
from yanzhen.orders.models import Order
from yanzhen.orders.queries import history
from yanzhen.platform import timeline
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.pages import nouns, records

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Iterator[People]:
    with translation.override("en"):
        yield people()


@pytest.fixture
def firm(team: People) -> Any:
    return customers.create(actor=SYSTEM, owner=team.rep.employee, name="云杉家具")


def sold(customer: Any, on: date, net: str, *, state: str = "confirmed", kind: str = "sale") -> Order:
    return Order.objects.create(
        number=f"SO-{Order.objects.count() + 1}", customer=customer, owner=customer.owner, unit=customer.unit,
        ordered_on=on, net_amount=Decimal(net), state=state, kind=kind,
    )  # fmt: skip


def test_this_year_stands_against_the_same_days_of_last(firm: Any) -> None:
    sold(firm, date(2026, 1, 1), "900.00")
    sold(firm, date(2026, 6, 30), "-100.00", kind="return")
    sold(firm, date(2026, 7, 1), "5000.00")  # tomorrow
    sold(firm, date(2026, 3, 1), "70.00", state="draft")
    sold(firm, date(2025, 6, 30), "640.00")
    sold(firm, date(2025, 7, 1), "9999.00")  # after the same day of last year
    sold(firm, date(2024, 12, 31), "1.00")
    # 900 - 100 = 800 against 640: +25 %; one sales order, the return is none.
    assert history.years_of(firm.pk, SYSTEM, date(2026, 6, 30)) == [
        history.Year("CNY", Decimal("800.00"), Decimal("640.00"), 1)
    ]


def test_the_figures_lead_down_and_are_hidden_from_who_may_not_see_them(team: People, firm: Any) -> None:
    today = timezone.localdate()
    sold(firm, today.replace(month=1, day=1), "800.00")
    actor = team.actor("rep")
    shown = {str(f["label"]): f for f in nouns.get("crm.customer").figures(firm, actor)}
    assert (shown["sales this year"]["value"], shown["sales this year"]["url"]) == ("¥800.00", "?tab=orders")
    blind = replace(actor, functions={k: v for k, v in actor.functions.items() if k != "orders.view_order"})
    assert "sales this year" not in {str(f["label"]) for f in nouns.get("crm.customer").figures(firm, blind)}
    assert [e.kind for e in timeline.of(firm, actor)].count("order") == 1
    assert [e.kind for e in timeline.of(firm, blind)].count("order") == 0


def test_counts_end_and_the_way_to_all_stays(
    team: People, firm: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "MOST_COUNTED", 2)
    monkeypatch.setattr(records, "TAB_ROWS", 1)
    for _ in range(4):
        sold(firm, date(2026, 1, 1), "10.00")
    client.force_login(team.rep)
    page = client.get(f"/customers/{firm.pk}/?tab=orders").content.decode()
    assert len(re.findall(r"\b2\+</", page)) == 2, "at the tab and at the way to all"
    assert f"/orders/?customer={firm.pk}" in page
