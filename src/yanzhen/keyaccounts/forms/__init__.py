"""The shapes of input of key accounts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yanzhen.crm.queries import customers
from yanzhen.keyaccounts.enums import TermKind
from yanzhen.keyaccounts.models import (
    AccountDelivery,
    AccountKpi,
    Agreement,
    AgreementTerm,
    KpiValue,
    MonthlyReview,
    RollingPlan,
    RollingPlanLine,
    Store,
    StoreOpportunity,
)
from yanzhen.keyaccounts.queries import agreements, stores
from yanzhen.orders.queries import orders
from yanzhen.organization.queries import employees
from yanzhen.platform.pages.forms import NounForm, PickField, RowForm
from yanzhen.products.queries import products


def _label(model: Any, name: str) -> Any:
    return model._meta.get_field(name).verbose_name


def _agreement(model: Any) -> PickField:
    return PickField(
        noun="keyaccounts.agreement", visible=agreements.visible, code="number", label=_label(model, "agreement")
    )


def _product(model: Any, *, required: bool = True) -> PickField:
    return PickField(
        noun="products.product", visible=products.visible, required=required, label=_label(model, "product")
    )


class AgreementForm(NounForm):
    scopes = {"owner": employees.visible}
    optional = frozenset({"owner", "currency"})
    customer = PickField(noun="crm.customer", visible=customers.visible, label=_label(Agreement, "customer"))

    class Meta:
        model = Agreement
        fields = ["customer", "valid_from", "valid_until", "owner", "signed_on", "currency", "remark"]
        help_texts = {"owner": _("Left empty: the owner of the customer.")}


class AgreementTermForm(RowForm):
    kind = forms.ChoiceField(label=_label(AgreementTerm, "kind"), choices=[("", "–"), *TermKind.choices])
    product = _product(AgreementTerm, required=False)
    figure = forms.DecimalField(
        label=_label(AgreementTerm, "figure"), max_digits=18, decimal_places=2, min_value=0, required=False,
        help_text=_("Money, days or percent, as the kind wants it."),
    )  # fmt: skip
    tiers = forms.CharField(
        label=_label(AgreementTerm, "tiers"), max_length=200, required=False,
        help_text=_("Of a rebate: 5000000:2; 8000000:3.5 – from an amount on, a percent."),
    )  # fmt: skip
    note = forms.CharField(label=_label(AgreementTerm, "note"), max_length=300, required=False)

    @staticmethod
    def initial_of(line: AgreementTerm) -> dict[str, Any]:
        return {
            "kind": line.kind,
            "product": line.product_id,
            "figure": line.figure,
            "tiers": line.tiers,
            "note": line.note,
        }


class AccountDeliveryForm(NounForm):
    today = ("delivered_on",)
    order = PickField(
        noun="orders.order", visible=orders.visible, code="number", label=_label(AccountDelivery, "order")
    )
    product = _product(AccountDelivery)

    class Meta:
        model = AccountDelivery
        fields = ["order", "product", "delivered_on", "quantity", "produced_on", "expires_on", "remark"]


class StoreForm(NounForm):
    agreement = _agreement(Store)
    outlet = PickField(
        noun="crm.customer", visible=customers.visible, required=False, label=_label(Store, "outlet"),
        help_text=_("The customer that orders for this store; its orders are what opportunities are found in."),
    )  # fmt: skip
    seldom = frozenset({"longitude", "latitude", "name_en"})

    class Meta:
        model = Store
        fields = [
            "agreement", "number", "name", "format", "outlet", "province", "city", "address", "is_active", "name_en",
            "longitude", "latitude",
        ]  # fmt: skip


class StoreOpportunityForm(NounForm):
    scopes = {"owner": employees.visible}
    optional = frozenset({"owner", "due_on"})
    today = ("week",)
    store = PickField(
        noun="keyaccounts.store", visible=stores.visible, code="number", label=_label(StoreOpportunity, "store")
    )
    product = _product(StoreOpportunity, required=False)

    class Meta:
        model = StoreOpportunity
        fields = ["store", "week", "kind", "product", "reason", "potential", "owner", "due_on", "result", "remark"]
        help_texts = {"week": _("Any day of the week."), "owner": _("Left empty: the key-account manager.")}


class RollingPlanForm(NounForm):
    today = ("month",)
    agreement = _agreement(RollingPlan)

    class Meta:
        model = RollingPlan
        fields = ["agreement", "month", "promotions", "shops", "remark"]


class RollingPlanLineForm(RowForm):
    month = forms.DateField(label=_label(RollingPlanLine, "month"))
    product = _product(RollingPlanLine)
    quantity = forms.DecimalField(
        label=_label(RollingPlanLine, "quantity"), max_digits=16, decimal_places=3, min_value=0
    )
    amount = forms.DecimalField(
        label=_label(RollingPlanLine, "amount"), max_digits=18, decimal_places=2, min_value=0, required=False,
        help_text=_("Empty: quantity × list price."),
    )  # fmt: skip

    @staticmethod
    def initial_of(line: RollingPlanLine) -> dict[str, Any]:
        return {"month": line.month, "product": line.product_id, "quantity": line.quantity, "amount": line.amount}


class MonthlyReviewForm(NounForm):
    agreement = _agreement(MonthlyReview)

    class Meta:
        model = MonthlyReview
        fields = ["agreement", "month", "finding", "reconciled_on", "remark"]
        widgets = {"finding": forms.Textarea(attrs={"rows": 5})}


class AccountKpiForm(NounForm):
    agreement = _agreement(AccountKpi)

    class Meta:
        model = AccountKpi
        fields = ["agreement", "name", "name_en", "unit", "is_better_high", "goal"]


class KpiValueForm(RowForm):
    month = forms.DateField(label=_label(KpiValue, "month"))
    value = forms.DecimalField(label=_label(KpiValue, "value"), max_digits=18, decimal_places=2)

    @staticmethod
    def initial_of(line: KpiValue) -> dict[str, Any]:
        return {"month": line.month, "value": line.value}
