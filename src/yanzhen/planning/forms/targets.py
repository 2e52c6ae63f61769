from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yanzhen.organization.queries import regions, units
from yanzhen.planning.models import Declaration, Target
from yanzhen.planning.queries import plans
from yanzhen.platform.pages.forms import ActorForm, NounForm
from yanzhen.products.queries import categories


class TargetForm(NounForm):
    """Which part of which plan a target is for."""

    scopes = {
        "plan": plans.visible, "unit": units.visible, "region": regions.visible, "category": categories.visible,
    }  # fmt: skip
    optional = frozenset({"unit"})

    class Meta:
        model = Target
        fields = ["plan", "side", "unit", "region", "category"]
        help_texts = {
            "unit": _("for the target of a unit"),
            "region": _("for the target of a region"),
            "category": _("for the target of a product category"),
        }


class DeclarationForm(NounForm):
    """One's own figure for a plan."""

    scopes = {"plan": plans.visible}

    class Meta:
        model = Declaration
        fields = ["plan", "amount", "note"]


class DeclareForm(ActorForm):
    """The same on the phone, where the plan is known."""

    amount = forms.DecimalField(
        label=_("What I will sell"), max_digits=17, decimal_places=2, min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    note = forms.CharField(label=_("note"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class DecisionForm(ActorForm):
    """The decision on a target."""

    realistic = forms.DecimalField(
        label=_("realistic target"), max_digits=18, decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    ideal = forms.DecimalField(
        label=_("ideal target"), max_digits=18, decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    reason = forms.CharField(label=_("reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, currency: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("realistic", "ideal"):
            self.fields[name].help_text = currency


class CorrectionForm(ActorForm):
    """A corrected figure beside the declared one; empty takes the correction away."""

    corrected = forms.DecimalField(
        label=_("corrected figure"), max_digits=17, decimal_places=2, min_value=0, required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    reason = forms.CharField(label=_("reason"), max_length=300, required=False)


class RulesForm(ActorForm):
    """The thresholds by which declarations are flagged, in per cent."""

    timid_below = forms.DecimalField(label=_("timid below"), max_digits=5, decimal_places=2, min_value=0, max_value=100)
    boastful_above = forms.DecimalField(
        label=_("boastful above"), max_digits=5, decimal_places=2, min_value=100, max_value=999
    )

    def rates(self) -> dict[str, Decimal]:
        """The same in ratio form."""
        return {name: value / 100 for name, value in self.cleaned_data.items()}
