"""Shapes of input around likely duplicates: which other record, what is kept, and how a case ends."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yanzhen.crm.enums.collisions import CaseOutcome
from yanzhen.crm.models import CollisionCase
from yanzhen.crm.queries import collisions, customers
from yanzhen.crm.queries.merges import Preview
from yanzhen.organization.queries import employees
from yanzhen.platform.pages.forms import ActorForm, PickField


class OtherForm(ActorForm):
    """Which other record is the same firm."""

    other = PickField(noun="crm.customer", visible=customers.visible, label=_("the same firm as"))


class MergeForm(ActorForm):
    """What the kept customer takes from which record."""

    survivor = forms.TypedChoiceField(coerce=int, label=_("customer that is kept"))
    reason = forms.CharField(max_length=300, required=False, label=_("reason"))

    def __init__(self, *args: Any, preview: Preview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.preview = preview
        names = [(row.pk, f"{row.name} ({row.code})") for row in preview.rows]
        self.fields["survivor"].choices = names  # type: ignore[attr-defined]
        self.initial.setdefault("survivor", preview.survivor.pk)
        for choice in preview.choices:
            self.fields[f"from_{choice.name}"] = forms.TypedChoiceField(
                coerce=int, choices=[(key, text) for key, text in choice.values], label=choice.label, required=False,
                empty_value=None, initial=choice.offered,
            )  # fmt: skip
        for row in preview.rows:
            field = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=row.version)
            self.fields[f"version_{row.pk}"] = field

    def chosen(self) -> dict[str, int]:
        """For each field the key of the record whose value is kept."""
        return {
            choice.name: self.cleaned_data.get(f"from_{choice.name}") or choice.offered
            for choice in self.preview.choices
        }

    def versions(self) -> dict[int, int]:
        """The versions that were previewed."""
        return {
            row.pk: version
            for row in self.preview.rows
            if (version := self.cleaned_data.get(f"version_{row.pk}")) is not None
        }


class DecideForm(ActorForm):
    """How a collision case ends."""

    outcome = forms.ChoiceField(choices=CaseOutcome.choices, widget=forms.RadioSelect, label=_("outcome"))
    owner: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, required=False, label=_("who looks after it")
    )
    holder_percent = forms.DecimalField(
        required=False, max_digits=5, decimal_places=2, min_value=Decimal(0), max_value=Decimal(100)
    )
    claimant_percent = forms.DecimalField(
        required=False, max_digits=5, decimal_places=2, min_value=Decimal(0), max_value=Decimal(100)
    )
    reason = forms.CharField(max_length=500, label=_("reason"), widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: CollisionCase, sides: collisions.Sides, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.fields["owner"].queryset = employees.visible(self.actor).filter(left_on=None)  # type: ignore[attr-defined]
        percent = _("credit of {name}, %")
        for name in ("holder_percent", "claimant_percent"):
            self.fields[name].help_text = _("Only for shared credit; the parts are 100 % together.")
        self.fields["holder_percent"].label = str(percent).format(name=case.holder or "–")
        self.fields["claimant_percent"].label = str(percent).format(name=case.claimant)
        proposal = sides.proposal
        self.initial = {
            **self.initial,
            "owner": collisions.proposed_owner(case, proposal).pk,
            "outcome": CaseOutcome.OWNER,
            "holder_percent": proposal.holder_percent,
            "claimant_percent": proposal.claimant_percent,
            "version": case.version,
        }

    def shares(self) -> list[tuple[Any, Decimal]]:
        """The parts of a split: of the two sides, those above zero."""
        if self.cleaned_data.get("outcome") != CaseOutcome.SPLIT:
            return []
        parts = [
            (self.case.holder, self.cleaned_data.get("holder_percent")),
            (self.case.claimant, self.cleaned_data.get("claimant_percent")),
        ]
        return [(who, part) for who, part in parts if who is not None and part]
