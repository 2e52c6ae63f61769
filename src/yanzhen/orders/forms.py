from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yanzhen.crm.queries import customers
from yanzhen.orders.models import Order, OrderLine
from yanzhen.platform.pages.forms import ActorForm, NounForm, PickField
from yanzhen.products.queries import products


def _label(name: str) -> Any:
    return OrderLine._meta.get_field(name).verbose_name  # type: ignore[union-attr]


class OrderForm(NounForm):
    today = ("ordered_on",)
    optional = frozenset({"number"})
    customer = PickField(
        noun="crm.customer", visible=customers.visible, label=Order._meta.get_field("customer").verbose_name
    )

    class Meta:
        model = Order
        fields = ["customer", "kind", "number", "ordered_on", "currency", "remark"]


class OrderLineForm(ActorForm):
    product = PickField(noun="products.product", visible=products.visible, label=_label("product"))
    quantity = forms.DecimalField(label=_label("quantity"), max_digits=16, decimal_places=3)
    unit_price = forms.DecimalField(
        label=_label("unit_price"),
        max_digits=18,
        decimal_places=4,
        min_value=0,
        required=False,
        help_text=_("Empty: the list price."),
    )
    net_amount = forms.DecimalField(
        label=_label("net_amount"),
        max_digits=18,
        decimal_places=2,
        required=False,
        help_text=_("Empty: quantity × unit price."),
    )

    @staticmethod
    def initial_of(line: OrderLine) -> dict[str, Any]:
        return {
            "product": line.product_id,
            "quantity": line.quantity,
            "unit_price": line.unit_price,
            "net_amount": line.net_amount,
        }
