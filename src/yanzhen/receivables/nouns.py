from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.lib.money import in_words
from yanzhen.platform import golive, timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.nouns import Lines, Noun, Tab
from yanzhen.platform.search import Find
from yanzhen.receivables import forms, lists
from yanzhen.receivables.models import Invoice, Receipt, Settlement
from yanzhen.receivables.queries import invoices as invoice_rows
from yanzhen.receivables.queries import receipts as receipt_rows
from yanzhen.receivables.services import invoices, receipts

_i, _r, _s = partial(describe, Invoice), partial(describe, Receipt), partial(describe, Settlement)


def _owed(customer: Any, actor: Actor) -> list[dict[str, Any]]:
    """What a customer owes, and how much of it is late."""
    if not actor.can("receivables.view_invoice"):
        return []
    found = invoice_rows.owed_by(customer.pk, actor, timezone.localdate())
    hint = _("{amount} of it overdue")
    return [
        {
            "label": _("owes us"),
            "value": in_words(o.amount, currency=o.currency),
            "hint": hint.format(amount=in_words(o.overdue, currency=o.currency)) if o.overdue else "",
            "url": f"{INVOICES.url('list')}?customer={customer.pk}&open=true",
        }
        for o in found
    ]


def _figures(invoice: Invoice, actor: Actor) -> list[dict[str, Any]]:
    owed = invoice.amount - invoice.settled_amount
    return [
        {"label": _("amount"), "value": in_words(invoice.amount, currency=invoice.currency), "hint": ""},
        {"label": _("still owed"), "value": in_words(owed, currency=invoice.currency), "hint": ""},
    ]


INVOICES = nouns.declare(
    Noun(
        model=Invoice,
        slug="invoices",
        empty=_("Invoices of your customers stand here, with what is still open. Import them from the accounts."),
        icon="file-invoice",
        list=lists.INVOICES,
        fields=[
            _i("number"),
            _i("customer", page=lists.CUSTOMER),
            _i("owner", page=lists.EMPLOYEE),
            _i("unit", page=lists.UNIT),
            _i("order_number"),
            _i("issued_on"),
            _i("due_on"),
            _i("currency"),
            _i("amount", kind="money", currency="currency"),
            _i("settled_amount", kind="money", currency="currency"),
            _i("version"),
        ],
        form=forms.InvoiceForm,
        services=invoices,
        find=Find(number="number", starts=("INV-",), rank="issued_on", shown=("customer", "issued_on")),
    )
)
RECEIPTS = nouns.declare(
    Noun(
        model=Receipt,
        slug="receipts",
        empty=_("Payments of your customers stand here."),
        icon="cash",
        list=lists.RECEIPTS,
        fields=[
            _r("number"),
            _r("customer", page=lists.CUSTOMER),
            _r("owner", page=lists.EMPLOYEE),
            _r("unit", page=lists.UNIT),
            _r("received_on"),
            _r("method"),
            _r("currency"),
            _r("amount", kind="money", currency="currency"),
            _r("version"),
        ],
        lines=Lines(
            name="settlements",
            label=_("Invoices paid"),
            fields=[
                _s("invoice", page="receivables:invoice_record", card="title"),
                _s("amount", kind="money", currency="receipt__currency", card="fig"),
            ],
            query=receipt_rows.settlements,
        ),
        form=forms.ReceiptForm,
        services=receipts,
        find=Find(number="number", starts=("RC-",), rank="received_on", shown=("customer", "received_on")),
    )
)

nouns.relate("receivables.invoice", figures=_figures)
nouns.relate(
    "crm.customer",
    Tab("invoices", _("Invoices"), "receivables.invoice", "customer"),
    Tab("receipts", _("Receipts"), "receivables.receipt", "customer"),
    figures=_owed,
)
timeline.merge("crm.customer", receipt_rows.events)
SALES = pgettext_lazy("navigation", "Sales")
navigation.add(
    navigation.Place(
        32, _("Invoices"), "file-invoice", "receivables:invoice_list", "receivables.view_invoice", True, SALES, "i"
    )
)
navigation.add(
    navigation.Place(
        33, _("Receipts"), "cash", "receivables:receipt_list", "receivables.view_receipt", section=SALES, key="r"
    )
)
navigation.add_creator(
    navigation.Place(40, _("Invoice"), "file-invoice", "receivables:invoice_add", "receivables.add_invoice")
)
navigation.add_creator(navigation.Place(50, _("Receipt"), "cash", "receivables:receipt_add", "receivables.add_receipt"))

golive.declare_check(
    golive.Check(
        "invoices.amount", "receivables.invoice", _("Sum of all invoices"), invoice_rows.sums, "currency={currency}"
    )
)
golive.declare_check(
    golive.Check(
        "invoices.open",
        "receivables.invoice",
        _("Open receivables"),
        invoice_rows.open_sums,
        "open=true&currency={currency}",
    )
)
golive.declare_check(
    golive.Check(
        "receipts.amount", "receivables.receipt", _("Sum of all receipts"), receipt_rows.sums, "currency={currency}"
    )
)
