"""The lists of key accounts."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.crm.queries import customers
from yanzhen.keyaccounts.enums import (
    AgreementState,
    ChanceKind,
    ChanceState,
    PlanState,
    ReviewState,
    StoreFormat,
)
from yanzhen.keyaccounts.models import (
    AccountDelivery,
    AccountKpi,
    Agreement,
    AgreementCheck,
    MonthlyReview,
    RollingPlan,
    Store,
    StoreOpportunity,
)
from yanzhen.keyaccounts.queries import agreements, plans, reviews, stores, words
from yanzhen.organization.queries import choices
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter, name_of
from yanzhen.platform.pages.lists import ListSpec
from yanzhen.products.queries import products

CUSTOMER, PERSON, PRODUCT = "crm:customer_record", "organization:employee_record", "products:product_record"
AGREEMENT, STORE = "keyaccounts:agreement_record", "keyaccounts:store_record"
AGREEMENT_TONES = {
    AgreementState.DRAFT: "warning", AgreementState.IN_FORCE: "good", AgreementState.EXPIRED: "bad",
}  # fmt: skip
CHANCE_TONES = {ChanceState.OPEN: "warning", ChanceState.DONE: "good"}
PLAN_TONES = {PlanState.DRAFT: "warning", PlanState.SUBMITTED: "accent", PlanState.ACCEPTED: "good"}
REVIEW_TONES = {ReviewState.OPEN: "warning", ReviewState.CLOSED: "good"}

_a, _c, _d, _s, _o, _p, _m, _k = (
    partial(describe, model)
    for model in (
        Agreement, AgreementCheck, AccountDelivery, Store, StoreOpportunity, RollingPlan, MonthlyReview, AccountKpi,
    )
)  # fmt: skip
_of_agreement = Filter(
    "agreement", pgettext_lazy("contract", "agreement"), "ref", "agreement", named=name_of(agreements.visible)
)


def _owner(path: str) -> Filter:
    return Filter("owner", _("owner"), "ref", path, options=choices.employees, named=choices.employee_name)


def _customer(path: str) -> Filter:
    return Filter("customer", _("key account"), "ref", path, named=name_of(customers.visible))


def _account(of: Any, path: str = "agreement__customer", card: str = "sub") -> Any:
    return of(path, page=CUSTOMER, name="customer", label=_("key account"), card=card)


AGREEMENTS = ListSpec(
    query=agreements.visible,
    columns=[
        _a("number", card="meta"),
        _a("customer", page=CUSTOMER, card="title"),
        _a("state", source="standing", card="badge", tones=AGREEMENT_TONES),
        _a("valid_from", card="meta"),
        _a("valid_until", card="meta"),
        _a("edition", card="hide"),
        _a("is_amending", card="hide"),
        _a("owner", page=PERSON, card="sub"),
    ],
    filters=[
        _customer("customer"),
        _owner("owner"),
        Filter("state", _("state"), "choice", "state", choices=dict(AgreementState.choices)),
        Filter("valid_until", _("valid until"), "date", "valid_until"),
    ],
    search=("number", "customer__name", "customer__code", "remark"),
    sort="-valid_from",
)
CHECKS = ListSpec(
    query=agreements.checks,
    columns=[
        _c("checked_on", card="meta"),
        _c("agreement", page=AGREEMENT, card="title"),
        _account(_c),
        _c("broken", card="fig"),
        _c("risk", card="meta"),
        _c("kept", card="hide"),
        _c("unknown", card="hide"),
        _c("edition", card="hide"),
        _c("who", words=words.who, card="hide"),
    ],
    filters=[_of_agreement, Filter("checked_on", _("checked on"), "date", "checked_on")],
    search=("agreement__number", "agreement__customer__name"),
    sort="-checked_on",
)
DELIVERIES = ListSpec(
    query=agreements.deliveries,
    columns=[
        _d("number", card="title"),
        _d("order", page="orders:order_record", card="sub"),
        _account(_d, "order__customer"),
        _d("product", page=PRODUCT, card="meta"),
        _d("delivered_on", card="meta"),
        _d("quantity", card="fig"),
        _d("produced_on", card="hide"),
        _d("expires_on", card="hide"),
    ],
    filters=[
        _customer("order__customer"),
        Filter("product", _("product"), "ref", "product", named=name_of(products.visible)),
        Filter("delivered_on", _("arrived on"), "date", "delivered_on"),
    ],
    search=("number", "order__number", "product__name", "product__code"),
    sort="-delivered_on",
)
STORES = ListSpec(
    query=stores.visible,
    columns=[
        _s("number", card="meta"),
        _s("name", source="label", card="title"),
        _account(_s),
        _s("format", card="badge"),
        _s("city", card="meta"),
        _s("outlet", page=CUSTOMER, card="hide"),
        _s("is_active", card="hide"),
    ],
    filters=[
        _of_agreement,
        _customer("agreement__customer"),
        Filter("store_format", pgettext_lazy("store", "format"), "choice", "format", choices=dict(StoreFormat.choices)),
        Filter("is_active", _("active"), "bool", "is_active"),
    ],
    search=("number", "name", "name_en", "city", "address"),
    sort="number",
)
CHANCES = ListSpec(
    query=stores.chances,
    columns=[
        _o("number", card="hide"),
        _o("week", card="meta"),
        _o("store", page=STORE, card="title"),
        _account(_o, "store__agreement__customer"),
        _o("kind", card="badge"),
        _o("product", page=PRODUCT, card="meta"),
        _o("potential", kind="money", currency="currency", card="fig"),
        _o("owner", page=PERSON, card="hide"),
        _o("due_on", card="meta"),
        _o("state", card="badge", tones=CHANCE_TONES),
        _o("result", kind="money", currency="currency", card="hide"),
    ],
    filters=[
        _customer("store__agreement__customer"),
        Filter(
            "agreement",
            pgettext_lazy("contract", "agreement"),
            "ref",
            "store__agreement",
            named=name_of(agreements.visible),
        ),
        Filter("store", _("store"), "ref", "store", named=name_of(stores.visible)),
        _owner("owner"),
        Filter("kind", _("kind"), "choice", "kind", choices=dict(ChanceKind.choices)),
        Filter("state", _("state"), "choice", "state", choices=dict(ChanceState.choices)),
        Filter("week", _("week"), "date", "week"),
    ],
    search=("number", "store__name", "store__number", "product__name", "reason"),
    sort="-week",
)
PLANS = ListSpec(
    query=plans.visible,
    columns=[
        _p("month", words=words.month, card="sub"),
        _p("agreement", page=AGREEMENT, card="meta"),
        _account(_p, card="title"),
        _p("state", card="badge", tones=PLAN_TONES),
        _p("opens_on", card="hide"),
        _p("due_on", card="meta"),
        _p("ready_on", card="meta"),
        _p("promotions", card="hide"),
        _p("shops", card="hide"),
    ],
    filters=[
        _of_agreement,
        _customer("agreement__customer"),
        _owner("agreement__owner"),
        Filter("state", _("state"), "choice", "state", choices=dict(PlanState.choices)),
        Filter("due_on", _("ready by"), "date", "due_on"),
    ],
    search=("agreement__number", "agreement__customer__name", "promotions"),
    sort="-month",
)
REVIEWS = ListSpec(
    query=reviews.visible,
    columns=[
        _m("month", words=words.month, card="sub"),
        _m("agreement", page=AGREEMENT, card="meta"),
        _account(_m, card="title"),
        _m("state", card="badge", tones=REVIEW_TONES),
        _m("finding", card="hide"),
        _m("reconciled_on", card="hide"),
        _m("closed_on", card="meta"),
        _m("who", words=words.who, card="hide"),
    ],
    filters=[
        _of_agreement,
        _customer("agreement__customer"),
        _owner("agreement__owner"),
        Filter("state", _("state"), "choice", "state", choices=dict(ReviewState.choices)),
    ],
    search=("agreement__number", "agreement__customer__name", "finding"),
    sort="-month",
)
KPIS = ListSpec(
    query=reviews.kpis,
    columns=[
        _k("name", source="label", card="title"),
        _k("agreement", page=AGREEMENT, card="meta"),
        _account(_k),
        _k("unit", card="meta"),
        _k("is_better_high", card="hide"),
        _k("goal", card="fig"),
    ],
    filters=[_of_agreement, _customer("agreement__customer")],
    search=("name", "name_en", "agreement__number"),
    sort="name",
)
