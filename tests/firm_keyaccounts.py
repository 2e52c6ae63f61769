"""Rows of key accounts for the two small firms: an agreement, a store, a plan, a review of each seller."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.apps import apps

from yanzhen.keyaccounts.services import agreements, deliveries, kpis, plans, reviews, stores
from yanzhen.platform.actor import SYSTEM

SELLER = "rep.east"


def add(firm: Any, sellers: tuple[str, ...], words: dict[str, str]) -> None:
    """One row of each kind for every seller, with the seller's word in it."""
    for name in sellers:
        _of_seller(firm, name, words[name])


def _of_seller(firm: Any, name: str, word: str) -> None:
    customer, order = firm.row("crm.customer", name), firm.row("orders.order", name)
    product = firm.row("products.product")
    agreement = agreements.create(
        actor=SYSTEM, customer=customer, valid_from=date(2026, 1, 1), valid_until=date(2027, 12, 31),
        owner=firm.employees[name], remark=word, terms=[{"kind": "target", "figure": Decimal(1000), "note": word}],
    )  # fmt: skip
    # Without the services where these would give tasks: the tests of tasks count them.
    agreement.state, agreement.edition = "in_force", 1
    agreement.save(update_fields=["state", "edition"])
    agreement.editions.create(number=1, from_on=date(2026, 1, 1))
    check = _model("AgreementCheck").objects.create(agreement=agreement, checked_on=date(2026, 4, 1), broken=1)
    check.lines.create(term=agreement.terms.get(), state="broken", wanted=Decimal(1000), actual=Decimal(7))
    store = stores.create(actor=SYSTEM, agreement=agreement, number="001", name=f"{word}店", format="mall")
    chance = _model("StoreOpportunity").objects.create(
        number=f"SP-{agreement.pk}", store=store, week=date(2026, 4, 6), since=date(2026, 4, 6), kind="display",
        reason=word, potential=Decimal(300), owner=firm.employees[name], due_on=date(2026, 4, 12),
    )  # fmt: skip
    line = {"month": date(2026, 6, 1), "product": product, "quantity": Decimal(3), "amount": Decimal(30)}
    plan = plans.create(actor=SYSTEM, agreement=agreement, month=date(2026, 4, 1), remark=word, lines=[line])
    review = reviews.create(actor=SYSTEM, agreement=agreement, month=date(2026, 3, 1), finding=word)
    kpi = kpis.create(
        actor=SYSTEM, agreement=agreement, name=f"{word}坪效", unit="元",
        monthly=[{"month": date(2026, 3, 1), "value": Decimal(5)}],
    )  # fmt: skip
    arrival = deliveries.create(
        actor=SYSTEM, order=order, product=order.lines.first().product, quantity=Decimal(1), remark=word,
        delivered_on=order.ordered_on,
    )  # fmt: skip
    for noun, row in {
        "agreement": agreement, "agreementcheck": check, "store": store, "storeopportunity": chance,
        "rollingplan": plan, "monthlyreview": review, "accountkpi": kpi, "accountdelivery": arrival,
    }.items():  # fmt: skip
        firm.rows.setdefault(f"keyaccounts.{noun}", {})[name] = row


def _model(name: str) -> Any:
    return apps.get_model(f"keyaccounts.{name}")


def valid(firm: Any, noun: str) -> dict[str, Any] | None:
    """A right answer to the form of a noun of key accounts, as the API takes it."""
    if "keyaccounts.agreement" not in firm.rows:
        return None
    agreement, order = firm.row("keyaccounts.agreement"), firm.row("orders.order")
    product = firm.row("products.product").pk
    return {
        "keyaccounts.agreement": {
            "customer": firm.row("crm.customer").pk, "valid_from": "2026-01-01", "valid_until": "2026-12-31",
            "owner": firm.employees[SELLER].pk, "currency": "CNY",
            "terms": [{"kind": "target", "figure": "1000"}, {"kind": "payment", "figure": "60"}],
        },
        "keyaccounts.accountdelivery": {
            "order": order.pk, "product": order.lines.first().product_id, "delivered_on": order.ordered_on.isoformat(),
            "quantity": "2",
        },
        "keyaccounts.store": {
            "agreement": agreement.pk, "number": "009", "name": "老街店", "format": "street", "is_active": True,
        },
        "keyaccounts.storeopportunity": {
            "store": firm.row("keyaccounts.store").pk, "week": "2026-04-15", "kind": "out_of_stock",
            "potential": "500", "owner": firm.employees[SELLER].pk, "due_on": "2026-04-20",
        },
        "keyaccounts.rollingplan": {
            "agreement": agreement.pk, "month": "2026-05-10",
            "lines": [{"product": product, "month": "2026-07-01", "quantity": "4", "amount": "40"}],
        },
        "keyaccounts.monthlyreview": {"agreement": agreement.pk, "month": "2026-02-01", "finding": "达成"},
        "keyaccounts.accountkpi": {
            "agreement": agreement.pk, "name": "周转", "is_better_high": True,
            "monthly": [{"month": "2026-03-01", "value": "6"}],
        },
    }.get(noun)  # fmt: skip
