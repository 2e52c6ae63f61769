"""Forms of visits: planned, prepared, reported; templates with their steps; findings; stock."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yanzhen.crm.queries import contacts, customers, opportunities
from yanzhen.field.enums.visits import StepKind
from yanzhen.field.models import Visit, VisitFinding, VisitStock, VisitTemplate, VisitTemplateStep
from yanzhen.field.queries import visits
from yanzhen.market.queries import competitors
from yanzhen.organization.queries import employees
from yanzhen.platform.pages.forms import ActorForm, NounForm, PickField, RowForm
from yanzhen.products.queries import categories, products


def _label(model: Any, name: str) -> Any:
    return model._meta.get_field(name).verbose_name


class HourInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", **kwargs)


class NamedField(PickField):
    """A row typed by its name; of several with one name the form takes the customer's own."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int) and self.actor is not None:
            return str(self.visible(self.actor).filter(pk=value).first() or "")
        return value


class VisitForm(NounForm):
    optional = frozenset({"owner", "minutes", "kind"})
    seldom = frozenset({"owner", "opportunity", "template", "best", "least", "material", "experts"})
    scopes = {"owner": employees.visible, "template": visits.active_templates}
    today = ("day",)
    customer = PickField(noun="crm.customer", visible=customers.visible, label=_label(Visit, "customer"))
    contact = NamedField(
        noun="crm.contact", visible=contacts.visible, code="name", required=False, label=_label(Visit, "contact")
    )
    opportunity = PickField(
        noun="crm.opportunity",
        visible=opportunities.visible,
        code="number",
        required=False,
        label=_label(Visit, "opportunity"),
    )

    class Meta:
        model = Visit
        fields = [
            "customer", "day", "starts_at", "is_fixed", "minutes", "kind", "contact", "reason", "owner",
            "opportunity", "template", "best", "least", "material", "experts",
        ]  # fmt: skip
        widgets = {"starts_at": HourInput(), "reason": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "starts_at": _("Empty: any hour of the day."),
            "is_fixed": _("Agreed with the customer; it does not move when the day is planned anew."),
            "owner": _("Empty: you."),
            "reason": _("What we come to do and what it brings them, in their words."),
            "template": _("Empty: for a store visit the usual one."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk and "minutes" not in (kwargs.get("initial") or {}):
            self.initial.setdefault("minutes", 30)
        if self.instance.pk and self.instance.template_id and "template" in self.fields:
            self.fields["template"].queryset = visits.templates(self.actor)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        contact, customer = cleaned.get("contact"), cleaned.get("customer")
        if contact is not None and customer is not None and contact.customer_id != customer.pk:
            own = contacts.visible(self.actor).filter(customer_id=customer.pk, name=contact.name).first()
            cleaned["contact"] = own or contact
        return cleaned


class PrepareForm(ActorForm):
    """What is thought out before a visit."""

    contact: Any = forms.ModelChoiceField(label=_label(Visit, "contact"), queryset=None, required=False)
    reason = forms.CharField(
        label=_label(Visit, "reason"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What we come to do and what it brings them, in their words."),
    )  # fmt: skip
    best = forms.CharField(
        label=_label(Visit, "best"), max_length=300, required=False,
        help_text=_("What the customer commits to when all goes well."),
    )  # fmt: skip
    least = forms.CharField(
        label=_label(Visit, "least"), max_length=300, required=False, help_text=_("What we do not leave without."),
    )  # fmt: skip
    material = forms.CharField(label=_label(Visit, "material"), max_length=300, required=False)
    experts = forms.CharField(label=_label(Visit, "experts"), max_length=300, required=False)

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        names = ("reason", "best", "least", "material", "experts")
        initial = {name: getattr(visit, name) for name in names} | {"contact": visit.contact_id}
        super().__init__(*args, initial=initial, **kwargs)
        own = contacts.visible(self.actor).filter(customer_id=visit.customer_id)
        self.fields["contact"].queryset = own  # type: ignore[attr-defined]


class FindingForm(NounForm):
    scopes = {"competitor": competitors.visible, "category": categories.visible}
    optional = frozenset({"currency"})
    visit = PickField(noun="field.visit", visible=visits.visible, code="number", label=_label(VisitFinding, "visit"))

    class Meta:
        model = VisitFinding
        fields = ["visit", "kind", "words", "competitor", "rival", "category", "amount", "currency"]
        help_texts = {
            "category": _("Of a price: for which kind of product."),
            "rival": _("Only when it is not on the list above."),
        }


class TemplateForm(NounForm):
    class Meta:
        model = VisitTemplate
        fields = ["code", "name", "name_en", "customer_type", "minutes", "is_active", "note"]
        help_texts = {"customer_type": _("Empty: for all customers.")}


class TemplateStepForm(RowForm):
    preset = frozenset({"kind"})

    name = forms.CharField(label=_label(VisitTemplateStep, "name"), max_length=120)
    name_en = forms.CharField(label=_label(VisitTemplateStep, "name_en"), max_length=120, required=False)
    kind = forms.TypedChoiceField(
        label=_label(VisitTemplateStep, "kind"), choices=StepKind.choices, empty_value=StepKind.CHECK
    )
    help_text = forms.CharField(label=_label(VisitTemplateStep, "help_text"), max_length=300, required=False)

    @staticmethod
    def initial_of(step: VisitTemplateStep) -> dict[str, Any]:
        return {name: getattr(step, name) for name in ("name", "name_en", "kind", "help_text")}


class StockForm(RowForm):
    product = PickField(noun="products.product", visible=products.visible, label=_label(VisitStock, "product"))
    quantity = forms.DecimalField(
        label=_label(VisitStock, "quantity"),
        max_digits=12,
        decimal_places=3,
        min_value=0,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "decimal"}),
    )
    produced_on = forms.DateField(label=_label(VisitStock, "produced_on"), required=False)
    shelf_days = forms.IntegerField(
        label=_label(VisitStock, "shelf_days"), min_value=1, max_value=36500, required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
