from yanzhen.crm.queries import customers
from yanzhen.platform.pages.forms import NounForm, PickField
from yanzhen.receivables.models import Invoice, Receipt


class InvoiceForm(NounForm):
    today = ("issued_on",)
    optional = frozenset({"number"})
    customer = PickField(
        noun="crm.customer", visible=customers.visible, label=Invoice._meta.get_field("customer").verbose_name
    )

    class Meta:
        model = Invoice
        fields = ["customer", "number", "order_number", "issued_on", "due_on", "currency", "amount"]


class ReceiptForm(NounForm):
    today = ("received_on",)
    optional = frozenset({"number"})
    customer = PickField(
        noun="crm.customer", visible=customers.visible, label=Receipt._meta.get_field("customer").verbose_name
    )

    class Meta:
        model = Receipt
        fields = ["customer", "number", "received_on", "method", "currency", "amount"]
