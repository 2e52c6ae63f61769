"""Forms of leads, of what decides about them, and of what is done with them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yanzhen.crm.enums.leads import Bant, LostReason, TouchKind
from yanzhen.crm.models import Lead, LeadForm, LeadPoint, LeadRule, LeadRuleMember
from yanzhen.crm.models.leads import PARTS
from yanzhen.crm.permissions.leads import CLAIM
from yanzhen.crm.queries import customers, lead_bounds
from yanzhen.organization.queries import employees, units
from yanzhen.platform.pages.forms import ActorForm, NounForm, PickField
from yanzhen.products.queries import categories

NOTE_ROWS = {"rows": 3}
BANT_FIELDS = [f"bant_{name}{end}" for name in PARTS for end in ("", "_evidence")]


def label_of(model: Any, name: str) -> Any:
    return model._meta.get_field(name).verbose_name


class LeadEntryForm(NounForm):
    """A lead by hand or by program. Whoever sells finds themselves as the owner; without one the rules decide."""

    scopes = {"owner": employees.visible, "category": categories.visible}
    optional = frozenset({"source", "currency", *BANT_FIELDS})
    seldom = frozenset({"title", "email", "campaign", "currency", "due_on", *BANT_FIELDS})

    class Meta:
        model = Lead
        fields = [
            "company", "person", "title", "phone", "email", "province", "city", "industry", "category", "source",
            "campaign", "budget", "currency", "note", "owner", "due_on", *BANT_FIELDS,
        ]  # fmt: skip
        widgets = {"note": forms.Textarea(attrs=NOTE_ROWS)}
        help_texts = {"owner": _("Empty: the rules decide; where none does, it waits for somebody.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk and self.actor.can(CLAIM) and self.actor.employee_id is not None:
            self.initial.setdefault("owner", self.actor.employee_id)

    @property
    def beside(self) -> str:
        """What stands beside the fields: customers and leads that may be there already."""
        return "crm/leads/_possible.html" if self.actor.can("crm.add_lead") else ""

    def values(self) -> dict[str, Any]:
        """What was left out keeps what it was, or what is usual."""
        found = super().values()
        for name in self.optional & set(found):
            if found[name] == "" and not name.endswith("_evidence"):
                found[name] = getattr(self.instance, name)
        return found


class LeadRuleForm(NounForm):
    scopes = {"category": categories.visible}

    class Meta:
        model = LeadRule
        fields = ["order", "name", "places", "industries", "category", "target", "is_active"]


class LeadRuleMemberForm(ActorForm):
    employee = PickField(
        noun="organization.employee",
        visible=employees.visible,
        code="number",
        label=LeadRuleMember._meta.get_field("employee").verbose_name,
    )

    @staticmethod
    def initial_of(member: LeadRuleMember) -> dict[str, Any]:
        return {"employee": member.employee_id}


class LeadPointForm(NounForm):
    class Meta:
        model = LeadPoint
        fields = ["fact", "value", "points", "is_active"]


class LeadFormForm(NounForm):
    """The form of a form."""

    scopes = {"unit": units.visible}

    class Meta:
        model = LeadForm
        fields = [
            "name", "name_en", "unit", "campaign", "origins", "asks_title", "asks_phone", "asks_email", "asks_place",
            "asks_industry", "asks_category", "asks_budget", "consent", "consent_en", "thanks", "thanks_en",
            "is_active",
        ]  # fmt: skip
        widgets = {"origins": forms.Textarea(attrs=NOTE_ROWS)}


class TouchForm(ActorForm):
    """What happened with a lead, and what comes next."""

    kind = forms.ChoiceField(label=_("What happened"), choices=TouchKind.choices)
    note = forms.CharField(label=label_of(Lead, "note"), required=False, max_length=500)
    due_on = forms.DateField(label=label_of(Lead, "due_on"), required=False)


class LoseForm(ActorForm):
    reason = forms.ChoiceField(label=label_of(Lead, "lost_reason"), choices=LostReason.choices)
    note = forms.CharField(label=label_of(Lead, "lost_note"), required=False, max_length=300)


class ReleaseForm(ActorForm):
    reason = forms.CharField(label=_("Why"), required=False, max_length=200)


class BantForm(ActorForm):
    """Four parts, each unknown, weak or confirmed, with what shows it."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        kept = {name: getattr(lead, name) for name in BANT_FIELDS} | {"version": lead.version}
        super().__init__(*args, initial=kept, **kwargs)
        for name in PARTS:
            state, evidence = f"bant_{name}", f"bant_{name}_evidence"
            self.fields[state] = forms.ChoiceField(
                label=label_of(Lead, state), choices=Bant.choices, widget=forms.RadioSelect
            )
            self.fields[evidence] = forms.CharField(label=label_of(Lead, evidence), required=False, max_length=300)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The fields two by two, for the template."""
        return [
            {"name": name, "state": self[f"bant_{name}"], "evidence": self[f"bant_{name}_evidence"]} for name in PARTS
        ]


class QualifyForm(ActorForm):
    """What an opportunity needs beside the lead; everything else is there already."""

    customer = PickField(noun="crm.customer", visible=customers.visible, required=False, label=_("Existing customer"))
    name = forms.CharField(label=_("Name of the opportunity"), max_length=200)
    amount = forms.DecimalField(label=_("Amount"), max_digits=18, decimal_places=2, min_value=0, required=False)
    currency = forms.RegexField(label=_("Currency"), regex=r"\A[A-Z]{3}\Z", required=False)
    expected_on = forms.DateField(label=_("Expected close"))


class BoundsForm(ActorForm):
    """The bounds of the pool."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for bound in lead_bounds.BOUNDS.values():
            self.fields[bound.name] = forms.IntegerField(
                label=bound.label, help_text=bound.help, min_value=0, max_value=bound.high
            )
