from functools import partial

from django.utils.translation import gettext_lazy as _

from yanzhen.crm.queries import customers
from yanzhen.organization.queries import choices
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter, name_of
from yanzhen.platform.pages.lists import ListSpec
from yanzhen.receivables.enums import ReceiptMethod
from yanzhen.receivables.models import Invoice, Receipt
from yanzhen.receivables.queries import invoices, receipts

_i, _r = partial(describe, Invoice), partial(describe, Receipt)
CUSTOMER, EMPLOYEE, UNIT = "crm:customer_record", "organization:employee_record", "organization:unit_record"


_common = [
    Filter("customer", _("customer"), "ref", "customer", named=name_of(customers.visible)),
    Filter("owner", _("salesperson"), "ref", "owner", options=choices.employees, named=choices.employee_name),
    Filter("unit", _("unit"), "ref", "unit", options=choices.units, named=choices.unit_name),
    Filter("currency", _("currency"), "text", "currency"),
    Filter("amount", _("amount"), "number", "amount"),
]
INVOICES = ListSpec(
    query=invoices.visible,
    columns=[
        _i("number", card="meta"),
        _i("customer", page=CUSTOMER, card="title"),
        _i("owner", page=EMPLOYEE, card="sub"),
        _i("issued_on", card="meta"),
        _i("due_on", card="meta"),
        _i("amount", kind="money", currency="currency", total=True, card="fig"),
        _i("settled_amount", kind="money", currency="currency", total=True, card="meta"),
        _i("order_number", card="hide"),
    ],
    filters=[
        *_common,
        Filter("issued_on", _("issued on"), "date", "issued_on"),
        Filter("due_on", _("due on"), "date", "due_on"),
        Filter("open", _("open"), "bool", "is_open"),
        Filter("order_number", _("order number"), "exact", "order_number"),
    ],
    search=("number", "order_number", "customer__name"),
    sort="-issued_on",
    currency="currency",
)
RECEIPTS = ListSpec(
    query=receipts.visible,
    columns=[
        _r("number", card="meta"),
        _r("customer", page=CUSTOMER, card="title"),
        _r("owner", page=EMPLOYEE, card="sub"),
        _r("received_on", card="meta"),
        _r("method", card="badge"),
        _r("amount", kind="money", currency="currency", total=True, card="fig"),
    ],
    filters=[
        *_common,
        Filter("received_on", _("received on"), "date", "received_on"),
        Filter("method", _("method"), "choice", "method", choices=dict(ReceiptMethod.choices)),
    ],
    search=("number", "customer__name"),
    sort="-received_on",
    currency="currency",
)
