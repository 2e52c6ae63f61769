from typing import Any

from yanzhen.crm.queries import customers
from yanzhen.platform.pages.forms import NounForm, PickField
from yanzhen.receivables.models import Invoice, Receipt


class _DocumentForm(NounForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].required = False


class InvoiceForm(_DocumentForm):
    today = ("issued_on",)
    customer = PickField(
        noun="crm.customer", visible=customers.visible, label=Invoice._meta.get_field("customer").verbose_name
    )

    class Meta:
        model = Invoice
        fields = ["customer", "number", "order_number", "issued_on", "due_on", "currency", "amount"]


class ReceiptForm(_DocumentForm):
    today = ("received_on",)
    customer = PickField(
        noun="crm.customer", visible=customers.visible, label=Receipt._meta.get_field("customer").verbose_name
    )

    class Meta:
        model = Receipt
        fields = ["customer", "number", "received_on", "method", "currency", "amount"]
