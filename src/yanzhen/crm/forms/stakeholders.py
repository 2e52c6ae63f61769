"""Forms of the people around a customer: stakeholders, their successors, the team, the class."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.crm.enums.customers import Attitude, Grade, Influence, PurchaseRole
from yanzhen.crm.models import Contact, Customer, CustomerMember, Industry, Stakeholder
from yanzhen.crm.queries import contacts, customers, stakeholders
from yanzhen.organization.queries import employees
from yanzhen.platform.pages.forms import ActorForm, NounForm, PickField

CONTACT_HELP = _("Pick a contact of this customer, or leave it empty and give a name.")


def _label(model: Any, name: str) -> Any:
    return model._meta.get_field(name).verbose_name


class IndustryForm(NounForm):
    class Meta:
        model = Industry
        fields = ["code", "name", "name_en"]


class CustomerMemberForm(NounForm):
    customer = PickField(noun="crm.customer", visible=customers.visible, label=_label(CustomerMember, "customer"))
    employee = PickField(
        noun="organization.employee", visible=employees.visible, code="number",
        label=_label(CustomerMember, "employee"),
    )  # fmt: skip

    class Meta:
        model = CustomerMember
        fields = ["customer", "employee", "role", "remark"]


class StakeholderForm(NounForm):
    """Contacts and chiefs are offered once the customer is known; whatever the reader sees is taken."""

    optional = frozenset({"name"})
    today = ("starts_on",)
    scopes = {"contact": contacts.visible, "reports_to": stakeholders.visible}
    customer = PickField(noun="crm.customer", visible=customers.visible, label=_label(Stakeholder, "customer"))

    class Meta:
        model = Stakeholder
        fields = [
            "customer", "contact", "name", "title", "role", "attitude", "influence", "needs", "reports_to",
            "starts_on", "ends_on",
        ]  # fmt: skip
        help_texts = {"contact": CONTACT_HELP}
        widgets = {"needs": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, self._customer(), self.instance.pk)

    def _customer(self) -> int | None:
        if self.instance.pk:
            return int(self.instance.customer_id)
        if not self.is_bound:
            given = self.initial.get("customer")
            return given if isinstance(given, int) else None
        try:
            return int(self.fields["customer"].clean(self.data.get("customer")).pk)
        except ValidationError:
            return None


def offer(form: forms.Form | forms.ModelForm, customer_id: int | None, but: int | None = None) -> None:
    """Fill the choices of contact and chief with the people of one customer."""
    actor, key = form.actor, customer_id or 0  # type: ignore[union-attr]
    people = contacts.visible(actor).filter(customer_id=key)[: stakeholders.MOST]
    chiefs = stakeholders.at(key, actor)[0] if key else []
    _choose(form, "contact", people)
    _choose(form, "reports_to", (one for one in chiefs if one.pk != but))


def _choose(form: Any, name: str, rows: Iterable[Any]) -> None:
    if name in form.fields:
        words = [(row.pk, f"{row.name} · {row.title}" if row.title else row.name) for row in rows]
        form.fields[name].choices = [("", "–"), *words]


class ReplaceForm(ActorForm):
    """Who takes the place, and from when."""

    contact = forms.ModelChoiceField(
        Contact.objects.none(), required=False, label=_label(Stakeholder, "contact"), help_text=CONTACT_HELP
    )
    name = forms.CharField(max_length=120, required=False, label=_label(Stakeholder, "name"))
    title = forms.CharField(max_length=120, required=False, label=_label(Stakeholder, "title"))
    starts_on = forms.DateField(label=pgettext_lazy("period", "from"), initial=timezone.localdate)
    role = forms.ChoiceField(choices=PurchaseRole.choices, label=_label(Stakeholder, "role"))
    attitude = forms.ChoiceField(
        choices=Attitude.choices, initial=Attitude.NEUTRAL, label=_label(Stakeholder, "attitude")
    )
    influence = forms.ChoiceField(choices=Influence.choices, label=_label(Stakeholder, "influence"))
    needs = forms.CharField(
        max_length=500, required=False, label=_label(Stakeholder, "needs"), widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, before: Stakeholder, **kwargs: Any) -> None:
        kwargs["initial"] = {"role": before.role, "influence": before.influence, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = contacts.visible(self.actor).filter(customer_id=before.customer_id)  # type: ignore[attr-defined]
        offer(self, before.customer_id)


class ClassForm(ActorForm):
    """The class of a customer and why."""

    grade_class = forms.ChoiceField(
        choices=[("", pgettext_lazy("class of a customer", "none")), *Grade.choices],
        required=False,
        label=_label(Customer, "grade_class"),
    )
    reason = forms.CharField(max_length=300, label=_("reason"), widget=forms.Textarea(attrs={"rows": 3}))
