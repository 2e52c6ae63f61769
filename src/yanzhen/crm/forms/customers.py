from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from yanzhen.crm.models import Contact, Customer, CustomerType
from yanzhen.crm.queries import customers, stakeholders
from yanzhen.organization.queries import employees, territories
from yanzhen.platform.pages.forms import NounForm, PickField


class CustomerForm(NounForm):
    optional = frozenset({"code", "potential_currency"})
    seldom = frozenset(
        {"code", "territory", "longitude", "latitude", "potential_currency", "since_on", "is_active", "province"}
    )
    scopes = {
        "customer_type": customers.types,
        "industry": stakeholders.industries,
        "owner": employees.visible,
        "territory": territories.visible,
    }
    # Wider than the column, so that a latitude of 116 is told to be a longitude instead of to have too many digits.
    latitude = forms.DecimalField(label=_("latitude"), max_digits=9, decimal_places=6, required=False)

    class Meta:
        model = Customer
        fields = [
            "name",
            "code",
            "credit_code",
            "customer_type",
            "industry",
            "source",
            "owner",
            "territory",
            "phone",
            "shares_phone",
            "shares_phone_because",
            "province",
            "city",
            "address",
            "longitude",
            "latitude",
            "potential",
            "potential_currency",
            "since_on",
            "is_active",
        ]
        help_texts = {"potential": _("What the customer may buy of us in a good year.")}

    def clean_potential_currency(self) -> str:
        given = str(self.cleaned_data.get("potential_currency") or "").strip().upper()
        return given or str(Customer._meta.get_field("potential_currency").get_default())  # type: ignore[union-attr]

    def clean_latitude(self) -> Decimal | None:
        given: Decimal | None = self.cleaned_data.get("latitude")
        if given is not None and abs(given) > 90:
            raise ValidationError(
                _("A latitude is at most 90: longitude and latitude have probably changed places."), code="swapped"
            )
        return given

    @property
    def beside(self) -> str:
        """What stands beside the fields: the firms that may be there already, for those who enter customers."""
        return "crm/customers/_possible.html" if self.actor.can("crm.add_customer") else ""


class CustomerTypeForm(NounForm):
    class Meta:
        model = CustomerType
        fields = ["code", "name", "name_en"]


class ContactForm(NounForm):
    customer = PickField(
        noun="crm.customer", visible=customers.visible, label=Contact._meta.get_field("customer").verbose_name
    )

    class Meta:
        model = Contact
        fields = ["customer", "name", "title", "phone", "email", "is_primary"]
