from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from yanzhen.platform.approvals import matters
from yanzhen.platform.models import ApprovalRule, ApprovalRuleStep
from yanzhen.platform.models.approvals import ApproverKind
from yanzhen.platform.pages.forms import ActorForm, NounForm
from yanzhen.platform.people import directory

EMPTY = ("", "–")


def _label(name: str) -> Any:
    return ApprovalRuleStep._meta.get_field(name).verbose_name  # type: ignore[union-attr]


class KeyField(forms.IntegerField):
    """A key out of a list that is only known when the form is filled in; programs give the key itself."""

    widget = forms.Select

    def offer(self, choices: Any) -> None:
        self.offered = dict(choices)
        self.widget.choices = [EMPTY, *self.offered.items()]  # type: ignore[attr-defined]

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and value not in self.offered:
            raise ValidationError(_("Nothing with this code can be found."), code="unknown")


def _matters() -> list[tuple[str, Any]]:
    return [(matter.name, matter.label) for matter in matters.all_matters().values()]


class ApprovalRuleForm(NounForm):
    matter = forms.ChoiceField(label=ApprovalRule._meta.get_field("matter").verbose_name, choices=_matters)
    unit_id = KeyField(label=ApprovalRule._meta.get_field("unit_id").verbose_name, required=False)

    class Meta:
        model = ApprovalRule
        fields = ["name", "matter", "rank", "amount_from", "currency", "discount_from", "unit_id", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].offer(directory().units())  # type: ignore[attr-defined]


class ApprovalStepForm(ActorForm):
    step_no = forms.IntegerField(label=_label("step_no"), min_value=1, max_value=20, initial=1)
    approver = forms.ChoiceField(label=_label("approver"), choices=ApproverKind.choices)
    person_id = KeyField(label=_label("person_id"), required=False)
    is_joint = forms.BooleanField(label=_label("is_joint"), required=False)
    hours = forms.IntegerField(label=_label("hours"), min_value=1, max_value=720, initial=48)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = directory().colleagues("", actor=self.actor, limit=500)
        self.fields["person_id"].offer((p.user_id, p.name) for p in people)  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(step: ApprovalRuleStep) -> dict[str, Any]:
        return {name: getattr(step, name) for name in ("step_no", "approver", "person_id", "is_joint", "hours")}
