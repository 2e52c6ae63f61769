"""The shapes of input of evaluations, referrals, rewards and thanks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yanzhen.crm.queries import contacts, customers, leads
from yanzhen.loyalty.enums import Cause, RewardAct
from yanzhen.loyalty.models import (
    CauseAnalysis,
    EvaluationRun,
    EvaluationScheme,
    Referral,
    RememberedDay,
    RewardEntry,
    ThanksRule,
)
from yanzhen.loyalty.queries import evaluations, loyalty
from yanzhen.organization.queries import employees
from yanzhen.platform.pages.forms import NounForm, PickField


def _customer(label: Any, *, required: bool = True) -> PickField:
    return PickField(noun="crm.customer", visible=customers.visible, required=required, label=label)


class ContactField(PickField):
    """A contact, typed by name; one that was chosen carries its key, for names are not unique."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int) and self.actor is not None:
            row = self.visible(self.actor).filter(pk=value).first()
            return "" if row is None else f"{row} #{row.pk}"
        return value

    def clean(self, value: Any) -> Any:
        name, _mark, key = str(value or "").rpartition("#")
        is_key = name and key.isascii() and key.isdigit() and len(key) < 19
        return super().clean(int(key) if is_key else value)


class EvaluationSchemeForm(NounForm):
    today = ("valid_from",)

    class Meta:
        model = EvaluationScheme
        fields = [
            "name", "name_en", "span", "valid_from", "currency", "weight_volume", "weight_margin", "weight_payment",
            "weight_growth", "weight_loyalty", "weight_potential", "from_a", "from_b", "from_c",
        ]  # fmt: skip


class EvaluationRunForm(NounForm):
    scopes = {"scheme": evaluations.schemes}
    starts_on = forms.DateField(
        label=_("a day in the period"), required=False, help_text=_("Left empty: the last period that is over.")
    )

    class Meta:
        model = EvaluationRun
        fields = ["scheme", "starts_on"]


class CauseAnalysisForm(NounForm):
    scopes = {"owner": employees.visible, "evaluation": evaluations.visible}
    optional = frozenset({"owner", "due_on"})
    customer = _customer(CauseAnalysis._meta.get_field("customer").verbose_name)
    causes = forms.MultipleChoiceField(
        label=_("causes"), choices=Cause.choices, required=False, widget=forms.SelectMultiple
    )

    class Meta:
        model = CauseAnalysis
        fields = ["customer", "evaluation", "causes", "finding", "action", "owner", "due_on", "result"]
        widgets = {"finding": forms.Textarea(attrs={"rows": 4}), "evaluation": forms.HiddenInput}
        help_texts = {"owner": _("Left empty: the owner of the customer."), "due_on": _("Left empty: in 14 days.")}


class ReferralForm(NounForm):
    today = ("referred_on",)
    referrer = _customer(Referral._meta.get_field("referrer").verbose_name)
    contact = ContactField(
        noun="crm.contact", visible=contacts.visible, code="name", required=False, label=_("contact")
    )
    referred = _customer(Referral._meta.get_field("referred").verbose_name, required=False)
    lead = PickField(noun="crm.lead", visible=leads.visible, code="number", required=False, label=_("referred lead"))

    class Meta:
        model = Referral
        fields = ["referrer", "contact", "referred", "lead", "referred_on", "remark"]


class RewardEntryForm(NounForm):
    scopes = {"referral": loyalty.referrals}
    optional = frozenset({"currency"})
    customer = _customer(RewardEntry._meta.get_field("customer").verbose_name)
    act = forms.TypedChoiceField(
        label=RewardEntry._meta.get_field("act").verbose_name,
        choices=[(act.value, act.label) for act in (RewardAct.GRANT, RewardAct.REDEEM)],
        initial=RewardAct.GRANT,
    )

    class Meta:
        model = RewardEntry
        fields = ["customer", "act", "kind", "amount", "currency", "reason", "referral"]
        help_texts = {"currency": _("For money only.")}


class ThanksRuleForm(NounForm):
    today = ("starts_on",)

    class Meta:
        model = ThanksRule
        fields = [
            "name", "name_en", "occasion", "days_before", "amount_from", "currency", "task", "starts_on", "is_active",
        ]  # fmt: skip


class RememberedDayForm(NounForm):
    contact = ContactField(noun="crm.contact", visible=contacts.visible, code="name", label=_("contact"))

    class Meta:
        model = RememberedDay
        fields = ["contact", "kind", "month", "day", "remark"]
