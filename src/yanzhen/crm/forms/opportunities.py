"""Forms of opportunities, their lines, and the acts that close them."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yanzhen.crm.enums.opportunities import Outcome
from yanzhen.crm.models import Contact, LossReason, Opportunity, OpportunityLine, Process, Stage
from yanzhen.crm.queries import contacts, customers, processes
from yanzhen.organization.queries import employees
from yanzhen.platform.pages.forms import ActorForm, NounForm, PickField, RowForm
from yanzhen.products.queries import products


def _label(model: Any, name: str) -> Any:
    return model._meta.get_field(name).verbose_name


class ContactField(PickField):
    """A contact, typed by name; of several with one name the form takes the customer's own."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int) and self.actor is not None:
            return str(self.visible(self.actor).filter(pk=value).first() or "")
        return value


class OpportunityForm(NounForm):
    optional = frozenset({"number", "process", "owner", "probability", "amount", "currency"})
    scopes = {"process": processes.active, "owner": employees.visible}
    blank = ("probability", "amount")
    customer = PickField(noun="crm.customer", visible=customers.visible, label=_label(Opportunity, "customer"))
    contact = ContactField(
        noun="crm.contact",
        visible=contacts.visible,
        code="name",
        required=False,
        label=_label(Opportunity, "contact"),
    )

    class Meta:
        model = Opportunity
        fields = [
            "name", "customer", "contact", "amount", "currency", "expected_on", "process", "probability", "owner",
            "next_step", "next_on", "source", "competitor", "number", "note",
        ]  # fmt: skip
        help_texts = {
            "amount": _("With lines below, their sum counts instead."),
            "probability": _("Empty: the stage's."),
            "process": _("Empty: the usual one."),
            "owner": _("Empty: you."),
            "number": _("Empty: the next number."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            given = kwargs.get("initial") or {}
            for name in self.blank:
                self.fields[name].initial = None
                if name not in given:
                    self.initial.pop(name, None)
        elif self.instance.process_id:
            self.fields["process"].queryset = (  # type: ignore[attr-defined]
                processes.visible(self.actor).filter(is_active=True)
                | processes.visible(self.actor).filter(pk=self.instance.process_id)
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        contact, customer = cleaned.get("contact"), cleaned.get("customer")
        if isinstance(contact, Contact) and customer is not None and contact.customer_id != customer.pk:
            of_customer = contacts.visible(self.actor).filter(customer_id=customer.pk, name=contact.name)
            cleaned["contact"] = of_customer.first() or contact
        return cleaned


class OpportunityLineForm(RowForm):
    product = PickField(noun="products.product", visible=products.visible, label=_label(OpportunityLine, "product"))
    quantity = forms.DecimalField(label=_label(OpportunityLine, "quantity"), max_digits=16, decimal_places=3)
    unit_price = forms.DecimalField(
        label=_label(OpportunityLine, "unit_price"),
        max_digits=18,
        decimal_places=4,
        min_value=0,
        required=False,
        help_text=_("Empty: the list price."),
    )
    discount = forms.DecimalField(
        label=_label(OpportunityLine, "discount"),
        max_digits=5,
        decimal_places=2,
        min_value=0,
        max_value=100,
        required=False,
    )

    @staticmethod
    def initial_of(line: OpportunityLine) -> dict[str, Any]:
        names = ("quantity", "unit_price", "discount")
        return {"product": line.product_id, **{name: getattr(line, name) for name in names}}


class ProcessForm(NounForm):
    class Meta:
        model = Process
        fields = ["name", "name_en", "is_default", "is_active", "note"]


class LossReasonForm(NounForm):
    class Meta:
        model = LossReason
        fields = ["code", "name", "name_en", "outcome", "is_active"]


class StageForm(NounForm):
    class Meta:
        model = Stage
        fields = ["name", "name_en", "goal", "usual_days", "probability", "documents"]
        widgets = {"documents": forms.Textarea(attrs={"rows": 3})}


def _reasons(form: ActorForm, outcome: str) -> None:
    offered = processes.reasons(form.actor).filter(outcome=outcome, is_active=True)
    form.fields["reason"].queryset = offered  # type: ignore[attr-defined]


class WinForm(ActorForm):
    amount = forms.DecimalField(label=_("amount agreed"), max_digits=18, decimal_places=2, min_value=0)
    reason = forms.ModelChoiceField(LossReason.objects.none(), label=_("reason"), required=False)
    competitor = forms.CharField(label=_("competitor"), max_length=120, required=False)
    closed_on = forms.DateField(label=_("closed on"), initial=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reasons(self, Outcome.WON)


class LoseForm(ActorForm):
    reason = forms.ModelChoiceField(LossReason.objects.none(), label=_("reason"))
    competitor = forms.CharField(label=_("won by"), max_length=120, required=False)
    price = forms.DecimalField(label=_("winning price"), max_digits=18, decimal_places=2, min_value=0, required=False)
    closed_on = forms.DateField(label=_("closed on"), initial=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reasons(self, Outcome.LOST)


class MemberForm(RowForm):
    employee = PickField(noun="organization.employee", visible=employees.visible, code="number", label=_("employee"))
    share = forms.DecimalField(label=_("share, %"), max_digits=5, decimal_places=2, min_value=0, max_value=100)
