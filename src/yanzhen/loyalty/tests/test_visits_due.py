"""An order that is expected makes a customer due for a visit, for those who may see predictions."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.firm import found

from yanzhen.field.queries import due

pytestmark = pytest.mark.django_db


def test_who_is_expected_to_order_is_due_for_a_visit(db: Any) -> None:
    firm = found()
    actor, customer = firm.actor("rep.east"), firm.row("crm.customer", "rep.east")
    asked = due.Question(date(2026, 4, 1), date(2026, 4, 8), with_planned=True)
    (row,) = [one for one in due.ask(actor, asked) if one.customer_id == customer.pk]
    assert row.reasons["purchase"].points == 20
    (told,) = [one for one in due.told(row, asked.today) if one.name == "purchase"]
    assert "2026-04-05" in told.text
    assert told.url == f"/next-purchases/{firm.row('loyalty.nextpurchase', 'rep.east').pk}/"
    assert {one.customer_id for one in due.ask(actor, asked)} == {customer.pk}, "nobody else's customers"
    blind = replace(actor, functions={k: v for k, v in actor.functions.items() if k != "loyalty.view_nextpurchase"})
    assert all("purchase" not in one.reasons for one in due.ask(blind, asked))
