from functools import partial

from django.utils.translation import gettext_lazy as _

from yanzhen.crm.queries import customers
from yanzhen.orders.enums import OrderKind, OrderState
from yanzhen.orders.models import Order
from yanzhen.orders.queries import orders
from yanzhen.organization.queries import choices
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter, name_of, options_of
from yanzhen.platform.pages.lists import ListSpec
from yanzhen.products.queries import categories, products

_o = partial(describe, Order)
CUSTOMER, EMPLOYEE, UNIT, TERRITORY = (
    "crm:customer_record",
    "organization:employee_record",
    "organization:unit_record",
    "organization:territory_record",
)
TONES = {
    OrderState.DRAFT: "neutral",
    OrderState.CONFIRMED: "good",
    OrderState.CLOSED: "neutral",
    OrderState.CANCELLED: "bad",
}


ORDERS = ListSpec(
    query=orders.visible,
    columns=[
        _o("number", card="meta"),
        _o("customer", page=CUSTOMER, card="title"),
        _o("ordered_on", card="meta"),
        _o("state", tones=TONES, card="badge"),
        _o("kind", card="hide"),
        _o("owner", page=EMPLOYEE, card="sub"),
        _o("unit", card="hide"),
        _o("territory", card="hide"),
        _o("net_amount", kind="money", currency="currency", total=True, card="fig"),
    ],
    filters=[
        Filter("state", _("state"), "choice", "state", choices=dict(OrderState.choices)),
        Filter("kind", _("kind"), "choice", "kind", choices=dict(OrderKind.choices)),
        Filter("ordered_on", _("ordered on"), "date", "ordered_on"),
        Filter("owner", _("salesperson"), "ref", "owner", options=choices.employees, named=choices.employee_name),
        Filter("unit", _("unit"), "ref", "unit", options=choices.units, named=choices.unit_name),
        Filter(
            "territory", _("territory"), "ref", "territory", options=choices.territories, named=choices.territory_name
        ),
        Filter("region", _("region"), "ref", "territory__region", options=choices.regions, named=choices.region_name),
        Filter("customer", _("customer"), "ref", "customer", named=name_of(customers.visible)),
        Filter(
            "customer_type",
            _("customer type"),
            "ref",
            "customer__customer_type",
            options=options_of(customers.types),
            named=name_of(customers.types),
        ),
        Filter("product", _("product"), "ref", "lines__product", named=name_of(products.visible), many=True),
        Filter(
            "category",
            _("category"),
            "ref",
            "lines__product__category",
            named=name_of(categories.visible),
            many=True,
            also=("lines__product__category__parent",),
        ),
        Filter("currency", _("currency"), "text", "currency"),
        Filter("net_amount", _("net amount"), "number", "net_amount"),
    ],
    search=("number", "customer__name"),
    sort="-ordered_on",
    currency="currency",
)
